"""The words of a joint situational assessment: fields, documents and states."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, INSTANT, LONG, ORGANIZATION, PERSON, TEXT, YES_NO, DocumentDefinition, Edit, Field, State, at, days, guard, months, named,
    working_days,
)
from workflows._shared import CASE_TEAM, MEMBER, MEMBER_STATE, OFFICE, REGIONAL_BODY, Region, Skill, is_member


class Approach(StrEnum):
    SINGLE = "One country"
    STAGES = "Countries at different stages"
    CLUSTER = "Cluster with a common problem"


class Degree(StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class Followed(StrEnum):
    PROGRAMME = "A joint programme"
    NATIONAL_PLAN = "A national plan"
    OTHERS = "Other actors"
    NOTHING = "Nothing yet"


@guard("Choose a Government.", rule="SS-01")
def is_government(case: Any, organization: Any) -> bool:
    return bool(organization.attributes.get("sector") == "GOVERNMENT")


@guard("Choose a regional body.", rule="SS-01")
def is_regional_body(case: Any, organization: Any) -> bool:
    return bool(organization.attributes.get("sector") == "REGIONAL_BODY")


@guard("Twelve months after the delivery are not over yet.", rule="7.7")
def a_year_is_over(case: Any, words: Any) -> bool:
    return case.delivered_on is not None and case.after(case.house_day(case.delivered_on), months(12)) <= case.at


requester = Field("requester", "Requesting Government", ORGANIZATION, required=True, checks=(is_government,))
countries = Field("countries", "Countries", ORGANIZATION, many=True, checks=(is_government,), help="The requesting one, and any others.")
region = Field("region", "Region", Region, help="For a region as a whole.")
body = Field("body", "Regional body", ORGANIZATION, checks=(is_regional_body,), help="It asks together with the Government.")
received_on = Field("received_on", "Request received on", DATE, required=True)
why = Field("why", "Why it is asked for", LONG, required=True)
approach = Field("approach", "Approach", Approach)
look_again = Field("look_again", "Look again on", DATE, required=True)
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,))
left_out = Field("left_out", "Skills not appropriate here", Skill, many=True)
left_out_why = Field("left_out_why", "Why they are not appropriate", LONG)
engagement = Field("engagement", "How civil society and other sectors are engaged", LONG)
experts_asked = Field("experts_asked", "Experts were asked for", INSTANT, internal=True)
clearance = Field("clearance", "Security clearance", LONG)
ethics = Field("ethics", "Ethics and data protection", LONG, help="Above all: do no harm. What is asked, of whom, and how it is kept.")
mission_ends = Field("mission_ends", "Mission ends on", DATE)
no_annex = Field("no_annex", "Why there is no confidential annex", LONG)
author = Field("author", "Report written up by", PERSON, required=True, help="Answers the reviewers of the report.")
society_said = Field("society_said", "What civil society said of the findings", LONG)
unheard = Field("unheard", "Note, where the Government did not comment", LONG, help="When it was asked, and how.")
is_public = Field("is_public", "The report is published", YES_NO, default=False)
items_hash = Field("items_hash", "Checklist that is answered (SHA-256)", TEXT, internal=True)
delivered_on = Field("delivered_on", "Delivered on", DATE)
after_half = Field("after_half", "What was seen six months after the delivery", LONG)
after_year = Field("after_year", "What was seen twelve months after the delivery", LONG, checks=(a_year_is_over,))
no_follow_up = Field("no_follow_up", "Why a follow-up was not made", LONG)
followed = Field("followed", "What followed", Followed)
followed_words = Field("followed_words", "In words", LONG)
no_lesson = Field("no_lesson", "Why no lesson is drawn", LONG, help="Where none is captured.")

ABOUT = (requester, countries, region, body, received_on, why)
TEAM_TOLD = (lead, left_out, left_out_why, engagement)
PLANNED = (engagement, clearance, ethics, mission_ends)
VALIDATED = (society_said, unheard, no_annex, is_public)
FOLLOWED_UP = (after_half, after_year, no_follow_up, followed, followed_words)

LEAD, GOVERNMENT = named(lead, MEMBER), named(requester, MEMBER_STATE)
BODY = named(body, REGIONAL_BODY)

REQUESTED = State("requested", "Requested", due=working_days(5), moment="A Government asks for an assessment.")
SCREENING = State("screening", "Screening", due=working_days(10), tone="run", moment="The request is scored, and the Government heard.")
SELECTION = State("selection", "Selection", waits="the Committee", tone="run", moment="The Committee selects, the Government has its say.")
TEAM = State("team", "Team composition", due=working_days(20), tone="run", moment="The team is being put together.")
AGREED = State("agreed", "Team agreed", due=working_days(10), moment="All who take part have agreed to the team.")
PLANNING = State("planning", "Planning", due=working_days(20), tone="run", moment="The mission is being planned.")
ASSESSMENT = State("assessment", "Assessment", due=at(mission_ends) + days(30), tone="run", moment="The team answers the checklist.")
FINDINGS = State("findings", "Findings drafted", due=working_days(15), tone="run", moment="The agencies confirm the agreed answers.")
VALIDATION = State("validation", "Validation", due=working_days(25), tone="run", moment="The Government comments on the findings.")
NEEDS = State("needs", "Priority needs agreed", due=working_days(10), moment="The needs are ranked; the report is finished.")
DELIVERED = State("delivered", "Delivered", result="delivered", waits="what follows", tone="ok", moment="The report is delivered.")
FOLLOW_UP = State("follow_up", "Follow-up", result="delivered", due=months(6), tone="ok", moment="It is looked at what followed.")
CLOSED = State("closed", "Closed", result="delivered", final=True, tone="ok", moment="It is known what followed.")
NOT_SELECTED = State("not_selected", "Not selected", result="not selected", final=True, moment="The Committee did not select it.")
DEFERRED = State("deferred", "Deferred", result="deferred", due=at(look_again), moment="It is looked at again on the day named.")
SUSPENDED = State("suspended", "Suspended", pause=True, due=days(90), tone="warn", moment="The assessment rests.")
CANCELLED = State("cancelled", "Cancelled", result="cancelled", final=True, moment="The assessment was given up.")
UNDER_WAY = (REQUESTED, SCREENING, SELECTION, TEAM, AGREED, PLANNING, ASSESSMENT, FINDINGS, VALIDATION, NEEDS)

REQUEST = DocumentDefinition("request", "Written request", edit=(Edit(GOVERNMENT | OFFICE, (REQUESTED, SCREENING)),))
LETTER = DocumentDefinition("letter", "Request for experts", edit=(Edit(OFFICE, (TEAM, AGREED)),))
DISPATCH = DocumentDefinition("dispatch", "Proof that the request for experts was sent", edit=(Edit(OFFICE, (TEAM, AGREED)),),
                              help="A receipt, or the dated note of whoever handed it over.")
TERMS = DocumentDefinition("terms", "Terms of reference", edit=(Edit(LEAD | OFFICE, (TEAM, AGREED, PLANNING)),))
PLAN = DocumentDefinition("plan", "Mission plan", edit=(Edit(LEAD, (PLANNING,)),))
REPORT = DocumentDefinition("report", "Report", edit=(Edit(LEAD, (ASSESSMENT, FINDINGS, VALIDATION, NEEDS)),))
ANNEX = DocumentDefinition("annex", "Confidential annex", edit=(Edit(LEAD, (ASSESSMENT, FINDINGS, VALIDATION)),), level=CASE_TEAM.key)
DATASET, RANKED = DocumentDefinition("dataset", "Checklist data set"), DocumentDefinition("ranked", "Priority needs as agreed")
TEAM_LIST = DocumentDefinition("team_list", "Team as agreed")
