"""The five risks that the strategic plan names, with their scores; a sixth thing that went wrong is put right."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.demo.desk import Desk
from config.demo.people import COORDINATION, DIALOGUE, KNOWLEDGE, MANAGER
from config.demo.telling import Story

RISK, ACTION = "risk", "corrective-action"


@dataclass(frozen=True)
class Action:
    """Something that is done against a risk."""

    words: str
    by: str
    until: str
    progress: str = "UNDER_WAY"


@dataclass(frozen=True)
class Risk:
    """A risk as it was described and assessed at the end of 2012, and what is done against it."""

    word: str
    title: str
    owner: str
    category: str
    principles: tuple[str, ...]
    cause: str
    event: str
    consequence: str
    score: tuple[str, str]
    grounds: str
    residual: tuple[str, str] = ("TWO", "THREE")
    actions: tuple[Action, ...] = field(default=())


COMPETITION = Risk(
    "competition", "Competition among agencies", "IOM", "INTER_AGENCY", ("P1", "P2"),
    "Members plan and report on the same subjects, each for its own governing body.",
    "Members compete for subjects and visibility instead of dividing the work.",
    "Things are done twice, and what only all of them together could do is not done.",
    ("THREE", "FOUR"), "Three overlaps found at inception in 2012.", ("TWO", "THREE"),
    (Action("Every idea is put to all members before it is written", "UNODC", "2013-12-31"),
     Action("One list of who works on what, renewed each quarter", "IOM", "2013-03-29")),
)  # fmt: skip
FUNDS = Risk(
    "funds", "Competition with stakeholders for funds", "UNODC", "FINANCIAL", ("P4",),
    "Donors have one budget line for the whole sector.",
    "The initiative is funded in place of organizations that assist victims directly.",
    "Stakeholders turn away from the initiative, and services close.",
    ("THREE", "THREE"), "Two organizations said so in the partners’ survey.", ("TWO", "THREE"),
    (Action("Appeals are shown to partners before they go out", "UNODC", "2013-04-30", "PLANNED"),),
)  # fmt: skip
OWNERSHIP = Risk(
    "ownership", "Seen as belonging to its members only", DIALOGUE, "OWNERSHIP", ("P4", "P5"),
    "Decisions are prepared among six organizations.",
    "The sector takes the initiative for a matter of its members.",
    "Its products are not used, and nobody answers when it asks.",
    ("FOUR", "THREE"), "One partner in five does not know how to take part.", ("TWO", "THREE"),
    (Action("Every product is open to all, with a form for feedback beside it", "UNODC", "2013-02-28"),
     Action("Products are translated by demand", "UNODC", "2013-12-31")),
)  # fmt: skip
RELEVANCE = Risk(
    "relevance", "Irrelevance to the sector", KNOWLEDGE, "RELEVANCE", ("P4", "P8"),
    "What is planned in one year is read in the next.",
    "Products answer questions that nobody asks any more.",
    "Practitioners look elsewhere.",
    ("TWO", "FOUR"), "Downloads, and the feedback of 2012.", ("ONE", "FOUR"),
    (Action("Each product is reviewed again after 12 or 24 months", "UNODC", "2013-12-31"),),
)  # fmt: skip
WILL = Risk(
    "will", "Uneven political will, and preferences not backed by evidence", "OHCHR", "POLITICAL", ("P3", "P7"),
    "Governments differ in what they give priority to, and not always after what is known.",
    "Work begins where it is wanted least, or stops where it is needed most.",
    "Victims in some regions are left without any response.",
    ("FOUR", "FOUR"), "Two of eight requests of 2012 were withdrawn.",
)  # fmt: skip


def competition(desk: Desk) -> Story:
    """High, looked at by the Senior Manager, and watched."""
    yield from watched(desk, COMPETITION, "2012-11-14 10:00", "2012-12-05 10:00")
    yield "2012-12-06 09:30"
    desk.finish("competition", MANAGER, "look", "seen")


def ownership(desk: Desk) -> Story:
    """High, looked at by the Senior Manager, and watched."""
    yield from watched(desk, OWNERSHIP, "2012-11-14 11:00", "2012-12-05 11:00")
    yield "2012-12-06 09:40"
    desk.finish("ownership", MANAGER, "look", "seen")


def relevance(desk: Desk) -> Story:
    """Medium, and watched."""
    yield from watched(desk, RELEVANCE, "2012-11-14 12:00", "2012-12-05 12:00")


def funds(desk: Desk) -> Story:
    """Its treatment is planned, and has not begun."""
    yield from planned(desk, FUNDS, "2013-01-21 10:00", "2013-01-31 10:00")


def will(desk: Desk) -> Story:
    """Very high: it came before the Committee by itself, and the chair is to put it on the agenda."""
    yield "2013-02-05 10:00"
    _assessed(desk, WILL)
    yield "2013-02-06 10:00"
    desk.finish("will", MANAGER, "look", "seen")


def _assessed(desk: Desk, it: Risk) -> None:
    desk.open(
        it.word, RISK, it.title, COORDINATION, cause=it.cause, event=it.event, consequence=it.consequence,
        category=it.category, touches=list(it.principles), owner=desk.who(it.owner).hex,
    )  # fmt: skip
    likelihood, impact = it.score
    desk.press(it.word, "assess", COORDINATION, likelihood=likelihood, impact=impact, grounds=it.grounds)


def planned(desk: Desk, it: Risk, seen: str, treated: str) -> Story:
    """Assessed on one day; on another its treatment is planned."""
    yield seen
    _assessed(desk, it)
    yield treated
    for each in it.actions:
        desk.add_row(
            it.word, "actions", it.owner, action=each.words, responsible=desk.organizations[each.by].hex,
            done_by=each.until, progress=each.progress,
        )  # fmt: skip
    likelihood, impact = it.residual
    desk.edit(it.word, it.owner, response="REDUCE", residual_likelihood=likelihood, residual_impact=impact)
    desk.press(it.word, "plan", it.owner)


def watched(desk: Desk, it: Risk, seen: str, treated: str) -> Story:
    """Its treatment is planned and has begun."""
    yield from planned(desk, it, seen, treated)
    desk.press(it.word, "monitor", it.owner)


def late_papers(desk: Desk) -> Story:
    """Closed: UNODC saw to it that papers go out in time, and IOM has verified it."""
    yield "2012-10-15 10:00"
    _opened(
        desk, "papers", "Papers go out late", "UNODC", "2012-12-14", "IOM alternate",
        "Papers for the meeting of October went out two working days before it.",
        "Nobody was named to collect them.", "One person collects them ten working days before each meeting.",
    )  # fmt: skip
    yield "2012-12-12 10:00"
    _reported(desk, "papers", "UNODC", "Papers for the meeting of 8 January went out on 11 December.")
    yield "2012-12-18 15:00"
    desk.finish("papers", "IOM alternate", "verify", "helped")
    desk.press("papers", "close", COORDINATION)


def contacts(desk: Desk) -> Story:
    """Reported as done, and waiting for whoever verifies it."""
    yield "2012-12-10 10:00"
    _opened(
        desk, "contacts", "Contacts in the regions are out of date", "ILO", "2013-02-28", "UNICEF alternate",
        "Half of the letters to the regions came back.", "Nobody kept the list.",
        "Every regional office is asked, and the list is checked each quarter.",
    )  # fmt: skip
    yield "2013-02-07 11:00"
    _reported(desk, "contacts", "ILO", "All offices have answered; 61 of 140 contacts were changed.")


def _opened(
    desk: Desk, word: str, title: str, owner: str, due_on: str, verifier: str, deviation: str, cause: str, plan: str
) -> None:  # fmt: skip
    desk.open(
        word, ACTION, title, COORDINATION, deviation=deviation, cause=cause, plan=plan, due_on=due_on,
        owner=desk.organizations[owner].hex, verifier=desk.who(verifier).hex,
    )  # fmt: skip
    desk.press(word, "plan", COORDINATION)
    desk.press(word, "begin", owner)


def _reported(desk: Desk, word: str, by: str, done: str) -> None:
    desk.put(word, by, "evidence")
    desk.press(word, "report", by, done=done)


STORIES = (competition, ownership, relevance, funds, will, late_papers, contacts)
