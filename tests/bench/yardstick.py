"""The yardstick: a review case of 15 committed commands in 6 states, each with rights, guards, tasks, clocks and its event.

Open; then claim and complete screen, three parallel reviews (all must complete), synthesize, decide, publish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.clock import SystemClock
from engine.commands import case, register, task
from engine.database import Database
from engine.definition import (
    LONG,
    CaseDefinition,
    Field,
    House,
    Level,
    Outcome,
    State,
    Step,
    TaskDefinition,
    Who,
    each_seat,
    hours,
    role,
    working_days,
)
from engine.files import Files
from engine.registry import Registry
from engine.runtime import Engine
from engine.store import load, lock_case

REVIEWER, SECRETARY = role("REVIEWER", "Reviewer", seats=True), role("SECRETARY", "Secretary")
OPEN = Level("OPEN", "Open", REVIEWER | SECRETARY)
DONE = Outcome("done", "Done")
remark = Field("remark", "Remark", LONG)

SCREENING, REVIEWING, SYNTHESIS = (
    State("screening", "Screening"),
    State("reviewing", "Review"),
    State("synthesis", "Synthesis"),
)
DECIDING, PUBLISHING = State("deciding", "Decision"), State("publishing", "Publication")
PUBLISHED = State("published", "Published", final=True, result="published")


def asked(key: str, to: Who, during: State) -> TaskDefinition:
    """A task with one answer and a remark."""
    return TaskDefinition(key, key.capitalize(), to, (during,), (DONE,), asks=(remark,), due=working_days(5))


SCREEN, REVIEW = asked("screen", SECRETARY, SCREENING), asked("review", each_seat(REVIEWER), REVIEWING)
SYNTHESIZE, DECIDE, PUBLISH = (
    asked("synthesize", SECRETARY, SYNTHESIS), asked("decide", SECRETARY, DECIDING), asked("publish", SECRETARY, PUBLISHING),
)  # fmt: skip
DEFINITION = CaseDefinition(
    key="review-case", version=1, code="REV", title="Review case", opened_by=SECRETARY, initial=SCREENING, fields=(remark,), level=OPEN,
    tasks=(SCREEN, REVIEW, SYNTHESIZE, DECIDE, PUBLISH),
    transitions=[
        SCREENING.to(REVIEWING, "screened", when=[SCREEN.answered()]),
        REVIEWING.to(SYNTHESIS, "reviewed", when=[REVIEW.all_answered()]),
        SYNTHESIS.to(DECIDING, "synthesized", when=[SYNTHESIZE.answered()]),
        DECIDING.to(PUBLISHING, "decided", when=[DECIDE.answered()]),
        PUBLISHING.to(PUBLISHED, "published", when=[PUBLISH.answered()]),
    ],
)  # fmt: skip
HOUSE = House(
    levels=(OPEN,), ladder=(Step(hours(0), "It is due now."),), roles=(REVIEWER, SECRETARY), keepers=SECRETARY
)
BEGUN = datetime(2012, 1, 1, tzinfo=UTC)
COMMANDS = 15


class Yardstick:
    """A house of some reviewers (A, B, C and so on) and a secretary, and the way of one case through it."""

    def __init__(self, database: Database, folder: Path, *, furnish: bool = True, reviewers: int = 3) -> None:
        self.engine = Engine(database, Registry([DEFINITION], HOUSE), SystemClock(), Files(folder))
        self.people: dict[str, UUID] = {}
        if furnish:
            self._furnish(["A", "B", "C", *(f"R{number}" for number in range(4, reviewers + 1))])
        else:
            with database.read() as connection:
                known = self.engine.register(connection).people.values()
            self.people = {person.name: person.id for person in known}

    def _furnish(self, reviewers: list[str]) -> None:
        register.set_calendar(
            self.engine, "house", label="House", zone="Europe/Vienna", countries=["AT"], own_days={}, years=range(2024, 2030), by=None,
        )  # fmt: skip
        for name in reviewers:
            organization = register.add_organization(self.engine, name, name, {}, by=None).result
            register.grant(
                self.engine, "REVIEWER", organization, person=None, capacity="office", since=BEGUN, by=None
            )
            self._person(name, "REVIEWER", organization)
        self._person("S", "SECRETARY", register.add_organization(self.engine, "S", "S", {}, by=None).result)

    def _person(self, name: str, role_key: str, organization: UUID) -> None:
        self.people[name] = register.add_person(
            self.engine, f"{name.lower()}@example.org", name, by=None
        ).result
        register.grant(
            self.engine,
            role_key,
            organization,
            person=self.people[name],
            capacity="principal",
            since=BEGUN,
            by=None,
        )

    def case(self) -> Iterator[Callable[[], object]]:
        """The 15 commands of one case, each to be run before the next is asked for; what is read in between is nobody's."""
        opened: list[UUID] = []
        yield lambda: opened.append(self.open())
        for key, names in (
            ("screen", "S"),
            ("review", "ABC"),
            ("synthesize", "S"),
            ("decide", "S"),
            ("publish", "S"),
        ):
            for name, task_id in zip(names, self.waiting(opened[0], key), strict=True):
                yield partial(task.claim, self.engine, task_id, by=self.people[name])
                yield partial(
                    task.complete,
                    self.engine,
                    task_id,
                    "done",
                    by=self.people[name],
                    data={"remark": "Seen, and found in order."},
                )

    def in_review(self) -> list[tuple[UUID, UUID]]:
        """A case that has come to its reviews: reviewers and the review of each."""
        opened = self.open()
        (screen,) = self.waiting(opened, "screen")
        task.complete(self.engine, screen, "done", by=self.people["S"], data={"remark": "Seen."})
        names = sorted(name for name in self.people if name != "S")
        waiting = self.waiting(opened, "review")
        return [(self.people[name], review) for name, review in zip(names, waiting, strict=True)]

    def open(self) -> UUID:
        """Begin a review case."""
        done = case.open(self.engine, "review-case", title="A paper", data={}, by=self.people["S"])
        assert done.case_id is not None
        return done.case_id

    def waiting(self, case_id: UUID, key: str) -> list[UUID]:
        with self.engine.database.begin() as connection:
            found = lock_case(connection, case_id)
            snapshot = load(
                connection, found, self.engine.register(connection), self.engine.registry, self.engine.now()
            )
        order = {f"org:{o.id.hex}": o.code for o in snapshot.register.organizations.values()}
        mine: list[Any] = [t for t in snapshot.tasks if t.task == key and t.is_open]
        return [t.id for t in sorted(mine, key=lambda t: order.get(t.party, ""))]
