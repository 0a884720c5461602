"""The joint checklist, version 1: written from the members' tools, reviewed by experts and by a panel, adopted, in use."""

from __future__ import annotations

from config.demo.adopting import decided
from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE, MEMBERS, PROGRAMMES
from config.demo.telling import Story

CHECKLIST, DECISION = "checklist", "checklist decision"
TOOLS = {
    "ILO": (
        "Operational indicators of trafficking",
        "Indicators for adults and children, agreed by experts of 30 countries.",
    ),
    "OSCE": (
        "National referral mechanism handbook",
        "What a mechanism needs, who is in it, how it is looked at.",
    ),
    "UNICEF": ("Guidelines on child victims", "Steps from identification to a lasting solution."),
    "UNODC": (
        "Needs assessment toolkit",
        "Questions on the criminal justice response, tried in nine countries.",
    ),
}


def checklist(desk: Desk) -> Story:
    """Begun in April 2012, in use since July."""
    yield "2012-04-02 10:00"
    desk.open(
        CHECKLIST, "joint-checklist", "Joint checklist for needs and progress", PROGRAMMES,
        purpose="One set of questions for every assessment and every programme, so that needs and progress can be told apart.",
        lead="UNODC", author=desk.who("UNODC regional office (Central Asia)").hex,
    )  # fmt: skip
    desk.bring_in(CHECKLIST, "items", PROGRAMMES, "checklist-items.csv")
    yield "2012-04-04 11:00"
    desk.press(CHECKLIST, "ask", PROGRAMMES)
    yield "2012-04-19 15:00"
    for member in MEMBERS:
        if member in TOOLS:
            instrument, offers = TOOLS[member]
            desk.add_row(CHECKLIST, "tools", member, instrument=instrument, offers=offers)
        desk.answer(CHECKLIST, member, "brought" if member in TOOLS else "none", "bring")
    yield "2012-05-04 10:00"
    for number, part in ((2, "Prosecution"), (11, "Protection")):
        desk.add_row(
            CHECKLIST, "reviewers", PROGRAMMES, person=desk.who(f"Expert {number:02}").hex, says=part
        )
    desk.press(CHECKLIST, "review", PROGRAMMES)
    yield "2012-05-11 16:00"
    for number in (2, 11):
        desk.reply(CHECKLIST, f"Expert {number:02}", "look", "fits", among="reviewers")
    yield "2012-05-14 10:00"
    desk.put(CHECKLIST, PROGRAMMES, "checklist")
    # It is handed in on 21 May; its review is told with the others.
    yield "2012-07-04 10:00"
    desk.press(CHECKLIST, "submit", PROGRAMMES)
    desk.follow(CHECKLIST, "decided_by", DECISION)
    yield from decided(
        desk, DECISION, "ILO", ("2012-07-05 10:00", "2012-07-16 10:00", "2012-07-20 11:00"), leads="UNODC"
    )
    yield "2012-07-23 10:00"
    desk.press(CHECKLIST, "use", PROGRAMMES)
    desk.remark(CHECKLIST, KNOWLEDGE, "Sent to the partners as a workbook.")


STORIES = (checklist,)
