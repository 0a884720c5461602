"""Who evaluates: independent of what is evaluated, asked to declare interests, and alone in writing the reports."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    LONG, PERSON, DocumentDefinition, Edit, Field, ItemDefinition, Outcome, TaskDefinition, each_row, guard, missing, named, working_days,
)
from workflows._shared import CASE_TEAM, COMMITTEE, EVALUATOR, MEMBER, OFFICE
from workflows.evaluation.words import DATA, DRAFT, INCEPTION, SELECTED, TERMS, TOR, Kind


class Part(StrEnum):
    LEAD = "Lead evaluator"
    TEAM = "Evaluator"


def told_by_the_case(case: Any, *keys: str) -> list[Any]:
    """The members that the cases evaluated name in these fields."""
    members = {each.id.hex: each for each in case.seated(MEMBER)}
    told = [each.told(key) for each in (*case.links("evaluates"), *case.links("about")) for key in keys]
    named = [one for each in told if each for one in (each if isinstance(each, list) else [each])]
    return [members[each] for each in dict.fromkeys(named) if each in members]


def organizations(case: Any) -> list[Any]:
    """Who has a part in what is evaluated: whom this case names, and whom that one does."""
    theirs = told_by_the_case(case, "lead", "participants", "carried_by")
    return [each for each in dict.fromkeys([case.lead, *case.participants, *theirs]) if each is not None]


def is_outside(case: Any, someone: Any) -> bool:
    """Whether somebody evaluates for others, and has no part in what is evaluated, in the Committee or in the Secretariat."""
    part = organizations(case) + (case.seated(MEMBER) if case.kind is Kind.FINAL_INDEPENDENT else [])
    acts = any(case.acts_for(someone, each) for each in part)
    return case.acts_as(someone, EVALUATOR) and not case.acts_as(someone, COMMITTEE) and not acts


@guard("Choose somebody independent: an evaluator who acts for nobody that has a part in what is evaluated.", rule="MEL-03")
def independent(case: Any, row: Any) -> bool:
    return row.person is None or is_outside(case, row.person)


person, part = Field("person", "Person", PERSON, required=True), Field("part", "Part", Part, required=True)
EVALUATORS = ItemDefinition("evaluators", "Evaluators", (person, part), unique=("person",), named_by="person", checks=(independent,),
                            edit=(Edit(OFFICE, (TOR,)),))


def those_who_lead(case: Any) -> Any:
    return tuple(row.person for row in case.rows(EVALUATORS) if row.part is Part.LEAD)


def everybody(case: Any) -> Any:
    return tuple(row.person for row in case.rows(EVALUATORS) if row.person is not None)


LEADS, TEAM = named(those_who_lead, EVALUATOR), named(everybody, EVALUATOR)
PLAN = DocumentDefinition("inception_report", "Inception report", edit=(Edit(TEAM, (INCEPTION,)),))
REPORT = DocumentDefinition("report", "Evaluation report", edit=(Edit(TEAM, (DATA, DRAFT)),), help="It is published as it is.")
ANNEX = DocumentDefinition("annex", "Confidential annex", edit=(Edit(TEAM, (DATA, DRAFT)),), level=CASE_TEAM.key)
interests = Field("interests", "Interests", LONG, required=True, help="Whatever ties you to those who are evaluated, or: none.")
ACCEPT = Outcome("accept", "I accept, and have told my interests", asks=(interests,), mark="holds")
DECLINE = Outcome("decline", "I do not evaluate it", reason=True, mark="missing")
DECLARE = TaskDefinition("declare", "Accept, and declare your interests", each_row(EVALUATORS, person), during=(SELECTED,),
                         outcomes=(ACCEPT, DECLINE), due=working_days(5), closes=working_days(10), beside=(TERMS,), in_person=True)


@guard("Every evaluator has replied, or has still time to.")
def somebody_keeps_silent(case: Any) -> bool:
    return bool(case.did_not_reply(DECLARE))


@guard("Name one lead evaluator.", rule="7.17", short="One evaluator leads")
def one_leads(case: Any) -> bool:
    return len(those_who_lead(case)) == 1


@missing("Not independent of what is evaluated: {}.", rule="MEL-03", short="Everybody who evaluates is independent")
def all_independent(case: Any) -> list[Any]:
    return [each for each in everybody(case) if not is_outside(case, each)]
