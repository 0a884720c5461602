"""What was typed into the controls of a form, as data for a command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.definition import Field, Kind, Table
from web.form_tables import count_name, typed_lines
from web.typed_times import read_date, read_instant

# Of these kinds several values are typed one on each line; several of the others are ticked.
BY_LINE = (Kind.TEXT, Kind.NUMBER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.INSTANT)


Sent = MultiDict[str, str]
"""What a browser sent."""


def is_checkbox(field: Field) -> bool:
    """Whether a field is shown as one box to tick: yes or no, and no unless somebody says otherwise."""
    return field.kind is Kind.YES_NO and field.default is False and not field.many


def typed(fields: Iterable[Field], sent: Sent, zone: str, prefix: str = "") -> dict[str, Any]:
    """What was typed into these controls, by field key, as commands take it.

    Only what the form held is there; an empty control gives an empty value, so that a value can be taken away. Dates
    and instants that can be read are exact; the others go on as they are, and the command says what is wrong.
    """
    found: dict[str, Any] = {}
    for each in fields:
        name = prefix + each.key
        if isinstance(each.kind, Table):
            if count_name(name) in sent:
                found[each.key] = typed_lines(
                    each, name, sent, lambda f, key: _typed(f, sent, key, zone), _is_blank
                )
        elif each.computed is None and (name in sent or f"{name}-shown" in sent or f"{name}-fix" in sent):
            found[each.key] = _typed(each, sent, name, zone)
    return found


def _is_blank(field: Field, value: Any) -> bool:
    """Whether nobody has filled this in: a box that is not ticked says nothing by itself."""
    return value in ("", [], None) or (is_checkbox(field) and value == "no")


def _typed(field: Field, sent: Sent, name: str, zone: str) -> Any:
    if field.many:
        if field.kind not in BY_LINE:
            return [each for each in sent.getlist(name) if each]
        lines = (line.strip() for each in sent.getlist(name) for line in each.splitlines())
        return [read_words(field, line, zone) for line in lines if line]
    if is_checkbox(field):
        return "yes" if sent.get(name) else "no"
    return read_words(field, sent.get(f"{name}-fix") or sent.get(name, ""), zone)


def read_words(field: Field, words: str, zone: str) -> str:
    """One value as people type it, as commands take it: exact where it can be read, else as it is."""
    match field.kind:
        case Kind.INSTANT:
            instant = read_instant(words, zone)
            return instant.astimezone(UTC).isoformat() if instant is not None else words
        case Kind.DATE:
            day = read_date(words)
            return day.isoformat() if day is not None else words
        case Kind.NUMBER | Kind.DECIMAL | Kind.MONEY:
            return _digits(words)
        case _:
            return words


def _digits(words: str) -> str:
    """A number without what people put between its thousands."""
    bare = "".join(each for each in words if not each.isspace())
    whole, point, fraction = bare.partition(".")
    groups = whole.lstrip("+-").split(",")
    grouped = len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
    return whole.replace(",", "") + point + fraction if grouped and "".join(groups).isdigit() else bare
