"""A table as a sheet: taken along and brought back; a sheet with a fault changes nothing and says which line is wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date
from uuid import UUID

import pytest
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from engine.errors import Invalid
from engine.item import Item
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows import checking
from tests.workflows.programming import LATER_LINE, RESULT, add, change, formulating, running, written
from web.sheets.reading import LARGEST, MOST_LINES, read_sheet

HEADS = [
    "Kind",
    "Result",
    "Indicator",
    "Unit",
    "Baseline",
    "In the year",
    "Target",
    "Until",
    "Means of verification",
]
SHELTERS = [
    "Output",
    "Men find shelter.",
    "Beds for men",
    "beds",
    "0",
    "2012",
    "40",
    "2014-06-30",
    "Register of shelters",
]


def table(desk: Desk, case_id: UUID, key: str = "results") -> list[Item]:
    return [r for r in desk.world.read(case_id).items if r.item == key and r.standing]


def bring(
    desk: Desk,
    case_id: UUID,
    content: bytes,
    filename: str = "sheet.csv",
    by: str = "ILO",
    key: str = "results",
) -> TestResponse:
    """Somebody brings in a sheet."""
    file = (io.BytesIO(content), filename)
    return desk.as_(by).post(
        f"/cases/{case_id}/tables/{key}/sheet", {"file": file}, content_type="multipart/form-data"
    )


def as_csv(*rows: list[str], divider: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=divider).writerows(rows)
    return out.getvalue().encode()


def as_workbook(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def taken(desk: Desk, case_id: UUID, ending: str, key: str = "results", by: str = "ILO") -> bytes:
    answer = desk.as_(by).get(f"/cases/{case_id}/tables/{key}.{ending}")
    assert answer.status_code == 200
    content: bytes = answer.data
    return content


# ---- out, and in again


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("key", ["results", "budget", "phases"])
def test_a_sheet_that_was_taken_along_and_brought_back_changes_nothing(
    coast_desk: Desk, ending: str, key: str
) -> None:
    case_id = written(coast_desk.world)
    before = table(coast_desk, case_id, key)
    sheet = taken(coast_desk, case_id, ending, key)
    answer = bring(coast_desk, case_id, sheet, f"{key}.{ending}", key=key)
    assert answer.status_code == 302, words(answer)
    assert table(coast_desk, case_id, key) == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_government_takes_the_checklist_along_and_its_items_are_brought_into_another(
    coast_desk: Desk, ending: str
) -> None:
    world = coast_desk.world
    in_use, draft = (
        checking.checklist(world),
        world.open("Another", "officer", "joint-checklist", purpose="New."),
    )
    sheet = taken(coast_desk, in_use, ending, "items", by="counterpart")
    assert (
        bring(coast_desk, draft, sheet, f"items.{ending}", by="counterpart", key="items").status_code == 403
    )
    answer = bring(coast_desk, draft, sheet, f"items.{ending}", by="officer", key="items")
    assert answer.status_code == 302, words(answer)
    before, after = (table(coast_desk, each, "items") for each in (in_use, draft))
    assert [r.data for r in after] == [r.data for r in before] and len(after) == len(checking.CODES)


def test_of_a_sheet_with_a_column_that_is_anothers_the_rest_is_taken(coast_desk: Desk) -> None:
    case_id = running(coast_desk.world)
    add(coast_desk.world, case_id, "budget", **LATER_LINE)
    change(coast_desk.world, case_id, LATER_LINE["what"], by="IOM fiduciary", confirmed="40000.50")
    sheet = taken(coast_desk, case_id, "csv", "budget")
    raised = _with(sheet, LATER_LINE["what"], "Amount", "12000")
    answer = bring(coast_desk, case_id, raised, key="budget")
    assert answer.status_code == 302, words(answer)
    told = table(coast_desk, case_id, "budget")[3].data
    assert (told["amount"], told["confirmed"]) == (1200000, 4000050)
    again = _with(taken(coast_desk, case_id, "csv", "budget"), LATER_LINE["what"], "Confirmed", "12000")
    answer = bring(coast_desk, case_id, again, key="budget")
    assert answer.status_code == 422
    assert "Line 5, Confirmed: You cannot fill in “confirmed” here." in words(answer)
    assert table(coast_desk, case_id, "budget")[3].data == told


def test_a_sheet_from_before_a_colleague_wrote_is_refused_and_writes_nothing_over(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    add(coast_desk.world, case_id, "budget", **LATER_LINE)
    sheet = taken(coast_desk, case_id, "csv", "budget")
    change(coast_desk.world, case_id, LATER_LINE["what"], amount="333")
    answer = bring(
        coast_desk, case_id, _with(sheet, LATER_LINE["what"], "Purpose", "Evaluation"), key="budget"
    )
    assert answer.status_code == 412
    assert f"Somebody has changed these rows since you opened the page: {LATER_LINE['what']}." in words(
        answer
    )
    assert table(coast_desk, case_id, "budget")[0].data["amount"] == 33300


def test_a_row_that_is_called_otherwise_in_the_sheet_is_the_same_row(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    add(coast_desk.world, case_id, "budget", **LATER_LINE)
    sheet = taken(coast_desk, case_id, "csv", "budget")
    answer = bring(coast_desk, case_id, _with(sheet, LATER_LINE["what"], "Line", "Harbour"), key="budget")
    assert answer.status_code == 302, words(answer)
    assert [r.data["what"] for r in table(coast_desk, case_id, "budget")] == ["Harbour"]


def test_a_sheet_does_not_change_a_line_of_a_phase_that_has_begun(coast_desk: Desk) -> None:
    case_id = running(coast_desk.world)
    raised = _with(taken(coast_desk, case_id, "csv", "budget"), "Evaluation", "Amount", "12000")
    answer = bring(coast_desk, case_id, raised, key="budget")
    assert answer.status_code == 422
    assert "A line of a phase that has begun stays as it was signed." in words(answer)
    assert table(coast_desk, case_id, "budget")[2].data["amount"] == 1000000


def _with(sheet: bytes, line: str, column: str, says: str) -> bytes:
    """The sheet with something else in one cell."""
    heads, *rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
    for row in rows:
        if row[heads.index("Line")] == line:
            row[heads.index(column)] = says
    return as_csv(heads, *rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_budget_brought_into_another_programme_is_the_same_budget(coast_desk: Desk, ending: str) -> None:
    first, second = written(coast_desk.world), formulating(coast_desk.world, legacy="yes")
    sheet = taken(coast_desk, first, ending, "budget")
    answer = bring(coast_desk, second, sheet, f"budget.{ending}", key="budget")
    assert answer.status_code == 302, words(answer)
    assert [r.data for r in table(coast_desk, second, "budget")] == [
        r.data for r in table(coast_desk, first, "budget")
    ]


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_lines_are_added_and_those_that_are_there_filled_in(coast_desk: Desk, divider: str) -> None:
    case_id = formulating(coast_desk.world)
    add(coast_desk.world, case_id, "results", **RESULT)
    ports = [*SHELTERS]
    ports[2] = "Ports inspected"
    answer = bring(coast_desk, case_id, as_csv(HEADS, SHELTERS, ports, divider=divider))
    assert answer.status_code == 302, words(answer)
    told = {r.data["indicator"]: r.data["unit"] for r in table(coast_desk, case_id)}
    assert told == {"Ports inspected": "beds", "Beds for men": "beds"}
    assert "1 row added, 1 changed." in coast_desk.as_("ILO").get(f"/cases/{case_id}").text


def test_words_like_a_formula_stay_words_on_the_way_out_and_back(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    add(coast_desk.world, case_id, "results", **{**RESULT, "statement": '=HYPERLINK("https://example.org")'})
    before = table(coast_desk, case_id)
    sheet = taken(coast_desk, case_id, "csv")
    assert b"'=HYPERLINK" in sheet
    book = load_workbook(io.BytesIO(taken(coast_desk, case_id, "xlsx")))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n", "d"}
    assert bring(coast_desk, case_id, sheet).status_code == 302
    assert table(coast_desk, case_id) == before


def test_numbers_and_days_of_a_workbook_are_taken_exactly(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    row: list[object] = [*SHELTERS]
    row[4], row[5], row[6], row[7] = 0.1, 2012, 40, date(2014, 6, 30)
    answer = bring(coast_desk, case_id, as_workbook([*HEADS], row), "sheet.xlsx")
    assert answer.status_code == 302, words(answer)
    (result,) = table(coast_desk, case_id)
    told = [result.data[key] for key in ("baseline", "based_in", "target", "until")]
    assert told == ["0.1", 2012, "40", "2014-06-30"]


# ---- faults


def changed(row: list[str], **cells: str) -> list[str]:
    return [cells.get(head.partition(" ")[0].lower(), cell) for head, cell in zip(HEADS, row, strict=True)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([[*HEADS, "Colour"], [*SHELTERS, "red"]], "There is no column “Colour” to fill in."),
        ([[*HEADS, "Unit"], [*SHELTERS, "beds"]], "A column is there twice."),
        ([HEADS], "The sheet is empty: the first line names the columns, the others are rows."),
        ([HEADS, changed(SHELTERS, target="many")], "Line 2, Target:"),
        ([HEADS, SHELTERS, changed(SHELTERS, indicator="Other", until="soon")], "Line 3, Until:"),
        ([HEADS, changed(SHELTERS, kind="Miracle")], "Line 2, Kind:"),
        ([HEADS, changed(SHELTERS, unit="")], "Line 2, Unit: Fill in: Unit."),
    ],
)
def test_a_faulty_sheet_says_what_is_wrong_and_changes_nothing(
    coast_desk: Desk, rows: list[list[str]], sentence: str
) -> None:
    case_id = formulating(coast_desk.world)
    answer = bring(coast_desk, case_id, as_csv(*rows))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert table(coast_desk, case_id) == []


def bomb() -> bytes:
    """A workbook that is small and would be very large."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("sheet.csv", b""),
        ("sheet.csv", b"\x00\x01\x02\xff"),
        ("sheet.csv", b'Kind,Result\n"Output,never ends'),
        ("sheet.xlsx", b"Kind,Result\nOutput,x"),
        ("sheet.txt", as_csv(HEADS, SHELTERS)),
        ("sheet.exe", as_csv(HEADS, SHELTERS)),
        ("sheet.csv", as_csv(HEADS, *[SHELTERS] * (MOST_LINES + 1))),
        ("sheet.csv", as_csv(HEADS, *[changed(SHELTERS, indicator=f"No. {n}") for n in range(101)])),
        ("sheet.xlsx", bomb()),
    ],
    ids=[
        "nothing",
        "bytes",
        "unended",
        "no-workbook",
        "text",
        "program",
        "long",
        "more than an act",
        "bomb",
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(coast_desk: Desk, filename: str, content: bytes) -> None:
    case_id = formulating(coast_desk.world)
    answer = bring(coast_desk, case_id, content, filename)
    assert answer.status_code == 422, words(answer)
    assert table(coast_desk, case_id) == []


def test_a_huge_file_is_not_read() -> None:
    with pytest.raises(Invalid) as caught:
        read_sheet(b"a," * (LARGEST // 2) + b"a,", "sheet.csv")
    assert [str(says) for says in caught.value.problems.values()] == ["The file is larger than 5 megabytes."]


def test_a_formula_in_a_workbook_is_not_run(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    row: list[object] = [*SHELTERS]
    row[6] = "=1+1"
    answer = bring(coast_desk, case_id, as_workbook([*HEADS], row), "sheet.xlsx")
    assert answer.status_code == 422
    assert "Line 2, Target: Fill in: Target." in words(answer)
    assert table(coast_desk, case_id) == []


# ---- who


def test_a_workbook_tells_the_instant_of_the_desk_and_not_that_of_the_machine(coast_desk: Desk) -> None:
    case_id = running(coast_desk.world)
    told = load_workbook(io.BytesIO(taken(coast_desk, case_id, "xlsx"))).properties
    assert told.created.replace(tzinfo=UTC) == coast_desk.world.clock.now()


@pytest.mark.parametrize("name", ["IOM", "officer", "auditor"])
def test_who_may_not_write_brings_nothing_in_and_may_take_it_along(coast_desk: Desk, name: str) -> None:
    case_id = written(coast_desk.world)
    before = table(coast_desk, case_id, "budget")
    sheet = taken(coast_desk, case_id, "csv", "budget", by=name)
    assert coast_desk.as_(name).get(f"/cases/{case_id}/tables/budget/sheet").status_code == 403
    changed_sheet = sheet.replace(b"60000", b"1")
    assert bring(coast_desk, case_id, changed_sheet, by=name, key="budget").status_code == 403
    assert table(coast_desk, case_id, "budget") == before


@pytest.mark.parametrize("name", ["expert", "neighbour"])
def test_who_does_not_know_of_the_case_takes_nothing_along(coast_desk: Desk, name: str) -> None:
    case_id = formulating(coast_desk.world)
    for ending in ("csv", "xlsx"):
        assert coast_desk.as_(name).get(f"/cases/{case_id}/tables/budget.{ending}").status_code == 404
    assert bring(coast_desk, case_id, as_csv(HEADS, SHELTERS), by=name).status_code == 404
