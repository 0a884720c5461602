"""Passwords: what is kept of them, and what it costs to try one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from engine import passwords


@pytest.fixture
def full_cost(quick_passwords: None) -> Iterator[None]:
    passwords.use(PasswordHasher())
    yield
    passwords.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_what_is_kept_is_argon2id_at_full_cost(full_cost: None) -> None:
    kept = passwords.hash_of("a quiet harbour in spring")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(kept, "a quiet harbour in spring")
    assert not passwords.matches(kept, "a quiet harbour in autumn")


def test_to_try_an_unknown_account_costs_as_much_as_a_known_one(full_cost: None) -> None:
    passwords.warm()
    kept = passwords.hash_of("a quiet harbour in spring")
    spent = {known: min(_seconds(kept if known else None) for _ in range(5)) for known in (True, False)}
    assert 0.5 < spent[True] / spent[False] < 2


def _seconds(kept: str | None) -> float:
    begun = time.monotonic()
    assert not passwords.matches(kept, "something else entirely")
    return time.monotonic() - begun


def test_the_same_characters_from_another_keyboard_are_the_same_password() -> None:
    kept = passwords.hash_of("ﬁve cafés in Vienna")
    assert passwords.matches(kept, "five cafe\u0301s in Vienna")


def test_spaces_belong_to_a_password() -> None:
    assert not passwords.matches(passwords.hash_of("five words in a row "), "five words in a row")


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not passwords.matches("$argon2id$broken", "anything at all")
