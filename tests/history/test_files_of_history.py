"""The files of a history and of evidence: packed anew, doubled, half read, written for a screen, too many to be asked of anybody."""

from __future__ import annotations

import json
import shutil
import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from engine.history import note, sealer, verify
from engine.history.keys import SecretKey
from engine.history.sealer import signed
from engine.history.verify import ALTERED, UNREADABLE, Report
from tests.history.sealed_house import ORIGIN, SealedHouse
from tests.history.test_crafted import Evidence, evidence, found, packed, verified_with
from tests.history.test_liars import checkpoints

__all__ = ["evidence"]


# Packed anew


def test_a_history_that_somebody_packed_anew_is_the_same(sealed_copy: SealedHouse) -> None:
    """With its folders as entries of their own, and with what a desktop leaves in them."""
    path = packed(sealed_copy)
    with zipfile.ZipFile(path) as file:
        assert any(name.endswith(".p/") for name in file.namelist())
    assert sealed_copy.verified(path=path).verdict() == "OK"
    (next((sealed_copy.folder / "tile" / "0").glob("*.p")) / ".DS_Store").write_bytes(b"\0")
    report = sealed_copy.verified()
    assert report.verdict() == "OK"
    assert any(".DS_Store" in each for each in report.unchecked)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_no_export_uses_is_refused(
    sealed_copy: SealedHouse, tmp_path: Path, packing: int
) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w", packing) as file:
        file.write(sealed_copy.folder / "checkpoint", "checkpoint")
    with pytest.raises(verify.Unreadable, match="packed in a way that no export is"):
        verify.read(path, sealed_copy.policy, Report())


def test_whatever_was_not_looked_at_is_named(sealed_copy: SealedHouse) -> None:
    (sealed_copy.folder / "tables" / "cases.json").write_text("[]", encoding="utf-8")
    (sealed_copy.folder / "tile" / "0" / "777").write_bytes(b"")
    report = sealed_copy.verified()
    assert report.verdict() == "OK"
    assert "-  files that are no part of a history: tables/cases.json, tile/0/777" in report.unchecked


# Lines that two readers would read differently


def test_a_value_of_another_kind_is_another_value(sealed_copy: SealedHouse) -> None:
    """To some languages yes is the number one; to others it is not."""
    path = sealed_copy.folder / "tables" / "tasks.jsonl"
    told = path.read_text(encoding="utf-8")
    path.write_text(told.replace('"present":true', '"present":1', 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != told
    report = sealed_copy.verified()
    assert report.worst == "STATE DIFFERS" and "present is 1, the history says true" in found(report)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [('"state":"', '"state":"open","state":"'), ('"round":1', '"round":1.0'), ('"round":1', '"round":1e0')],
)
def test_a_line_that_can_be_read_in_two_ways_is_not_read(
    sealed_copy: SealedHouse, old: str, new: str
) -> None:
    name = "cases" if "state" in old else "tasks"
    path = sealed_copy.folder / "tables" / f"{name}.jsonl"
    told = path.read_text(encoding="utf-8")
    path.write_text(told.replace(old, new, 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != told
    code, words = verified_with(sealed_copy)
    assert code == UNREADABLE and f"tables/{name}.jsonl of the history cannot be read" in words


# What cannot be asked of anybody


def test_a_checkpoint_with_more_signatures_than_anybody_gives_is_refused(sealed_copy: SealedHouse) -> None:
    line = f"\u2014 {ORIGIN} {b64encode(bytes(68)).decode()}\n"
    path = sealed_copy.folder / "checkpoint"
    path.write_text(path.read_text(encoding="utf-8") + 100 * line, encoding="utf-8")
    code, words = verified_with(sealed_copy)
    assert code == UNREADABLE and "so many signatures" in words


def test_of_many_checkpoints_that_fit_the_newest_are_checked_for_who_has_signed_them(
    sealed_copy: SealedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "MOST_CHECKED", 1)
    older = len({each.size for each in checkpoints(sealed_copy)}) - 1
    report = sealed_copy.verified()
    assert report.verdict() == "OK" and older > 0
    assert any(each.startswith("1  who has signed") for each in report.unchecked)
    forged = note.Note(str(note.Checkpoint(ORIGIN, 1, bytes(32)))).signed(SecretKey.new(ORIGIN))
    with (sealed_copy.folder / "checkpoints").open("a", encoding="utf-8") as file:
        file.write(f"{forged}\n")
    assert sealed_copy.verified().worst == "NOT SIGNED", "what does not fit is always looked at"
    two = signed(note.Checkpoint(ORIGIN, 1, bytes(32)), sealed_copy.path / "sealer")
    report = sealed_copy.verified(verify.Checkpoint.read(str(two)))
    assert "FORKED" in {each.verdict for each in report.findings}


@pytest.mark.parametrize("quorum", ["Infinity", "-1", "1.5", "true", '"2"', "null"])
def test_a_policy_that_asks_for_no_number_of_witnesses_is_refused(
    sealed_copy: SealedHouse, tmp_path: Path, quorum: str
) -> None:
    (key,) = sealer.public_keys(sealed_copy.path / "sealer")
    path = tmp_path / "policy.json"
    path.write_text(f'{{"log_keys": ["{key}"], "quorum": {quorum}}}', encoding="utf-8")
    code, words = verified_with(sealed_copy, "--policy", str(path))
    assert code == UNREADABLE and "asks for a number of witnesses that is none" in words


# What is shown


def test_words_that_were_written_to_deceive_a_screen_are_shown_as_what_they_are() -> None:
    report = Report()
    report.find(ALTERED, "A\x1b[1A\x1b[2KOK\n  checked  all")
    report.told.append("\u202edetpoda\x07")
    shown = verify.as_text(report)
    assert all(each.isprintable() for each in shown.split("\n"))
    assert shown.split("\n") == [
        "ALTERED",
        "  found    A\\x1b[1A\\x1b[2KOK\\n  checked  all",
        "\\u202edetpoda\\x07",
    ]


# Receipts and evidence


def test_a_receipt_is_of_one_act(evidence: Evidence) -> None:
    """Else answers could be left out of it, or put in another order, and nobody would see."""
    several: dict[str, Any] = {**evidence.adopted, "whole": False}
    with pytest.raises(verify.Unreadable, match="a receipt is of one act, and this one holds several"):
        evidence.verified(several)


def test_evidence_says_what_only_the_whole_history_can_say(evidence: Evidence) -> None:
    report = evidence.verified(evidence.adopted)
    assert report.verdict() == "OK"
    for words in (
        "3  whether the log holds more of this case, or another history of it",
        "3  whether its times fit those of the entries around it",
    ):
        assert any(each.startswith(words) for each in report.unchecked)


def test_organizations_stand_there_with_their_proven_numbers_whatever_they_are_called(
    evidence: Evidence,
) -> None:
    names = evidence.adopted["names"]
    turned = dict(zip(names, [*list(names.values())[1:], next(iter(names.values()))], strict=True))
    report = evidence.verified({**evidence.adopted, "names": turned})
    for number, name in turned.items():
        assert any(f"{name} ({number}) answered" in each for each in report.told)


def test_a_kept_checkpoint_of_another_epoch_is_no_fork_of_this_one(
    evidence: Evidence, tmp_path: Path
) -> None:
    signed_now = verify.Checkpoint.read(evidence.adopted["checkpoint"])
    other = signed_now._replace(origin=f"{ORIGIN}/epoch-2", root=bytes(32))
    path, report = tmp_path / "kept.json", Report()
    path.write_text(json.dumps(evidence.adopted), encoding="utf-8")
    verify.read(path, evidence.house.policy._replace(older=(other,)), report)
    assert report.verdict() == "OK"
    assert any(
        "your checkpoint of" in each and "needs the whole history" in each for each in report.unchecked
    )
    shutil.rmtree(evidence.house.folder, ignore_errors=True)
