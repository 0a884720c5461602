"""The page of reviews: what is asked of the reader, and the Secretariat's board by stage with its ageing."""

from __future__ import annotations

from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows.reviewing import EXPERTS, choose, nominate, screening, selecting

HERE = "/registers/reviews"


def page(desk: Desk, name: str) -> str:
    return words(desk.as_(name).get(HERE))


def test_an_expert_finds_the_own_invitation_on_the_page_of_reviews(desk: Desk) -> None:
    case_id = selecting(desk.world)
    choose(desk.world, case_id, EXPERTS[0])
    said = page(desk, EXPERTS[0])
    assert "My reviews" in said
    assert "You are asked" in said
    assert "Handbook for employers" in said


def test_an_open_place_is_there_to_be_taken_and_stands_as_taken_afterwards(desk: Desk) -> None:
    case_id = selecting(desk.world)
    choose(desk.world, case_id, None)
    assert "Open to be taken" in page(desk, EXPERTS[0])


def test_what_is_late_stands_first(desk: Desk) -> None:
    case_id = selecting(desk.world)
    choose(desk.world, case_id, EXPERTS[0])
    desk.world.later(days=4)
    said = page(desk, EXPERTS[0])
    assert said.index("Late") < said.index("Handbook for employers")


def test_the_board_shows_the_stages_to_the_secretariat_and_to_nobody_else(desk: Desk) -> None:
    screening(desk.world)
    case_id = selecting(desk.world, title="Guide for judges")
    nominate(desk.world, case_id)
    said = page(desk, "officer")
    assert "Reviews by stage" in said
    assert "Screening 1" in said
    assert "Panel selection 1" in said
    assert "Reviews by stage" not in page(desk, "ILO")


def test_the_board_and_the_register_say_from_when_they_count(desk: Desk) -> None:
    screening(desk.world)
    desk.world.later(days=10)
    selecting(desk.world, title="Guide for judges")
    said = page(desk, "officer")
    assert "The oldest first, in days of the whole case, not of its stage." in said
    assert "“Since” is the day on which the present state began." in said


def test_a_review_turns_amber_after_45_days_and_red_after_60(desk: Desk) -> None:
    screening(desk.world)
    assert "0 days" in page(desk, "officer")
    desk.world.later(days=45)
    assert "45 days, over 45 days" in page(desk, "officer")
    assert "board-amber" in desk.as_("officer").get(HERE).text
    desk.world.later(days=15)
    assert "60 days, over 60 days" in page(desk, "officer")
    assert "board-red" in desk.as_("officer").get(HERE).text


def test_what_is_asked_of_nobody_shows_no_empty_part(desk: Desk) -> None:
    case_id = selecting(desk.world)
    choose(desk.world, case_id, EXPERTS[0])
    assert "My reviews" not in page(desk, "auditor")
