"""Who may what, by HTTP. One furnished house for the folder; each module makes of it what it needs, once."""

from __future__ import annotations

from tests.furnished import furnished_postgresql, furnished_sqlite, world

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]
