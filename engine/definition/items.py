"""Items: tables of the case file. A row is ended, never deleted, and has no state machine of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.fields import Edit, Field
from engine.definition.guards import Guard


@dataclass(frozen=True, eq=False)
class ItemDefinition:
    """Rows with typed columns. `checks` are guards of (case, row), asked at every edit; `unique` counts standing rows.

    `seeded` rows are laid down when the case opens. `fixed` items get no further rows and lose none, and what a
    seeded row came with stays; effects alone may add to them. `ends` are guards of (case, row), asked before a row is ended.
    With `per_organization` rows are alike only if one organization wrote both. `per` makes an answer sheet: a line for each
    row of another item and each organization that writes; the first of the `unique` columns names the row it answers.
    """

    key: str
    label: str
    columns: tuple[Field, ...]
    edit: tuple[Edit, ...] = ()
    unique: tuple[str, ...] = ()
    checks: tuple[Guard, ...] = ()
    ends: tuple[Guard, ...] = ()
    lasting: tuple[str, ...] = ()
    seeded: tuple[Mapping[str, Any], ...] = ()
    fixed: bool = False
    per_organization: bool = False
    per: ItemDefinition | None = None
    named_by: str = ""
    level: str | None = None

    def without(self, *columns: Field) -> Bound:
        """These rows, but for columns that do not matter to what is bound to them."""
        return Bound(self, tuple(column.key for column in columns))

    @property
    def given(self) -> frozenset[str]:
        """The columns that come with the seeded rows of a fixed item: nobody fills them in."""
        return frozenset(key for row in self.seeded for key in row) if self.fixed else frozenset()

    def column(self, key: str) -> Field:
        """The column with this key."""
        return next(c for c in self.columns if c.key == key)


@dataclass(frozen=True, eq=False)
class Bound:
    """An item as something to be bound to, leaving out some columns."""

    item: ItemDefinition
    without: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.item.key
