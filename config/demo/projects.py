"""Thematic projects: an idea, one that runs, and one that was evaluated and on whose future the Committee is asked."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.adopting import decided
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

PROJECT = "thematic-project"


@dataclass(frozen=True)
class Project:
    """A project: what is missing, who carries it out, what it is to change, and what it costs."""

    word: str
    title: str
    kind: str
    purpose: str
    theme: str
    region: str
    lead: str
    others: tuple[str, ...]
    why: str
    criteria: str
    empowerment: str
    ends: str
    # Level, result, indicator, unit, baseline, target.
    results: tuple[tuple[str, str, str, str, str, str], ...]
    # Line, what it is for, who spends it, amount.
    budget: tuple[tuple[str, str, str, str], ...]

    @property
    def members(self) -> tuple[str, ...]:
        """Who carries it out, the lead first."""
        return (self.lead, *self.others)


CREDIT = Project(
    "credit", "Loans instead of debts: credit for migrants before they leave", "THEMATIC", "PILOT", "MIGRATION", "EAST_AFRICA",
    "IOM", ("ILO",),
    "Whoever leaves borrows from the recruiter, at six per cent a month. Savings banks lend to nobody who is about to leave.",
    "Four in five loans are repaid within a year, and no borrower owes a recruiter anything.",
    "Two former domestic workers sit on the committee that grants the loans.", "2012-10-31",
    (("OUTPUT", "Savings banks lend to migrants.", "Loans granted", "loans", "0", "300"),
     ("OUTCOME", "Migrants leave without debts to a recruiter.", "Borrowers who owe a recruiter nothing", "percent", "12", "80"),
     ("IMPACT", "Nobody works to pay a debt off.", "Borrowers who could leave their employer", "percent", "31", "60")),
    (("Guarantee of two savings banks", "ACTIVITIES", "IOM", "140000"), ("Advice before a loan", "PEOPLE", "ILO", "46000"),
     ("Loan committee with former migrants", "EMPOWERMENT", "IOM", "18000"), ("Evaluation", "EVALUATION", "IOM", "16000")),
)  # fmt: skip
CHILDREN = Project(
    "children", "Children on the move: a guardian at three crossings", "THEMATIC", "GAP_FILLING", "CHILDREN", "NORTHERN_AFRICA",
    "UNICEF", ("IOM",),
    "Five offices meet a child who travels alone. None of them acts for the child, and none stays.",
    "A guardian within a day for nine children in ten, at a cost that the family court can bear.",
    "Young people who crossed alone train the guardians.", "2013-08-30",
    (("OUTPUT", "Guardians are there.", "Guardians on duty", "persons", "0", "6"),
     ("OUTCOME", "Somebody acts for the child at once.", "Children with a guardian within a day", "percent", "5", "90"),
     ("OUTCOME", "Children are not sent back unheard.", "Children heard before a decision", "percent", "20", "80")),
    (("Six guardians", "PEOPLE", "UNICEF", "96000"), ("Rooms at three crossings", "VICTIM_SUPPORT", "IOM", "54000"),
     ("Training by young people", "EMPOWERMENT", "UNICEF", "12000"), ("Evaluation", "EVALUATION", "UNICEF", "14000")),
)  # fmt: skip


def _concept(desk: Desk, it: Project) -> None:
    desk.open(
        it.word, PROJECT, it.title, it.lead, kind=it.kind, purpose=it.purpose, why_needed=it.why, lead=it.lead,
        contributors=[desk.organizations[each].hex for each in it.members], theme=it.theme, region=it.region,
    )  # fmt: skip
    desk.put(it.word, it.lead, "note", file="project-note")


def _agreed_to(desk: Desk, it: Project, chair: str, days: tuple[str, str, str, str, str]) -> Story:
    """Thought out, tested against the principles, and agreed to by the Committee."""
    yield f"{days[0]} 10:00"
    _concept(desk, it)
    desk.press(it.word, "review", it.lead)
    desk.review(it.word, it.lead)
    yield f"{days[1]} 11:00"
    desk.press(it.word, "submit", PROGRAMMES)
    desk.follow(it.word, "decided_by", f"{it.word} decision")
    steps = (f"{days[2]} 10:00", f"{days[3]} 10:00", f"{days[4]} 11:00")
    yield from decided(desk, f"{it.word} decision", chair, steps, file="project-decision-text", leads=it.lead)


def _designed(desk: Desk, it: Project) -> None:
    """Results, money, and what will decide on replication."""
    desk.edit(it.word, it.lead, criteria=it.criteria, empowerment=it.empowerment, ends_on=it.ends)
    desk.put(it.word, it.lead, "document", file="project-document")
    keys = ("level", "result", "indicator", "unit", "baseline", "target")
    told = [{**dict(zip(keys, each, strict=True)), "until": it.ends} for each in it.results]
    desk.write(it.word, "results", it.lead, told)
    lines = [dict(zip(("what", "line", "spender", "amount"), each, strict=True)) for each in it.budget]
    desk.write(it.word, "budget", it.lead, lines)


def _begun(desk: Desk, it: Project, days: tuple[str, str, str], *, money: str) -> Story:
    """Designed, agreed to by those who carry it out, and begun with the money of a contribution."""
    yield f"{days[0]} 10:00"
    _designed(desk, it)
    desk.tie(it.word, "funded_by", money, it.lead)
    yield f"{days[1]} 15:00"
    for member in it.members:
        desk.reply_for(it.word, member, "agreement", "agree", among="partners")
    desk.press(it.word, "approve", it.lead)
    yield f"{days[2]} 09:30"
    desk.press(it.word, "begin", it.lead)


def _measured(desk: Desk, it: Project, *actual: str) -> None:
    """Every indicator, in the order of the results."""
    told = [{"indicator": each[2], "actual": found} for each, found in zip(it.results, actual, strict=True)]
    desk.write(it.word, "results", it.lead, told)


def credit(desk: Desk) -> Story:
    """Tried in 2012 and evaluated; what becomes of it is before the Committee."""
    it = CREDIT
    yield from _agreed_to(
        desk, it, "UNODC", ("2011-11-21", "2011-11-28", "2011-12-01", "2011-12-12", "2011-12-14")
    )
    yield from _begun(desk, it, ("2012-01-30", "2012-02-20", "2012-03-05"), money="credit money")
    yield "2012-06-01 11:00"
    desk.finish(
        it.word, it.lead, "update", "told", done="94 loans; two savings banks take part, the third does not."
    )
    yield "2012-09-03 11:00"
    desk.finish(it.word, it.lead, "update", "told", done="231 loans. Who had advice first repays earlier.")
    yield "2012-10-22 10:00"
    _measured(desk, it, "287", "86", "54")
    desk.put(it.word, it.lead, "report", file="credit-report")
    desk.press(it.word, "evaluate", it.lead)
    desk.follow(it.word, "evaluates", "credit evaluation", incoming=True)
    yield "2013-02-05 15:00"
    grounds = (
        "Four in five loans were repaid, and nobody owes a recruiter. The banks lend without advice to none."
    )
    desk.press(it.word, "propose", "IOM", next_step="ELSEWHERE", grounds=grounds)
    desk.follow(it.word, "decided_by", "credit future")
    yield "2013-02-08 10:30"
    desk.edit("credit future", PROGRAMMES, title="Loans instead of debts: a second country", method="WRITTEN")
    desk.put("credit future", PROGRAMMES, file="credit-future-text")
    desk.press("credit future", "circulate", PROGRAMMES)


def children(desk: Desk) -> Story:
    """Runs since September; two of three indicators move, and one risk has come about."""
    it = CHILDREN
    yield from _agreed_to(
        desk, it, "ILO", ("2012-06-11", "2012-06-18", "2012-06-20", "2012-07-02", "2012-07-04")
    )
    yield from _begun(desk, it, ("2012-07-30", "2012-08-20", "2012-09-03"), money="children money")
    yield "2012-11-29 11:00"
    desk.finish(
        it.word, it.lead, "update", "told", done="Six guardians, two crossings; the third opens in January."
    )
    yield "2013-01-31 11:00"
    _measured(desk, it, "4", "71", "48")


def recruits(desk: Desk) -> Story:
    """An idea of last week: companies employ former victims."""
    yield "2013-02-06 15:30"
    desk.open(
        "recruits", PROJECT, "A first job: companies and service providers together", "ILO", kind="SECTOR", purpose="PILOT",
        why_needed="Those who leave a shelter find work that nobody checks. Companies would employ them, and do not know whom to ask.",
        lead="ILO", contributors=[desk.organizations[each].hex for each in ("ILO", "OHCHR")], theme="BUSINESS", region="SOUTH_ASIA",
        others="Hotel partner C, two shelters, one trade union.",
    )  # fmt: skip
    desk.put("recruits", "ILO", "note")


STORIES = (credit, children, recruits)
