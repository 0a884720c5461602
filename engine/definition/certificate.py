"""Certificates: what a case says of one file, open to anybody who has the file or the number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from engine.definition.fields import Field
from engine.definition.states import State


class Validity(Enum):
    """What anybody may know of a certificate. That it has expired is found by its last day, and told like the others."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True, eq=False)
class Certificate:
    """What a case certifies of one file. Anybody may read it, whatever the level of the case: these fields and the title,
    and nothing else.

    `number`, `sha256` (hex, of a version of a document of this very case), `since` and `until` (dates; on the day `until`
    it has ended) are fields that effects set; `tells` are the others that it shows. `standing` says what holds of it in
    each state in which there is one. `path` is where it is checked; `without` is said of a file that has none.
    """

    label: str
    path: str
    number: Field
    sha256: Field
    since: Field
    until: Field
    standing: Mapping[State, Validity]
    tells: tuple[Field, ...] = ()
    about: str = ""
    without: str = "There is none for this file"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field that it shows."""
        return (self.number, self.sha256, self.since, self.until, *self.tells)
