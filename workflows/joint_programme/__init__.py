"""JPR: a joint programme answers an assessment; seed money begins it, others carry it on, an evaluation ends it (DOMAIN 7.9, 11a)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    BACK, HERE, CaseDefinition, Chain, Edit, Freeze, HeatMapPanel, MatrixPanel, Open, PositionsPanel, Register, Reminder, RulesPanel,
    TextPanel, at, days, either, filled, guard, has, linked, months, named, unless,
)
from workflows._shared import (
    COMMITTEE, FIDUCIARY, HEAT, MEMBER, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, lesson_drawn, principles, ties, unmet, unrated,
)
from workflows.joint_programme.exchange import ACTIVITY
from workflows.joint_programme.money import (
    ALLOCATE, ALLOCATED, BUDGET, CHECK, CONFIRM, IN_ORDER, KEEPING, MONEY_PANEL, NOT_IN_ORDER, REFUSED, budget_total, direct_share,
    earmark_is_enough, earmark_set, evaluation_budgeted, evaluation_funds, funds_confirmed, no_seed_in_it, phase_is_funded, seed_is_enough,
    spenders_named, support_share, upcoming,
)
from workflows.joint_programme.phases import (
    AGAIN, BEGINNING, COMPARED, END, FRAMED, GANTT, INDICATORS, KEEPING_ANSWERS, MILESTONES, PHASES, PROGRESS, RESULTS, TAKING,
    all_measured, end_line, phase_planned, phase_reported, phase_reviewed,
)
from workflows.joint_programme.printouts import PRINTOUTS
from workflows.joint_programme.reports import (
    FINANCIAL, FINANCIAL_REPORT, NARRATIVE, NARRATIVE_REPORT, NEW_YEAR, UPDATE, financial_due, narrative_due, reported_year,
    reports_asked_on,
)
from workflows.joint_programme.signing import (
    ENDORSE, SIGN, SIGNATORIES, SIGNING, governments_endorsed, members_signed, signatories_complete,
)
from workflows.joint_programme.words import (
    ABOUT, ACTIVE, AIMS, APPROVED, CLOSED, CONCEPT, DOCUMENT, EVALUATION, FINAL_REPORT, FORMULATED, FORMULATION, HANDED_OVER, LEAD,
    MIN_SHARE, MOBILISATION, NEXT_PHASE, NOT_SELECTED, NOTE, PHASE_1, PHASE_REPORT, RECORDS, REVIEW, REVIEWED, RUNNING, SEED, SELECTION,
    SIGNATURES, SIGNED_BUDGET, SNAPSHOT, SUSPENDED, TERMINATED, begins_on, capacity, collective, countries, currency, ends_on, exit_plan,
    fiduciary, half_time, handed_to, health, health_words, innovative, lead, low_share, no_lesson, phase, phase_ends, region, seed_amount,
    seed_use,
)

PRINCIPLES = principles(Edit(MEMBER | OFFICE, (CONCEPT,)))


@guard("It answers no assessment that was delivered, and was not begun in the first phase.", rule="SS-13",
       short="It answers an assessment that was delivered")
def answers_an_assessment(case: Any) -> bool:
    assessment = case.newest("responds_to")
    return bool(case.legacy) or (assessment is not None and assessment.result == "delivered")


@guard("Principles are not rated yet, or not met.", rule="PRI-05", short="Every principle is rated, and none is not met")
def principles_hold(case: Any) -> bool:
    rows = case.rows(PRINCIPLES)
    return not unrated(rows) and not unmet(rows)


@guard("The assessment names gaps in direct assistance: say how they are covered, or why not.", rule="SS-16",
       short="Gaps in direct assistance are covered, or reasoned")
def gaps_are_covered(case: Any) -> bool:
    assessment = case.newest("responds_to")
    named_there = assessment is not None and bool(assessment.told("gaps"))
    return not named_there or bool(case.gaps)


@guard("The Committee has not decided against it.", rule="7.9")
def was_decided_against(case: Any) -> bool:
    return any(each is not None and each.result in ("not adopted", "withdrawn") for each in map(case.newest, ("decided_by", "advised_by")))


@guard("The Committee has not decided to hold it.", rule="7.9")
def stop_decided(case: Any) -> bool:
    """A decision holds or ends it once: when it has gone on after a pause, the next pause needs another."""
    decision, held = case.newest("stopped_by"), case.since(SUSPENDED)
    used = held is not None and case.state is not SUSPENDED and decision is not None and decision.at <= held
    return decision is not None and decision.result == "adopted" and not used


@guard("The Committee is asked already.")
def stop_is_asked(case: Any) -> bool:
    decision = case.newest("stopped_by")
    return decision is not None and decision.result is None


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


TO_SELECT = {"nature": "DECISION", "subject": "COUNTRY_REGION_SELECTION", "significant": True, "background": collective, "lead": lead}
TO_ADVISE = {"nature": "ADVICE", "subject": "RESOURCE_ALLOCATION", "background": innovative, "lead": lead}
TO_STOP = {"nature": "DECISION", "subject": "PRIORITY", "background": exit_plan, "lead": lead}
EVALUATED = {"kind": "PROGRAMME", "lead": lead, "participants": participants, "ends_on": ends_on, "subject": aims,
             "funds": evaluation_funds, "currency": currency}
PROPOSED = [answers_an_assessment, filled(lead, countries, innovative, collective, rule="PRI-04"), filled(fiduciary, rule="FIN-02"),
            principles_hold]
CHOSEN = [linked("decided_by", "adopted", subject="COUNTRY_REGION_SELECTION", says="The Committee has not selected it."),
          linked("advised_by", "advice given", says="The Committee has not given its advice on the resources.")]
WRITTEN = [has(DOCUMENT), filled(*AIMS, begins_on, ends_on, rule="SS-15"), *FRAMED, signatories_complete, spenders_named, seed_is_enough]
EARMARKED = [evaluation_budgeted, earmark_set, earmark_is_enough]
READY = [*EARMARKED, gaps_are_covered, filled(capacity, rule="SS-20"), CHECK.answered(IN_ORDER),
         members_signed, governments_endorsed]
FIRST = [phase_planned, phase_is_funded, funds_confirmed, linked("uses", "in use",
                                                                 says="Tie the programme to the checklist that is in use.")]
NEXT = [phase_planned, phase_is_funded, no_seed_in_it, *EARMARKED, funds_confirmed, phase_reviewed]
EVALUABLE = [phase_reported, phase_reviewed, evaluation_budgeted]
DONE = [has(FINAL_REPORT), linked("evaluates", "final", incoming=True, says="Its evaluation is not final yet."), all_measured, end_line,
        END.answered(),
        lesson_drawn(no_lesson)]
asked_once = unless("The Committee is asked already.", stop_is_asked)
STOPPING = [filled(exit_plan, rule="7.9"), stop_decided]

definition = CaseDefinition(
    key="joint-programme", version=1, code="JPR", title="Joint programme", opened_by=MEMBER | OFFICE, initial=CONCEPT, level=SC_RESTRICTED,
    number_at_opening="JPR", team=named(participants, MEMBER) | LEAD | named(receivers, FIDUCIARY),
    about="Members and Governments answer an assessment together: selected, formulated, signed, carried out in phases, evaluated.",
    fields=(*ABOUT, *FORMULATED, seed_amount, seed_use, phase, phase_ends, budget_total, support_share, direct_share, health, health_words,
            reported_year,
            reports_asked_on, narrative_due, financial_due, half_time, exit_plan, handed_to, no_lesson),
    opens_with=(lead,), items=(PRINCIPLES, PHASES, MILESTONES, BUDGET, RESULTS, SIGNATORIES, PROGRESS),
    documents=(DOCUMENT, NOTE, REVIEWED, SIGNED_BUDGET, SIGNATURES, PHASE_REPORT, NARRATIVE_REPORT, FINANCIAL_REPORT, RECORDS,
               SNAPSHOT, FINAL_REPORT), settings=(MIN_SHARE,),
    links=ties("responds_to", "decided_by", "advised_by", "stopped_by", "uses", "cites", "funded_by", "originates_from"),
    remarks_by=COMMITTEE,
    publishes=(countries, region, lead, phase, phase_ends, budget_total, support_share, direct_share, health),
    accepts={"activity-proposal": {"innovative": "innovative_why", "collective": "collective_why", "lead": "lead"}},
    tasks=(ALLOCATE, CHECK, SIGN, ENDORSE, CONFIRM, AGAIN, END, UPDATE, NARRATIVE, FINANCIAL),
    edit=(Edit(MEMBER | OFFICE, (CONCEPT,), ABOUT), Edit(OFFICE, (SELECTION, SEED), (fiduciary,)),
          Edit(LEAD | OFFICE, (FORMULATION,), FORMULATED), Edit(LEAD, RUNNING, (health, health_words, phase_ends, ends_on, low_share)),
          Edit(LEAD | OFFICE, (*ACTIVE, EVALUATION), (exit_plan, no_lesson))),
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
        SELECTION.to(SEED, "selected", "It is selected, and advice is given", when=CHOSEN),
        SELECTION.to(CONCEPT, "take_back", "Work on it and submit it again", by=OFFICE, when=[was_decided_against], side=True),
        SELECTION.to(NOT_SELECTED, "not_select", "It is not selected", by=OFFICE, when=[was_decided_against], reason=True),
        SEED.to(FORMULATION, "allocate", "The seed money is allocated", when=[ALLOCATE.answered(ALLOCATED)]),
        SEED.to(SELECTION, "not_allocated", "The seed money cannot be allocated", when=[ALLOCATE.answered(REFUSED)],
                then=[Open("consensus-decision", "advised_by", carry=TO_ADVISE)]),
        FORMULATION.to(REVIEW, "submit_document", "Have it checked and signed", by=LEAD, when=WRITTEN,
                       says="The fiduciary officer checks the budget; members and Governments sign."),
        REVIEW.to(FORMULATION, "return", "The budget has to be worked on", when=[CHECK.answered(NOT_IN_ORDER)]),
        REVIEW.to(FORMULATION, "work_on", "Work on the document once more", by=LEAD | OFFICE, reason=True, side=True),
        REVIEW.to(APPROVED, "approve", "Record that it is signed", by=OFFICE, when=READY, then=[*KEEPING, *SIGNING]),
        APPROVED.to(HANDED_OVER, "hand_over", "Hand the document over, and carry out nothing", by=OFFICE, when=STOPPING, asks=[handed_to],
                    reason=True, side=True, then=KEEPING),
        APPROVED.to(FORMULATION, "change", "Change the budget, and have it signed anew", by=LEAD | OFFICE, reason=True, side=True),
        APPROVED.to(PHASE_1, "begin", "Begin Phase 1", by=LEAD, when=FIRST, then=[*TAKING, *BEGINNING, *KEEPING]),
        PHASE_1.to(MOBILISATION, "mobilise", "Close the phase, and find money", by=LEAD, when=[phase_reported]),
        NEXT_PHASE.to(MOBILISATION, "mobilise_again", "Close the phase, and find money", by=LEAD, when=[phase_reported]),
        MOBILISATION.to(NEXT_PHASE, "begin_next", "Begin the next phase", by=named(next_receivers, FIDUCIARY), when=NEXT,
                              then=[*BEGINNING, *KEEPING]),
        either(PHASE_1, NEXT_PHASE, MOBILISATION).to(EVALUATION, "evaluate", "Have it evaluated", by=LEAD, when=EVALUABLE,
                then=[Open("evaluation", "evaluates", carry=EVALUATED, back=True)], says="An evaluation is opened."),
        NEW_YEAR,
        EVALUATION.to(CLOSED, "close", "Close it", by=LEAD | OFFICE, when=DONE, then=[*KEEPING_ANSWERS, *KEEPING]),
        either(*ACTIVE).to(HERE, "ask_to_stop", "Ask the Committee to hold or end it", by=COMMITTEE, when=[filled(exit_plan), asked_once],
                           then=[Open("consensus-decision", "stopped_by", carry=TO_STOP)], side=True, reason=True,
                           says="A decision is opened; the programme goes on until the Committee has decided."),
        either(*ACTIVE).to(SUSPENDED, "suspend", "Suspend it", by=OFFICE, when=STOPPING, reason=True, side=True,
                           says="Nobody is asked anything until it goes on; every period waits."),
        SUSPENDED.to(BACK, "resume", "Go on", by=SENIOR_MANAGER, reason=True),
        either(*ACTIVE, SUSPENDED).to(TERMINATED, "terminate", "End it", by=SENIOR_MANAGER, when=STOPPING, reason=True, side=True,
                                      then=KEEPING),
    ],
    panels=(RulesPanel("Before the Committee", tuple(PROPOSED), (CONCEPT,)), RulesPanel("Before it is signed", tuple(WRITTEN),
                                                                                        (FORMULATION,)),
            RulesPanel("Before it is approved", tuple(READY), (REVIEW,)), RulesPanel("Before Phase 1", tuple(FIRST), (APPROVED,)),
            RulesPanel("Before the next phase", tuple(NEXT), (MOBILISATION,)), RulesPanel("Before it is closed", tuple(DONE),
                                                                                          (EVALUATION,)),
            GANTT, MONEY_PANEL, INDICATORS, HeatMapPanel("Open risks", HEAT, link="threatens"), MatrixPanel("Phases", PHASES),
            MatrixPanel("Milestones and gates", MILESTONES),
            MatrixPanel("Budget lines", BUDGET), MatrixPanel("Results framework", RESULTS),
            MatrixPanel("Who takes part and signs", SIGNATORIES, answers={"Signature": SIGN, "Endorsement": ENDORSE}),
            COMPARED, MatrixPanel("Progress checklist", PROGRESS), TextPanel("Programme document", DOCUMENT),
            PositionsPanel("Updates", UPDATE),
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
