"""Positions by seat: what each party says in this round, who has not answered, and what earlier rounds said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from engine.definition import PositionsPanel, Table, TaskDefinition
from engine.position import Position
from engine.queries.explain import party_of
from engine.task import Task
from web.case_page.reading import Reading
from web.case_page.words import short_instant
from web.field_forms import label_of, reader
from web.form_tables import lines_shown
from web.i18n import gettext as _
from web.i18n import ngettext

# No answer first, then what stands against it, then the others.
ORDER = {"no_position": 0, "strong_objection": 1, "concern": 2, "amendment": 3, "discussion": 4}


def positions_panel(reading: Reading, panel: PositionsPanel) -> dict[str, Any]:
    """What the macro `positions_by_seat` wants, and a note about the round."""
    task = panel.task
    number = reading.snapshot.case.rounds.get(task.key, {}).get("no", 0)
    mine = [t for t in reading.page.tasks if t.task == task.key and t.present]
    rows = [_row(reading, task, each) for each in mine]
    rows += _late_rows(reading, task, number)
    rows.sort(key=lambda row: (ORDER.get(row["mark"], 9), row["seat"]))
    answered = sum(1 for t in mine if t.answer is not None)
    return {
        "label": _(panel.label),
        "key": task.key,
        "rows": rows,
        "rounds": _earlier(reading, task, number),
        "caption": _("%(answered)s of %(count)s have answered", answered=answered, count=len(mine)),
        "count": _("%(answered)s of %(count)s", answered=answered, count=len(mine)),
        "note": _("Round %(number)s", number=reading.snapshot.case.shown_round(task.key)) if number else "",
        "rules": [],
    }


def _row(reading: Reading, task: TaskDefinition, mine: Task) -> dict[str, Any]:
    answer = reading.page.answer_to(mine)
    seat = _seat(reading, mine)
    if answer is None and mine.answer is not None:
        return {**seat, "mark": "holds", "word": _("Has answered"), "comment": _("Not open to you yet.")}
    if answer is None:
        return {
            **seat,
            "mark": "no_position",
            "when": _told(reading, mine),
            "comment": _delegated(reading, mine),
        }
    return {**seat, **_said(reading, task, answer)}


def _seat(reading: Reading, mine: Task) -> dict[str, Any]:
    party = party_of(reading.view, mine)
    identity = getattr(party, "id", None)
    you = identity in reading.organizations or identity == reading.viewer
    return {
        "seat": str(party),
        "you": you,
        "role": reading.role_words(identity) if isinstance(identity, UUID) else "",
    }


def _who(reading: Reading, answer: Position) -> str:
    """Whose answer it was; of a question that all of a role share, the role that it asks."""
    asked = (t for t in reading.page.tasks if (t.task, t.party) == (answer.task, answer.party))
    task = next(asked, None)
    return str(reading.view.party(answer.party) if task is None else party_of(reading.view, task))


def _told(reading: Reading, mine: Task) -> str:
    for notice in reading.snapshot.notices:
        if (notice.task, notice.round, notice.party) == (mine.task, mine.round, mine.party):
            return _("Told on %(when)s: %(how)s", when=short_instant(notice.at), how=_(notice.how))
    return _("Not told yet, as far as is known")


def _delegated(reading: Reading, mine: Task) -> str:
    register, someone = reading.register, mine.claimed_by or mine.delegated_to
    if someone is None:
        return ""
    if someone == mine.delegated_to and mine.instead_of is not None:
        other = register.name(mine.instead_of)
        return _("With %(name)s, in place of %(other)s", name=register.name(someone), other=other)
    return _("With %(name)s", name=register.name(someone))


def _said(reading: Reading, task: TaskDefinition, answer: Position) -> dict[str, Any]:
    outcome = task.outcome(answer.outcome)
    row: dict[str, Any] = {
        "mark": outcome.mark if outcome and outcome.mark else "holds",
        "word": _(outcome.label) if outcome else answer.outcome,
        "comment": _words(reading, task, answer),
        "tables": _tables(reading, task, answer),
        "when": _when(reading, answer),
    }
    if answer.recorded:
        row["by"] = _(
            "Recorded by %(name)s. Evidence: %(note)s",
            name=reading.register.name(answer.by),
            note=answer.evidence or "",
        )
    return row


def _words(reading: Reading, task: TaskDefinition, answer: Position) -> str:
    outcome = task.outcome(answer.outcome)
    asked = (*task.asks, *(outcome.asks if outcome else ()))
    fields = {f.key: f for f in asked if reading.reads(f.level)}
    plain = {key for key, field in fields.items() if field.committed and not isinstance(field.kind, Table)}
    said = [str(value) for key, value in answer.data.items() if key in plain]
    return " ".join([part for part in [answer.reason or "", *said] if part])


def _tables(reading: Reading, task: TaskDefinition, answer: Position) -> list[dict[str, Any]]:
    """What was filled in line by line, for whoever wants to read it."""
    outcome, who = task.outcome(answer.outcome), reader()
    asked = dict.fromkeys((*task.asks, *(outcome.asks if outcome else ())))
    tables = [field for field in asked if isinstance(field.kind, Table) and reading.reads(field.level)]
    return [
        {
            "label": _(field.label),
            "lines": lines_shown(
                field, answer.data[field.key], lambda column, value: label_of(column, value, who)
            ),
        }
        for field in tables
        if answer.data.get(field.key)
    ]


def _when(reading: Reading, answer: Position) -> str:
    capacity = answer.capacity.rpartition("/")[2]
    who = reading.register.name(answer.by)
    if answer.recorded:
        return _("%(when)s, said to the Secretariat", when=short_instant(answer.at))
    if answer.instead_of is not None:
        other = reading.register.name(answer.instead_of)
        return _(
            "%(when)s, %(who)s in place of %(other)s", when=short_instant(answer.at), who=who, other=other
        )
    return _("%(when)s, %(who)s (%(capacity)s)", when=short_instant(answer.at), who=who, capacity=_(capacity))


def _late_rows(reading: Reading, task: TaskDefinition, number: int) -> list[dict[str, Any]]:
    late = [p for p in reading.page.positions if p.task == task.key and p.late and p.round == number]
    rows = []
    for answer in late:
        row = _said(reading, task, answer)
        word = _("%(word)s, late, not counted", word=row["word"])
        rows.append({**row, "seat": _who(reading, answer), "late": True, "mark": "late", "word": word})
    return rows


def _earlier(reading: Reading, task: TaskDefinition, number: int) -> list[dict[str, Any]]:
    """The rounds before this one, newest first; what a party said there is superseded."""
    rounds: dict[int, list[Position]] = {}
    for answer in reading.page.positions:
        if answer.task == task.key and answer.round != number:
            rounds.setdefault(answer.round, []).append(answer)
    counted = enumerate(sorted(rounds), 1)
    return [_round(reading, task, shown, rounds[no]) for shown, no in reversed(list(counted))]


def _round(
    reading: Reading, task: TaskDefinition, number: int, answers: Iterable[Position]
) -> dict[str, Any]:
    latest = {answer.party: answer for answer in answers}
    rows = [
        {**_said(reading, task, answer), "seat": _who(reading, answer), "superseded": True}
        for answer in latest.values()
    ]
    count = ngettext("%(num)s position, superseded", "%(num)s positions, superseded", len(rows))
    return {
        "title": _("Round %(number)s: %(count)s", number=number, count=count),
        "rows": rows,
        "open": number == 1,
    }
