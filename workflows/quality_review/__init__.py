"""QRV: nothing is published without the joint quality review, and the stamp is on one file (DOMAIN 3.4, 7.3, 11a)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    HERE, OPENER, AddRows, Board, CaseDefinition, Chain, CopyRows, Edit, Freeze, MatrixPanel, PositionsPanel, Register, Reminder,
    RulesPanel, Set, TextPanel, at, days, either, filled, guard,
)
from workflows._shared import MEMBER, OFFICE, PARTNER, COMMITTEE, SC_RESTRICTED, SENIOR_MANAGER, ties
from workflows.quality_review.comments import COMMENTS, RESPOND, REVISED
from workflows.quality_review.conflicts import CONFLICTS
from workflows.quality_review.panel import (
    CANDIDATE_PANEL, INVITATION, NOMINATE, PANEL, PLACE, PROPOSE, REVIEW, all_have_accepted, comments_made, composed, delivered,
    every_member_asked, lead_is_of_the_panel, no_place_is_open, nobody_in_conflict, nothing_serious, reviewers, something_to_answer,
)
from workflows.quality_review.replacing import OFFERING, REPLACE, REPLACE_MEMBER
from workflows.quality_review.stamp import (
    AGAIN, AGAIN_UNDER_REVIEW, ASK_COMMITTEE, CONFIRM, FAIL, INTERVAL, PROLONG, READY, STAMP, STAMPING, VERIFY, confirmed_longer,
    guided, is_called_unsafe, needs_the_committee, nobody_calls_it_unsafe, not_ended,
    product_retired, re_review_in_time, re_review_overdue,
)
from workflows.quality_review.words import (
    ANSWERS, ASKING, AUTHOR, CONFIRMED, CONSOLIDATION, CRITERIA, DECLARATIONS, DECLINED, MIN_COMMITTEE, MIN_EXPERTS, NOT_STAMPED, PRODUCT,
    REPORT, REVIEWING, REVISION, SCREENING, SELECTION, STAMPED, SUBMITTED, SUPERSEDED, SUSPENDED, UNDER_WAY, VERIFICATION, WITHDRAWN,
    Origin, asked_in, audience, author, begins_on, blind_to_the_author, budget_line, coauthors, composition, criteria, ends_on, existing,
    file_hash, fits_scope, has_file, interval, languages, offered_at, origin, panel_lead, product_type, received_at, regions, requester,
    reviewed_hash, reviewer_days, skills, stamp_number, stamped_hash, stamped_on, summary, themes, valid_until, visibility, wanted_by,
    what_remains,
)

ABOUT = (origin, requester, author, coauthors, product_type, audience, themes, regions, languages, wanted_by, visibility)
PLANNED = (fits_scope, existing, skills, reviewer_days, budget_line, begins_on, ends_on, criteria)


@guard("A product of the house needs the assessment of what exists already.", rule="KM-06", short="Existing resources are assessed")
def existing_assessed(case: Any) -> bool:
    return case.origin is not Origin.OWN or bool(case.existing)


@guard("Only a request from outside can be declined: a product of the house is always reviewed.", rule="QR-01")
def from_outside(case: Any) -> bool:
    return case.origin is not Origin.OWN


@guard("The review ends before it begins.", rule="QR-05", short="There is time for it")
def time_planned(case: Any) -> bool:
    return case.begins_on is None or case.ends_on is None or case.begins_on <= case.ends_on


@guard("No earlier review is tied to this one as superseded.", rule="7.3")
def has_predecessor(case: Any) -> bool:
    return bool(case.links("supersedes"))


@guard("No newer stamp of the same organization takes its place.")
def stamped_anew(case: Any) -> bool:
    newer = [link for link in case.links("supersedes", incoming=True) if link.result == "stamped"]
    return any(link.told("requester") == case.requester.id.hex for link in newer)


def now(case: Any) -> Any:
    return case.at


def criteria_of_the_house(case: Any) -> Any:
    return case.criteria or tuple(case.setting(CRITERIA))


DECLARED = [Freeze((INVITATION, CONFLICTS), DECLARATIONS)]
CONSOLIDATED = [AddRows(COMMENTS, comments_made), Freeze((criteria, REVIEW), REPORT)]
RECEIVED = [has_file, filled(*ABOUT[:3], *ABOUT[4:10], rule="7.3")]
SCREENED = [filled(fits_scope, reviewer_days, budget_line, begins_on, ends_on, rule="QR-05"), time_planned, existing_assessed,
            blind_to_the_author]
PANEL_READY = [every_member_asked, composed, nobody_in_conflict, lead_is_of_the_panel]
BEGINNING = [no_place_is_open, all_have_accepted, composed, nobody_in_conflict, lead_is_of_the_panel, blind_to_the_author, filled(criteria)]

definition = CaseDefinition(
    key="quality-review", version=1, code="QRV", title="Quality review", opened_by=MEMBER | OFFICE | PARTNER, initial=SUBMITTED,
    level=SC_RESTRICTED, number_at_opening="QRV",
    about="A panel of Committee and roster reviews a product; the author answers every comment; the stamp is on one file, for a time.",
    fields=(*ABOUT, *PLANNED, panel_lead, summary, what_remains, reviewers, received_at, reviewed_hash, offered_at, asked_in, interval,
            stamp_number, stamped_hash, stamped_on, valid_until, composition),
    opens_with=(origin, requester, author), items=(PANEL, CONFLICTS, COMMENTS), documents=(PRODUCT, DECLARATIONS, REPORT, ANSWERS),
    settings=(CRITERIA, MIN_COMMITTEE, MIN_EXPERTS), links=ties("decided_by", "supersedes"), remarks_by=COMMITTEE,
    publishes=(origin, requester, product_type, themes, regions, languages, stamp_number, stamped_hash, stamped_on, valid_until,
               composition),
    tasks=(NOMINATE, PROPOSE, PLACE, INVITATION, REPLACE, REPLACE_MEMBER, REVIEW, RESPOND, VERIFY, CONFIRM),
    edit=(Edit(ASKING, (SUBMITTED,), ABOUT), Edit(OFFICE, (SUBMITTED, SCREENING), (*ABOUT, *PLANNED)),
          Edit(OFFICE, (SELECTION, CONFIRMED), (panel_lead, skills, reviewer_days, budget_line, begins_on, ends_on, criteria)),
          Edit(OFFICE, (REVIEWING, VERIFICATION), (panel_lead,)), Edit(OFFICE, (CONSOLIDATION,), (panel_lead, summary))),
    reminders=(
        Reminder("Of the 60 days for this review 45 are over.", at(received_at) + days(45), to=OFFICE, during=UNDER_WAY),
        Reminder("The 60 days for this review are over.", at(received_at) + days(60), to=SENIOR_MANAGER, during=UNDER_WAY),
        Reminder("The stamp ends in 60 days: is the product to be reviewed again?", at(valid_until) - days(60), to=OFFICE,
                 during=(STAMPED,)),
        Reminder("The stamp has ended.", at(valid_until), to=OFFICE, during=(STAMPED,)),
    ),
    transitions=[
        SUBMITTED.to(SCREENING, "receive", "Received", when=RECEIVED, then=[Set(received_at, now), Set(criteria, criteria_of_the_house)]),
        SCREENING.to(SELECTION, "select", "Begin to choose the panel", by=OFFICE, when=SCREENED,
                     says="Every member is asked for a reviewer, for 5 working days."),
        SCREENING.to(DECLINED, "decline", "Decline the request", by=SENIOR_MANAGER, when=[from_outside], reason=True),
        SELECTION.to(HERE, "same_panel", "Propose the panel of the earlier review", by=OFFICE, when=[has_predecessor], side=True,
                     then=[CopyRows(PANEL, "supersedes", "panel", fitting=True)],
                     says="Its reviewers are invited; whoever cannot is replaced."),
        SELECTION.to(CONFIRMED, "confirm_panel", "Confirm the panel", by=OFFICE, when=PANEL_READY),
        CONFIRMED.to(REVIEWING, "begin", "Begin the review", by=OFFICE, when=BEGINNING,
                     then=[Set(reviewed_hash, file_hash), *DECLARED],
                     says="Each reviewer has 15 working days. The file stays as it is."),
        REVIEWING.to(CONSOLIDATION, "all_delivered", "All have delivered", when=[REVIEW.all_answered(), delivered], then=DECLARED),
        REVIEWING.to(CONSOLIDATION, "enough_delivered", "The time is over, and enough have delivered", after=REVIEW.due,
                     when=[delivered], then=DECLARED),
        OFFERING,
        CONSOLIDATION.to(REVISION, "revise", "Send the comments to the author", by=OFFICE, when=[filled(summary), something_to_answer],
                         then=CONSOLIDATED, says="The author answers each within 15 working days."),
        CONSOLIDATION.to(VERIFICATION, "no_changes", "Nothing needs to be changed", by=OFFICE, when=[filled(summary), nothing_serious],
                         then=CONSOLIDATED),
        REVISION.to(VERIFICATION, "revised", "Revised", when=[RESPOND.answered(REVISED)]),
        VERIFICATION.to(REVISION, "revise_again", "It is revised again", when=[VERIFY.answered(AGAIN)], then=AGAIN_UNDER_REVIEW),
        VERIFICATION.to(NOT_STAMPED, "fail", "It is not stamped", when=[VERIFY.answered(FAIL)]),
        VERIFICATION.to(HERE, "ask_committee", "Put it to the Committee", by=OFFICE, when=[needs_the_committee], then=ASK_COMMITTEE,
                        side=True, says="A decision is opened; the stamp waits for it."),
        VERIFICATION.to(REVISION, "guided", "Revise it as the Committee guides", by=OFFICE, when=[guided], then=AGAIN_UNDER_REVIEW,
                        side=True),
        VERIFICATION.to(STAMPED, "stamp", "Stamp it", by=OFFICE, asks=INTERVAL, when=list(READY), then=STAMPING,
                        says="The stamp is on this very file. One changed byte, and it bears no stamp."),
        STAMPED.to(SUPERSEDED, "supersede", "A newer stamp takes its place", when=[stamped_anew]),
        STAMPED.to(SUSPENDED, "suspend", "Suspend the stamp", by=OFFICE, reason=True, side=True,
                   says="Anybody who checks the file reads it at once."),
        STAMPED.to(STAMPED, "prolong", "A re-review has confirmed it", when=[confirmed_longer], then=PROLONG),
        SUSPENDED.to(SUSPENDED, "prolong", "A re-review has confirmed it", when=[confirmed_longer], then=PROLONG),
        STAMPED.to(SUSPENDED, "called_unsafe", "Feedback found it unsafe", when=[is_called_unsafe]),
        STAMPED.to(SUSPENDED, "re_review_overdue", "The re-review is overdue", when=[re_review_overdue]),
        either(STAMPED, SUSPENDED).to(NOT_STAMPED, "product_retired", "The product is retired", when=[product_retired]),
        STAMPED.to(SUSPENDED, "overdue", "The re-review is overdue", after=at(valid_until) + days(90)),
        SUSPENDED.to(STAMPED, "restore", "Lift the suspension", by=SENIOR_MANAGER, reason=True,
                     when=[not_ended, nobody_calls_it_unsafe, re_review_in_time]),
        SUSPENDED.to(NOT_STAMPED, "revoke", "Take the stamp away", by=OFFICE, reason=True),
        SUSPENDED.to(SUPERSEDED, "supersede", "A newer stamp takes its place", when=[stamped_anew]),
        either(SUBMITTED, *UNDER_WAY).to(WITHDRAWN, "withdraw", "Withdraw the product", by=OPENER | AUTHOR | OFFICE, reason=True,
                                              side=True),
    ],
    certificate=STAMP,
    panels=(RulesPanel("Before the review begins", tuple(dict.fromkeys((*PANEL_READY, *BEGINNING))), (SELECTION, CONFIRMED)),
            MatrixPanel("Panel", PANEL, answers={"Invitation": INVITATION, "Review": REVIEW}), CANDIDATE_PANEL,
            TextPanel("Product", PRODUCT),
            MatrixPanel("Conflicts of interest", CONFLICTS), PositionsPanel("Asked of the members", NOMINATE),
            PositionsPanel("Reviews", REVIEW), PositionsPanel("Interests declared", INVITATION), MatrixPanel("Comments", COMMENTS),
            RulesPanel("Before the stamp", READY, (VERIFICATION,)), Chain("Linked cases", ("decided_by", "supersedes", "reviewed_by"))),
    register=Register("Reviews", "reviews", ("number", "title", "state", "origin", "date"), heading="Product", second="product_type",
                      filters=("state", "origin", "themes", "languages"), prepare="Ask for a quality review", order=30, presides=OFFICE,
                      desk_label="Secretariat’s desk", desk=("screening", "selection", "confirmed", "consolidation", "verification"),
                      asked_label="My reviews", board=Board("Reviews by stage", UNDER_WAY, received_at, days(45), days(60))),
)
