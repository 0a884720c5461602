"""A case as it stood at an instant, folded from its events: nothing that came after, and nothing that is kept from the viewer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from engine.case import Case
from engine.columns import to_json
from engine.document import Document
from engine.errors import Refused, Unknown
from engine.fold import Tables
from engine.item import Item
from engine.link import Link
from engine.messages import mark
from engine.notice import Notice
from engine.position import Position
from engine.queries.case_page import CasePage, Comment, known_tasks, readable_answers
from engine.queries.elsewhere import elsewhere
from engine.queries.streams import Told, folded, of_cases, read_streams
from engine.queries.ties_as_of import ties_as_of
from engine.queries.timeline import Happening, readable_events, tell
from engine.queries.visible import can_see, open_within
from engine.register import Register
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.task import Task
from engine.timer import ARMED, Timer

ERASED = mark("erased")


@dataclass(frozen=True, slots=True)
class AsOf:
    """A case at an instant: what stood then, which event was the newest, and the instants of its neighbours."""

    page: CasePage
    at: datetime
    number: int
    of: int
    before: datetime | None
    after: datetime | None
    hidden: frozenset[UUID] = frozenset()
    """The events of its history that are not open to whoever looks."""


@dataclass
class Past:
    """The history of one case as one viewer may read it: every event of its stream, which of them are kept back, and at which
    levels its remarks are open. What may be read is judged by who the viewer is now, and by how the case stands now."""

    engine: Engine
    connection: Connection
    register: Register
    viewer: UUID
    case_id: UUID
    told: list[Told]
    hidden: set[UUID] = field(default_factory=set)
    levels: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID
    ) -> Past:
        """Read it; Unknown where the viewer may not know of the case."""
        if not can_see(engine, connection, case_id, viewer):
            raise Unknown("There is no such case, or it is not open to you.")
        told = read_streams(connection, of_cases([case_id]))
        past = cls(engine, connection, register, viewer, case_id, told)
        now = past._snapshot(folded(told), engine.now())
        seen = open_within(engine, register, viewer, now)
        past.hidden = {each.id for each in told} - readable_events(connection, case_id, **seen)
        past.levels = seen["levels"]
        return past

    def until(self, at: datetime) -> list[Told]:
        """The events up to an instant; Refused before the first."""
        past = [each for each in self.told if each.at <= at]
        if not past:
            raise Refused(
                "The case had not begun at that instant: it began on {began}.", began=self.told[0].at
            )
        return past

    def page(self, at: datetime, tables: Tables | None = None, *, ties: bool = True) -> CasePage:
        """The case as it stood at an instant, but for what this viewer may not know. `tables` are those that its events leave,
        where somebody has folded them already; its ties can be left out, for they cost as much as the cases at their ends."""
        past = self.until(at)
        tables = folded(past) if tables is None else tables
        snapshot = self._snapshot(tables, at)
        if ties:
            snapshot.links = self._ties(snapshot, tables)
        definition = snapshot.definition
        tasks = sorted((Task(**row) for row in tables["tasks"].values()), key=lambda t: t.id)
        answers = _answers(tables)
        heard = readable_answers(self.engine, self.register, definition, self.viewer, tasks, answers)
        return CasePage(
            snapshot,
            known_tasks(self.engine, self.register, definition, self.viewer, tasks),
            tuple(answer for answer in heard if answer.id not in self.hidden),
            tuple(_versions(tables)),
            _remarks(tables, self.levels),
            tuple(self.tell(snapshot, each) for each in past if each.id not in self.hidden),
        )

    def tell(self, snapshot: Snapshot, each: Told) -> Happening:
        """One event as a happening."""
        reason = to_json(each.reason) if each.reason is not None else None
        return tell(self.register, snapshot.definition, each.id, each.body, each.leaf, reason)

    def _ties(self, snapshot: Snapshot, tables: Tables) -> list[Link]:
        engine, connection, register = self.engine, self.connection, self.register
        return ties_as_of(engine, connection, register, self.viewer, snapshot.case, tables, snapshot.at)

    def _snapshot(self, tables: Tables, at: datetime) -> Snapshot:
        row = tables["cases"][self.case_id,]
        case = Case(**{**row, "title": ERASED if row["title"] is None else row["title"]})
        definition = self.engine.registry.get(case.definition, case.version)
        present = [task for row in tables["tasks"].values() if (task := Task(**row)).present]
        standing, answers = {task.answer for task in present}, _answers(tables)
        return Snapshot(
            definition,
            case,
            self.register,
            self.engine.registry,
            at,
            tasks=sorted(present, key=lambda task: task.id),
            answers={a.id: a for a in answers if a.id in standing},
            timers={r["key"]: Timer(**r) for r in tables["timers"].values() if r["state"] == ARMED},
            items=sorted((Item(**r) for r in tables["items"].values()), key=lambda i: (i.item, i.position)),
            documents={d.document: d for d in _versions(tables)},
            notices=[Notice(**r) for r in tables["notices"].values()],
            extra={("late",): [each for each in answers if each.late]},
            fingerprint=self.engine.registry.fingerprint(definition),
            look=elsewhere(self.engine, self.connection, self.register, self.viewer),
        )


def case_as_of(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID, at: datetime
) -> AsOf:
    """Fold the events of a case up to an instant. Unknown where the viewer may not know of it, Refused where it had not begun."""
    past = Past.of(engine, connection, register, case_id, viewer)
    page = past.page(at)
    shown = [each.at for each in past.told if each.id not in past.hidden]
    instants = sorted(set(shown))
    newest = page.happenings[-1].at
    return AsOf(
        page,
        at,
        len(page.happenings),
        len(shown),
        max((each for each in instants if each < newest), default=None),
        min((each for each in instants if each > at), default=None),
        frozenset(past.hidden),
    )


def _answers(tables: Tables) -> list[Position]:
    return sorted((Position(**row) for row in tables["positions"].values()), key=lambda p: (p.at, p.id))


def _versions(tables: Tables) -> list[Document]:
    found = (
        Document(**{**row, "filename": ERASED if row["filename"] is None else row["filename"]})
        for row in tables["documents"].values()
    )
    return sorted(found, key=lambda each: (each.document, each.version))


def _remarks(tables: Tables, levels: list[str]) -> tuple[Comment, ...]:
    rows = [row for row in tables["comments"].values() if row["level"] in levels]
    return tuple(
        Comment(
            row["id"],
            ERASED if row["body"] is None else row["body"],
            row["level"],
            row["by"],
            row["for_organization"],
            row["at"],
        )
        for row in sorted(rows, key=lambda row: (row["at"], row["id"]))
    )
