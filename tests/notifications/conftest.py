"""A house furnished once for all, somebody who reads what people were told, and a mail server."""

from __future__ import annotations

from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.notifications.listening import program
from tests.notifications.post_office import office
from tests.notifications.telling import teller

__all__ = ["furnished_postgresql", "furnished_sqlite", "office", "program", "teller", "world"]
