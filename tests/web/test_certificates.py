"""Certificates for everybody: this very file or none, what stands today, on a page, on paper and as data."""

from __future__ import annotations

import hashlib
import io
from datetime import date

import pytest

from tests.web.desk import Desk, heading
from tests.web.reading import words
from tests.workflows.reviewing import REVISED, stamped
from tests.world import MORNING
from web.printing.typeset import Sheet, Undrawable, as_pdf

HERE = "/certificates/stamps"
HASH = hashlib.sha256(REVISED.encode()).hexdigest()
NUMBER = "GIFT/STAMP/2013/001"


def sent(desk: Desk, content: bytes) -> str:
    form = {"file": (io.BytesIO(content), "handbook.pdf")}
    return words(desk.stranger().post(HERE, form, content_type="multipart/form-data"))


def asked(desk: Desk, **what: str) -> str:
    return words(desk.stranger().get(HERE, query_string=what))


def test_anybody_learns_by_the_file_that_it_is_stamped(desk: Desk) -> None:
    stamped(desk.world)
    said = sent(desk, REVISED.encode())
    assert "Stamp of quality: valid until Tue 7 Jan 2014." in said
    assert "Title Handbook for employers Stamp GIFT/STAMP/2013/001" in said
    assert "Reviewed by IOM, UNICEF, 2 × Roster expert" in said


def test_scenario_08_one_changed_byte_and_there_is_no_stamp(desk: Desk) -> None:
    stamped(desk.world)
    for content in (REVISED.encode() + b" ", REVISED.encode()[:-1], REVISED.upper().encode(), b""):
        assert "This file bears no stamp" in sent(desk, content)
    assert "This file bears no stamp" not in asked(desk, sha256=HASH)
    assert "This file bears no stamp" in asked(desk, sha256=HASH[:-1] + ("0" if HASH[-1] != "0" else "1"))


def test_the_number_and_the_hash_tell_the_same(desk: Desk) -> None:
    stamped(desk.world)
    for what in ({"number": NUMBER}, {"number": f" {NUMBER} "}, {"sha256": HASH}, {"sha256": HASH.upper()}):
        assert "Stamp of quality: valid until" in asked(desk, **what), what
    assert "There is no certificate with this number" in asked(desk, number="GIFT/STAMP/2013/002")
    assert "There is no certificate with this number" in asked(desk, number="%")


@pytest.mark.parametrize(
    "copied",
    [
        "gift/stamp/2013/001",
        "Gift/Stamp/2013/001 ",
        "\u00a0GIFT/STAMP/2013/001\u200b",
        "GIFT / STAMP / 2013 / 001",
        "GIFT∕STAMP⁄2013／001",
        "gift–stamp–2013–001",
        "GIFT-STAMP‑2013—001",
    ],
)
def test_a_number_is_found_however_it_was_copied(desk: Desk, copied: str) -> None:
    stamped(desk.world)
    assert "Stamp of quality: valid until" in asked(desk, number=copied)
    page = desk.stranger().get(f"{HERE}/certificate", query_string={"number": copied})
    assert heading(page) == f"Stamp of quality {NUMBER}", "and it is shown as it is written"


@pytest.mark.parametrize(
    "typed", ["–", "giftstamp2013001", "gift/stamp/2013/00", "gift/stamp/2013/01", "none", "/"]
)
def test_a_number_that_is_another_one_is_not_found(desk: Desk, typed: str) -> None:
    stamped(desk.world)
    assert "There is no certificate with this number" in asked(desk, number=typed)


def test_a_stamp_ends_with_its_last_day(desk: Desk) -> None:
    stamped(desk.world)
    desk.world.later(days=364)
    assert "valid until" in asked(desk, number=NUMBER)
    desk.world.later(days=1)
    assert "Stamp of quality: it ended on Tue 7 Jan 2014. It has not been reviewed again yet." in asked(
        desk, number=NUMBER
    )


def test_a_suspended_stamp_says_so_and_one_that_was_taken_away_too(desk: Desk) -> None:
    case_id = stamped(desk.world)
    desk.world.press(case_id, "suspend", "officer", reason="A dose is wrong on page 4.")
    said = asked(desk, sha256=HASH)
    assert "suspended. Do not rely on this file until it has been looked at again." in said
    assert "A dose is wrong" not in said, "the reason is the Committee's"
    desk.world.press(case_id, "revoke", "officer", reason="It is withdrawn from use.")
    assert "Stamp of quality: it was taken away." in asked(desk, sha256=HASH)


def test_nothing_else_of_the_case_is_told(desk: Desk) -> None:
    case_id = stamped(desk.world)
    everything = [
        desk.stranger().get(f"{HERE}?number={NUMBER}").text,
        desk.stranger().get(f"{HERE}/certificate?number={NUMBER}").text,
        desk.stranger().get(f"{HERE}/certificate.json?number={NUMBER}").text,
    ]
    for hidden in (
        str(case_id),
        "QRV",
        "first expert",
        "second expert",
        "UNICEF alternate",
        "author",
        "Say what the Protocol",
    ):
        assert all(hidden not in text for text in everything), hidden
    assert desk.stranger().get(f"/cases/{case_id}").status_code in (303, 404)


def test_what_is_no_hash_or_no_file_gets_a_sentence(desk: Desk) -> None:
    page = desk.stranger().get(HERE, query_string={"sha256": "abc"})
    assert (page.status_code, "A SHA-256 has 64 characters" in words(page)) == (422, True)
    page = desk.stranger().post(HERE, {}, content_type="multipart/form-data")
    assert (page.status_code, "Choose the file to be checked." in words(page)) == (422, True)
    assert desk.stranger().get(HERE, query_string={"number": "x" * 200}).status_code == 422
    assert desk.stranger().get("/certificates/nothing").status_code == 404
    assert desk.stranger().get(f"{HERE}/certificate").status_code == 404
    assert desk.stranger().get(f"{HERE}/certificate.pdf?number=none").status_code == 404


def test_the_certificate_is_a_page_a_paper_and_data(desk: Desk) -> None:
    stamped(desk.world)
    visitor = desk.stranger()
    page = visitor.get(f"{HERE}/certificate?number={NUMBER}")
    assert heading(page) == f"Stamp of quality {NUMBER}"
    told = visitor.get(f"{HERE}/certificate.json?number={NUMBER}").get_json()
    assert (told["standing"], told["stamped_hash"], told["valid_until"]) == (
        "valid",
        HASH,
        date(2014, 1, 7).isoformat(),
    )
    paper = visitor.get(f"{HERE}/certificate.pdf?number={NUMBER}")
    assert paper.data.startswith(b"%PDF-1.7")
    assert paper.headers["Content-Disposition"] == "attachment; filename=stamps-GIFT-STAMP-2013-001.pdf"


def test_letters_that_the_paper_lacks_are_not_printed_as_boxes(desk: Desk) -> None:
    told = dict.fromkeys(("house", "label", "number", "sentence", "about", "told"), "x")
    assert as_pdf(
        Sheet.CERTIFICATE, {**told, "facts": [("Title", "Справочник для работодателей, β", False)]}, MORNING
    ).startswith(b"%PDF")
    with pytest.raises(Undrawable):
        as_pdf(Sheet.CERTIFICATE, {**told, "facts": [("Title", "雇主手册", False)]}, MORNING)
    case_id = stamped(desk.world, title="雇主手册")
    assert desk.world.state(case_id) == "stamped"
    page = desk.stranger().get(f"{HERE}/certificate.pdf?number={NUMBER}")
    assert (page.status_code, "The paper cannot show all letters of this title." in words(page)) == (
        422,
        True,
    )
    assert "雇主手册" in words(desk.stranger().get(f"{HERE}/certificate?number={NUMBER}"))


def test_a_title_as_long_as_a_hash_is_a_title(desk: Desk) -> None:
    title = "Руководство-для-работодателей-и-про"
    assert len(title.encode()) in (63, 64, 65, 66, 67, 68)
    stamped(desk.world, title=title)
    assert desk.stranger().get(f"{HERE}/certificate.pdf?number={NUMBER}").status_code == 200


def test_a_number_that_no_number_can_be_is_simply_not_there(desk: Desk) -> None:
    for number in ("%00", "%0a", "%27%20or%201=1", "%25%25"):
        answer = desk.stranger().get(f"{HERE}?number=x{number}")
        assert (answer.status_code, "There is no certificate" in words(answer)) == (200, True), number
        assert desk.stranger().get(f"{HERE}/certificate.json?number=x{number}").status_code == 404


def test_words_are_never_markup_on_paper(desk: Desk) -> None:
    told = dict.fromkeys(("house", "label", "number", "sentence", "about", "told"), "#panic() *x* $y$ <z> @w")
    assert as_pdf(
        Sheet.CERTIFICATE, {**told, "facts": [('#read("/etc/passwd")', "]#[", False)]}, MORNING
    ).startswith(b"%PDF")


def test_the_foot_of_every_page_leads_there(desk: Desk) -> None:
    assert f'href="{HERE}"' in desk.stranger().get("/help").text
