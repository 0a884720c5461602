"""Which cells of the rows of cases a viewer may read. Whatever is not known to be open is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from engine.errors import EngineError
from engine.history.evidence import Readable
from engine.queries.case_as_of import Past
from engine.queries.case_page import CasePage
from engine.register import Register
from engine.runtime import Engine

# What whoever may know of a case reads of it.
OPEN = frozenset({"state", "result", "number", "reference", "level", "title", "definition", "version"})


@dataclass
class OpenCells:
    """Asked of one case after the other; each is read once."""

    engine: Engine
    connection: Connection
    register: Register
    viewer: UUID
    _cases: dict[UUID, tuple[CasePage, Readable] | None] = field(default_factory=dict)

    def is_open(
        self, case_id: UUID | None, table: str, key: tuple[Any, ...], column: str, part: str | None = None
    ) -> bool:
        """Whether the viewer may read a column of a row of this case, or one part of it where it has parts."""
        seen = self._case(case_id) if case_id is not None else None
        if seen is None or not isinstance(key[0], UUID):
            return False
        page, may = seen
        if table == "cases" and part is None:
            return column in OPEN
        if table == "comments":
            return key[0] in {each.id for each in page.comments}
        if table not in ("cases", "items", "positions", "documents"):
            return False
        # As a commitment in an event would name it: evidence asks the same question.
        name = f"r0_{column}" if part is None else f"r0_{column}_{part}"
        return may.read({"rows": [{"t": table, "k": [key[0].hex]}]}, name)

    def _case(self, case_id: UUID) -> tuple[CasePage, Readable] | None:
        if case_id not in self._cases:
            self._cases[case_id] = self._read(case_id)
        return self._cases[case_id]

    def _read(self, case_id: UUID) -> tuple[CasePage, Readable] | None:
        """Nothing where the viewer may not know of the case, or where its history cannot be read."""
        try:
            past = Past.of(self.engine, self.connection, self.register, case_id, self.viewer)
            page = past.page(self.engine.now(), ties=False)
        except EngineError:
            return None
        return page, Readable.by(self.engine, self.register, self.viewer, page)
