"""Printouts: what of a case goes on paper together, for those who work away from the desk."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.fields import Field
from engine.definition.items import ItemDefinition
from engine.definition.panels import Panel
from engine.definition.states import State


@dataclass(frozen=True, eq=False)
class Rows:
    """The standing rows of an item as a table with these columns; all of them, where none is named."""

    label: str
    item: ItemDefinition
    columns: tuple[Field, ...] = ()


@dataclass(frozen=True, eq=False)
class Printout:
    """A paper that the desk writes from what the case holds: its parts in this order, each as far as whoever prints it may
    read it. It is there in the states `during`, or always; what it tells is no document of the case."""

    key: str
    label: str
    parts: tuple[Panel | Rows, ...]
    during: tuple[State, ...] = ()
