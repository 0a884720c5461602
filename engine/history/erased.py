"""What stands in a cell whose words were erased: the tables and the fold of the log put the same there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

ERASED = "[erased]"
"""In place of words. It is kept as it is, in no language of a person who reads it."""


def pseudonym(person: str) -> str:
    """What somebody is called whose name was erased: by the random end of the id."""
    return f"Person {person[-4:]}"


def _nobody(key: str) -> str:
    return f"{key}@erased.invalid"


def _no_secret(key: str) -> str:
    return hashlib.sha256(f"erased {key}".encode()).hexdigest()


# As the log holds values: ids and hashes as hex, instants as microseconds. What is not named here is words.
_STANDS: Mapping[tuple[str, str], Callable[[str], Any]] = {
    ("people", "name"): pseudonym,
    ("people", "email"): _nobody,
    ("people", "password"): lambda key: None,
    ("people", "preferences"): lambda key: {},
    ("absences", "since"): lambda key: 0,
    ("absences", "until"): lambda key: 0,
    ("absences", "scope"): lambda key: [],
    ("sessions", "secret"): _no_secret,
    ("tokens", "secret"): _no_secret,
    ("webhooks", "target"): lambda key: "https://erased.invalid/",
    ("webhooks", "salt"): _no_secret,
    ("webhooks", "former_salt"): lambda key: None,
}


def stands_for(table: str, key: str, column: str) -> Any:
    """The value of a column that was erased, as the log would hold it. A key of a patched column is simply gone."""
    found = _STANDS.get((table, column))
    return ERASED if found is None else found(key)
