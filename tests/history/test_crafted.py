"""Whoever holds the database and the key, or hands in a file that was made to deceive: what each of them tries, and what it is called."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from engine.database import Database
from engine.history import note, sealer, verify
from engine.history.evidence import evidence_of_case
from engine.history.grown import GrownTree
from engine.history.handing_on import hand_on
from engine.history.keys import WITNESS, SecretKey
from engine.history.sealer import signed
from engine.history.verify import CODES, UNREADABLE, Key, Policy, Report, leaf_hash, root_of
from tests.history.sealed_house import ORIGIN, SealedHouse
from tests.history.test_liars import checkpoints, rewrite, written_again
from tests.workflows.decision.acts import adopted
from tests.world import World

NOBODY, NO_ONE = "f" * 32, "e" * 32
MINUTES = 60_000_000


def written(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def append(house: SealedHouse, *, behind: str = "setting", **words: Any) -> dict[str, Any]:
    """An event that fits behind the last one of such a stream, signed with the log's true key; the tables are left out."""
    entries = house.entries()
    last = max(n for n, body in enumerate(entries) if json.loads(body)["stream"][0] == behind)
    event: dict[str, Any] = json.loads(entries[last])
    for name in ("stream_root", "stream_events", "due", "noticed"):
        event.pop(name, None)
    event |= {"id": f"{len(entries):032x}", "seq": event["seq"] + 1, "prev": leaf_hash(entries[last]).hex()}
    event |= {"rows": [], "com": {}, "pub": {}, "actor": NOBODY, **words}
    rewrite(house.folder, [*entries, written(event)])
    seal(house)
    shutil.rmtree(house.folder / "tables", ignore_errors=True)
    return event


def seal(house: SealedHouse) -> None:
    entries = house.entries()
    told = note.Checkpoint(ORIGIN, len(entries), root_of(map(leaf_hash, entries)))
    (house.folder / "checkpoint").write_text(str(signed(told, house.path / "sealer")), encoding="utf-8")


def found(report: Report) -> list[str]:
    return [each.words for each in report.findings]


# Authority that is none


def take_a_value(house: SealedHouse) -> dict[str, list[str]]:
    """Its disclosure is gone; gives what an erasure would name."""
    path = house.folder / "disclosures.jsonl"
    first, *others = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(others), encoding="utf-8")
    index, name, *_ = json.loads(first)
    return {json.loads(house.entries()[index])["id"]: [name]}


def test_an_erasure_by_one_person_in_two_invented_names_is_no_authority(sealed_copy: SealedHouse) -> None:
    facts = {"erased": take_a_value(sealed_copy), "erasure": "a" * 32, "requested_by": NO_ONE}
    append(sealed_copy, kind="erasure.executed", pub={**facts, "approved_by": NOBODY})
    report = sealed_copy.verified()
    assert report.worst == "REDACTED WITHOUT AUTHORITY"
    assert any("was not asked for and approved by those whom it names" in each for each in found(report))
    assert any("in the name of somebody whom the history does not know" in each for each in found(report))


@pytest.mark.parametrize(
    "by", [{"requested_by": NOBODY, "approved_by": NOBODY}, {"requested_by": NO_ONE, "approved_by": NO_ONE[:31] + "0"}]
)  # fmt: skip
def test_an_erasure_that_its_actor_did_not_approve_for_another_is_no_authority(
    sealed_copy: SealedHouse, by: dict[str, str]
) -> None:
    append(sealed_copy, kind="erasure.executed", pub={"erased": take_a_value(sealed_copy), **by})
    report = sealed_copy.verified()
    assert report.worst == "REDACTED WITHOUT AUTHORITY"
    assert any("is not that of two persons" in each for each in found(report))


def test_a_new_password_takes_nothing_out_but_the_old_password_of_the_same_person(
    sealed_copy: SealedHouse,
) -> None:
    taken = take_a_value(sealed_copy)
    renamed = {event: [*names, "r0_password"] for event, names in taken.items()}
    append(sealed_copy, behind="person", kind="person.password_set", pub={"erased": renamed})
    assert sealed_copy.verified().worst == "REDACTED WITHOUT AUTHORITY"


@pytest.mark.parametrize(
    "told",
    [
        {"opened_by": "ab"},
        {"opened_by": [NOBODY]},
        {"opened_by": [NOBODY, NOBODY]},
        {"opened_by": [NO_ONE, "d" * 32]},
        {"opened_by": [NOBODY, NO_ONE], "lost": 0},
        {"opened_by": [NOBODY, NO_ONE], "entries": -5, "lost": 5},
    ],
)
def test_a_loss_that_two_persons_did_not_put_on_record_is_none(
    sealed_copy: SealedHouse, told: dict[str, Any]
) -> None:
    last = sealed_copy.checkpoint()
    facts = {"checkpoint": written_again(last), "entries": 0, "lost": last.size, **told}
    append(sealed_copy, kind="history.epoch_opened", pub=facts)
    report = sealed_copy.verified()
    assert report.worst == "ALTERED" and "says what cannot be" in found(report)[0]


def test_a_rewritten_history_that_is_called_lost_is_never_called_ok(sealed_copy: SealedHouse) -> None:
    last = sealed_copy.checkpoint()
    facts = {"checkpoint": written_again(last), "entries": 0, "lost": last.size}
    append(sealed_copy, kind="history.epoch_opened", pub={**facts, "opened_by": [NOBODY, NO_ONE]})
    report = sealed_copy.verified()
    assert report.worst == "REDACTED WITHOUT AUTHORITY", "nobody of that name was ever here"
    report.findings.clear()
    assert report.verdict().startswith(f"OK, after a loss ({last.size} entries, on record at entry")
    assert report.code == 11


def test_a_key_that_was_handed_on_signs_nothing_new(sealed_copy: SealedHouse) -> None:
    """Whoever finds the old key after it was retired cannot go on with the log alone."""
    old = SecretKey.read((sealed_copy.path / "sealer" / sealer.KEY).read_text(encoding="utf-8"))
    new = SecretKey.new(ORIGIN)
    append(sealed_copy, kind="history.key_announced", pub={"statement": str(hand_on(old, new))})
    assert sealed_copy.verified().worst == "NOT SIGNED"
    told = note.Note(str(note.Checkpoint(ORIGIN, *size_and_root(sealed_copy))))
    (sealed_copy.folder / "checkpoint").write_text(str(told.signed(old).signed(new)), encoding="utf-8")
    assert sealed_copy.verified().verdict() == "OK"


def test_a_key_that_was_handed_on_hands_on_nothing_more(sealed_copy: SealedHouse) -> None:
    """Whoever steals it and owns the database does not make a third key believed."""
    old = SecretKey.read((sealed_copy.path / "sealer" / sealer.KEY).read_text(encoding="utf-8"))
    for new in (SecretKey.new(ORIGIN), SecretKey.new(ORIGIN)):
        append(sealed_copy, kind="history.key_announced", pub={"statement": str(hand_on(old, new))})
    report = sealed_copy.verified()
    assert any("a key that was handed on before hands on nothing more" in each for each in found(report))


def size_and_root(house: SealedHouse) -> tuple[int, bytes]:
    entries = house.entries()
    return len(entries), root_of(map(leaf_hash, entries))


def test_what_is_written_into_the_past_afterwards_is_back_dated(sealed_copy: SealedHouse) -> None:
    now = max(json.loads(body)["at"] for body in sealed_copy.entries())
    entries = sealed_copy.entries()
    event = append(sealed_copy, kind="setting.changed", seq=1, prev="00" * 32, stream=["setting", "c" * 32],
                   at=now - verify.TOLERANCE - MINUTES)  # fmt: skip
    report = sealed_copy.verified()
    assert (report.worst, report.code) == ("BACK-DATED", CODES["BACK-DATED"])
    assert found(report) == [
        f"Entry {len(entries)} says a time 6 minutes before that of an entry which stands before it."
    ]
    rewrite(sealed_copy.folder, [*entries, written({**event, "at": now - verify.TOLERANCE})])
    seal(sealed_copy)
    assert sealed_copy.verified().verdict() == "OK", "clocks differ a little"


# What the reader hands in


def verified_with(house: SealedHouse, *words: str) -> tuple[int, str]:
    """The real program, on its own."""
    key = str(next(iter(sealer.public_keys(house.path / "sealer"))))
    command = [sys.executable, "-I", verify.__file__, str(house.folder), "--log-key", key, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("spoilt", ["", "\n\n", "nemcon.example.org/tests\n5\n", "one\n\ntwo\n\nthree"])
def test_a_file_of_checkpoints_that_holds_none_is_not_passed_over(
    sealed_copy: SealedHouse, tmp_path: Path, spoilt: str
) -> None:
    (tmp_path / "kept").write_text(spoilt, encoding="utf-8")
    code, words = verified_with(sealed_copy, "--checkpoint", str(tmp_path / "kept"))
    assert code == UNREADABLE and words.startswith("NOT VERIFIED: ")


def test_witnesses_that_are_named_are_asked_for_and_each_counts_once(
    sealed_copy: SealedHouse, tmp_path: Path
) -> None:
    witness = SecretKey.new("agency.example.org/witness", WITNESS)
    path = sealed_copy.folder / "checkpoint"
    bare = path.read_text(encoding="utf-8")
    (tmp_path / "policy").write_text(json.dumps({"witnesses": [str(witness.public)]}), encoding="utf-8")
    assert verified_with(sealed_copy, "--policy", str(tmp_path / "policy"))[0] == CODES["NOT SIGNED"]
    path.write_text(str(note.Note.read(bare).cosigned(witness, 1_358_000_000)), encoding="utf-8")
    assert verified_with(sealed_copy, "--policy", str(tmp_path / "policy"))[0] == 0
    twice = ("--witness-key", str(witness.public)) * 2
    assert verified_with(sealed_copy, *twice)[0] == 0
    code, words = verified_with(sealed_copy, *twice, "--quorum", "2")
    assert code == CODES["NOT SIGNED"] and "1 of the witnesses that you know have cosigned" in words


def test_a_key_of_the_wrong_kind_is_refused(sealed_copy: SealedHouse) -> None:
    witness = str(SecretKey.new("agency.example.org/witness", WITNESS).public)
    log = str(next(iter(sealer.public_keys(sealed_copy.path / "sealer"))))
    for words in (("--log-key", witness), ("--witness-key", log)):
        code, said = verified_with(sealed_copy, *words)
        assert code == UNREADABLE and "the other way round" in said


def test_a_checkpoint_in_the_export_that_is_larger_than_the_export_convicts_it(
    sealed_copy: SealedHouse,
) -> None:
    newest = sealed_copy.checkpoint()
    older = next(each for each in checkpoints(sealed_copy) if each.size < newest.size)
    rewrite(sealed_copy.folder, sealed_copy.entries()[: older.size])
    (sealed_copy.folder / "checkpoint").write_text(written_again(older), encoding="utf-8")
    report = sealed_copy.verified()
    assert f"The history has {older.size} entries; a checkpoint of {newest.size} is signed." in found(report)
    assert report.worst in ("TRUNCATED", "ALTERED")


# Files that are spoilt or made to harm


def packed(house: SealedHouse) -> Path:
    return Path(shutil.make_archive(str(house.path / "packed"), "zip", house.folder))


def test_no_bit_of_a_packed_history_makes_the_verifier_stumble(
    sealed_copy: SealedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged file is either what was signed or is not verified; never a trace, never an exit code that nobody knows."""
    path, chance = packed(sealed_copy), random.Random(14)
    whole, key = path.read_bytes(), str(next(iter(sealer.public_keys(sealed_copy.path / "sealer"))))
    codes = set()
    for _ in range(150):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        codes.add(verify.main([str(path), "--log-key", key]))
    capsys.readouterr()
    assert codes <= {UNREADABLE, *CODES.values()} and UNREADABLE in codes


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tables/cases.jsonl", b""),
        ("tables/cases.jsonl", b'["id"]\n5\n'),
        ("tables/cases.jsonl", b'["id"]\n[["a"]]\n'),
        ("tables/cases.jsonl", b'["id"]\n[[{}], {}]\n'),
        ("disclosures.jsonl", b'["0", "w_reason", "", 1]\n'),
        ("disclosures.jsonl", b"[" * 100_000 + b"\n"),
        ("index.jsonl", b"[" * 100_000 + b"\n"),
        ("index.jsonl", b"\xff\xfe\n"),
        ("checkpoint", b"\x00"),
        ("tile/entries/000", b"\xff" * 1000),
    ],
)
def test_a_file_that_is_none_ends_with_a_sentence_or_a_verdict(
    sealed_copy: SealedHouse, name: str, content: bytes
) -> None:
    (sealed_copy.folder / name).write_bytes(content)
    code, words = verified_with(sealed_copy)
    assert code in {UNREADABLE, *CODES.values()} - {0}, words


def test_what_would_fill_the_memory_is_not_read(sealed_copy: SealedHouse) -> None:
    path = packed(sealed_copy)
    (partial,) = (sealed_copy.folder / "tile" / "entries").glob("*.p")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"tile/entries/{partial.stem}", bytes(64 * 2**20))
    with pytest.raises(verify.Unreadable, match="too long"):
        verify.read(path, sealed_copy.policy, Report())


def test_two_files_of_one_name_are_refused(sealed_copy: SealedHouse) -> None:
    path = packed(sealed_copy)
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("tables/positions.jsonl", "[]\n")
    with pytest.raises(verify.Unreadable, match="two files of one name"):
        verify.read(path, sealed_copy.policy, Report())


def test_what_lies_beside_is_said_to_be_no_part_of_it(sealed_copy: SealedHouse) -> None:
    (sealed_copy.folder / "README").write_text("All is well.", encoding="utf-8")
    report = sealed_copy.verified()
    assert report.verdict() == "OK"
    assert "-  files that are no part of a history: README" in report.unchecked


# Evidence that deceives


class Evidence:
    """A house with an adopted decision and one that is open, and what the auditor is given of each."""

    def __init__(self, database: Database, folder: Path) -> None:
        world = World(database, folder)
        self.house = SealedHouse.begun(world, folder)
        adopted_id = adopted(world, title="Adopted matter", background="Because.")
        open_id = world.deliberating(title="Open matter", background="Why not.")
        self.house.seal()
        self.adopted, self.open = self.of(adopted_id), self.of(open_id)

    def of(self, case_id: Any) -> dict[str, Any]:
        world = self.house.world
        with world.engine.reading() as (connection, register):
            auditor = world.people["auditor"]
            told = evidence_of_case(world.engine, connection, register, case_id, auditor, GrownTree())
        return dict(json.loads(json.dumps(told)))

    def verified(self, package: dict[str, Any] | str) -> Report:
        path, report = self.house.path / "package.json", Report()
        path.write_text(package if isinstance(package, str) else json.dumps(package), encoding="utf-8")
        verify.read(path, Policy((Key.read(str(sealer.public_keys(self.house.path / "sealer")[0])),)), report)
        return report


@pytest.fixture
def evidence(database: Database, tmp_path: Path) -> Evidence:
    return Evidence(database, tmp_path)


def hidden(entry: dict[str, Any]) -> dict[str, Any]:
    leaf = leaf_hash(entry["body"].encode()).hex()
    return {"index": entry["index"], "leaf": leaf, "proof": entry["proof"]}


def without(package: dict[str, Any], first: int) -> dict[str, Any]:
    """Its events from there on are there by their hashes alone."""
    entries = [hidden(each) if n >= first else each for n, each in enumerate(package["entries"])]
    shown = {each["index"] for each in entries if "body" in each}
    told = [each for each in package["disclosures"] if each[0] in shown]
    return {**package, "entries": entries, "disclosures": told, "withheld": []}


def test_the_history_of_one_case_does_not_vouch_for_another(evidence: Evidence) -> None:
    lie = {**evidence.open, "entries": [*evidence.adopted["entries"], *evidence.open["entries"][:3]]}
    lie["disclosures"] = sorted(evidence.adopted["disclosures"] + evidence.open["disclosures"])
    report = evidence.verified(lie)
    assert report.worst == "ALTERED"
    assert any("is of another stream than the package says" in each for each in found(report))


def test_words_that_are_called_withheld_are_counted_in_the_verdict(evidence: Evidence) -> None:
    assert evidence.verified(evidence.adopted).verdict() == "OK"
    names = [[index, name] for index, name, *_ in evidence.adopted["disclosures"]]
    report = evidence.verified({**evidence.adopted, "disclosures": [], "withheld": names})
    assert report.verdict() == f"OK, in part ({len(names)} values and events are not disclosed to its holder)"
    assert report.code == 12


def test_where_events_are_kept_back_nothing_is_said_of_the_result(evidence: Evidence) -> None:
    ends = next(n for n, each in enumerate(evidence.adopted["entries"]) if '"stream_root":' in each["body"])
    report = evidence.verified(without(evidence.adopted, ends))
    assert report.worst == "OK, in part"
    assert "not every event is disclosed, so nothing is said of its state" in "\n".join(report.told)
    assert "result none" not in "\n".join(report.told)


@pytest.mark.parametrize("lie", [{"entries": []}, {"whole": 1}, {"whole": None}])
def test_a_package_of_nothing_or_of_nobody_knows_what_is_refused(
    evidence: Evidence, lie: dict[str, Any]
) -> None:
    with pytest.raises(verify.Unreadable, match="holds no entry, or does not say what it is of"):
        evidence.verified({**evidence.adopted, **lie})


def test_a_package_with_a_key_that_stands_there_twice_is_refused(evidence: Evidence) -> None:
    lie = json.dumps(evidence.adopted).replace('"whole": true', '"whole": true, "whole": false')
    with pytest.raises(verify.Unreadable, match="a key stands there twice"):
        evidence.verified(lie)


def test_a_value_that_is_disclosed_twice_is_found(evidence: Evidence) -> None:
    lies = [[index, name, "00" * 32, "A LIE"] for index, name, *_ in evidence.adopted["disclosures"]]
    report = evidence.verified({**evidence.adopted, "disclosures": lies + evidence.adopted["disclosures"]})
    assert report.worst == "ALTERED"
    assert any("is disclosed twice" in each for each in found(report))
