"""Values of fields: from what was typed to what is stored, and from what is stored to what a rule sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.columns import from_micros, to_micros
from engine.definition.fields import Field, Kind, Table
from engine.definition.settings import Setting
from engine.errors import Invalid
from engine.messages import Message, message

if TYPE_CHECKING:
    from engine.register import Register

LONGEST = {Kind.TEXT: 500, Kind.LONG: 20_000, Kind.VALUE: 2_000}
LARGEST = 2**53 - 1
# Places after the point: of an amount, which is stored as a whole number of these, and of any other number.
CENTS, FINEST = 2, 6
_DECIMAL = re.compile(r"[+-]?[0-9]{1,13}(\.(?P<fraction>[0-9]+))?")
# Under this key a line of a table keeps the words for which it was given.
LINE = "line"
# What a date can mean; every zone has an instant for each of them.
YEARS = range(1900, 2201)


class Mistyped(Exception):
    """A value that cannot be taken, with the sentence that says how to put it right."""

    def __init__(self, text: str | Message, **values: Any) -> None:
        self.says = text if isinstance(text, Message) else message(text, **values)
        super().__init__(str(text))


def is_empty(value: Any) -> bool:
    """Whether nothing was filled in."""
    return value is None or value == "" or value == [] or value == ()


def stored(field: Field, typed: Any, register: Register, settings: Mapping[str, Setting]) -> Any:
    """The value to store for what was typed or sent; raises Mistyped with a sentence."""
    if isinstance(typed, str) and field.kind not in (Kind.TEXT, Kind.LONG):
        typed = typed.strip()
    if is_empty(typed) or (isinstance(typed, str) and not typed.strip()):
        return None
    if not field.many:
        if isinstance(typed, list | dict) and field.kind is not Kind.VALUE:
            raise Mistyped("Give one value here, not several.")
        return _one(field, typed, register, settings)
    several = typed if isinstance(typed, list | tuple) else [typed]
    return (
        list(dict.fromkeys(_one(field, each, register, settings) for each in several if not is_empty(each)))
        or None
    )


def _one(field: Field, typed: Any, register: Register, settings: Mapping[str, Setting]) -> Any:
    if field.options is not None:
        return _option(field.options.__members__, typed)
    match field.kind:
        case Kind.TEXT | Kind.LONG:
            return _text(typed, LONGEST[field.kind], lines=field.kind is Kind.LONG)
        case Kind.NUMBER | Kind.DECIMAL | Kind.MONEY:
            return _numeric(field.kind, typed)
        case Kind.YES_NO:
            return _yes_no(typed)
        case Kind.DATE:
            return _date(typed).isoformat()
        case Kind.INSTANT:
            return to_micros(_instant(typed, register.calendar.zone))
        case Kind.ORGANIZATION:
            return _organization(typed, register)
        case Kind.PERSON:
            return _person(typed, register)
        case Kind.SETTING:
            return _option(settings, typed)
        case _:
            pass
    return _value(typed)


def _value(typed: Any) -> str:
    """The value of a setting, always as words: a machine may send a number, or several words as a list."""
    if isinstance(typed, list) and all(isinstance(each, str) for each in typed):
        typed = ", ".join(typed)
    number = isinstance(typed, int) and not isinstance(typed, bool)
    return _text(str(typed) if number else typed, LONGEST[Kind.VALUE], lines=True)


def _option(known: Iterable[str], typed: Any) -> str:
    if isinstance(typed, str) and typed in known:
        return typed
    raise Mistyped("Choose one of the answers offered.")


def _text(typed: Any, longest: int, *, lines: bool) -> str:
    if not isinstance(typed, str):
        raise Mistyped("Write words here.")
    words = typed.replace("\r\n", "\n").strip()
    if any(ord(c) < 32 and c not in "\n\t" for c in words) or any(0xD800 <= ord(c) <= 0xDFFF for c in words):
        raise Mistyped("Take out the control characters.")
    if not lines and "\n" in words:
        raise Mistyped("Keep it to one line.")
    if len(words) > longest:
        raise Mistyped("Keep it under {most} characters; these are {count}.", most=longest, count=len(words))
    return words


def clean_words(name: str, typed: str | None, *, lines: bool = True) -> str | None:
    """Words that come with an act (its reason, evidence, a name) as they are kept; Invalid under this name."""
    try:
        return _text(typed or "", LONGEST[Kind.LONG if lines else Kind.TEXT], lines=lines) or None
    except Mistyped as mistake:
        raise Invalid({name: mistake.says}) from None


def _numeric(kind: Kind, typed: Any) -> int | str:
    if kind is Kind.NUMBER:
        return _number(typed)
    if kind is Kind.MONEY:
        return int(_decimal(typed, CENTS).scaleb(CENTS))
    return plain(_decimal(typed, FINEST))


def _number(typed: Any) -> int:
    if isinstance(typed, bool) or not isinstance(typed, int | str):
        raise Mistyped("Write a whole number, such as 12.")
    try:
        value = int(typed)
    except ValueError:
        raise Mistyped("Write a whole number, such as 12.") from None
    if abs(value) > LARGEST:
        raise Mistyped("That number is too large.")
    return value


def _decimal(typed: Any, places: int) -> Decimal:
    """An exact number with so many places at most, from words: a machine's floating point is not exact."""
    if isinstance(typed, int) and not isinstance(typed, bool):
        typed = str(typed)
    found = _DECIMAL.fullmatch(typed) if isinstance(typed, str) else None
    if found is None:
        raise Mistyped("Write a number, such as 1250.50.")
    if len(found["fraction"] or "") > places:
        raise Mistyped("Write at most {places} places after the point.", places=places)
    return Decimal(typed)


def plain(number: Decimal) -> str:
    """The one spelling of a number: no exponent, no zeros that say nothing."""
    return f"{number.normalize() + 0:f}"


def _yes_no(typed: Any) -> bool:
    if isinstance(typed, bool):
        return typed
    if typed in ("yes", "true", "on", "no", "false"):
        return typed in ("yes", "true", "on")
    raise Mistyped("Answer yes or no.")


def _date(typed: Any) -> date:
    if isinstance(typed, str):
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"):
            try:
                day = datetime.strptime(typed, pattern).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
            if day.year in YEARS:
                return day
    raise Mistyped("Write the date as year-month-day, such as 2013-02-18.")


def _instant(typed: Any, zone: str) -> datetime:
    if isinstance(typed, datetime) and typed.utcoffset() is not None:
        return typed
    # A day alone is no instant: nobody means midnight by it.
    if isinstance(typed, str) and len(typed) > len("2013-02-18"):
        try:
            instant = datetime.fromisoformat(typed)
        except ValueError:
            instant = None
        if instant is not None:
            local = instant if instant.utcoffset() is not None else instant.replace(tzinfo=ZoneInfo(zone))
            if local.year in YEARS:
                return local.astimezone(UTC)
    raise Mistyped("Write date and time, such as 2013-02-18 17:00.")


def _organization(typed: Any, register: Register) -> str:
    if isinstance(typed, str):
        known = register.by_code.get(typed.upper()) or _by_id(register.organizations, typed)
        if known is not None:
            return known.id.hex
    raise Mistyped("Choose an organization of the register.")


def _person(typed: Any, register: Register) -> str:
    if isinstance(typed, str):
        known = register.by_email.get(typed.lower()) or _by_id(register.people, typed)
        if known is not None:
            return known.id.hex
    raise Mistyped("Choose a person of the register.")


def _by_id(known: Mapping[UUID, Any], typed: str) -> Any:
    try:
        return known.get(UUID(typed))
    except ValueError:
        return None


class Line:
    """A line of a table, as a rule sees it: its columns by name, and `line`, the words for which it was given."""

    def __init__(self, table: Table, values: Mapping[str, Any], register: Register) -> None:
        self.line: str = values.get(LINE, "")
        self.values = {LINE: self.line} if self.line else {}
        self.values |= {each.key: seen(each, values.get(each.key), register) for each in table.columns}

    def __getattr__(self, name: str) -> Any:
        if name == "values" or name not in self.values:
            raise AttributeError(f"the table has no column {name}")
        return self.values[name]


def seen(field: Field, value: Any, register: Register) -> Any:
    """What a rule sees for a stored value: enum members, organizations, people, dates, instants; several as a tuple."""
    if isinstance(field.kind, Table):
        return tuple(Line(field.kind, each, register) for each in value or ())
    if value is None:
        return () if field.many else None
    if field.many:
        return tuple(_seen(field, each, register) for each in value)
    return _seen(field, value, register)


def _seen(field: Field, value: Any, register: Register) -> Any:
    if field.options is not None:
        return field.options[value]
    match field.kind:
        case Kind.INSTANT:
            return from_micros(value)
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.DECIMAL:
            return Decimal(value)
        case Kind.MONEY:
            return Decimal(value).scaleb(-CENTS)
        case Kind.ORGANIZATION:
            return register.organizations[UUID(value)]
        case Kind.PERSON:
            return register.by_hex[value]
        case _:
            return value


def kept(field: Field, value: Any) -> Any:
    """The stored form of what a rule or an effect computed; the opposite of `seen`."""
    if value is None:
        return None
    if isinstance(value, list | tuple | set | frozenset) and field.many:
        return [kept_one(field, each) for each in value]
    return kept_one(field, value)


def kept_one(field: Field, value: Any) -> Any:
    """One value in its stored form."""
    if field.options is not None:
        return value.name if hasattr(value, "name") else str(value)
    if isinstance(value, datetime):
        return to_micros(value)
    if isinstance(value, date):
        return value.isoformat()
    if field.kind is Kind.MONEY:
        return int(Decimal(value).scaleb(CENTS).to_integral_value(ROUND_HALF_EVEN))
    if isinstance(value, Decimal):
        return plain(round(value, FINEST))
    if hasattr(value, "id"):
        return value.id.hex
    return value


def setting_value(setting: Setting, words: str, register: Register, settings: Mapping[str, Setting]) -> Any:
    """The value of a setting from words: several are divided by commas or lines. Raises Mistyped."""
    field = Field(setting.key, setting.label, setting.kind, many=setting.many)
    if not setting.many:
        return _within(setting, stored(field, words, register, settings))
    typed = [part.strip() for part in words.replace("\n", ",").split(",")]
    values = stored(field, typed, register, settings) or []
    for each in seen(field, values, register) if setting.only else ():
        if setting.only is not None and (refusal := setting.only.refusal(None, each)) is not None:
            raise Mistyped(refusal.says)
    return values


def _within(setting: Setting, value: Any) -> Any:
    """A number within the bounds of its setting."""
    low, high = setting.least, setting.most
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        raise Mistyped("Choose a number from {least} to {most}.", least=low, most=high)
    return value


def first_moment(day: date, zone: str) -> datetime:
    """When a date begins in the house's zone: what a date means as an instant."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
