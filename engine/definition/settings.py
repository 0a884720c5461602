"""A number, list or word that the house may set, by a decision or by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.definition.fields import NUMBER, Kind, Options


@dataclass(frozen=True)
class Setting:
    """Declared where a rule uses it; the registry collects all of them.

    `decided` settings change only through a case that adopts them, never by an administrator.
    """

    key: str
    label: str
    default: Any
    kind: Kind | Options = NUMBER
    many: bool = False
    decided: bool = False
