"""Fill an empty house with the demonstration, and set its clock to the day on which the demonstration stands."""

from __future__ import annotations

from datetime import datetime

from config.demo import (
    absences,
    assessments,
    checklist,
    contributions,
    decisions,
    evaluations,
    legacy,
    lessons,
    matters,
    meetings,
    plan,
    products,
    programmes,
    projects,
    proposals,
    quality,
    re_reviews,
    risks,
    roster,
    rotation,
    threats,
    translations,
    voices,
)
from config.demo.desk import Desk
from config.demo.furnish import furnish
from config.demo.people import ORIGIN, VIENNA
from config.demo.telling import tell
from engine.clock import FixedClock
from engine.commands.register import move_clock
from engine.errors import Refused
from engine.runtime import Engine

BEGINS = datetime(2011, 10, 17, 9, tzinfo=VIENNA)
STANDS = datetime(2013, 2, 11, 15, tzinfo=VIENNA)
STORIES = (
    *absences.STORIES,
    *rotation.STORIES,
    *proposals.STORIES,
    *decisions.STORIES,
    *matters.STORIES,
    *meetings.STORIES,
    *roster.STORIES,
    *legacy.STORIES,
    *re_reviews.STORIES,
    *products.STORIES,
    *translations.STORIES,
    *voices.STORIES,
    *checklist.STORIES,
    *quality.STORIES,
    *assessments.STORIES,
    *programmes.STORIES,
    *contributions.STORIES,
    *projects.STORIES,
    *evaluations.STORIES,
    *risks.STORIES,
    *threats.STORIES,
    *lessons.STORIES,
    *plan.STORIES,
)


def fill(engine: Engine, until: datetime | None = None) -> bool:
    """Tell the demonstration up to an instant and leave the clock there; says whether there was anything to do.

    A house that is initialised already is left as it is. Refused outside demo mode, before the demonstration begins,
    and in a house that was left half filled.
    """
    stands = until or STANDS
    if not engine.demo:
        raise Refused("Only a demonstration is filled with demonstration data.", rule="demo-only")
    if stands < BEGINS:
        raise Refused(
            "The demonstration begins on {day}; choose a later instant.",
            day="17 October 2011",
            rule="demo-begins",
        )
    if _is_filled(engine):
        return False
    wall, clock = engine.clock, FixedClock(BEGINS)
    engine.clock = clock
    try:
        organizations, people = furnish(engine)
        desk = Desk(engine, organizations, people)
        tell(engine, clock, (story(desk) for story in STORIES), stands)
    finally:
        engine.clock = wall
    move_clock(engine, stands)
    with engine.reading():
        return True  # having read where its clock stands now


def _is_filled(engine: Engine) -> bool:
    with engine.reading() as (_, register):
        origin = register.settings.get("log_origin")
    if origin == ORIGIN and not _has_moved(engine):
        raise Refused(
            "The demonstration was interrupted while it was being filled. Remove its data and start again.",
            rule="half-filled",
        )
    return bool(origin)


def _has_moved(engine: Engine) -> bool:
    """Whether the clock was set, which is the last step of the filling."""
    return engine.now() != engine.clock.now()
