"""Quality reviews in every stage: two stamps, a revision under way, a blind review, a panel that is being chosen, a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE, MEMBERS, PROGRAMMES
from config.demo.telling import Story

CRITERIA = 12


@dataclass(frozen=True)
class Product:
    """A product, who answers for it, and who reviews it: members for themselves or by a nominee, and experts by number."""

    word: str
    title: str
    by: str
    author: str
    requester: str
    origin: str
    kind: str
    audience: str
    themes: str
    regions: str
    skills: str
    members: tuple[tuple[str, str], ...]
    experts: tuple[int, ...]
    visibility: str = "OPEN"

    @property
    def panel(self) -> list[str]:
        """Everybody on the panel, by name; the first leads it."""
        return [name for _member, name in self.members] + [f"Expert {no:02}" for no in self.experts]


# fmt: off
KIT = Product(
    "first aid kit", "First Aid Kit for Law Enforcement First Responders", KNOWLEDGE, "UNODC regional office (Central Asia)", "UNODC",
    "OWN", "TOOL", "Police officers who are first on the scene", "IDENTIFICATION JUSTICE", "SOUTH_ASIA", "PROSECUTION PROTECTION",
    (("OSCE", "OSCE focal point"), ("IOM", "IOM alternate")), (2, 10),
)
HEALTH = Product(
    "health", "Caring for Trafficked Persons: Guidance for Health Providers", KNOWLEDGE, "IOM field office (East Africa)", "IOM",
    "OWN", "GUIDANCE", "Doctors, nurses and clinics", "HEALTH ASSISTANCE", "EAST_AFRICA", "PROTECTION",
    (("OHCHR", "OHCHR focal point"), ("UNICEF", "UNICEF alternate")), (11, 13),
)
LEGISLATORS = Product(
    "legislators", "Laws against Trafficking Compared: a Guide for Legislators", "UNODC", "UNODC regional office (Central Asia)", "UNODC",
    "MEMBER", "HANDBOOK", "Members of parliament and their staff", "LEGISLATION REMEDIES", "LATIN_AMERICA", "PROSECUTION",
    (("OSCE", "OSCE focal point"), ("OHCHR", "OHCHR alternate")), (3, 11),
)
EMPLOYERS = Product(
    "employers", "Combating Forced Labour: A Handbook for Employers and Business", "ILO", "ILO regional office (South Asia)", "ILO",
    "MEMBER", "HANDBOOK", "Employers and business", "LABOUR SUPPLY", "SOUTH_ASIA", "LABOUR PREVENTION",
    (("IOM", "IOM focal point"), ("UNODC", "UNODC alternate")), (9, 16), "BLIND",
)
COURSE = Product(
    "course", "Human Trafficking and Business: eLearning course", "Software partner B", "Software partner B", "SOFTWARE-B",
    "PARTNER", "ELEARNING", "Staff of companies", "BUSINESS SUPPLY", "SOUTH_ASIA SOUTH_EAST_ASIA", "PREVENTION LABOUR",
    (("ILO", "ILO focal point"), ("IOM", "IOM alternate")), (9,),
)
MEMORANDA = Product(
    "memoranda", "Guiding Principles on Memoranda of Understanding", "IOM", "IOM field office (East Africa)", "IOM",
    "MEMBER", "GUIDANCE", "Law enforcement and service providers", "JUSTICE ASSISTANCE", "EAST_AFRICA", "PROSECUTION PROTECTION", (), (),
)
CHECKLIST = Product(
    "checklist review", "Joint checklist for needs and progress", PROGRAMMES, "UNODC regional office (Central Asia)", "UNODC",
    "OWN", "TOOL", "Teams that assess, and programmes that follow up", "EVALUATION", "", "EVALUATION PROTECTION",
    (("OSCE", "OSCE focal point"), ("IOM", "IOM alternate")), (10, 23),
)
# fmt: on
CONSENT = {
    "place": "Chapter 2",
    "comment": "Say what the Protocol says on the consent of a child.",
    "critical": "yes",
}
SOURCES = {"place": "Annex", "comment": "The table names no source and no year.", "critical": "no"}
WORDING = {
    "place": "Page 14",
    "comment": "“Rescue” is not a word survivors use of themselves.",
    "critical": "no",
}
EXAMPLES = {"place": "Chapter 4", "comment": "All examples come from one region.", "critical": "no"}


def _hand_in(desk: Desk, it: Product) -> None:
    desk.open(
        it.word,
        "quality-review",
        it.title,
        it.by,
        origin=it.origin,
        requester=it.requester,
        author=desk.who(it.author).hex,
        product_type=it.kind,
        audience=it.audience,
        themes=it.themes.split(),
        regions=it.regions.split(),
        languages=["ENGLISH"],
        wanted_by="2013-06-28",
        visibility=it.visibility,
    )
    desk.put(it.word, it.by, "product")


def _handed_in_by_its_product(desk: Desk, it: Product) -> None:
    """The product's own case opens the review, with its file; the Secretariat adds by when it is wanted."""
    desk.press(f"{it.word} product", "hand_in", it.author)
    desk.follow(f"{it.word} product", "reviewed_by", it.word)
    desk.edit(it.word, it.by, wanted_by="2013-06-28", visibility=it.visibility)


def _plan(desk: Desk, it: Product, begins: str, ends: str) -> None:
    desk.edit(
        it.word,
        KNOWLEDGE,
        fits_scope="Of use to those whom the initiative wants to reach.",
        existing="Four were looked at; none is for this audience.",
        skills=it.skills.split(),
        reviewer_days=10,
        budget_line="A.3 Quality review",
        begins_on=begins,
        ends_on=ends,
    )
    desk.press(it.word, "select", KNOWLEDGE)


def _answer_for_members(desk: Desk, it: Product) -> None:
    """The members whose reviewers are named in the product answer so; the others have no time."""
    reviewers = dict(it.members)
    for member in MEMBERS:
        name = reviewers.get(member)
        if name is None:
            desk.answer(it.word, member, "nobody", "nominate", reason="Nobody has time this month.")
        elif name == f"{member} focal point":
            desk.answer(it.word, member, "self", "nominate")
        else:
            desk.answer(it.word, member, "nominee", "nominate", nominee=desk.who(name).hex)


def _choose(desk: Desk, it: Product) -> None:
    for no in it.experts:
        person = desk.who(f"Expert {no:02}").hex
        why = "Knows the theme from daily work, and has the language."
        desk.add_row(it.word, "panel", KNOWLEDGE, person=person, part="EXPERT", chosen_for="THEME", why=why)
    desk.edit(it.word, KNOWLEDGE, panel_lead=desk.who(it.panel[0]).hex)


def _accept(desk: Desk, it: Product, *names: str) -> None:
    for name in names or it.panel:
        desk.reply(it.word, name, "invitation", "accept", interests="None.")


def _begin(desk: Desk, it: Product) -> None:
    desk.press(it.word, "confirm_panel", KNOWLEDGE)
    desk.press(it.word, "begin", KNOWLEDGE)


def _review(
    desk: Desk, it: Product, name: str, verdict: str, *remarks: dict[str, str], reason: str | None = None
) -> None:
    score = {"clear": "FOUR", "minor": "THREE", "major": "TWO"}[verdict]
    scores = [{"score": score} for _ in range(CRITERIA)]
    told: dict[str, Any] = {"scores": scores, "remarks": list(remarks)}
    desk.reply(it.word, name, "review", verdict, reason, **told)


def _chosen(desk: Desk, it: Product, days: tuple[str, str, str], ends: str) -> Iterator[str]:
    """Screened, answered by the members, chosen and accepted, on three days."""
    yield days[0]
    _plan(desk, it, days[2][:10], ends)
    yield days[1]
    _answer_for_members(desk, it)
    _choose(desk, it)
    yield days[2]
    _accept(desk, it)
    _begin(desk, it)


def first_aid_kit(desk: Desk) -> Story:
    """Stamped on 30 October 2012, after one revision."""
    yield "2012-08-20 10:00"
    _handed_in_by_its_product(desk, KIT)
    yield from _chosen(desk, KIT, ("2012-08-23 11:00", "2012-08-29 10:00", "2012-09-03 10:00"), "2012-10-19")
    yield "2012-09-18 16:00"
    _review(desk, KIT, "OSCE focal point", "minor", WORDING)
    _review(desk, KIT, "IOM alternate", "clear")
    yield "2012-09-20 12:00"
    _review(desk, KIT, "Expert 02", "minor", SOURCES)
    _review(desk, KIT, "Expert 10", "clear")
    yield from _revised(
        desk, KIT, ("2012-09-24 10:00", "2012-10-08 15:00", "2012-10-12 11:00", "2012-10-30 10:00"), "YEAR"
    )


def health(desk: Desk) -> Story:
    """Stamped on 12 December 2012; one comment was not accepted, with a reason."""
    yield "2012-09-24 10:00"
    _handed_in_by_its_product(desk, HEALTH)
    yield from _chosen(
        desk, HEALTH, ("2012-09-27 11:00", "2012-10-03 10:00", "2012-10-08 10:00"), "2012-11-30"
    )
    yield "2012-10-24 16:00"
    for name in HEALTH.panel[1:]:
        _review(desk, HEALTH, name, "clear")
    _review(
        desk,
        HEALTH,
        HEALTH.panel[0],
        "major",
        CONSENT,
        EXAMPLES,
        reason="Consent is told too shortly for a clinic.",
    )
    days = ("2012-10-30 10:00", "2012-11-19 15:00", "2012-11-26 11:00", "2012-12-12 10:00")
    yield from _revised(desk, HEALTH, days, "TWO_YEARS")


def _revised(desk: Desk, it: Product, days: tuple[str, str, str, str], interval: str) -> Iterator[str]:
    """Sent to the author, answered, verified and confirmed, stamped, on four days."""
    yield days[0]
    desk.edit(it.word, KNOWLEDGE, summary="Good and needed. The comments are few and can be met.")
    desk.press(it.word, "revise", KNOWLEDGE)
    yield days[1]
    for place in (EXAMPLES["place"],):
        desk.respond(
            it.word,
            it.author,
            place,
            "NOT_ACCEPTED",
            "There are none from elsewhere yet; the next edition will look for some.",
        )
    desk.respond(it.word, it.author, None, "ACCEPTED", "Done.")
    desk.put(it.word, it.author, "product", file=f"{it.word.replace(' ', '-')}-product-2")
    desk.finish(it.word, it.author, "respond", "revised")
    yield days[2]
    settled = [{"done": "yes"}] if it is HEALTH else []
    desk.finish(it.word, it.panel[0], "verify", "pass", settled=settled)
    for _member, name in it.members:
        desk.reply(it.word, name, "confirm", "confirm")
    yield days[3]
    desk.press(it.word, "stamp", KNOWLEDGE, interval=interval)


def legislators(desk: Desk) -> Story:
    """In revision: four comments, one of them critical, half of them answered."""
    yield "2012-11-19 10:00"
    _hand_in(desk, LEGISLATORS)
    yield from _chosen(
        desk, LEGISLATORS, ("2012-11-22 11:00", "2012-11-28 10:00", "2012-12-05 10:00"), "2013-02-28"
    )
    yield "2012-12-20 16:00"
    _review(desk, LEGISLATORS, "OSCE focal point", "minor", SOURCES)
    _review(
        desk,
        LEGISLATORS,
        "OHCHR alternate",
        "major",
        CONSENT,
        WORDING,
        reason="The chapter on consent cannot stay so.",
    )
    yield "2013-01-14 12:00"
    _review(desk, LEGISLATORS, "Expert 03", "clear")
    _review(desk, LEGISLATORS, "Expert 11", "minor", EXAMPLES)
    yield "2013-01-30 10:00"
    desk.edit(
        LEGISLATORS.word,
        KNOWLEDGE,
        summary="Useful to parliaments. The law on consent must be told as it is.",
    )
    desk.press(LEGISLATORS.word, "revise", KNOWLEDGE)
    yield "2013-02-07 15:00"
    desk.respond(
        LEGISLATORS.word, LEGISLATORS.author, SOURCES["place"], "ACCEPTED", "Sources and years are added."
    )
    desk.respond(
        LEGISLATORS.word, LEGISLATORS.author, WORDING["place"], "PARTLY", "Changed, but for quotations."
    )


def employers(desk: Desk) -> Story:
    """In blind review: two have delivered, two have time until the end of February."""
    yield "2013-01-07 10:00"
    _hand_in(desk, EMPLOYERS)
    yield from _chosen(
        desk, EMPLOYERS, ("2013-01-14 11:00", "2013-01-18 10:00", "2013-01-23 10:00"), "2013-03-29"
    )
    yield "2013-02-08 11:00"
    _review(desk, EMPLOYERS, "UNODC alternate", "minor", SOURCES)
    _review(desk, EMPLOYERS, "Expert 16", "minor", EXAMPLES)


def course(desk: Desk) -> Story:
    """A partner's course: the panel is being chosen, one expert was in conflict, one place is open."""
    yield "2013-01-21 10:00"
    _hand_in(desk, COURSE)
    yield "2013-02-01 11:00"
    _plan(desk, COURSE, "2013-02-25", "2013-04-19")
    yield "2013-02-06 10:00"
    _answer_for_members(desk, COURSE)
    _choose(desk, COURSE)
    desk.add_row(
        COURSE.word,
        "panel",
        KNOWLEDGE,
        part="EXPERT",
        chosen_for="REGION",
        why="Somebody who knows the factories of the region.",
    )
    desk.finish(COURSE.word, KNOWLEDGE, "propose", alternates="Expert 15, then Expert 07.")
    yield "2013-02-08 15:00"
    _accept(desk, COURSE, "ILO focal point")
    conflict = "My chamber has ordered this course for its members."
    desk.reply(COURSE.word, "Expert 09", "invitation", "conflict", kind="INSTITUTION", conflict=conflict)


def memoranda(desk: Desk) -> Story:
    """Handed in last Friday, waiting for the Secretariat."""
    yield "2013-02-08 10:30"
    _hand_in(desk, MEMORANDA)


def checklist(desk: Desk) -> Story:
    """The joint checklist: all think that it can be used, and it is stamped on 2 July 2012."""
    yield "2012-05-21 10:00"
    desk.press("checklist", "hand_in", PROGRAMMES)
    desk.follow("checklist", "reviewed_by", CHECKLIST.word)
    yield from _chosen(
        desk, CHECKLIST, ("2012-05-24 11:00", "2012-05-30 10:00", "2012-06-04 10:00"), "2012-07-27"
    )
    yield "2012-06-22 16:00"
    for name in CHECKLIST.panel:
        _review(desk, CHECKLIST, name, "clear")
    yield "2012-06-27 10:00"
    desk.edit(CHECKLIST.word, KNOWLEDGE, summary="Clear, and short enough to be used.")
    desk.press(CHECKLIST.word, "no_changes", KNOWLEDGE)
    yield "2012-06-29 11:00"
    desk.finish(CHECKLIST.word, CHECKLIST.panel[0], "verify", "pass")
    for _member, name in CHECKLIST.members:
        desk.reply(CHECKLIST.word, name, "confirm", "confirm")
    yield "2012-07-02 10:00"
    desk.press(CHECKLIST.word, "stamp", KNOWLEDGE, interval="TWO_YEARS")


STORIES = (checklist, first_aid_kit, health, legislators, employers, course, memoranda)
