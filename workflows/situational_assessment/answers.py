"""The checklist: what each agency found, item by item, and what they agree on; who differs stays on record beside it."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    LONG, TEXT, YES_NO, ChecklistPanel, CopyRows, Edit, Field, ItemDefinition, Outcome, Set, TaskDefinition, at, days, each_row, guard,
    missing, working_days,
)
from workflows._shared import CASE_TEAM, MEMBER, Pillar, Status
from workflows.situational_assessment.team import MEMBERS, ON_TEAM, ORGANIZATIONS, organization, person
from workflows.situational_assessment.words import ASSESSMENT, FINDINGS, LEAD, PLANNING, VALIDATION, Degree, items_hash, mission_ends


ENTERED_BY = at(mission_ends) + days(30)  # as the findings that are drafted of them
code, text, pillar = Field("code", "Code", TEXT), Field("text", "Item", LONG), Field("pillar", "Pillar", Pillar)
hint, direct = Field("hint", "What is evidence", LONG), Field("direct", "Direct victim assistance", YES_NO)
assesses = Field("assesses", "For needs assessment", YES_NO, internal=True)
relevant = Field("relevant", "Relevant here", YES_NO, default=True)
irrelevant_why = Field("irrelevant_why", "Why it is not relevant", LONG)
status, evidence = Field("status", "Status", Status), Field("evidence", "Evidence", LONG)
source = Field("source", "Source", TEXT, help="Document, figure or office; never the name of a person at risk.")
confidence, urgency = Field("confidence", "Confidence", Degree), Field("urgency", "Urgency", Degree)
gap = Field("gap", "Gap", YES_NO, help="Something that is needed is not there.")
because = Field("because", "Why this is the agreed answer", LONG)


def of(case: Any, row: Any) -> list[Any]:
    """What the agencies have answered to an item."""
    return [each for each in case.rows(ANSWERS) if each.code == row.code and each.status is not None]


def asked(case: Any) -> list[Any]:
    """The items that this assessment answers."""
    return [row for row in case.rows(CHECKLIST) if row.relevant and row.assesses is not False]


@guard("Agencies have answered otherwise: say why this is the agreed answer.", rule="SS-12")
def differing_is_reasoned(case: Any, row: Any) -> bool:
    return row.status is None or bool(row.because) or not {each.status for each in of(case, row)} - {row.status}


@guard("Say why it is not assessed, or not applicable.", rule="7.7")
def unanswered_is_reasoned(case: Any, row: Any) -> bool:
    return row.status not in (Status.NOT_APPLICABLE, Status.NOT_ASSESSED) or bool(row.because)


@guard("Say why it is not relevant here.", rule="7.7")
def irrelevant_is_reasoned(case: Any, row: Any) -> bool:
    return row.relevant is not False or bool(row.irrelevant_why)


@guard("An answer names its evidence and its source.", rule="SS-10")
def is_evidenced(case: Any, row: Any) -> bool:
    return row.status in (None, Status.NOT_APPLICABLE, Status.NOT_ASSESSED) or bool(row.evidence and row.source)


CHECKLIST = ItemDefinition(
    "checklist", "Agreed answers", (code, pillar, text, hint, direct, assesses, relevant, irrelevant_why, status, because, gap, urgency),
    unique=("code",), named_by="code", fixed=True, checks=(irrelevant_is_reasoned, differing_is_reasoned, unanswered_is_reasoned),
    edit=(Edit(LEAD, (PLANNING,), (relevant, irrelevant_why)),
          Edit(LEAD, (ASSESSMENT, FINDINGS, VALIDATION), (status, because, gap, urgency))),
)
ANSWERS = ItemDefinition(
    "answers", "Answers of the agencies", (code, status, evidence, source, confidence, gap, urgency), unique=("code",), named_by="code",
    per_organization=True, per=CHECKLIST, checks=(is_evidenced,), level=CASE_TEAM.key, edit=(Edit(ON_TEAM, (ASSESSMENT,), own=True),),
)
ENTERED = Outcome("entered", "Our answers are in the list", mark="holds")
NOTHING = Outcome("nothing", "We answer no item", reason=True, mark="partly")
ENTRY = TaskDefinition("entry", "Answer the checklist", each_row(ORGANIZATIONS, organization, holder=MEMBER), during=(ASSESSMENT,),
                       outcomes=(ENTERED, NOTHING), due=ENTERED_BY, changeable=True)
TEAM_ENTRY = TaskDefinition("team_entry", "Answer the checklist as one of the team", each_row(MEMBERS, person), during=(ASSESSMENT,),
                            outcomes=(ENTERED, NOTHING), due=ENTERED_BY, changeable=True)
SHEET = ChecklistPanel("Checklist by pillar", CHECKLIST, pillar, status, ANSWERS)


@guard("Tie the assessment to a checklist that is in use.", short="It is tied to a checklist that is in use")
def checklist_chosen(case: Any) -> bool:
    uses = case.newest("uses")
    return bool(case.items_hash) or (uses is not None and uses.result == "in use")


@guard("The items of another version are taken over already: the assessment stays with the checklist it began with.", rule="SS-10")
def stays_with_its_version(case: Any) -> bool:
    return case.items_hash in (None, hash_of_items(case))


def hash_of_items(case: Any) -> Any:
    """By which data set the checklist that it is tied to is known."""
    uses = case.newest("uses")
    return uses.told("checked_hash") if uses is not None else None


TAKING = [CopyRows(CHECKLIST, "uses", "items"), Set(items_hash, hash_of_items)]


@missing("Neither answered nor marked as not assessed: {}.", rule="SS-10", short="Every relevant item has an agreed answer")
def checklist_complete(case: Any) -> list[str]:
    return [row.code for row in asked(case) if row.status is None]


@guard("No item is relevant here: take the items of a checklist that is in use.", rule="SS-10", short="There are items to answer")
def has_items(case: Any) -> bool:
    return bool(asked(case))


@missing("Agencies have answered otherwise, and no reason is told for: {}.", rule="SS-12",
         short="Where agencies differ, the reason is told")
def differences_reasoned(case: Any) -> list[str]:
    return [row.code for row in asked(case) if not differing_is_reasoned.holds(case, row)]


CONFIRM = Outcome("confirm", "We confirm the agreed answers", mark="holds")
DISSENT = Outcome("dissent", "Put our different view on record", reason=True, mark="concern")
SETTLE = TaskDefinition("settle", "Confirm the agreed answers", each_row(ORGANIZATIONS, organization, holder=MEMBER),
                        during=(FINDINGS, VALIDATION), outcomes=(CONFIRM, DISSENT), binds=(CHECKLIST,), due=working_days(10),
                        changeable=True)
AGREED_ANSWERS = (checklist_complete, differences_reasoned, SETTLE.all_answered())  # what goes to the Government, and what is kept
