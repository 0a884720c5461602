"""The team: agreed by those who take part, with independent experts and every skill; the rules are shown while it is composed."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    LONG, ORGANIZATION, PERSON, Edit, Field, Freeze, ItemDefinition, Outcome, Set, TaskDefinition, each_row, filled, guard, missing, named,
    working_days,
)
from workflows._shared import (
    EXPERT, FIELD_OFFICE, MEMBER, MEMBER_STATE, OFFICE, PARTNER, REGIONAL_BODY, RESEARCHER, STAKEHOLDER, Skill, is_member, on_roster,
)
from workflows.situational_assessment.words import (
    AGREED, BODY, DISPATCH, GOVERNMENT, LEAD, LETTER, PLANNING, TEAM, TEAM_LIST, body, experts_asked, requester,
)


class Part(StrEnum):
    NATIONAL = "Independent national expert"
    INTERNATIONAL = "Independent international expert"
    GOVERNMENT = "Expert of the Government"
    REGIONAL = "Expert of the regional body"
    STAFF = "Staff of a member"
    SOCIETY = "Civil society or another sector"


INDEPENDENT = (Part.NATIONAL, Part.INTERNATIONAL)
ADDITIONAL = (Part.GOVERNMENT, Part.REGIONAL)
PILLARS = (Skill.PROSECUTION, Skill.PREVENTION, Skill.PROTECTION)
ROLES = (EXPERT, FIELD_OFFICE, MEMBER, MEMBER_STATE, PARTNER, REGIONAL_BODY, RESEARCHER, STAKEHOLDER)

person = Field("person", "Person", PERSON, required=True)
part = Field("part", "Takes part as", Part, required=True)
skills = Field("skills", "Skills", Skill, many=True, required=True)
stated = Field("stated", "Technical skills, in words", LONG, help="Staff of members: what they are technically skilled in.")
organization = Field("organization", "Organization", ORGANIZATION, required=True, checks=(is_member,))


def acts_for_any(case: Any, who: Any, *sectors: str) -> bool:
    """Whether somebody acts for an organization of one of these sectors."""
    held = (case.register.organizations.get(each.organization) for each in case.register.standings(who.id, case.at))
    return any(each is not None and each.attributes.get("sector") in sectors for each in held)


@guard("Whoever acts for a Government, a regional body or a member is not independent: choose another part.", rule="SS-08",
       short="Who counts as independent is")
def truly_independent(case: Any, row: Any) -> bool:
    if row.part not in INDEPENDENT or row.person is None:
        return True
    entry = on_roster(case, row.person)
    members = any(case.acts_for(row.person, each) for each in case.seated(MEMBER))
    outside = not acts_for_any(case, row.person, "GOVERNMENT", "REGIONAL_BODY") and not members
    return outside and (entry is None or bool(entry.told("counted")))


@guard("Say in words what staff of a member are technically skilled in.", rule="SS-06")
def staff_is_skilled(case: Any, row: Any) -> bool:
    return row.part is not Part.STAFF or bool(row.stated)


MEMBERS = ItemDefinition("team", "Team", (person, part, skills, stated), unique=("person",), named_by="person",
                         checks=(truly_independent, staff_is_skilled), edit=(Edit(OFFICE | LEAD, (TEAM,)),))
ORGANIZATIONS = ItemDefinition("organizations", "Members that take part", (organization,), unique=("organization",),
                               named_by="organization", edit=(Edit(OFFICE | LEAD, (TEAM,)),))


def people(case: Any) -> Any:
    """Everybody on the team."""
    return tuple(row.person for row in case.rows(MEMBERS) if row.person is not None)


def agencies(case: Any) -> Any:
    """The members that take part, and the one that leads."""
    return tuple(dict.fromkeys([each for each in (case.lead, *(row.organization for row in case.rows(ORGANIZATIONS))) if each]))


AGENCIES = named(agencies, MEMBER)
ON_TEAM = AGENCIES
for each in ROLES:
    ON_TEAM = ON_TEAM | named(people, each)

AGREE = Outcome("agree", "We agree to this team", mark="support")
OBJECT = Outcome("object", "Not to this team", reason=True, mark="concern")
CONSENT = TaskDefinition("consent", "Agree to the team", each_row(ORGANIZATIONS, organization, holder=MEMBER), during=(TEAM,),
                         outcomes=(AGREE, OBJECT), due=working_days(10), binds=(MEMBERS, ORGANIZATIONS), changeable=True)


@guard("Experts were not asked for.")
def were_asked(case: Any) -> bool:
    return case.experts_asked is not None


whom = Field("whom", "Whom you offer", LONG, required=True)
OFFER = Outcome("offer", "We offer experts", asks=(whom,), mark="holds")
DECLINE = Outcome("decline", "We offer none", mark="partly")
ANSWERABLE = (TEAM, AGREED, PLANNING)  # an answer that comes when the mission has begun is kept as late
EXPERTS = TaskDefinition("experts", "Contribute experts, if you wish", GOVERNMENT, during=ANSWERABLE, optional=True,
                         when=(were_asked,), outcomes=(OFFER, DECLINE), due=working_days(20), changeable=True, late=True,
                         recorders=OFFICE)
EXPERTS_OF_BODY = TaskDefinition("body_experts", "Contribute experts of the regional body, if you wish", BODY, during=ANSWERABLE,
                                 optional=True, when=(were_asked, filled(body)), outcomes=(OFFER, DECLINE), due=working_days(20),
                                 changeable=True, late=True, recorders=OFFICE)


def now(case: Any) -> Any:
    return case.at


ASKING = [Set(experts_asked, now)]


@missing("Independent experts are missing: {}. Experts of the Government come in addition to them.", rule="SS-05",
         short="An independent national and an independent international expert")
def has_independent(case: Any) -> list[Any]:
    there = {row.part for row in case.rows(MEMBERS)}
    return [each.value for each in INDEPENDENT if each not in there]


@missing("Nobody covers: {}. Add somebody, or say why it is not appropriate here.", rule="SS-07",
         short="Prosecution, prevention and protection are covered")
def skills_covered(case: Any) -> list[Any]:
    covered = {skill for row in case.rows(MEMBERS) for skill in row.skills}
    left = set(case.left_out) if case.left_out_why else set()
    return [each.value for each in PILLARS if each not in covered | left]


@guard("Nobody independent is on the team: experts of a Government never stand in their place.", rule="SS-08",
       short="Experts of the Government come in addition")
def government_is_additional(case: Any) -> bool:
    there = {row.part for row in case.rows(MEMBERS)}
    return not there & set(ADDITIONAL) or bool(there & set(INDEPENDENT))


@guard("Civil society is neither on the team nor in a plan how it is engaged.", rule="SS-09", short="Civil society is engaged")
def society_engaged(case: Any) -> bool:
    return bool(case.engagement) or any(row.part is Part.SOCIETY for row in case.rows(MEMBERS))


@guard("Name the members that take part.", rule="SS-07", short="The members that take part are named")
def members_named(case: Any) -> bool:
    return bool(case.rows(ORGANIZATIONS))


@missing("The lead organization is not among the members that take part: {}.", rule="SS-07", short="The lead organization takes part")
def lead_takes_part(case: Any) -> list[Any]:
    there = {row.organization for row in case.rows(ORGANIZATIONS)}
    return [case.lead] if case.lead is not None and there and case.lead not in there else []


@guard("The Government was not asked to contribute experts: send the request.", rule="SS-08", short="The Government was asked for experts")
def government_was_asked(case: Any) -> bool:
    return bool(case.roll(EXPERTS)) and case.document(LETTER) is not None


def asked_for_experts(case: Any) -> list[tuple[Any, Any]]:
    """The request to the Government, and that to the regional body, each with whom it is for."""
    return [(task, whom) for task, whom in ((EXPERTS, case.requester), (EXPERTS_OF_BODY, case.body)) if case.roll(task)]


@missing("Nothing shows that the request for experts was sent to {}: add the proof, unless an answer comes.", rule="SS-08",
         short="It is proven that the request for experts was sent")
def request_arrived(case: Any) -> list[Any]:
    if case.document(DISPATCH) is not None:
        return []
    return [whom for task, whom in asked_for_experts(case) if not case.positions(task)]


@missing("Asked for experts, and with time to answer until their 20 working days are over: {}.", rule="SS-08",
         short="Who was asked for experts has had the time to answer")
def experts_not_waited_for(case: Any) -> list[Any]:
    return [whom for task, whom in asked_for_experts(case) if case.waited_for(task)]


TEAM_RULES = (has_independent, skills_covered, government_is_additional, society_engaged, members_named, lead_takes_part)
KEEPING = [Freeze((requester, MEMBERS, ORGANIZATIONS, CONSENT), TEAM_LIST)]
