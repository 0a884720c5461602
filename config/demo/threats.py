"""Risks that threaten one programme or project: watched, treated, being planned; one has come about and is put right."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import COORDINATION, MANAGER
from config.demo.risks import Action, Risk, planned, watched
from config.demo.telling import Story

SHELTER = Risk(
    "shelter", "The second shelter opens too late", "IOM", "DELIVERY", ("P8", "P11"),
    "The town has changed its rules for houses with more than ten beds.",
    "The permit comes after the summer.",
    "Women with children are taken to the capital, nine hours away, and go back to those who exploited them.",
    ("FOUR", "THREE"), "The letter of the town of 11 December 2012.", ("TWO", "THREE"),
    (Action("Twelve beds with two host families until it opens", "IOM", "2013-03-01"),
     Action("The ministry speaks with the town", "UNODC", "2013-02-28")),
)  # fmt: skip
MOVED = Risk(
    "moved", "Inspectors are moved after their training", "UNODC", "DELIVERY", ("P7", "P8"),
    "Inspectors change their post every two years.",
    "Whoever was trained works elsewhere.",
    "Nobody at the workplaces sees what the others have learned to see.",
    ("THREE", "TWO"), "One in five of those trained in 2011.", ("TWO", "TWO"),
    (Action("The course is taught at the school of inspectors, to every class", "ILO", "2013-06-28"),),
)  # fmt: skip
PHASE_2 = Risk(
    "phase 2", "No money for the second phase", "OSCE", "FINANCIAL", ("P8",),
    "Two donors decide in autumn, and seed money ends with Phase 1.",
    "Months pass between the phases.",
    "Shelters close, and those who work there leave.",
    ("THREE", "FOUR"), "Two letters of January 2013.", ("TWO", "FOUR"),
    (Action("Three other donors are asked", "OSCE", "2013-03-29"),),
)  # fmt: skip
HEARD = Risk(
    "heard", "Those who speak to the evaluator are recognised", "IOM", "SAFEGUARDING", ("P3", "P11"),
    "Few people come to each desk, and everybody in the port knows them.",
    "Somebody is recognised in the report.",
    "Recruiters take revenge on the family at home.",
    ("TWO", "FIVE"), "What the providers said when the evaluation was planned.", ("ONE", "FIVE"),
    (Action("No person is asked anew; only files without names are read", "IOM", "2013-04-30"),),
)  # fmt: skip
GUARDIANS = Risk(
    "guardians", "Guardians leave before their year is over", "UNICEF", "DELIVERY", ("P3", "P11"),
    "They are paid by the month, and other posts are paid by the year.",
    "A guardian leaves, and the place stays empty.",
    "Children wait at the crossing with nobody who acts for them.",
    ("THREE", "THREE"), "Two of six said so in November 2012.", ("TWO", "THREE"),
    (Action("Contracts for a year from February on", "UNICEF", "2013-02-15"),),
)  # fmt: skip


def shelter(desk: Desk) -> Story:
    """High; it threatens two programmes, and the Senior Manager has looked at it."""
    yield from watched(desk, SHELTER, "2012-12-17 11:00", "2013-01-10 10:00")
    _threatens(desk, SHELTER, "latin america", "south-eastern europe")
    yield from _looked_at(desk, SHELTER, "2013-01-11 09:30")


def moved(desk: Desk) -> Story:
    """Medium, and watched."""
    yield from watched(desk, MOVED, "2012-12-17 12:00", "2013-01-10 11:00")
    _threatens(desk, MOVED, "latin america")


def phase_2(desk: Desk) -> Story:
    """High, and its treatment is planned."""
    yield from planned(desk, PHASE_2, "2013-01-28 10:00", "2013-02-01 11:00")
    _threatens(desk, PHASE_2, "south-eastern europe")
    yield from _looked_at(desk, PHASE_2, "2013-02-01 14:00")


def heard(desk: Desk) -> Story:
    """High, and watched while the evaluation goes on."""
    yield from watched(desk, HEARD, "2013-01-16 11:00", "2013-01-21 10:00")
    _threatens(desk, HEARD, "east africa")
    yield from _looked_at(desk, HEARD, "2013-01-21 14:00")


def guardians(desk: Desk) -> Story:
    """It has happened: two guardians left in January; UNICEF puts it right until March, and IOM verifies."""
    yield from watched(desk, GUARDIANS, "2012-12-03 10:00", "2012-12-13 10:00")
    _threatens(desk, GUARDIANS, "children")
    yield "2013-01-25 10:00"
    happened = "Two of six guardians left in January. Eleven children were without one for nine days."
    desk.press(GUARDIANS.word, "materialise", "UNICEF", happened=happened)
    action = "guardians action"
    desk.follow(GUARDIANS.word, "responds_to", action, incoming=True)
    desk.edit(
        action, COORDINATION, title="Two guardians are replaced, and stay", owner=desk.organizations["UNICEF"].hex,
        cause="Contracts by the month.", plan="Two are employed for a year; a third stands by. No child waits longer than a day.",
        due_on="2013-03-15", verifier=desk.who("IOM alternate").hex,
    )  # fmt: skip
    yield "2013-01-28 11:00"
    desk.press(action, "plan", COORDINATION)
    desk.press(action, "begin", "UNICEF")


def _threatens(desk: Desk, it: Risk, *words: str) -> None:
    for word in words:
        desk.tie(it.word, "threatens", word, COORDINATION)


def _looked_at(desk: Desk, it: Risk, when: str) -> Story:
    yield when
    desk.finish(it.word, MANAGER, "look", "seen")


STORIES = (shelter, moved, phase_2, heard, guardians)
