"""Effects: declared data, carried out in the same transaction as the act that causes them, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """Give the case its number, the next of this series and of the year of the act in the house's zone."""

    series: str


@dataclass(frozen=True, eq=False)
class Set(Effect):
    """Set a field: to a constant, to `answered(field)`, or to what a pure function of the case says."""

    field: Field
    value: Any


@dataclass(frozen=True, eq=False)
class CopyRows(Effect):
    """Lay down the rows of an item as the newest linked case has them (same columns by key)."""

    item: ItemDefinition
    link: str
    theirs: str
    incoming: bool = False


@dataclass(frozen=True, eq=False)
class Freeze(Effect):
    """The standing rows of an item, or the positions of a task, become a document version: canonical JSON, by hash."""

    what: ItemDefinition | TaskDefinition
    into: DocumentDefinition


@dataclass(frozen=True, eq=False)
class Open(Effect):
    """Open a linked case. `definition` is a key, or a mapping chosen by `chosen_by`.

    `carry` maps their field key to our field, a constant, or a pure function of the case; `rows` maps their item key
    to our item; `title` is our text field or a function. What they accept from us they take over besides: a type
    chosen from a mapping must accept us. With `back` the tie points from theirs to ours. Refused, with a sentence,
    while the type is not built; the guard `built` says so before.
    """

    definition: str | Mapping[Any, str]
    link: str
    chosen_by: Field | None = None
    carry: Mapping[str, Any] | None = None
    rows: Mapping[str, ItemDefinition] | None = None
    documents: Mapping[str, DocumentDefinition] | None = None
    title: Any = None
    back: bool = False


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
