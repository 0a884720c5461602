"""The decisions on record: one that opens silence, one by consensus, one jointly, one in silence, advice, and a procedure."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import COORDINATION, KNOWLEDGE, MANAGER, PROGRAMMES
from config.demo.telling import Story

DECISION = "consensus-decision"
OPEN_TO_SILENCE = (
    "IMPLEMENT_ACTIVITY", "TOOL_OR_MECHANISM", "THEME_SECTOR_SELECTION", "PRIORITY", "WORKPLAN", "REPORT_DIRECTION",
)  # fmt: skip


def terms(desk: Desk) -> Story:
    """The Committee opens silence to some subjects: the decision that all later silence rests on."""
    yield "2012-02-06 09:30"
    desk.open(
        "terms", DECISION, "Terms of Reference: silence procedure for listed subjects", COORDINATION,
        subject="GOVERNANCE_TOR", meets_at="2012-02-22 10:00",
        setting_key="silence_subjects", setting_value=", ".join(OPEN_TO_SILENCE),
        background="Members asked for a way to decide on routine matters between meetings. The Strategic Plan asks for "
        "agreement as long as no one strongly objects; it names no procedure. The Committee therefore sets one itself.",
    )  # fmt: skip
    yield "2012-02-08 11:00"
    desk.put("terms", COORDINATION)
    desk.put("terms", COORDINATION, "paper")
    yield "2012-02-10 10:00"
    desk.press("terms", "circulate", COORDINATION)
    yield "2012-02-22 10:05"
    desk.press("terms", "deliberate", "ILO", expires_at="2012-02-22 12:30")
    yield "2012-02-22 10:40"
    for member in ("ILO", "IOM", "OHCHR"):
        desk.answer("terms", member, "support")
    yield "2012-02-22 10:55"
    desk.answer(
        "terms",
        "OSCE",
        "support_with_comment",
        comment="Extensions are essential for members that consult capitals.",
    )
    desk.answer(
        "terms", "UNICEF", "support_with_comment", comment="The record must say how many had no position."
    )
    desk.answer("terms", "UNODC", "support")
    yield "2012-02-22 11:20"
    desk.declare("terms", "declare_consensus", "ILO")
    yield "2012-02-23 09:00"
    desk.press("terms", "announce", COORDINATION)
    yield "2012-02-28 15:10"
    desk.answer(
        "terms", "OSCE", "done", "explain",
        statement="OSCE joined the consensus. It understands that a member may ask once in each period for more time, "
        "and that such a request needs no justification beyond the need to consult.",
    )  # fmt: skip


def trainers(desk: Desk) -> Story:
    """An activity of 2012, decided in writing, reported on each quarter, and implemented."""
    yield "2012-05-14 09:00"
    desk.open(
        "trainers", DECISION, "First Aid Kit: training of trainers in East Africa", "UNODC",
        subject="IMPLEMENT_ACTIVITY", method="WRITTEN", lead="UNODC",
        background="The First Aid Kit for law enforcement first responders is in use, and is looked at again this year. Police "
        "schools in East Africa ask for trainers of their own.",
    )  # fmt: skip
    desk.review("trainers", "UNODC")
    desk.put("trainers", "UNODC")
    yield "2012-05-16 10:30"
    desk.press("trainers", "circulate", PROGRAMMES)
    yield "2012-05-18 09:15"
    desk.press("trainers", "deliberate", "ILO", expires_at="2012-05-30 17:00")
    yield "2012-05-22 10:00"
    for member in ("ILO", "IOM", "UNODC"):
        desk.answer("trainers", member, "support")
    yield "2012-05-24 16:45"
    desk.answer(
        "trainers", "OHCHR", "support_with_comment", comment="Referral to assistance belongs in every lesson."
    )
    desk.answer("trainers", "OSCE", "support")
    desk.answer("trainers", "UNICEF alternate", "support")
    yield "2012-05-30 10:10"
    desk.declare("trainers", "declare_consensus", "ILO")
    yield "2012-05-31 09:00"
    desk.press("trainers", "announce", PROGRAMMES)
    yield "2012-08-28 14:00"
    desk.finish(
        "trainers",
        "UNODC",
        "report",
        progress="18 of 24 trainers chosen by the three schools; first course in September.",
    )
    yield "2012-11-27 11:30"
    desk.finish(
        "trainers", "UNODC", "report", progress="24 trainers certified. They have taught 310 officers so far."
    )
    yield "2012-12-14 15:20"
    desk.finish("trainers", "UNODC", "implement")


def priorities(desk: Desk) -> Story:
    """Decision 1: adopted by consensus at a meeting."""
    yield "2012-12-17 10:00"
    desk.open(
        "priorities", DECISION, "Priorities for 2013", PROGRAMMES,
        subject="PRIORITY", meets_at="2013-01-08 10:00", significant=True,
        waiver="The partners' survey of 2012 asked the same question of all sectors; asking again after three months "
        "would burden those who answered.",
        background="The second year of the plan begins. Funds allow for three themes.",
    )  # fmt: skip
    desk.put("priorities", PROGRAMMES)
    yield "2012-12-20 09:30"
    desk.press("priorities", "circulate", PROGRAMMES)
    yield "2013-01-08 10:10"
    desk.press("priorities", "deliberate", "IOM", expires_at="2013-01-08 13:00")
    yield "2013-01-08 11:00"
    for member in ("ILO", "IOM", "OHCHR", "OSCE", "UNODC"):
        desk.answer("priorities", member, "support")
    desk.answer(
        "priorities",
        "UNICEF",
        "support_with_comment",
        comment="Children also belong in the first and third theme.",
    )
    yield "2013-01-08 12:05"
    desk.declare("priorities", "declare_consensus", "IOM")
    yield "2013-01-09 09:30"
    desk.press("priorities", "announce", COORDINATION)
    yield "2013-01-14 16:00"
    desk.answer(
        "priorities", "UNICEF", "done", "explain",
        statement="UNICEF reads the second theme as covering boys and girls alike, on the move and at home.",
    )  # fmt: skip


def e_learning(desk: Desk) -> Story:
    """Decision 2: an activity that one member has a concern about; a joint decision, no member strongly objecting."""
    yield "2013-01-08 15:30"
    desk.press("e-learning idea", "submit", KNOWLEDGE)
    desk.follow("e-learning idea", "decided_by", "e-learning")
    desk.edit("e-learning", KNOWLEDGE, meets_at="2013-01-24 10:00")
    yield "2013-01-10 11:15"
    desk.put("e-learning", KNOWLEDGE)
    yield "2013-01-14 09:00"
    desk.press("e-learning", "circulate", KNOWLEDGE)
    yield "2013-01-24 10:15"
    desk.press("e-learning", "deliberate", "IOM", expires_at="2013-01-24 13:00")
    yield "2013-01-24 10:30"
    desk.answer(
        "e-learning", "ILO", "support_with_comment", comment="ILO offers two readers for the technical check."
    )
    for member in ("IOM", "OHCHR", "UNICEF", "UNODC"):
        desk.answer("e-learning", member, "support")
    yield "2013-01-24 10:50"
    desk.answer(
        "e-learning",
        "OSCE",
        "concern",
        reason="The course should first be tried with small firms; the text leaves this open.",
    )
    yield "2013-01-24 11:25"
    desk.finish(
        "e-learning", "IOM", "mediate",
        contact="Asked OSCE in the meeting. Options: a trial first, or a trial beside the translation. OSCE keeps its "
        "concern on record and does not stand in the way.",
    )  # fmt: skip
    yield "2013-01-24 11:45"
    desk.declare("e-learning", "declare_joint_decision", "IOM")
    yield "2013-01-25 09:20"
    desk.press("e-learning", "announce", KNOWLEDGE)
    yield "2013-01-29 10:05"
    desk.answer(
        "e-learning",
        "OSCE",
        "done",
        "explain",
        statement="OSCE would have preferred a trial with small firms first.",
    )


def translations(desk: Desk) -> Story:
    """Decision 3: silence unbroken, two members without position; a late concern is kept and does not count."""
    yield "2013-01-21 09:40"
    desk.open(
        "translations", DECISION, "Translations of the First Aid Kit", KNOWLEDGE,
        subject="IMPLEMENT_ACTIVITY", method="SILENCE", lead="UNODC",
        background="Demand and need speak for Russian and French: 1,140 requests in 2012, and police schools in three regions.",
    )  # fmt: skip
    desk.review("translations", KNOWLEDGE)
    desk.put("translations", KNOWLEDGE)
    yield "2013-01-25 11:40"
    desk.press("translations", "circulate", KNOWLEDGE)
    yield "2013-02-01 17:00"
    desk.press("translations", "open_silence", "IOM")
    yield "2013-02-01 17:01"
    desk.deliver("translations", "OSCE")
    yield "2013-02-04 09:05"
    desk.look("translations", "OHCHR", "UNICEF", "UNODC")
    yield "2013-02-04 10:12"
    desk.answer("translations", "ILO", "support")
    yield "2013-02-04 15:40"
    desk.answer("translations", "IOM", "support")
    yield "2013-02-05 09:02"
    desk.answer("translations", "OHCHR alternate", "support")
    yield "2013-02-07 17:21"
    desk.answer("translations", "UNICEF", "support")
    yield "2013-02-08 17:04"
    desk.answer("translations", "UNODC", "concern", reason="Please add Portuguese.")
    yield "2013-02-11 10:20"
    desk.announce("translations", KNOWLEDGE, confirmed_by="IOM")


def core_funds(desk: Desk) -> Story:
    """Decision 5: advice on resources, which the accountable organization follows in part."""
    yield "2013-01-03 10:00"
    desk.open(
        "core-funds", DECISION, "Allocation of core funds, first half of 2013", MANAGER,
        nature="ADVICE", subject="RESOURCE_ALLOCATION", lead="UNODC",
        background="1.2 million dollars are available until June. UNODC received them and stays accountable for them.",
    )  # fmt: skip
    desk.put("core-funds", MANAGER)
    yield "2013-01-07 09:10"
    desk.press("core-funds", "circulate", MANAGER)
    yield "2013-01-14 10:00"
    desk.press("core-funds", "deliberate", "IOM", expires_at="2013-01-18 12:00")
    yield "2013-01-15 11:30"
    desk.answer("core-funds", "ILO", "support")
    desk.answer(
        "core-funds",
        "IOM",
        "support_with_comment",
        comment="A larger share for translations would serve more readers.",
    )
    yield "2013-01-16 14:20"
    desk.answer("core-funds", "OHCHR", "abstain")
    desk.answer(
        "core-funds", "OSCE", "support_with_comment", comment="A smaller reserve would do for half a year."
    )
    yield "2013-01-17 09:50"
    desk.answer("core-funds", "UNICEF", "abstain")
    desk.answer("core-funds", "UNODC", "support")
    yield "2013-01-18 14:00"
    desk.press("core-funds", "give_advice", "IOM")
    yield "2013-02-01 11:00"
    desk.finish(
        "core-funds", "UNODC", "account", followed="PARTLY",
        account="The share for translations was raised as advised. The reserve stays at 10 per cent: an agreement with a "
        "donor fixes it.",
    )  # fmt: skip


def membership(desk: Desk) -> Story:
    """Decision 6: the membership procedure, adopted by consensus in writing; its announcement is overdue."""
    yield "2013-01-14 11:20"
    desk.open(
        "membership", DECISION, "Membership procedure", COORDINATION,
        subject="MEMBERSHIP_PROCEDURE", method="WRITTEN",
        background="From January 2013 the Committee may admit further members. It needs a procedure first.",
    )  # fmt: skip
    desk.put("membership", COORDINATION)
    yield "2013-01-16 10:00"
    desk.press("membership", "circulate", COORDINATION)
    yield "2013-01-18 15:30"
    desk.press("membership", "deliberate", "IOM", expires_at="2013-01-28 12:00")
    yield "2013-01-22 10:25"
    for member in ("IOM", "OHCHR", "UNODC"):
        desk.answer("membership", member, "support")
    yield "2013-01-24 16:30"
    desk.answer("membership", "ILO alternate", "support")
    desk.answer("membership", "UNICEF", "support")
    yield "2013-01-25 11:05"
    desk.answer(
        "membership", COORDINATION, "support", of="OSCE",
        evidence="Telephone call with the OSCE focal point on 25 January 2013, 11:00; note on file.",
    )  # fmt: skip
    yield "2013-01-28 15:00"
    desk.declare("membership", "declare_consensus", "IOM")


STORIES = (terms, trainers, priorities, core_funds, e_learning, membership, translations)
