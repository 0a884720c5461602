"""Who presides: the terms of 2012 and 2013, each nominated, decided, handed over and taken up; that of 2014 is scheduled."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import COORDINATION, MEMBERS
from config.demo.telling import Story

TWELVE, THIRTEEN = "term 2012", "term 2013"


def first(desk: Desk) -> Story:
    """The term of 2012: ILO presides, IOM beside it. Decided under the chair of the first phase."""
    yield "2011-10-18 10:00"
    desk.open(
        TWELVE, "chair-rotation", "Chair and co-chair from 2012-01-01", COORDINATION, term_start="2012-01-01"
    )
    yield "2011-11-07 09:30"
    yield from _nominated(desk, TWELVE, "chair 2012", "2011-11-07")
    yield "2011-11-10 14:00"
    desk.press("chair 2012", "deliberate", "UNODC", expires_at="2011-11-24 17:00")
    yield "2011-11-15 11:20"
    yield from _adopted(desk, "chair 2012", "UNODC", "2011-11-24 10:00", "2011-11-25 09:00")
    yield "2011-12-16 15:00"
    yield from _handed_over(
        desk, TWELVE, "UNODC", ("ILO", "IOM"), "2011-12-20 11:00", "The budget of the first quarter."
    )


def second(desk: Desk) -> Story:
    """The term of 2013: IOM, co-chair until then, presides; OHCHR beside it."""
    yield "2012-01-02 09:00"
    desk.follow(TWELVE, "next", THIRTEEN)
    yield "2012-11-06 10:00"
    yield from _nominated(desk, THIRTEEN, "chair 2013", "2012-11-06")
    yield "2012-11-08 15:00"
    desk.press("chair 2013", "deliberate", "ILO", expires_at="2012-11-22 17:00")
    yield "2012-11-14 10:15"
    yield from _adopted(desk, "chair 2013", "ILO", "2012-11-21 11:00", "2012-11-22 09:00")
    yield "2012-12-13 16:00"
    yield from _handed_over(
        desk, THIRTEEN, "ILO", ("IOM", "OHCHR"), "2012-12-18 12:00",
        "The priorities for 2013, circulated in December; the membership procedure; advice on core funds in January.",
    )  # fmt: skip


def _nominated(desk: Desk, term: str, decision: str, day: str) -> Story:
    """The Secretariat says why, shows the signed Letter and puts it before the Committee."""
    desk.edit(
        term, COORDINATION, letter_date="2011-06-30",
        grounds="By the order of rotation the co-chair presides next. Both organizations have signed the Letter of Agreement.",
    )  # fmt: skip
    desk.put(term, COORDINATION, "letter", file="letter-of-agreement")
    yield f"{day} 11:00"
    desk.press(term, "nominate", COORDINATION)
    desk.follow(term, "decided_by", decision)
    desk.edit(decision, COORDINATION, method="WRITTEN")
    desk.put(decision, COORDINATION)
    desk.press(decision, "circulate", COORDINATION)


def _adopted(desk: Desk, decision: str, chair: str, declared: str, announced: str) -> Story:
    for member in MEMBERS:
        desk.answer(decision, member, "support")
    yield declared
    desk.declare(decision, "declare_consensus", chair)
    yield announced
    desk.press(decision, "announce", COORDINATION)


def _handed_over(
    desk: Desk, term: str, outgoing: str, incoming: tuple[str, str], accepted: str, open_items: str
) -> Story:
    desk.put(term, outgoing, "note")
    desk.finish(term, outgoing, "hand_over", open_items=open_items)
    yield accepted
    for member, task in zip(incoming, ("accept_as_chair", "accept_as_co_chair"), strict=True):
        desk.finish(term, member, task, "accept")


STORIES = (first, second)
