"""The acts of a case: what a button will do, why it cannot be pressed and what would help, the doing, the particulars."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, words


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
    assert link_to(answer, "Go back to the case") == f"/cases/{case_id}"


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


# ---- what a button will do, and why it cannot be pressed


def test_before_an_act_one_reads_what_it_does_and_which_rules_hold(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.world.put(case_id)
    page = desk.as_("officer").get(
        link_to(desk.as_("officer").get(f"/cases/{case_id}"), "Circulate the text")
    )
    assert heading(page) == "Circulate the text"
    for sentence in (
        "You do this: Circulate the text.",
        "The members receive the text. It stays as it is until the chair sends it back.",
        "The case will be “Circulated”.",
        "There is a document: Decision text holds",
        "A later act can lead on or back from there.",
    ):
        assert sentence in words(page)


def test_an_act_is_recorded_with_what_it_asks_and_said(desk: Desk) -> None:
    case_id = desk.world.circulated()
    visitor, here = desk.as_(CHAIR), act(case_id, "deliberate")
    form = form_of(visitor.get(here), expires_at="18 Jan 2013, 5 pm")
    after = visitor.post(here, form, follow_redirects=True)
    assert "Recorded: Open deliberation." in after.text
    assert "The Committee deliberates." in words(after)
    assert "Positions are due Fri 18 Jan 2013, 17:00" in words(after)


def test_what_an_act_asks_is_said_above_what_was_typed(desk: Desk) -> None:
    case_id = desk.world.circulated()
    visitor, here = desk.as_(CHAIR), act(case_id, "deliberate")
    for typed, sentence in {
        "18 Jan": "Write date and time",
        "2013-01-04 17:00": "at a time that lies ahead.",
    }.items():
        answer = visitor.post(here, form_of(visitor.get(here), expires_at=typed))
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert field_value(answer, "expires_at") == typed


def test_an_act_that_needs_a_reason_asks_for_it(desk: Desk) -> None:
    case_id = desk.world.circulated()
    visitor, here = desk.as_("officer"), act(case_id, "withdraw")
    answer = visitor.post(here, form_of(visitor.get(here), reason="  "))
    assert answer.status_code == 422
    assert "Error: Write the reason: it goes on record." in words(answer)
    assert "It cannot be taken back; a later act can follow it." in words(answer)
    assert desk.world.state(case_id) == "circulated"


def test_a_case_that_has_changed_since_keeps_the_words_and_says_what_changed(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    visitor, here = desk.as_("officer"), act(case_id, "withdraw")
    form = form_of(visitor.get(here), reason="It is no longer needed.")
    desk.world.edit(case_id, "second officer", background="Because of something else.")
    answer = visitor.post(here, form)
    assert answer.status_code == 412
    assert "second officer changed the particulars. Your words are kept below." in words(answer)
    assert field_value(answer, "reason") == "It is no longer needed."
    again = visitor.post(here, {**form, "revision": field_value(answer, "revision")})
    assert (again.status_code, desk.world.state(case_id)) == (302, "withdrawn")


@pytest.mark.parametrize("revision", ["", "first", "-1", "1e3"])
def test_a_form_without_its_revision_records_nothing(desk: Desk, revision: str) -> None:
    case_id = desk.world.circulated()
    form = {"revision": revision, "reason": "It is no longer needed."}
    answer = desk.as_("officer").post(act(case_id, "withdraw"), form)
    assert answer.status_code in (412, 428)
    assert desk.world.state(case_id) == "circulated"


def test_why_can_i_not_names_the_rules_that_fail_and_what_would_help(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "UNODC", "strong_objection", reason="It harms.")
    visitor = desk.as_(CHAIR)
    page = visitor.get(f"/cases/{case_id}")
    assert "Declare consensus Not in support: ILO, IOM, OHCHR, OSCE, UNICEF, UNODC. Why can I not?" in words(
        page
    )
    why = visitor.get(act(case_id, "declare_consensus"))
    assert "You cannot do this now: Declare consensus" in words(why)
    help_ = "It becomes possible when this holds too: Every member supports or abstains; At least one member supports it."
    assert f"What would help {help_}" in words(why)
    assert "<form" not in why.text.split("<main")[1].split("</main>")[0]
    forced = visitor.post(
        act(case_id, "declare_consensus"), {"revision": str(desk.world.read(case_id).case.revision)}
    )
    assert forced.status_code == 422
    assert "Not in support: ILO, IOM, OHCHR, OSCE, UNICEF, UNODC." in words(forced)


def test_a_chair_whose_organization_objects_reads_that_the_cochair_declares(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, CHAIR, "concern", reason="It is unclear.")
    sentence = "There is no chair, or the chair's organization stands against it; the co-chair declares."
    assert sentence in words(desk.as_(CHAIR).get(act(case_id, "declare_consensus")))
    assert sentence not in words(desk.as_(COCHAIR).get(act(case_id, "declare_consensus")))


def test_whose_act_it_is_not_reads_who_can_and_the_rule(desk: Desk) -> None:
    case_id = desk.world.circulated()
    page = desk.as_("ILO").get(act(case_id, "deliberate"))
    assert "This can be done by: Chair, Co-chair." in words(page)
    form = {"revision": str(desk.world.read(case_id).case.revision)}
    answer = desk.as_("ILO").post(act(case_id, "deliberate"), form)
    assert answer.status_code == 403
    assert "You cannot do this here: Open deliberation." in words(answer)
    assert "Rule consensus-decision:deliberate" in words(answer)


def test_a_case_one_may_not_know_of_has_no_acts(desk: Desk) -> None:
    case_id = desk.world.circulated()
    for name in ("expert", "administrator", "donor"):
        assert desk.as_(name).get(act(case_id, "deliberate")).status_code == 404
        assert desk.as_(name).post(act(case_id, "deliberate"), {"revision": "4"}).status_code == 404
    assert desk.stranger().get(act(case_id, "deliberate")).status_code == 303
    assert desk.stranger().post(act(case_id, "deliberate")).status_code == 401
