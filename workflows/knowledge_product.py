"""KPR: nothing new before what exists was looked at, nothing public without the stamp on this very file (DOMAIN 3.3, 7.4, 11a)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    ANYWHERE, DATE, HERE, INSTANT, LONG, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, CaseDefinition, Chain, CopyDocument,
    DocumentDefinition, Edit, Field, ItemDefinition, LinksPanel, MatrixPanel, Open, Outcome, PublicList, Register, RulesPanel, Set, State,
    TaskDefinition, TextPanel, at, days, either, filled, guard, has, linked, missing, named, unless, working_days,
)
from workflows._shared import (
    COMMITTEE, DONE, MEMBER, OFFICE, PARTNER, SC_RESTRICTED, Language, ProductType, Region, Theme, is_member, ties, today,
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


def said_since(case: Any) -> list[str]:
    """The numbers under which users have said something since the last re-review."""
    told = [link for link in case.links("responds_to", incoming=True) if case.looked_at is None or link.at > case.looked_at]
    return [link.told("said_in") for link in told if link.told("said_in")]


def is_unsafe(case: Any) -> bool:
    """Whether feedback that is not dealt with was found to be right in saying that somebody may come to harm."""
    return any(link.told("unsafe") for link in case.links("responds_to", incoming=True))


def new_corrigendum(case: Any) -> str | None:
    """The SHA-256 of a corrigendum that is not published yet."""
    document = case.document(CORRIGENDUM)
    return document.sha256.hex() if document is not None and document.sha256.hex() != case.corrigendum_hash else None


gap = Field("gap", "What is missing", LONG, required=True, help="Which need nobody meets yet, and how that is known.")
audience = Field("audience", "Audience", TEXT, required=True)
product_type = Field("product_type", "Type of product", ProductType)
themes, regions = Field("themes", "Themes", Theme, many=True), Field("regions", "Regions", Region, many=True)
languages = Field("languages", "Languages", Language, many=True)
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,))
author = Field("author", "Author", PERSON, help="Writes it, and answers the comments of the review.")
assessor = Field("assessor", "Member who assesses with the Secretariat", ORGANIZATION, checks=(is_member,))
why_new = Field("why_new", "Why something new", LONG, help="What none of the existing resources does.")
parent = Field("parent", "Part of the programme", TEXT, help="New materials are part of wider programmes: which, decided when. Or tie it.")
referral = Field("referral", "What is used instead, and by whom it is kept", LONG, required=True)
feedback_form = Field("feedback_form", "Has a feedback form built in", YES_NO)
feedback_channel = Field("feedback_channel", "Where feedback arrives", TEXT, help="The address of the form, and who reads it.")
is_public = Field("is_public", "Available to everybody", YES_NO)
translations = Field("translations", "Demand for translations", LONG,
                     help="Which languages are asked for by whom, or: none, and who was asked.")
survivors = Field("survivors", "Contains words or pictures of survivors", YES_NO)
consents = Field("consents", "Consents of survivors", LONG, help="Which, given when, valid until when.")
identifiers = Field("identifiers", "ISBN or DOI", TEXT)
published_on, review_by = Field("published_on", "Published on", DATE), Field("review_by", "To be reviewed again by", DATE)
stamp = Field("stamp", "Stamp", TEXT)
published_hash = Field("published_hash", "SHA-256 of the published file", TEXT)
corrigendum_hash = Field("corrigendum_hash", "SHA-256 of the corrigendum", TEXT)
corrected = Field("corrected", "Corrigendum that waits for its check", TEXT, computed=new_corrigendum, internal=True)
handed_in = Field("handed_in", "File handed in for review", TEXT, internal=True)
confirmed_until = Field("confirmed_until", "Confirmed by a re-review until", DATE, internal=True)
looked_at = Field("looked_at", "Last reviewed again", INSTANT)
feedback = Field("feedback", "Feedback since the last review", TEXT, many=True, computed=said_since)
unsafe = Field("unsafe", "Found unsafe", YES_NO, computed=is_unsafe, internal=True)

IDEA = State("idea", "Idea", due=working_days(20), moment="The need is being written down.")
ASSESSMENT = State("assessment", "Existing-resource assessment", due=working_days(15), tone="run",
                   moment="What exists already is looked at.")
DECISION = State("decision", "Before the Committee", waits="the Committee’s decision", moment="The Committee decides about it.")
DEVELOPMENT = State("development", "Development", due=working_days(120), tone="run", moment="It is being written.")
REVIEW = State("review", "Quality review", waits="the quality review", moment="A panel reviews it.")
CLEARED = State("cleared", "Cleared", due=working_days(20), tone="ok", moment="It is stamped, and can be published.")
PUBLISHED = State("published", "Published", result="published", tone="ok", waits="the next review", moment="Everybody can use it.")
UPDATED = State("updated", "Published, with a corrigendum", result="published", tone="ok", waits="the next review",
                moment="Everybody can use it; a corrigendum stands beside it.")
LEGACY = State("legacy", "Published (legacy, not stamped)", result="published", waits="its first review",
               moment="It was published before there was a quality review.")
BEGUN = State("begun", "Published, re-review begun", result="published", tone="run", waits="the re-review",
              moment="Everybody can use it; it is looked at again.")
DUE = State("due", "Re-review due", result="published", tone="warn", waits="the re-review", moment="The time for its re-review is here.")
OVERDUE = State("overdue", "Re-review overdue", result="published", tone="stop", waits="the re-review",
                moment="Its re-review is 90 days late; the stamp is suspended.")
BUILT_ON = State("built_on_existing", "Built on existing", result="built on existing", final=True,
                 moment="What exists does what is needed.")
REJECTED = State("rejected", "Rejected", result="rejected", final=True, moment="The Committee did not take it up.")
RETIRED = State("retired", "Retired", result="retired", final=True, moment="It is not used any more.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The idea was withdrawn.")
AT_REST, AGAIN = (PUBLISHED, UPDATED, LEGACY), (BEGUN, DUE, OVERDUE)

PROPOSING = OPENER | OFFICE
AUTHOR = named(author)
ABOUT = (gap, audience, product_type, themes, regions, languages, lead)
OUT = (feedback_form, feedback_channel, is_public, translations, survivors, consents, identifiers)
PRODUCT = DocumentDefinition("product", "Product", edit=(Edit(OFFICE, (IDEA,)), Edit(AUTHOR | OFFICE, (DEVELOPMENT, REVIEW, CLEARED))),
                             help="What is stamped in the review is taken over from there.")
CORRIGENDUM = DocumentDefinition("corrigendum", "Corrigendum", edit=(Edit(OFFICE, AGAIN),),
                                 help="Small corrections stand beside the stamped file; the file itself stays as it is.")
NOTE, PRINCIPLES = DocumentDefinition("note", "Concept note"), DocumentDefinition("review", "Principles review")  # of the proposal
PLAN = DocumentDefinition("plan", "Dissemination plan", edit=(Edit(OFFICE | AUTHOR, (DEVELOPMENT, REVIEW, CLEARED)),),
                          help="Audiences, channels, languages, media.")

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


@guard("Nobody looks for existing resources here.")
def looked_for(case: Any) -> bool:
    return case.state is ASSESSMENT or bool(case.rows(RESOURCES))


@missing("These do what is needed: {}. Build on them.", rule="KM-06", short="No existing resource does what is needed")
def nothing_does(case: Any) -> list[str]:
    return [row.resource for row in case.rows(RESOURCES) if row.verdict in (Verdict.ADEQUATE, Verdict.IMPROVE)]


something_does = unless("None of the resources does what is needed, as it was assessed.", nothing_does, rule="KM-04",
                        short="An existing resource does what is needed")


@guard("Say which programme it is part of, or tie it to one.", rule="KM-05", short="It is part of a programme")
def part_of_a_programme(case: Any) -> bool:
    return bool(case.parent or case.links("part_of"))


@guard("It needs the feedback form built in.", rule="KM-16", short="It has a feedback form built in")
def has_feedback_form(case: Any) -> bool:
    return bool(case.feedback_form)


@guard("It is published for everybody, or not at all.", rule="KM-16", short="It is available to everybody")
def for_everybody(case: Any) -> bool:
    return bool(case.is_public)


@guard("Words and pictures of survivors need their valid consents.", rule="GD-02", short="Survivors have consented, where it shows them")
def survivors_consent(case: Any) -> bool:
    return case.survivors is not None and (not case.survivors or bool(case.consents))


def file_hash(case: Any) -> str | None:
    document = case.document(PRODUCT)
    return document.sha256.hex() if document is not None else None


def stamped_review(case: Any) -> Any:
    """The review of this product while its stamp stands."""
    review = case.newest("reviewed_by")
    return review if review is not None and review.result == "stamped" else None


def of_the_stamp(key: str) -> Any:
    """What the review tells of its stamp under this key."""
    def told(case: Any) -> Any:
        review = stamped_review(case)
        return review.told(key) if review is not None else None
    return told


def of_the_re_review(key: str) -> Any:
    """What the re-review tells under this key."""
    def told(case: Any) -> Any:
        review = case.newest("re_reviewed_by")
        return review.told(key) if review is not None else None
    return told


@guard("The quality review has not stamped this very file.", rule="QR-01", short="This very file bears the stamp")
def this_file_is_stamped(case: Any) -> bool:
    stamped = of_the_stamp("stamped_hash")(case)
    return stamped is not None and file_hash(case) == stamped


@guard("The review has not stamped what became of the file that was handed in.")
def revision_is_stamped(case: Any) -> bool:
    return stamped_review(case) is not None and file_hash(case) == case.handed_in


@guard("The decision is not taken yet.")
def decision_over(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result is not None


@guard("The review has not ended without a stamp.")
def review_over(case: Any) -> bool:
    newest = case.newest("reviewed_by")
    return newest is not None and newest.result in ("not stamped", "withdrawn", "declined")


@guard("It bears no stamp.")
def bears_a_stamp(case: Any) -> bool:
    return bool(case.stamp)


@guard("It was never published: withdraw it.", rule="7.4")
def is_out(case: Any) -> bool:
    return bool(case.published_hash)


never_out = unless("It is published: retire it instead, so that whoever uses it is told.", is_out, rule="7.4")


def now(case: Any) -> Any:
    return case.at


def nothing(case: Any) -> None:
    return None


TOLD = filled(*ABOUT, rule="7.4")
NEW = [something_assessed, nothing_does, ASSESS.answered(), filled(why_new, rule="KM-06"), part_of_a_programme, TOLD]
DRAFTED = [has(PRODUCT), has_feedback_form, filled(author, rule="7.4"), TOLD]
PUBLIC = [this_file_is_stamped, has_feedback_form, for_everybody, survivors_consent, SPREAD.answered(),
          filled(feedback_channel, translations, rule="KM-16")]
TOOL = {"nature": "DECISION", "subject": "TOOL_OR_MECHANISM", "background": why_new, "lead": lead}
REVIEWED = {"origin": "OWN", "requester": lead, "author": author, "product_type": product_type, "audience": audience, "themes": themes,
            "regions": regions, "languages": languages, "existing": why_new}
LOOKED_AT = {"lead": lead, "themes": themes, "regions": regions, "languages": languages, "ends_on": review_by}
TRANSLATED = {"lead": lead, "product_type": product_type, "themes": themes, "source_languages": languages, "audience": audience}
ADOPTED = linked("decided_by", "adopted", subject="TOOL_OR_MECHANISM", says="The Committee has not decided to develop it.")
RE_REVIEW = Open("re-review", "re_reviewed_by", carry=LOOKED_AT, documents={"product": PRODUCT})
PUBLISHING = [Set(published_hash, file_hash), Set(published_on, today), Set(corrigendum_hash, nothing), Set(confirmed_until, nothing)]
CONFIRMING = [Set(review_by, of_the_re_review("until")), Set(confirmed_until, of_the_re_review("until")), Set(looked_at, now)]
CORRECTING = [Set(corrigendum_hash, new_corrigendum), *CONFIRMING]
GOING = [Set(published_hash, nothing), Set(corrigendum_hash, nothing), Set(looked_at, now)]


def concluded(result: str) -> Any:
    return linked("re_reviewed_by", result, says="The re-review has not come to this.")


definition = CaseDefinition(
    key="knowledge-product", version=1, code="KPR", title="Knowledge product", opened_by=COMMITTEE | PARTNER, initial=IDEA,
    level=SC_RESTRICTED, number_at_opening="KPR",
    about="A need is held against what exists; what is new is decided, written, reviewed, stamped and published, and reviewed again.",
    fields=(*ABOUT, author, assessor, why_new, parent, referral, *OUT, published_on, review_by, stamp, published_hash, corrigendum_hash,
            corrected, handed_in, confirmed_until, looked_at, feedback, unsafe),
    opens_with=(gap,), items=(RESOURCES,), documents=(PRODUCT, CORRIGENDUM, PLAN, NOTE, PRINCIPLES), remarks_by=COMMITTEE,
    links=ties("decided_by", "reviewed_by", "re_reviewed_by", "part_of"),
    accepts={"activity-proposal": {"gap": "rationale", "lead": "lead"}},
    publishes=(audience, identifiers, product_type, themes, regions, languages, lead, stamp, published_on, review_by, published_hash,
               corrigendum_hash, corrected, confirmed_until, looked_at, feedback, unsafe),
    tasks=(ASSESS, SPREAD),
    edit=(Edit(PROPOSING, (IDEA,), ABOUT), Edit(OFFICE, (IDEA, ASSESSMENT), (*ABOUT, assessor, why_new, parent)),
          Edit(OFFICE, (DEVELOPMENT, REVIEW, CLEARED), (product_type, themes, regions, languages, author, *OUT))),
    transitions=[
        IDEA.to(ASSESSMENT, "assess", "Look at what exists", by=PROPOSING, when=[filled(gap, audience, rule="7.4")],
                says="Nothing new is written before what exists was looked at."),
        IDEA.to(LEGACY, "enter", "Enter it as a product of the first phase", by=OFFICE, when=[has(PRODUCT), TOLD], asks=[review_by],
                then=PUBLISHING, reason=True, side=True, says="It is published without a stamp, until it is reviewed again."),
        ASSESSMENT.to(BUILT_ON, "build_on_existing", "Build on what exists", by=OFFICE, when=[something_does], asks=[referral]),
        ASSESSMENT.to(DECISION, "submit", "Put it before the Committee", by=OFFICE, when=NEW,
                      then=[Open("consensus-decision", "decided_by", carry=TOOL)], says="A decision is opened. The product waits for it."),
        DECISION.to(DEVELOPMENT, "develop", "The Committee has decided to develop it", when=[ADOPTED]),
        DECISION.to(REJECTED, "reject", "The Committee does not take it up", when=[linked("decided_by", "not adopted")]),
        DECISION.to(ASSESSMENT, "take_back", "It came back without a decision", when=[decision_over]),
        DEVELOPMENT.to(REVIEW, "hand_in", "Hand it in for review", by=AUTHOR | OFFICE, when=DRAFTED,
                       says="A quality review is opened with this file.",
                       then=[Set(handed_in, file_hash),
                             Open("quality-review", "reviewed_by", carry=REVIEWED, documents={"product": PRODUCT},
                                  following={"supersedes": "reviewed_by"})]),
        REVIEW.to(CLEARED, "clear", "This file is stamped", when=[this_file_is_stamped]),
        REVIEW.to(CLEARED, "take_over", "The revised file is stamped", when=[revision_is_stamped],
                  then=[CopyDocument(PRODUCT, "reviewed_by", "product")]),
        REVIEW.to(DEVELOPMENT, "back", "The review ended without a stamp", when=[review_over]),
        CLEARED.to(REVIEW, "unclear", "Another file, or the stamp stands no more", when=[~this_file_is_stamped]),
        CLEARED.to(PUBLISHED, "publish", "Publish it", by=OFFICE, when=PUBLIC, says="Everybody finds it in the list of published products.",
                   then=[*PUBLISHING, Set(stamp, of_the_stamp("stamp_number")), Set(review_by, of_the_stamp("valid_until"))]),
        either(*AT_REST).to(BEGUN, "begin", "The re-review begins", after=at(review_by) - days(60), then=[RE_REVIEW]),
        either(*AT_REST).to(BEGUN, "look_again", "Review it again now", by=OFFICE, reason=True, side=True, then=[RE_REVIEW],
                            says="A re-review is opened before its time."),
        either(*AT_REST).to(HERE, "translate", "Have it translated or tailored", by=COMMITTEE, side=True,
                            then=[Open("translation", "translates", back=True, carry=TRANSLATED)],
                            says="A case is opened in which the demand is looked at first."),
        BEGUN.to(DUE, "fall_due", "The interval is over", after=at(review_by)),
        DUE.to(OVERDUE, "fall_overdue", "The re-review is 90 days late", after=at(review_by) + days(90)),
        either(*AGAIN).to(PUBLISHED, "confirmed", "The re-review confirms it", when=[concluded("confirmed"), bears_a_stamp],
                          then=CONFIRMING),
        either(*AGAIN).to(LEGACY, "confirmed_as_it_was", "The re-review confirms it", when=[concluded("confirmed")], then=CONFIRMING),
        either(*AGAIN).to(UPDATED, "corrected", "The corrigendum is published", when=[concluded("updated")], then=CORRECTING),
        either(*AGAIN).to(DEVELOPMENT, "revise", "The re-review asks for a revision", when=[concluded("major revision")],
                          then=[Set(looked_at, now)]),
        either(*AGAIN).to(RETIRED, "retired", "The re-review retires it", when=[concluded("retire")], then=GOING),
        either(*AT_REST, *AGAIN, DEVELOPMENT).to(RETIRED, "retire", "Retire it", by=OFFICE, reason=True, when=[is_out], then=GOING,
                                                 side=True, says="It leaves the list of published products."),
        ANYWHERE(DECISION, REVIEW, *AT_REST, *AGAIN).to(WITHDRAWN, "withdraw", "Withdraw it", by=PROPOSING, when=[never_out],
                                                       reason=True, side=True),
    ],
    public_list=PublicList(
        "Published products", "products", {PRODUCT: published_hash, CORRIGENDUM: corrigendum_hash}, published_on,
        tells=(product_type, audience, themes, regions, languages, lead, identifiers, review_by),
        filters=(product_type, themes, regions, languages), related=("translates",), related_label="Translations and tailored versions",
        about="Tools and guidance that the members publish together. Each may be used freely, and checked by its file.",
        notes={LEGACY: "It was published before there was a quality review.",
               UPDATED: "A corrigendum stands beside it.", DUE: "Its re-review is due.", OVERDUE: "Its re-review is overdue."},
    ),
    panels=(TextPanel("Product", PRODUCT), MatrixPanel("Existing resources", RESOURCES, when=(looked_for,)),
            RulesPanel("Before the Committee", tuple(NEW), (ASSESSMENT,)), RulesPanel("Before the review", tuple(DRAFTED), (DEVELOPMENT,)),
            RulesPanel("Before it is published", tuple(PUBLIC), (CLEARED,)),
            LinksPanel("Reviews", {"reviewed_by": ("stamp_number", "valid_until"), "re_reviewed_by": ("until",)}),
            LinksPanel("Translations and tailored versions", {"translates": ("form", "language", "meant_for")}),
            LinksPanel("Feedback of users", {"responds_to": ("points", "said")}),
            Chain("Linked cases", ("decided_by", "reviewed_by", "re_reviewed_by", "part_of", "translates"))),
    register=Register("Products", "products", ("number", "title", "state", "product_type", "lead", "review_by"), heading="Product",
                      second="audience", filters=("state", "product_type", "themes", "regions", "languages"), prepare="Propose a product",
                      order=35, presides=OFFICE, desk_label="Secretariat’s desk", desk=("idea", "assessment", "development", "cleared"),
                      present_state=True),
)
