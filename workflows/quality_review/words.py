"""The words of a quality review: choices, fields, states, and who the people are."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, INSTANT, LONG, NUMBER, OPENER, ORGANIZATION, PERSON, TEXT, DocumentDefinition, Edit, Field, Setting, State, guard, missing,
    named, working_days,
)
from workflows._shared import OFFICE, SC_RESTRICTED, Interval, Language, ProductType, Region, Skill, Theme, hash_of


class Origin(StrEnum):
    OWN = "Product of the house"
    MEMBER = "Product of a member"
    PARTNER = "Product of a strategic partner"


class Part(StrEnum):
    COMMITTEE = "Committee member or nominee"
    EXPERT = "Roster expert"


class Visibility(StrEnum):
    OPEN = "Open: the author knows who reviews"
    BLIND = "Blind: the author does not know who reviews"


CLOSED = SC_RESTRICTED.key  # what neither the author nor an expert reads, unless they are asked the same
CRITERIA = Setting("review_criteria", "Criteria of a quality review", (
    "Accuracy and evidence", "Consistent with the Protocol and human rights standards", "Rights-based and does no harm", "Gender and age",
    "Perspective of victims", "Relevant to audience and region", "Builds on what exists and duplicates nothing", "Clear and usable",
    "Practical", "States its sources and limits with their dates", "Accessible and ready for translation", "Has a feedback form built in",
), TEXT, many=True)
MIN_COMMITTEE = Setting("review_min_committee", "Committee members or nominees who must deliver a review", 2, NUMBER, least=1, most=10)
MIN_EXPERTS = Setting("review_min_experts", "Independent roster experts who must deliver a review", 2, NUMBER, least=1, most=10)


@guard("The review is open: the author knows who reviews.")
def is_blind(case: Any) -> bool:
    return case.visibility is Visibility.BLIND


@missing("In a blind review the author is nobody who reads what the Committee reads: not {}.", short="The author cannot see the panel",
         where=is_blind)
def blind_to_the_author(case: Any) -> list[Any]:
    return [each for each in authors(case) if case.acts_as(each, SC_RESTRICTED.readers)]


def authors(case: Any) -> tuple[Any, ...]:
    """Everybody who has written the product and has an account."""
    return tuple(dict.fromkeys([*([case.author] if case.author else []), *case.coauthors]))


@guard("Plan at least one reviewer day.", rule="QR-05")
def at_least_one(case: Any, number: Any) -> bool:
    return bool(number >= 1)


origin = Field("origin", "Origin", Origin, required=True)
requester = Field("requester", "Requesting organization", ORGANIZATION, required=True, help="Nobody of it reviews what it asks for.")
author = Field("author", "Author", PERSON, required=True, help="Answers the comments.")
coauthors = Field("coauthors", "Other authors", PERSON, many=True, help="Nobody who has written it reviews it.")
product_type = Field("product_type", "Type of product", ProductType, required=True)
audience = Field("audience", "Audience", TEXT, required=True)
themes = Field("themes", "Themes", Theme, many=True, required=True)
regions = Field("regions", "Regions", Region, many=True, required=True)
languages = Field("languages", "Languages", Language, many=True, required=True)
wanted_by = Field("wanted_by", "Wanted by", DATE, required=True)
visibility = Field("visibility", "Reviewers and author", Visibility, default="OPEN",
                   help="The Committee and the Secretariat know who reviews in both.")
fits_scope = Field("fits_scope", "How it fits the scope", LONG, help="Of the house, its themes and its audience.")
existing = Field("existing", "Existing resources assessed", LONG, help="Which there are, and why they do not do. Of the house's own.")
skills = Field("skills", "Skills that are needed", Skill, many=True)
reviewer_days = Field("reviewer_days", "Reviewer days", NUMBER, checks=(at_least_one,))
budget_line = Field("budget_line", "Budget line", TEXT)
begins_on, ends_on = Field("begins_on", "Review begins", DATE), Field("ends_on", "Review ends", DATE)
criteria = Field("criteria", "Criteria", TEXT, many=True, internal=True,
                 help="Each reviewer scores each of them. Taken from the setting of the house.")
panel_lead = Field("panel_lead", "Lead of the panel", PERSON, level=CLOSED, help="Somebody of the panel, who verifies the revision.")
summary = Field("summary", "Summary for the author", LONG, help="What the reviews come to. The author reads it beside the comments.")
what_remains = Field("what_remains", "What remains to be done", LONG)
received_at = Field("received_at", "Received", INSTANT, internal=True)
offered_at = Field("offered_at", "Replacements offered for who is late", INSTANT, internal=True)
asked_in = Field("asked_in", "Put to the Committee in this round of verification", NUMBER, internal=True)
reviewed_hash = Field("reviewed_hash", "File under review", TEXT, internal=True)
interval = Field("interval", "Reviewed again after", Interval, required=True, help="For legal and operational tools 12, for others 24.")
stamp_number = Field("stamp_number", "Stamp", TEXT)
stamped_hash = Field("stamped_hash", "SHA-256 of the stamped file", TEXT)
stamped_on, valid_until = Field("stamped_on", "Stamped on", DATE), Field("valid_until", "Valid until", DATE)
composition = Field("composition", "Reviewed by", TEXT, many=True, help="By organization; reviewers are not named.")

SUBMITTED = State("submitted", "Submitted", waits="the file and all particulars", moment="The product is being handed in.")
SCREENING = State("screening", "Screening", due=working_days(5), moment="The Secretariat looks at scope, time and resources.")
SELECTION = State("selection", "Panel selection", due=working_days(10), tone="run", moment="The panel is being found.")
CONFIRMED = State("confirmed", "Panel confirmed", due=working_days(5), moment="The panel is confirmed; the review is about to begin.")
REVIEWING = State("reviewing", "In review", tone="run", waits="the panel", moment="The panel reviews the product.")
CONSOLIDATION = State("consolidation", "Consolidation", due=working_days(5), moment="The Secretariat brings the reviews together.")
REVISION = State("revision", "Revision", tone="run", moment="The author answers every comment.")
VERIFICATION = State("verification", "Verification", due=working_days(10), moment="The panel looks at the revised product.")
STAMPED = State("stamped", "Stamped", result="stamped", tone="ok", waits="the next review", moment="It bears the stamp of quality.")
SUSPENDED = State("suspended", "Stamp suspended", result="suspended", tone="warn", due=working_days(20),
                  moment="The stamp is suspended; the product is to be looked at again.")
DECLINED = State("declined", "Declined at screening", result="declined", final=True, moment="It was not taken into review.")
NOT_STAMPED = State("not_stamped", "Not stamped", result="not stamped", final=True, moment="It did not get the stamp.")
SUPERSEDED = State("superseded", "Superseded", result="superseded", final=True, moment="A newer stamp takes its place.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The product was withdrawn.")
PANEL_IS_CHOSEN = (SELECTION, CONFIRMED, REVIEWING)
UNDER_WAY = (SCREENING, SELECTION, CONFIRMED, REVIEWING, CONSOLIDATION, REVISION, VERIFICATION)

AUTHOR = named(author)
ASKING = OPENER | OFFICE
PRODUCT = DocumentDefinition("product", "Product", edit=(Edit(ASKING, (SUBMITTED, SCREENING)), Edit(AUTHOR, (REVISION,))),
                             help="The one file that is reviewed. The stamp is on this file and no other.")
DECLARATIONS = DocumentDefinition("declarations", "Declarations of interest", level=CLOSED)
REPORT = DocumentDefinition("report", "Review report", level=CLOSED)
ANSWERS = DocumentDefinition("answers", "Comments and answers")


@guard("There is no file yet that could be reviewed.", rule="7.3")
def has_file(case: Any) -> bool:
    return case.document(PRODUCT) is not None


file_hash = hash_of(PRODUCT)
