"""A sheet that people have filled in, CSV or workbook: its lines by the heads of their columns, as words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from engine.errors import Invalid
from engine.messages import message
from engine.uploads import checked_upload
from web.sheets.cells import plain_cell

LARGEST = 5 * 1024 * 1024
MOST_COLUMNS, MOST_LINES = 60, 2_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The heads, and the lines that hold anything, each with its number in the file."""

    heads: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(content: bytes, filename: str) -> Sheet:
    """The first sheet of a file; Invalid, with a sentence, where it is none."""
    upload = checked_upload(content, filename, LARGEST)
    if upload.filename.lower().endswith(".csv"):
        return _sheet(_of_csv(content.decode("utf-8-sig")))
    if upload.filename.lower().endswith(".xlsx"):
        return _sheet(_of_workbook(content))
    raise Invalid({"file": message("Send a sheet: a workbook (.xlsx) or comma-separated values (.csv).")})


def _sheet(rows: Iterable[Sequence[str]]) -> Sheet:
    told = [(number, tuple(plain_cell(cell.strip()) for cell in row)) for number, row in enumerate(rows, 1)]
    filled = [(number, row) for number, row in told if any(row)]
    if len(filled) < 2:
        raise Invalid(
            {"file": message("The sheet is empty: the first line names the columns, the others are rows.")}
        )
    return Sheet(filled[0][1], tuple(filled[1:]))


def _of_csv(words: str) -> Iterator[Sequence[str]]:
    """Lines divided by commas, semicolons or tabs, as the first line is."""
    first = words.partition("\n")[0]
    divider = max(",;\t", key=first.count)
    try:
        yield from _bounded(csv.reader(io.StringIO(words, newline=""), delimiter=divider, strict=True))
    except csv.Error:
        raise Invalid(
            {"file": message("The sheet cannot be read: a cell in quotation marks does not end.")}
        ) from None


def _of_workbook(content: bytes) -> Iterator[Sequence[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_COLUMNS, values_only=True)
        yield from _bounded([_words(cell) for cell in row] for row in rows)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError):
        raise Invalid(
            {"file": message("The workbook cannot be read. Save it once more, or send it as CSV.")}
        ) from None


def _bounded(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rows):
        if number > MOST_LINES:
            raise Invalid({"file": message("The sheet has more than {most} lines.", most=MOST_LINES)})
        yield row[:MOST_COLUMNS]


def _words(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case float():
            return f"{cell:.6f}".rstrip("0").rstrip(".")
        case _:
            return str(cell)
