"""Who presides: the terms of 2012 and 2013, as mandates of organizations."""

from __future__ import annotations

from datetime import datetime

from config.demo.desk import Desk
from config.demo.people import ADMINISTRATOR, VIENNA
from config.demo.telling import Story
from engine.commands import register
from engine.party import OFFICE

TERMS = ((2012, "ILO", "IOM"), (2013, "IOM", "OHCHR"))


def chairs(desk: Desk) -> Story:
    """Chair and co-chair for twelve months each; the co-chair becomes chair next."""
    yield "2012-01-02 08:30"
    for year, chair, cochair in TERMS:
        since, until = (datetime(each, 1, 1, tzinfo=VIENNA) for each in (year, year + 1))
        for role, code in (("SC_CHAIR", chair), ("SC_COCHAIR", cochair)):
            register.grant(
                desk.engine, role, desk.organizations[code],
                person=None, capacity=OFFICE, since=since, until=until, by=desk.who(ADMINISTRATOR.name),
            )  # fmt: skip


STORIES = (chairs,)
