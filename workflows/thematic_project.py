"""TSP: a pilot, a gap filled or a success repeated; the Committee agrees, and decides after the evaluation what follows (DOMAIN 7.10)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from engine.definition import (
    BACK, DATE, DECIMAL, HERE, LONG, MONEY, ORGANIZATION, TEXT, AddRows, BudgetPanel, CaseDefinition, Chain, DocumentDefinition, Edit,
    Field, Freeze, HeatMapPanel, IndicatorsPanel, ItemDefinition, LinksPanel, MatrixPanel, Open, Outcome, PositionsPanel, Printout,
    Register, Reminder, Rows, RulesPanel, State, TaskDefinition, TextPanel, WordsPanel, at, days, each_row, either, filled, guard, has,
    linked, missing, months, named, rows_filled, unless, working_days,
)
from workflows._shared import (
    COMMITTEE, HEAT, MEMBER, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, Currency, Region, ResultKind, Theme, evidence, is_member, lesson_drawn,
    principles, rating, ties, unmet, unrated, why,
)


class Kind(StrEnum):
    SECTOR = "Sector"
    THEMATIC = "Thematic"
    REGIONAL_BODY_SUPPORT = "Support of a regional body"
    REPLICATION = "Replication"


class Purpose(StrEnum):
    PILOT = "Pilot"
    GAP_FILLING = "Filling a gap"
    TRIAL_REPLICATION = "Trial replication"


class Line(StrEnum):
    ACTIVITIES = "Activities"
    PEOPLE = "People"
    VICTIM_SUPPORT = "Victim support"
    EMPOWERMENT = "Empowerment of former victims"
    EVALUATION = "Evaluation"
    MANAGEMENT = "Management"


class Next(StrEnum):
    SCALE = "Scale it up"
    ELSEWHERE = "Replicate it elsewhere"
    ADAPT = "Adapt it"
    STOP = "Stop"


kind = Field("kind", "Kind of project", Kind, required=True)
purpose = Field("purpose", "What it tries", Purpose)
why_needed = Field("why_needed", "What is missing, and what would be done", LONG, required=True)
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,))
contributors = Field("contributors", "Participating members", ORGANIZATION, many=True, checks=(is_member,))
others = Field("others", "Others that take part", LONG, help="Funding agencies, businesses, unions, civil society, Governments.")
source_model = Field("source_model", "Model that is replicated", LONG, help="Where it was tried, and what came of it.")
theme, region = Field("theme", "Theme", Theme), Field("region", "Region", Region)
criteria = Field("criteria", "What decides on replication", LONG, help="Before it begins: which results, by when, at what cost.")
empowerment = Field("empowerment", "Empowerment of former victims", LONG, help="Which element it has, or why it has none.")
currency = Field("currency", "Currency", Currency, default="USD", help="All lines of the budget are in it.")
ends_on = Field("ends_on", "Ends on", DATE)
next_step = Field("next_step", "What is proposed", Next, required=True)
grounds = Field("grounds", "Why, by what was to decide on it", LONG, required=True)
decided = Field("decided", "What the Committee has decided", Next, required=True, help="As its decision says, whatever was proposed.")
decided_words = Field("decided_words", "In the words of the decision", LONG, help="Asked where it is not what was proposed.")
exit_plan = Field("exit_plan", "Exit plan", LONG, help="What becomes of those who are assisted, of people and of things.")
no_lesson = Field("no_lesson", "Why no lesson is drawn", LONG, help="Where none is published.")
ABOUT = (kind, purpose, why_needed, lead, contributors, others, source_model, theme, region)
DESIGNED = (criteria, empowerment, currency, ends_on, others)

CONCEPT = State("concept", "Concept", due=working_days(20), moment="The project is being thought out.")
REVIEW = State("principles_review", "Principles review", due=working_days(15), moment="It is tested against the 11 principles.")
BEFORE_SC = State("agreement", "Committee agreement", waits="the Committee", tone="run", moment="The Committee has it.")
DESIGN = State("design", "Design", due=working_days(40), tone="run", moment="Results, budget and partners are being settled.")
APPROVED = State("approved", "Approved", result="approved", due=days(60), tone="ok", moment="It can begin.")
RUNNING = State("implementation", "Implementation", result="running", tone="run", due=at(ends_on), moment="It is under way.")
EVALUATION = State("evaluation", "Evaluation", result="evaluated", tone="run", waits="the evaluation", moment="It is being evaluated.")
REPLICATION = State("replication", "Replication decision", result="evaluated", due=working_days(20),
                    moment="What becomes of it is decided.")
CLOSED = State("closed", "Closed", result="closed", final=True, tone="ok", moment="It is evaluated, and what follows is decided.")
NOT_AGREED = State("not_agreed", "Not agreed", result="not agreed", final=True, moment="The Committee did not agree to it.")
SUSPENDED = State("suspended", "Suspended", result="suspended", pause=True, due=days(90), tone="warn", moment="The project rests.")
TERMINATED = State("terminated", "Terminated", result="terminated", final=True, moment="It was ended early.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="It was withdrawn.")
EARLY, ACTIVE = (CONCEPT, REVIEW, DESIGN), (APPROVED, RUNNING)

LEAD = named(lead, MEMBER)
PROPOSING = MEMBER | OFFICE
NOTE = DocumentDefinition("note", "Concept note", edit=(Edit(PROPOSING, (CONCEPT, REVIEW)),))
REVIEW_SHEET = DocumentDefinition("review", "Principles review")
DOCUMENT = DocumentDefinition("document", "Project document", edit=(Edit(LEAD | OFFICE, (DESIGN,)),))
BUDGET_SHEET = DocumentDefinition("budget_sheet", "Budget and results as agreed")
REPORT = DocumentDefinition("report", "Final report", edit=(Edit(LEAD, (RUNNING,)),))
REVIEWED = principles(Edit(PROPOSING, (CONCEPT, REVIEW), columns=(rating, why, evidence)))

level, result = Field("level", "Level", ResultKind, required=True), Field("result", "Result", LONG, required=True)
indicator, unit = Field("indicator", "Indicator", TEXT, required=True), Field("unit", "Unit", TEXT)
baseline, target = Field("baseline", "Baseline", DECIMAL), Field("target", "Target", DECIMAL)
until, actual = Field("until", "To be reached by", DATE), Field("actual", "Actual", DECIMAL)
means, assumption = Field("means", "Means of verification", LONG), Field("assumption", "Assumption", LONG)
FRAME = (level, result, indicator, unit, baseline, target, until, means, assumption, actual)
RESULTS = ItemDefinition("results", "Results framework", FRAME, unique=("indicator",), named_by="indicator",
                         edit=(Edit(LEAD | OFFICE, (DESIGN,)), Edit(LEAD, (RUNNING,), (actual,))))
what, line = Field("what", "Line", TEXT, required=True), Field("line", "For", Line, required=True)
spender = Field("spender", "Spent by", ORGANIZATION, required=True)
amount = Field("amount", "Amount", MONEY, required=True)


@guard("An amount is more than nothing.", rule="7.10")
def is_positive(case: Any, row: Any) -> bool:
    return row.amount is None or row.amount > 0


BUDGET = ItemDefinition("budget", "Budget", (what, line, spender, amount), unique=("what",), named_by="what", checks=(is_positive,),
                        edit=(Edit(LEAD | OFFICE, (DESIGN,)),))
organization = Field("organization", "Organization", ORGANIZATION, required=True, help="Members, regional bodies, funders, unions.")
part = Field("part", "What it does", TEXT)
PARTNERS = ItemDefinition("partners", "Who carries it out", (organization, part), unique=("organization",), named_by="organization",
                          lasting=("organization",), edit=(Edit(LEAD | OFFICE, (DESIGN,)),))


def has_seat(case: Any, row: Any) -> bool:
    return is_member.holds(case, row.organization)


AGREED_ON = (DOCUMENT, RESULTS.without(actual), BUDGET, criteria, ends_on)
AGREE = Outcome("agree", "We agree", mark="support")
OBJECT = Outcome("object", "Not as it is", reason=True, mark="concern")
AGREEMENT = TaskDefinition(
    "agreement", "Agree to the design", each_row(PARTNERS, organization, has_seat, holder=MEMBER), during=(DESIGN,),
    outcomes=(AGREE, OBJECT), binds=AGREED_ON, due=working_days(10), changeable=True, when=(has(DOCUMENT),), beside=(DOCUMENT,),
)
# Whoever has no seat says it in writing, and the Secretariat puts that on record.
written = Field("written", "In which letter", TEXT, required=True, help="Of whom it is, and its date.")
THEY_AGREE = Outcome("agree", "They agree", asks=(written,), mark="support")
THEY_OBJECT = Outcome("object", "Not as it is", asks=(written,), reason=True, mark="concern")
CONSENT = TaskDefinition(
    "consent", "Write down what the partner says to the design",
    each_row(PARTNERS, organization, lambda case, row: not has_seat(case, row), to=OFFICE), during=(DESIGN,),
    outcomes=(THEY_AGREE, THEY_OBJECT), binds=AGREED_ON, due=working_days(15), changeable=True, when=(has(DOCUMENT),), beside=(DOCUMENT,),
)
done = Field("done", "What has been done, and what has not", LONG, required=True)
UPDATE = TaskDefinition("update", "Say how the project stands", LEAD, during=(RUNNING,), due=months(3), every=months(3), button="Report",
                        outcomes=(Outcome("told", "This is our update", asks=(done,), mark="holds"),))


def carriers(case: Any) -> list[Any]:
    """The lead and the members that take part."""
    return [each for each in dict.fromkeys([case.lead, *case.contributors]) if each is not None]


def missing_partners(case: Any) -> list[dict[str, Any]]:
    """A row for each that has none yet."""
    there = {row.organization for row in case.rows(PARTNERS)}
    return [{"organization": each} for each in carriers(case) if each not in there]


def partners(case: Any) -> Any:
    return tuple(dict.fromkeys([*carriers(case), *(row.organization for row in case.rows(PARTNERS) if row.organization is not None)]))


def evaluation_funds(case: Any) -> Any:
    """What the budget sets aside for the evaluation."""
    return sum((row.amount for row in case.rows(BUDGET) if row.line is Line.EVALUATION and row.amount is not None), Decimal(0))


# What its evaluation compares itself with.
carried_by = Field("carried_by", "Carried out by", ORGANIZATION, many=True, computed=partners, internal=True)
set_aside = Field("set_aside", "Set aside for its evaluation", MONEY, computed=evaluation_funds, internal=True)


@guard("A trial replication names the model that it replicates, or is tied to it.", rule="SS-19",
       short="The model that is replicated is named")
def model_is_named(case: Any) -> bool:
    trial = case.purpose is Purpose.TRIAL_REPLICATION or case.kind is Kind.REPLICATION
    return not trial or bool(case.source_model) or bool(case.links("replicates"))


@missing("Not rated: {}.", rule="PRI-01", short="All 11 principles are rated")
def review_complete(case: Any) -> list[str]:
    return unrated(case.rows(REVIEWED))


@missing("A project is in strict accordance with the principles. Not met: {}.", rule="PRI-05", short="No principle is not met")
def strict(case: Any) -> list[str]:
    return unmet(case.rows(REVIEWED))


@guard("It did not come from a proposal that the Committee has approved: put it before the Committee.", rule="SS-19",
       short="The Committee has approved it as a proposal")
def approved_as_proposal(case: Any) -> bool:
    return any(each.result == "approved" for each in case.links("becomes", incoming=True))


@guard("The decision is still to come.")
def came_back(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result not in (None, "adopted", "not adopted")


@guard("The budget has no line for the evaluation.", rule="SS-17", short="The evaluation has a line in the budget")
def evaluation_is_budgeted(case: Any) -> bool:
    return bool(evaluation_funds(case) > 0)


@guard("There is no result above the outputs: say what is to change.", rule="MEL-04", short="An outcome or an impact is among the results")
def beyond_outputs(case: Any) -> bool:
    return any(row.level in (ResultKind.OUTCOME, ResultKind.IMPACT) for row in case.rows(RESULTS))


@missing("Have not agreed to this design: {}.", rule="7.10", short="Everybody who carries it out agrees")
def partners_agree(case: Any) -> list[Any]:
    agreed = {each.party for each in (*case.positions(AGREEMENT, AGREE), *case.positions(CONSENT, THEY_AGREE))}
    return [row.organization for row in case.rows(PARTNERS) if row.id not in agreed]


@guard("Name those who carry it out, the lead among them.", rule="7.10", short="Those who carry it out are named")
def partners_named(case: Any) -> bool:
    return case.lead in {row.organization for row in case.rows(PARTNERS)}


@missing("Not measured yet: {}.", rule="MEL-04", short="Every indicator is measured")
def all_measured(case: Any) -> list[str]:
    return [row.indicator for row in case.rows(RESULTS) if row.actual is None]


@missing("Relevant to policy, and not sent to ICAT yet: {}.", rule="GOV-23", short="What is relevant to policy is sent to ICAT")
def sent_to_icat(case: Any) -> list[str]:
    return [each.title for each in case.links("learned_from", incoming=True) if each.told("icat") == "TO_SEND"]


@guard("Its evaluation was not given up.", rule="7.10", short="Its evaluation was given up")
def evaluation_is_lost(case: Any) -> bool:
    newest = case.newest("evaluates", incoming=True)
    return newest is not None and newest.result == "cancelled"


@guard("The Committee has it already.", rule="7.10")
def not_before_sc(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is None or newest.result is not None


@guard("It is not what was proposed: write down the words of the decision.", rule="7.10")
def decision_is_told(case: Any, answer: Any) -> bool:
    return answer.decided is case.next_step or bool(answer.decided_words)


def proposal(case: Any) -> str:
    """What the Committee is asked to decide, and why."""
    return f"{case.next_step.value}.\n{case.grounds}"


TO_AGREE = {"nature": "DECISION", "subject": "IMPLEMENT_ACTIVITY", "background": why_needed, "lead": lead}
TO_FOLLOW = {"nature": "DECISION", "subject": "PRIORITY", "background": proposal, "lead": lead}
EVALUATED = {"kind": "PROGRAMME", "lead": lead, "participants": partners, "funds": evaluation_funds, "currency": currency,
             "ends_on": ends_on, "subject": criteria}
EVALUATE = Open("evaluation", "evaluates", back=True, carry=EVALUATED)
TOLD = [filled(kind, purpose, why_needed, lead, rule="7.10"), model_is_named]
STRICT = [*TOLD, review_complete, strict]
AGREED = linked("decided_by", "adopted", subject="IMPLEMENT_ACTIVITY", says="The Committee has not agreed to it.")
READY = [has(DOCUMENT), beyond_outputs, rows_filled(RESULTS, baseline, target), evaluation_is_budgeted, filled(criteria, rule="7.10"),
         filled(empowerment, rule="SS-20"), filled(ends_on), partners_named, partners_agree]
DECIDED = linked("decided_by", "adopted", subject="PRIORITY", says="The Committee has not decided what becomes of it.")
LESSON = lesson_drawn(no_lesson, published=True)
ENDING = [filled(next_step), DECIDED, LESSON, sent_to_icat]
STOPPING = [filled(exit_plan, rule="7.10"), LESSON]
KEEPING = [Freeze((currency, criteria, RESULTS, BUDGET, AGREEMENT), BUDGET_SHEET)]
BEGIN_DESIGN = [AddRows(PARTNERS, missing_partners)]

definition = CaseDefinition(
    key="thematic-project", version=1, code="TSP", title="Thematic or sector project", opened_by=PROPOSING, initial=CONCEPT,
    level=SC_RESTRICTED, number_at_opening="TSP", team=LEAD,
    about="Something new is tried, a gap is filled or a success repeated elsewhere. The Committee agrees, and decides what becomes of it.",
    fields=(*ABOUT, criteria, empowerment, currency, ends_on, next_step, grounds, decided, decided_words, exit_plan, no_lesson,
            carried_by, set_aside),
    opens_with=(why_needed,), items=(REVIEWED, PARTNERS, RESULTS, BUDGET),
    documents=(NOTE, REVIEW_SHEET, DOCUMENT, BUDGET_SHEET, REPORT),
    links=ties("decided_by", "replicates", "funded_by", "responds_to", "victim_input_from", "cites"), tasks=(AGREEMENT, CONSENT, UPDATE),
    remarks_by=COMMITTEE,
    accepts={"activity-proposal": {"why_needed": "rationale", "lead": "lead", "contributors": "contributors"}},
    publishes=(kind, purpose, lead, theme, region, currency, next_step, decided, carried_by, set_aside),
    edit=(Edit(PROPOSING, (CONCEPT,), ABOUT), Edit(OFFICE, (REVIEW,), ABOUT), Edit(LEAD | OFFICE, (DESIGN,), DESIGNED),
          Edit(LEAD, (RUNNING,), (ends_on,)), Edit(LEAD | OFFICE, (*ACTIVE, SUSPENDED), (exit_plan,)),
          Edit(OFFICE, (*ACTIVE, SUSPENDED, REPLICATION), (no_lesson,))),
    reminders=(
        Reminder("It ends in four months: the evaluation has to begin.", at(ends_on) - months(4), to=LEAD | OFFICE, during=(RUNNING,)),
        Reminder("It is approved and has not begun for 60 days.", days(60), to=SENIOR_MANAGER, during=(APPROVED,)),
    ),
    transitions=[
        CONCEPT.to(REVIEW, "review", "Test it against the principles", by=PROPOSING, when=TOLD),
        REVIEW.to(BEFORE_SC, "submit", "Put it before the Committee", by=OFFICE,
                  when=[*STRICT, unless("The Committee has approved it as a proposal: begin the design.", approved_as_proposal)],
                  then=[Freeze(REVIEWED, REVIEW_SHEET), Open("consensus-decision", "decided_by", carry=TO_AGREE,
                                                             rows={"principles": REVIEWED},
                                                             documents={"review": REVIEW_SHEET, "paper": NOTE})],
                  says="A decision is opened with the frozen review."),
        REVIEW.to(DESIGN, "design", "Begin the design", by=OFFICE, when=[*STRICT, approved_as_proposal],
                  then=[Freeze(REVIEWED, REVIEW_SHEET), *BEGIN_DESIGN], says="The Committee has agreed to it as a proposal."),
        BEFORE_SC.to(DESIGN, "agree", "The Committee agrees to it", when=[AGREED], then=BEGIN_DESIGN),
        BEFORE_SC.to(NOT_AGREED, "not_agree", "The Committee does not agree to it", when=[linked("decided_by", "not adopted")]),
        BEFORE_SC.to(REVIEW, "take_back", "It came back without a decision", when=[came_back]),
        DESIGN.to(APPROVED, "approve", "Approve the design", by=LEAD, when=READY, then=KEEPING,
                  says="Results, budget and what decides on replication stay as they are."),
        APPROVED.to(RUNNING, "begin", "Begin it", by=LEAD),
        RUNNING.to(EVALUATION, "evaluate", "Have it evaluated", by=LEAD, when=[has(REPORT), all_measured], then=[EVALUATE],
                   says="An evaluation is opened with the funds that the budget sets aside."),
        EVALUATION.to(HERE, "evaluate_again", "Have it evaluated by others", by=LEAD | OFFICE, when=[evaluation_is_lost], then=[EVALUATE],
                      side=True),
        EVALUATION.to(REPLICATION, "evaluated", "The evaluation is final", when=[linked("evaluates", "final", incoming=True)]),
        REPLICATION.to(HERE, "propose", "Put what becomes of it before the Committee", by=OFFICE | LEAD, asks=[next_step, grounds],
                       when=[not_before_sc], then=[Open("consensus-decision", "decided_by", carry=TO_FOLLOW)]),
        REPLICATION.to(CLOSED, "close", "Close it", by=OFFICE, asks=[decided, decided_words], when=[*ENDING, decision_is_told],
                       says="It closes with what the Committee has decided, also where something else was proposed."),
        either(*ACTIVE).to(SUSPENDED, "suspend", "Suspend it", by=SENIOR_MANAGER, reason=True, side=True,
                           says="Nobody is asked anything until it goes on; every period waits."),
        SUSPENDED.to(BACK, "resume", "Go on", by=SENIOR_MANAGER, reason=True),
        either(*ACTIVE, SUSPENDED).to(TERMINATED, "terminate", "End it early", by=SENIOR_MANAGER, when=STOPPING, reason=True,
                                      side=True),
        either(*EARLY, BEFORE_SC).to(WITHDRAWN, "withdraw", "Withdraw it", by=OFFICE | LEAD, reason=True, side=True),
    ],
    panels=(RulesPanel("Before the principles review", tuple(TOLD), (CONCEPT,)),
            RulesPanel("Before the Committee", tuple(STRICT), (REVIEW,)),
            RulesPanel("Before it is approved", tuple(READY), (DESIGN,)), RulesPanel("Before it is closed", tuple(ENDING), (REPLICATION,)),
            IndicatorsPanel("Indicators against target", RESULTS, indicator, unit, baseline, target, actual, until),
            BudgetPanel("Money by purpose", BUDGET, amount, (line, spender), currency=currency),
            HeatMapPanel("Open risks", HEAT, link="threatens"),
            MatrixPanel("Results framework", RESULTS), MatrixPanel("Budget", BUDGET),
            MatrixPanel("Who carries it out", PARTNERS, answers={"Agreement": AGREEMENT, "In writing": CONSENT}),
            TextPanel("Concept note", NOTE), TextPanel("Project document", DOCUMENT), MatrixPanel("Principles review", REVIEWED),
            PositionsPanel("Updates", UPDATE),
            LinksPanel("Evaluations and funds", {"evaluates": ("kind", "final_on"), "funded_by": ("currency",)}),
            Chain("Linked cases", ("becomes", "decided_by", "replicates", "evaluates", "learned_from", "cites", "threatens"))),
    printouts=(
        Printout("project-document", "Project document", (
            WordsPanel("What it is for", (why_needed, criteria, empowerment)),
            Rows("Results framework", RESULTS, (level, result, indicator, baseline, target, until, means)),
            Rows("Who carries it out", PARTNERS), BudgetPanel("Money by purpose", BUDGET, amount, (line, spender), currency=currency),
            Rows("Budget lines", BUDGET), Rows("Principles review", REVIEWED),
        )),
        Printout("project-report", "Report", (
            IndicatorsPanel("Indicators against target", RESULTS, indicator, unit, baseline, target, actual, until),
            HeatMapPanel("Risks", HEAT, link="threatens"), WordsPanel("What becomes of it", (grounds, decided_words, exit_plan, no_lesson)),
        ), (RUNNING, EVALUATION, REPLICATION, CLOSED)),
    ),
    register=Register("Projects", "projects", ("number", "title", "state", "kind", "lead", "ends_on"), heading="Project", second="theme",
                      filters=("state", "kind", "purpose", "theme", "region"), order=50, presides=OFFICE, desk_label="Secretariat’s desk",
                      desk=("concept", "principles_review", "design", "replication"), prepare="Propose a project", present_state=True),
)
