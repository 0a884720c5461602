"""The panels of a case page by their kind: what each one shows, and when it is there for a reader. A new kind is a new file
in `case_page`, a template `panel_<kind>.html`, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.definition import (
    BudgetPanel,
    ChecklistPanel,
    ClockPanel,
    ComparisonPanel,
    CountPanel,
    GanttPanel,
    HeatMapPanel,
    IndicatorsPanel,
    LinksPanel,
    MatrixPanel,
    PeriodsPanel,
    PositionsPanel,
    RankingPanel,
    RulesPanel,
    TextPanel,
    WordsPanel,
)
from engine.queries.explain import rule_of
from web import request as desk
from web.case_page import (
    budget,
    checklist,
    comparison,
    counting,
    gantt,
    heat_map,
    indicators,
    links,
    matrix,
    now,
    periods,
    positions,
    sheet,
)
from web.case_page.clock import clock_panel
from web.case_page.head import words_in
from web.case_page.reading import Reading
from web.cases import candidates
from web.i18n import gettext as _

Told = dict[str, Any] | None
"""What the template of the kind reads; nothing where there is nothing to show."""


def shown(reading: Reading, panel: object) -> Told:
    """A panel with its kind; one that stands elsewhere on the page, or shows nothing, is none."""
    kind, told = KINDS.get(type(panel), ("", _elsewhere))
    found = told(reading, panel) if _stands(reading, panel) else None
    return {"kind": kind, **found} if found is not None else None


def _elsewhere(_reading: Reading, _panel: Any) -> Told:
    """Linked cases stand beside the text."""


def _text(reading: Reading, panel: TextPanel) -> Told:
    return sheet.sheet_panel(reading, panel, desk.engine().files)


def _words(reading: Reading, panel: WordsPanel) -> Told:
    words = words_in(reading, panel.fields)
    return {"key": "words", "label": _(panel.label), "words": words} if words else None


def _positions(reading: Reading, panel: PositionsPanel) -> Told:
    told = positions.positions_panel(reading, panel)
    return told if told["rows"] or told["rounds"] else None


def _links(reading: Reading, panel: LinksPanel) -> Told:
    told = links.links_panel(reading, panel)
    return told if told["rows"] else None


def _rules(reading: Reading, panel: RulesPanel) -> Told:
    rules = [rule_of(reading.view, guard, reading.viewer) for guard in panel.guards]
    told = [now.rule_row(rule) for rule in rules if rule.states is not None]
    return {"label": _(panel.label), "rules": told} if told else None


def _clock(reading: Reading, panel: ClockPanel) -> Told:
    return {"drawing": clock_panel(reading, panel)}


KINDS: Mapping[type, tuple[str, Callable[[Reading, Any], Told]]] = {
    TextPanel: ("text", _text),
    WordsPanel: ("words", _words),
    PositionsPanel: ("positions", _positions),
    MatrixPanel: ("matrix", matrix.matrix),
    ChecklistPanel: ("checklist", checklist.checklist_panel),
    ComparisonPanel: ("checklist", comparison.comparison_panel),
    PeriodsPanel: ("periods", periods.periods_panel),
    CountPanel: ("indicators", counting.count_panel),
    BudgetPanel: ("budget", budget.budget_panel),
    GanttPanel: ("gantt", gantt.gantt_panel),
    HeatMapPanel: ("heat_map", heat_map.heat_map_panel),
    IndicatorsPanel: ("indicators", indicators.indicators_panel),
    LinksPanel: ("links", _links),
    RankingPanel: ("ranking", candidates.link_to),
    RulesPanel: ("rules", _rules),
    ClockPanel: ("clock", _clock),
}


def _stands(reading: Reading, panel: object) -> bool:
    """Whether a panel is there now, for this reader."""
    match panel:
        case TextPanel():
            return reading.reads(panel.document.level) and all(g.holds(reading.view) for g in panel.when)
        case MatrixPanel():
            return reading.reads(panel.item.level) and all(g.holds(reading.view) for g in panel.when)
        case RulesPanel():
            return not panel.during or reading.view.state in panel.during
        case RankingPanel():
            return reading.reads(panel.item.level) and bool(matrix.writable(reading, panel.item, None))
        case GanttPanel():
            return reading.reads(panel.phases.level) and reading.reads(panel.milestones.level)
        case _:
            item = getattr(panel, "item", None)
            return item is None or reading.reads(item.level)
