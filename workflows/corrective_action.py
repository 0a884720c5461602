"""CAP: what went wrong is put right by a named organization in a named time, and somebody else looks whether it was (DOMAIN 6, MEL-06)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    DATE, HERE, LONG, OPENER, ORGANIZATION, PERSON, CaseDefinition, Chain, DocumentDefinition, Edit, Field, Outcome, PositionsPanel,
    Register, Reminder, Reopen, RulesPanel, Set, State, TaskDefinition, TextPanel, WordsPanel, at, days, either, filled, guard, has,
    named, unless, working_days,
)
from workflows._shared import COMMITTEE, MEMBER, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, nothing, ties, today


@guard("Whoever has reported it as done does not verify it.", rule="MEL-06")
def did_not_report(case: Any, someone: Any) -> bool:
    return someone is None or case.reported_by is None or someone != case.reported_by


deviation = Field("deviation", "What is not as it should be", LONG, required=True)
cause = Field("cause", "Why it came about", LONG)
owner = Field("owner", "Organization that puts it right", ORGANIZATION, help="For one without a seat the Secretariat acts.")
plan = Field("plan", "What is done", LONG, help="Steps, and how one will see that it has helped.")
due_on = Field("due_on", "To be done by", DATE)
verifier = Field("verifier", "Who verifies it", PERSON, checks=(did_not_report,),
                 help="Somebody who does not act for the organization that puts it right.")
done = Field("done", "What was done", LONG, required=True)
done_on = Field("done_on", "Reported as done on", DATE)
reported_by = Field("reported_by", "Reported by", PERSON, internal=True)
PLAN = (cause, owner, plan, due_on, verifier)

OPENED = State("opened", "Opened", due=working_days(10), moment="Something is not as it should be; it is planned how to put it right.")
PLANNED = State("planned", "Planned", due=working_days(5), moment="It is planned what is done, by whom and until when.")
IN_PROGRESS = State("in_progress", "In progress", due=at(due_on), tone="run", moment="It is being put right, until {due_on}.")
VERIFIED = State("verified", "Verified", due=working_days(10), tone="ok", moment="Somebody else has seen that it was put right.")
CLOSED = State("closed", "Closed", result="closed", final=True, tone="ok", moment="It was put right, and verified.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="It was not carried on.")


@guard("The organization has no seat on the Committee: the Secretariat acts for it.")
def owner_is_seated(case: Any) -> bool:
    return case.owner is not None and case.owner in case.seated(MEMBER)


OWNER = named(owner, MEMBER).when(owner_is_seated)
ACTING = OWNER | OFFICE
EVIDENCE = DocumentDefinition("evidence", "Evidence that it was put right", edit=(Edit(ACTING, (IN_PROGRESS,)),))


@guard("Whoever acts for the organization that puts it right does not verify it: name somebody else.", rule="MEL-06",
       short="Somebody else verifies it", wants=(verifier,))
def verified_by_another(case: Any) -> bool:
    return case.owner is None or case.verifier is None or not case.acts_for(case.verifier, case.owner)


@guard("Whoever acts for the organization that put it right does not verify it.", rule="MEL-06")
def is_another(case: Any, someone: Any) -> bool:
    return someone is None or case.owner is None or not case.acts_for(someone, case.owner)


@guard("You verify it, so somebody else reports it; or have another verifier named.", rule="MEL-06")
def reported_by_another(case: Any, answer: Any) -> bool:
    return answer.by is None or answer.by != case.verifier


def who_reports(case: Any) -> Any:
    return case.answer.by


@guard("The day by which it is to be done lies ahead.", rule="MEL-06", short="The day lies ahead",
       wants=(due_on,))
def day_lies_ahead(case: Any) -> bool:
    return case.due_on is None or case.due_on > today(case)


@guard("The new day lies ahead.", rule="MEL-06")
def new_day_lies_ahead(case: Any, answer: Any) -> bool:
    return answer.due_on is not None and answer.due_on > today(case)


@guard("Nobody has said yet that it is done.")
def is_reported(case: Any) -> bool:
    return case.done_on is not None


HELPED = Outcome("helped", "It was put right", mark="holds")
NOT_YET = Outcome("not_yet", "It is not put right yet", reason=True, mark="partly", then=(Set(done_on, nothing),),
                  says="The organization works on it again, and you are asked again.")
VERIFY = TaskDefinition("verify", "Verify that it was put right", named(verifier), during=(IN_PROGRESS,), when=(is_reported,),
                        outcomes=(HELPED, NOT_YET), binds=(EVIDENCE,), eligible=(is_another, did_not_report), due=working_days(10),
                        beside=(EVIDENCE,))
PLANNED_WELL = [filled(*PLAN, rule="MEL-06"), verified_by_another, day_lies_ahead]

definition = CaseDefinition(
    key="corrective-action", version=1, code="CAP", title="Corrective action", opened_by=COMMITTEE, initial=OPENED, level=SC_RESTRICTED,
    number_at_opening="CAP", about="What is not as it should be is put right by one organization until a day, and verified by another.",
    fields=(deviation, *PLAN, done, done_on, reported_by), opens_with=(deviation,), documents=(EVIDENCE,), remarks_by=COMMITTEE,
    tasks=(VERIFY,), links=ties("originates_from", "responds_to"), publishes=(owner, due_on, done_on),
    edit=(Edit(OPENER | OFFICE, (OPENED,), (deviation, *PLAN)), Edit(OWNER, (OPENED,), PLAN), Edit(ACTING, (PLANNED,), (cause, plan)),
          Edit(OFFICE, (IN_PROGRESS,), (verifier,))),
    reminders=(
        Reminder("This corrective action is to be done in a week.", at(due_on) - days(7), to=ACTING, during=(IN_PROGRESS,)),
        Reminder("This corrective action is due, and not verified.", at(due_on), to=SENIOR_MANAGER, during=(IN_PROGRESS,)),
    ),
    transitions=[
        OPENED.to(PLANNED, "plan", "The action is planned", by=ACTING | OPENER, when=PLANNED_WELL),
        PLANNED.to(IN_PROGRESS, "begin", "Begin", by=ACTING, when=[day_lies_ahead]),
        IN_PROGRESS.to(HERE, "report", "Report it as done", by=ACTING, asks=[done],
                       when=[has(EVIDENCE, rule="MEL-06"), verified_by_another, reported_by_another,
                             unless("It is reported as done already.", is_reported)],
                       then=[Set(done_on, today), Set(reported_by, who_reports), Reopen(VERIFY)],
                       says="Somebody else is asked whether it was put right."),
        IN_PROGRESS.to(VERIFIED, "verified", "It was put right", when=[VERIFY.answered(HELPED)]),
        either(PLANNED, IN_PROGRESS).to(HERE, "move", "Give it another day", by=SENIOR_MANAGER, asks=[due_on], reason=True, side=True,
                                        when=[new_day_lies_ahead]),
        VERIFIED.to(CLOSED, "close", "Close it", by=OFFICE),
        VERIFIED.to(IN_PROGRESS, "take_up_again", "Take it up again", by=OFFICE, reason=True, side=True, then=[Set(done_on, nothing)]),
        either(OPENED, PLANNED, IN_PROGRESS).to(WITHDRAWN, "withdraw", "Do not carry it on", by=OFFICE, reason=True, side=True),
    ],
    panels=(WordsPanel("What is put right", (deviation, cause, plan, done)),
            RulesPanel("Before it begins", tuple(PLANNED_WELL), (OPENED,)), TextPanel("Evidence", EVIDENCE),
            PositionsPanel("Verification", VERIFY), Chain("Linked cases", ("originates_from", "responds_to"))),
    register=Register("Corrective actions", "corrective-actions", ("number", "title", "state", "owner", "due_on", "done_on"),
                      heading="Corrective action", second="deviation", filters=("state",), prepare="Open a corrective action",
                      order=60, presides=OFFICE, desk_label="Secretariat’s desk", desk=("opened", "planned", "in_progress", "verified"),
                      asked_label="Asked of me"),
)
