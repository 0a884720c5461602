"""Files that play tricks, at the two doors where files come in: the check that anybody may ask for, which keeps nothing, and
the documents of a case. Whatever goes out again is a download that nothing on this site runs."""

from __future__ import annotations

import gzip
import hashlib
import io
import logging
import re
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engine.case import cases
from engine.commands import document
from engine.log import events
from tests.engine.test_uploads import MACRO_PART, PHOTO, PLAIN, declared, packed
from tests.web.desk import Desk, Visitor
from tests.web.reading import words
from tests.workflows.producing import MODULE, developing, published
from tests.workflows.reviewing import REVISED, stamped
from web.headers import SANDBOX

HERE = "/certificates/stamps"
SECRET = b"Kiebitz"  # stands in every one of these files, and nowhere else
NONE, CHOOSE, ONE = "This file bears no stamp", "Choose the file to be checked.", "Send one file at a time."
TRICKS = {
    "bomb.docx": packed(("a.bin", b"\x00" * 5_000_000), ("b", SECRET)),
    "bomb.gz": gzip.compress(b"\x00" * 5_000_000) + SECRET,
    "polyglot.pdf": b"%PDF-1.7 " + SECRET + PLAIN,
    "program.txt": b"MZ\x90\x00" + SECRET,
    "macros.docm": declared(MACRO_PART + SECRET.decode()),
    "drawing.svg": b"<svg onload='" + SECRET + b"'/>",
    "page.html": b"<html><script>" + SECRET,
    "photo.jpg": PHOTO % (b"<script>" + SECRET),
    "entities.xml": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>" + SECRET,
    "large.bin": SECRET * 50_000,
}
NAMES = {
    "climbing": b"../../../etc/passwd",
    "of another house": b"C:\\Windows\\win.ini",
    "with a nul": b"a\x00.pdf",
    "turned around": "a\u202efdp.exe".encode(),
    "of two endings": b"handbook.pdf.exe",
    "huge": b"a" * 1_000_000,
    "of no letters": b"...",
    "of markup": b"<script>alert(1)</script>.pdf",
    "of commands": b"$(id);`id`|id.pdf",
    "with a line more": b"a.pdf%0d%0aX-Odd: 1",
}


# ---- the check that anybody may ask for


class Form:
    """A form of parts, written out by hand, as no browser writes it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def part(self, name: bytes, content: bytes, filename: bytes | None = None, more: bytes = b"") -> bytes:
        called = b'; filename="' + filename + b'"' if filename is not None else b""
        head = b'--EDGE\r\nContent-Disposition: form-data; name="' + name + b'"' + called + b"\r\n" + more
        return head + b"\r\n" + content + b"\r\n"

    def send(self, body: bytes, kind: str = "multipart/form-data; boundary=EDGE") -> TestResponse:
        token = {"X-CSRFToken": self.visitor.token()}
        return self.visitor.client.post(HERE, data=body, content_type=kind, headers=token)


END = b"--EDGE--\r\n"


def kept(desk: Desk) -> tuple[list[str], list[int]]:
    """All that this house holds: its files by path, and how many cases and events."""
    root = desk.world.engine.files.root
    with desk.world.engine.database.read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (cases, events)
        ]
    return sorted(str(each) for each in root.rglob("*")), counts


@pytest.fixture
def nothing_kept(desk: Desk, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens in the test, the house holds afterwards what it held before, and its logs tell nothing of it."""
    stamped(desk.world)
    before = kept(desk)
    caplog.set_level(logging.DEBUG)
    yield
    assert kept(desk) == before
    assert SECRET.decode() not in caplog.text


@pytest.mark.usefixtures("nothing_kept")
def test_whatever_is_sent_to_be_checked_is_hashed_and_forgotten(desk: Desk) -> None:
    form = Form(desk.stranger())
    for name, content in TRICKS.items():
        for kind in (b"application/pdf", b"text/html", b"application/x-msdownload", b"nothing"):
            began = time.monotonic()
            part = form.part(b"file", content, SECRET + name.encode(), b"Content-Type: " + kind + b"\r\n")
            answer = form.send(part + END)
            assert (answer.status_code, NONE in words(answer)) == (200, True), (name, kind)
            assert hashlib.sha256(content).hexdigest()[:8] in answer.text, name
            assert SECRET.decode() not in answer.text, "neither its name nor its words come back"
            assert time.monotonic() - began < 2


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("name", NAMES)
def test_the_stamped_file_is_known_under_any_name(desk: Desk, name: str) -> None:
    form = Form(desk.stranger())
    answer = form.send(form.part(b"file", REVISED.encode(), NAMES[name]) + END)
    assert "Stamp of quality: valid until" in words(answer)
    assert NAMES[name] not in answer.data
    assert "alert(1)" not in answer.text


def oddities(form: Form) -> dict[str, tuple[bytes, int, str]]:
    """Bodies that no browser sends, the status, and the sentence."""
    one, stamped_file = form.part(b"file", SECRET, b"a.txt"), form.part(b"file", REVISED.encode(), b"b.txt")
    lying = b"Content-Length: 99999999\r\nContent-Transfer-Encoding: base64\r\n"
    return {
        "two files": (one + stamped_file + END, 422, ONE),
        "two files under two names": (stamped_file + form.part(b"other", SECRET, b"a.txt") + END, 422, ONE),
        "a file and words": (stamped_file + form.part(b"file", SECRET) + END, 422, ONE),
        "words and a file": (form.part(b"file", SECRET) + stamped_file + END, 422, ONE),
        "words in its place": (form.part(b"file", SECRET) + END, 422, CHOOSE),
        "nothing": (END, 422, CHOOSE),
        "an empty body": (b"", 422, CHOOSE),
        "a file of no name": (form.part(b"file", SECRET, b"") + END, 422, CHOOSE),
        "another part alone": (form.part(b"other", SECRET, b"a.txt") + END, 422, CHOOSE),
        "cut off within the file": (stamped_file[:-8], 422, CHOOSE),
        "cut off before the end": (stamped_file, 422, CHOOSE),
        "cut off within a head": (b"--EDGE\r\nContent-Disposition: form-da", 422, CHOOSE),
        "a head that is none": (b"--EDGE\r\nno colon\r\n\r\nx\r\n" + END, 422, CHOOSE),
        "a part without a name": (b'--EDGE\r\nContent-Disposition: form-data; filename="x"\r\n\r\nx\r\n' + END, 422, CHOOSE),
        "letters of no code": (form.part(b"file", SECRET, b"\xff\xfe.txt") + END, 422, CHOOSE),
        "a part that lies about itself": (form.part(b"file", SECRET, b"a.txt", lying) + END, 200, NONE),
        "parts within": (form.part(b"file", SECRET, b"a", b"Content-Type: multipart/mixed; boundary=X\r\n") + END, 200, NONE),
        "another code of letters": (form.part(b"_charset_", b"utf-7") + one + END, 200, NONE),
        "too many parts": (form.part(b"a", b"x") * 2_100 + END, 413, "This is too large to be taken."),
        "words without end": (form.part(b"a", b"x" * 3_000_000) + END, 413, "This is too large to be taken."),
    }  # fmt: skip


# The parser of forms lets go of a file that is cut off without closing it; that one never had a name on the disk.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.usefixtures("nothing_kept")
def test_a_form_that_no_browser_sends_gets_a_sentence(desk: Desk) -> None:
    form = Form(desk.stranger())
    for name, (body, status, sentence) in oddities(form).items():
        answer = form.send(body)
        assert (answer.status_code, sentence in words(answer)) == (status, True), name


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=OTHER",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "E" * 5_000,
        "multipart/mixed; boundary=EDGE",
        "application/x-www-form-urlencoded",
        "application/json",
        "application/octet-stream",
        "nothing",
    ],
)
def test_a_body_that_is_not_what_it_says_holds_no_file(desk: Desk, kind: str) -> None:
    form = Form(desk.stranger())
    answer = form.send(form.part(b"file", REVISED.encode(), b"a.txt") + END, kind)
    assert (answer.status_code, CHOOSE in words(answer)) == (422, True)


@pytest.mark.usefixtures("nothing_kept")
def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk: Desk) -> None:
    desk.app.config["MAX_CONTENT_LENGTH"] = 100_000
    form = Form(desk.stranger())
    answer = form.send(form.part(b"file", SECRET * 20_000, b"a.txt") + END)
    assert (answer.status_code, "This is too large to be taken." in words(answer)) == (413, True)


def test_without_the_token_of_a_form_no_file_is_looked_at(desk: Desk) -> None:
    form = {"file": (io.BytesIO(SECRET), "a.txt")}
    assert desk.stranger().client.post(HERE, data=form, content_type="multipart/form-data").status_code == 400


# ---- the documents of a product


def put(desk: Desk, case_id: UUID, *files: tuple[bytes, str]) -> TestResponse:
    """The author sends files as the newest product."""
    form = {"file": [(io.BytesIO(content), name) for content, name in files]}
    return desk.as_("author").post(
        f"/cases/{case_id}/documents/new/product", form, content_type="multipart/form-data"
    )


def written(desk: Desk) -> UUID:
    case_id = developing(desk.world)
    desk.world.edit(case_id, "officer", author=desk.world.people["author"].hex)
    return case_id


def test_a_trick_is_no_version_of_a_product(desk: Desk) -> None:
    case_id = written(desk)
    desk.as_("author")
    before = kept(desk)
    for name, content in TRICKS.items():
        answer = put(desk, case_id, (content, name))
        assert answer.status_code == 422, name
        assert 'class="field-error"' in answer.text or "error-summary" in answer.text, name
    assert "Send one file at a time." in words(put(desk, case_id, (b"One.", "a.txt"), (b"Two.", "b.txt")))
    assert kept(desk) == before


def test_a_product_goes_out_as_a_download_in_a_sandbox_whoever_asks(desk: Desk) -> None:
    case_id = published(desk.world)
    version = desk.world.read(case_id).documents["product"].id
    places = (
        (desk.stranger(), f"/public/products/{case_id}/files/product"),
        (desk.as_("officer"), f"/public/products/{case_id}/files/product"),
        (desk.as_("officer"), f"/cases/{case_id}/documents/{version}"),
        (desk.as_("officer"), f"/api/v1/cases/{case_id}/documents/product/content"),
    )
    for visitor, path in places:
        for answer in (
            visitor.get(path),
            visitor.client.head(path),
            visitor.get(path, headers={"Range": "bytes=0-3"}),
        ):
            assert answer.status_code == 200, path
            assert is_download(answer), path
        assert visitor.get(path).data == MODULE.encode()


def is_download(answer: TestResponse) -> bool:
    told = answer.headers
    return (
        re.fullmatch(
            r"attachment; filename=\"[^\"\r\n/\\]+\"; filename\*=UTF-8''[^\s/\\]+",
            told["Content-Disposition"],
        )
        is not None
        and told["Content-Security-Policy"] == SANDBOX
        and told["X-Content-Type-Options"] == "nosniff"
        and not told["Content-Type"].startswith(("text/html", "image/svg", "application/xhtml"))
    )


@pytest.mark.parametrize(
    "name",
    ["a\u202etxt.pdf.txt", "../../a.txt", 'a"\r\nX-Odd: 1.txt', "<b>.txt", "отчёт;=.txt", "a" * 300 + ".txt"],
)
def test_a_product_of_an_odd_name_goes_out_under_a_tidy_one(desk: Desk, name: str) -> None:
    case_id = written(desk)
    document.put(desk.world.engine, case_id, "product", b"Words.", name, by=desk.world.people["author"])
    version = desk.world.read(case_id).documents["product"].id
    answer = desk.as_("officer").get(f"/cases/{case_id}/documents/{version}")
    assert is_download(answer)
    assert "X-Odd" not in answer.headers
    for hidden in ("%E2%80%AE", "..", "%0D", "%3C"):
        assert hidden not in answer.headers["Content-Disposition"]
