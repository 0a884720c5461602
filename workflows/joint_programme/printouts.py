"""What of a joint programme is printed: the programme document, the narrative and the financial report (DOMAIN 7.9, 10.2)."""

from __future__ import annotations

from engine.definition import HeatMapPanel, Printout, Rows, WordsPanel
from workflows._shared import HEAT
from workflows.joint_programme.money import (
    BUDGET, MONEY_PANEL, amount, confirmed, direct, no as of_phase, payer, purpose, source, spender, support, what,
)
from workflows.joint_programme.phases import (
    COMPARED, GANTT, INDICATORS, MILESTONES, PHASES, RESULTS, assumptions, baseline, found, gate, indicator, kind, looks, means, name, no,
    planned, reached, responsible, reviewed, statement, step, target, until,
)
from workflows.joint_programme.selection import CRITERIA, because, criterion, degree
from workflows.joint_programme.signing import SIGNATORIES
from workflows.joint_programme.words import (
    REPORTING, CLOSED, activities, actors, capacity, collective_why, exit_plan, gaps, health_words, innovative_why, long_term, low_share,
    medium_term, short_term,
)

RISKS = HeatMapPanel("Risks", HEAT, link="threatens")
FRAMEWORK = Rows("Results framework", RESULTS, (kind, statement, indicator, baseline, target, until, means))
LINES = Rows("Budget lines", BUDGET, (what, of_phase, source, payer, spender, purpose, amount, support, direct))
PRINTOUTS = (
    Printout("programme-document", "Programme document", (
        WordsPanel("Why together", (innovative_why, collective_why)), Rows("What speaks for it", CRITERIA, (criterion, degree, because)),
        WordsPanel("Aims", (short_term, medium_term, long_term)),
        WordsPanel("Actors and activities", (actors, activities, gaps, capacity)), GANTT, FRAMEWORK,
        Rows("Assumptions", RESULTS, (indicator, assumptions, responsible)), RISKS, MONEY_PANEL, LINES,
        WordsPanel("On the earmark", (low_share,)), Rows("Who takes part and signs", SIGNATORIES),
    )),
    Printout("narrative-report", "Narrative report", (
        WordsPanel("How it stands", (health_words, exit_plan)), GANTT,
        Rows("Milestones and gates", MILESTONES, (step, gate, planned, looks, reached)),
        Rows("What reviews of the phases found", PHASES, (no, name, reviewed, found)), INDICATORS, COMPARED, RISKS,
    ), (*REPORTING, CLOSED)),
    Printout("financial-report", "Financial report", (
        MONEY_PANEL, Rows("Planned and confirmed", BUDGET, (what, of_phase, source, payer, purpose, amount, confirmed)),
    ), (*REPORTING, CLOSED)),
)
