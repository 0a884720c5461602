"""The seal under an address that ends letters: it fits one person, these groups, this house, this purpose, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

import pytest

from engine.letter_choice import MOVES, REMARKS
from engine.seal import PURPOSE, Seal

SECRET, SITE = "a secret of thirty-two characters", "https://desk.example.org"
ILO, OSCE = UUID(int=1), UUID(int=2)
SEAL = Seal.of(SECRET, SITE)
TOKEN = SEAL.sign(ILO, [MOVES])


def test_it_knows_its_own_signature_and_signs_alike_each_time() -> None:
    assert SEAL.read(TOKEN) == (ILO, (MOVES,))
    assert Seal.of(SECRET, SITE + "/").sign(ILO, [MOVES]) == TOKEN
    assert SEAL.read(SEAL.sign(ILO, {REMARKS, MOVES})) == (ILO, (MOVES, REMARKS))


@pytest.mark.parametrize(
    "seal",
    [
        Seal.of("another secret of 32 characters..", SITE),
        Seal.of(SECRET, "https://other.example.org"),
        Seal(SECRET.encode()),
        Seal(hmac.digest(SECRET.encode(), b"another purpose\0" + SITE.encode(), hashlib.sha256)),
        Seal(hmac.digest(SECRET.encode(), PURPOSE, hashlib.sha256)),
    ],
    ids=["another key", "another deployment", "the bare key", "another purpose", "no site"],
)
def test_what_was_signed_elsewhere_or_for_something_else_does_not_fit(seal: Seal) -> None:
    assert SEAL.read(seal.sign(ILO, [MOVES])) is None


def forged() -> list[str]:
    head, tail = TOKEN.split(".")
    other = SEAL.sign(OSCE, [MOVES]).split(".")[0]
    more = urlsafe_b64encode(ILO.bytes + b"questions").rstrip(b"=").decode()
    return [
        "", ".", "x", "x.y", head, f"{head}.", f".{tail}", TOKEN[:-1], TOKEN[1:], f"{TOKEN}A", f"{TOKEN}=", f"{TOKEN}.x", f" {TOKEN}",
        f"{other}.{tail}", f"{more}.{tail}", f"{head}.{head}", TOKEN.swapcase(), "é" * 40, "A" * 100_000,
        f"{head}\n.{tail}", f"{head}.{tail}\n",
        "=" * 8 + "." + "=" * 8, "\0.\0",
    ]  # fmt: skip


@pytest.mark.parametrize("token", forged(), ids=range(len(forged())))
def test_what_is_forged_cut_short_or_written_otherwise_is_nothing(token: str) -> None:
    assert SEAL.read(token) is None


def test_every_single_bit_counts() -> None:
    for place, letter in enumerate(TOKEN):
        changed = TOKEN[:place] + ("A" if letter != "A" else "B") + TOKEN[place + 1 :]
        assert SEAL.read(changed) is None


def test_the_key_does_not_show() -> None:
    assert "key" not in repr(SEAL) and SECRET not in repr(SEAL)
