"""KPR: nothing new before what exists was looked at, nothing public without the stamp on this very file (DOMAIN 3.3, 7.4, 11a)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    ANYWHERE, DATE, LONG, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, AssignNumber, CaseDefinition, Chain, DocumentDefinition, Edit,
    Field, ItemDefinition, MatrixPanel, Open, Outcome, Register, Reminder, RulesPanel, Set, State, TaskDefinition, TextPanel, at, days,
    either, filled, guard, has, linked, missing, months, named, unless, working_days,
)
from workflows._shared import (
    COMMITTEE, DONE, MEMBER, OFFICE, PARTNER, SC_RESTRICTED, Language, ProductType, Region, Theme, ties,
)


class Quality(StrEnum):
    GOOD = "Good"
    FAIR = "Fair"
    POOR = "Poor"


class Verdict(StrEnum):
    ADEQUATE = "Does what is needed"
    IMPROVE = "Does it once it is improved"
    PARTLY = "Covers part of it"
    NOT_ADEQUATE = "Does not do"


class Interval(StrEnum):
    YEAR = "12 months"
    TWO_YEARS = "24 months"


@missing("Only a seated member of the Committee: not {}.", rule="GOV-01")
def is_member(case: Any, organization: Any) -> list[Any]:
    return [] if organization in case.seated(MEMBER) else [organization]


gap = Field("gap", "What is missing", LONG, required=True, help="Which need nobody meets yet, and how that is known.")
audience = Field("audience", "Audience", TEXT, required=True)
product_type = Field("product_type", "Type of product", ProductType)
themes = Field("themes", "Themes", Theme, many=True)
regions = Field("regions", "Regions", Region, many=True)
languages = Field("languages", "Languages", Language, many=True)
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,))
author = Field("author", "Author", PERSON, help="Writes it, and answers the comments of the review.")
assessor = Field("assessor", "Member who assesses with the Secretariat", ORGANIZATION, checks=(is_member,))
why_new = Field("why_new", "Why something new", LONG, help="What none of the existing resources does.")
parent = Field("parent", "Part of the programme", TEXT,
               help="New materials are developed as part of wider programmes: which, decided when.")
referral = Field("referral", "What is used instead, and by whom it is kept", LONG, required=True)
feedback_form = Field("feedback_form", "Has a feedback form built in", YES_NO)
feedback_channel = Field("feedback_channel", "Where feedback arrives", TEXT,
                         help="The address of the form, and who reads it.")
is_public = Field("is_public", "Available to everybody", YES_NO)
translations = Field("translations", "Demand for translations", LONG,
                     help="Which languages are asked for by whom, or: none, and who was asked.")
survivors = Field("survivors", "Contains words or pictures of survivors", YES_NO)
consents = Field("consents", "Consents of survivors", LONG, help="Which, given when, valid until when.")
identifiers = Field("identifiers", "ISBN or DOI", TEXT)
interval = Field("interval", "Reviewed again after", Interval, help="For legal and operational tools 12, for others 24.")
published_on, review_by = Field("published_on", "Published on", DATE), Field("review_by", "To be reviewed again by", DATE)
stamp = Field("stamp", "Stamp", TEXT)

IDEA = State("idea", "Idea", due=working_days(20), moment="The need is being written down.")
ASSESSMENT = State("assessment", "Existing-resource assessment", due=working_days(15), tone="run",
                   moment="What exists already is looked at.")
DECISION = State("decision", "Before the Committee", waits="the Committee's decision", moment="The Committee decides about it.")
DEVELOPMENT = State("development", "Development", due=working_days(120), tone="run", moment="It is being written.")
REVIEW = State("review", "Quality review", waits="the quality review", moment="A panel reviews it.")
CLEARED = State("cleared", "Cleared", due=working_days(20), tone="ok", moment="It is stamped, and can be published.")
PUBLISHED = State("published", "Published", result="published", tone="ok", waits="the next review", moment="Everybody can use it.")
LEGACY = State("legacy", "Published (first phase, not stamped)", result="published", waits="its first review",
               moment="It was published before there was a quality review.")
DUE = State("due", "Re-review due", result="published", tone="warn", due=working_days(20), moment="It is time to look at it again.")
BUILT_ON = State("built_on_existing", "Built on existing", result="built on existing", final=True,
                 moment="What exists does what is needed.")
REJECTED = State("rejected", "Rejected", result="rejected", final=True, moment="The Committee did not take it up.")
RETIRED = State("retired", "Retired", result="retired", final=True, moment="It is not used any more.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The idea was withdrawn.")

PROPOSING = OPENER | OFFICE
AUTHOR = named(author)
ABOUT = (gap, audience, product_type, themes, regions, languages, lead)
OUT = (feedback_form, feedback_channel, is_public, translations, survivors, consents, identifiers, interval)
PRODUCT = DocumentDefinition("product", "Product", edit=(Edit(OFFICE, (IDEA,)), Edit(AUTHOR | OFFICE, (DEVELOPMENT, REVIEW, CLEARED))),
                             help="In the review: put the file that is stamped here, and no other.")
NOTE, PRINCIPLES = DocumentDefinition("note", "Concept note"), DocumentDefinition("review", "Principles review")  # of the proposal
PLAN = DocumentDefinition("plan", "Dissemination plan", edit=(Edit(OFFICE | AUTHOR, (DEVELOPMENT, REVIEW, CLEARED)),))

resource = Field("resource", "Resource", TEXT, required=True)
whose = Field("whose", "Whose, and where", TEXT, required=True)
quality, verdict = Field("quality", "Quality", Quality, required=True), Field("verdict", "Verdict", Verdict, required=True)
remark = Field("remark", "Why", LONG, required=True)
RESOURCES = ItemDefinition("resources", "Existing resources", (resource, whose, quality, verdict, remark), unique=("resource",),
                           named_by="resource", edit=(Edit(OFFICE | named(assessor, MEMBER), (ASSESSMENT,)),))
ASSESS = TaskDefinition("assess", "Assess existing resources", named(assessor, MEMBER), during=(ASSESSMENT,), outcomes=(DONE,),
                        due=working_days(10))
SPREAD = TaskDefinition("spread", "Write the dissemination plan", AUTHOR, during=(CLEARED,), due=working_days(10),
                        outcomes=(Outcome("written", "The plan is there", when=(has(PLAN),), mark="holds"),))


@guard("Name at least one resource that exists, and what it does and does not.", rule="KM-06", short="Existing resources are assessed")
def something_assessed(case: Any) -> bool:
    return bool(case.rows(RESOURCES))


@missing("These do what is needed: {}. Build on them.", rule="KM-06", short="No existing resource does what is needed")
def nothing_does(case: Any) -> list[str]:
    return [row.resource for row in case.rows(RESOURCES) if row.verdict in (Verdict.ADEQUATE, Verdict.IMPROVE)]


something_does = unless("None of the resources does what is needed, as it was assessed.", nothing_does, rule="KM-04",
                        short="An existing resource does what is needed")


@guard("It needs the feedback form built in.", rule="KM-16", short="It has a feedback form built in")
def has_feedback_form(case: Any) -> bool:
    return bool(case.feedback_form)


@guard("It is published for everybody, or not at all.", rule="KM-16", short="It is available to everybody")
def for_everybody(case: Any) -> bool:
    return bool(case.is_public)


@guard("Words and pictures of survivors need their valid consents.", rule="GD-02", short="Survivors have consented, where it shows them")
def survivors_consent(case: Any) -> bool:
    return case.survivors is not None and (not case.survivors or bool(case.consents))


def stamped_hash(case: Any) -> str | None:
    """The SHA-256 that the review has stamped, while the stamp stands."""
    review = case.newest("reviewed_by")
    return review.told("stamped_hash") if review is not None and review.result == "stamped" else None


@guard("The quality review has not stamped this very file.", rule="QR-01", short="This very file bears the stamp")
def this_file_is_stamped(case: Any) -> bool:
    document = case.document(PRODUCT)
    return document is not None and stamped_hash(case) == document.sha256.hex()


@guard("The decision is not taken yet.")
def decision_over(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result is not None


@guard("The review has not ended without a stamp.")
def review_over(case: Any) -> bool:
    newest = case.newest("reviewed_by")
    return newest is not None and newest.result in ("not stamped", "withdrawn", "declined")


def today(case: Any) -> Any:
    return case.at.date()


def next_review(case: Any) -> Any:
    return case.after(case.at, months(12 if case.interval is Interval.YEAR else 24)).date()


def number_of_stamp(case: Any) -> Any:
    review = case.newest("reviewed_by")
    return review.told("stamp_number") if review is not None else None


TOLD = filled(*ABOUT, rule="7.4")
NEW = [something_assessed, nothing_does, ASSESS.answered(), filled(why_new, parent, rule="KM-05"), TOLD]
DRAFTED = [has(PRODUCT), has_feedback_form, filled(author, rule="7.4"), TOLD]
PUBLIC = [this_file_is_stamped, has_feedback_form, for_everybody, survivors_consent, SPREAD.answered(),
          filled(feedback_channel, translations, interval, rule="KM-16")]
TOOL = {"nature": "DECISION", "subject": "TOOL_OR_MECHANISM", "background": why_new, "lead": lead}
REVIEWED = {"origin": "OWN", "requester": lead, "author": author, "product_type": product_type, "audience": audience, "themes": themes,
            "regions": regions, "languages": languages, "existing": why_new}
ADOPTED = linked("decided_by", "adopted", subject="TOOL_OR_MECHANISM", says="The Committee has not decided to develop it.")

definition = CaseDefinition(
    key="knowledge-product", version=1, code="KPR", title="Knowledge product", opened_by=COMMITTEE | PARTNER, initial=IDEA,
    level=SC_RESTRICTED, number_at_opening="KPR",
    about="A need is held against what exists; what is new is decided, written, reviewed, stamped and published, and reviewed again.",
    fields=(*ABOUT, author, assessor, why_new, parent, referral, *OUT, published_on, review_by, stamp), opens_with=(gap,),
    items=(RESOURCES,), documents=(PRODUCT, PLAN, NOTE, PRINCIPLES), remarks_by=COMMITTEE,
    links=ties("decided_by", "reviewed_by", "part_of"),
    accepts={"activity-proposal": {"gap": "rationale", "lead": "lead"}},
    publishes=(audience, product_type, themes, regions, languages, lead, stamp, published_on, review_by), tasks=(ASSESS, SPREAD),
    edit=(Edit(PROPOSING, (IDEA,), ABOUT), Edit(OFFICE, (IDEA, ASSESSMENT), (*ABOUT, assessor, why_new, parent)),
          Edit(OFFICE, (DEVELOPMENT, REVIEW, CLEARED), (product_type, themes, regions, languages, author, *OUT))),
    reminders=(
        Reminder("It is reviewed again in 60 days.", at(review_by) - days(60), to=OFFICE, during=(PUBLISHED, LEGACY)),
        Reminder("It is reviewed again in 30 days.", at(review_by) - days(30), to=OFFICE, during=(PUBLISHED, LEGACY)),
    ),
    transitions=[
        IDEA.to(ASSESSMENT, "assess", "Look at what exists", by=PROPOSING, when=[filled(gap, audience, rule="7.4")],
                says="Nothing new is written before what exists was looked at."),
        IDEA.to(LEGACY, "enter", "Enter it as a product of the first phase", by=OFFICE, when=[has(PRODUCT), TOLD], asks=[review_by],
                reason=True, side=True),
        ASSESSMENT.to(BUILT_ON, "build_on_existing", "Build on what exists", by=OFFICE, when=[something_does], asks=[referral]),
        ASSESSMENT.to(DECISION, "submit", "Put it before the Committee", by=OFFICE, when=NEW,
                      then=[Open("consensus-decision", "decided_by", carry=TOOL)], says="A decision is opened. The product waits for it."),
        DECISION.to(DEVELOPMENT, "develop", "The Committee has decided to develop it", when=[ADOPTED]),
        DECISION.to(REJECTED, "reject", "The Committee does not take it up", when=[linked("decided_by", "not adopted")]),
        DECISION.to(ASSESSMENT, "take_back", "It came back without a decision", when=[decision_over]),
        DEVELOPMENT.to(REVIEW, "hand_in", "Hand it in for review", by=AUTHOR | OFFICE, when=DRAFTED,
                       then=[Open("quality-review", "reviewed_by", carry=REVIEWED, documents={"product": PRODUCT})],
                       says="A quality review is opened with this file."),
        REVIEW.to(CLEARED, "clear", "This file is stamped", when=[this_file_is_stamped], then=[Set(stamp, number_of_stamp)]),
        REVIEW.to(DEVELOPMENT, "back", "The review ended without a stamp", when=[review_over]),
        CLEARED.to(REVIEW, "unclear", "Another file, or the stamp stands no more", when=[~this_file_is_stamped]),
        CLEARED.to(PUBLISHED, "publish", "Publish it", by=OFFICE, when=PUBLIC,
                   then=[AssignNumber("KP"), Set(published_on, today), Set(review_by, next_review)]),
        either(PUBLISHED, LEGACY).to(DUE, "fall_due", "The interval is over", after=at(review_by)),
        DUE.to(PUBLISHED, "confirm", "It is confirmed", by=OFFICE, asks=[interval], then=[Set(review_by, next_review)], reason=True),
        DUE.to(DEVELOPMENT, "revise", "Revise it", by=OFFICE, reason=True),
        either(PUBLISHED, LEGACY, DUE).to(RETIRED, "retire", "Retire it", by=OFFICE, reason=True, side=True),
        ANYWHERE(DECISION, REVIEW, PUBLISHED, LEGACY, DUE).to(WITHDRAWN, "withdraw", "Withdraw it", by=PROPOSING, reason=True, side=True),
    ],
    panels=(TextPanel("Product", PRODUCT), MatrixPanel("Existing resources", RESOURCES),
            RulesPanel("Before the Committee", tuple(NEW), (ASSESSMENT,)),
            RulesPanel("Before the review", tuple(DRAFTED), (DEVELOPMENT,)),
            RulesPanel("Before it is published", tuple(PUBLIC), (CLEARED,)),
            Chain("Linked cases", ("decided_by", "reviewed_by", "part_of"))),
    register=Register("Products", "products", ("number", "title", "state", "product_type", "lead", "review_by"), heading="Product",
                      second="audience", filters=("state", "product_type", "themes", "regions", "languages"), prepare="Propose a product",
                      order=35, presides=OFFICE, desk_label="Secretariat’s desk", desk=("assessment", "development", "cleared", "due")),
)
