"""What changed in a case between two instants, as far as a viewer may know it: values, rows, papers, ties, work, answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from engine.queries.case_as_of import Past
from engine.queries.case_page import CasePage
from engine.queries.changes import Cell, Changed, changed
from engine.queries.timeline import Happening
from engine.queries.visible import seen_among
from engine.register import Register
from engine.rights import reads
from engine.runtime import Engine
from engine.view import CaseView

# What people call by name of a case itself; the rest of its row is bookkeeping that follows from these.
OF_THE_CASE = ("title", "level", "state", "number", "version")
OF_A_TASK = ("state", "due_at", "closes_at", "claimed_by", "delegated_to")


@dataclass(frozen=True, slots=True)
class CaseChanges:
    """The case as it stood at the end, what changed on the way there, and what happened meanwhile, oldest first. `by` are
    the events that did it, but for those that are kept from the viewer."""

    page: CasePage
    begun: bool
    changes: tuple[Changed, ...]
    happenings: tuple[Happening, ...]
    by: dict[UUID, Happening]


def case_changes(
    engine: Engine,
    connection: Connection,
    register: Register,
    case_id: UUID,
    viewer: UUID,
    since: datetime,
    until: datetime,
    *,
    ties: bool = True,
) -> CaseChanges:
    """Unknown where the viewer may not know of the case, Refused where it had not begun by the end. Without `ties` the page at the end
    does not know the cases to which it is tied."""
    past = Past.of(engine, connection, register, case_id, viewer)
    whole = past.until(until)
    old, new = [e for e in whole if e.at <= since], [e for e in whole if e.at > since]
    tables, found = changed(old, new)
    page = past.page(until, tables, ties=ties)
    told = tuple(each for each in page.happenings if each.at > since)
    seen = _Seen.of(past, page, found)
    shown = (seen.part(each) for each in found)
    by = {each.event_id: each for each in told}
    return CaseChanges(page, not old, tuple(each for each in shown if each is not None), told, by)


@dataclass(frozen=True)
class _Seen:
    """What of a case a viewer may read, judged by who the viewer is now."""

    view: CaseView
    viewer: UUID
    known: dict[str, set[UUID]]
    levels: list[str]

    @classmethod
    def of(cls, past: Past, page: CasePage, found: list[Changed]) -> _Seen:
        now = replace(page.snapshot, at=past.engine.now())
        ties = {each.after["to_case"] for each in found if each.table == "links"}
        others = seen_among(past.engine, past.connection, past.register, ties, past.viewer)
        known = {
            "tasks": {task.id for task in page.tasks},
            "positions": {answer.id for answer in page.positions},
            "links": others,
        }
        return cls(CaseView(now), past.viewer, known, past.levels)

    def part(self, change: Changed) -> Changed | None:
        """What of a change may be read; nothing where the whole may not be known of, or nothing of it is left."""
        if not self._open(change):
            return None
        cells = tuple(cell for cell in change.cells if self._shown(change, cell))
        return replace(change, cells=cells) if cells else None

    def _open(self, change: Changed) -> bool:
        definition, row = self.view.snapshot.definition, change.after
        match change.table:
            case "cases":
                return True
            case "tasks" | "positions":
                return change.key[0] in self.known[change.table]
            case "links":
                return row["to_case"] in self.known["links"]
            case "comments":
                return row["level"] in self.levels
            case "items":
                item = definition.item_by_key.get(row["item"])
                return item is not None and self._reads(item.level)
            case "documents":
                document = definition.document_by_key.get(row["document"])
                return document is not None and self._reads(document.level)
            case _:
                return False

    def _shown(self, change: Changed, cell: Cell) -> bool:
        definition = self.view.snapshot.definition
        if change.table == "cases":
            field = definition.field_by_key.get(cell.part or "") if cell.column == "data" else None
            if field is None:
                return cell.column in OF_THE_CASE
            return self._reads(field.level) and not field.internal
        if change.table == "items" and cell.column == "data":
            columns = definition.item_by_key[change.after["item"]].columns
            column = next((each for each in columns if each.key == cell.part), None)
            return column is not None and self._reads(column.level) and not column.internal
        return change.table != "tasks" or cell.column in OF_A_TASK

    def _reads(self, level: str | None) -> bool:
        return level is None or reads(self.view, level, self.viewer)
