"""Copies of words outside the record: letters that wait or are kept, drafts. What an erasure finds of them goes too."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select, update

from engine.document import Document, documents
from engine.draft import drafts
from engine.files import Files
from engine.history.erased import ERASED, stands_for
from engine.history.reach import Reach, spoken
from engine.mail_queue import FAILED, QUEUED, SENDING, UNKNOWN, WORDLESS, mails
from engine.messages import mark
from engine.party import people

GONE = mark("its words were erased")
# Shorter words stand in too many letters by chance; letters about the same case lose their words anyway, once they rest.
SHORTEST, QUOTED = 4, 20
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
LIVE = (QUEUED, SENDING)
READABLE = ("text/plain", "text/markdown", "text/csv", "application/json")
TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Copies:
    """The letters (by id, with their other values) and drafts (by key) that go."""

    letters: Mapping[UUID, Mapping[str, Any]]
    drafts: tuple[tuple[UUID, UUID, str, str], ...]


def copies_of(connection: Connection, reach: Reach) -> Copies:
    """Where copies of what is erased lie now."""
    needles = _needles_of(reach)
    addresses = _addresses(connection, reach) | set(needles)
    letters = dict(_letters(connection, reach, needles, addresses))
    return Copies(letters, tuple(_drafts(connection, reach, needles)))


def papers_that_say(connection: Connection, files: Files, reach: Reach) -> list[Document]:
    """The versions in the same cases that say the words and were not named: a record is made of what the case holds."""
    needles = [needle for needle in _needles_of(reach) if len(needle) >= QUOTED]
    named = {each.id for each in reach.documents}
    mine = (documents.c.case_id.in_(reach.cases), documents.c.erased_at.is_(None))
    kept = [Document(*row) for row in connection.execute(select(documents).where(*mine))]
    readable = [each for each in kept if each.id not in named and each.media_type in READABLE]
    return [each for each in readable if needles and _holds(_read(files, each), needles)]


def _read(files: Files, version: Document) -> str:
    """The words of a version; of a record those of its values, for its text has them escaped."""
    try:
        text = files.get(version.case_id, version.sha256).decode("utf-8", "replace")
    except (FileNotFoundError, ValueError):
        return ""  # it is missing, or not what it was: a matter for whoever makes the next backup
    if version.media_type != "application/json":
        return text
    try:
        return " ".join(spoken(json.loads(text)))
    except ValueError:
        return text


def forget(connection: Connection, copies: Copies) -> None:
    """Take the words out of the letters, and the drafts away."""
    for identity, values in copies.letters.items():
        connection.execute(update(mails).where(mails.c.id == identity).values(values))
    for key in copies.drafts:
        mine = [column == value for column, value in zip(drafts.primary_key, key, strict=True)]
        connection.execute(delete(drafts).where(*mine))


def _needles_of(reach: Reach) -> list[str]:
    return list(dict.fromkeys(needle for words in reach.words for needle in _needles(words)))


def _needles(words: str) -> Iterator[str]:
    """By what copies are found: the words as a whole, and each of their sentences, for a letter may quote one alone."""
    whole = flat(words)
    if len(whole) >= SHORTEST:
        yield whole
    for part in SENTENCE.split(words):
        if len(flat(part)) >= QUOTED:
            yield flat(part)


def flat(words: str) -> str:
    """Words as they are looked for: on one line, capitals or not."""
    return " ".join(words.split()).casefold()


def _addresses(connection: Connection, reach: Reach) -> set[str]:
    query = select(people.c.email).where(people.c.id.in_(reach.people))
    return {each.casefold() for each in connection.execute(query).scalars()}


def _letters(
    connection: Connection, reach: Reach, needles: list[str], addresses: set[str]
) -> Iterator[tuple[UUID, dict[str, Any]]]:
    about, cases = set(reach.people), set(reach.cases)
    written = or_(mails.c.subject != "", mails.c.body != "", mails.c.html.is_not(None))
    noted = or_(mails.c.confirmed.is_not(None), mails.c.error.is_not(None))
    query = select(mails).where(or_(written, noted, mails.c.person_id.in_(about), mails.c.case_id.in_(cases)))
    for row in connection.execute(query):
        values: dict[str, Any] = {}
        to_them = row.person_id in about or row.address.casefold() in addresses
        if to_them:
            values["address"] = stands_for(
                "people", row.person_id.hex if row.person_id else "nobody", "email"
            )
        rests = row.case_id in cases and row.state not in LIVE
        if (row.subject or row.body or row.html) and (to_them or rests or _says(row, needles)):
            values |= WORDLESS
            if row.state in (*LIVE, UNKNOWN):
                values |= {"state": FAILED, "notice": None, "error": GONE}
        for name in ("confirmed", "error"):
            if name not in values and _holds(getattr(row, name) or "", [*needles, *addresses]):
                values[name] = ERASED
        if values:
            yield row.id, values


def _says(row: Any, needles: list[str]) -> bool:
    """Whether a letter says any of these words, as text or as HTML."""
    shown = html.unescape(TAGS.sub(" ", row.html or ""))
    return _holds(f"{row.subject} {row.body} {shown}", needles)


def _holds(words: str, needles: list[str]) -> bool:
    text = flat(words)
    return any(needle in text for needle in needles)


def _drafts(
    connection: Connection, reach: Reach, needles: list[str]
) -> Iterator[tuple[UUID, UUID, str, str]]:
    """The drafts of a person who goes, and those in the same cases that say the words."""
    mine = or_(drafts.c.person_id.in_(reach.people), drafts.c.case_id.in_(reach.cases))
    for row in connection.execute(select(drafts).where(mine)):
        if row.person_id in reach.people or _holds(" ".join(spoken(row.words)), needles):
            yield row.person_id, row.case_id, row.task, row.party
