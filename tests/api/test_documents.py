"""Documents over HTTP: versions by hash, uploads of a closed list of kinds, downloads that no browser opens."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

import pytest

from tests.api.machine import Api, Case, problem

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea72d"
    "b2d60000000049454e44ae426082"
)


PARTS = "[Content_Types].xml"


def packed(parts: Mapping[str, bytes] | None = None, damage: bool = False) -> bytes:
    """A packed office file of these parts; `damage` turns bits within a part, and its directory still reads well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts or {"word/document.xml": b"<w/>"}).items():
            archive.writestr(name, content)
    found = bytearray(out.getvalue())
    if damage:
        begins = 30 + len(PARTS)
        found[begins : begins + 4] = b"\xff\xff\xff\xff"
    return bytes(found)


def place(case: Case, document: str = "", what: str = "") -> str:
    return f"/cases/{case['id']}/documents" + (f"/{document}" if document else "") + what


def test_a_document_is_put_and_read_back_byte_for_byte(api: Api) -> None:
    case, words = api.open(), "The Committee decides: “yes”.".encode()

    put = api.as_("officer").upload(place(case, "text"), words, "text.md")

    assert put.status_code == 201
    told = put.json
    assert told is not None
    assert (told["version"], told["newest"], told["sha256"]) == (1, True, hashlib.sha256(words).hexdigest())
    read = api.as_("ILO").get(told["content"])
    assert (read.data, read.mimetype) == (words, "text/markdown")


def test_a_download_is_a_file_to_keep_under_a_policy_that_lets_it_do_nothing(api: Api) -> None:
    case = api.open()
    put = api.as_("officer").upload(place(case, "paper"), PIXEL, "näme’s; map.png").json
    assert put is not None

    read = api.as_("officer").get(put["content"])

    assert read.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''n%C3%A4me%E2%80%99s%3B%20map.png" in read.headers["Content-Disposition"]
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert read.headers["Cache-Control"] == "no-store"


def test_versions_are_counted_and_each_stays_where_it_was(api: Api) -> None:
    case, officer = api.open(), api.as_("officer")
    for words in (b"First.", b"Second."):
        officer.upload(place(case, "text"), words, "text.txt")

    versions = officer.get(place(case)).json["items"]  # type: ignore[index]

    assert [(each["version"], each["newest"]) for each in versions] == [(1, False), (2, True)]
    assert officer.get(place(case, "text")).json["version"] == 2  # type: ignore[index]
    assert officer.get(place(case, "text", "/content")).data == b"Second."
    assert officer.get(place(case, "text", "/content?version=1")).data == b"First."
    problem(officer.get(place(case, "text", "/content?version=3")), 404)
    problem(officer.get(place(case, "text", "/content?version=0")), 422)


def test_a_document_can_be_posted_with_its_name_in_the_form(api: Api) -> None:
    case = api.open()

    posted = api.as_("officer").upload(place(case), b"Paper.", "paper.txt", method="POST", document="paper")

    assert (posted.status_code, posted.json["document"]) == (201, "paper")  # type: ignore[index]


def test_putting_the_same_again_changes_nothing(api: Api) -> None:
    case, officer = api.open(), api.as_("officer")
    first = officer.upload(place(case, "text"), b"Words.", "text.txt")

    again = officer.upload(place(case, "text"), b"Words.", "text.txt")

    assert (again.status_code, again.json) == (200, first.json)
    posted = officer.upload(place(case), b"Words.", "text.txt", method="POST", document="text")
    problem(posted, 422, "same-version")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "text.txt"),
        (b"<script>alert(1)</script>", "text.txt"),
        (b"<html>", "page.html"),
        (b"<svg onload=alert(1)>", "picture.svg"),
        (b"MZ\x90", "setup.exe"),
        (b"%PDF-1.7 /JavaScript (app.alert(1))", "paper.pdf"),
        (b"not a picture", "picture.png"),
        (PIXEL + b"<script>", "picture.png"),
        (b"PK\x03\x04 broken", "paper.docx"),
        (b"\xff\xfe\x00", "text.txt"),
        (packed(), "paper.docx"),
        (packed({PARTS: b"<Types/>"}, damage=True), "paper.docx"),
        (packed({PARTS: b"<Types/>", "a.xml": b" " * 5000 + b"<!DOCTYPE a>"}), "paper.docx"),
        (packed({PARTS: b"<Types/>", "a.xml": "<!doctype a>".encode("utf-16")}), "paper.docx"),
        (packed({PARTS: b"<Types/>", "a.xml": "<!DOCTYPE a>".encode("utf-16-be")}), "paper.docx"),
        (packed({PARTS: b"<Types/>", "word/vbaProject.bin": b"x"}), "paper.docx"),
        (packed({PARTS: b"<Types/>", "../up.xml": b"<a/>"}), "paper.docx"),
        (packed({PARTS: b"<Types/>", "a.xml": b" " * 3_000_000}), "paper.docx"),
        (b"words", "text.exe.txt"),
        (b"words", "noending"),
        (b"words", "../../etc/passwd"),
    ],
)
def test_what_runs_or_pretends_is_not_taken(api: Api, content: bytes, name: str) -> None:
    case = api.open()

    told = problem(api.as_("officer").upload(place(case, "paper"), content, name), 422, "AC-07")

    assert told["errors"][0]["field"] == "file"
    assert api.read(case)["documents"] == []


def test_a_plain_packed_file_is_taken(api: Api) -> None:
    """What the others are refused for is what they hold, not that they are packed."""
    content = packed({PARTS: b"<Types/>", "word/document.xml": b"<w/>"})
    answer = api.as_("officer").upload(place(api.open(), "paper"), content, "paper.docx")
    assert answer.status_code in (200, 201), answer.text


def test_a_name_that_climbs_is_tidied(api: Api) -> None:
    case = api.open()
    put = (
        api.as_("officer").upload(place(case, "paper"), b"Words.", "../../\u202etxt.\x07evil/paper.txt").json
    )
    assert put is not None
    assert put["filename"] == "paper.txt"


def test_only_a_form_with_one_file_is_understood(api: Api) -> None:
    case, officer = api.open(), api.as_("officer")

    problem(officer.put(place(case, "text"), {"file": "words"}), 415)
    problem(officer.put(place(case, "text"), data=b"words", content_type="text/plain"), 415)
    problem(officer.put(place(case, "text"), data={"words": "x"}, content_type="multipart/form-data"), 422)
    problem(officer.put(place(case, "text"), data=b"no parts", content_type="multipart/form-data"), 422)
    problem(officer.upload(place(case, "text"), b"Words.", "text.txt", colour="blue"), 422)
    problem(officer.upload(place(case), b"Words.", "text.txt", method="POST"), 422)


def test_two_files_at_once_are_refused(api: Api) -> None:
    import io

    case = api.open()
    data = {"file": (io.BytesIO(b"One."), "one.txt"), "other": (io.BytesIO(b"Two."), "two.txt")}

    answer = api.as_("officer").put(place(case, "text"), data=data, content_type="multipart/form-data")

    assert problem(answer, 400)["detail"] == "Send one file, as the part “file”."


def test_frozen_and_unknown_documents_are_nobodys_to_put(api: Api) -> None:
    case, officer = api.open(), api.as_("officer")

    problem(officer.upload(place(case, "sheet"), b"Words.", "sheet.txt"), 403, "document:sheet")
    problem(officer.upload(place(case, "coffee"), b"Words.", "coffee.txt"), 404)
    problem(officer.get(place(case, "text")), 404)
    problem(officer.get(place(case, "text", "/content")), 404)


def test_a_circulated_text_is_put_by_nobody(api: Api) -> None:
    case = api.circulated()

    problem(api.as_("officer").upload(place(case, "text"), b"Other words.", "text.txt"), 403, "document:text")


def test_a_file_is_reached_only_through_its_own_case(api: Api) -> None:
    case, other = api.circulated(), api.open()

    problem(api.as_("donor").get(place(case, "text", "/content")), 404)
    problem(api.as_("officer").get(place(other, "text", "/content")), 404)


def test_a_file_too_large_is_refused_before_it_is_read(api: Api) -> None:
    case = api.open()
    api.app.config["MAX_CONTENT_LENGTH"] = 1000

    problem(api.as_("officer").upload(place(case, "text"), b"x" * 5000, "text.txt"), 413)


def test_a_file_above_the_limit_of_the_house_is_refused_by_its_size(api: Api) -> None:
    """The limit of a request lies above it, for the form around the file; the file itself is measured."""
    case = api.open()
    api.app.config["LARGEST_UPLOAD"] = 1024 * 1024
    told = problem(api.as_("officer").upload(place(case, "text"), b"x" * (1024 * 1024 + 1), "text.txt"), 422)
    assert told["errors"][0]["detail"] == "The file is larger than 1 megabytes."
    assert api.as_("officer").upload(place(case, "text"), b"x" * 1024 * 1024, "text.txt").status_code in (
        200,
        201,
    )
