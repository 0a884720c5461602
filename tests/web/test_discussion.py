"""The discussion of a case: remarks and who may read them, never a position; what is refused keeps words and level."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.web.desk import Desk, heading
from tests.web.reading import field_value, text, words

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
