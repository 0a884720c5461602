"""The audit's search: which events, by whom, when and of what kind; who may read them; the same as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest

from engine.commands import case as case_commands
from engine.commands import link
from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, table_rows, words
from tests.world import MORNING, World

HERE = "/audit"


def told(desk: Desk, name: str = "auditor", **asked: Any) -> list[str]:
    """What happened, as the rows of the search say it."""
    page = desk.as_(name).get(f"{HERE}?{urlencode(asked)}")
    assert page.status_code == 200
    return [row[1] for row in table_rows(page)]


def story(world: World) -> UUID:
    """A case of four acts, an hour apart."""
    case_id = world.open("A study of remedies")
    world.later(hours=1)
    world.put(case_id)
    world.later(hours=1)
    world.press(case_id, "circulate", "officer")
    world.later(hours=1)
    world.press(case_id, "deliberate", CHAIR)
    return case_id


ACTS = [
    "IOM : Open deliberation. Now “In deliberation”.",
    "officer : Circulate the text. Now “Circulated”.",
    "officer put version 1 of “Decision text”.",
    "officer opened the case.",
]

# ---- searching


def test_a_row_says_when_what_in_which_case_and_its_hash(desk: Desk) -> None:
    case_id = story(desk.world)
    page = desk.as_("auditor").get(f"{HERE}?kind=case.opened")
    assert heading(page) == "Audit"
    ((when, what, case, leaf),) = table_rows(page)
    reference = desk.world.read(case_id).case.reference
    assert (when, what) == ("Mon 7 Jan 2013, 10:00:00", "officer opened the case.")
    assert case == f"A study of remedies {reference}"
    assert len(leaf) == len("12345678…")
    assert link_to(page, "A study of remedies").startswith(f"/audit/cases/{case_id}?at=2013-01-07T09")


def test_a_case_is_told_newest_first(desk: Desk) -> None:
    case_id = story(desk.world)
    desk.world.open("Another")
    assert told(desk, case=case_id) == ACTS


def test_actor_kind_and_words_narrow_the_search(desk: Desk) -> None:
    case_id = story(desk.world)
    desk.world.open("A workplan", by="ILO")
    people = desk.world.people
    assert told(desk, case=case_id, actor=people[CHAIR].hex) == ACTS[:1]
    assert told(desk, case=case_id, kind="document.put") == ACTS[2:3]
    assert told(desk, words="REMEDIES study") == ACTS
    assert told(desk, words="workplan") == ["ILO opened the case."]


def test_an_hour_of_the_readers_own_zone_narrows_the_search_and_both_ends_count(desk: Desk) -> None:
    case_id = story(desk.world)
    assert told(desk, case=case_id, since="2013-01-07 11:00", until="7 Jan 2013, 12:00") == ACTS[1:3]
    assert told(desk, case=case_id, since="2013-01-07 11:00:01", until="2013-01-07 11:59:59") == []


@pytest.mark.parametrize("wrong", ["yesterday", "7/8/2013 10:00", "2013-02-30 10:00"])
def test_a_date_that_cannot_be_read_is_asked_for_again_and_kept(desk: Desk, wrong: str) -> None:
    page = desk.as_("auditor").get(f"{HERE}?{urlencode({'since': wrong, 'words': 'study'})}")
    assert page.status_code == 422
    assert "Write day and time, such as 2013-02-08 17:00." in words(page)
    assert (field_value(page, "since"), field_value(page, "words")) == (wrong, "study")


@pytest.mark.parametrize("wrong", ["nonsense", "0" * 32, "DEC-XXXX"])
def test_an_id_that_is_none_finds_nothing_and_offers_the_whole_search(desk: Desk, wrong: str) -> None:
    for name in ("case", "actor", "kind"):
        page = desk.as_("auditor").get(f"{HERE}?{urlencode({name: wrong})}")
        assert "No event fits" in words(page)
        assert link_to(page, "Clear the conditions") == HERE


def test_fifty_events_then_the_next_fifty_with_the_same_conditions(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    for number in range(52):
        case_commands.comment(world.engine, case_id, f"Remark {number}", by=world.people["ILO"])
    first = desk.as_("auditor").get(f"{HERE}?kind=comment.added&actor={world.people['ILO'].hex}")
    second = desk.as_("auditor").get(link_to(first, "Next 50"))
    assert [len(table_rows(page)) for page in (first, second)] == [50, 2]
    assert "Next 50" not in words(second)
    hashes = [row[3] for page in (first, second) for row in table_rows(page)]
    assert len(set(hashes)) == 52


def test_a_page_that_is_none_is_the_first_one(desk: Desk) -> None:
    case_id = story(desk.world)
    for cursor in ("nonsense", "1.x", "9" * 30 + ".x"):
        assert told(desk, case=case_id, cursor=cursor) == ACTS


# ---- who may read what


@pytest.mark.parametrize("name", ["expert", "administrator", "donor"])
def test_who_neither_audits_nor_sits_nor_keeps_the_work_is_refused_with_the_rule(
    desk: Desk, name: str
) -> None:
    case_id = desk.world.open()
    for place in (HERE, f"{HERE}/roles", f"{HERE}/export.csv", f"{HERE}/cases/{case_id}"):
        answer = desk.as_(name).get(place)
        sentence = "The history is open to auditors, to members and to those who keep the work going."
        assert (answer.status_code, heading(answer)) == (403, sentence)
        assert "Rule audit-read.AUDITOR" in answer.text


def test_a_stranger_signs_in_first(desk: Desk) -> None:
    for place in (HERE, f"{HERE}/roles", f"{HERE}/export.jsonl"):
        assert desk.stranger().get(place).headers["Location"].startswith("/sign-in?next=%2Faudit")


def test_what_people_do_with_their_accounts_is_for_auditors_alone(desk: Desk) -> None:
    desk.as_("ILO")
    assert "ILO signed in." in told(desk, kind="session.began")
    assert told(desk, "ILO", kind="session.began") == told(desk, "officer", kind="person.added") == []
    assert 'value="session.began"' not in desk.as_("ILO").get(HERE).text


def test_every_reader_sees_what_happened_to_the_house(desk: Desk) -> None:
    assert "The system granted a mandate of IOM: Chair." in told(desk, "ILO", kind="mandate.granted")


def test_a_remark_at_a_closer_level_is_found_by_those_who_may_read_it(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    officer = world.people["officer"]
    case_commands.comment(world.engine, case_id, "Among us only: zebra.", by=officer, level="CASE_TEAM")
    assert told(desk, kind="comment.added") == ["officer added a remark."]
    assert told(desk, "ILO", kind="comment.added") == []
    assert told(desk, words="zebra")[0] == "officer added a remark."
    assert told(desk, "ILO", words="zebra") == []


# ---- as a file


def sheet(desk: Desk, name: str = "auditor", **asked: Any) -> list[list[str]]:
    answer = desk.as_(name).get(f"{HERE}/export.csv?{urlencode(asked)}")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=history.csv"
    return list(csv.reader(io.StringIO(answer.text)))


def lines(desk: Desk, name: str = "auditor", **asked: Any) -> list[dict[str, Any]]:
    answer = desk.as_(name).get(f"{HERE}/export.jsonl?{urlencode(asked)}")
    assert answer.mimetype == "application/jsonl"
    assert answer.headers["Content-Disposition"] == "attachment; filename=history.jsonl"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_the_sheet_holds_what_the_search_finds_with_who_for_whom_and_why(desk: Desk) -> None:
    world = desk.world
    case_id = story(world)
    world.press(case_id, "withdraw", "officer", reason="It is no longer needed.")
    head, *rows = sheet(desk, case=case_id, kind="case.moved", since="2013-01-07 13:00")
    assert head == [
        "at", "kind", "case", "title", "what", "actor", "organization", "capacity", "behalf", "reason", "hash",
    ]  # fmt: skip
    assert [row[:10] for row in rows] == [
        [
            (MORNING + timedelta(hours=3)).isoformat(), "case.moved", world.read(case_id).case.reference, "A study of remedies",
            what, name, of, capacity, "", why,
        ]
        for what, name, of, capacity, why in (
            ("officer: Withdraw the item. Now “Withdrawn”.", "officer", "SEC", "opener/opener", "It is no longer needed."),
            ("IOM: Open deliberation. Now “In deliberation”.", "IOM", "IOM", "SC_CHAIR/principal", ""),
        )
    ]  # fmt: skip
    assert all(len(row[10]) == 64 for row in rows)


def test_the_address_of_the_file_keeps_the_conditions(desk: Desk) -> None:
    case_id = story(desk.world)
    page = desk.as_("auditor").get(f"{HERE}?case={case_id}&kind=document.put")
    for label in ("Save as CSV", "Save as JSON Lines"):
        answer = desk.as_("auditor").get(link_to(page, label))
        assert answer.text.count("put version 1 of “Decision text”") == 1
        assert "opened the case" not in answer.text


def test_what_looks_like_a_formula_stays_words(desk: Desk) -> None:
    case_id = desk.world.open('=HYPERLINK("https://example.org")')
    desk.world.press(case_id, "withdraw", "officer", reason="+1 to all of them")
    row = sheet(desk, case=case_id, kind="case.moved")[1]
    assert (row[3], row[9]) == ('\'=HYPERLINK("https://example.org")', "'+1 to all of them")


def test_an_auditor_gets_each_event_as_it_is_stored_and_others_what_it_says(desk: Desk) -> None:
    case_id = story(desk.world)
    stored, *_ = lines(desk, case=case_id)
    assert stored["event"]["stream"] == ["case", case_id.hex]
    assert stored["event"]["pub"]["trigger"] == "deliberate"
    for name in ("ILO", "officer"):
        (told_to_them, *_) = lines(desk, name, case=case_id)
        assert told_to_them == {key: stored[key] for key in stored if key != "event"}
        assert told_to_them["says"] == "IOM: Open deliberation. Now “In deliberation”."


def test_files_hold_what_their_reader_may_know_of(desk: Desk) -> None:
    world = desk.world
    case_id, other = world.deliberating(), world.open("Begun")
    officer = world.people["officer"]
    case_commands.comment(world.engine, case_id, "Among us.", by=officer, level="CASE_TEAM")
    link.add(world.engine, case_id, "informs", other, by=officer)
    assert [row[1] for row in sheet(desk, case=case_id)[1:3]] == ["link.added", "comment.added"]
    assert "comment.added" not in [row[1] for row in sheet(desk, "ILO", case=case_id)]


def test_no_file_is_made_while_a_date_cannot_be_read(desk: Desk) -> None:
    answer = desk.as_("auditor").get(f"{HERE}/export.csv?since=yesterday&words=study", follow_redirects=True)
    assert (answer.status_code, heading(answer)) == (422, "Audit")
    assert "Write day and time, such as 2013-02-08 17:00." in words(answer)
