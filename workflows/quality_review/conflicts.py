"""Conflicts of interest: what stands against a reviewer; only what is confirmed and forbids counts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import LONG, PERSON, AddRow, Edit, Field, ItemDefinition, Outcome, guard, missing
from workflows._shared import OFFICE
from workflows.quality_review.candidates import entry_of, on_roster
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


def true_conflicts(case: Any) -> list[Any]:
    """The conflicts that count: only what is confirmed and forbids does."""
    rows = case.rows(CONFLICTS)
    return [row for row in rows if row.standing is Standing.CONFIRMED and row.consequence is Consequence.FORBIDS]


def forbidden(case: Any) -> list[Any]:
    """Those of whom a true conflict of interest is on record."""
    return [row.person for row in true_conflicts(case)]


@guard("Nobody reviews what they have written.", rule="7.3", short="No author is on the panel")
def has_not_written_it(case: Any, row: Any) -> bool:
    return row.person is None or row.person not in authors(case)


def asks_for_it(case: Any) -> Any:
    """The organization whose people do not review: nobody's, where the product is one of the house."""
    return None if case.origin is Origin.OWN else case.requester


def belongs_to(case: Any, organization: Any, someone: Any, entry: Any) -> bool:
    """Whether somebody is of an organization: as its staff, as the roster tells, or by a mandate."""
    staff = entry is not None and entry.told("staff_of") == organization.id.hex
    return staff or (someone is not None and case.acts_for(someone, organization))


@guard("Nobody of the organization that asks for the review is on its panel.", rule="7.3")
def is_not_of_the_requester(case: Any, row: Any) -> bool:
    asking = asks_for_it(case)
    return asking is None or not (belongs_to(case, asking, row.person, on_roster(case, row)) or row.organization == asking)


@guard("A true conflict of interest is on record: this person does not review.", rule="7.3")
def is_in_no_conflict(case: Any, row: Any) -> bool:
    return row.person is None or row.person not in forbidden(case)


# What stands against a person, whoever chooses; the ranking tells it before anybody is asked.
AGAINST = (has_not_written_it, is_not_of_the_requester, is_in_no_conflict)


# What bars somebody who would take an open place, said to that person alone: the own declaration by its kind, and of what
# others have said nothing.
@missing("You have declared a conflict of interest in this review yourself: {}. Somebody else takes this place.", rule="7.3")
def has_declared_no_conflict(case: Any, taker: Any) -> list[Any]:
    return [row.kind for row in true_conflicts(case) if row.person == taker and row.told_by is Told.SELF]


@guard("You do not take part in this review. The Secretariat can tell you more.", rule="7.3")
def is_not_kept_out(case: Any, taker: Any) -> bool:
    return taker not in forbidden(case)


@guard("You have written this product. Nobody reviews what they have written.", rule="7.3")
def is_no_author(case: Any, taker: Any) -> bool:
    return taker not in authors(case)


@guard("Your organization asks for this review. Nobody of it sits on the panel.", rule="7.3")
def is_of_another_organization(case: Any, taker: Any) -> bool:
    asking = asks_for_it(case)
    return asking is None or not belongs_to(case, asking, taker, entry_of(case, taker))


MAY_TAKE = (has_declared_no_conflict, is_no_author, is_of_another_organization, is_not_kept_out)


@guard("A true conflict of interest is on record: you do not review.", rule="7.3")
def is_free_to_review(case: Any, answer: Any) -> bool:
    return answer.by not in forbidden(case)


def own_conflict(case: Any) -> dict[str, Any]:
    return {"person": case.answer.by, "kind": case.answer.kind, "told_by": Told.SELF, "standing": Standing.CONFIRMED,
            "consequence": Consequence.FORBIDS, "words": case.answer.conflict}


conflict = Field("conflict", "What the conflict is", LONG, required=True)
IN_CONFLICT = Outcome("conflict", "I have a conflict of interest", asks=(kind, conflict), then=(AddRow(CONFLICTS, own_conflict),),
                      mark="concern", says="It is recorded, and somebody else is found.")
