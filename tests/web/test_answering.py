"""Answering on the case page: choose, check the sentence of record, record it; what is wrong, late or stale comes back."""

from __future__ import annotations

import re
from uuid import UUID

from werkzeug.test import TestResponse

from engine.commands import case as case_commands
from engine.task import Task
from tests.refusing import acts_on_record
from tests.web.desk import Desk, Visitor, heading
from tests.web.reading import field_value, table_rows, words
from tests.world import World

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def place(case_id: UUID, task: Task) -> str:
    return f"/cases/{case_id}/tasks/{task.id}/answer"


def shown(page: TestResponse, case_id: UUID, task: Task) -> dict[str, str]:
    """The hidden parts of a task's form, as the page holds them."""
    found = re.search(rf'<form[^>]*action="{place(case_id, task)}".*?</form>', page.text, re.DOTALL)
    assert found, "no form for this task"
    return hidden(found.group(0))


def hidden(fragment: str) -> dict[str, str]:
    """The hidden parts of a form, but for the token, which belongs to the session."""
    return {name: value for name, value in HIDDEN.findall(fragment) if name != "csrf_token"}


def filled(desk: Desk, case_id: UUID, name: str, **typed: str) -> tuple[Visitor, str, dict[str, str]]:
    """Somebody with the form of one's own position filled in, where it goes, and what it says."""
    visitor = desk.as_(name)
    task = desk.world.find_task(case_id, "position", name)
    parts = shown(visitor.get(f"/cases/{case_id}"), case_id, task)
    return visitor, place(case_id, task), {**parts, **typed}


def answered(desk: Desk, case_id: UUID, name: str, **typed: str) -> TestResponse:
    """Somebody fills in the form, confirms the sentence of record, and reads what comes back."""
    visitor, there, form = filled(desk, case_id, name, **typed)
    asked = visitor.post(there, form)
    assert heading(asked) == "Check what will happen", words(asked)
    return visitor.post(there, hidden(asked.text), follow_redirects=True)


def seat(page: TestResponse, code: str) -> str:
    """What the table of positions says of a seat."""
    return next(" ".join(row) for row in table_rows(page) if row[0].split(" ")[0] == code)


def said(world: World, case_id: UUID, code: str) -> list[tuple[str, str | None, bool]]:
    """What is on record for a seat: outcome, reason, late; oldest first."""
    party = f"org:{world.organizations[code].hex}"
    with world.engine.reading() as (connection, register):
        from engine.queries.case_page import case_page

        page = case_page(world.engine, connection, register, case_id, world.people["officer"])
    return [(p.outcome, p.reason, p.late) for p in page.positions if p.party == party]


# ---- a page that is stale, and answers that come too late


def test_on_a_text_that_has_changed_since_nothing_is_recorded_and_the_words_are_kept(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="concern", reason="It is unclear.")
    desk.world.put(case_id, "Other words.")
    before = acts_on_record(desk.world)
    for confirmed in ("", "yes"):
        answer = visitor.post(there, {**form, "confirmed": confirmed})
        assert answer.status_code == 412
        assert "What you answer on has changed since you opened this page." in words(answer)
        assert field_value(answer, "reason") == "It is unclear."
        assert field_value(answer, "outcome") == "concern"
    assert (said(desk.world, case_id, "ILO"), acts_on_record(desk.world)) == ([], before)


def test_the_form_that_comes_back_answers_on_the_text_as_it_is_now(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="concern", reason="It is unclear.")
    desk.world.put(case_id, "Other words.")
    again = visitor.post(there, form)
    task = desk.world.find_task(case_id, "position", "ILO")
    sent = {
        **shown(again, case_id, task),
        "outcome": "concern",
        "reason": "It is unclear.",
        "confirmed": "yes",
    }
    assert visitor.post(place(case_id, task), sent).status_code == 302
    assert said(desk.world, case_id, "ILO") == [("concern", "It is unclear.", False)]


def test_a_stale_page_says_who_changed_what_whatever_was_read_and_remarked_since(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    _, there, form = filled(desk, case_id, "ILO", outcome="support")
    world.later(hours=1)
    world.put(case_id, "Other words.")
    desk.as_("UNODC").get(f"/cases/{case_id}")
    case_commands.comment(world.engine, case_id, "Better so.", by=world.people["UNODC"])
    page = words(desk.as_("ILO").post(there, form))
    sentence = "Mon 7 Jan 2013, 11:00: officer put version 2 of “Decision text”. Your words are kept below."
    assert sentence in page


def test_after_the_end_of_silence_an_answer_is_said_to_be_late_and_not_counted(desk: Desk) -> None:
    case_id = desk.world.silent()
    _, there, form = filled(desk, case_id, "ILO", outcome="concern", reason="It is unclear.")
    desk.world.later(days=8)
    answer = desk.as_("ILO").post(there, {**form, "confirmed": "yes"}, follow_redirects=True)
    assert "Recorded as late, not counted: Concern." in answer.text
    assert said(desk.world, case_id, "ILO") == [("concern", "It is unclear.", True)]
    assert "Concern, late, not counted" in words(answer)
