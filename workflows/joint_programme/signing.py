"""Who signs: every member that takes part, and the Governments; a changed document or budget is signed anew."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    ORGANIZATION, TEXT, Edit, Field, Freeze, ItemDefinition, Outcome, TaskDefinition, each_row, guard, missing, working_days,
)
from workflows._shared import MEMBER, MEMBER_STATE, OFFICE, is_member
from workflows.joint_programme.money import BUDGET, confirmed
from workflows.joint_programme.words import DOCUMENT, FORMULATION, LEAD, REVIEW, SIGNATURES, countries, is_government, lead


class SignsAs(StrEnum):
    MEMBER = "Member of the Committee"
    GOVERNMENT = "Government"


signatory = Field("signatory", "Organization", ORGANIZATION, required=True)
signs_as = Field("signs_as", "Signs as", SignsAs, required=True)
function = Field("function", "Function of the signatory", TEXT, required=True, help="Never the name.")


@guard("Only a seated member of the Committee signs as one, and only a Government as a Government.", rule="7.9")
def signs_as_what_it_is(case: Any, row: Any) -> bool:
    if row.signatory is None or row.signs_as is None:
        return True
    return is_member.holds(case, row.signatory) if row.signs_as is SignsAs.MEMBER else is_government.holds(case, row.signatory)


def as_member(row: Any) -> bool:
    return row.signs_as is SignsAs.MEMBER


def as_government(row: Any) -> bool:
    return row.signs_as is SignsAs.GOVERNMENT


SIGNATORIES = ItemDefinition("signatories", "Who takes part and signs", (signatory, signs_as), unique=("signatory",), named_by="signatory",
                             checks=(signs_as_what_it_is,), lasting=("signatory", "signs_as"),
                             edit=(Edit(OFFICE | LEAD, (FORMULATION,)),))
SIGNED = Outcome("signed", "We sign", asks=(function,), mark="support")
DECLINED = Outcome("declined", "We do not sign", reason=True, mark="strong_objection")
SIGN = TaskDefinition("sign", "Sign the programme", each_row(SIGNATORIES, signatory, as_member, holder=MEMBER), during=(REVIEW,),
                      outcomes=(SIGNED, DECLINED), binds=(DOCUMENT, BUDGET.without(confirmed)), due=working_days(20), changeable=True,
                      beside=(DOCUMENT,))
ENDORSE = TaskDefinition("endorse", "Endorse the programme", each_row(SIGNATORIES, signatory, as_government, holder=MEMBER_STATE),
                         during=(REVIEW,), outcomes=(SIGNED, DECLINED), binds=(DOCUMENT, BUDGET.without(confirmed)), due=working_days(20),
                         changeable=True, beside=(DOCUMENT,))
FEW = 3


def rows(case: Any, kind: SignsAs) -> list[Any]:
    return [row for row in case.rows(SIGNATORIES) if row.signs_as is kind]


@missing("Have not signed: {}.", rule="7.9", short="Every member that takes part has signed")
def members_signed(case: Any) -> list[Any]:
    signed = {each.party for each in case.positions(SIGN, SIGNED)}
    return [row.signatory for row in rows(case, SignsAs.MEMBER) if row.id not in signed]


@guard("Not enough Governments have endorsed it: all of them, or three where more than three take part.", rule="7.9",
       short="The Governments have endorsed it")
def governments_endorsed(case: Any) -> bool:
    there = rows(case, SignsAs.GOVERNMENT)
    signed = {each.party for each in case.positions(ENDORSE, SIGNED)}
    return len([row for row in there if row.id in signed]) >= (FEW if len(there) > FEW else max(1, len(there)))


@guard("Name the lead, another member and the Government of every country among those who sign.", rule="10.2",
       short="Two members at least and every country are among those who sign")
def signatories_complete(case: Any) -> bool:
    members = {row.signatory for row in rows(case, SignsAs.MEMBER)}
    governments = {row.signatory for row in rows(case, SignsAs.GOVERNMENT)}
    return case.lead in members and len(members) > 1 and set(case.countries) <= governments


SIGNING = [Freeze((countries, lead, DOCUMENT, SIGN, ENDORSE), SIGNATURES)]
