"""Replacing: whoever declines, is in conflict, does not reply or does not deliver leaves a place; the roster offers who comes next."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    HERE, LONG, ORGANIZATION, PERSON, AddRow, EndRow, Field, Offer, Outcome, Set, TaskDefinition, answered, each_row, guard, working_days,
)
from workflows._shared import OFFICE
from workflows.quality_review.conflicts import IN_CONFLICT
from workflows.quality_review.panel import CANDIDATE_PANEL, DECLINE, INVITATION, PANEL, REVIEW, counted_on
from workflows.quality_review.words import CLOSED, PANEL_IS_CHOSEN, REVIEWING, Part, offered_at

successor = Field("successor", "Whom you invite", PERSON, required=True, help="An expert is one of the candidates.")
chosen_because = Field("chosen_because", "Why this one", LONG, required=True)
member = Field("member", "For which member", ORGANIZATION, required=True)


def is_late(case: Any, row: Any) -> bool:
    """Whoever owes a review whose time is over, once replacements are offered for that."""
    return case.offered_at is not None and row.id in case.unanswered(REVIEW) and row.id not in case.waited_for(REVIEW)


def does_not_come(case: Any, row: Any) -> bool:
    """Whoever was invited and declines, has a conflict of interest, has not replied in time, or does not deliver."""
    says_no = {each.party for each in case.positions(INVITATION, DECLINE, IN_CONFLICT)}
    return not counted_on(case, row) or row.id in says_no or is_late(case, row)


def expert_does_not_come(case: Any, row: Any) -> bool:
    return row.part is Part.EXPERT and does_not_come(case, row)


def reviewer_of_a_member_does_not_come(case: Any, row: Any) -> bool:
    return row.part is Part.COMMITTEE and does_not_come(case, row)


def chosen_for_the_same(case: Any) -> Any:
    """For what the expert who does not come was chosen."""
    return case.answer.party.row.chosen_for


AN_EXPERT = {"part": Part.EXPERT, "chosen_for": chosen_for_the_same, "why": answered(chosen_because)}
FOR_A_MEMBER = {"part": Part.COMMITTEE, "organization": answered(member), "person": answered(successor)}
ENDS = "The place of who does not come ends, and this invitation goes out at once."
ANOTHER = Outcome("another", "Invite another expert", asks=(successor, chosen_because), mark="support", says=ENDS,
                  then=(EndRow(PANEL), AddRow(PANEL, {**AN_EXPERT, "person": answered(successor)})))
ROSTER = Outcome("roster", "Offer the place to the whole roster", asks=(chosen_because,), mark="partly",
                 then=(EndRow(PANEL), AddRow(PANEL, AN_EXPERT)), says="Any expert who is active on the roster may take it.")
SOMEBODY = Outcome("somebody", "Invite somebody else for a member", asks=(successor, member), mark="support", says=ENDS,
                   then=(EndRow(PANEL), AddRow(PANEL, FOR_A_MEMBER)))
WITHOUT = Outcome("without", "Go on without", reason=True, then=(EndRow(PANEL),), mark="abstain",
                  says="The panel still needs its least composition.")
ASKING = "Whoever was invited here has declined, has a conflict of interest, has not replied in time, or does not deliver."
REPLACE = TaskDefinition(
    "replace", "Replace an expert", each_row(PANEL, where=expert_does_not_come, to=OFFICE), during=PANEL_IS_CHOSEN, level=CLOSED,
    outcomes=(ANOTHER, ROSTER, WITHOUT), due=working_days(2), offers=Offer(CANDIDATE_PANEL, ANOTHER, successor), asking=ASKING,
    button="Replace",
)
REPLACE_MEMBER = TaskDefinition(
    "replace_member", "Replace a reviewer of the Committee", each_row(PANEL, where=reviewer_of_a_member_does_not_come, to=OFFICE),
    during=PANEL_IS_CHOSEN, level=CLOSED, outcomes=(SOMEBODY, WITHOUT), due=working_days(2), asking=ASKING, button="Replace",
)


@guard("Every reviewer has delivered.")
def somebody_owes_a_review(case: Any) -> bool:
    return bool(case.unanswered(REVIEW))


def now(case: Any) -> Any:
    return case.at


# Two days after the reviews were due, if the least composition has not delivered: then there is somebody to replace.
OFFERING = REVIEWING.to(HERE, "offer_replacements", "Replacements are offered for who is late", after=working_days(17),
                        when=[somebody_owes_a_review], then=[Set(offered_at, now)])
