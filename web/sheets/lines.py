"""The lines of a sheet as a table of a case takes them: columns by their heads, choices and parties by their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.commands.lines import Line
from engine.definition import Field, Kind
from engine.errors import Invalid
from engine.item import Item
from engine.messages import mark, message
from engine.register import Register
from web.i18n import gettext as _
from web.sheets.reading import Sheet
from web.typed_fields import read_words

NUMBERING = ("no.", "no", "#")
MARK = mark("Row mark")
YES, NO = ("yes", "y", "x", "true", "1"), ("no", "n", "false", "0")


def mark_of(row: Item) -> str:
    """Which row a line of a sheet was, and as of which of its revisions; it fits no row of another case."""
    return f"{row.id.hex[-12:]}.{row.revision}"


def lines_of(
    sheet: Sheet, columns: Sequence[Field], rows: Sequence[Item], register: Register, zone: str
) -> list[Line]:
    """A line for each row of the sheet. Columns that the table does not have are refused; those that only number the
    rows, and those left out, say nothing. A line that was taken along from one of `rows` says as of when: what somebody has
    written there since is not written over."""
    placed = _placed(sheet, columns)
    marks = [place for place, head in enumerate(sheet.heads) if head in (MARK, _(MARK))]
    known = {row.id.hex[-12:]: row.id for row in rows}

    def line(told: Sequence[str]) -> Line:
        data = {c.key: _typed(c, told[at] if at < len(told) else "", register, zone) for at, c in placed}
        words = next((told[at] for at in marks if at < len(told)), "")
        identity, _dot, revision = words.partition(".")
        if identity not in known or not revision.isdecimal():
            return Line(data)
        return Line(data, row=known[identity], revision=int(revision))

    return [line(told) for _number, told in sheet.lines]


def _placed(sheet: Sheet, columns: Sequence[Field]) -> list[tuple[int, Field]]:
    """Which place of a row holds which column."""
    known = {
        name.casefold(): column for column in columns for name in (column.key, column.label, _(column.label))
    }
    silent = (*NUMBERING, MARK.casefold(), _(MARK).casefold())
    strange = [h for h in sheet.heads if h and h.casefold() not in known and h.casefold() not in silent]
    if strange:
        says = message(
            "There is no column “{head}” to fill in. There are: {columns}.",
            head=strange[0],
            columns=", ".join(_(column.label) for column in columns),
        )
        raise Invalid({"file": says})
    found = [(place, known[h.casefold()]) for place, h in enumerate(sheet.heads) if h.casefold() in known]
    if len({column.key for _place, column in found}) < len(found):
        raise Invalid({"file": message("A column is there twice.")})
    return found


def _typed(column: Field, words: str, register: Register, zone: str) -> Any:
    if column.many:
        parts = [part.strip() for part in words.replace("\n", ";").replace(", ", ";").split(";")]
        return [_one(column, part, register, zone) for part in parts if part]
    return _one(column, words, register, zone)


def _one(column: Field, words: str, register: Register, zone: str) -> str:
    """A cell as the column takes it; what cannot be told goes on as it is, and the table says what is wrong."""
    if column.options is not None:
        named = {
            label.casefold(): each.name for each in column.options for label in (each.value, _(each.value))
        }
        return named.get(words.casefold(), words)
    match column.kind:
        case Kind.YES_NO:
            said = words.casefold()
            return (
                "yes"
                if said in (*YES, _("Yes").casefold())
                else "no"
                if said in (*NO, _("No").casefold())
                else words
            )
        case Kind.ORGANIZATION:
            return words.partition(",")[0] if words.partition(",")[0].upper() in register.by_code else words
        case Kind.PERSON:
            addresses = [each.email for each in register.people.values() if each.name == words]
            return addresses[0] if len(addresses) == 1 else words
        case _:
            return read_words(column, words, zone)
