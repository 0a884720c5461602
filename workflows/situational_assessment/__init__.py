"""SAR: a Government asks, the Committee selects, an agreed team answers one checklist, and needs are ranked (DOMAIN 3.5, 7.7, 11a)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    BACK, HERE, LONG, OPENER, CaseDefinition, Chain, Edit, Field, LinksPanel, MatrixPanel, Open, Outcome, PositionsPanel, Printout,
    Register, Reminder, Rows, RulesPanel, TaskDefinition, TextPanel, WordsPanel, at, days, either, filled, guard, has, linked, months,
    unless, working_days,
)
from workflows._shared import COMMITTEE, MEMBER_STATE, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, ties
from workflows.situational_assessment.answers import (
    AGREED_ANSWERS, ANSWERS, CHECKLIST, ENTRY, SETTLE, SHEET, TAKING, TEAM_ENTRY, because, checklist_chosen, checklist_complete, code,
    differences_reasoned, gap, has_items, irrelevant_why, pillar, status, stays_with_its_version, text, urgency,
)
from workflows.situational_assessment.findings import (
    COMMENT, COMMENTS, DELIVERING, LESSON, PRIORITIES, RANK, REVIEWING, TEAM_RANK, VALIDATING, annex_separated, comments_answered,
    followed_up_twice, gaps, government_was_heard, needs_ranked, not_under_review, ranking_was_shared, silence_is_noted, stamped_if_public,
    team_has_ranked,
)
from workflows.situational_assessment.team import (
    AGREE, ASKING, CONSENT, EXPERTS, EXPERTS_OF_BODY, KEEPING, MEMBERS, ON_TEAM, ORGANIZATIONS, TEAM_RULES, experts_not_waited_for,
    government_was_asked, request_arrived, were_asked,
)
from workflows.situational_assessment.words import (
    ABOUT, AGREED, ANNEX, ASSESSMENT, CANCELLED, CLOSED, DATASET, DEFERRED, DELIVERED, DISPATCH, FINDINGS, FOLLOWED_UP, FOLLOW_UP,
    GOVERNMENT, LEAD, LETTER, NEEDS, NOT_SELECTED, PLAN, PLANNED, PLANNING, RANKED, REPORT, REQUEST, REQUESTED, SCREENING, SELECTION,
    SUSPENDED, TEAM, TEAM_LIST, TEAM_TOLD, TERMS, UNDER_WAY, VALIDATED, VALIDATION, Degree, approach, author, clearance, countries,
    delivered_on, ethics, experts_asked, followed, followed_words, items_hash, lead, look_again, mission_ends, no_lesson, received_on,
    region, requester, society_said, why,
)

CRITERIA = ("Impact", "Replicability", "Scaling up", "Political will", "Need", "Geographic spread", "A plan that is to be renewed")
SCORES = tuple(Field(f"score_{n}", label, Degree, required=True) for n, label in enumerate(CRITERIA, 1))
weighed = Field("weighed", "What speaks for it, and against", LONG, required=True)
SCREENED = Outcome("screened", "Scored", asks=(*SCORES, weighed), mark="holds")
SCREEN = TaskDefinition("screen", "Score the request", OFFICE, during=(SCREENING,), outcomes=(SCREENED,), due=working_days(10),
                        changeable=True)
areas = Field("areas", "Priority areas", LONG, required=True)
commitment = Field("commitment", "Commitment", LONG, required=True, help="What the Government will contribute.")
focal_point = Field("focal_point", "Office that is focal point", LONG)
plan_status = Field("plan_status", "Status of the national plan", LONG)
HEARD = Outcome("heard", "This is our view", asks=(areas, commitment, focal_point, plan_status), mark="holds")
VIEW = TaskDefinition("view", "Give the Government’s view", GOVERNMENT, during=(SCREENING, SELECTION), outcomes=(HEARD,),
                      due=working_days(20), changeable=True, recorders=OFFICE)
reasons = Field("reasons", "Reasons, as the requester reads them", LONG, required=True)


@guard("For a region the regional body asks together with the Government.", rule="SS-01", short="A region is asked for by its body too")
def region_is_backed(case: Any) -> bool:
    return case.region is None or case.body is not None


def outcome(case: Any) -> str | None:
    """What became of the matter that the Committee was asked about last; a text it adopted on another subject selects nothing."""
    decision = case.newest("decided_by")
    if decision is not None and decision.result == "adopted":
        return "selected" if decision.told("subject") == "COUNTRY_REGION_SELECTION" else "otherwise"
    return decision.result if decision is not None else None


@guard("The Committee has it before it, or has selected it.", rule="SS-02")
def is_unselected(case: Any) -> bool:
    return outcome(case) not in (None, "selected")


@guard("The Committee has not decided against it: a matter that was withdrawn is put before it once more.", rule="SS-02")
def was_decided_against(case: Any) -> bool:
    return outcome(case) == "not adopted"


@guard("Only the Committee defers it: by not adopting the selection, or by adopting a text that does not select.", rule="SS-02")
def was_not_selected_now(case: Any) -> bool:
    return outcome(case) in ("not adopted", "otherwise")


@guard("A Government asks for itself: this request comes from somebody who acts for another one.", rule="SS-01",
       short="The Government asks for itself")
def asks_for_itself(case: Any) -> bool:
    return case.opener is None or not case.acts_as(case.opener, MEMBER_STATE) or case.acts_for(case.opener, case.requester)


not_asked_yet = unless("Experts were asked for already.", were_asked)


@guard("The findings are not drafted yet.")
def has_findings(case: Any) -> bool:
    return bool(case.visits(FINDINGS) > 0)


@guard("The findings are not validated yet.")
def was_validated(case: Any) -> bool:
    return bool(case.visits(VALIDATION) > 0)


def weighing(case: Any) -> str:
    """Why the Government asks, and how the request was scored, for the Committee to decide on."""
    given = [each for each in case.positions(SCREEN) if each.outcome is SCREENED][-1:]
    scores = [f"{score.label}: {getattr(last, score.key).value}" for last in given for score in SCORES if getattr(last, score.key)]
    return "\n".join([case.why or "", *scores, *(last.weighed for last in given if last.weighed)])


SELECTED = {"nature": "DECISION", "subject": "COUNTRY_REGION_SELECTION", "significant": True, "background": weighing}
CHOSEN = [linked("decided_by", "adopted", subject="COUNTRY_REGION_SELECTION", says="The Committee has not selected it."),
          VIEW.answered(), has(REQUEST, rule="SS-01")]
ASKED = [has(REQUEST, rule="SS-01"), asks_for_itself, region_is_backed]
COMPOSED = [*TEAM_RULES, filled(lead), CONSENT.all_answered(AGREE)]
TO_PLAN = [checklist_chosen, stays_with_its_version, government_was_asked, request_arrived]
PLANNED_WELL = [has(PLAN), has(TERMS), filled(*PLANNED, rule="SS-09"), has_items, experts_not_waited_for]
DRAFTED = [checklist_complete, differences_reasoned, has(REPORT)]
CHECKED = [*AGREED_ANSWERS, annex_separated]
HEARD_ALL = [*AGREED_ANSWERS, government_was_heard, silence_is_noted, comments_answered, filled(society_said, rule="7.7"), needs_ranked,
             team_has_ranked]
READY = [needs_ranked, team_has_ranked, ranking_was_shared, stamped_if_public]
ENDING = [filled(followed, followed_words), followed_up_twice, LESSON]

definition = CaseDefinition(
    key="situational-assessment", version=1, code="SAR", title="Joint situational assessment", opened_by=MEMBER_STATE | OFFICE,
    initial=REQUESTED, level=SC_RESTRICTED, number_at_opening="SAR", team=ON_TEAM | LEAD,
    about="A Government asks for an assessment. An agreed team answers one checklist with it; the needs are ranked, programmes respond.",
    fields=(*ABOUT, approach, look_again, reasons, *TEAM_TOLD, experts_asked, items_hash, clearance, ethics, mission_ends, *VALIDATED,
            author, delivered_on, gaps, *FOLLOWED_UP, no_lesson),
    opens_with=(requester, received_on, why), items=(MEMBERS, ORGANIZATIONS, CHECKLIST, ANSWERS, COMMENTS, PRIORITIES),
    documents=(REQUEST, LETTER, DISPATCH, TERMS, TEAM_LIST, PLAN, REPORT, ANNEX, DATASET, RANKED),
    links=ties("decided_by", "uses", "reviewed_by", "consulted_through", "victim_input_from", "cites"), remarks_by=COMMITTEE | LEAD,
    publishes=(requester, countries, region, lead, delivered_on, gaps, items_hash),
    tasks=(SCREEN, VIEW, CONSENT, EXPERTS, EXPERTS_OF_BODY, ENTRY, TEAM_ENTRY, SETTLE, COMMENT, TEAM_RANK, RANK),
    edit=(Edit(OPENER | GOVERNMENT | OFFICE, (REQUESTED,), ABOUT), Edit(OFFICE, (SCREENING,), (*ABOUT, approach)),
          Edit(OFFICE | LEAD, (TEAM,), TEAM_TOLD), Edit(LEAD | OFFICE, (AGREED, PLANNING), PLANNED),
          Edit(LEAD, (ASSESSMENT,), (mission_ends,)),
          Edit(LEAD, (FINDINGS, VALIDATION), VALIDATED), Edit(OFFICE, (FOLLOW_UP,), (*FOLLOWED_UP, no_lesson))),
    reminders=(
        Reminder("The request came 60 days ago: the requester waits for an answer.", at(received_on) + days(60), to=OFFICE,
                 during=(REQUESTED, SCREENING, SELECTION)),
        Reminder("The request is to be looked at again.", at(look_again), to=OFFICE, during=(DEFERRED,)),
        Reminder("It was delivered a year ago: what followed?", at(delivered_on) + months(12), to=OFFICE, during=(FOLLOW_UP,)),
    ),
    transitions=[
        REQUESTED.to(SCREENING, "receive", "Take up the request", by=OFFICE, when=ASKED, says="The Government is asked for its view."),
        SCREENING.to(SELECTION, "submit", "Put it before the Committee", by=OFFICE, when=[SCREEN.answered(), filled(approach), *ASKED],
                     then=[Open("consensus-decision", "decided_by", carry=SELECTED)], says="A decision on the selection is opened."),
        SELECTION.to(TEAM, "selected", "It is selected", when=CHOSEN),
        SELECTION.to(SCREENING, "submit_again", "Put it before the Committee once more", by=OFFICE, when=[is_unselected], side=True),
        SELECTION.to(NOT_SELECTED, "not_select", "Tell the requester that it is not selected", by=OFFICE, when=[was_decided_against],
                     asks=[reasons], side=True),
        SELECTION.to(DEFERRED, "defer", "Defer it", by=OFFICE, when=[was_not_selected_now], asks=[look_again, reasons], side=True),
        DEFERRED.to(SCREENING, "reconsider", "Look at it again", by=OFFICE),
        either(TEAM, AGREED).to(HERE, "ask_for_experts", "Ask the Government for experts", by=OFFICE, when=[has(LETTER), not_asked_yet],
                                then=ASKING, side=True, says="It has 20 working days, and may offer none."),
        TEAM.to(AGREED, "agree_team", "Settle the team", by=OFFICE, when=COMPOSED, then=KEEPING),
        either(AGREED, PLANNING).to(TEAM, "recompose", "Compose the team anew", by=OFFICE, reason=True, side=True),
        AGREED.to(PLANNING, "plan", "Begin to plan", by=LEAD | OFFICE, when=TO_PLAN, then=TAKING,
                    says="The items of the checklist are taken over."),
        PLANNING.to(ASSESSMENT, "start", "Begin the assessment", by=LEAD, when=PLANNED_WELL),
        ASSESSMENT.to(FINDINGS, "draft", "Go on to the findings", by=LEAD, when=DRAFTED),
        FINDINGS.to(ASSESSMENT, "assess_more", "Assess more", by=LEAD, reason=True, side=True),
        FINDINGS.to(VALIDATION, "validate", "Send the findings to the Government", by=LEAD, when=CHECKED),
        VALIDATION.to(NEEDS, "agree_needs", "Settle the priority needs", by=LEAD, when=HEARD_ALL, then=VALIDATING),
        NEEDS.to(HERE, "review", "Have the report reviewed", by=OFFICE | LEAD, when=[has(REPORT), not_under_review], asks=[author],
                 then=REVIEWING, side=True, says="A quality review is opened with this file."),
        NEEDS.to(DELIVERED, "deliver", "Deliver it", by=OFFICE, when=READY, then=DELIVERING),
        DELIVERED.to(FOLLOW_UP, "follow_up", "Look at what followed", after=at(delivered_on) + months(6)),
        FOLLOW_UP.to(CLOSED, "close", "Close it", by=OFFICE, when=ENDING),
        either(*UNDER_WAY).to(SUSPENDED, "suspend", "Suspend it", by=SENIOR_MANAGER, reason=True, side=True,
                              says="Nobody is asked anything until it goes on; every period waits."),
        SUSPENDED.to(BACK, "resume", "Go on", by=SENIOR_MANAGER),
        either(*UNDER_WAY, DEFERRED, SUSPENDED).to(CANCELLED, "cancel", "Give it up", by=SENIOR_MANAGER, reason=True, side=True),
    ],
    panels=(RulesPanel("Before the Committee", (SCREEN.answered(), *ASKED), (SCREENING,)),
            RulesPanel("The team", tuple(COMPOSED), (TEAM,)), MatrixPanel("Team", MEMBERS, answers={"Checklist": TEAM_ENTRY}),
            MatrixPanel("Members that take part", ORGANIZATIONS, answers={"Team": CONSENT, "Checklist": ENTRY, "Agreed": SETTLE}),
            RulesPanel("Before the planning", tuple(TO_PLAN), (AGREED,)),
            RulesPanel("Before the mission", tuple(PLANNED_WELL), (PLANNING,)),
            RulesPanel("Before the findings", tuple(DRAFTED), (ASSESSMENT,)),
            RulesPanel("Before the Government comments", tuple(CHECKED), (FINDINGS,)),
            RulesPanel("Before the needs are ranked", tuple(HEARD_ALL), (VALIDATION,)),
            RulesPanel("Before it is delivered", tuple(READY), (NEEDS,)), RulesPanel("Before it is closed", tuple(ENDING), (FOLLOW_UP,)),
            SHEET,
            MatrixPanel("Comments of the Government", COMMENTS, when=(was_validated,)),
            MatrixPanel("Priority needs", PRIORITIES, when=(has_findings,)), TextPanel("Report", REPORT),
            PositionsPanel("Screening", SCREEN), PositionsPanel("View of the Government", VIEW),
            PositionsPanel("Asked for experts", EXPERTS),
            PositionsPanel("Regional body, asked for experts", EXPERTS_OF_BODY),
            PositionsPanel("How the team sees the ranking", TEAM_RANK),
            PositionsPanel("How the Government sees the ranking", RANK),
            LinksPanel("Programmes that respond", {"responds_to": ("lead",)}),
            Chain("Linked cases", ("decided_by", "uses", "reviewed_by", "consulted_through", "victim_input_from", "responds_to",
                                   "learned_from", "cites"))),
    printouts=(
        Printout("assessment", "Agreed answers and needs", (
            Rows("Members that take part", ORGANIZATIONS),
            Rows("Agreed answers", CHECKLIST, (code, pillar, text, irrelevant_why, status, because, gap, urgency)),
            Rows("Priority needs", PRIORITIES), Rows("Comments of the Government", COMMENTS),
            WordsPanel("What civil society said", (society_said,)),
        ), (FINDINGS, VALIDATION, NEEDS, DELIVERED, FOLLOW_UP, CLOSED)),
    ),
    register=Register("Assessments", "assessments", ("number", "title", "state", "requester", "lead", "date"), heading="Assessment",
                      second="requester", filters=("state", "region", "approach"), order=46, presides=OFFICE,
                      desk_label="Secretariat’s desk", desk=("requested", "screening", "team", "agreed", "needs", "follow_up", "deferred"),
                      prepare="Ask for an assessment", present_state=True, asked_label="Asked of me"),
)
