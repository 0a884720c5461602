"""Many rows of a table in one form: what nobody touched is not sent on, what somebody else changed stands beside what was
typed, and what is wrong is said at its control."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.item import Item
from tests.web.desk import Desk, heading
from tests.web.reading import words
from tests.workflows.programming import approved, formulating, line, written


def form_of(answer: TestResponse) -> dict[str, str]:
    """What the form would send as it stands: its texts, hidden values, choices and ticked boxes."""
    found: dict[str, str] = {}
    forms = re.findall(r"<form.*?</form>", answer.text, re.DOTALL)
    body = next((each for each in forms if re.search(r'name="[^"]*revision"', each)), "")
    assert body, "the page has no form of rows"
    for tag in re.findall(r"<input[^>]*>", body):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if told.get("name", "csrf_token") != "csrf_token":
            found[told["name"]] = unescape(told.get("value", ""))
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        found[name] = unescape(inner.removeprefix("\n"))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'<option[^>]*value="([^"]*)"[^>]*selected', inner)
        first = re.search(r'<option[^>]*value="([^"]*)"', inner)
        option = chosen or first
        found[name] = unescape(option.group(1)) if option else ""
    return found


def grid(desk: Desk, name: str, case_id: UUID, table: str = "budget") -> dict[str, str]:
    """The form as somebody opens it."""
    return form_of(desk.as_(name).get(f"/cases/{case_id}/tables/{table}/write"))


def send(
    desk: Desk, name: str, case_id: UUID, form: dict[str, str], table: str = "budget", **typed: str
) -> TestResponse:
    return desk.as_(name).post(f"/cases/{case_id}/tables/{table}/write", {**form, **typed})


def cell(row: Item, column: str) -> str:
    return f"r{row.id.hex}-{column}"


def lines(desk: Desk, case_id: UUID) -> list[Item]:
    return [r for r in desk.world.read(case_id).items if r.item == "budget" and r.standing]


NEW = {
    "n0-what": "Hotline", "n0-no": "1", "n0-source": "MEMBER", "n0-purpose": "MANAGEMENT", "n0-amount": "1 500.50",
}  # fmt: skip


def test_what_nobody_has_touched_is_not_sent_on(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    before = lines(coast_desk, case_id)
    answer = send(coast_desk, "ILO", case_id, grid(coast_desk, "ILO", case_id))
    assert answer.headers["Location"] == f"/cases/{case_id}#budget"
    assert lines(coast_desk, case_id) == before
    assert "0 rows added, 0 changed." in coast_desk.as_("ILO").get(f"/cases/{case_id}").text


def test_of_many_rows_the_touched_ones_are_saved_at_once(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    shelter, training = (line(coast_desk.world, case_id, what) for what in ("Shelter", "Training"))
    form = grid(coast_desk, "ILO", case_id)
    payer = {"n0-payer": "UNICEF"}
    typed = {cell(shelter, "amount"): "50000", cell(training, "support"): "1", **NEW, **payer}
    answer = send(coast_desk, "ILO", case_id, form, **typed)
    assert answer.status_code == 302, words(answer)
    assert [(r.data["what"], r.data["amount"], r.revision) for r in lines(coast_desk, case_id)] == [
        ("Shelter", 5000000, shelter.revision + 1),
        ("Training", 3000000, training.revision + 1),
        ("Evaluation", 1000000, 1),
        ("Hotline", 150050, 1),
    ]


def test_a_fault_is_named_at_its_control_and_nothing_is_saved(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    before = lines(coast_desk, case_id)
    form = grid(coast_desk, "ILO", case_id)
    shelter = line(coast_desk.world, case_id, "Shelter")
    typed = {cell(shelter, "amount"): "a lot", **NEW, "n0-payer": "UNICEF"}
    answer = send(coast_desk, "ILO", case_id, form, **typed)
    assert answer.status_code == 422
    assert re.search(f'<a href="#f-{cell(shelter, "amount")}"', answer.text), (
        "the summary leads to the control"
    )
    assert 'value="a lot"' in answer.text
    assert 'value="Hotline"' in answer.text
    assert lines(coast_desk, case_id) == before


def test_a_rule_of_a_line_is_said_at_the_line(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    before = lines(coast_desk, case_id)
    form = grid(coast_desk, "ILO", case_id)
    typed = {cell(line(coast_desk.world, case_id, "Shelter"), "no"): "2"}
    answer = send(coast_desk, "ILO", case_id, form, **typed)
    assert answer.status_code == 422
    assert "Seed money pays the formulation and Phase 1 only." in words(answer)
    assert lines(coast_desk, case_id) == before


def test_of_two_who_fill_in_the_second_keeps_the_words_and_reads_what_stands(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    shelter, training = (line(coast_desk.world, case_id, what) for what in ("Shelter", "Training"))
    mine = grid(coast_desk, "ILO", case_id)
    theirs = grid(coast_desk, "ILO alternate", case_id)
    assert (
        send(coast_desk, "ILO alternate", case_id, theirs, **{cell(shelter, "amount"): "55000"}).status_code
        == 302
    )
    answer = send(
        coast_desk,
        "ILO",
        case_id,
        mine,
        **{cell(shelter, "amount"): "50000", cell(training, "amount"): "31000"},
    )
    assert answer.status_code == 412
    sentence = "Somebody has changed these rows since you opened the page: Shelter. Your words are kept."
    assert sentence in words(answer)
    assert re.findall(r"Now it says: [\d,]+", words(answer)) == ["Now it says: 55,000"], (
        "of what somebody else wrote"
    )
    again = form_of(answer)
    assert (again[cell(shelter, "amount")], again[cell(training, "amount")]) == ("50000", "31000")
    assert send(coast_desk, "ILO", case_id, again).status_code == 302, "sent once more it is the newer"
    assert [r.data["amount"] for r in lines(coast_desk, case_id)] == [5000000, 3100000, 1000000]


def test_a_row_that_somebody_else_changed_and_i_did_not_touch_hinders_nobody(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    shelter, training = (line(coast_desk.world, case_id, what) for what in ("Shelter", "Training"))
    mine = grid(coast_desk, "ILO", case_id)
    theirs = grid(coast_desk, "ILO alternate", case_id)
    send(coast_desk, "ILO alternate", case_id, theirs, **{cell(shelter, "amount"): "55000"})
    answer = send(coast_desk, "ILO", case_id, mine, **{cell(training, "amount"): "31000"})
    assert answer.status_code == 302, words(answer)
    assert [r.data["amount"] for r in lines(coast_desk, case_id)] == [5500000, 3100000, 1000000]


def test_a_row_page_says_what_stands_when_somebody_else_was_faster(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    shelter = line(coast_desk.world, case_id, "Shelter")
    there = f"/cases/{case_id}/rows/{shelter.id}"
    mine = form_of(coast_desk.as_("ILO").get(there))
    theirs = form_of(coast_desk.as_("ILO alternate").get(there))
    assert coast_desk.as_("ILO alternate").post(there, {**theirs, "amount": "55000"}).status_code == 302
    answer = coast_desk.as_("ILO").post(there, {**mine, "amount": "50000"})
    assert answer.status_code == 412
    assert "The row has changed since you opened this page. Your words are kept." in words(answer)
    assert form_of(answer)["amount"] == "50000"
    assert re.findall(r"Now it says: [\d,]+", words(answer)) == ["Now it says: 55,000"]
    assert line(coast_desk.world, case_id, "Shelter").data["amount"] == 5500000


def test_a_form_narrowed_down_shows_the_rows_that_fit(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    page = coast_desk.as_("ILO").get(f"/cases/{case_id}/tables/budget/write?source=SEED")
    assert heading(page) == "Budget"
    named = [name for name in form_of(page) if name.startswith("r") and name.endswith("-what")]
    assert len(named) == 1


@pytest.mark.parametrize("name", ["IOM", "officer", "auditor"])
def test_who_may_not_write_the_table_is_not_given_the_form(coast_desk: Desk, name: str) -> None:
    case_id = written(coast_desk.world)
    before = lines(coast_desk, case_id)
    assert coast_desk.as_(name).get(f"/cases/{case_id}/tables/budget/write").status_code == 403
    form = grid(coast_desk, "ILO", case_id)
    answer = send(coast_desk, name, case_id, form, **NEW)
    assert answer.status_code == 403
    assert lines(coast_desk, case_id) == before


@pytest.mark.parametrize("name", ["expert", "donor", "neighbour"])
def test_who_does_not_know_of_the_case_finds_no_form(coast_desk: Desk, name: str) -> None:
    case_id = formulating(coast_desk.world)
    for there in ("write", "sheet"):
        assert coast_desk.as_(name).get(f"/cases/{case_id}/tables/budget/{there}").status_code == 404


def more_lines(answer: TestResponse) -> bool:
    """Whether the form has the button that asks for more empty lines."""
    return re.search(r'<button[^>]*name="more-lines"[^>]*>Add lines</button>', answer.text) is not None


def test_more_empty_lines_come_below_what_was_typed(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    before = lines(coast_desk, case_id)
    there = f"/cases/{case_id}/tables/budget/write"
    assert more_lines(coast_desk.as_("ILO").get(there))
    form = grid(coast_desk, "ILO", case_id)
    answer = send(coast_desk, "ILO", case_id, {**form, **NEW}, **{"more-lines": "yes"})
    again = form_of(answer)
    assert (again["n0-what"], again["n2-what"]) == ("Hotline", "")
    assert not [name for name in form if name.startswith("n2")]
    assert lines(coast_desk, case_id) == before, "nothing is saved yet"


def test_where_nobody_adds_rows_there_is_no_button_for_more_lines(coast_desk: Desk) -> None:
    case_id = approved(coast_desk.world)
    page = coast_desk.as_("IOM fiduciary").get(f"/cases/{case_id}/tables/budget/write")
    assert "Add lines" not in words(page)


def test_a_receiver_is_shown_its_own_lines_and_the_column_that_is_its_to_fill(coast_desk: Desk) -> None:
    case_id = approved(coast_desk.world)
    form = grid(coast_desk, "IOM fiduciary", case_id)
    lines_shown = {name.partition("-")[0] for name in form if name.startswith("r")}
    own = {f"r{line(coast_desk.world, case_id, what).id.hex}" for what in ("Training", "Evaluation")}
    assert lines_shown == own
    assert {name.partition("-")[2] for name in form if name.startswith("r")} == {
        "revision",
        "seen",
        "confirmed",
    }
    assert not [name for name in form if name.startswith("n0")]
