"""Stories of case types begin in a house that is furnished once for all of them."""

from __future__ import annotations

from tests.furnished import furnished_postgresql, furnished_sqlite, world

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]
