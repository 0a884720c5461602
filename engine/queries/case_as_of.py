"""A case as it stood at an instant, folded from its events: nothing that came after, and nothing that is kept from the viewer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import Case, cases
from engine.columns import to_json
from engine.comment import comments
from engine.document import Document
from engine.errors import Unknown
from engine.fold import Tables
from engine.item import Item
from engine.link import links
from engine.log import events
from engine.messages import mark
from engine.notice import Notice
from engine.position import Position
from engine.queries.case_page import CasePage, Comment, known_tasks, readable_answers
from engine.queries.elsewhere import elsewhere
from engine.queries.streams import Told, folded, of_cases, read_streams
from engine.queries.ties_as_of import ties_as_of
from engine.queries.timeline import Happening, tell
from engine.queries.visible import can_see, events_told, open_within, readable_levels, seen_cases
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


@dataclass(frozen=True)
class Past:
    """The history of one case as one viewer may read it: every event of its stream, and which of them are kept back."""

    engine: Engine
    connection: Connection
    register: Register
    viewer: UUID
    case_id: UUID
    told: list[Told]
    hidden: set[UUID]

    @classmethod
    def of(
        cls, engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID
    ) -> Past:
        """Read it; Unknown where the viewer may not know of the case."""
        if not can_see(engine, connection, case_id, viewer):
            raise Unknown("There is no such case, or it is not open to you.")
        told = read_streams(connection, of_cases([case_id]))
        hidden = _hidden(engine, connection, register, case_id, viewer)
        return cls(engine, connection, register, viewer, case_id, told, hidden)

    def until(self, at: datetime) -> list[Told]:
        """The events up to an instant; Unknown before the first."""
        past = [each for each in self.told if each.at <= at]
        if not past:
            raise Unknown("The case had not begun at that instant.")
        return past

    def page(self, at: datetime) -> CasePage:
        """The case as it stood at an instant, but for what this viewer may not know."""
        past = self.until(at)
        tables = folded(past)
        snapshot = self._snapshot(tables, at)
        definition, now = snapshot.definition, replace(snapshot, at=self.engine.now())
        tasks = sorted((Task(**row) for row in tables["tasks"].values()), key=lambda t: t.id)
        answers = _answers(tables)
        heard = readable_answers(self.engine, self.register, definition, self.viewer, tasks, answers)
        return CasePage(
            snapshot,
            known_tasks(self.engine, self.register, definition, self.viewer, tasks),
            tuple(answer for answer in heard if answer.id not in self.hidden),
            tuple(_versions(tables)),
            _remarks(tables, open_within(self.engine, self.register, self.viewer, now)["levels"]),
            tuple(self.tell(snapshot, each) for each in past if each.id not in self.hidden),
        )

    def tell(self, snapshot: Snapshot, each: Told) -> Happening:
        """One event as a happening."""
        reason = to_json(each.reason) if each.reason is not None else None
        return tell(self.register, snapshot.definition, each.id, each.body, each.leaf, reason)

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
            links=ties_as_of(self.engine, self.connection, self.register, self.viewer, case, tables, at),
            notices=[Notice(**r) for r in tables["notices"].values()],
            extra={("late",): [each for each in answers if each.late]},
            fingerprint=self.engine.registry.fingerprint(definition),
            look=elsewhere(self.engine, self.connection, self.register, self.viewer),
        )


def case_as_of(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID, at: datetime
) -> AsOf:
    """Fold the events of a case up to an instant. Unknown where the viewer may not know of it, or it had not begun."""
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
    )


def _hidden(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID
) -> set[UUID]:
    """The events that this viewer may not read, and those of ties to unknown cases: not counted either."""
    closer = comments.c.level.not_in(readable_levels(engine, register, viewer))
    query = select(comments.c.id).join(cases, cases.c.id == comments.c.case_id)
    query = query.where(comments.c.case_id == case_id, closer, comments.c.level != cases.c.level)
    unknown = links.c.to_case.not_in(seen_cases(engine, register, viewer))
    ties = select(links.c.id, links.c.ended_in).where(links.c.case_id == case_id, unknown)
    told = {event for tie in connection.execute(ties) for event in tie if event is not None}
    kept = ~events_told(engine, register, viewer, engine.registry.versions)
    back = select(events.c.id).where(events.c.stream_kind == "case", events.c.stream_id == case_id, kept)
    return {*connection.execute(query).scalars(), *connection.execute(back).scalars(), *told}


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
