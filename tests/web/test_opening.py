"""Opening a case: only what one may open, with the fields the definition gives; nothing typed is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.case import Case, cases
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, words

HERE = "/cases/new"
DECISION = f"{HERE}/consensus-decision"
FORM = {
    "title": "A study of remedies",
    "nature": "DECISION",
    "subject": "PRIORITY",
    "method": "SILENCE",
    "urgency": "IMPORTANT",
    "background": "Because.",
    "significant-shown": "1",
    "significant": "1",
    "meets_at": "18 Feb 2013, 5 pm",
}


def number_of_cases(desk: Desk) -> int:
    with desk.world.engine.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(cases)).scalar() or 0)


def opened(desk: Desk, answer: Any) -> Case:
    assert answer.status_code == 303, words(answer)
    return desk.world.read(UUID(answer.headers["Location"].rpartition("/")[2])).case


def test_one_is_offered_what_one_may_open(desk: Desk) -> None:
    page = desk.as_("officer").get(HERE)
    assert heading(page) == "Open a new case"
    assert link_to(page, "Committee decision") == DECISION
    assert "The Committee decides by consensus" in words(page)
    assert "There is nothing you may open" in words(desk.as_("auditor").get(HERE))
    assert desk.stranger().get(HERE).status_code == 303


def test_a_decision_is_opened_from_its_fields(desk: Desk) -> None:
    page = desk.as_("officer").get(DECISION)
    assert heading(page) == "Prepare a decision"
    assert field_value(page, "nature") == "DECISION"
    assert field_value(page, "urgency") == "NORMAL"
    lead = desk.world.organizations["UNODC"].hex
    case = opened(desk, desk.as_("officer").post(DECISION, {**FORM, "lead": lead}))
    assert case.title == "A study of remedies"
    assert case.opener == desk.world.people["officer"]
    assert case.data == {
        "nature": "DECISION",
        "subject": "PRIORITY",
        "method": "SILENCE",
        "urgency": "IMPORTANT",
        "background": "Because.",
        "significant": True,
        "meets_at": 1361203200000000,
        "lead": lead,
        "extensions": 0,
        "moved": False,
    }


def test_the_title_is_enough_for_a_draft_and_the_rest_can_wait(desk: Desk) -> None:
    case = opened(desk, desk.as_("officer").post(DECISION, {"title": "Later more"}))
    assert (case.title, case.state) == ("Later more", "draft")
    page = desk.as_("officer").get(DECISION)
    assert 'name="background" rows="5" required' not in page.text
    assert 'name="title" type="text" value="" autocomplete="off" required' in page.text


def test_what_is_wrong_comes_back_above_everything_that_was_typed(desk: Desk) -> None:
    wrong = {
        **FORM,
        "title": " ",
        "meets_at": "18 Feb 2013",
        "subject": "WEATHER",
        "background": "Kept, of course.",
    }
    answer = desk.as_("officer").post(DECISION, wrong)
    assert answer.status_code == 422
    assert "<title>Error: Prepare a decision" in answer.text
    page = words(answer)
    assert "3 things must be corrected" in page
    for sentence in ("Fill in: Title.", "Choose one of the answers offered.", "Write date and time, such as"):
        assert sentence in page
    assert '<a href="#f-meets_at">' in answer.text
    assert "Use 2013-02-18 17:00" in page
    assert field_value(answer, "background") == "Kept, of course."
    assert field_value(answer, "meets_at") == "18 Feb 2013"
    assert field_value(answer, "significant") == "1"
    assert field_value(answer, "urgency") == "IMPORTANT"
    assert number_of_cases(desk) == 0


def test_the_button_that_mends_a_date_works_without_scripts(desk: Desk) -> None:
    form = {**FORM, "meets_at": "18 Feb 2013", "meets_at-fix": "2013-02-18 17:00"}
    assert opened(desk, desk.as_("officer").post(DECISION, form)).data["meets_at"] == 1361203200000000


def test_a_second_press_opens_no_second_case(desk: Desk) -> None:
    visitor = desk.as_("officer")
    key = field_value(visitor.get(DECISION), "idempotency_key")
    first = visitor.post(DECISION, {**FORM, "idempotency_key": key})
    second = visitor.post(DECISION, {**FORM, "idempotency_key": key})
    assert first.headers["Location"] == second.headers["Location"]
    assert number_of_cases(desk) == 1


def test_whoever_may_not_open_it_reads_why(desk: Desk) -> None:
    for answer in (desk.as_("auditor").get(DECISION), desk.as_("auditor").post(DECISION, FORM)):
        assert answer.status_code == 403
        assert "You cannot open a case of this type: Committee decision." in words(answer)
        assert "open:consensus-decision" in words(answer)
    assert number_of_cases(desk) == 0


@pytest.mark.parametrize("key", ["nothing", "consensus_decision", "%00", "../cases"])
def test_a_type_that_is_not_there_is_not_found(desk: Desk, key: str) -> None:
    assert desk.as_("officer").get(f"{HERE}/{key}").status_code == 404


def test_fields_that_nobody_offered_are_not_taken(desk: Desk) -> None:
    form = {
        **FORM,
        "expires_at": "2013-02-18 17:00",
        "number": "GIFT/DEC/2013/999",
        "state": "adopted_consensus",
    }
    case = opened(desk, desk.as_("officer").post(DECISION, form))
    assert "expires_at" not in case.data
    assert (case.number, case.state) == (None, "draft")


def test_a_form_without_its_token_opens_nothing(desk: Desk) -> None:
    answer = desk.as_("officer").post(DECISION, {**FORM, "csrf_token": "nonsense"})
    assert answer.status_code == 400
    assert number_of_cases(desk) == 0


def test_whoever_acts_for_two_organizations_says_for_which(desk: Desk) -> None:
    world = desk.world
    world.grant("SC_FOCAL_POINT", "UNODC", "ILO", "alternate")
    page = desk.as_("ILO").get(DECISION)
    assert "Open it for" in words(page)
    chosen = world.organizations["UNODC"]
    case = opened(desk, desk.as_("ILO").post(DECISION, {**FORM, "for_organization": chosen.hex}))
    assert case.opened_for == chosen
    assert "Open it for" not in words(desk.as_("IOM").get(DECISION))
