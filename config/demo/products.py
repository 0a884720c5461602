"""Knowledge products on their way: two revised, stamped and published; two new ones, of which one is not needed."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE, MEMBERS
from config.demo.re_reviews import CENTRAL_ASIA, Assessors, assess, look_again, prepare
from config.demo.telling import Story

PRODUCT = "knowledge-product"
KIT, HEALTH = "first aid kit product", "health product"
INSPECTORS, EXPANSION = "inspectors product", "expansion product"
EAST_AFRICA = "IOM field office (East Africa)"


def _develop(desk: Desk, product: str, author: str, translations: str) -> None:
    """An author is found, and how it is to reach people is written down beside the draft."""
    desk.edit(
        product,
        KNOWLEDGE,
        author=desk.who(author).hex,
        feedback_form="yes",
        feedback_channel="The form beside the product; the Secretariat reads it.",
        is_public="yes",
        translations=translations,
        survivors="no",
    )


def _publish(desk: Desk, product: str, author: str, days: tuple[str, str], plan: str) -> Story:
    yield days[0]
    desk.put(product, author, "plan", file=plan)
    desk.finish(product, author, "spread", "written")
    yield days[1]
    desk.press(product, "publish", KNOWLEDGE)


def first_aid_kit(desk: Desk) -> Story:
    """Reviewed again before it is taught, revised, stamped on 30 October 2012, and published."""
    again, who = "first aid kit again", Assessors(CENTRAL_ASIA, "OHCHR focal point", "Expert 04")
    yield "2012-05-14 10:00"
    look_again(desk, KIT, again, "Police schools ask for trainers: it is looked at before it is taught.")
    yield "2012-05-21 11:00"
    prepare(
        desk, again, who, "6,200 cards printed, 900 downloads in 2011; source: UNODC.",
        "Two of the telephone numbers are out of use. The law has not changed.",
    )  # fmt: skip
    yield "2012-06-11 15:00"
    assess(desk, again, CENTRAL_ASIA, "update", "The numbers in the annex have to be replaced.")
    assess(desk, again, "OHCHR focal point", "revise", "Children are not on the card.")
    assess(desk, again, "Expert 04", "revise", "An officer needs to read what never to promise.")
    yield "2012-06-14 10:00"
    desk.press(again, "revise", KNOWLEDGE, "A question on children and a second card are needed.")
    yield "2012-06-18 10:00"
    _develop(desk, KIT, CENTRAL_ASIA, "Spanish, French and Russian are asked for by police schools.")
    yield "2012-08-17 15:00"
    desk.put(KIT, CENTRAL_ASIA, "product", file="first-aid-kit-product")
    # It is handed in on 20 August; its review is told with the others.
    yield from _publish(
        desk, KIT, CENTRAL_ASIA, ("2012-11-02 11:00", "2012-11-06 10:00"), "first-aid-kit-plan"
    )


def health(desk: Desk) -> Story:
    """Revised and stamped in 2012; a new rule made the Secretariat ask once more, and the product is confirmed."""
    again, who = "health again", Assessors(EAST_AFRICA, "UNICEF focal point", "Expert 14")
    yield "2012-06-04 10:00"
    look_again(desk, HEALTH, again, "Clinics in East Africa ask about consent and records.")
    yield "2012-06-08 11:00"
    prepare(
        desk, again, who, "2,100 copies, and 14 courses for nurses; source: IOM.",
        "Three countries now oblige clinics to report.",
    )  # fmt: skip
    yield "2012-06-27 15:00"
    for name in who.everybody:
        assess(desk, again, name, "revise", "Consent is told too shortly, and children are missing.")
    yield "2012-07-02 10:00"
    desk.press(again, "revise", KNOWLEDGE, "Chapter 2 is to be written anew, and examples are to be added.")
    yield "2012-07-05 10:00"
    _develop(desk, HEALTH, EAST_AFRICA, "None asked for so far; five field offices were asked.")
    yield "2012-09-21 15:00"
    desk.put(HEALTH, EAST_AFRICA, "product", file="health-product")
    # It is handed in on 24 September; its review is told with the others.
    yield from _publish(desk, HEALTH, EAST_AFRICA, ("2012-12-17 11:00", "2012-12-20 10:00"), "health-plan")
    yield from _confirmed(desk)


def _confirmed(desk: Desk) -> Story:
    again, who = "health once more", Assessors(EAST_AFRICA, "OHCHR alternate", "Expert 10")
    yield "2013-01-15 10:00"
    look_again(desk, HEALTH, again, "New rules for records of patients are in force since January.")
    yield "2013-01-17 11:00"
    prepare(
        desk, again, who, "340 downloads in four weeks.",
        "Rules for records of patients: chapter 3 already asks for less than they allow.",
    )  # fmt: skip
    yield "2013-01-30 15:00"
    for name in who.everybody:
        assess(desk, again, name, "confirm")
    yield "2013-02-04 11:00"
    desk.press(again, "confirm", KNOWLEDGE, "All three say that it stands.", interval="TWO_YEARS")


def inspectors(desk: Desk) -> Story:
    """A new module that is not written: a course that exists does what is needed once it is improved."""
    yield "2012-09-10 10:00"
    desk.open(
        INSPECTORS, PRODUCT, "Training module for labour inspectors", "ILO",
        gap="Labour inspectors see workplaces that no police officer enters, and have no module of their own.",
        audience="Labour inspectors", product_type="TRAINING", themes=["LABOUR", "IDENTIFICATION"],
        regions=["EAST_AFRICA", "SOUTH_ASIA"], languages=["ENGLISH"], lead=desk.organizations["ILO"].hex,
    )  # fmt: skip
    yield "2012-09-12 11:00"
    desk.edit(INSPECTORS, KNOWLEDGE, assessor=desk.organizations["IOM"].hex)
    desk.press(INSPECTORS, "assess", KNOWLEDGE)
    yield "2012-09-25 15:00"
    _found(desk, INSPECTORS, "Anti-Human Trafficking Manual", "UNODC", "PARTLY", "For investigators.")
    _found(desk, INSPECTORS, "Handbook for employers", "ILO", "NOT_ADEQUATE", "Speaks to the other side.")
    found = "Two days on forced labour, tried in four countries. A session on referral is missing."
    _found(desk, INSPECTORS, "Course for labour inspectors", "ILO, at its training centre", "IMPROVE", found)
    desk.finish(INSPECTORS, "IOM", "assess")
    yield "2012-10-01 10:00"
    desk.press(
        INSPECTORS, "build_on_existing", KNOWLEDGE,
        referral="The course for labour inspectors, kept by the training centre of ILO, which adds a session on referral.",
    )  # fmt: skip


def expansion(desk: Desk) -> Story:
    """Two more modules of the course: nothing that exists does, the Committee has decided, a draft is there."""
    yield "2012-10-08 10:00"
    desk.open(
        EXPANSION, PRODUCT, "Human Trafficking and Business: eLearning expansion", "ILO",
        gap="Recruitment agencies and airline crews meet victims on their way, and the course says nothing to them.",
        audience="Staff of recruitment agencies and airlines", product_type="ELEARNING", themes=["RECRUITMENT", "BUSINESS"],
        regions=["SOUTH_ASIA", "MIDDLE_EAST"], languages=["ENGLISH"], lead=desk.organizations["ILO"].hex,
    )  # fmt: skip
    desk.edit(
        EXPANSION, KNOWLEDGE, assessor=desk.organizations["IOM"].hex,
        why_new="Neither the course nor the handbook knows the work of an agency or of a crew.",
        parent="Training programme for business, in the workplan for 2012.",
    )  # fmt: skip
    yield "2012-10-10 11:00"
    desk.press(EXPANSION, "assess", "ILO")
    yield "2012-10-24 15:00"
    _found(desk, EXPANSION, "eLearning course", "Software partner B", "PARTLY", "For factories and shops.")
    _found(
        desk, EXPANSION, "Leaflet for crews", "Airline partner A", "NOT_ADEQUATE", "One page, no referral."
    )
    desk.finish(EXPANSION, "IOM", "assess")
    yield "2012-11-23 10:00"
    desk.press(EXPANSION, "submit", KNOWLEDGE)
    yield from _decided(desk)
    yield "2012-12-18 10:00"
    _develop(desk, EXPANSION, "Software partner B", "French, as for the course; others are asked in spring.")
    yield "2013-02-05 16:00"
    desk.put(EXPANSION, "Software partner B", "product", file="expansion-product")


def _decided(desk: Desk) -> Story:
    """In writing, all in support."""
    desk.follow(EXPANSION, "decided_by", "expansion")
    desk.edit("expansion", KNOWLEDGE, method="WRITTEN")
    desk.put("expansion", KNOWLEDGE)
    yield "2012-11-26 11:00"
    desk.press("expansion", "circulate", KNOWLEDGE)
    yield "2012-11-28 15:00"
    desk.press("expansion", "deliberate", "ILO", expires_at="2012-12-12 17:00")
    yield "2012-12-05 11:00"
    for member in MEMBERS:
        desk.answer("expansion", member, "support")
    yield "2012-12-12 15:00"
    desk.declare("expansion", "declare_consensus", "ILO")
    yield "2012-12-13 10:00"
    desk.press("expansion", "announce", KNOWLEDGE)


def _found(desk: Desk, word: str, resource: str, whose: str, verdict: str, remark: str) -> None:
    told = {"resource": resource, "whose": whose, "quality": "GOOD", "verdict": verdict, "remark": remark}
    desk.add_row(word, "resources", KNOWLEDGE, **told)


STORIES = (first_aid_kit, health, inspectors, expansion)
