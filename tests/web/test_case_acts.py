"""The acts of a case: what a button will do, why it cannot be pressed and what would help, the doing, the particulars."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.people import CHAIR, MEMBERS
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, words


def act(case_id: UUID, trigger: str) -> str:
    return f"/cases/{case_id}/acts/{trigger}"


def form_of(page: TestResponse, **typed: str) -> dict[str, str]:
    parts = {name: field_value(page, name) for name in ("revision", "idempotency_key")}
    return {**parts, **typed}


# ---- pressed twice, or by two


def test_the_same_form_sent_twice_is_done_once_and_answered_alike(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.world.put(case_id)
    visitor, here = desk.as_("officer"), act(case_id, "circulate")
    form = form_of(visitor.get(here))
    answers = [visitor.post(here, form) for _ in range(2)]
    assert [each.headers.get("Location") for each in answers] == [f"/cases/{case_id}"] * 2
    assert desk.world.read(case_id).case.revision == int(form["revision"]) + 1


def test_of_two_who_press_the_second_reads_where_the_case_is_and_keeps_the_words(desk: Desk) -> None:
    case_id = desk.world.circulated()
    here, why = act(case_id, "withdraw"), "Nobody needs it any more."
    second = form_of(desk.as_("second officer").get(here), reason=why)
    desk.world.press(case_id, "withdraw", "officer", reason="It is no longer needed.")
    answer = desk.as_("second officer").post(here, second)
    assert answer.status_code == 422
    assert heading(answer) == "“Withdraw the item” is not possible while the case is “Withdrawn”."
    assert why in words(answer)


def test_a_link_to_an_act_of_another_state_says_where_the_case_is(desk: Desk) -> None:
    case_id = desk.world.circulated()
    answer = desk.as_("officer").get(act(case_id, "circulate"))
    assert answer.status_code == 422
    assert heading(answer) == "“Circulate the text” is not possible while the case is “Circulated”."


@pytest.mark.parametrize("trigger", ["nothing", "break", "adopt_in_silence"])
def test_an_act_that_is_none_or_happens_by_itself_is_not_found(desk: Desk, trigger: str) -> None:
    case_id = desk.world.silent()
    assert desk.as_(CHAIR).get(act(case_id, trigger)).status_code == 404
    assert desk.as_(CHAIR).post(act(case_id, trigger)).status_code == 404


def test_words_are_kept_also_where_the_act_has_become_impossible_meanwhile(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    form = form_of(desk.as_(CHAIR).get(act(case_id, "declare_not_adopted")), reason="Nobody wants it now.")
    for code in MEMBERS:
        world.answer(case_id, code, "support")
    answer = desk.as_(CHAIR).post(act(case_id, "declare_not_adopted"), form)
    assert answer.status_code == 412
    assert "The case has changed since you opened this page." in words(answer)
    assert "There is consensus: declare that." in words(answer)
    assert "Nobody wants it now." in words(answer)


def test_an_act_that_needs_a_reason_asks_for_it(desk: Desk) -> None:
    case_id = desk.world.circulated()
    visitor, here = desk.as_("officer"), act(case_id, "withdraw")
    answer = visitor.post(here, form_of(visitor.get(here), reason="  "))
    assert answer.status_code == 422
    assert "Error: Write the reason: it goes on record." in words(answer)
    assert "It cannot be taken back; a later act can follow it." in words(answer)
    assert desk.world.state(case_id) == "circulated"
