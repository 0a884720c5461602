"""The case page as each reader finds it: what happens now, why it waits, what one can do, and who may know of it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.commands import case as cases
from engine.commands import link
from tests.people import CHAIR, MEMBERS
from tests.web.counting import FRAME, queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows, text, words


def page_of(desk: Desk, case_id: UUID, name: str) -> TestResponse:
    answer = desk.as_(name).get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return answer


def part(page: TestResponse, key: str, until: str = "</section>") -> str:
    """The words of a part of the page."""
    return text(page.text.split(f'id="{key}"')[1].split(until)[0].split(">", 1)[1])


# ---- reading


def test_the_head_says_what_it_is_where_it_stands_and_who_may_read_it(desk: Desk) -> None:
    case_id = desk.world.deliberating(title="A study of remedies")
    page = page_of(desk, case_id, "ILO")
    reference = desk.world.read(case_id).case.reference
    assert heading(page) == "A study of remedies"
    assert f"Decisions {reference}, number given later" in text(page.text)
    for fact in ("In deliberation", "Nature Decision", "Subject Priority", "Committee and Secretariat only"):
        assert fact in words(page)


def test_a_member_is_asked_for_a_position_and_reads_whom_the_case_waits_for(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "UNODC", "support")
    page = page_of(desk, case_id, "ILO")
    task = desk.world.find_task(case_id, "position", "ILO")
    assert link_to(page, "Take a position") == f"#answer-{task.id.hex}"
    waited = words(page)
    assert "The Committee deliberates." in waited
    assert "Waited for: 6" in waited
    assert "ILO : Take a position" in waited
    assert "UNODC : Take a position" not in waited


def test_who_has_answered_reads_so(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "ILO", "support")
    assert "Nothing today. You have answered: Take a position." in words(page_of(desk, case_id, "ILO"))


def test_who_presides_is_led_to_the_next_step(desk: Desk) -> None:
    case_id = desk.world.circulated()
    page = page_of(desk, case_id, CHAIR)
    assert link_to(page, "Open deliberation") == f"/cases/{case_id}/acts/deliberate"
    assert "Put it to silence" in part(page, "acts")
    assert "Circulated" in words(page)


def test_an_auditor_reads_everything_and_is_asked_nothing(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "ILO", "concern", reason="It is unclear.")
    page = page_of(desk, case_id, "auditor")
    assert "Nothing today." in words(page)
    assert "ILO Concern It is unclear." in words(page)
    forms = re.findall(
        r'<form action="([^"]*)" method="post"', page.text.split("<main")[1].split("</main>")[0]
    )
    assert forms == [f"/cases/{case_id}/watching"]  # a wish of one's own, no act of the case


def test_each_seat_stands_with_what_it_says_those_without_an_answer_first(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "ILO", "support")
    desk.world.answer(case_id, "OSCE", "strong_objection", reason="It harms.")
    page = page_of(desk, case_id, "ILO")
    assert [row[0].split(" ")[0] for row in table_rows(page)] == [
        "IOM",
        "OHCHR",
        "UNICEF",
        "UNODC",
        "OSCE",
        "ILO",
    ]
    assert "2 of 6 have answered" in words(page)
    assert table_rows(page)[0][0] == "IOM Chair"
    assert table_rows(page)[-1][0] == "ILO you"


def test_a_round_that_is_over_stands_below_superseded(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "ILO", "support")
    desk.world.put(case_id, "Other words.")
    page = page_of(desk, case_id, "ILO")
    assert "Round 2" in words(page)
    assert "Round 1: 1 position, superseded Seat Position When and by whom ILO Support" in words(page)
    assert "In deliberation, round 2" in words(page)


# ---- why it waits


def test_a_running_silence_says_when_it_ends_and_what_then_happens(desk: Desk) -> None:
    case_id = desk.world.silent()
    page = words(page_of(desk, case_id, "ILO"))
    assert "Silence is running. It ends Mon 14 Jan 2013, 17:00." in page
    end = "Adopted at the end of silence, Mon 14 Jan 2013, 17:00, in 7 days."
    assert f"If nothing else happens: {end}" in page
    assert "At exactly that instant it is too late for an answer." in page


def test_a_broken_silence_is_drawn_broken_also_when_a_new_text_is_there(desk: Desk) -> None:
    world = desk.world
    case_id = world.silent()
    world.later(days=1)
    world.answer(case_id, "ILO", "concern", reason="Too early.")
    broken = "The period was broken Tue 8 Jan 2013, 10:00"
    assert broken in page_of(desk, case_id, "UNODC").text
    world.later(hours=1)
    world.answer(case_id, "UNODC", "concern", reason="Too late.")
    assert broken in page_of(desk, case_id, "UNODC").text, "the first of them broke it"
    world.put(case_id, "The Committee decides otherwise.")
    for _ in range(2):
        page = page_of(desk, case_id, "UNODC")
        assert broken in page.text
        assert "The period runs until" not in page.text
        assert ("Round 1" in page.text, "Round 0" in page.text) == (True, False)
        world.later(hours=1)
        world.answer(case_id, "UNODC", "concern", reason="Still too late.")


def test_a_silence_whose_only_objection_was_lifted_after_its_end_is_still_round_one(desk: Desk) -> None:
    world = desk.world
    case_id = world.silent()
    world.later(days=1)
    world.answer(case_id, "ILO", "concern", reason="Too early.")
    world.later(days=10)
    world.answer(case_id, "ILO", "lift")
    world.put(case_id, "The Committee decides otherwise.")
    page = page_of(desk, case_id, "UNODC")
    assert world.state(case_id) == "broken"
    assert ("Round 1" in page.text, "Round 0" in page.text) == (True, False)


def test_what_is_still_needed_stands_there_with_what_is_missing(desk: Desk) -> None:
    case_id = desk.world.open(significant=True, subject="PRIORITY")
    page = words(page_of(desk, case_id, "officer"))
    assert "Still needed to: Circulate the text" in page
    assert "There is a document: Decision text" in page
    needs = "A significant matter needs a reported consultation, or the recorded reason why none is held."
    assert needs in page


def test_once_it_is_adopted_it_says_how_and_has_its_number(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    for code in MEMBERS:
        desk.world.answer(case_id, code, "support")
    desk.world.press(case_id, "declare_consensus", CHAIR)
    page = page_of(desk, case_id, "ILO")
    assert "Adopted by consensus." in words(page)
    assert "GIFT/DEC/2013/001" in text(page.text)
    assert "Explain your position" in part(page, "acts"), "what nobody must answer is offered, not asked"


# ---- notice


def test_opening_the_page_is_notice_for_ones_seat_and_is_given_once(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    assert "OSCE Not told yet" not in words(page_of(desk, case_id, "OSCE alternate"))
    page_of(desk, case_id, "OSCE")
    history = words(desk.as_("officer").get(f"/cases/{case_id}/history"))
    assert history.count("OSCE had notice: page opened.") == 1


def test_a_look_ahead_of_the_browser_and_a_reader_without_a_seat_are_no_notice(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor = desk.as_("ILO")
    visitor.get(f"/cases/{case_id}", headers={"Sec-Purpose": "prefetch"})
    visitor.client.head(f"/cases/{case_id}")
    page_of(desk, case_id, "auditor")
    assert desk.world.read(case_id).notices == []


# ---- who may know of it


@pytest.mark.parametrize("name", ["expert", "administrator", "donor"])
def test_whoever_may_not_know_of_it_finds_nothing(desk: Desk, name: str) -> None:
    case_id = desk.world.deliberating(title="Not for everybody")
    for place in ("", "/history", "/why", "/edit", "/link", "/record/position"):
        answer = desk.as_(name).get(f"/cases/{case_id}{place}")
        assert answer.status_code == 404
        assert heading(answer) == "There is no such page, or it is not open to you."
        assert "Not for everybody" not in answer.text


def test_a_stranger_signs_in_first_whether_there_is_such_a_case_or_not(desk: Desk) -> None:
    for case_id in (desk.world.deliberating(), UUID(int=0)):
        sent = desk.stranger().get(f"/cases/{case_id}")
        assert sent.headers["Location"] == f"/sign-in?next=%2Fcases%2F{case_id}"


def test_why_one_may_see_it_names_the_role_and_what_is_asked(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    page = desk.as_("ILO").get(link_to(page_of(desk, case_id, "ILO"), "Why am I allowed to see this?"))
    assert heading(page) == "Why am I allowed to see this?"
    for sentence in (
        "The case is open to: Committee and Secretariat only.",
        "You act as Focal point for ILO.",
        "It asks you: Take a position.",
        "Focal point, Secretariat officer, Senior manager, Auditor",
    ):
        assert sentence in words(page)
    assert "You opened it." in words(desk.as_("officer").get(f"/cases/{case_id}/why"))


# ---- scripts


def test_the_page_works_without_scripts(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    for name in ("ILO", CHAIR, "officer"):
        page = page_of(desk, case_id, name).text.split("<main")[1].split("</main>")[0]
        for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
            assert 'action="/' in form
            assert "<button" in form
            assert 'method="get"' in form or 'name="csrf_token"' in form
        assert not re.search(r'href="(#|javascript:)"', page)


def test_with_everybody_in_support_the_chair_is_led_to_consensus_and_to_no_other_step(desk: Desk) -> None:
    """Silence would be possible too, and nothing is told of what a refusal still needs."""
    world = desk.world
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.press(case_id, "open_silence", CHAIR)
    world.answer(case_id, "ILO", "concern", reason="Too early.")
    world.press(case_id, "take_to_deliberation", CHAIR)
    needed = part(page_of(desk, case_id, CHAIR), "now-title")
    assert "Still needed to: Declare it not adopted" not in needed
    for name in MEMBERS:
        world.answer(case_id, name, "support")
    now = part(page_of(desk, case_id, CHAIR), "now-title")
    assert "The next step is yours: Declare consensus." in now
    assert "silence" not in now.split("Asked of you")[1].split("Waited for")[0]
    assert "Still needed to: Declare consensus" in now


def test_more_time_is_offered_only_while_the_period_runs(desk: Desk) -> None:
    world = desk.world
    case_id = world.silent()
    assert "Ask for more time" in words(page_of(desk, case_id, "UNODC"))
    world.answer(case_id, "ILO", "concern", reason="Too early.")
    assert "Ask for more time" not in words(page_of(desk, case_id, "UNODC"))


# ---- the budget


def test_a_case_page_takes_eight_queries_however_much_has_happened(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(title="A study of remedies")
    few = queries_of(desk, "OHCHR", f"/cases/{case_id}")
    for name in MEMBERS:
        world.answer(case_id, name, "abstain")
        world.answer(case_id, name, "support")
    for number in range(5):
        cases.comment(world.engine, case_id, f"Remark {number}", by=world.people["officer"])
        link.add(world.engine, case_id, "informs", world.open(title="Other"), by=world.people["officer"])
    many = queries_of(desk, "OHCHR", f"/cases/{case_id}")
    assert len(many) == len(few)
    assert len(many) <= FRAME + 8, "\n\n".join(many)
