"""Conflicts of interest: what stands against a reviewer; only what is confirmed and forbids counts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import LONG, PERSON, AddRow, Edit, Field, ItemDefinition, Outcome, guard
from workflows._shared import OFFICE
from workflows.quality_review.candidates import on_roster
from workflows.quality_review.words import CLOSED, UNDER_WAY, Origin, authors


class Interest(StrEnum):
    AUTHORSHIP = "Took part in writing it"
    EMPLOYMENT = "Employment or contract"
    MONEY = "Money"
    FAMILY = "Family or close tie"
    INSTITUTION = "Interest of the own institution"
    OTHER = "Other"


class Told(StrEnum):
    SELF = "Declared by the person"
    OTHERS = "Said by others"
    FOUND = "Found by the Secretariat"


class Standing(StrEnum):
    ALLEGED = "Said, not looked at yet"
    CONFIRMED = "Confirmed"
    UNFOUNDED = "Unfounded"


class Consequence(StrEnum):
    FORBIDS = "Does not review"
    NOTED = "May review; it is noted"


kind, told_by = Field("kind", "Kind", Interest, required=True), Field("told_by", "Known from", Told, required=True)
standing = Field("standing", "Standing", Standing, required=True, default="ALLEGED")
consequence = Field("consequence", "Effect", Consequence, required=True, default="NOTED")
words = Field("words", "What it is", LONG, required=True)
whose = Field("person", "Person", PERSON, required=True)
CONFLICTS = ItemDefinition(
    "conflicts", "Conflicts of interest", (whose, kind, told_by, standing, consequence, words), named_by="person", level=CLOSED,
    edit=(Edit(OFFICE, UNDER_WAY),),
)


def forbidden(case: Any) -> list[Any]:
    """Those of whom a true conflict of interest is on record: only what is confirmed and forbids counts."""
    rows = case.rows(CONFLICTS)
    return [row.person for row in rows if row.standing is Standing.CONFIRMED and row.consequence is Consequence.FORBIDS]


@guard("Nobody reviews what they have written.", rule="7.3", short="No author is on the panel")
def has_not_written_it(case: Any, row: Any) -> bool:
    return row.person is None or row.person not in authors(case)


@guard("Nobody of the organization that asks for the review is on its panel.", rule="7.3")
def is_not_of_the_requester(case: Any, row: Any) -> bool:
    if case.origin is Origin.OWN or case.requester is None:
        return True
    entry = on_roster(case, row)
    staff = entry is not None and entry.told("staff_of") == case.requester.id.hex
    acting = row.person is not None and case.acts_for(row.person, case.requester)
    return not (staff or acting or row.organization == case.requester)


@guard("A true conflict of interest is on record: this person does not review.", rule="7.3")
def is_in_no_conflict(case: Any, row: Any) -> bool:
    return row.person is None or row.person not in forbidden(case)


# What stands against a person, whoever chooses; the ranking tells it before anybody is asked.
AGAINST = (has_not_written_it, is_not_of_the_requester, is_in_no_conflict)


@guard("A true conflict of interest is on record: you do not review.", rule="7.3")
def is_free_to_review(case: Any, answer: Any) -> bool:
    return answer.by not in forbidden(case)


def own_conflict(case: Any) -> dict[str, Any]:
    return {"person": case.answer.by, "kind": case.answer.kind, "told_by": Told.SELF, "standing": Standing.CONFIRMED,
            "consequence": Consequence.FORBIDS, "words": case.answer.conflict}


conflict = Field("conflict", "What the conflict is", LONG, required=True)
IN_CONFLICT = Outcome("conflict", "I have a conflict of interest", asks=(kind, conflict), then=(AddRow(CONFLICTS, own_conflict),),
                      mark="concern", says="It is recorded, and somebody else is found.")
