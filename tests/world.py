"""A small house to test in: six members, a Secretariat, a clock that stands still until it is moved.

`World` reads like a story: `world.press(case, "circulate", "officer")`, `world.answer(case, "ILO", "support")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from config.bootstrap import registry
from engine.case import Case, cases
from engine.clock import FixedClock
from engine.commands import case as case_commands
from engine.commands import document, notice, register, task
from engine.commands.tick import Ticked, tick
from engine.commands.transaction import Done
from engine.database import Database
from engine.derive import bound_now
from engine.files import Files
from engine.register import Register
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.store import load
from engine.task import Task
from engine.view import CaseView
from tests import people

BEGUN = datetime(2007, 3, 1, tzinfo=UTC)
MORNING = datetime(2013, 1, 7, 9, tzinfo=UTC)  # a Monday
TERM = datetime(2012, 12, 31, 23, tzinfo=UTC)  # 1 January in Vienna
DECISION: Mapping[str, Any] = {
    "nature": "DECISION",
    "subject": "PRIORITY",
    "method": "MEETING",
    "background": "Because.",
}


class World:
    """An initialised house on a fresh database."""

    def __init__(
        self, database: Database, folder: Path, at: datetime = MORNING, *, like: World | None = None
    ) -> None:
        """With `like` the database is a copy of that world's, furnished already."""
        self.clock = FixedClock(at)
        self.engine = Engine(database, registry(), self.clock, Files(folder / "files"))
        self.organizations: dict[str, UUID] = dict(like.organizations) if like else {}
        self.people: dict[str, UUID] = dict(like.people) if like else {}
        if like is None:
            self._furnish()

    # The house

    def _furnish(self) -> None:
        names = {"house_name": "UN.GIFT", "number_prefix": "GIFT", "log_origin": "nemcon.example.org/tests"}
        register.initialise(self.engine, names)
        register.set_calendar(
            self.engine,
            "house",
            label="Vienna",
            zone="Europe/Vienna",
            countries=["AT"],
            own_days={},
            years=range(2012, 2016),
            by=None,
        )
        for code in people.ORGANIZATIONS:
            scope = "REGIONAL" if code in people.REGIONAL else "INTERNATIONAL"
            added = register.add_organization(
                self.engine, code, f"Organization {code}", {"scope": scope}, by=None
            )
            self.organizations[code] = added.result
        for code in people.MEMBERS:
            self.grant("SC_FOCAL_POINT", code)
        for name, code, role, capacity in people.PEOPLE:
            self.add_person(name)
            self.grant(role, code, name, capacity)
        self.grant("SC_CHAIR", people.CHAIR, since=TERM)
        self.grant("SC_COCHAIR", people.COCHAIR, since=TERM)
        order = [self.organizations[code].hex for code in people.ROTATION]
        register.set_setting(self.engine, "rotation_order", order, by=None)

    def add_person(self, name: str) -> UUID:
        self.people[name] = register.add_person(self.engine, people.address(name), name, by=None).result
        return self.people[name]

    def grant(
        self,
        role: str,
        code: str,
        name: str | None = None,
        capacity: str = "office",
        since: datetime = BEGUN,
        until: datetime | None = None,
    ) -> UUID:
        person = self.people[name] if name else None
        done = register.grant(
            self.engine,
            role,
            self.organizations[code],
            person=person,
            capacity=capacity,
            since=since,
            until=until,
            by=None,
        )
        assert isinstance(done.result, UUID)
        return done.result

    def enable_silence(self, *subjects: str) -> None:
        """As an adopted decision would; without the decision, for tests of something else."""
        register.set_setting(
            self.engine, "silence_subjects", list(subjects) or ["PRIORITY", "IMPLEMENT_ACTIVITY"], by=None
        )

    # Reading

    def read(self, case_id: UUID) -> Snapshot:
        """The case as a command would find it now; without the lock, which costs a test more than reading does."""
        with self.engine.reading() as (connection, register_now):
            row = connection.execute(select(cases).where(cases.c.id == case_id)).one()
            return load(connection, Case(*row), register_now, self.engine.registry, self.engine.now())

    def register_now(self) -> Register:
        """Organizations, people, mandates and settings as they are committed now."""
        with self.engine.reading() as (_, found):
            return found

    def view(self, case_id: UUID) -> CaseView:
        return CaseView(self.read(case_id))

    def state(self, case_id: UUID) -> str:
        return self.read(case_id).case.state

    def number(self, case_id: UUID) -> str | None:
        return self.read(case_id).case.number

    def find_task(self, case_id: UUID, task_key: str, who: str | None = None) -> Task:
        """The present task with this key; of the organization that somebody acts for, where there are several."""
        found = [t for t in self.read(case_id).tasks if t.task == task_key and t.present]
        if len(found) > 1 and who is not None:
            party = f"org:{self.organizations[self.code_of(who)].hex}"
            found = [t for t in found if t.party == party]
        assert found, f"no task {task_key} for {who}"
        return found[0]

    def code_of(self, who: str) -> str:
        return next(code for name, code, *_ in people.PEOPLE if name == who)

    # Acting

    def open(
        self,
        title: str = "A matter",
        by: str = "officer",
        definition: str = "consensus-decision",
        **data: Any,
    ) -> UUID:
        values = {**DECISION, **data} if definition == "consensus-decision" else data
        done = case_commands.open(self.engine, definition, title=title, data=values, by=self.people[by])
        assert done.case_id is not None
        return done.case_id

    def put(
        self,
        case_id: UUID,
        words: str = "The Committee decides.",
        document_key: str = "text",
        by: str = "officer",
    ) -> Done:
        return document.put(
            self.engine, case_id, document_key, words.encode(), f"{document_key}.txt", by=self.people[by]
        )

    def press(
        self,
        case_id: UUID,
        trigger: str,
        by: str,
        *,
        reason: str | None = None,
        revision: int | None = None,
        key: str | None = None,
        for_: str | None = None,
        **data: Any,
    ) -> Done:
        seen = self.read(case_id).case.revision if revision is None else revision
        organization = self.organizations[for_] if for_ else None
        return case_commands.transition(
            self.engine,
            case_id,
            trigger,
            data=data,
            revision=seen,
            by=self.people[by],
            reason=reason,
            key=key,
            for_=organization,
        )

    def edit(self, case_id: UUID, by: str, **data: Any) -> Done:
        return case_commands.edit(
            self.engine, case_id, data, revision=self.read(case_id).case.revision, by=self.people[by]
        )

    def answer(
        self,
        case_id: UUID,
        who: str,
        outcome: str,
        task_key: str = "position",
        *,
        of: str | None = None,
        reason: str | None = None,
        evidence: str | None = None,
        bound: str | None = None,
        key: str | None = None,
        **data: Any,
    ) -> Done:
        """Somebody answers a task; `of` names the seat when it is not their own."""
        found = self.find_task(case_id, task_key, of or who)
        shown = bound or self.bound(case_id, task_key)
        return task.complete(
            self.engine,
            found.id,
            outcome,
            by=self.people[who],
            reason=reason,
            data=data,
            bound=shown,
            evidence=evidence,
            key=key,
        )

    def bound(self, case_id: UUID, task_key: str) -> str:
        snapshot = self.read(case_id)
        return bound_now(CaseView(snapshot), snapshot.definition.task_by_key[task_key])

    def open_pages(self, case_id: UUID, *names: str) -> None:
        for name in names or people.MEMBERS:
            notice.page_opened(self.engine, case_id, by=self.people[name])

    def at(self, instant: datetime) -> Ticked:
        """Move the clock and fire what is due."""
        self.clock.move_to(instant)
        return tick(self.engine)

    def later(self, **delta: float) -> Ticked:
        return self.at(self.clock.now() + timedelta(**delta))

    # Stories that other stories begin with

    def circulated(self, **data: Any) -> UUID:
        case_id = self.open(**data)
        self.put(case_id)
        self.press(case_id, "circulate", "officer")
        return case_id

    def deliberating(self, **data: Any) -> UUID:
        case_id = self.circulated(**data)
        self.press(case_id, "deliberate", people.CHAIR)
        return case_id

    def silent(self, **data: Any) -> UUID:
        """A running silence of which every member has notice."""
        self.enable_silence()
        case_id = self.circulated(method="SILENCE", **data)
        self.press(case_id, "open_silence", people.CHAIR)
        self.open_pages(case_id)
        return case_id
