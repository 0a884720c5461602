"""Certificates: what stands of a file or a number, for anybody. Only what the certificate declares is told, never the case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from engine.case import cases, may_hold
from engine.columns import from_micros, lowered
from engine.definition import CaseDefinition, Certificate, Field, Validity
from engine.document import documents
from engine.queries.listing import stored_value
from engine.register import Register
from engine.runtime import Engine

ORDER = tuple(Validity)
READ = (cases.c.definition, cases.c.title, cases.c.state, cases.c.data, cases.c.visits)
HEX = re.compile("[0-9a-f]{64}")
# Numbers are written with one kind of stroke. People copy them with others: out of a file's name, out of a text.
STROKES = dict.fromkeys(map(ord, "-‐‒–—―−⁄∕⧸\\"), "/")
Declared = tuple[Certificate, CaseDefinition]


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

    @property
    def sha256(self) -> str:
        """Of the file, in hex."""
        return str(self.told[self.certificate.sha256.key])


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
    declared = [(c, d) for c, d in _declared(engine) if c.path == path]
    found = [
        *_of_files(engine, connection, register, declared, [sha256.strip().lower()]),
        *_numbered(engine, connection, register, declared, number),
    ]
    return sorted(found, key=_best_first)


def certified_files(
    engine: Engine, connection: Connection, register: Register, hashes: Iterable[str]
) -> dict[str, Certified]:
    """What certifies each of these files (SHA-256, hex) best: one query, however many files and types."""
    found: dict[str, Certified] = {}
    some = _of_files(engine, connection, register, list(_declared(engine)), list(dict.fromkeys(hashes)))
    for each in sorted(some, key=_best_first):
        found.setdefault(each.sha256, each)
    return found


def _best_first(certified: Certified) -> tuple[int, str]:
    return ORDER.index(certified.validity), certified.number


def _declared(engine: Engine) -> Iterator[Declared]:
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


def _of_files(
    engine: Engine, connection: Connection, register: Register, declared: list[Declared], hashes: list[str]
) -> list[Certified]:
    """What these types certify of these files. A case certifies a file of its own, so it is found by the files that it holds
    and not by its type: a database might read all cases of the type instead."""
    files = [each for each in hashes if HEX.fullmatch(each)]
    if not declared or not files:
        return []
    holding = select(documents.c.case_id).where(documents.c.sha256.in_([bytes.fromhex(f) for f in files]))
    found = _read(engine, connection, register, declared, cases.c.id.in_(holding))
    return [each for each in found if each.sha256 in files]


def _numbered(
    engine: Engine, connection: Connection, register: Register, declared: list[Declared], number: str
) -> list[Certified]:
    """What these types certify under this number: looked for in the states in which there is a certificate."""
    wanted = spelling(number)
    found: list[Certified] = []
    for certificate, definition in declared if wanted else ():
        stands = cases.c.state.in_([state.key for state in certificate.standing])
        here = and_(cases.c.definition == definition.key, stands, _spelt(engine, certificate.number, number))
        some = _read(engine, connection, register, [(certificate, definition)], here)
        found += [each for each in some if spelling(str(each.told[certificate.number.key] or "")) == wanted]
    return found


def _read(
    engine: Engine,
    connection: Connection,
    register: Register,
    declared: list[Declared],
    condition: ColumnElement[bool],
) -> Iterator[Certified]:
    """The certificates that the cases found hold, in the states in which there is one."""
    now = engine.now().astimezone(ZoneInfo(register.calendar.zone))
    standing = {
        (definition.key, state.key): (certificate, validity)
        for certificate, definition in declared
        for state, validity in certificate.standing.items()
    }
    for key, title, state, data, visits in connection.execute(select(*READ).where(condition)):
        if (key, state) in standing:
            certificate, stands = standing[key, state]
            told = {each.key: data.get(each.key) for each in certificate.fields}
            validity, since = _validity(certificate, stands, told, from_micros(visits[state][1]), now)
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
