"""Who is away: an alternate during these weeks, a focal point in the next."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.telling import Story


def leave(desk: Desk) -> Story:
    """Two members say in time who stands in."""
    yield "2013-01-31 10:20"
    desk.away("OHCHR alternate", "2013-02-04", "2013-02-25", "OHCHR")
    yield "2013-02-08 16:45"
    desk.away(
        "UNICEF", "2013-02-18", "2013-02-25", "UNICEF alternate", "consensus-decision", "activity-proposal"
    )


STORIES = (leave,)
