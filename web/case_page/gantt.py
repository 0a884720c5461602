"""The panel of phases and gates: drawn against the time, with the same facts as a table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine.definition import GanttPanel
from engine.view import RowView
from web import request as desk
from web.case_page.reading import Reading
from web.case_page.words import rtl
from web.drawing.phase_chart import Gate, Phase, phase_chart
from web.i18n import gettext as _
from web.present import day, formatted


def gantt_panel(reading: Reading, panel: GanttPanel) -> dict[str, Any] | None:
    """The drawing and its table; nothing while no phase is planned."""
    phases, steps = _planned(reading, panel)
    if not phases:
        return None
    today = reading.now.astimezone(desk.zone()).date()
    drawn = [*(_phase(reading, panel, each) for each in phases), *_milestones(reading, panel, steps)]
    drawing = phase_chart(
        drawn,
        reading.now,
        zone=desk.zone(),
        now_word=_("today, %(day)s", day=day(today)),
        alternative=_("Phases and gates against the time; the table says the same."),
        month_words=lambda at: formatted(at, "MMM"),
        rtl=rtl(),
    )
    return {
        "label": _(panel.label),
        "key": "phases-drawn",
        "drawing": drawing,
        "heads": [
            {"label": each}
            for each in (_("Phase or milestone"), _("Planned"), _("As it looks now"), _("Actual"))
        ],
        "rows": [{"cells": each} for each in (*_phase_rows(panel, phases), *_step_rows(panel, steps))],
    }


def _planned(reading: Reading, panel: GanttPanel) -> tuple[list[RowView], list[RowView]]:
    view = reading.view
    phases = [
        each
        for each in view.rows(panel.phases)
        if getattr(each, panel.begins.key) and getattr(each, panel.ends.key)
    ]
    phases.sort(key=lambda each: getattr(each, panel.begins.key))
    steps = [each for each in view.rows(panel.milestones) if getattr(each, panel.planned.key)]
    steps.sort(key=lambda each: _expected(panel, each))
    return phases, steps


def _expected(panel: GanttPanel, step: RowView) -> date:
    found: date = (
        getattr(step, panel.reached.key) or getattr(step, panel.looks.key) or getattr(step, panel.planned.key)
    )
    return found


def _at(reading: Reading, on: date) -> datetime:
    return reading.view.house_day(on)


def _phase(reading: Reading, panel: GanttPanel, row: RowView) -> Phase:
    ended = getattr(row, panel.ended.key)
    end = ended or getattr(row, panel.forecast.key) or getattr(row, panel.ends.key)
    start = min(getattr(row, panel.begins.key), end)
    return Phase(row.label, _at(reading, start), _at(reading, end), done=ended is not None, gate="")


def _milestones(reading: Reading, panel: GanttPanel, steps: list[RowView]) -> list[Phase]:
    """Milestones as diamonds; of the gates that are still ahead the first is the next one."""
    ahead = [each for each in steps if getattr(each, panel.reached.key) is None]
    following = next((each for each in ahead if getattr(each, panel.gate.key)), None)
    drawn = []
    for each in steps:
        at = _at(reading, _expected(panel, each))
        passed = getattr(each, panel.reached.key) is not None
        gate: Gate = (
            "passed" if passed else "next" if following is not None and each.id == following.id else "later"
        )
        drawn.append(Phase(each.label, at, at, done=passed, gate=gate))
    return drawn


def _phase_rows(panel: GanttPanel, phases: list[RowView]) -> list[list[str]]:
    def span(row: RowView) -> str:
        return _(
            "%(start)s to %(end)s",
            start=day(getattr(row, panel.begins.key)),
            end=day(getattr(row, panel.ends.key)),
        )

    return [
        [row.label, span(row), _day(getattr(row, panel.forecast.key)), _day(getattr(row, panel.ended.key))]
        for row in phases
    ]


def _step_rows(panel: GanttPanel, steps: list[RowView]) -> list[list[str]]:
    def name(row: RowView) -> str:
        return _("Gate: %(step)s", step=row.label) if getattr(row, panel.gate.key) else row.label

    columns = (panel.planned, panel.looks, panel.reached)
    return [[name(row), *(_day(getattr(row, column.key)) for column in columns)] for row in steps]


def _day(on: date | None) -> str:
    return day(on) if on is not None else ""
