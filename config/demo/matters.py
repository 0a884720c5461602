"""What is open on the day of the demonstration: running silences, objections to settle, a draft, and an item withdrawn."""

from __future__ import annotations

from config.demo.decisions import DECISION
from config.demo.desk import Desk
from config.demo.people import (
    ALTERNATES,
    COORDINATION,
    EXPERTS,
    MANAGER,
    MEMBERS,
    OFFICES,
    OTHERS,
    PROGRAMMES,
    STAFF,
)
from config.demo.telling import Story


def study(desk: Desk) -> Story:
    """Decision 4: silence broken by an amendment; the second round runs and ends in 26 hours."""
    yield "2013-01-22 10:20"
    desk.press("study idea", "submit", PROGRAMMES)
    desk.follow("study idea", "decided_by", "study")
    desk.edit(
        "study",
        PROGRAMMES,
        title="Commission a study on the impact of remedies for trafficked persons",
        method="SILENCE",
    )
    desk.put("study", PROGRAMMES, file="study-text-1")
    yield "2013-01-24 16:10"
    desk.put("study", PROGRAMMES, file="study-text-2")
    yield "2013-01-25 11:00"
    desk.press("study", "circulate", PROGRAMMES)
    yield from _first_round(desk)
    yield from _second_round(desk)


def _first_round(desk: Desk) -> Story:
    yield "2013-01-28 15:00"
    desk.press("study", "open_silence", "IOM")
    yield "2013-01-28 16:30"
    desk.look("study", "OHCHR", "OSCE", "UNICEF", "UNODC")
    yield "2013-01-29 09:25"
    desk.answer("study", "IOM", "support")
    yield "2013-01-29 14:50"
    desk.answer("study", "ILO", "support")
    yield "2013-01-31 16:20"
    desk.answer(
        "study", "UNICEF", "amendment", reason="Add children, and the views of survivors.",
        words="include remedies for children, and that the views of survivors be sought through a specialised agency",
    )  # fmt: skip
    yield "2013-02-01 11:10"
    desk.finish(
        "study", "IOM", "mediate",
        contact="Spoke with UNICEF. Its words are taken into paragraph 3; the Secretariat prepares version 3.",
    )  # fmt: skip


def _second_round(desk: Desk) -> Story:
    yield "2013-02-04 10:00"
    desk.put("study", PROGRAMMES, file="study-text-3")
    desk.press("study", "circulate_revised", PROGRAMMES)
    yield "2013-02-05 17:00"
    desk.press("study", "open_silence", "IOM")
    yield "2013-02-05 17:01"
    desk.deliver("study", "OSCE")
    yield "2013-02-05 18:10"
    desk.look("study", "OHCHR", "UNODC")
    yield "2013-02-06 08:45"
    desk.look("study", "ILO", "UNICEF")
    yield "2013-02-06 09:40"
    desk.answer("study", "IOM alternate", "support")
    yield "2013-02-07 10:14"
    desk.answer(
        "study", "ILO", "support_with_comment", comment="Please coordinate with the forced-labour survey."
    )
    yield "2013-02-08 09:15"
    desk.remark("study", "UNODC alternate", "Will the four countries be named in the call?")
    yield "2013-02-08 10:02"
    desk.remark("study", PROGRAMMES, "Only the regions. The countries follow with the Governments' views.")
    yield "2013-02-08 11:02"
    desk.answer("study", "UNICEF", "support")
    yield "2013-02-08 16:30"
    desk.answer(
        "study", COORDINATION, "abstain", of="UNODC",
        evidence="Telephone call of the UNODC focal point on 8 February 2013, 16:25: UNODC abstains. Note of the call on file.",
    )  # fmt: skip


def workplan(desk: Desk) -> Story:
    """A long silence; one member asks the chair for more time."""
    yield "2013-01-28 09:00"
    desk.open(
        "workplan", DECISION, "Workplan 2013", MANAGER,
        subject="WORKPLAN", method="SILENCE", urgency="IMPORTANT",
        background="The plan follows the priorities of 8 January and the advice on core funds.",
    )  # fmt: skip
    desk.put("workplan", MANAGER)
    yield "2013-01-30 10:00"
    desk.press("workplan", "circulate", MANAGER)
    yield "2013-02-04 11:00"
    desk.press("workplan", "open_silence", "IOM")
    yield "2013-02-04 14:30"
    desk.look("workplan", "IOM", "OHCHR", "OSCE alternate", "UNICEF")
    yield "2013-02-06 10:45"
    desk.answer("workplan", "ILO", "support")
    yield "2013-02-07 15:05"
    desk.answer("workplan", "UNODC", "support")
    yield "2013-02-08 16:02"
    desk.remark(
        "workplan", "OHCHR", "Line 7 and the advice of 18 January use different totals. Which one holds?"
    )
    yield "2013-02-11 11:10"
    desk.answer(
        "workplan",
        "UNICEF",
        "ask",
        "extension",
        reason="Our finance unit must check line 7. Three working days would do.",
    )


def corridor(desk: Desk) -> Story:
    """An urgent silence that began today; one member has not been told yet."""
    yield "2013-02-06 14:00"
    desk.open(
        "corridor", DECISION, "Corridor pilot, lead agency", "IOM",
        subject="IMPLEMENT_ACTIVITY", method="SILENCE", urgency="URGENT", lead="IOM",
        background="Two Governments are ready to begin in March. They ask which member is their counterpart.",
    )  # fmt: skip
    desk.review("corridor", "IOM")
    desk.put("corridor", "IOM")
    yield "2013-02-08 09:30"
    desk.press("corridor", "circulate", PROGRAMMES)
    yield "2013-02-11 12:00"
    desk.press("corridor", "open_silence", "IOM")
    yield "2013-02-11 12:20"
    desk.look("corridor", "ILO", "OHCHR", "UNICEF", "UNODC")
    yield "2013-02-11 13:10"
    desk.answer("corridor", "IOM", "support")


def annex(desk: Desk) -> Story:
    """A change of the Terms of Reference that one member strongly objects to: no adoption while the objection stands."""
    yield "2013-01-21 14:00"
    desk.open(
        "annex", DECISION, "Terms of Reference, annex on meetings", COORDINATION,
        subject="GOVERNANCE_TOR", meets_at="2013-02-01 10:00",
        background="The Terms of Reference do not say how a meeting is called.",
    )  # fmt: skip
    desk.put("annex", COORDINATION)
    yield "2013-01-23 09:00"
    desk.press("annex", "circulate", COORDINATION)
    yield "2013-02-01 10:10"
    desk.press("annex", "deliberate", "IOM", expires_at="2013-02-08 17:00")
    yield "2013-02-01 11:30"
    for member in ("ILO", "IOM", "OHCHR", "UNICEF", "UNODC"):
        desk.answer("annex", member, "support")
    yield "2013-02-04 12:15"
    desk.answer(
        "annex", "OSCE", "strong_objection",
        reason="Five days are too short for a member that must consult 56 capitals. Ten would do.",
    )  # fmt: skip
    yield "2013-02-06 17:20"
    desk.remark("annex", COORDINATION, "The chair could offer ten days, and five with the consent of all.")


def radio(desk: Desk) -> Story:
    """An activity that the chair's own organization has a concern about: the co-chair declares."""
    yield "2013-01-24 15:00"
    desk.open(
        "radio", DECISION, "Radio series on safe recruitment", "ILO",
        subject="IMPLEMENT_ACTIVITY", method="WRITTEN", lead="ILO",
        background="Six broadcasts, made with trade unions and migrants' organizations in South Asia.",
    )  # fmt: skip
    desk.review("radio", "ILO")
    desk.put("radio", "ILO")
    yield "2013-01-28 10:00"
    desk.press("radio", "circulate", PROGRAMMES)
    yield "2013-01-31 09:45"
    desk.press("radio", "deliberate", "IOM", expires_at="2013-02-11 12:00")
    yield "2013-02-01 16:00"
    desk.answer("radio", "ILO", "support")
    yield "2013-02-05 11:30"
    desk.answer(
        "radio",
        "IOM",
        "concern",
        reason="The broadcasts should name the help lines in each country; two are not yet known.",
    )
    yield "2013-02-06 15:15"
    desk.answer("radio", "OHCHR", "support")
    yield "2013-02-07 09:20"
    desk.answer("radio", "OSCE", "abstain")
    yield "2013-02-08 14:40"
    desk.answer(
        "radio",
        "UNICEF alternate",
        "concern",
        reason="Children listen too; the text does not say how that is kept in mind.",
    )
    yield "2013-02-11 09:40"
    desk.answer("radio", "UNODC", "support")
    yield "2013-02-11 10:55"
    desk.remark("radio", "ILO", "ILO can add a broadcast for families. The help lines follow by May.")


def awareness(desk: Desk) -> Story:
    """An item that was withdrawn while it was discussed."""
    yield "2013-01-07 13:30"
    desk.open(
        "awareness", DECISION, "Awareness campaign, second wave", PROGRAMMES,
        subject="IMPLEMENT_ACTIVITY", method="WRITTEN",
        background="The first wave reached nine million people. Whether it changed what they do is not known.",
    )  # fmt: skip
    desk.review("awareness", PROGRAMMES)
    desk.put("awareness", PROGRAMMES)
    yield "2013-01-09 09:40"
    desk.press("awareness", "circulate", PROGRAMMES)
    yield "2013-01-10 10:30"
    desk.press("awareness", "deliberate", "IOM", expires_at="2013-01-25 17:00")
    yield "2013-01-11 11:00"
    desk.answer("awareness", "ILO", "support")
    yield "2013-01-14 15:45"
    desk.answer(
        "awareness",
        "IOM",
        "amendment",
        reason="Measure behaviour before a second wave.",
        words="after an evaluation of the first wave",
    )
    yield "2013-01-15 10:00"
    desk.press(
        "awareness",
        "withdraw",
        PROGRAMMES,
        "The evaluation of the first wave comes first; it is in the workplan for 2013.",
    )


def draft(desk: Desk) -> Story:
    """Guidance in the making."""
    yield "2013-02-07 16:30"
    desk.open(
        "draft", DECISION, "Online hub: guidance on stories of survivors", "UNICEF",
        nature="GUIDANCE", subject="OTHER", method="WRITTEN",
        background="Editors of the hub ask which stories may be shown, and for how long.",
    )  # fmt: skip
    yield "2013-02-08 12:10"
    desk.put("draft", "UNICEF")


def weekend(desk: Desk) -> Story:
    """On Friday evening people read what they were told; what came after it is unread on Monday."""
    yield "2013-02-08 17:45"
    others = [each for each in OTHERS if each.role in ("FIDUCIARY_OFFICER", "INDEPENDENT_EVALUATOR")]
    desk.catch_up(*MEMBERS, *(each.name for each in (*ALTERNATES, *STAFF, *OFFICES, *EXPERTS, *others)))


STORIES = (awareness, annex, study, radio, workplan, corridor, draft, weekend)
