"""Fields: one value each, declared once; form, validation, schema and search follow from the declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.definition.guards import Guard
    from engine.definition.states import State
    from engine.definition.who import Who


class Kind(Enum):
    """What sort of value a field holds. Decimal numbers and amounts are exact; which currency an amount is in, the case says."""

    TEXT = "text"
    LONG = "long text"
    NUMBER = "whole number"
    DECIMAL = "decimal number"
    MONEY = "amount"
    YES_NO = "yes or no"
    DATE = "date"
    INSTANT = "instant"
    ORGANIZATION = "organization"
    PERSON = "person"
    SETTING = "setting"
    VALUE = "value of a setting"


TEXT, LONG, NUMBER, YES_NO = Kind.TEXT, Kind.LONG, Kind.NUMBER, Kind.YES_NO
DECIMAL, MONEY = Kind.DECIMAL, Kind.MONEY
DATE, INSTANT, ORGANIZATION, PERSON = Kind.DATE, Kind.INSTANT, Kind.ORGANIZATION, Kind.PERSON
SETTING, VALUE = Kind.SETTING, Kind.VALUE

Options = type[StrEnum]
"""A closed list of choices: the member's name is stored, its value is the label."""


@dataclass(frozen=True, eq=False)
class Table:
    """Lines of columns within one answer. With `lines`, a function of the case, a line is given for each of the words it
    names, which are kept with what was filled in; else people add lines, `most` of them at most."""

    columns: tuple[Field, ...]
    lines: Callable[[Any], Sequence[str]] | None = None
    most: int = 100


@dataclass(frozen=True, eq=False)
class Field:
    """One value of a case, a row, a form or an answer.

    `required` may be a guard: required while it holds. `personal` and free text enter the log as commitments only.
    `computed` takes the case, and is stored at the end of each command; for a column it takes the case and the row, and is
    stored whenever the row is written. `checks` are
    guards of (case, value). `level` names who may read it, where that is fewer than may read the case.
    """

    key: str
    label: str
    kind: Kind | Options | Table = TEXT
    required: bool | Guard = False
    many: bool = False
    default: Any = None
    help: str = ""
    computed: Callable[..., Any] | None = None
    checks: tuple[Guard, ...] = ()
    level: str | None = None
    confidential: bool = False
    # A field of the rules' own bookkeeping, which no page lists among the facts.
    internal: bool = False

    @property
    def options(self) -> Options | None:
        """The closed list, where the field has one."""
        return None if isinstance(self.kind, Kind | Table) else self.kind

    @property
    def committed(self) -> bool:
        """Whether the log holds only a salted commitment to the value: free words, and whatever is confidential."""
        return (
            self.confidential
            or isinstance(self.kind, Table)
            or self.kind in (Kind.TEXT, Kind.LONG, Kind.VALUE)
        )


@dataclass(frozen=True)
class Edit:
    """Who may write this, and in which states; frozen means that no `Edit` holds.

    `columns` narrows it to some columns of an item; `own` to rows of one's own organization: those that were written for it,
    or those in which this column names it.
    """

    by: Who
    during: tuple[State, ...] = ()
    columns: tuple[Field, ...] = ()
    own: bool | Field = False


ANSWERED_FIELDS = "answer"


@dataclass(frozen=True)
class Answered:
    """In an effect: the value that the present answer or act gives for this field."""

    field: Field


def answered(field: Field) -> Answered:
    """The value just typed for this field, in the answer or form at hand."""
    return Answered(field)
