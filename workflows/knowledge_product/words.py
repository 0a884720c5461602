"""The words of a knowledge product: fields, states, files; what it tells of its stamp and its safety."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    DATE, INSTANT, LONG, NUMBER, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, DocumentDefinition, Edit, Field, Setting, State, guard,
    named, working_days,
)
from workflows._shared import OFFICE, Language, ProductType, Region, Theme, is_member


@guard("Whoever leads it does not assess whether it is needed.", rule="KM-06")
def does_not_lead(case: Any, organization: Any) -> bool:
    return bool(organization != case.lead)


def is_unsafe(case: Any) -> bool:
    """Whether feedback on the published file was found right in saying that somebody may come to harm, and nothing has
    corrected it since."""
    told = [link for link in case.links("responds_to", incoming=True) if case.corrected_at is None or link.at > case.corrected_at]
    return case.published_hash is not None and any(link.told("unsafe_version") == case.published_hash for link in told)


def said_so_far(case: Any) -> int:
    """How often users have said something of it; it moves the list of whoever reviews it again."""
    return sum(link.result != "refused" for link in case.links("responds_to", incoming=True))


def standing_of_stamp(case: Any) -> str | None:
    """“stamped” or “suspended”, as the review tells that has stamped the published file; nothing where no stamp is left."""
    told = [link for link in case.links("reviewed_by") if link.told("stamped_hash") == case.published_hash]
    return next((link.result for link in reversed(told) if link.result in ("stamped", "suspended")), None)


def new_corrigendum(case: Any) -> str | None:
    """The SHA-256 of a corrigendum that is not published yet."""
    document = case.document(CORRIGENDUM)
    return document.sha256.hex() if document is not None and document.sha256.hex() != case.corrigendum_hash else None


def is_out_without_stamp(case: Any) -> bool:
    return case.published_hash is not None and case.stamp is None


def is_late(case: Any) -> bool:
    return case.state is OVERDUE


gap = Field("gap", "What is missing", LONG, required=True, help="Which need nobody meets yet, and how that is known.")
audience = Field("audience", "Audience", TEXT, required=True)
product_type = Field("product_type", "Type of product", ProductType)
themes, regions = Field("themes", "Themes", Theme, many=True), Field("regions", "Regions", Region, many=True)
languages = Field("languages", "Languages", Language, many=True)
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,))
author = Field("author", "Author", PERSON, help="Writes it, and answers the comments of the review.")
assessor = Field("assessor", "Member who assesses with the Secretariat", ORGANIZATION, checks=(is_member, does_not_lead))
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
corrected_at = Field("corrected_at", "Corrigendum published", INSTANT, internal=True)
told_at = Field("told_at", "What everybody reads of it changed", INSTANT, internal=True)
issued_in = Field("issued_in", "Published in the year", NUMBER, required=True)
unsafe = Field("unsafe", "Found unsafe", YES_NO, computed=is_unsafe, internal=True)
heard = Field("heard", "Feedback of users", NUMBER, computed=said_so_far, internal=True)
standing = Field("standing", "Standing of the stamp", TEXT, computed=standing_of_stamp, internal=True)
unstamped = Field("unstamped", "Published without a stamp", YES_NO, computed=is_out_without_stamp, internal=True)
late = Field("is_overdue", "Re-review overdue", YES_NO, computed=is_late, internal=True)
PHASE_BEGAN = Setting("phase_began", "Year in which this phase of the programme began", 2012, NUMBER, least=2000, most=2100)

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
                moment="Its re-review is 90 days late; a stamp is suspended.")
BUILT_ON = State("built_on_existing", "Built on existing", result="built on existing", final=True,
                 moment="What exists does what is needed.")
REJECTED = State("rejected", "Rejected", result="rejected", final=True, moment="The Committee did not take it up.")
RETIRED = State("retired", "Retired", result="retired", final=True, moment="It is not used any more.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The idea was withdrawn.")
AT_REST, AGAIN = (PUBLISHED, UPDATED, LEGACY), (BEGUN, DUE, OVERDUE)

PROPOSING = OPENER | OFFICE
AUTHOR = named(author)
ABOUT = (gap, audience, product_type, themes, regions, languages, lead)
OUT = (feedback_form, feedback_channel, is_public, translations, survivors, consents)
TOLD_TO_ALL = (product_type, audience, themes, regions, languages, identifiers)  # of an old edition while there is a newer one
PRODUCT = DocumentDefinition("product", "Product", edit=(Edit(OFFICE, (IDEA,)), Edit(AUTHOR | OFFICE, (DEVELOPMENT, CLEARED))),
                             help="What is stamped in the review is taken over from there.")
CORRIGENDUM = DocumentDefinition("corrigendum", "Corrigendum", edit=(Edit(OFFICE, AGAIN),),
                                 help="Small corrections stand beside the stamped file; the file itself stays as it is.")
NOTE, PRINCIPLES_REVIEW = DocumentDefinition("note", "Concept note"), DocumentDefinition("review", "Principles review")  # of the proposal
PLAN = DocumentDefinition("plan", "Dissemination plan", edit=(Edit(OFFICE | AUTHOR, (DEVELOPMENT, CLEARED)),),
                          help="Audiences, channels, languages, media.")
