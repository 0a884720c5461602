"""Meetings of the Committee: that of 8 January, with its agreed record, and that of 27 February, whose agenda is out."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import COORDINATION, MANAGER, MEMBERS
from config.demo.telling import Story

MEETING = "committee-meeting"
ROOM = "Vienna International Centre, room C3"
TOWNS = {
    "ILO": "Geneva", "IOM": "Geneva", "OHCHR": "Geneva", "OSCE": "Vienna", "UNICEF": "New York", "UNODC": "Vienna",
}  # fmt: skip
REMOTE = ("UNICEF",)
SURVEY = "What partners said in the survey of 2012"


def january(desk: Desk) -> Story:
    """Priorities were decided; OSCE amended the record, and all agreed to the second version; one action is still open."""
    yield "2012-12-18 10:00"
    desk.open(
        "january", MEETING, "Meeting of January 2013", COORDINATION,
        starts_at="2013-01-08 10:00", ends_at="2013-01-08 13:00", place=ROOM,
        remote="By video: the Secretariat sends the number of the room on the day before.",
    )  # fmt: skip
    yield "2012-12-20 11:00"
    desk.press("january", "take_up", COORDINATION)
    desk.write("january", "agenda", COORDINATION, [{"subject": SURVEY, "kind": "INFORM"}])
    desk.put("january", COORDINATION, "note")
    desk.press("january", "circulate", COORDINATION)
    yield "2013-01-03 10:15"
    for member in MEMBERS:
        _comes(desk, "january", member)
    yield "2013-01-08 10:02"
    desk.press("january", "open", "IOM")
    yield "2013-01-08 12:50"
    _written(desk)
    yield "2013-01-10 15:20"
    desk.press("january", "circulate_record", COORDINATION)
    yield from _agreed(desk)


def _written(desk: Desk) -> None:
    """What the Secretariat writes down on the day itself."""
    for member in MEMBERS:
        came = "REMOTE" if member in REMOTE else "ROOM"
        named = desk.organizations[member].hex
        desk.fill_row("january", "attendance", COORDINATION, "member", named, came=came)
    desk.add_row(
        "january", "observers", COORDINATION, name="Donor observer 01", body="Donor 01", whence="Vienna"
    )
    desk.fill_row(
        "january", "agenda", COORDINATION, "subject", SURVEY,
        conclusion="The Committee took note. The summary goes to all partners who answered.",
    )  # fmt: skip
    desk.add_row(
        "january",
        "actions",
        COORDINATION,
        action="Send the summary to all partners who answered",
        by_when="2013-01-31",
    )
    desk.add_row(
        "january", "actions", COORDINATION, action="Name a reader for each of the three themes", by_when="2013-02-28",
        sees_to_it=desk.organizations["OHCHR"].hex,
    )  # fmt: skip
    desk.put("january", COORDINATION, "minutes", file="january-minutes-1")
    desk.edit("january", COORDINATION, closed_at="2013-01-08 12:35")


def _agreed(desk: Desk) -> Story:
    yield "2013-01-14 11:30"
    desk.answer("january", "ILO", "agree", "agree")
    yield "2013-01-15 09:40"
    desk.answer(
        "january", "OSCE", "amend", "agree", reason="The record leaves out what was said on the order of the themes.",
        words="The Committee noted that the order of the themes is no order of importance.",
    )  # fmt: skip
    yield "2013-01-15 14:00"
    desk.put("january", COORDINATION, "minutes", file="january-minutes-2")
    desk.press("january", "circulate_record", COORDINATION)
    yield "2013-01-18 10:30"
    for member in ("ILO", "IOM", "OSCE", "UNODC"):
        desk.answer("january", member, "agree", "agree")
    yield "2013-01-22 15:10"
    for member in ("OHCHR alternate", "UNICEF"):
        desk.answer("january", member, "agree", "agree")
    yield "2013-01-30 16:20"
    told = {"progress": "Sent to 214 partners, in four languages."}
    desk.finish("january", MANAGER, "follow_ours", "done", **told)


def february(desk: Desk) -> Story:
    """What waits is on the agenda, and what silence has adopted since January; two members have said who comes."""
    yield "2013-01-31 11:00"
    desk.open(
        "february", MEETING, "Meeting of February 2013", COORDINATION,
        starts_at="2013-02-27 10:00", ends_at="2013-02-27 13:00", place=ROOM,
    )  # fmt: skip
    yield "2013-02-11 12:40"
    desk.press("february", "take_up", COORDINATION)
    desk.add_row(
        "february",
        "agenda",
        COORDINATION,
        subject="Risks before the Committee",
        introduced_by=desk.organizations["IOM"].hex,
    )
    desk.put("february", COORDINATION, "note")
    desk.press("february", "circulate", COORDINATION)
    yield "2013-02-11 14:10"
    _comes(desk, "february", "OSCE")


def _comes(desk: Desk, word: str, member: str) -> None:
    told = {"who": f"{member} focal point", "capacity": "PRINCIPAL", "whence": TOWNS[member]}
    desk.reply_for(word, member, "invitation", "comes", among="attendance", **told)


STORIES = (january, february)
