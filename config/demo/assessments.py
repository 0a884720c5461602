"""Joint situational assessments at seven steps of their way, from a request to a delivered report, and one that is deferred."""

from __future__ import annotations

from config.demo.adopting import WAIVER, turned_down
from config.demo.assessing import (
    SCORES,
    Country,
    agreed,
    answered,
    asked,
    begun,
    composed,
    confirmed,
    planned,
    ranked,
    selected,
    settled,
    shared,
    submitted,
)
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

A = Country(
    "A", "SOUTH_ASIA", "UNODC", ("UNODC", "ILO", "IOM"),
    (("Expert 02", "INTERNATIONAL", "PROSECUTION"), ("University 01", "NATIONAL", "PROTECTION PREVENTION"),
     ("ILO regional office (South Asia)", "STAFF", "LABOUR PREVENTION"), ("Government counterpart A", "GOVERNMENT", "PROSECUTION"),
     ("NGO 01", "SOCIETY", "PROTECTION")),
    "The national plan ends this year; the Government asks what it has changed.",
)  # fmt: skip
C = Country(
    "C", "SOUTH_EASTERN_EUROPE", "OSCE", ("OSCE", "IOM", "UNICEF"),
    (("Expert 03", "INTERNATIONAL", "PROSECUTION"), ("University 02", "NATIONAL", "PROTECTION"),
     ("OSCE field operation (South-Eastern Europe)", "STAFF", "PREVENTION"), ("NGO 03", "SOCIETY", "PROTECTION")),
    "The shelters are full, and the Government does not know whom it does not find.",
)  # fmt: skip
B = Country(
    "B", "EAST_AFRICA", "IOM", ("IOM", "ILO"),
    (("Expert 11", "INTERNATIONAL", "PROTECTION"), ("Government counterpart B", "GOVERNMENT", "PROSECUTION")),
    "Labour migrants report debts and kept passports; three ministries see three different problems.",
)  # fmt: skip
D = Country(
    "D", "NORTHERN_AFRICA", "UNICEF", ("UNICEF", "IOM"),
    (("Expert 06", "INTERNATIONAL", "PREVENTION"), ("University 03", "NATIONAL", "PROTECTION"),
     ("UNICEF regional office (North Africa)", "STAFF", "CHILDREN PROTECTION"), ("Expert 04", "INTERNATIONAL", "PROSECUTION"),
     ("NGO 04", "SOCIETY", "CHILDREN")),
    "Children on the move cross the border alone.",
)  # fmt: skip
E = Country(
    "E", "CENTRAL_ASIA", "UNODC", (), (), "The Government asks whether the new law reaches the courts."
)
F = Country(
    "F", "LATIN_AMERICA", "OHCHR", ("OHCHR", "ILO"),
    (("Expert 16", "INTERNATIONAL", "LABOUR PREVENTION"), ("University 04", "NATIONAL", "PROSECUTION"),
     ("Survivor-support agency 01", "SOCIETY", "PROTECTION")),
    "Domestic workers seldom come before a court; the Government asks what keeps them away.",
)  # fmt: skip
G = Country(
    "G",
    "WEST_CENTRAL_AFRICA",
    "UNICEF",
    (),
    (),
    "Children are placed with relatives, and some of them are put to work.",
)
H = Country(
    "H", "SOUTH_EAST_ASIA", "ILO", (), (), "Fishing vessels stay at sea for a year, and nobody goes aboard."
)


def delivered(desk: Desk) -> Story:
    """Country A: asked in July 2012, delivered in January 2013; a programme responds."""
    yield "2012-07-16 10:00"
    asked(desk, A, "2012-07-16")
    days = ("2012-07-18 10:00", "2012-07-27 11:00", "2012-07-30 10:00", "2012-08-13 10:00", "2012-08-15 12:00")  # fmt: skip
    yield from selected(desk, A, "ILO", days)
    yield "2012-08-27 10:00"
    composed(desk, A)
    yield from agreed(desk, A, "2012-09-05 10:00", "offer")
    yield from begun(desk, A, ("2012-09-12 10:00", "2012-10-01 10:00"), "2012-10-19")
    yield "2012-10-26 16:00"
    answered(desk, A, ("UNODC", "ILO"))
    reason = "IOM has no office in the country; it reads what the others have found."
    desk.reply_for(A.word, "IOM", "entry", "nothing", reason, among="organizations")
    yield "2012-11-09 15:00"
    settled(desk, A)
    yield from _validated(desk)


def _validated(desk: Desk) -> Story:
    yield "2012-11-20 11:00"
    confirmed(desk, A, "UNODC", "IOM")
    reason = "On recruitment agencies the ILO sees less in place: licences are not looked at again."
    desk.reply_for(A.word, "ILO", "settle", "dissent", reason, among="organizations")
    yield "2012-11-23 10:00"
    desk.press(A.word, "validate", "UNODC")
    yield "2012-12-07 15:00"
    comment = "Two shelters were opened in October; the report counts those of June."
    desk.add_row(A.word, "comments", A.counterpart, place="PT4", comment=comment)
    desk.finish(A.word, A.counterpart, "comment", "made")
    yield "2012-12-14 10:00"
    because = "The new places are counted; both are in the capital."
    desk.fill_row(A.word, "comments", "UNODC", "place", "PT4", response="PARTLY", because=because)
    desk.edit(A.word, "UNODC", society_said="Shelters agree; they ask that guardians come before new laws.")
    ranked(
        desk, A,
        (("Safe places outside the capital", "PT4", "yes"), ("Money for inclusion after the shelter", "PT10", "yes"),
         ("A guardian for every child", "PT9", "yes"), ("Joint inspections of labour and police", "PS7", "no")),
    )  # fmt: skip
    yield "2012-12-18 16:00"
    shared(desk, A)
    desk.press(A.word, "agree_needs", "UNODC")
    yield "2012-12-20 14:00"
    desk.finish(A.word, A.counterpart, "rank", "shared")
    yield "2013-01-11 10:00"
    desk.press(A.word, "deliver", PROGRAMMES)


def validating(desk: Desk) -> Story:
    """Country D: the findings are with the Government, which has until 18 February to comment; a programme waits for it."""
    yield "2012-08-13 10:00"
    asked(desk, D, "2012-08-13")
    days = ("2012-08-16 10:00", "2012-08-24 11:00", "2012-08-27 10:00", "2012-09-10 10:00", "2012-09-12 12:00")  # fmt: skip
    yield from selected(desk, D, "ILO", days)
    yield "2012-09-19 10:00"
    composed(desk, D)
    yield from agreed(desk, D, "2012-09-28 10:00", "decline")
    yield from begun(desk, D, ("2012-10-05 10:00", "2012-10-22 10:00"), "2012-11-16")
    yield "2012-11-23 16:00"
    answered(desk, D, ("UNICEF", "IOM"))
    yield "2012-12-14 15:00"
    settled(desk, D)
    yield "2012-12-20 11:00"
    confirmed(desk, D, *D.members)
    ranked(
        desk,
        D,
        (("A guardian at each crossing", "PT9", "yes"), ("One form of all who meet a child", "PT1", "no")),
    )
    yield "2013-01-21 10:00"
    desk.press(D.word, "validate", "UNICEF")


def answering(desk: Desk) -> Story:
    """Country C: the Government adds no experts; two agencies are half through the checklist, and differ on some items."""
    yield "2012-10-15 10:00"
    asked(desk, C, "2012-10-15")
    days = ("2012-10-18 10:00", "2012-10-29 11:00", "2012-11-05 10:00", "2012-11-19 10:00", "2012-11-21 12:00")  # fmt: skip
    yield from selected(desk, C, "ILO", days)
    yield "2012-12-03 10:00"
    composed(desk, C)
    yield from agreed(desk, C, "2012-12-11 10:00", "decline")
    yield from begun(desk, C, ("2012-12-18 10:00", "2013-01-21 10:00"), "2013-02-08")
    yield "2013-02-08 16:00"
    answered(desk, C, ("OSCE", "IOM"), through=24)


def planning(desk: Desk) -> Story:
    """Country F: the team is agreed, and plans its mission."""
    yield "2012-11-05 11:00"
    asked(desk, F, "2012-11-05")
    days = ("2012-11-08 11:00", "2012-11-19 11:00", "2012-12-03 10:00", "2012-12-17 10:00", "2012-12-19 12:00")  # fmt: skip
    yield from selected(desk, F, "ILO", days)
    yield "2013-01-09 10:00"
    composed(desk, F)
    yield from agreed(desk, F, "2013-01-22 10:00", "offer")
    yield from planned(desk, F, "2013-02-01 10:00")


def composing(desk: Desk) -> Story:
    """Country B: an expert of the Government was named as if he were independent; that was refused, and the place is open."""
    yield "2012-11-12 10:00"
    asked(desk, B, "2012-11-12")
    days = ("2012-11-15 10:00", "2012-11-26 11:00", "2013-01-10 10:00", "2013-01-24 11:00", "2013-01-28 12:00")  # fmt: skip
    yield from selected(desk, B, "IOM", days)
    yield "2013-02-04 10:00"
    wrong = {"person": desk.who(B.counterpart).hex, "part": "NATIONAL", "skills": ["PROSECUTION"]}
    says = desk.refusal(lambda: desk.add_row(B.word, "team", PROGRAMMES, **wrong))
    composed(desk, B)
    words = f"The desk does not count the Government’s expert as independent: “{says}” We look for a national expert beside him."
    desk.remark(B.word, PROGRAMMES, words)


def before_the_committee(desk: Desk) -> Story:
    """Country G: the Committee has the selection in writing, until 19 February."""
    yield "2013-01-14 10:00"
    asked(desk, G, "2013-01-14")
    yield from submitted(desk, G, "2013-01-17 10:00", "2013-01-28 11:00")
    yield "2013-01-30 10:00"
    decision = f"{G.word} decision"
    desk.edit(decision, PROGRAMMES, method="WRITTEN", waiver=WAIVER)
    desk.put(decision, PROGRAMMES)
    desk.press(decision, "circulate", PROGRAMMES)
    yield "2013-02-04 11:00"
    desk.press(decision, "deliberate", "IOM", expires_at="2013-02-19 17:00")
    yield "2013-02-07 15:00"
    desk.answer(decision, "UNICEF", "support")


def requested(desk: Desk) -> Story:
    """Country H: asked last Friday."""
    yield "2013-02-08 09:30"
    asked(desk, H, "2013-02-08")


def deferred(desk: Desk) -> Story:
    """Country E: a new law comes into force in June; it is looked at again then."""
    yield "2012-11-05 10:00"
    asked(desk, E, "2012-11-05")
    yield "2012-11-08 10:00"
    desk.press(E.word, "receive", PROGRAMMES)
    desk.edit(E.word, PROGRAMMES, approach="SINGLE")
    yield "2012-11-20 10:00"
    weighed = "The law comes into force in June; before that there is little to see."
    desk.finish(E.word, PROGRAMMES, "screen", "screened", weighed=weighed, **SCORES)
    desk.press(E.word, "submit", PROGRAMMES)
    desk.follow(E.word, "decided_by", f"{E.word} decision")
    words = "The law comes into force in June: we want to see it at work first."
    days = ("2012-11-21 10:00", "2012-11-29 10:00", "2012-12-03 11:00")
    yield from turned_down(desk, f"{E.word} decision", "ILO", "UNICEF", words, days)
    reasons = "The new law comes into force in June. We would see more, and help more, in autumn."
    desk.press(E.word, "defer", PROGRAMMES, look_again="2013-09-02", reasons=reasons)


STORIES = (delivered, validating, answering, planning, composing, before_the_committee, requested, deferred)
