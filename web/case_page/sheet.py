"""The words that are decided, as a sheet: paragraphs, with what changed since the version before."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from engine.definition import DocumentDefinition, TextPanel
from engine.document import Document
from engine.files import Files
from engine.rights import document_standing
from web.case_page.reading import Reading
from web.case_page.words import short_instant
from web.i18n import gettext as _

READABLE = ("text/plain", "text/markdown")
LARGEST = 200_000


def sheet_panel(reading: Reading, panel: TextPanel, files: Files) -> dict[str, Any]:
    """The newest version as paragraphs of (kind, words), kind being "", "new" or "gone"; or that it must be downloaded."""
    versions = versions_of(reading, panel.document)
    told: dict[str, Any] = {
        "label": _(panel.label),
        "key": panel.document.key,
        "document": None,
        "paragraphs": None,
        "editable": editable(reading, panel.document),
        "help": _(panel.document.help),
    }
    if not versions:
        return told
    newest = versions[-1]
    before = words_of(files, versions[-2]) if len(versions) > 1 else None
    words = words_of(files, newest)
    told.update(
        document=newest,
        hash=newest.sha256.hex(),
        version=_version(reading, newest),
        paragraphs=None if words is None else list(_compared(before, words)),
        legend=_("what is new since version %(number)s", number=newest.version - 1)
        if before is not None
        else None,
        earlier=[_row(reading, each) for each in versions[-2::-1]],
    )
    return told


def versions_of(reading: Reading, document: DocumentDefinition) -> list[Document]:
    """All versions of a document, oldest first."""
    return [each for each in reading.page.versions if each.document == document.key]


def editable(reading: Reading, document: DocumentDefinition) -> bool:
    """Whether this reader may put a new version now."""
    return (
        reading.writer is not None and document_standing(reading.view, document, reading.writer) is not None
    )


def _version(reading: Reading, document: Document) -> str:
    who = reading.register.name(document.by) or _("the system")
    return _(
        "Version %(number)s, %(when)s, %(who)s",
        number=document.version,
        when=short_instant(document.at),
        who=who,
    )


def words_of(files: Files, document: Document) -> str | None:
    """The words of a version; nothing where it must be downloaded to be read, or where they were erased. Where the file is not
    there any more, or not as it was put, a sentence says so in their place."""
    if document.media_type not in READABLE or document.size > LARGEST or document.erased_at is not None:
        return None
    try:
        return files.get(document.case_id, document.sha256).decode("utf-8", errors="replace")
    except (FileNotFoundError, ValueError):
        return _(
            "What is stored of this version is not what was put there, so it is not shown: tell the auditors."
        )


def paragraphs(words: str) -> list[str]:
    """Words as paragraphs, divided by empty lines."""
    return [part.strip() for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _compared(before: str | None, after: str) -> Iterator[list[tuple[str, str]]]:
    """Paragraphs as runs of (kind, words)."""
    if before is None:
        yield from ([("", paragraph)] for paragraph in paragraphs(after))
        return
    old, new = paragraphs(before), paragraphs(after)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ([("", paragraph)] for paragraph in new[j1:j2])
        else:
            yield from _changed(old[i1:i2], new[j1:j2])


def _changed(old: list[str], new: list[str]) -> Iterator[list[tuple[str, str]]]:
    for number in range(max(len(old), len(new))):
        gone = old[number] if number < len(old) else ""
        come = new[number] if number < len(new) else ""
        yield list(_runs(gone.split(), come.split()))


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "", " ".join(new[j1:j2])
            continue
        if i2 > i1:
            yield "gone", " ".join(old[i1:i2])
        if j2 > j1:
            yield "new", " ".join(new[j1:j2])


def _row(reading: Reading, version: Document) -> dict[str, Any]:
    """A version to download."""
    return {
        "id": version.id,
        "version": _version(reading, version),
        "hash": version.sha256.hex(),
        "filename": version.filename,
        "frozen": version.document in reading.definition.frozen,
    }


def other_documents(reading: Reading, shown: set[str]) -> list[dict[str, Any]]:
    """Every document that no panel shows: its versions to download, and whether this reader may add one."""
    found = []
    for document in reading.definition.documents:
        if not reading.reads(document.level):
            continue
        versions = versions_of(reading, document)
        may = editable(reading, document)
        if document.key not in shown and (versions or may):
            found.append(
                {
                    "key": document.key,
                    "label": _(document.label),
                    "versions": [_row(reading, each) for each in versions[::-1]],
                    "editable": may,
                    "help": _(document.help),
                }
            )
    return found
