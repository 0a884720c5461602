"""A register as rows of a sheet, for programs that calculate: every case that fits, the same columns as on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.case import Case
from engine.definition import CaseDefinition
from engine.queries.case_register import Asked, register_page, settled_at
from engine.queries.many_cases import Answer, present_answers
from web import request as desk
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.lists.register_rows import columns, field_of, head_words, kept_back, roll, seat_name
from web.sheets.cells import safe_cell

AT_ONCE = 500


def sheet_rows(definition: CaseDefinition, asked: Asked) -> Iterator[list[str]]:
    """The head, then a row for each case; every page of the register is read in turn."""
    assert definition.register is not None
    task = definition.register.seat_marks
    keys = [key for key in columns(definition) if field_of(definition, key)]
    head = [_("Number"), _("Reference"), _("Title"), _("State"), _("Opened"), _("Settled")]
    head += [head_words(definition, key) for key in keys]
    yield [*head, _(definition.register.marks_label or task.label)] if task else head
    who = reader()
    for case, answers in _each(definition, asked):
        row = [case.number or "", case.reference, case.title, *_stands(definition, case)]
        row += [label_of(definition.field_by_key[key], case.data.get(key), who) for key in keys]
        if task is not None:
            row.append("; ".join(_said(task, answers)))
        yield [safe_cell(each) for each in row]


def _each(definition: CaseDefinition, asked: Asked) -> Iterator[tuple[Case, list[Answer]]]:
    assert definition.register is not None
    connection, register = desk.read()
    task = definition.register.seat_marks
    cursor: str | None = None
    while True:
        wanted = replace(asked, cursor=cursor)
        page = register_page(
            desk.engine(), connection, register, desk.signed_in(), definition, wanted, most=AT_ONCE
        )
        answers = present_answers(connection, [c.id for c in page.cases], task.key) if task else {}
        for case in page.cases:
            yield case, answers.get(case.id, [])
        cursor = page.next
        if cursor is None:
            return


def _stands(definition: CaseDefinition, case: Case) -> list[str]:
    settled = settled_at(definition, case)
    state = definition.state_by_key.get(case.state)
    return [
        _(state.label) if state else case.state,
        case.opened_at.isoformat(),
        settled.isoformat() if settled else "",
    ]


def _said(task: Any, answers: list[Answer]) -> Iterator[str]:
    """What each seat says, in words; nothing is left out, silence is named."""
    for each, answer in sorted(roll(answers), key=lambda pair: seat_name(pair[0])):
        outcome = task.outcome(answer.outcome) if answer is not None else None
        if answer is None:
            words = _("no answer")
        elif kept_back(task) or outcome is None:
            words = _("answered")
        else:
            words = _(outcome.label)
        yield _("%(seat)s: %(answer)s", seat=seat_name(each), answer=words)
