"""Files that somebody sends: what runs, hides or pretends is refused with a sentence, by its content and not by its name."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping

import pytest

from engine.errors import Invalid
from engine.uploads import checked_upload

LARGEST = 25 * 1024 * 1024
TYPES = "[Content_Types].xml"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea72d"
    "b2d60000000049454e44ae426082"
)
# The first bytes of a photograph, with a note where cameras write theirs.
PHOTO = b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00II*\x00\x08\x00\x00\x00" + b"%s" + b"\xff\xd9"
HIDES, RUNS = "The file hides another file.", "The picture hides something that runs."
OTHER = "The file is not what its ending says."
DAMAGED = "The file is damaged, or not what its ending says."
MACROS = "The file holds macros or other files. Save it without them and send that."
BOMB = "The file unpacks to far more than it holds."
TWO = "The name has two endings. Give the file one ending only."
SCRIPT = "The PDF holds a script or another file. Print it to a plain PDF and send that."


def packed(*parts: tuple[str, bytes], **more: bytes) -> bytes:
    """A packed office file of these parts beside what every one has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((TYPES, b"<Types/>"), ("mimetype", b"x"), *parts, *more.items()):
            archive.writestr(name, content)
    return out.getvalue()


def declared(words: str, code: str = "utf-8") -> bytes:
    """One whose list of parts says this, and which has no other."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(TYPES, f'<Types><Override ContentType="{words}"/></Types>'.encode(code))
    return out.getvalue()


def told(content: bytes, name: str) -> str:
    """The sentence with which it is refused, and the rule; empty where it is taken."""
    try:
        checked_upload(content, name, LARGEST)
    except Invalid as refused:
        return f"{refused.problems['file']}{'' if refused.rule == 'AC-07' else ' By no rule.'}"
    return ""


PLAIN = packed(("word/document.xml", b"<w/>"))
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACRO_PART = "application/vnd.ms-office.vbaProject"
TRICKS: Mapping[str, tuple[bytes, str, str]] = {
    "a picture that is an archive too": (PIXEL + PLAIN, "picture.png", HIDES),
    "a photograph that is an archive too": (PHOTO % b"" + PLAIN, "photo.jpg", HIDES),
    "a PDF that is an archive too": (b"%PDF-1.7\n" + PLAIN, "paper.pdf", HIDES),
    "a photograph with a script where cameras write": (PHOTO % b"<ScRiPt src=x>", "photo.jpg", RUNS),
    "a drawing that runs, called a picture": (b"<svg onload='x'/>", "picture.png", OTHER),
    "a page, called a text, behind a mark of its bytes": (b"\xef\xbb\xbf \n<html>", "text.txt", OTHER),
    "a program that carries a packed file": (b"MZ\x90\x00" + PLAIN, "paper.docx", DAMAGED),
    "a PDF that carries a packed file": (b"%PDF-1.7\n" + PLAIN, "paper.docx", DAMAGED),
    "macros under another name": (declared(MACRO_PART), "paper.docx", MACROS),
    "macros, with a plain ending": (declared(MACRO_MAIN), "paper.docx", MACROS),
    "macros, in another code": (declared(MACRO_MAIN, "utf-16"), "paper.docx", MACROS),
    "macros of sheets": (packed(("xl/macrosheets/sheet1.xml", b"<a/>")), "sheet.xlsx", MACROS),
    "macros of an open document": (packed(("Basic/Standard/Module1.xml", b"<a/>")), "text.odt", MACROS),
    "scripts of an open document": (packed(("Scripts/python/a.py", b"x")), "text.odt", MACROS),
    "another file within": (packed(("word/embeddings/a.bin", b"x")), "paper.docx", MACROS),
    "its own ending says it": (PLAIN, "paper.docm.docx", TWO),
    "a bomb": (packed(("a.bin", b"\x00" * 3_000_000)), "paper.docx", BOMB),
    "a bomb of many": (packed(*((f"{n}.xml", b"") for n in range(5_001))), "paper.docx", BOMB),
    "a script of a PDF": (b"%PDF-1.7 /OpenAction /JavaScript", "paper.pdf", SCRIPT),
    "two endings, a space between": (b"words", "text.exe .txt", TWO),
    "two endings, turned around": (b"words", "text.exe\u202e.txt", TWO),
    "nothing": (b"", "text.txt", "The file is empty."),
    "nul": (b"a\x00b", "text.txt", "The file is not plain text."),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_refused_with_a_sentence(trick: str) -> None:
    content, name, sentence = TRICKS[trick]
    began = time.monotonic()
    assert told(content, name) == sentence
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "name",
    ["paper.exe", "paper.svg", "paper.html", "paper.docm", "paper", ".docx", "paper.docx.", "paper.zip"],
)
def test_only_kinds_of_a_closed_list_are_taken(name: str) -> None:
    refused = told(PLAIN, name)
    assert (
        (refused == "") if name == "paper.docx." else refused.startswith("Files of this kind are not taken.")
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PLAIN, "paper.docx"),
        (PLAIN, "paper.odt"),
        (PIXEL, "picture.png"),
        (PHOTO % b"Camera of the house", "photo.jpeg"),
        (b"%PDF-1.7 A plain page.", "paper.pdf"),
        ("Wörter".encode(), "text.txt"),
        (b"a < b and <b>", "notes.md"),
    ],
)
def test_what_is_what_it_says_is_taken(content: bytes, name: str) -> None:
    assert told(content, name) == ""


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\a\\b.txt", "b.txt"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("a\u202etxt.\u2066b.txt", "atxt.b.txt"),
        ('a<b>"c|d?*:.txt', "abcd.txt"),
        ("a" * 500 + ".txt", "a" * 116 + ".txt"),
        ("a" * 115 + " " * 50 + ".txt", "a" * 115 + ".txt"),
        ("отчёт.txt", "отчёт.txt"),
    ],
)
def test_a_name_is_kept_without_what_could_mislead_and_with_its_ending(sent: str, kept: str) -> None:
    assert checked_upload(b"words", sent, LARGEST).filename == kept


def test_a_file_above_the_limit_is_refused_by_its_size() -> None:
    assert told(b"x" * (LARGEST + 1), "text.txt") == "The file is larger than 25 megabytes."
