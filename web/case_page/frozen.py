"""A frozen record as people read it: the case it is of, its values, the words it quotes, and what each party said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.columns import from_micros
from engine.definition import (
    CaseDefinition,
    DocumentDefinition,
    Field,
    ItemDefinition,
    Part,
    Table,
    TaskDefinition,
)
from engine.frozen import KINDS
from engine.queries.papers import Paper
from engine.register import Register
from engine.values import seen
from web.case_page.words import value_words
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import instant


def record(paper: Paper, content: bytes, register: Register) -> dict[str, Any]:
    """Facts, quoted documents by key, and tables; of a list that is frozen alone, one table."""
    parts = paper.definition.frozen.get(paper.version.document, ())
    told = json.loads(content)
    if isinstance(told, list):
        return {"title": None, "facts": [], "quoted": [], "tables": [_table(parts[0], told, register)]}
    frozen = ((part, told.get(KINDS[type(part)], {}).get(part.key)) for part in parts)
    held = [(part, it) for part, it in frozen if it is not None]
    values = [(_(part.label), _words(part, it, register)) for part, it in held if isinstance(part, Field)]
    return {
        "title": told["case"]["title"],
        "facts": [*_head(told["case"], paper.definition), *values],
        "quoted": [
            {"key": part.key, "label": _(part.label), **it}
            for part, it in held
            if isinstance(part, DocumentDefinition)
        ],
        "tables": [
            _table(part, it, register)
            for part, it in held
            if isinstance(part, ItemDefinition | TaskDefinition)
        ],
    }


def _head(case: dict[str, Any], definition: CaseDefinition) -> Iterator[tuple[str, str]]:
    if case["number"]:
        yield _("Number"), case["number"]
    state = definition.state_by_key.get(case["state"])
    yield _("Result") if state and state.result else _("State"), _(state.label) if state else case["state"]
    yield _("Since"), instant(from_micros(case["since"]))


def _words(field: Field, stored: Any, register: Register) -> str:
    if isinstance(field.kind, Table):
        return label_of(field, stored, reader())
    return value_words(seen(field, stored, register))


def _table(part: Part, rows: list[dict[str, Any]], register: Register) -> dict[str, Any]:
    if isinstance(part, ItemDefinition):
        heads, cells = _of_rows(part, rows, register)
    else:
        assert isinstance(part, TaskDefinition)
        heads, cells = _of_answers(part, rows, register)
    caption = ngettext("%(num)s row", "%(num)s rows", len(rows))
    return {
        "label": _(part.label),
        "caption": caption,
        "heads": [{"label": head} for head in heads],
        "rows": [{"cells": row} for row in cells],
    }


def _of_rows(
    item: ItemDefinition, rows: list[dict[str, Any]], register: Register
) -> tuple[list[str], list[list[str]]]:
    filled = [c for c in item.columns if any(c.key in row["values"] for row in rows)]
    cells = [[_words(c, row["values"].get(c.key), register) for c in filled] for row in rows]
    return [_(column.label) for column in filled], cells


def _of_answers(
    task: TaskDefinition, rows: list[dict[str, Any]], register: Register
) -> tuple[list[str], list[list[str]]]:
    """By party: the answer, its reason and words, when, and on what; parties without an answer say so."""
    asked = {f.key: f for f in (*task.asks, *(f for o in task.outcomes for f in o.asks))}
    filled = [f for key, f in asked.items() if any(key in (row["values"] or {}) for row in rows)]
    reasons = [_("Reason")] if any(row["reason"] for row in rows) else []
    heads = [_("Party"), _("Answer"), *reasons, *(_(f.label) for f in filled), _("When"), _("On")]
    return heads, [list(_answer_cells(task, filled, bool(reasons), row, register)) for row in rows]


def _answer_cells(
    task: TaskDefinition, filled: list[Field], reasons: bool, row: dict[str, Any], register: Register
) -> Iterator[str]:
    outcome = task.outcome(row["outcome"]) if row["outcome"] else None
    yield row["party"]
    yield _(outcome.label) if outcome else row["outcome"] or _("No answer")
    if reasons:
        yield row["reason"] or ""
    for field in filled:
        yield _words(field, (row["values"] or {}).get(field.key), register)
    yield instant(from_micros(row["at"])) if row["at"] else ""
    yield row["bound"][:12] if row["bound"] else ""
