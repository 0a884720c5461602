"""A table as CSV or as a workbook. Nothing in it runs: words that look like a formula stay words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from web.sheets.cells import safe_cell

Cell = str | int | Decimal | date
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Comma-separated values in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write([safe_cell(head) for head in heads])
    for row in rows:
        write([safe_cell(cell) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, at: datetime) -> bytes:
    """A workbook of one sheet: the heads stay in sight, numbers and dates are numbers and dates.

    It says that it was made `at` this instant: the same table at the same instant is the same file.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": at})
        sheet = book.add_worksheet(_sheet_name(name))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        sheet.write_row(0, 0, heads, bold)
        sheet.freeze_panes(1, 0)
        widths = [len(head) for head in heads]
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                widths[place] = max(widths[place], min(WIDEST, len(str(cell))))
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, int | Decimal):
                    sheet.write_number(number, place, cell, wrapped)
                else:
                    sheet.write_string(number, place, cell, wrapped)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width + 2)
    return out.getvalue()


def _sheet_name(name: str) -> str:
    """A name that a workbook takes: 31 characters, none of them `[]:*?/\\`."""
    return "".join(each for each in name if each not in "[]:*?/\\'")[:31] or "1"
