"""Signatures, keys and notes: the library and the verifier's own few lines judge alike, and nothing that is spoilt passes."""

from __future__ import annotations

import random

import pytest

from engine.history import verify
from engine.history.keys import LOG, WITNESS, PublicKey, SecretKey, Unreadable
from engine.history.note import Checkpoint, Note
from tests.history.vectors import vectors

ORIGIN = "nemcon.example.org/tests"
ROOT = bytes(range(32))
MUTANTS = 5000


def test_edge_cases_from_outside_are_judged_rightly_by_both() -> None:
    told = vectors("wycheproof_ed25519.json")
    wrong, count = [], 0
    for group in told["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for each in group["tests"]:
            message, signature = bytes.fromhex(each["msg"]), bytes.fromhex(each["sig"])
            expected = each["result"] == "valid"
            found = verify.is_signature(public, message, signature)
            library = PublicKey("x", LOG, public).accepts(message, signature)
            wrong += [each["tcId"]] if (found, library) != (expected, expected) else []
            count += 1
    print(f"{count} signatures from outside, {len(wrong)} judged wrongly")
    assert wrong == [] and count == told["numberOfTests"] >= 150


def test_a_key_is_read_as_it_was_written_and_a_damaged_one_is_refused() -> None:
    for kind in (LOG, WITNESS):
        secret = SecretKey.new(ORIGIN, kind)
        assert SecretKey.read(secret.secret()) == secret
        assert PublicKey.read(str(secret.public)) == secret.public
        assert verify.Key.read(str(secret.public)).public == secret.public.public
        assert secret.secret() not in repr(secret) and secret.seed.hex() not in repr(secret)
    text = str(SecretKey.new(ORIGIN).public)
    number = text.split("+")[1]
    for wrong in ("", "one+two", text[:-6], text.replace(number, "00000000"), text + "AAAA"):
        with pytest.raises(Unreadable):
            PublicKey.read(wrong)
        with pytest.raises(verify.Unreadable):
            verify.Key.read(wrong)
    with pytest.raises(Unreadable, match="no secret key"):
        SecretKey.read(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak"])
def test_a_key_has_a_name_that_fits_into_a_line(name: str) -> None:
    with pytest.raises(Unreadable, match="cannot be called"):
        SecretKey.new(name)


def signed() -> tuple[Note, SecretKey, SecretKey]:
    log, witness = SecretKey.new(ORIGIN), SecretKey.new("agency.example.org/witness", WITNESS)
    note = Note(str(Checkpoint(ORIGIN, 42, ROOT))).signed(log).cosigned(witness, 1_358_000_000)
    return note, log, witness


def test_a_checkpoint_is_signed_by_the_log_and_cosigned_by_a_witness() -> None:
    note, log, witness = signed()
    assert Note.read(str(note)) == note
    assert Checkpoint.read(note.text) == Checkpoint(ORIGIN, 42, ROOT)
    assert note.is_signed_by(log.public) and note.is_signed_by(witness.public)
    theirs = verify.Checkpoint.read(str(note))
    assert (theirs.origin, theirs.size, theirs.root) == (ORIGIN, 42, ROOT)
    for key in (log, witness):
        assert theirs.is_signed_by(verify.Key.read(str(key.public)))
    stranger = SecretKey.new(ORIGIN)
    assert not note.is_signed_by(stranger.public)
    assert not theirs.is_signed_by(verify.Key.read(str(stranger.public)))


def test_a_signature_of_a_log_is_none_of_a_witness() -> None:
    note, log, witness = signed()
    for key, other in ((log, WITNESS), (witness, LOG)):
        taken = PublicKey(key.name, other, key.public.public)
        assert not note.is_signed_by(taken)


def test_no_spoilt_note_passes_either_reader() -> None:
    note, log, witness = signed()
    written, chance = str(note).encode(), random.Random(6)
    keys, theirs = (log.public, witness.public), [verify.Key.read(str(k.public)) for k in (log, witness)]
    refused = 0
    for _ in range(MUTANTS):
        at = chance.randrange(len(written))
        spoilt = written[:at] + bytes([written[at] ^ 1 << chance.randrange(8)]) + written[at + 1 :]
        assert not here(spoilt, keys), spoilt
        assert not there(spoilt, theirs), spoilt
        refused += 1
    print(f"{refused} spoilt checkpoints are refused by both readers")
    assert refused == MUTANTS


def here(written: bytes, keys: tuple[PublicKey, ...]) -> bool:
    try:
        note = Note.read(written.decode())
        Checkpoint.read(note.text)
    except (Unreadable, UnicodeDecodeError):
        return False
    return all(note.is_signed_by(key) for key in keys)


def there(written: bytes, keys: list[verify.Key]) -> bool:
    try:
        told = verify.Checkpoint.read(written.decode())
    except (verify.Unreadable, UnicodeDecodeError):
        return False
    return all(told.is_signed_by(key) for key in keys)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one line\n",
        f"{ORIGIN}\n42\n",
        f"{ORIGIN}\n042\nAAAA\n",
        f"{ORIGIN}\n-1\nAAAA\n",
        f"{ORIGIN}\n42\nno base64\n",
        f"{ORIGIN}\n42\nAAAA\n",
        f"{Checkpoint(ORIGIN, 42, ROOT)}one line more\n",
        f"\n42\n{str(Checkpoint(ORIGIN, 42, ROOT)).splitlines()[2]}\n",
    ],
)
def test_a_checkpoint_has_exactly_its_three_lines(text: str) -> None:
    with pytest.raises(Unreadable):
        Checkpoint.read(text)
