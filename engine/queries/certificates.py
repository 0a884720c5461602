"""Certificates: what stands of a file or a number, for anybody. Only what the certificate declares is told, never the case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from engine.case import cases, may_hold
from engine.columns import from_micros, lowered
from engine.definition import CaseDefinition, Certificate, Field, Validity
from engine.queries.listing import stored_value
from engine.register import Register
from engine.runtime import Engine

ORDER = tuple(Validity)
# Numbers are written with one kind of stroke. People copy them with others: out of a file's name, out of a text.
STROKES = dict.fromkeys(map(ord, "-‐‒–—―−⁄∕⧸\\"), "/")


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate as anybody may read it; `told` are its fields in their stored form, by key, `since` is when it came to
    stand as it does."""

    certificate: Certificate
    title: str
    validity: Validity
    told: Mapping[str, Any]
    since: datetime

    @property
    def number(self) -> str:
        return str(self.told[self.certificate.number.key])


def certificate_at(engine: Engine, path: str) -> Certificate | None:
    """The certificate that is checked at this place."""
    return next((c for c, _ in _declared(engine) if c.path == path), None)


def certified(
    engine: Engine,
    connection: Connection,
    register: Register,
    path: str,
    *,
    number: str = "",
    sha256: str = "",
) -> list[Certified]:
    """The certificates with this number or of the file with this hash (hex), those that are valid first.

    A number is found however it was copied: capitals, spaces and the kind of its strokes make no difference.
    """
    hashed = sha256.strip().lower()
    found: list[Certified] = []
    for certificate, definition in _declared(engine):
        told = partial(_with, engine, connection, register, (certificate, definition))
        if certificate.path == path and hashed:
            found += told(certificate.sha256, hashed, may_hold(certificate.sha256.key, hashed))
        if certificate.path == path and spelling(number):
            found += told(certificate.number, spelling(number), _spelt(engine, certificate.number, number))
    return sorted(found, key=lambda each: (ORDER.index(each.validity), each.number))


def certified_files(
    engine: Engine, connection: Connection, register: Register, hashes: Iterable[str]
) -> dict[str, Certified]:
    """What certifies each of these files (SHA-256, hex) best: one query for each type that certifies, however many files."""
    wanted = list(dict.fromkeys(hashes))
    found: dict[str, Certified] = {}
    for certificate, definition in _declared(engine) if wanted else ():
        stored = stored_value(engine, certificate.sha256.key)
        query = _certifying(definition).where(stored.in_(wanted))
        for each in _read(engine, connection, register, (certificate, definition), query):
            sha256 = each.told[certificate.sha256.key]
            best = found.get(sha256)
            if best is None or ORDER.index(each.validity) < ORDER.index(best.validity):
                found[sha256] = each
    return found


def _declared(engine: Engine) -> Iterator[tuple[Certificate, CaseDefinition]]:
    for definition in engine.registry.newest.values():
        if definition.certificate is not None:
            yield definition.certificate, definition


def spelling(number: str) -> str:
    """A number in the one spelling in which numbers are compared."""
    plain = unicodedata.normalize("NFKC", number).translate(STROKES)
    return "".join(each for each in plain if each.isprintable() and not each.isspace()).lower()


def _spelt(engine: Engine, field: Field, number: str) -> ColumnElement[bool]:
    """That a case may hold this number: as it was typed, or in the one spelling."""
    spelt = lowered(stored_value(engine, field.key)) == spelling(number)
    return or_(may_hold(field.key, number.strip()), spelt)


def _with(
    engine: Engine,
    connection: Connection,
    register: Register,
    declared: tuple[Certificate, CaseDefinition],
    field: Field,
    words: str,
    condition: ColumnElement[bool],
) -> Iterator[Certified]:
    """What those of the cases found certify that really hold these words in this field."""
    query = _certifying(declared[1]).where(condition)
    for each in _read(engine, connection, register, declared, query):
        if spelling(str(each.told[field.key] or "")) == words:
            yield each


def _certifying(definition: CaseDefinition) -> Select[Any]:
    return select(cases.c.title, cases.c.state, cases.c.data, cases.c.visits).where(
        cases.c.definition == definition.key
    )


def _read(
    engine: Engine,
    connection: Connection,
    register: Register,
    declared: tuple[Certificate, CaseDefinition],
    query: Select[Any],
) -> Iterator[Certified]:
    """The certificates that the cases found hold, in the states in which there is one."""
    certificate, _definition = declared
    now = engine.now().astimezone(ZoneInfo(register.calendar.zone))
    standing = {state.key: validity for state, validity in certificate.standing.items()}
    for title, state, data, visits in connection.execute(query):
        if state in standing:
            told = {each.key: data.get(each.key) for each in certificate.fields}
            began = from_micros(visits[state][1])
            validity, since = _validity(certificate, standing[state], told, began, now)
            yield Certified(certificate, title, validity, told, since)


def _validity(
    certificate: Certificate, stands: Validity, told: Mapping[str, Any], began: datetime, now: datetime
) -> tuple[Validity, datetime]:
    """How it stands now, and since when. A valid one has expired with the first moment of its last day."""
    until = told.get(certificate.until.key)
    over = datetime.combine(date.fromisoformat(until), time(), now.tzinfo) if until is not None else None
    if stands is Validity.VALID and over is not None and over <= now:
        return Validity.EXPIRED, max(began, over)
    return stands, began
