"""Passwords: argon2id, one cost for known and unknown accounts, and what a new one must be."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import Invalid
from engine.messages import Message, message

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 6
_hasher = [PasswordHasher()]  # argon2id as RFC 9106 recommends it for servers: 64 MB, three rounds
# Each hash takes 64 MB for a moment; a crowd at the door must not take the machine.
_at_once = BoundedSemaphore(2)


def hash_of(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    with _at_once:
        return _hasher[0].hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the right one. Without an account the same work is done, and the answer is no."""
    try:
        with _at_once:
            return _hasher[0].verify(stored or _nobody(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def use(hasher: PasswordHasher) -> None:
    """Hash at another cost from now on; what is stored keeps its own."""
    _hasher[0] = hasher
    _nobody.cache_clear()


@cache
def _nobody() -> str:
    return _hasher[0].hash("nobody's password")


def warm() -> None:
    """Make nobody's hash ahead, so that the first stranger waits no longer than the second."""
    _nobody()


def checked(password: str, *known: str) -> str:
    """The password, or Invalid with what is wrong. `known` are words anybody would try first: address, name, house."""
    problem = _problem(_normal(password), [word.casefold() for word in known if len(word) > 3])
    if problem is not None:
        raise Invalid({"password": problem})
    return password


def _problem(password: str, known: list[str]) -> Message | None:
    if len(password) < SHORTEST:
        return message(
            "Use at least {number} characters; a short sentence is easy to remember.", number=SHORTEST
        )
    if len(password) > LONGEST:
        return message("Use at most {number} characters.", number=LONGEST)
    if len(set(password)) < FEWEST_DIFFERENT:
        return message("Use more different characters; this would be guessed at once.")
    if any(word in password.casefold() for word in known):
        return message("Leave out your name, your address and the name of the house; they are tried first.")
    return None


def _normal(password: str) -> str:
    """The same characters typed on different keyboards are the same password; nothing is cut off or trimmed."""
    return unicodedata.normalize("NFKC", password)[: LONGEST * 4]
