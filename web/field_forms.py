"""Fields of a definition as form controls, and what was typed into them as data for a command.

`controls` gives the dictionaries that `parts/form.html` draws; `typed` is its way back; `summary` gives the links of
the error summary. Whatever somebody typed stands in the form again, right or wrong, until it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.columns import from_micros
from engine.definition import Field, Kind, Setting, Table
from engine.form import checked
from engine.messages import Message
from engine.register import Register
from engine.values import CENTS, kept, plain, seen
from web import request as desk
from web.form_tables import lines_shown, table_control
from web.i18n import gettext as _
from web.present import day, figure, instant, say
from web.typed_fields import BY_LINE, Sent, is_checkbox, typed
from web.typed_times import read_date, read_instant

__all__ = ["Control", "Reader", "Sent", "controls", "label_of", "place", "reader", "summary", "typed"]

Control = dict[str, Any]
FEW = 5  # so many choices are shown as rows; more go into a list that opens


@dataclass(frozen=True)
class Reader:
    """What forms are written from: who is who, the settings that exist, the reader's zone and the present instant."""

    register: Register
    settings: Mapping[str, Setting]
    zone: str
    at: datetime
    _people: list[tuple[str, str]] = field(default_factory=list, compare=False)

    def organizations(self) -> list[tuple[str, str]]:
        """Every organization, by code."""
        known = sorted(self.register.organizations.values(), key=lambda each: each.code)
        return [
            (each.id.hex, each.code if each.code == each.name else f"{each.code}, {each.name}")
            for each in known
        ]

    def people(self) -> list[tuple[str, str]]:
        """Everybody with an account in use, by name, with the organizations they act for."""
        if not self._people:
            active = (each for each in self.register.people.values() if each.active)
            named = ((each.id.hex, self._with_seat(each.id, each.name)) for each in active)
            self._people.extend(sorted(named, key=lambda pair: (pair[1].casefold(), pair[0])))
        return self._people

    def _with_seat(self, person: UUID, name: str) -> str:
        held = {
            s.organization for s in self.register.standings(person, self.at) if s.organization is not None
        }
        codes = sorted(self.register.organizations[each].code for each in held)
        return f"{name}, {', '.join(codes)}" if codes else name


def reader() -> Reader:
    """The reader of this request."""
    return Reader(desk.read().register, desk.engine().registry.settings, desk.zone().key, desk.now())


def controls(
    fields: Iterable[Field],
    reader: Reader,
    *,
    values: Mapping[str, Any] | None = None,
    sent: Sent | None = None,
    problems: Mapping[str, Message] | None = None,
    case: Any = None,
    prefix: str = "",
) -> list[Control]:
    """One control for each field that people fill in.

    `values` are stored values (of the case, the row); without them the defaults stand. `sent` wins over both.
    `problems` come from `Invalid`. `case` decides what is required while a guard holds, and what can be chosen.
    `prefix` goes before every name, where one page holds several forms.
    """
    problems = problems or {}
    shown = [f for f in fields if f.computed is None]
    return [
        _table(f, reader, values, sent, problems.get(f.key), case, prefix)
        if isinstance(f.kind, Table)
        else _control(f, reader, _value(f, reader, values, sent, prefix), problems.get(f.key), case, prefix)
        for f in shown
    ]


def reason_control(
    label: str, typed: str, problems: Mapping[str, Message] | None = None, *, hint: str
) -> Control:
    """The box for the reason of an act that goes on record with one."""
    says = (problems or {}).get("reason")
    return {
        "field": "reason",
        "key": "reason",
        "id": "f-reason",
        "label": label,
        "hint": hint,
        "kind": "long",
        "required": True,
        "value": typed,
        "error": say(says) if says is not None else None,
    }


def summary(shown: Sequence[Control], problems: Mapping[str, Message]) -> list[tuple[str | None, str]]:
    """The links of the error summary, in the order of the form; what belongs to no control comes last, without link."""
    links: list[tuple[str | None, str]] = [(each["id"], each["error"]) for each in shown if each.get("error")]
    known = {each["field"] for each in shown}
    return links + [(None, say(says)) for key, says in problems.items() if key not in known]


def label_of(field: Field, value: Any, reader: Reader) -> str:
    """A stored value in words, for facts and lists; empty where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field.kind, Table):
        lines = lines_shown(field, value, lambda column, each: label_of(column, each, reader))
        return "\n".join(
            "; ".join([*([head] if head else []), *(f"{k}: {v}" for k, v in told)]) for head, told in lines
        )
    if isinstance(value, list | tuple):
        return ", ".join(label_of(field, each, reader) for each in value)
    if field.options is not None:
        return say(field.options[value].value)
    match field.kind:
        case Kind.YES_NO:
            return _("Yes") if value else _("No")
        case Kind.ORGANIZATION | Kind.PERSON:
            return reader.register.name(UUID(value))
        case Kind.SETTING:
            return say(reader.settings[value].label) if value in reader.settings else str(value)
        case Kind.DATE | Kind.INSTANT | Kind.DECIMAL | Kind.MONEY:
            return _told(seen(field, value, reader.register), reader.zone)
        case _:
            return str(_words(field, value, reader.zone))


def _told(value: date | Decimal, zone: str) -> str:
    if isinstance(value, datetime):
        return instant(value, ZoneInfo(zone))
    return day(value) if isinstance(value, date) else figure(value)


# ---- one control


def _control(
    field: Field, reader: Reader, value: Any, problem: Message | None, case: Any, prefix: str
) -> Control:
    name = prefix + field.key
    control: Control = {
        "field": field.key,
        "key": name,
        "id": "f-" + name.replace(":", "-").replace(".", "-"),
        "label": say(field.label),
        "hint": _hint(field, reader),
        "value": value,
        "error": say(problem) if problem is not None else None,
    }
    needed = _required(field, case)
    if needed is not None:
        control["required"] = needed
    control |= _look(field, reader, needed, case)
    if problem is not None:
        control["fix"] = _fix(field, value, reader)
    return control


def _table(
    field: Field,
    reader: Reader,
    values: Mapping[str, Any] | None,
    sent: Sent | None,
    problem: Message | None,
    case: Any,
    prefix: str,
) -> Control:
    name = prefix + field.key

    def cell(column: Field, line: Mapping[str, Any], before: str) -> Control:
        return _control(column, reader, _value(column, reader, line, sent, before), None, None, before)

    return {
        "field": field.key,
        "key": name,
        "id": "f-" + name.replace(":", "-").replace(".", "-"),
        "label": say(field.label),
        "hint": say(field.help) if field.help else "",
        "error": say(problem) if problem is not None else None,
        **table_control(field, name, (values or {}).get(field.key), sent, case, cell),
    }


def _required(field: Field, case: Any) -> bool | None:
    """Yes, no, or nothing where a guard decides and there is no case to ask it."""
    if isinstance(field.required, bool):
        return field.required
    return bool(field.required.holds(case)) if case is not None else None


def _hint(field: Field, reader: Reader) -> str:
    parts = [say(field.help)] if field.help else []
    if field.kind is Kind.INSTANT:
        closing = reader.register.calendar.closes_at
        example = f"{_local(reader.at, reader.zone)[:10]} {closing:%H:%M}"
        parts.append(
            _("For example %(example)s, in the time of %(zone)s.", example=example, zone=place(reader.zone))
        )
    elif field.kind is Kind.DATE:
        parts.append(_("For example %(example)s.", example=_local(reader.at, reader.zone)[:10]))
    if field.many and field.kind in BY_LINE:
        parts.append(_("One on each line."))
    return " ".join(parts)


def place(zone: str) -> str:
    """The name of a time zone as people say it."""
    return zone.rpartition("/")[2].replace("_", " ")


def _look(field: Field, reader: Reader, needed: bool | None, case: Any) -> Control:
    options = _offered(field, reader, case)
    if options is not None:
        return _choices(options, field, needed, few=FEW if field.options is not None else 0)
    if field.kind is Kind.YES_NO:
        return _yes_or_no(field, needed)
    if field.many or field.kind is Kind.LONG:
        return {"kind": "long", "rows": 3 if field.many else 5}
    return dict(_LOOKS.get(_kind(field), _LOOKS[Kind.TEXT]))


_LOOKS: Mapping[Kind, Control] = {
    Kind.TEXT: {"kind": "text", "autocomplete": "off"},
    Kind.NUMBER: {"kind": "number", "inputmode": "numeric", "autocomplete": "off"},
    Kind.DECIMAL: {"kind": "number", "inputmode": "decimal", "autocomplete": "off"},
    Kind.MONEY: {"kind": "number", "inputmode": "decimal", "autocomplete": "off"},
    Kind.DATE: {"kind": "date", "autocomplete": "off"},
    Kind.INSTANT: {"kind": "instant", "narrow": True, "autocomplete": "off"},
}


def _kind(field: Field) -> Kind:
    assert isinstance(field.kind, Kind)
    return field.kind


def _offered(field: Field, reader: Reader, case: Any) -> list[tuple[str, str]] | None:
    """What the checks of the field would take: nobody is offered what is refused for certain."""
    options = _options(field, reader)
    if options is None or case is None or not field.checks:
        return options
    return [
        (value, label)
        for value, label in options
        if checked(field, [value] if field.many else value, case, reader.register) is None
    ]


def _options(field: Field, reader: Reader) -> list[tuple[str, str]] | None:
    """What can be chosen, where the field is a choice."""
    if field.options is not None:
        return [(member.name, say(member.value)) for member in field.options]
    match field.kind:
        case Kind.ORGANIZATION:
            return reader.organizations()
        case Kind.PERSON:
            return reader.people()
        case Kind.SETTING:
            known = ((key, say(setting.label)) for key, setting in reader.settings.items())
            return sorted(known, key=lambda pair: pair[1].casefold())
        case _:
            return None


def _yes_or_no(field: Field, needed: bool | None) -> Control:
    if is_checkbox(field):
        return {"kind": "checkbox", "required": None, "marker": True}
    answers = [("yes", _("Yes")), ("no", _("No"))]
    return {"kind": "radios", "inline": True, "options": _with_open(answers, field, needed)}


def _choices(options: list[tuple[str, str]], field: Field, needed: bool | None, few: int) -> Control:
    if field.many:
        return {"kind": "checkboxes", "options": options, "marker": True}
    if len(options) <= few:
        return {"kind": "radios", "options": _with_open(options, field, needed)}
    return {"kind": "select", "options": [("", _("Choose")), *options]}


def _with_open(options: list[tuple[str, str]], field: Field, needed: bool | None) -> list[tuple[str, str]]:
    """A radio cannot be taken back; where nothing need be said, one row says just that."""
    return options if needed or field.default is not None else [*options, ("", _("Leave it open"))]


def _fix(field: Field, value: Any, reader: Reader) -> dict[str, str] | None:
    """A date without its time: offer the closing time of that day."""
    if field.kind is not Kind.INSTANT or not isinstance(value, str) or field.many:
        return None
    day = read_date(value)
    if day is None or read_instant(value, reader.zone) is not None:
        return None
    words = f"{day.isoformat()} {reader.register.calendar.closes_at:%H:%M}"
    return {"label": _("Use %(instant)s", instant=words), "value": words}


# ---- what stands in it


def _value(
    field: Field, reader: Reader, values: Mapping[str, Any] | None, sent: Sent | None, prefix: str
) -> Any:
    name = prefix + field.key
    if sent is not None and (name in sent or f"{name}-shown" in sent):
        return _resent(field, sent, name)
    stored = values[field.key] if values is not None and field.key in values else kept(field, field.default)
    if field.many and field.kind not in BY_LINE:
        return [str(each) for each in stored or ()]
    if isinstance(stored, list | tuple):
        between = ", " if field.kind is Kind.VALUE else "\n"
        return between.join(_words(field, each, reader.zone) for each in stored)
    return _words(field, stored, reader.zone)


def _resent(field: Field, sent: Sent, name: str) -> Any:
    if field.many and field.kind not in BY_LINE:
        return sent.getlist(name)
    if is_checkbox(field):
        return "yes" if sent.get(name) else ""
    return sent.get(f"{name}-fix") or sent.get(name, "")


def _words(field: Field, stored: Any, zone: str) -> Any:
    if stored is None:
        return ""
    if field.kind is Kind.YES_NO:
        return ("yes" if stored else "no") if not is_checkbox(field) else ("yes" if stored else "")
    if field.kind is Kind.INSTANT and isinstance(stored, int | datetime):
        return _local(stored if isinstance(stored, datetime) else from_micros(stored), zone)
    if isinstance(stored, date):
        return stored.isoformat()
    if field.kind is Kind.MONEY and isinstance(stored, int):
        return plain(Decimal(stored).scaleb(-CENTS))
    return str(stored)


def _local(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
