"""What all case types of a house share."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.case import Level
from engine.definition.settings import Setting
from engine.definition.time import Offset
from engine.definition.who import Who


@dataclass(frozen=True, eq=False)
class Step:
    """A step of the ladder for what is overdue: so long after the due time, these are told.

    Without `to` it is whoever is asked; with `alternates` also those who could act in their place.
    """

    after: Offset
    says: str
    to: Who | None = None
    alternates: bool = False


@dataclass(frozen=True, eq=False)
class House:
    """Levels of confidentiality (the widest first), roles, the ladder, settings; who administers, who audits, who keeps
    the work going."""

    levels: tuple[Level, ...]
    ladder: tuple[Step, ...] = ()
    roles: tuple[Who, ...] = ()
    settings: tuple[Setting, ...] = ()
    administrators: Who | None = None
    auditors: Who | None = None
    keepers: Who | None = None

    def wider(self, level: str, than: str) -> bool:
        """Whether what has the one level is open to more people than what has the other."""
        order = [each.key for each in self.levels]
        return order.index(level) < order.index(than)
