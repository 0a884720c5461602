"""RSK: a risk is assessed, treated and looked at every quarter; a very high one comes before the Committee (DOMAIN 7.19, 10.6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, HERE, LONG, NUMBER, OPENER, ORGANIZATION, PERSON, YES_NO, CaseDefinition, Chain, Edit, Field, HeatMapPanel, ItemDefinition,
    LinksPanel, MatrixPanel, Open, Outcome, PositionsPanel, Register, Reminder, RulesPanel, Set, State, TaskDefinition, WordsPanel,
    answered, at, either, filled, guard, missing, months, named, working_days,
)
from workflows._shared import (
    CHAIR, COCHAIR, COMMITTEE, HEAT, OFFICE, RISK_SETTINGS, SC_RESTRICTED, SENIOR_MANAGER, Impact, Likelihood, Principle, RiskLevel, impact,
    likelihood, nothing, risk_level, risk_score, ties,
)


class Category(StrEnum):
    INTER_AGENCY = "Between agencies"
    OWNERSHIP = "Reputation and ownership"
    RELEVANCE = "Relevance"
    POLITICAL = "Political"
    FINANCIAL = "Financial and fundraising"
    DELIVERY = "Delivery"
    SAFEGUARDING = "Safeguarding of victims"
    DATA_PROTECTION = "Data protection"
    EVIDENCE = "Evidence and quality"


class Response(StrEnum):
    AVOID = "Avoid it"
    REDUCE = "Reduce it"
    SHARE = "Share it"
    ACCEPT = "Accept it"


class Progress(StrEnum):
    PLANNED = "Planned"
    UNDER_WAY = "Under way"
    DONE = "Done"
    DROPPED = "Dropped"


def score_now(case: Any) -> int | None:
    return risk_score(case.likelihood, case.impact)


def residual_now(case: Any) -> int | None:
    return risk_score(case.residual_likelihood, case.residual_impact)


def level_now(case: Any) -> RiskLevel | None:
    return risk_level(case, score_now(case))


@guard("The owner is a focal point, or of the Secretariat.", rule="7.19")
def owner_is_of_the_house(case: Any, someone: Any) -> bool:
    return someone is None or case.acts_as(someone, COMMITTEE)


cause = Field("cause", "Cause", LONG, help="Because of what?")
event = Field("event", "Event", LONG, required=True, help="What may happen?")
consequence = Field("consequence", "Consequence", LONG, help="What would follow for those the initiative works for, and for it?")
category = Field("category", "Category", Category)
touches = Field("touches", "Principles it touches", Principle, many=True)
owner = Field("owner", "Owner", PERSON, checks=(owner_is_of_the_house,), help="Watches over it, and sees that it is treated.")
grounds = Field("grounds", "What this rests on", LONG, required=True)
score = Field("score", "Score", NUMBER, computed=score_now)
risk_is = Field("risk_is", "Level", RiskLevel, computed=level_now)
response = Field("response", "Response", Response)
residual_likelihood = Field("residual_likelihood", "Likelihood after the treatment", Likelihood)
residual_impact = Field("residual_impact", "Impact after the treatment", Impact)
residual = Field("residual", "Residual score", NUMBER, computed=residual_now)
next_review = Field("next_review", "Next review", DATE)
came_very_high = Field("came_very_high", "Before the Committee for being very high", YES_NO, internal=True)
taken_up = Field("taken_up", "Score that the Committee has taken up", NUMBER, internal=True)
happened = Field("happened", "What has happened", LONG, required=True)
conclusion = Field("conclusion", "What the Committee concludes", LONG, required=True, help="With the meeting in whose record it stands.")
STATEMENT = (cause, event, consequence, category, touches, owner)
TREATED = (response, residual_likelihood, residual_impact)
SCORING = (likelihood, impact, grounds)

IDENTIFIED = State("identified", "Identified", due=working_days(5), moment="Somebody sees a risk; it is to be assessed.")
ASSESSED = State("assessed", "Assessed", due=working_days(10), moment="It is assessed; its treatment is to be planned.")
PLANNED = State("planned", "Treatment planned", due=working_days(20), moment="It is planned how it is treated.")
MONITORED = State("monitored", "Monitored", tone="run", moment="It is treated, and looked at every quarter.")
ESCALATED = State("escalated", "Escalated", tone="warn", moment="It is on the agenda of the Committee.")
MATERIALISED = State("materialised", "Materialised", tone="stop", waits="the corrective action", moment="It has happened; it is put right.")
CLOSED = State("closed", "Closed", result="closed", final=True, moment="It is no risk any more.")
WATCHED = (ASSESSED, PLANNED, MONITORED)
RUNNING = (*WATCHED, ESCALATED)

OWNER = named(owner)
ACTING = OWNER | OFFICE
PRESIDING = CHAIR | COCHAIR

action = Field("action", "Action", LONG, required=True)
responsible = Field("responsible", "Responsible", ORGANIZATION, required=True)
done_by = Field("done_by", "Done by", DATE, required=True)
progress = Field("progress", "Progress", Progress, required=True, default="PLANNED")
OPEN = (Progress.PLANNED, Progress.UNDER_WAY)
ACTIONS = ItemDefinition("actions", "Treatment", (action, responsible, done_by, progress), named_by="action",
                         edit=(Edit(ACTING, RUNNING),))


def next_action(case: Any) -> Any:
    """The day by which the next action was to be done."""
    ahead = [row.done_by for row in case.rows(ACTIONS) if row.progress in OPEN and row.done_by is not None]
    return min(ahead, default=None)


action_due = Field("action_due", "Next action is to be done by", DATE, computed=next_action, internal=True)


@guard("It is not high.")
def is_high(case: Any) -> bool:
    return level_now(case) in (RiskLevel.HIGH, RiskLevel.VERY_HIGH)


def is_very_high(case: Any) -> bool:
    return level_now(case) is RiskLevel.VERY_HIGH


@guard("The Committee need not take it up, or has done so.")
def is_for_the_committee(case: Any) -> bool:
    """Very high, and higher than the Committee has seen it since it was that last."""
    return is_very_high(case) and (score_now(case) or 0) > (case.taken_up or 0)


@guard("It is very high still, or came before the Committee for another reason.")
def is_very_high_no_more(case: Any) -> bool:
    return bool(case.came_very_high) and not is_very_high(case)


@guard("No action is planned against it yet; only what is accepted needs none.", rule="7.19", short="Something is done, or it is accepted",
       wants=(response, action))
def something_is_done(case: Any) -> bool:
    return case.response is Response.ACCEPT or any(row.progress is not Progress.DROPPED for row in case.rows(ACTIONS))


@guard("After its treatment a risk is not greater than before.", rule="7.19", short="The treatment makes it no greater",
       wants=(residual_likelihood, residual_impact))
def treatment_helps(case: Any) -> bool:
    before, after = score_now(case), residual_now(case)
    return before is None or after is None or after <= before


@guard("Nothing has begun of what is planned.", rule="7.19", short="The treatment has begun", wants=(progress,))
def treatment_begun(case: Any) -> bool:
    begun = (Progress.UNDER_WAY, Progress.DONE)
    return case.response is Response.ACCEPT or any(row.progress in begun for row in case.rows(ACTIONS))


@missing("Still planned or under way: {}.", rule="7.19", short="Every action is done or dropped", wants=(progress,))
def actions_over(case: Any) -> list[str]:
    return [row.label for row in case.rows(ACTIONS) if row.progress in OPEN]


@guard("A decision on it is being prepared already.")
def no_decision_runs(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is None or newest.result is not None


@guard("The corrective action is not over.")
def is_put_right(case: Any) -> bool:
    found = case.links("responds_to", incoming=True)
    return bool(found) and all(each.result is not None for each in found)


def in_a_quarter(case: Any) -> Any:
    return case.calendar.day_of(case.after(case.at, months(3)))


def still_taken_up(case: Any) -> int | None:
    """What the Committee has seen counts until the risk has been less than very high."""
    seen: int | None = case.taken_up
    return seen if is_very_high(case) else None


def statement(case: Any) -> str:
    """Cause, event and consequence in one text, with the score."""
    words = "\n".join(each for each in (case.cause, case.event, case.consequence) if each)
    return f"{words}\n{case.likelihood} × {case.impact} = {case.score}"


SEEN = Outcome("seen", "I have looked at it", mark="holds")
LOOK = TaskDefinition("look", "Look at a risk that is high", SENIOR_MANAGER, during=RUNNING, when=(is_high,), outcomes=(SEEN,),
                      binds=(likelihood, impact), due=working_days(5))
TAKEN_UP = Outcome("taken_up", "The Committee has taken it up", asks=(conclusion,), mark="holds")
AGENDA = TaskDefinition("agenda", "Put the risk on the agenda of the Committee", PRESIDING, during=(ESCALATED,), outcomes=(TAKEN_UP,),
                        due=working_days(20))
REVIEWED = (Set(next_review, in_a_quarter), Set(taken_up, still_taken_up))
SAME = Outcome("same", "It stands as it is", mark="holds", then=REVIEWED)
CHANGED = Outcome("changed", "It has changed", asks=SCORING, mark="partly",
                  then=(*(Set(each, answered(each)) for each in SCORING), *REVIEWED))
REVIEW = TaskDefinition("review", "Review the risk", OWNER, during=RUNNING, outcomes=(SAME, CHANGED), every=months(3),
                        due=at(next_review))

DESCRIBED = [filled(cause, event, consequence, category, owner, rule="7.19")]
PLANNED_WELL = [filled(*TREATED, rule="7.19"), something_is_done, treatment_helps]
ACTION = [Open("corrective-action", "responds_to", back=True, carry={"deviation": happened})]
DECISION = [Open("consensus-decision", "decided_by", carry={"nature": "DECISION", "subject": "OTHER", "background": statement})]
FROM_NOW = [Set(taken_up, score_now)]

definition = CaseDefinition(
    key="risk", version=1, code="RSK", title="Risk", opened_by=COMMITTEE, initial=IDENTIFIED, level=SC_RESTRICTED, number_at_opening="RSK",
    about="What may happen, how likely it is and how bad; what is done against it, by whom, and what is left of it then.",
    fields=(*STATEMENT, *SCORING, score, risk_is, *TREATED, residual, next_review, action_due, taken_up,
            came_very_high, happened), opens_with=(event,),
    items=(ACTIONS,), links=ties("originates_from", "threatens", "informs", "decided_by"), remarks_by=COMMITTEE, settings=RISK_SETTINGS,
    publishes=(category, likelihood, impact, score, risk_is, response, residual), tasks=(LOOK, AGENDA, REVIEW),
    reminders=(Reminder("An action against this risk was to be done by now.", at(action_due), to=ACTING, during=RUNNING),),
    edit=(Edit(OPENER | OFFICE, (IDENTIFIED,), STATEMENT), Edit(ACTING, RUNNING, (*STATEMENT, *TREATED))),
    transitions=[
        IDENTIFIED.to(ASSESSED, "assess", "Assess it", by=OPENER | ACTING, asks=SCORING, when=DESCRIBED,
                      then=[Set(next_review, in_a_quarter)]),
        IDENTIFIED.to(CLOSED, "dismiss", "It is no risk", by=OFFICE, reason=True, side=True),
        either(*WATCHED).to(ESCALATED, "very_high", "It is very high", when=[is_for_the_committee], then=[Set(came_very_high, True)]),
        either(*WATCHED).to(ESCALATED, "escalate", "Put it before the Committee", by=ACTING, reason=True, side=True,
                            then=[Set(came_very_high, False)], says="Whoever presides is asked to put it on the agenda."),
        ESCALATED.to(ASSESSED, "taken_up", "The Committee has taken it up", when=[AGENDA.answered()], then=FROM_NOW),
        ESCALATED.to(ASSESSED, "de_escalate", "It is very high no more", when=[is_very_high_no_more], then=[Set(taken_up, nothing)]),
        ESCALATED.to(HERE, "decide", "Prepare a decision on it", by=OFFICE | PRESIDING, when=[no_decision_runs], then=DECISION, side=True),
        ASSESSED.to(PLANNED, "plan", "The treatment is planned", by=ACTING, when=PLANNED_WELL, then=[Set(next_review, in_a_quarter)]),
        PLANNED.to(MONITORED, "monitor", "The treatment has begun", by=ACTING, when=[treatment_begun, treatment_helps]),
        MONITORED.to(PLANNED, "plan_anew", "Plan another treatment", by=ACTING, reason=True, side=True),
        either(*RUNNING).to(HERE, "assess_again", "Assess it again", by=ACTING, asks=SCORING, side=True,
                            then=[Set(taken_up, still_taken_up)]),
        either(*RUNNING).to(MATERIALISED, "materialise", "It has happened", by=ACTING, asks=[happened], then=ACTION, side=True,
                            says="A corrective action is opened."),
        MATERIALISED.to(ASSESSED, "put_right", "It was put right", when=[is_put_right], then=[Set(next_review, in_a_quarter)]),
        either(*WATCHED).to(CLOSED, "close", "Close it", by=OFFICE, reason=True, when=[actions_over], side=True),
    ],
    panels=(WordsPanel("The risk", (cause, event, consequence, grounds)), HeatMapPanel("Where it lies", HEAT),
            RulesPanel("Before it is assessed", tuple(DESCRIBED), (IDENTIFIED,)),
            RulesPanel("Before it is treated", tuple(PLANNED_WELL), (ASSESSED,)),
            RulesPanel("Before it is monitored", (treatment_begun, treatment_helps), (PLANNED,)), MatrixPanel("Treatment", ACTIONS),
            PositionsPanel("Review", REVIEW), PositionsPanel("Committee", AGENDA),
            LinksPanel("Corrective actions", {"responds_to": ("owner", "due_on")}),
            Chain("Linked cases", ("threatens", "originates_from", "informs", "decided_by", "responds_to"))),
    register=Register("Risks", "risks", ("number", "title", "state", "risk_is", "score", "residual", "owner", "next_review"),
                      heading="Risk", second="event", filters=("state", "risk_is", "category", "response"), order=58, presides=OFFICE,
                      prepare="Note a risk", desk_label="Secretariat’s desk", desk=("identified", "assessed", "planned", "look"), heat=HEAT,
                      heat_label="Open risks by likelihood and impact"),
)
