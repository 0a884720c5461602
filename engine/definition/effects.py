"""Effects: declared data, carried out in the same transaction as the act that causes them, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from engine.definition.documents import DocumentDefinition
from engine.definition.fields import Field
from engine.definition.items import ItemDefinition
from engine.definition.tasks import TaskDefinition
from engine.definition.who import Who


class Effect:
    """What a transition or an outcome does, besides moving the case."""


@dataclass(frozen=True, eq=False)
class AssignNumber(Effect):
    """Give the case its number, the next of this series and of the year of the act in the house's zone.

    With `into` the number goes into this field instead, a new one each time: what the case issues has its own numbers.
    """

    series: str
    into: Field | None = None


@dataclass(frozen=True, eq=False)
class Set(Effect):
    """Set a field: to a constant, to `answered(field)`, or to what a pure function of the case says."""

    field: Field
    value: Any


@dataclass(frozen=True, eq=False)
class CopyRows(Effect):
    """Lay down the rows of an item as the newest linked case has them (same columns by key); with `fitting` only those that
    the rules of the item take now."""

    item: ItemDefinition
    link: str
    theirs: str
    incoming: bool = False
    fitting: bool = False


@dataclass(frozen=True, eq=False)
class CopyColumns(Effect):
    """Fill in columns of our rows with what the rows of the newest linked case hold: `columns` maps ours to theirs.

    `match` is a pure function of the case that gives the column of ours in which the name of their row stands (`named`, a
    column of theirs), or nothing where the two are not to be compared. A row that finds none keeps what it holds.
    """

    item: ItemDefinition
    link: str
    theirs: str
    columns: Mapping[Field, str]
    named: str
    match: Callable[[Any], Field | None]
    incoming: bool = False


@dataclass(frozen=True, eq=False)
class CopyDocument(Effect):
    """Take over the newest version of a document of the newest linked case as the next version of ours, by hash."""

    document: DocumentDefinition
    link: str
    theirs: str
    incoming: bool = False


@dataclass(frozen=True, eq=False)
class AddRow(Effect):
    """Add a row to an item, under the rules that hold for people.

    `values` maps columns by key to a constant, to `answered(field)`, or to what a pure function of the case says; or it is
    such a function itself, and gives all of them.
    """

    item: ItemDefinition
    values: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class AddRows(Effect):
    """Add a row to an item for each that a pure function of the case gives, as columns by key, under the rules that hold
    for people."""

    item: ItemDefinition
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True, eq=False)
class SetRow(Effect):
    """Fill in columns of the row for which the answer was given, under the rules that hold for people. Values as in
    `AddRow`."""

    item: ItemDefinition
    values: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class EndRow(Effect):
    """End the row for which the answer was given, if its rules let it end: it stands no more, and stays on record."""

    item: ItemDefinition


class ThisTask(Enum):
    """The task whose answer has the effect: a task cannot name itself while it is being written down."""

    THIS_TASK = "this task"


THIS_TASK = ThisTask.THIS_TASK
Part = Field | DocumentDefinition | ItemDefinition | TaskDefinition


@dataclass(frozen=True, eq=False)
class Freeze(Effect):
    """What the case holds at the act becomes a document version: canonical JSON, by hash.

    Of an item its standing rows, of a task what each party answered. Several parts make a record, which begins with the
    case (its number, title, and the state before the act) and holds fields by value, documents by their hash.
    """

    what: ItemDefinition | TaskDefinition | ThisTask | tuple[Part, ...]
    into: DocumentDefinition

    def parts(self, answering: TaskDefinition | None) -> tuple[Part, ...]:
        """What is frozen, `answering` being the task whose answer has this effect."""
        if self.what is THIS_TASK:
            return (answering,) if answering is not None else ()
        return self.what if isinstance(self.what, tuple) else (self.what,)


@dataclass(frozen=True, eq=False)
class Open(Effect):
    """Open a linked case. `definition` is a key, or a mapping chosen by `chosen_by`.

    `carry` maps their field key to our field, a constant, or a pure function of the case; `rows` maps their item key
    to our item; `title` is our text field or a function. What they accept from us they take over besides: a type
    chosen from a mapping must accept us. With `back` the tie points from theirs to ours. `following` maps a tie of theirs to
    one of ours: the case opened is tied by it to the one that this tie led to last. With `each` one case is opened for each
    standing row of an item of ours: its columns can be carried or be the title, and functions are given the case and the
    row. `by_hand` says that people may lay such a tie too: no rule may take it for proof that a case was opened here.
    Refused, with a sentence, while the type is not built; the guard `built` says so before.
    """

    definition: str | Mapping[Any, str]
    link: str
    chosen_by: Field | None = None
    carry: Mapping[str, Any] | None = None
    rows: Mapping[str, ItemDefinition] | None = None
    documents: Mapping[str, DocumentDefinition] | None = None
    title: Any = None
    back: bool = False
    following: Mapping[str, str] = field(default_factory=dict)
    each: ItemDefinition | None = None
    by_hand: bool = False

    @property
    def opens(self) -> tuple[str, ...]:
        """The keys of the types that it can open."""
        return (self.definition,) if isinstance(self.definition, str) else tuple(self.definition.values())


@dataclass(frozen=True, eq=False)
class Gather(Effect):
    """Tie this case by `link` to every case of a type that publishes this value in a field called like `tells`, and is not tied
    to it yet. Only what everybody may read who reads this case by its level is tied; a type that is not built yet tells
    nothing."""

    definition: str
    link: str
    tells: Field
    value: str


@dataclass(frozen=True, eq=False)
class Grant(Effect):
    """Give an organization a role from one instant to another (fields of the case; a date means its first moment).

    With `sole` whoever holds it at that instant holds it until then, and no longer.
    """

    holder: Who
    to: Field
    since: Field
    until: Field
    sole: bool = False


@dataclass(frozen=True, eq=False)
class EndMandates(Effect):
    """End at this act the mandates of a role that an organization holds through this case."""

    holder: Who
    of: Field


@dataclass(frozen=True, eq=False)
class AdoptSetting(Effect):
    """Give the setting that one field names the value that another holds, with this case as its authority."""

    key: Field
    value: Field


@dataclass(frozen=True, eq=False)
class Reopen(Effect):
    """Ask a task again: a new round."""

    task: TaskDefinition
