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
    """Begun in May 2012, in use since September."""
    yield "2012-05-07 10:00"
    desk.open(
        CHECKLIST, "joint-checklist", "Joint checklist for needs and progress", PROGRAMMES,
        purpose="One set of questions for every assessment and every programme, so that needs and progress can be told apart.",
        lead="UNODC", author=desk.who("UNODC regional office (Central Asia)").hex,
    )  # fmt: skip
    desk.bring_in(CHECKLIST, "items", PROGRAMMES, "checklist-items.csv")
    yield "2012-05-09 11:00"
    desk.press(CHECKLIST, "ask", PROGRAMMES)
    yield "2012-05-24 15:00"
    for member in MEMBERS:
        if member in TOOLS:
            instrument, offers = TOOLS[member]
            desk.add_row(CHECKLIST, "tools", member, instrument=instrument, offers=offers)
        desk.answer(CHECKLIST, member, "brought" if member in TOOLS else "none", "bring")
    yield "2012-05-28 10:00"
    for number, part in ((2, "Prosecution"), (11, "Protection")):
        desk.add_row(
            CHECKLIST, "reviewers", PROGRAMMES, person=desk.who(f"Expert {number:02}").hex, says=part
        )
    desk.press(CHECKLIST, "review", PROGRAMMES)
    yield "2012-06-15 16:00"
    for number in (2, 11):
        desk.reply(CHECKLIST, f"Expert {number:02}", "look", "fits", among="reviewers")
    yield "2012-06-18 10:00"
    desk.put(CHECKLIST, PROGRAMMES, "checklist")
    # It is handed in on 25 June; its review is told with the others.
    yield "2012-08-08 10:00"
    desk.press(CHECKLIST, "submit", PROGRAMMES)
    desk.follow(CHECKLIST, "decided_by", DECISION)
    yield from decided(
        desk, DECISION, "ILO", ("2012-08-09 10:00", "2012-08-20 10:00", "2012-08-24 11:00"), leads="UNODC"
    )
    yield "2012-09-03 10:00"
    desk.press(CHECKLIST, "use", PROGRAMMES)
    desk.remark(CHECKLIST, KNOWLEDGE, "Sent to the partners as a workbook.")


STORIES = (checklist,)
