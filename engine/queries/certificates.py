"""Certificates: what stands of a file or a number, for anybody. Only what the certificate declares is told, never the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from engine.case import cases, may_hold
from engine.definition import CaseDefinition, Certificate, Field, Validity
from engine.register import Register
from engine.runtime import Engine

ORDER = tuple(Validity)


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate as anybody may read it; `told` are its fields in their stored form, by key."""

    certificate: Certificate
    title: str
    validity: Validity
    told: Mapping[str, Any]

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
    """The certificates with this number or of the file with this hash (hex), those that are valid first."""
    found = [
        each
        for certificate, definition in _declared(engine)
        if certificate.path == path
        for field, words in (
            (certificate.number, number.strip()),
            (certificate.sha256, sha256.strip().lower()),
        )
        if words
        for each in _with(engine, connection, register, (certificate, definition), field, words)
    ]
    return sorted(found, key=lambda each: (ORDER.index(each.validity), each.number))


def _declared(engine: Engine) -> Iterator[tuple[Certificate, CaseDefinition]]:
    for definition in engine.registry.newest.values():
        if definition.certificate is not None:
            yield definition.certificate, definition


def _with(
    engine: Engine,
    connection: Connection,
    register: Register,
    declared: tuple[Certificate, CaseDefinition],
    field: Field,
    words: str,
) -> Iterator[Certified]:
    """What the cases certify that hold these words in this field."""
    certificate, definition = declared
    query = select(cases.c.title, cases.c.state, cases.c.data).where(
        cases.c.definition == definition.key, may_hold(field.key, words)
    )
    today = engine.now().astimezone(ZoneInfo(register.calendar.zone)).date()
    standing = {state.key: validity for state, validity in certificate.standing.items()}
    for title, state, data in connection.execute(query):
        if data.get(field.key) == words and state in standing:
            told = {each.key: data.get(each.key) for each in certificate.fields}
            yield Certified(certificate, title, _validity(certificate, standing[state], told, today), told)


def _validity(certificate: Certificate, stands: Validity, told: Mapping[str, Any], today: date) -> Validity:
    """A valid one has expired on its last day."""
    until = told.get(certificate.until.key)
    over = until is not None and date.fromisoformat(until) <= today
    return Validity.EXPIRED if stands is Validity.VALID and over else stands
