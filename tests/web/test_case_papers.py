"""Documents of a case: a new version in words or as a file, what is not taken, and the download that nothing runs."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.definition import (
    NUMBER,
    YES_NO,
    CaseDefinition,
    DocumentDefinition,
    Field,
    Freeze,
    ItemDefinition,
    State,
)
from engine.queries.papers import Paper
from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, text, words
from tests.workflows.decision.acts import all_support
from web.case_page import frozen
from web.headers import SANDBOX
from workflows._shared import OFFICE, SC_RESTRICTED

PDF = b"%PDF-1.4 A plain page."


def sent(desk: Desk, case_id: UUID, content: bytes, filename: str, **more: str) -> TestResponse:
    """The officer sends a file as the newest text."""
    form = {"file": (io.BytesIO(content), filename), **more}
    there = f"/cases/{case_id}/documents/new/text"
    return desk.as_("officer").post(there, form, content_type="multipart/form-data")


def written(desk: Desk, case_id: UUID, name: str, said: str, kind: str = "text", **more: str) -> TestResponse:
    return desk.as_(name).post(f"/cases/{case_id}/documents/new/{kind}", {"words": said, **more})


def versions(desk: Desk, case_id: UUID) -> int:
    found = desk.world.read(case_id).documents.get("text")
    return found.version if found else 0


def sheet(desk: Desk, case_id: UUID, name: str = "ILO") -> str:
    page = desk.as_(name).get(f"/cases/{case_id}").text
    return text(page.split('id="text"')[1].split("</section>")[0].split(">", 1)[1])


# ---- writing


def test_words_that_are_written_become_a_version_and_its_paragraphs_are_shown(desk: Desk) -> None:
    case_id = desk.world.open()
    visitor = desk.as_("officer")
    assert "There is no text yet" in sheet(desk, case_id)
    page = visitor.get(link_to(visitor.get(f"/cases/{case_id}"), "Write a new version"))
    assert heading(page) == "Decision text, version 1"
    answer = written(desk, case_id, "officer", "The Committee,\r\n\r\nDecides.\r\n")
    assert answer.headers["Location"] == f"/cases/{case_id}#text"
    assert "The Committee, Decides. Version 1, Mon 7 Jan, 10:00, officer SHA-256" in sheet(desk, case_id)


def test_the_next_version_begins_with_the_words_of_the_last_and_marks_what_is_new(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.world.put(case_id, "The Committee decides.")
    page = desk.as_("officer").get(f"/cases/{case_id}/documents/new/text")
    assert heading(page) == "Decision text, version 2"
    assert field_value(page, "words").strip() == "The Committee decides."
    written(desk, case_id, "officer", "The Committee advises.")
    assert "The Committee [taken out:] decides. [end] [new:] advises. [end of new]" in sheet(desk, case_id)
    assert "Underlined : what is new since version 1" in sheet(desk, case_id)


def test_words_are_never_read_as_a_page(desk: Desk) -> None:
    case_id = desk.world.open()
    written(desk, case_id, "officer", "Decides <b>boldly</b> & <script>alert(1)</script>.")
    page = desk.as_("ILO").get(f"/cases/{case_id}").text
    assert "Decides &lt;b&gt;boldly&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;." in page


def test_the_same_form_sent_twice_makes_one_version(desk: Desk) -> None:
    case_id = desk.world.open()
    key = field_value(desk.as_("officer").get(f"/cases/{case_id}/documents/new/text"), "idempotency_key")
    answers = [
        written(desk, case_id, "officer", "The Committee decides.", idempotency_key=key) for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [302, 302]
    assert versions(desk, case_id) == 1


# ---- files


def test_words_that_were_written_are_not_lost_to_a_file(desk: Desk) -> None:
    case_id = desk.world.open()
    answer = sent(desk, case_id, PDF, "decision.pdf", words="Written for an hour.")
    assert answer.status_code == 422
    assert "You have written words and chosen a file. Send one of them" in words(answer)
    assert field_value(answer, "words").strip() == "Written for an hour."
    assert versions(desk, case_id) == 0


def test_a_file_takes_the_place_of_the_words_that_stood_in_the_form(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.world.put(case_id, "The Committee decides.\nAnd so on.")
    page = desk.as_("officer").get(f"/cases/{case_id}/documents/new/text")
    form = {name: field_value(page, name) for name in ("begun", "idempotency_key")}
    for _ in range(2):  # a repeated press is no refusal, though the words do not stand there any more
        again = sent(desk, case_id, PDF, "decision.pdf", words="The Committee decides.\r\nAnd so on.", **form)
        assert again.status_code == 302
    assert versions(desk, case_id) == 2


def test_a_file_is_offered_for_download(desk: Desk) -> None:
    case_id = desk.world.open()
    assert sent(desk, case_id, PDF, "decision.pdf").status_code == 302
    assert sheet(desk, case_id).startswith(
        "Text for decision decision.pdf Version 1, Mon 7 Jan, 10:00, officer"
    )
    page = desk.as_("ILO").get(f"/cases/{case_id}")
    answer = desk.as_("ILO").get(link_to(page, "decision.pdf"))
    assert answer.data == PDF


def test_a_download_is_an_attachment_in_a_sandbox_and_is_not_kept(desk: Desk) -> None:
    case_id = desk.world.open()
    sent(desk, case_id, PDF, "decision.pdf")
    document = desk.world.read(case_id).documents["text"]
    answer = desk.as_("ILO").get(f"/cases/{case_id}/documents/{document.id}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="decision.pdf";')
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        (b"", "decision.txt", "The file is empty."),
        (b"<html></html>", "decision.html", "Files of this kind are not taken. Send one of: csv, docx,"),
        (b"MZ", "decision.exe.pdf", "The name has two endings. Give the file one ending only."),
        (b"No page at all.", "decision.pdf", "The file is not what its ending says."),
        (PDF + b" /JavaScript", "decision.pdf", "The PDF holds a script or another file."),
        (b"\xff\xfe", "decision.txt", "The text is not in UTF-8."),
        (b"<!doctype html>", "decision.txt", "The file is not what its ending says."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken_says_why_and_keeps_the_words(
    desk: Desk, content: bytes, filename: str, sentence: str
) -> None:
    case_id = desk.world.open()
    desk.world.put(case_id, "Kept, of course.")
    begun = field_value(desk.as_("officer").get(f"/cases/{case_id}/documents/new/text"), "begun")
    answer = sent(desk, case_id, content, filename, words="Kept, of course.", begun=begun)
    assert answer.status_code == 422
    assert f"Error: {sentence}" in words(answer)
    assert "One thing must be corrected" in words(answer)
    assert field_value(answer, "words").strip() == "Kept, of course."
    assert versions(desk, case_id) == 1


def test_a_file_that_is_too_large_is_refused_in_words(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.app.config["MAX_CONTENT_LENGTH"] = 2_000
    answer = sent(desk, case_id, PDF + b" " * 3_000, "decision.pdf")
    assert (answer.status_code, heading(answer)) == (413, "This is too large to be taken.")
    assert versions(desk, case_id) == 0


def test_nothing_written_and_nothing_sent_is_no_version(desk: Desk) -> None:
    case_id = desk.world.open()
    answer = written(desk, case_id, "officer", " \r\n ")
    assert answer.status_code == 422
    assert "Error: The file is empty." in words(answer)


def test_the_same_words_again_change_nothing_and_that_is_said(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.world.put(case_id, "The Committee decides.")
    answer = written(desk, case_id, "officer", "The Committee decides.")
    assert answer.status_code == 422
    assert "This is the version that is here already; nothing was changed." in words(answer)
    assert "Rule same-version" in words(answer)
    assert versions(desk, case_id) == 1


# ---- who may


@pytest.mark.parametrize("name", ["ILO", "auditor", "officer", CHAIR])
def test_while_a_text_is_circulated_nobody_changes_it(desk: Desk, name: str) -> None:
    case_id = desk.world.circulated()
    sentence = "“Decision text” cannot be changed by you while the case is “Circulated”."
    form = desk.as_(name).get(f"/cases/{case_id}/documents/new/text")
    for answer in (form, written(desk, case_id, name, "Other words.")):
        assert answer.status_code == 403
        assert sentence in words(answer)
    assert "Write a new version" not in sheet(desk, case_id, name)
    assert versions(desk, case_id) == 1


def test_other_documents_stand_in_a_list_with_their_versions(desk: Desk) -> None:
    case_id = desk.world.open()
    visitor = desk.as_("officer")
    there = link_to(visitor.get(f"/cases/{case_id}"), "Put a new version: Background paper")
    visitor.post(there, {"words": "What others do."})
    page = words(desk.as_("ILO").get(f"/cases/{case_id}"))
    assert re.search(r"Background paper paper\.md Version 1, Mon 7 Jan, 10:00, officer SHA-256", page)
    assert "Report of the consultation" not in page, "what is not there and cannot be put is not listed"


def test_ids_of_nothing_or_of_another_case_are_not_found(desk: Desk) -> None:
    case_id, other = desk.world.circulated(), desk.world.circulated()
    document = desk.world.read(case_id).documents["text"].id
    for there in (
        f"{other}/documents/{document}",
        f"{case_id}/documents/{UUID(int=0)}",
        f"{case_id}/documents/new/none",
    ):
        assert desk.as_("officer").get(f"/cases/{there}").status_code == 404
    assert written(desk, case_id, "officer", "Words.", "none").status_code == 404
    for name in ("expert", "administrator", "donor"):
        assert desk.as_(name).get(f"/cases/{case_id}/documents/{document}").status_code == 404
        assert written(desk, case_id, name, "Words.").status_code == 404
    assert desk.stranger().get(f"/cases/{case_id}/documents/{document}").status_code == 303


# ---- frozen records


def announced(desk: Desk, content: bytes | str = "The Committee decides.") -> UUID:
    """A decision that everybody supports, adopted and announced."""
    world = desk.world
    case_id = world.open()
    if isinstance(content, str):
        world.put(case_id, content)
    else:
        sent(desk, case_id, content, "decision.pdf")
    return announce(desk, case_id)


def announce(desk: Desk, case_id: UUID) -> UUID:
    world = desk.world
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR, expires_at=world.clock.now() + timedelta(days=9))
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    world.press(case_id, "announce", "officer", announced_in="Meeting 7")
    return case_id


def record(desk: Desk, case_id: UUID, kind: str) -> str:
    """The address of the newest version of a frozen record."""
    return f"/cases/{case_id}/documents/{desk.world.read(case_id).documents[kind].id}"


def test_a_positions_sheet_is_read_on_a_page_and_downloaded_for_machines(desk: Desk) -> None:
    case_id = announced(desk)
    visitor = desk.as_("auditor")
    page = visitor.get(link_to(visitor.get(f"/cases/{case_id}"), "Read it Positions sheet"))
    assert heading(page) == "Positions sheet"
    assert re.search(r"ILO Support .* Mon 7 Jan 2013, 10:00", words(page))
    content = json.loads(visitor.get(link_to(page, "Download it for machines")).data)
    assert {each["outcome"] for each in content} == {"support"}


def test_whoever_has_the_address_of_a_public_extract_reads_it_and_nothing_else_of_the_case(
    desk: Desk,
) -> None:
    case_id = announced(desk)
    extract = record(desk, case_id, "extract")
    for visitor in (desk.stranger(), desk.as_("expert"), desk.as_("donor")):
        page = visitor.get(f"{extract}/read")
        assert heading(page) == "Public extract"
        assert f"Verify at http://localhost{extract}/read" in page.text
        number = desk.world.number(case_id)
        assert f"Number {number} Result Adopted by consensus" in words(page)
        assert "The Committee decides." in words(page)
        assert "Announced at Meeting 7" in words(page)
        assert f'/cases/{case_id}"' not in page.text, "no way into the case"
        assert json.loads(visitor.get(extract).data)["case"]["number"] == number
        assert visitor.get(f"{extract}/quoted/text").data == b"The Committee decides."
        for closed in (record(desk, case_id, "sheet"), record(desk, case_id, "text")):
            for part in ("", "/read", "/quoted/text"):
                assert visitor.get(closed + part).status_code in (303, 404)
        assert visitor.get(f"{extract}/quoted/paper").status_code == 404
        assert visitor.get(f"/cases/{case_id}").status_code in (303, 404)


def test_a_text_that_is_a_file_is_downloaded_from_its_extract(desk: Desk) -> None:
    case_id = announced(desk, PDF)
    page = desk.stranger().get(f"{record(desk, case_id, 'extract')}/read")
    answer = desk.stranger().get(link_to(page, "decision.pdf"))
    assert answer.data == PDF
    assert answer.headers["Content-Security-Policy"] == SANDBOX


def test_the_same_bytes_under_another_name_in_the_case_are_not_what_is_quoted(desk: Desk) -> None:
    world = desk.world
    case_id = world.open()
    inside = {"file": (io.BytesIO(PDF), "objection of UNODC.pdf")}
    there = f"/cases/{case_id}/documents/new/paper"
    desk.as_("officer").post(there, inside, content_type="multipart/form-data")
    sent(desk, case_id, PDF, "decision.pdf")
    announce(desk, case_id)
    answer = desk.stranger().get(f"{record(desk, case_id, 'extract')}/quoted/text")
    assert answer.data == PDF
    assert 'filename="decision.pdf"' in answer.headers["Content-Disposition"]


def test_no_and_nought_stand_in_a_record_as_well(desk: Desk) -> None:
    significant = Field("significant", "Significant", YES_NO)
    count, lines = Field("count", "Count", NUMBER), ItemDefinition("lines", "Lines", ())
    extract, draft = DocumentDefinition("extract", "Extract"), State("draft", "Draft", waits="its author")
    definition = CaseDefinition(
        "letter", 1, "LET", "Letter", OFFICE, draft, (significant, count),
        [draft.to(State("done", "Done", final=True), "end", by=OFFICE, then=[Freeze((significant, count, lines), extract)])],
        SC_RESTRICTED, items=(lines,), documents=(extract,),
    )  # fmt: skip
    case = {"number": None, "title": "A letter", "state": "draft", "since": 0}
    told = {"case": case, "values": {"significant": False, "count": 0}, "rows": {"lines": []}}
    version = desk.world.read(announced(desk)).documents["extract"]
    register = desk.world.register_now()
    with desk.app.test_request_context("/"):
        shown = frozen.record(Paper(version, extract, definition, True), json.dumps(told).encode(), register)
    assert shown["facts"][-2:] == [("Significant", "No"), ("Count", "0")]
    assert [(each["label"], each["rows"]) for each in shown["tables"]] == [("Lines", [])]


def test_only_frozen_records_are_read_on_a_page(desk: Desk) -> None:
    case_id = announced(desk)
    visitor = desk.as_("officer")
    assert visitor.get(f"{record(desk, case_id, 'text')}/read").status_code == 404
    assert visitor.get(f"{record(desk, case_id, 'text')}/quoted/text").status_code == 404


def test_the_case_of_a_record_leads_back_for_those_who_may_see_it(desk: Desk) -> None:
    case_id = announced(desk)
    page = desk.as_("ILO").get(f"{record(desk, case_id, 'extract')}/read")
    assert link_to(page, desk.world.read(case_id).case.title) == f"/cases/{case_id}"
