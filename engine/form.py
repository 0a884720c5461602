"""What was typed into a form, held against its fields: all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.definition.fields import Field, Table
from engine.definition.guards import Guard, Refusal
from engine.definition.settings import Setting
from engine.errors import Invalid
from engine.messages import Message, message
from engine.values import LINE, Mistyped, is_empty, seen, stored
from engine.view import AnswerView

if TYPE_CHECKING:
    from engine.register import Register


LONGEST_NAME = 80  # so much of the words of a line stands in a sentence about it


def collect(
    fields: Iterable[Field],
    typed: Mapping[str, Any],
    register: Register,
    settings: Mapping[str, Setting],
    *,
    demand: bool = True,
    case: Any = None,
    prefix: str = "",
    checks: Mapping[Field, Guard] | None = None,
) -> dict[str, Any]:
    """Stored values for those fields that were typed; all that is wrong is raised at once as Invalid.

    With `demand` a required field must be there; without, only what was typed is looked at. `checks` are rules of
    (case, answer) about all that was typed, each by the field at which its refusal is said.
    """
    fields = tuple(fields)
    values: dict[str, Any] = {}
    problems: dict[str, Message] = {}
    rule: str | None = None
    for field in fields:
        if field.key not in typed and not demand:
            continue
        try:
            values[field.key] = _value(field, typed.get(field.key), register, settings, case)
        except Mistyped as mistake:
            problems[prefix + field.key] = mistake.says
            continue
        needed = (
            field.required
            if isinstance(field.required, bool)
            else demand and case is not None and field.required.holds(case)
        )
        if values[field.key] is None and needed and demand:
            problems[prefix + field.key] = message("Fill in: {label}.", label=field.label)
        refusal = checked(field, values[field.key], case, register)
        if refusal is not None:
            problems[prefix + field.key] = refusal.says
            rule = rule or refusal.rule
    for field, check in (checks or {}).items():
        refusal = check.refusal(case, AnswerView(case, fields, values))
        if refusal is not None:
            problems.setdefault(prefix + field.key, refusal.says)
            rule = rule or refusal.rule
    if problems:
        raise Invalid(problems, rule)
    return values


def checked(field: Field, value: Any, case: Any, register: Register) -> Refusal | None:
    """The first refusal of the field's own checks against a stored value."""
    if value is None:
        return None
    shown = seen(field, value, register)
    for each in shown if field.many else (shown,):
        for check in field.checks:
            refusal = check.refusal(case, each)
            if refusal is not None:
                return refusal
    return None


def _value(field: Field, typed: Any, register: Register, settings: Mapping[str, Setting], case: Any) -> Any:
    if isinstance(field.kind, Table):
        return _lines(field.kind, typed, register, settings, case)
    return stored(field, typed, register, settings)


def lines_of(table: Table, case: Any) -> tuple[str, ...]:
    """The words for which lines are given; none where people add them."""
    return tuple(table.lines(case)) if table.lines is not None and case is not None else ()


def _lines(
    table: Table, typed: Any, register: Register, settings: Mapping[str, Setting], case: Any
) -> list[dict[str, Any]] | None:
    """The lines of a table as they are stored. Where they are given, each keeps the words it was given for."""
    if not isinstance(typed, list | tuple | None) or not all(isinstance(e, Mapping) for e in typed or ()):
        raise Mistyped("Send the lines as a list, each with its columns by name.")
    given, fixed = lines_of(table, case), table.lines is not None
    filled = [each for each in typed or () if fixed or not _blank(each)]
    most = len(given) if fixed else table.most
    if len(filled) > most:
        raise Mistyped("There are {count} lines; {most} are the most.", count=len(filled), most=most)
    filled += [{}] * (len(given) - len(filled))
    for n, (words, each) in enumerate(zip(given, filled, strict=False), 1):
        if each.get(LINE) not in (None, "", words):
            raise Mistyped(
                "Line {number} is about “{words}”: send the lines in this order.", number=n, words=words
            )
    names = [_named(words) for words in given] or [
        message("Line {number}", number=n) for n, _each in enumerate(filled, 1)
    ]
    found = [_line(table, name, each, register, settings) for name, each in zip(names, filled, strict=True)]
    return (
        [{LINE: words} | each for words, each in zip(given, found, strict=True)] if given else found or None
    )


def _named(words: str) -> Message:
    """How a sentence calls a line that is given for some words."""
    short = words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"
    return message("“{words}”", words=short)


def _blank(line: Mapping[str, Any]) -> bool:
    return all(is_empty(each.strip() if isinstance(each, str) else each) for each in line.values())


def _line(
    table: Table, name: Message, typed: Mapping[str, Any], register: Register, settings: Mapping[str, Setting]
) -> dict[str, Any]:
    unknown = [key for key in typed if key != LINE and key not in {column.key for column in table.columns}]
    if unknown:
        raise Mistyped("{line}: there is no column “{name}”.", line=name, name=unknown[0])
    values: dict[str, Any] = {}
    for column in table.columns:
        try:
            value = stored(column, typed.get(column.key), register, settings)
        except Mistyped as mistake:
            raise Mistyped(
                "{line}, {label}: {says}",
                line=name,
                label=message(column.label),
                says=mistake.says,
            ) from None
        if value is None and column.required is True:
            raise Mistyped("{line}: fill in {label}.", line=name, label=message(column.label))
        if value is not None:
            values[column.key] = value
    return values
