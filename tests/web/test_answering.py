"""Answering on the case page: choose, check the sentence of record, record it; what is wrong, late or stale comes back."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.commands import case as case_commands
from engine.commands import task
from engine.queries.case_page import case_page
from engine.task import Task
from tests.refusing import acts_on_record
from tests.web.desk import Desk, Visitor, heading
from tests.web.reading import field_value, table_rows, words
from tests.workflows import reviewing
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


# ---- the sentence of record


def test_the_form_offers_the_answers_with_their_consequences_and_binds_the_text(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    page = desk.as_("ILO").get(f"/cases/{case_id}")
    task = desk.world.find_task(case_id, "position", "ILO")
    assert "Take a position, for ILO" in words(page)
    assert "Your organization does not stand in the way." in words(page)
    assert "Lift it, without a position" not in words(page), "there is nothing to lift yet"
    assert shown(page, case_id, task)["bound"] == desk.world.bound(case_id, "position")


def test_before_anything_is_recorded_one_reads_the_sentence_that_goes_on_record(desk: Desk) -> None:
    case_id = desk.world.silent()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="concern", reason="It is unclear.")
    asked = visitor.post(there, form)
    page = words(asked)
    for sentence in (
        "You record “Concern” for ILO.",
        "Breaks the silence. Can later be recorded beside a joint decision.",
        "It is kept with your name. Those who may read the case see it at once.",
        "You can answer again later; this answer stays on record.",
        "“It is unclear.”",
        "Record: Concern",
    ):
        assert sentence in page
    assert said(desk.world, case_id, "ILO") == []


def test_what_was_confirmed_is_recorded_and_shown_with_name_and_capacity(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    page = answered(desk, case_id, "ILO alternate", outcome="support_with_comment", comment="Well done.")
    assert "Recorded: Support, with a comment." in page.text
    assert seat(page, "ILO") == (
        "ILO you Support, with a comment Well done. Mon 7 Jan, 10:00, ILO alternate (alternate)"
    )


def test_an_answer_can_be_given_anew_and_the_earlier_one_stays_on_record(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    answered(desk, case_id, "ILO", outcome="concern", reason="It is unclear.")
    page = desk.as_("ILO").get(f"/cases/{case_id}")
    assert "Concern, recorded Mon 7 Jan, 10:00. Change it" in words(page)
    assert "Lift it, without a position" in words(page)
    after = answered(desk, case_id, "ILO", outcome="support")
    assert "ILO you Support" in seat(after, "ILO")
    assert said(desk.world, case_id, "ILO") == [
        ("concern", "It is unclear.", False),
        ("support", None, False),
    ]


def test_the_same_confirmation_sent_twice_counts_once(desk: Desk) -> None:
    case_id = desk.world.silent()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="concern", reason="It is unclear.")
    confirmed = hidden(visitor.post(there, form).text)
    answers = [visitor.post(there, confirmed, follow_redirects=True) for _ in range(2)]
    assert all("Recorded: Concern." in each.text for each in answers)
    assert len(said(desk.world, case_id, "ILO")) == 1


# ---- what is wrong


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"comment": "Kept words."}, "Choose one of the answers."),
        ({"outcome": "maybe", "comment": "Kept words."}, "Choose one of the answers."),
        ({"outcome": "concern", "comment": "Kept words."}, "Write the reason: it goes on record."),
        ({"outcome": "support_with_comment", "reason": "Kept words."}, "Fill in: Comment."),
    ],
)
def test_what_is_missing_is_said_above_the_form_with_what_was_typed(
    desk: Desk, typed: dict[str, str], sentence: str
) -> None:
    case_id = desk.world.deliberating()
    visitor, there, form = filled(desk, case_id, "ILO", **typed)
    answer = visitor.post(there, form)
    assert answer.status_code == 422
    assert f"Error: {sentence}" in words(answer)
    assert "Kept words." in (field_value(answer, "comment"), field_value(answer, "reason"))
    assert said(desk.world, case_id, "ILO") == []


def test_without_the_text_that_was_shown_nothing_is_recorded(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="support", confirmed="yes")
    answer = visitor.post(there, {**form, "bound": ""})
    assert answer.status_code == 428
    assert "Say which version you answer on" in words(answer)


def test_what_a_colleague_has_claimed_the_seat_may_still_answer(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="support", confirmed="yes")
    task.claim(
        desk.world.engine,
        desk.world.find_task(case_id, "position", "ILO").id,
        by=desk.world.people["ILO alternate"],
    )
    answer = visitor.post(there, form)
    assert answer.status_code == 302
    assert "1 of 6 have answered" in words(visitor.get(f"/cases/{case_id}"))


@pytest.mark.parametrize("name", ["IOM", "auditor"])
def test_nobody_answers_for_another_seat(desk: Desk, name: str) -> None:
    case_id = desk.world.deliberating()
    _, there, form = filled(desk, case_id, "ILO", outcome="support", confirmed="yes")
    answer = desk.as_(name).post(there, form)
    assert answer.status_code == 403
    assert "This task is not offered to you." in words(answer)
    assert "Rule task-candidate" in words(answer)
    assert said(desk.world, case_id, "ILO") == []


def test_ids_of_another_case_or_of_nothing_are_not_found(desk: Desk) -> None:
    case_id, other = desk.world.deliberating(), desk.world.deliberating()
    task_id = desk.world.find_task(case_id, "position", "ILO").id
    for case, asked in ((other, task_id), (case_id, UUID(int=0)), (UUID(int=0), task_id)):
        there = f"/cases/{case}/tasks/{asked}"
        for way in ("answer", "claim", "release", "hand-on"):
            assert desk.as_("ILO").post(f"{there}/{way}", {"outcome": "support"}).status_code == 404


def test_what_was_written_can_be_changed_before_it_is_recorded(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor, there, form = filled(desk, case_id, "ILO", outcome="concern", reason="Not like this, please.")
    assert "Change what I wrote" in words(visitor.post(there, form))
    page = visitor.post(there, {**form, "confirmed": "yes", "change": "yes"})
    assert page.status_code == 200
    assert "Not like this, please." in page.text
    assert "0 of 6 have answered" in words(visitor.get(f"/cases/{case_id}"))


# ---- what the form says is needed


def control(page: TestResponse, label: str) -> str:
    """The label of a control with all that stands up to its box."""
    found = re.search(rf"<label[^>]*>\s*{label}.*?<textarea[^>]*>", page.text, re.DOTALL)
    assert found, label
    return found.group(0)


def test_a_reason_that_every_answer_needs_is_required_and_says_so(desk: Desk) -> None:
    case_id = desk.world.circulated()
    task = desk.world.find_task(case_id, "method", "ILO")
    reason = control(desk.as_("ILO").get(f"/cases/{case_id}/tasks/{task.id}"), "Reason")
    assert " required" in reason
    assert "optional" not in reason
    assert "Kept on record." in reason
    assert "Needed for" not in reason


def test_a_reason_that_some_answers_need_is_called_neither_optional_nor_required(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    reason = control(desk.as_("ILO").get(f"/cases/{case_id}"), "Reason")
    assert "Needed for: Amendment, Request a discussion, Concern, Strong objection." in reason
    assert "optional" not in reason
    assert " required" not in reason


def test_what_one_answer_asks_keeps_its_help_and_says_for_which_it_is_needed(desk: Desk) -> None:
    case_id = reviewing.panel_chosen(desk.world)
    mine = reviewing.asked(desk.world, case_id, "invitation", "first expert")
    form = desk.as_("first expert").get(f"/cases/{case_id}/tasks/{mine.id}")
    interests = control(form, "Interests to declare")
    assert "Or: none. Needed for: Accept." in interests
    assert "optional" not in interests


def test_a_correction_asks_for_its_reason(desk: Desk) -> None:
    case_id = reviewing.panel_chosen(desk.world)
    reviewing.reply(desk.world, case_id, "invitation", "first expert", "accept", interests="None.")
    mine = reviewing.asked(desk.world, case_id, "invitation", "first expert")
    form = desk.as_("first expert").get(f"/cases/{case_id}/tasks/{mine.id}")
    assert " required" in control(form, "Reason")
