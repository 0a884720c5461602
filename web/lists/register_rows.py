"""The rows of a register: number, title, state, date, fields, and what each seat says. Columns come from the definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.case import Case
from engine.columns import from_micros
from engine.definition import ALWAYS, CaseDefinition, Field, Kind, State, TaskDefinition
from engine.queries.case_register import running_states, settled_at
from engine.queries.many_cases import Answer
from engine.view import DROPPED
from web import request as desk
from web.case_page.head import state_look
from web.case_page.words import short_instant
from web.field_forms import Reader, label_of
from web.i18n import gettext as _
from web.lists.once import case_page
from web.lists.when import short_day
from web.marks import N_, mark_of
from web.present import day

HEADS = {
    "number": N_("Number"),
    "title": N_("Title"),
    "state": N_("State"),
    "date": N_("Date"),
    "changed": N_("Changed"),
}
BARE = (Kind.NUMBER, Kind.DATE, Kind.INSTANT, Kind.YES_NO)
NO_ANSWER, ANSWERED = "no_position", "holds"
Answers = Mapping[UUID, list[Answer]]


def columns(definition: CaseDefinition) -> tuple[str, ...]:
    """The columns of the register that this reader may read."""
    assert definition.register is not None
    return tuple(key for key in definition.register.columns if key in HEADS or field_of(definition, key))


def field_of(definition: CaseDefinition, key: str) -> Field | None:
    """A field that everybody who may read the case may read; narrower ones stand in no list."""
    field = definition.field_by_key.get(key)
    return field if field is not None and field.level is None else None


def head_words(definition: CaseDefinition, key: str) -> str:
    """The head of a column."""
    register, field = definition.register, definition.field_by_key.get(key)
    if key == "title" and register is not None and register.heading:
        return _(register.heading)
    return _(HEADS[key]) if field is None else _(field.label)


def cells(definition: CaseDefinition, case: Case, answers: list[Answer], reader: Reader) -> list[Any]:
    """The cells of one row, as the macro `table` takes them; the state is a badge for the template to draw."""
    own = _of_version(definition, case)
    return [_cell(own, key, case, answers, reader) for key in columns(definition)]


def _of_version(definition: CaseDefinition, case: Case) -> CaseDefinition:
    return desk.engine().registry.find(case.definition, case.version) or definition


def _cell(definition: CaseDefinition, key: str, case: Case, answers: list[Answer], reader: Reader) -> Any:
    match key:
        case "number":
            return {"number": case.number, "none": _("no number") if case.result else _("no number yet")}
        case "title":
            return _title(definition, case, reader)
        case "state":
            return {"badge": state_badge(definition, case, answers), "second": _later_state(definition, case)}
        case "date":
            return date_words(definition, case)
        case "changed":
            return short_day(case.changed_at)
        case _:
            return _field_cell(field_of(definition, key), case, reader)


def _field_cell(field: Field | None, case: Case, reader: Reader) -> dict[str, Any]:
    """The words of a field, under the head's word on a phone, where a number, a day or a blank would stand alone."""
    words = label_of(field, case.data.get(field.key), reader) if field else ""
    if not words:
        return {"number": "", "none": _("not filled in"), "label": True}
    bare = field is not None and (field.kind in BARE or words[:1].isdigit())
    return {"text": words, "label": bare}


def _title(definition: CaseDefinition, case: Case, reader: Reader) -> dict[str, Any]:
    second = field_of(definition, definition.register.second) if definition.register else None
    words = label_of(second, case.data.get(second.key), reader) if second else ""
    return {"text": case.title, "href": case_page(case.id), "second": words}


def state_badge(definition: CaseDefinition, case: Case, answers: list[Answer]) -> dict[str, str]:
    """The state as icon, word and tone: how a settled case was settled, else where it stands and in which round."""
    state = _settling_state(definition, case)
    icon, tone = state_look(state)
    word = _(state.label)
    number = max((case.shown_round(task.task) for task, _answer in answers), default=1)
    if number > 1 and case.result is None and any(task.is_open for task, _answer in answers):
        word = _("%(state)s, round %(number)s", state=word, number=number)
    return {"icon": icon, "word": word, "tone": tone}


def _settling_state(definition: CaseDefinition, case: Case) -> State:
    """The state that brought the case its present result; what followed from it (announced, done) does not hide it, unless
    the register shows where a case stands now."""
    if definition.register is not None and definition.register.present_state:
        return definition.state_by_key[case.state]
    same = [s for s in definition.states if s.result is not None and s.result == case.result]
    visited = [s for s in same if s.key in case.visits]
    return min(visited, key=lambda s: case.visits[s.key][1], default=definition.state_by_key[case.state])


def _later_state(definition: CaseDefinition, case: Case) -> str:
    """Where the case stands now, if that is not what settled it."""
    now = definition.state_by_key[case.state]
    return "" if _settling_state(definition, case) is now else _(now.label)


def ends_at(definition: CaseDefinition, case: Case) -> datetime | None:
    """When the running period of a case ends; nothing where none runs."""
    panel = definition.register.running if definition.register else None
    if panel is None or case.state not in running_states(definition):
        return None
    stored = case.data.get(panel.ends.key)
    return from_micros(stored) if stored is not None else None


def date_words(definition: CaseDefinition, case: Case) -> str:
    """“ends Tue 12 Feb, 17:00”, “since Mon 4 Feb”, or the day on which it was settled."""
    settled, ends = settled_at(definition, case), ends_at(definition, case)
    if settled is not None:
        return day(settled)
    if ends is not None:
        return _("ends %(when)s", when=short_instant(ends))
    visit = case.visits.get(case.state)
    return _("since %(day)s", day=short_day(from_micros(visit[1]) if visit else case.opened_at))


# ---- what each seat says


def seats(task: TaskDefinition, answers: list[Answer], shown: tuple[str, ...]) -> dict[str, Any]:
    """The marks in the order of the seats, and the sentence beneath; nothing where nobody was asked yet."""
    said = {seat_name(each): _mark(task, answer) for each, answer in roll(answers)}
    if not said:
        return {"seats": [], "sentence": _("nobody is asked yet")}
    marks = [{"name": name, "mark": said[name][0]} for name in shown if name in said]
    return {"seats": marks, "sentence": _sentence([word for _mark, word in said.values()])}


def roll(answers: list[Answer]) -> list[Answer]:
    """Those who are asked, without whoever left the roll."""
    return [(task, answer) for task, answer in answers if task.ended_why not in DROPPED]


def seat_name(task: Any) -> str:
    """The party of a task, by name."""
    kind, _colon, identity = task.party.partition(":")
    return desk.read().register.name(UUID(identity)) if kind in ("org", "person") else ""


def kept_back(task: TaskDefinition) -> bool:
    """Whether not everybody who reads the case reads what is answered: then a list only says that there is an answer."""
    return task.shown != ALWAYS or task.level is not None


def _mark(task: TaskDefinition, answer: Any) -> tuple[str, str]:
    """The mark and the word of an answer; what is not shown to all yet only says that there is one."""
    if answer is None:
        return NO_ANSWER, ""
    outcome = task.outcome(answer.outcome)
    if kept_back(task) or outcome is None:
        return ANSWERED, _("Answered")
    mark = mark_of(outcome.mark)
    return (mark.key, _(mark.label)) if outcome.mark else (ANSWERED, _(outcome.label))


def _sentence(words: list[str]) -> str:
    """“3 support, 1 abstain, 2 without an answer”: each kind of answer with its number, silence last."""
    counted: dict[str, int] = {}
    for each in words:
        short = each.partition(",")[0]
        counted[short] = counted.get(short, 0) + 1
    silent = counted.pop("", 0)
    parts = [
        _("%(count)s %(answer)s", count=count, answer=word[:1].lower() + word[1:])
        for word, count in counted.items()
    ]
    if silent:
        parts.append(_("%(count)s without an answer", count=silent))
    return ", ".join(parts)


def seat_order(cases: Mapping[UUID, list[Answer]]) -> tuple[str, ...]:
    """Every seat that is asked in any of these cases, by name."""
    return tuple(sorted({seat_name(task) for answers in cases.values() for task, _a in roll(answers)} - {""}))


def mark_keys(task: TaskDefinition, cases: Mapping[UUID, list[Answer]]) -> list[str]:
    """The marks that stand in the rows, in the order of the answers, for the key below the table."""
    used = {_mark(task, answer)[0] for answers in cases.values() for _t, answer in roll(answers)}
    order = [*(o.mark or ANSWERED for o in task.outcomes), ANSWERED, NO_ANSWER]
    return [mark for mark in dict.fromkeys(order) if mark in used]
