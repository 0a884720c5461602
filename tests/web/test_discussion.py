"""The discussion of a case: remarks and who may read them, never a position; what is refused keeps words and level."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, text, words

CLOSE = "CASE_TEAM"


def remarked(desk: Desk, case_id: UUID, name: str, remark: str, **more: str) -> TestResponse:
    return desk.as_(name).post(f"/cases/{case_id}/remarks", {"remark": remark, **more})


def discussion(desk: Desk, case_id: UUID, name: str) -> str:
    page = desk.as_(name).get(f"/cases/{case_id}").text
    return text(page.split('id="discussion"')[1].split('id="way"')[0])


# ---- what is refused


@pytest.mark.parametrize("remark", ["", "   ", "x" * 20_001])
def test_a_remark_that_cannot_be_taken_comes_back_at_the_level_it_was_meant_for(
    desk: Desk, remark: str
) -> None:
    case_id = desk.world.deliberating()
    answer = remarked(desk, case_id, "officer", remark, level=CLOSE)
    assert (answer.status_code, heading(answer)) == (422, "Add a remark")
    assert field_value(answer, "level") == CLOSE
    assert "Remark Error:" in words(answer)


@pytest.mark.parametrize("level", ["SEALED", "NONE"])
def test_a_level_that_one_may_not_read_is_refused_with_a_sentence_and_the_words_are_kept(
    desk: Desk, level: str
) -> None:
    case_id = desk.world.deliberating()
    answer = remarked(desk, case_id, "officer", "A quiet word.", level=level)
    assert answer.status_code == 422
    assert "Choose a level of confidentiality that you may read yourself." in words(answer)
    assert field_value(answer, "remark") == "A quiet word."
    assert "Nobody has remarked on it yet." in discussion(desk, case_id, "officer")


# ---- what is said


def test_a_remark_stands_with_its_author_oldest_first_and_is_no_position(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    first = remarked(desk, case_id, "ILO", "Is it <b>costed</b>?")
    assert first.headers["Location"] == f"/cases/{case_id}#discussion"
    remarked(desk, case_id, "officer", "It is.\nSee the annex.")
    told = discussion(desk, case_id, "UNODC")
    assert (
        "Mon 7 Jan, 10:00. ILO Is it <b>costed</b>? Mon 7 Jan, 10:00. officer It is. See the annex." in told
    )
    assert desk.world.find_task(case_id, "position", "ILO").answer is None


def test_a_closer_remark_is_marked_and_read_by_those_it_is_for(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    remarked(desk, case_id, "officer", "Among us.", level=CLOSE)
    for name in ("manager", "auditor"):
        assert "officer (Those who work on the case) Among us." in discussion(desk, case_id, name)
    for name in ("ILO", CHAIR):
        assert "Nobody has remarked on it yet." in discussion(desk, case_id, name)


def test_one_is_offered_the_levels_one_may_read_the_cases_own_first(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    page = desk.as_("officer").get(f"/cases/{case_id}")
    assert field_value(page, "level") == "SC_RESTRICTED"
    assert "Committee and Secretariat only Those who work on the case Add the remark" in words(page)
    assert 'name="level"' not in desk.as_("ILO").get(f"/cases/{case_id}").text, "one level is no choice"


def test_the_same_remark_sent_twice_is_said_once(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    for _ in range(2):
        assert remarked(desk, case_id, "ILO", "Is it costed?", idempotency_key="one").status_code == 302
    assert discussion(desk, case_id, "ILO").count("Is it costed?") == 1


def test_of_a_long_discussion_the_newest_twenty_stand_on_the_case_page_and_a_link_leads_to_all(
    desk: Desk,
) -> None:
    case_id = desk.world.deliberating()
    for number in range(21):
        remarked(desk, case_id, "officer", f"Remark <{number}>.", level=CLOSE if number == 3 else "")
    here = discussion(desk, case_id, "officer")
    assert "Remark <0>." not in here and "Remark <1>." in here and "Remark <20>." in here
    page = desk.as_("officer").get(link_to(desk.as_("officer").get(f"/cases/{case_id}"), "All 21 remarks"))
    assert all(f"Remark <{number}>." in words(page) for number in range(21))
    assert "All " not in discussion(desk, case_id, "ILO"), "twenty of them are for this reader"


def test_an_auditor_reads_and_does_not_remark(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    assert "Add a remark" not in discussion(desk, case_id, "auditor")
    answer = remarked(desk, case_id, "auditor", "I wonder about this.")
    assert answer.status_code == 403
    assert "You can read this case, and not remark on it." in words(answer)
    assert "Rule remark:consensus-decision" in words(answer)


def test_whoever_may_not_know_of_the_case_finds_none(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    for name in ("expert", "administrator", "donor"):
        assert remarked(desk, case_id, name, "Hello?").status_code == 404
    assert remarked(desk, UUID(int=0), "officer", "Hello?").status_code == 404
