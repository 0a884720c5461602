"""A number, list or word that the house may set, by a decision or by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.definition.fields import NUMBER, Kind, Options
from engine.definition.guards import Guard


@dataclass(frozen=True)
class Setting:
    """Declared where a rule uses it; the registry collects all of them.

    `decided` settings change only through a case that adopts them, never by an administrator.
    `least` and `most` bound a number; `only` is a guard of (nothing, organization) that each organization must pass.
    """

    key: str
    label: str
    default: Any
    kind: Kind | Options = NUMBER
    many: bool = False
    decided: bool = False
    least: int | None = None
    most: int | None = None
    only: Guard | None = None
