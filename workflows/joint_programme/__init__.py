"""JPR: a joint programme answers an assessment; seed money begins it, others carry it on, an evaluation ends it (DOMAIN 7.9, 11a)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    BACK, HERE, CaseDefinition, Chain, Edit, Freeze, HeatMapPanel, MatrixPanel, Open, PositionsPanel, Register, Reminder, RulesPanel,
    TextPanel, at, days, either, filled, guard, has, linked, months, named,
)
from workflows._shared import COMMITTEE, FIDUCIARY, HEAT, MEMBER, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, lesson_drawn, ties
from workflows.joint_programme.exchange import ACTIVITY
from workflows.joint_programme.money import (
    ALLOCATE, ALLOCATED, BEGUN_LINES, BUDGET, CHECK, CONFIRM, IN_ORDER, KEEPING, MONEY_PANEL, NOT_IN_ORDER, REFUSED, budget_listed,
    budget_total, direct_share, earmark_is_enough, earmark_set, evaluation_budgeted, evaluation_funds, funds_confirmed, no_seed_in_it,
    phase_is_funded, seed_is_enough, spenders_named, support_share, upcoming,
)
from workflows.joint_programme.phases import (
    AGAIN, BEGINNING, COMPARED, END, FRAMED, GANTT, GATES, INDICATORS, KEEPING_ANSWERS, MILESTONES, PHASES, PROGRESS, RESULTS, TAKING,
    all_measured, end_line, phase_planned, phase_reported, phase_reviewed,
)
from workflows.joint_programme.printouts import PRINTOUTS
from workflows.joint_programme.reports import (
    FINANCIAL, FINANCIAL_REPORT, NARRATIVE, NARRATIVE_REPORT, NEW_YEAR, UPDATE, financial_due, narrative_due, reported_year,
    reports_asked_on,
)
from workflows.joint_programme.risks import NOTING, risks_noted
from workflows.joint_programme.selection import (
    CHOSEN, CRITERIA, PRINCIPLES, PROPOSED, TO_ADVISE, TO_SELECT, selection_not_adopted, was_decided_against,
)
from workflows.joint_programme.signing import (
    ENDORSE, SIGN, SIGNATORIES, SIGNING, governments_endorsed, members_signed, signatories_complete,
)
from workflows.joint_programme.stopping import (
    PUT_FORWARD, REQUEST, STOPPING, TO_STOP, asked_once, end_decided, handing_over_decided, stop_asked, suspension_decided,
)
from workflows.joint_programme.words import (
    ABOUT, ACTIVE, AIMS, APPROVED, BEGUN_BEFORE, CLOSED, CONCEPT, DOCUMENT, EVALUATION, FINAL_REPORT, FORMULATED, FORMULATION, HANDED_OVER,
    LEAD, MIN_SHARE, MOBILISATION, NEXT_PHASE, NOT_SELECTED, NOTE, PHASE_1, PHASE_REPORT, RECORDS, REVIEW, REVIEWED, RUNNING, SEED,
    SELECTION, SIGNATURES, SIGNED_BUDGET, SNAPSHOT, STOPPABLE, SUSPENDED, TERMINATED, WITHDRAWN, begins_on, capacity, countries, currency,
    ends_on, exit_plan, fiduciary, half_time, handed_to, health, health_words, lead, low_share, no_lesson, phase, phase_ends, region,
    seed_amount, seed_use,
)


@guard("The assessment names gaps in direct assistance: say how they are covered, or why not.", rule="SS-16",
       short="Gaps in direct assistance are covered, or reasoned")
def gaps_are_covered(case: Any) -> bool:
    assessment = case.newest("responds_to")
    named_there = assessment is not None and bool(assessment.told("gaps"))
    return not named_there or bool(case.gaps)


def participants(case: Any) -> Any:
    """Everybody who takes part and signs."""
    return tuple(row.signatory for row in case.rows(SIGNATORIES) if row.signatory is not None)


def aims(case: Any) -> str:
    """What it is measured by when it is evaluated."""
    return "\n".join(each for each in (case.short_term, case.medium_term, case.long_term) if each)


def receivers(case: Any) -> Any:
    """Whoever receives money of a line."""
    return tuple(dict.fromkeys(row.payer for row in case.rows(BUDGET) if row.payer is not None))


def next_receivers(case: Any) -> Any:
    """Whoever receives money of the coming phase."""
    return tuple(dict.fromkeys(row.payer for row in case.rows(BUDGET) if row.no == upcoming(case) and row.payer is not None))


EVALUATED = {"kind": "PROGRAMME", "lead": lead, "participants": participants, "ends_on": ends_on, "subject": aims,
             "funds": evaluation_funds, "currency": currency}
WRITTEN = [has(DOCUMENT), filled(*AIMS, begins_on, ends_on, rule="SS-15"), *FRAMED, signatories_complete, budget_listed, spenders_named,
           seed_is_enough, risks_noted]
EARMARKED = [evaluation_budgeted, earmark_set, earmark_is_enough]
READY = [*EARMARKED, gaps_are_covered, filled(capacity, rule="SS-20"), CHECK.answered(IN_ORDER),
         members_signed, governments_endorsed]
FIRST = [phase_planned, phase_is_funded, funds_confirmed, linked("uses", "in use",
                                                                 says="Tie the programme to the checklist that is in use.")]
CLOSING = [phase_reported, *GATES]
NEXT = [*GATES, phase_planned, phase_is_funded, no_seed_in_it, *EARMARKED, funds_confirmed, phase_reviewed]
EVALUABLE = [*CLOSING, phase_reviewed, *EARMARKED]
DONE = [has(FINAL_REPORT), linked("evaluates", "final", incoming=True, says="Its evaluation is not final yet."), all_measured, end_line,
        END.answered(),
        lesson_drawn(no_lesson)]

definition = CaseDefinition(
    key="joint-programme", version=1, code="JPR", title="Joint programme", opened_by=MEMBER | OFFICE, initial=CONCEPT, level=SC_RESTRICTED,
    number_at_opening="JPR", team=named(participants, MEMBER) | LEAD | named(receivers, FIDUCIARY),
    about="Members and Governments answer an assessment together: selected, formulated, signed, carried out in phases, evaluated.",
    fields=(*ABOUT, *BEGUN_BEFORE, *FORMULATED, seed_amount, seed_use, phase, phase_ends, budget_total, support_share, direct_share,
            health, health_words, reported_year, reports_asked_on, narrative_due, financial_due, half_time, exit_plan, stop_asked,
            handed_to, no_lesson),
    opens_with=(lead,), items=(PRINCIPLES, CRITERIA, PHASES, MILESTONES, BUDGET, BEGUN_LINES, RESULTS, SIGNATORIES, PROGRESS),
    documents=(DOCUMENT, NOTE, REVIEWED, SIGNED_BUDGET, SIGNATURES, PHASE_REPORT, NARRATIVE_REPORT, FINANCIAL_REPORT, RECORDS,
               SNAPSHOT, FINAL_REPORT), settings=(MIN_SHARE,),
    links=ties("responds_to", "decided_by", "advised_by", "stopped_by", "uses", "cites", "funded_by", "originates_from"),
    remarks_by=COMMITTEE,
    publishes=(countries, region, lead, phase, phase_ends, budget_total, support_share, direct_share, health),
    accepts={"activity-proposal": {"innovative_why": "innovative_why", "collective_why": "collective_why", "lead": "lead"}},
    tasks=(ALLOCATE, CHECK, SIGN, ENDORSE, CONFIRM, AGAIN, END, UPDATE, NARRATIVE, FINANCIAL, REQUEST, PUT_FORWARD),
    edit=(Edit(MEMBER | OFFICE, (CONCEPT,), ABOUT), Edit(OFFICE, (CONCEPT,), BEGUN_BEFORE),
          Edit(OFFICE, (SELECTION, SEED), (fiduciary,)),
          Edit(LEAD | OFFICE, (FORMULATION,), FORMULATED), Edit(LEAD, RUNNING, (health, health_words, phase_ends, ends_on, low_share)),
          Edit(LEAD | OFFICE, (*STOPPABLE, SUSPENDED), (exit_plan,)), Edit(LEAD | OFFICE, (*ACTIVE, EVALUATION), (no_lesson,))),
    reminders=(
        Reminder("Phase 1 ends in 90 days: money for the next one has to be found.", at(phase_ends) - days(90), to=LEAD, during=(PHASE_1,)),
        Reminder("Half of the time is over: a mid-term review is due.", at(half_time), to=LEAD, during=RUNNING),
        Reminder("It ends in four months: the evaluation has to begin.", at(ends_on) - months(4), to=LEAD | OFFICE, during=RUNNING),
        Reminder("It is approved and has not begun for 60 days.", days(60), to=SENIOR_MANAGER, during=(APPROVED,)),
    ),
    transitions=[
        CONCEPT.to(SELECTION, "submit", "Put it before the Committee", by=MEMBER | OFFICE, when=PROPOSED,
                   then=[Freeze(PRINCIPLES, REVIEWED), Open("consensus-decision", "decided_by", carry=TO_SELECT),
                         Open("consensus-decision", "advised_by", carry=TO_ADVISE)],
                   says="A decision on the selection is opened, and advice on the resources is asked for."),
        CONCEPT.to(WITHDRAWN, "withdraw", "Withdraw it", by=LEAD | OFFICE, reason=True, side=True),
        SELECTION.to(SEED, "selected", "It is selected, and advice is given", when=CHOSEN),
        SELECTION.to(CONCEPT, "take_back", "Work on it and submit it again", by=OFFICE, when=[was_decided_against], side=True),
        SELECTION.to(NOT_SELECTED, "not_select", "It is not selected", by=OFFICE, when=[selection_not_adopted], reason=True,
                     side=True),
        SEED.to(FORMULATION, "allocate", "The seed money is allocated", when=[ALLOCATE.answered(ALLOCATED)]),
        SEED.to(SELECTION, "not_allocated", "The seed money cannot be allocated", when=[ALLOCATE.answered(REFUSED)],
                then=[Open("consensus-decision", "advised_by", carry=TO_ADVISE)]),
        FORMULATION.to(REVIEW, "submit_document", "Have it checked and signed", by=LEAD, when=WRITTEN,
                       says="The fiduciary officer checks the budget; members and Governments sign."),
        REVIEW.to(FORMULATION, "return", "The budget has to be worked on", when=[CHECK.answered(NOT_IN_ORDER)]),
        REVIEW.to(FORMULATION, "work_on", "Work on the document once more", by=LEAD | OFFICE, reason=True, side=True),
        REVIEW.to(APPROVED, "approve", "Record that it is signed", by=OFFICE, when=READY, then=[*KEEPING, *SIGNING]),
        APPROVED.to(HANDED_OVER, "hand_over", "Hand the document over, and carry out nothing", by=OFFICE,
                    when=[*STOPPING, handing_over_decided], asks=[handed_to], reason=True, side=True, then=KEEPING),
        APPROVED.to(FORMULATION, "change", "Change the budget, and have it signed anew", by=LEAD | OFFICE, reason=True, side=True),
        APPROVED.to(PHASE_1, "begin", "Begin Phase 1", by=LEAD, when=FIRST, then=[*TAKING, *BEGINNING, *KEEPING]),
        PHASE_1.to(MOBILISATION, "mobilise", "Close the phase, and find money", by=LEAD, when=CLOSING),
        NEXT_PHASE.to(MOBILISATION, "mobilise_again", "Close the phase, and find money", by=LEAD, when=CLOSING),
        MOBILISATION.to(NEXT_PHASE, "begin_next", "Begin the next phase", by=named(next_receivers, FIDUCIARY), when=NEXT,
                        then=[*BEGINNING, *KEEPING]),
        either(PHASE_1, NEXT_PHASE, MOBILISATION).to(EVALUATION, "evaluate", "Have it evaluated", by=LEAD, when=EVALUABLE,
                                                     then=[Open("evaluation", "evaluates", carry=EVALUATED, back=True)],
                                                     says="An evaluation is opened."),
        NEW_YEAR, *NOTING,
        EVALUATION.to(CLOSED, "close", "Close it", by=LEAD | OFFICE, when=DONE, then=[*KEEPING_ANSWERS, *KEEPING]),
        either(*STOPPABLE, SUSPENDED).to(HERE, "ask_to_stop", "Ask the Committee to hold or end it", by=COMMITTEE, asks=[stop_asked],
                                         when=[filled(exit_plan), asked_once], side=True, reason=True,
                                         then=[Open("consensus-decision", "stopped_by", carry={**TO_STOP, "lead": lead})],
                                         says="A decision is opened; the programme goes on until the Committee has decided."),
        either(*ACTIVE).to(SUSPENDED, "suspend", "Suspend it", by=OFFICE, when=[*STOPPING, suspension_decided], reason=True, side=True,
                           says="Nobody is asked anything until it goes on; every period waits."),
        SUSPENDED.to(BACK, "resume", "Go on", by=SENIOR_MANAGER, reason=True),
        either(*STOPPABLE, SUSPENDED).to(TERMINATED, "terminate", "End it", by=SENIOR_MANAGER, when=[*STOPPING, end_decided], reason=True,
                                         side=True, then=KEEPING),
    ],
    panels=(RulesPanel("Before the Committee", tuple(PROPOSED), (CONCEPT,)),
            RulesPanel("Before it is signed", tuple(WRITTEN), (FORMULATION,)),
            RulesPanel("Before it is approved", tuple(READY), (REVIEW,)), RulesPanel("Before Phase 1", tuple(FIRST), (APPROVED,)),
            RulesPanel("Before the phase is closed", tuple(CLOSING), (PHASE_1, NEXT_PHASE)),
            RulesPanel("Before it is evaluated", tuple(EVALUABLE), RUNNING),
            RulesPanel("Before the next phase", tuple(NEXT), (MOBILISATION,)),
            RulesPanel("Before it is closed", tuple(DONE), (EVALUATION,)),
            GANTT, MONEY_PANEL, INDICATORS, HeatMapPanel("Open risks", HEAT, link="threatens"), MatrixPanel("Phases", PHASES),
            MatrixPanel("Milestones and gates", MILESTONES),
            MatrixPanel("Budget lines", BUDGET), MatrixPanel("Lines of the phases that have begun", BEGUN_LINES),
            MatrixPanel("Results framework", RESULTS),
            MatrixPanel("Who takes part and signs", SIGNATORIES, answers={"Signature": SIGN, "Endorsement": ENDORSE}),
            COMPARED, MatrixPanel("Progress checklist", PROGRESS), TextPanel("Programme document", DOCUMENT),
            PositionsPanel("Updates", UPDATE),
            PositionsPanel("Asked for by Governments", REQUEST), MatrixPanel("Selection criteria", CRITERIA),
            MatrixPanel("Principles review", PRINCIPLES),
            Chain("Linked cases", ("responds_to", "decided_by", "advised_by", "uses", "funded_by", "evaluates", "learned_from", "cites",
                                    "threatens", "stopped_by"))),
    printouts=PRINTOUTS, activity=ACTIVITY,
    register=Register("Programmes", "programmes", ("number", "title", "state", "lead", "budget_total", "support_share", "health",
                                                   "phase_ends"),
                      heading="Programme", second="region", filters=("state", "region", "health"), order=48, presides=OFFICE,
                      desk_label="Secretariat’s desk", desk=("concept", "review", "approved"), prepare="Propose a joint programme",
                      present_state=True),
)
