"""Writing down what a member said: choose whose answer it is, give the evidence, confirm; and how a member was told."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.people import MEMBERS
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, table_rows, text, words

CALL = "Call of 7 January 2013, 9:40, with the focal point."


def offered(page: TestResponse, name: str) -> dict[str, str]:
    """The choices of a list: what they say, and what they send."""
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', page.text, re.DOTALL)
    assert found, f"no list {name}"
    options = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', found.group(0))
    return {text(label): value for value, label in options}


def form_for(desk: Desk, case_id: UUID, code: str, name: str = "officer") -> tuple[str, dict[str, str]]:
    """Where the form for a member's position goes, and its hidden parts, as one comes to it by links."""
    visitor = desk.as_(name)
    way = link_to(visitor.get(f"/cases/{case_id}"), "Record what a member said: Take a position")
    chosen = offered(visitor.get(way), "seat")[code]
    page = visitor.get(f"{way}?seat={chosen}")
    assert heading(page) == f"Take a position, for {code}"
    bound, recording = field_value(page, "bound"), field_value(page, "recording")
    task = desk.world.find_task(case_id, "position", code)
    return f"/cases/{case_id}/tasks/{task.id}/answer", {"bound": bound, "recording": recording}


def seat(page: TestResponse, code: str) -> str:
    return next(" ".join(row) for row in table_rows(page) if row[0].split(" ")[0] == code)


def test_every_member_that_is_asked_can_be_chosen(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    page = desk.as_("officer").get(f"/cases/{case_id}/record/position")
    assert heading(page) == "Record what a member said"
    assert sorted(offered(page, "seat")) == sorted(MEMBERS)
    assert "Both names go on record, the member is told and may correct it." in words(page)


def test_what_a_member_said_is_recorded_with_both_names_and_the_evidence(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    there, form = form_for(desk, case_id, "OSCE")
    said = {**form, "outcome": "support", "evidence": CALL}
    asked = desk.as_("officer").post(there, said)
    assert "You record “Support” for OSCE." in words(asked)
    assert field_value(asked, "evidence") == CALL
    page = desk.as_("officer").post(there, {**said, "confirmed": "yes"}, follow_redirects=True)
    assert seat(page, "OSCE") == (
        f"OSCE Support Mon 7 Jan, 10:00, said to the Secretariat Recorded by officer. Evidence: {CALL}"
    )


@pytest.mark.parametrize("evidence", ["", "a call"])
def test_without_evidence_nothing_is_recorded_and_what_was_typed_is_kept(desk: Desk, evidence: str) -> None:
    case_id = desk.world.deliberating()
    there, form = form_for(desk, case_id, "OSCE")
    said = {**form, "outcome": "concern", "reason": "It is unclear.", "evidence": evidence}
    answer = desk.as_("officer").post(there, {**said, "confirmed": "yes"})
    assert answer.status_code == 422
    sentence = "Error: Say how the member told you: a document, or a dated note of the call."
    assert sentence in words(answer)
    assert (field_value(answer, "reason"), field_value(answer, "recording")) == ("It is unclear.", "yes")
    assert "No position" in seat(desk.as_("officer").get(f"/cases/{case_id}"), "OSCE")


def test_an_objection_is_taken_back_by_its_member_alone(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "OSCE", "strong_objection", reason="It harms.")
    there, form = form_for(desk, case_id, "OSCE")
    said = {**form, "outcome": "support", "evidence": CALL, "confirmed": "yes"}
    answer = desk.as_("officer").post(there, said)
    assert answer.status_code == 422
    assert "Only OSCE itself may change or withdraw this." in words(answer)
    assert "Rule own-withdrawal" in words(answer)


def test_the_member_reads_who_recorded_it_and_corrects_it(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "officer", "concern", of="OSCE", reason="It is unclear.", evidence=CALL)
    page = desk.as_("OSCE").get(f"/cases/{case_id}")
    assert "Recorded by officer. Evidence:" in seat(page, "OSCE")
    assert "Concern, recorded Mon 7 Jan, 10:00. Change it" in words(page)


@pytest.mark.parametrize("name", ["ILO", "IOM", "auditor"])
def test_only_the_secretariat_records_for_others(desk: Desk, name: str) -> None:
    case_id = desk.world.deliberating()
    assert "Record what a member said" not in words(desk.as_(name).get(f"/cases/{case_id}"))
    assert desk.as_(name).get(f"/cases/{case_id}/record/position").status_code == 404


@pytest.mark.parametrize("place", ["record/mediate", "record/nothing", "record/position?seat=nobody"])
def test_what_nobody_records_is_not_found(desk: Desk, place: str) -> None:
    case_id = desk.world.deliberating()
    assert desk.as_("officer").get(f"/cases/{case_id}/{place}").status_code == 404


# ---- told in another way


def unread(desk: Desk) -> UUID:
    """A running silence of which OSCE has no notice yet."""
    desk.world.enable_silence()
    case_id = desk.world.circulated(method="SILENCE")
    desk.world.press(case_id, "open_silence", "IOM")
    desk.world.open_pages(case_id, *(code for code in MEMBERS if code != "OSCE"))
    return case_id


def test_that_a_member_was_told_by_telephone_counts_as_notice(desk: Desk) -> None:
    case_id = unread(desk)
    page = desk.as_("officer").get(f"/cases/{case_id}/record/position")
    (party,) = offered(page, "party").values()
    form = {"party": party, "evidence": CALL}
    answer = desk.as_("officer").post(f"/cases/{case_id}/served/position", form, follow_redirects=True)
    assert "Recorded that the member was told." in answer.text
    assert "Told on Mon 7 Jan, 10:00: service recorded" in seat(answer, "OSCE")
    again = desk.as_("officer").get(f"/cases/{case_id}/record/position")
    assert "Told in another way" not in words(again)


@pytest.mark.parametrize(
    ("party", "evidence", "sentence"),
    [
        ("OSCE", "a call", "Say how and when the member was told."),
        ("nobody", CALL, "This party is not asked in the present round."),
    ],
)
def test_a_notice_that_cannot_be_recorded_says_why_and_keeps_the_words(
    desk: Desk, party: str, evidence: str, sentence: str
) -> None:
    case_id = unread(desk)
    known = desk.world.organizations.get(party)
    form = {"party": f"org:{known.hex}" if known else party, "evidence": evidence}
    answer = desk.as_("officer").post(f"/cases/{case_id}/served/position", form)
    assert (answer.status_code, heading(answer)) == (422, sentence)
    assert len(evidence) < 20 or evidence in words(answer)


def test_a_member_records_no_notice(desk: Desk) -> None:
    case_id = unread(desk)
    form = {"party": f"org:{desk.world.organizations['OSCE'].hex}", "evidence": CALL}
    answer = desk.as_("ILO").post(f"/cases/{case_id}/served/position", form)
    assert answer.status_code == 403
    assert heading(answer) == "Only those who may record for a member may record that it was told."
    assert "Rule record-notice" in words(answer)
