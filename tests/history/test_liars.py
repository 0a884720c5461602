"""A liar who owns the database: whatever bit is turned, entry moved, table edited or history rewritten, the verifier names it."""

from __future__ import annotations

import json
import random
import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from engine.history import note, sealer, verify
from engine.history.keys import SecretKey
from engine.history.sealer import signed
from engine.history.tree import Tree
from engine.history.verify import Checkpoint, Finding, commitment, leaf_hash, root_by, root_of
from tests.history.sealed_house import SealedHouse

A1_GOAL, READ_GOAL, A2_GOAL, ENTRIES, PLACES = 500_000, 20_000, 500, 300, 200
Told = tuple[int, bytes, dict[str, tuple[bytes, Any]]]


def bits(content: bytes) -> Iterator[bytes]:
    """The content with one bit turned, each bit of each byte in turn."""
    spoilt = bytearray(content)
    for at in range(len(content)):
        for bit in range(8):
            spoilt[at] ^= 1 << bit
            yield bytes(spoilt)
            spoilt[at] ^= 1 << bit


def test_an_honest_history_is_well_on_all_four_levels(sealed_house: SealedHouse) -> None:
    report = sealed_house.verified()
    assert (report.verdict(), report.code, report.findings) == ("OK", 0, [])
    assert {each[0] for each in report.checked} == {"1", "2", "3", "4"}
    assert report.unchecked == ["1  signed, not witnessed: no witness was asked for"]
    assert len(sealed_house.entries()) >= ENTRIES


@pytest.mark.long
def test_every_single_bit_that_is_turned_is_found(sealed_house: SealedHouse) -> None:
    """Goal A1: every bit of every entry, of every hash beside one, of everything disclosed, of every checkpoint."""
    entries = sealed_house.entries()[:ENTRIES]
    tree = Tree.of(leaf_hash(body) for body in sealed_house.entries())
    root, size, turned = tree.root(), tree.size, 0
    for index, body in enumerate(entries):
        leaf, proof = leaf_hash(body), tree.inclusion(index, size)
        for spoilt in bits(body):
            other = leaf_hash(spoilt)
            assert other != leaf, "the hash beside it says so"
            assert root_by(other, index, size, proof) != root, "where that is spoilt too, the root does"
            turned += 1
        for spoilt in bits(leaf):
            assert spoilt != leaf and root_by(spoilt, index, size, proof) != root
            turned += 1
    turned += turned_disclosures(sealed_house, entries)
    turned += turned_checkpoints(sealed_house)
    print(f"A1: {turned} single-bit mutants, all found")
    assert turned >= A1_GOAL


@pytest.mark.long
def test_where_the_hash_beside_an_entry_is_spoilt_too_the_verifier_names_the_entry_or_the_next_of_its_stream(
    sealed_house: SealedHouse,
) -> None:
    """Goal A1: it names no other. A bit of the last entry of a stream that breaks no rule, only the signed root convicts."""
    entries, chance, named = sealed_house.entries(), random.Random(3), Counter[str]()
    disclosed = verify.ByEntry(iter(sealed_house.disclosed()), verify.Report())
    told = [(index, body, disclosed.of(index)) for index, body in enumerate(entries)]
    streams = [tuple(verify.parse(body)["stream"]) for body in entries]
    honest = verify.Entries(verify.Report(), sealed_house.policy, len(entries))
    for index, body, opened in told:
        following = next((n for n in range(index + 1, len(told)) if streams[n] == streams[index]), None)
        then = [told[following]] if following is not None else []
        before = honest.streams.get(streams[index], verify.Stream())
        for spoilt in some_bits(body, chance):
            found = first_named(before, streams[index], [(index, spoilt, opened), *then], sealed_house)
            assert found in (index, following), (index, found)
            named["itself" if found == index else "the next" if following is not None else "the root"] += 1
        honest.read(index, body, leaf_hash(body), opened)
    print(f"A1: {named.total()} mutants read by the verifier, named by {dict(named)}")
    assert named.total() >= READ_GOAL and honest.report.findings == []
    assert all(named[each] for each in ("itself", "the next", "the root"))


def some_bits(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """The content with one bit turned, of as many bits of it as the goal asks of each entry."""
    for bit in chance.sample(range(8 * len(content)), READ_GOAL // ENTRIES + 1):
        at = bit // 8
        yield content[:at] + bytes([content[at] ^ 1 << bit % 8]) + content[at + 1 :]


def first_named(
    before: verify.Stream, stream: tuple[str, ...], told: list[Told], house: SealedHouse
) -> int | None:
    """The entry of the first finding, where these are read after what stood in their stream before them."""
    entries = verify.Entries(verify.Report(), house.policy, 0)
    entries.streams[stream[0], stream[1]] = deepcopy(before)
    for index, body, opened in told:
        entries.read(index, body, leaf_hash(body), opened)
    return next((each.entry for each in entries.report.findings), None)


def turned_disclosures(house: SealedHouse, entries: list[bytes]) -> int:
    promised = [verify.parse(body)["com"] for body in entries]
    turned = 0
    for index, name, salt, value in house.disclosed():
        if index >= len(entries):
            break
        told = promised[index][name]
        for spoilt in bits(salt):
            assert commitment(name, value, spoilt) != told
            turned += 1
        for spoilt in bits(json.dumps(value, ensure_ascii=False).encode()):
            assert not opens(name, spoilt, salt, told)
            turned += 1
        for spoilt in bits(name.encode()):
            assert spoilt.decode("latin-1") not in promised[index] or not opens_as(
                spoilt.decode("latin-1"), value, salt, promised[index]
            )
            turned += 1
    return turned


def opens(name: str, written: bytes, salt: bytes, told: str) -> bool:
    try:
        return commitment(name, json.loads(written), salt) == told
    except ValueError:
        return False


def opens_as(name: str, value: Any, salt: bytes, promised: dict[str, str]) -> bool:
    return commitment(name, value, salt) == promised[name]


def turned_checkpoints(house: SealedHouse) -> int:
    turned, key = 0, house.policy.log_keys[0]
    for told in verify.checkpoints_in((house.folder / "checkpoints").read_text(encoding="utf-8")):
        written = written_again(told)
        assert Checkpoint.read(written).is_signed_by(key)
        for spoilt in bits(written.encode()):
            assert not is_signed(spoilt, house)
            turned += 1
    return turned


def written_again(told: Checkpoint) -> str:
    lines = [f"— {name} {b64encode(content).decode()}\n" for name, content in told.signatures]
    return f"{told.text}\n{''.join(lines)}"


def is_signed(written: bytes, house: SealedHouse) -> bool:
    try:
        told = Checkpoint.read(written.decode())
    except (verify.Unreadable, UnicodeDecodeError):
        return False
    return told.origin == house.policy.origin and told.is_signed_by(house.policy.log_keys[0])


def test_a_bit_of_an_entry_names_the_entry(sealed_copy: SealedHouse) -> None:
    chance = random.Random(1)
    path = sealed_copy.folder / "tile/entries/000"
    whole = path.read_bytes()
    for _ in range(40):
        index = chance.randrange(verify.TILE)
        start = start_of(whole, index)
        length = int.from_bytes(whole[start : start + 2])
        at = start + 2 + chance.randrange(length)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        report = sealed_copy.verified()
        assert report.verdict() == f"ALTERED at entry {index}", report.findings
    path.write_bytes(whole)
    assert sealed_copy.verified().verdict() == "OK"


def start_of(bundle: bytes, index: int) -> int:
    start = 0
    for _ in range(index):
        start += 2 + int.from_bytes(bundle[start : start + 2])
    return start


@pytest.mark.long
def test_five_thousand_bits_turned_anywhere_are_found_on_the_real_command_line(
    small_house: SealedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any byte of any file of an export, and the command's own exit code. What is read back is put right again."""
    chance = random.Random(2)
    files = sorted(path for path in small_house.folder.rglob("*") if path.is_file())
    key = str(next(iter(public_keys(small_house))))
    found = 0
    for _ in range(5000):
        path = chance.choice(files)
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        code = verify.main([str(small_house.folder), "--log-key", key])
        assert code != 0, (path, at)
        found += 1
        path.write_bytes(whole)
    capsys.readouterr()
    print(f"A1: {found} mutants found by the command")
    assert found == 5000 and verify.main([str(small_house.folder), "--log-key", key]) == 0


def public_keys(house: SealedHouse) -> Any:
    return sealer.public_keys(house.path / "sealer")


# Goal A2: whole entries


def test_every_deletion_doubling_swap_insertion_cut_and_forgery_is_found(sealed_house: SealedHouse) -> None:
    """By an older checkpoint that the reader kept: of 200 entries, each attack at each place."""
    leaves = [leaf_hash(body) for body in sealed_house.entries()[:PLACES]]
    kept = root_of(leaves)
    other = leaf_hash(b"{}")
    tried = {
        "deletions": [leaves[:n] + leaves[n + 1 :] for n in range(PLACES)],
        "doublings": [leaves[: n + 1] + leaves[n:] for n in range(PLACES)],
        "insertions": [[*leaves[:n], other, *leaves[n:]] for n in range(PLACES + 1)],
        "cuts": [leaves[:n] for n in range(PLACES)],
        "forgeries": [leaves[:n] + [leaf_hash(each) for each in leaves[n:]] for n in range(PLACES)],
    }
    counts = {}
    for name, histories in tried.items():
        assert all(root_of(each) != kept for each in histories)
        counts[name] = len(histories)
    counts["swaps"] = swapped(leaves, kept)
    print(f"A2: {counts}, all found")
    assert counts == {
        "deletions": 200, "doublings": 200, "insertions": 201, "cuts": 200, "forgeries": 200, "swaps": 19_900,
    }  # fmt: skip


def swapped(leaves: list[bytes], kept: bytes) -> int:
    tried = 0
    for one in range(PLACES):
        for two in range(one + 1, PLACES):
            leaves[one], leaves[two] = leaves[two], leaves[one]
            assert root_of(leaves) != kept
            leaves[one], leaves[two] = leaves[two], leaves[one]
            tried += 1
    return tried


VERDICTS = {
    "delete": "TRUNCATED", "double": "ALTERED", "swap": "ALTERED", "insert": "ALTERED", "cut": "TRUNCATED",
    "forge": "ALTERED",
}  # fmt: skip


def attacked(entries: list[bytes], attack: str, place: int, other: int) -> list[bytes]:
    """The history as a liar leaves it who attacks this place; `other` is another one."""
    one, two = sorted((place, other))
    return {
        "delete": lambda: entries[:place] + entries[place + 1 :],
        "double": lambda: entries[: place + 1] + entries[place:],
        "swap": lambda: [
            *entries[:one],
            entries[two],
            *entries[one + 1 : two],
            entries[one],
            *entries[two + 1 :],
        ],
        "insert": lambda: [*entries[:place], entries[other], *entries[place:]],
        "cut": lambda: entries[:place],
        "forge": lambda: forged(entries, place),
    }[attack]()


@pytest.mark.parametrize("attack", VERDICTS)
def test_the_verifier_s_own_words_for_it(sealed_copy: SealedHouse, attack: str) -> None:
    """The tiles are rewritten to fit: only the signature is left to speak, and the order of the streams."""
    assert read_after(sealed_copy, attack, 5) == 5


@pytest.mark.long
def test_five_hundred_attacks_on_whole_entries_are_read_from_end_to_end(sealed_copy: SealedHouse) -> None:
    """Goal A2: not the tree alone, but the verifier as anybody runs it, with its verdict."""
    counts = {attack: read_after(sealed_copy, attack, A2_GOAL // len(VERDICTS) + 1) for attack in VERDICTS}
    print(f"A2: {counts}, all found by the verifier's whole reading")
    assert sum(counts.values()) >= A2_GOAL


def read_after(house: SealedHouse, attack: str, times: int) -> int:
    """Attack so many places and have the whole history verified each time; gives how often it was convicted."""
    chance, entries = random.Random(attack), house.entries()
    for place in chance.sample(range(len(entries) - 1), times):
        other = chance.choice([n for n in range(len(entries)) if n != place])
        rewrite(house.folder, attacked(entries, attack, place, other))
        assert house.verified().worst == VERDICTS[attack], (attack, place, other)
    rewrite(house.folder, entries)
    return times


def rewrite(folder: Path, entries: list[bytes]) -> None:
    """Write the tiles of another history, as a liar who understands them would."""
    shutil.rmtree(folder / "tile")
    (folder / "index.jsonl").unlink(missing_ok=True)
    for start in range(0, len(entries), verify.TILE):
        some = entries[start : start + verify.TILE]
        end = "" if len(some) == verify.TILE else f".p/{len(some)}"
        for kind, content in (
            ("entries", b"".join(len(each).to_bytes(2) + each for each in some)),
            ("0", b"".join(leaf_hash(each) for each in some)),
        ):
            path = folder / f"tile/{kind}/{verify.tile_path(start // verify.TILE)}{end}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def test_a_history_forged_from_any_entry_on_chained_anew_and_hashed_anew_is_not_what_was_signed(
    sealed_copy: SealedHouse,
) -> None:
    """The liar recomputes every hash and every link after the change: all is consistent, but for the signature."""
    entries, found = sealed_copy.entries(), 0
    for start in range(0, PLACES, 10):
        rewrite(sealed_copy.folder, forged(entries, start))
        report = sealed_copy.verified()
        assert report.worst == "ALTERED", start
        assert any("not those that were signed" in each.words for each in report.findings)
        found += 1
    assert found == PLACES // 10


def forged(entries: list[bytes], start: int) -> list[bytes]:
    """Another build did the act; every event after it follows the forged one."""
    heads: dict[tuple[str, str], str] = {}
    told = []
    for index, body in enumerate(entries):
        event = json.loads(body)
        stream = (event["stream"][0], event["stream"][1])
        if index == start:
            event["build"] = "forged"
        if stream in heads:
            event["prev"] = heads[stream]
        written = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if written != body:
            heads[stream] = leaf_hash(written).hex()
        told.append(written)
    return told


def test_whoever_kept_a_checkpoint_sees_that_the_history_was_cut_back_to_an_older_one(
    sealed_copy: SealedHouse,
) -> None:
    """The liar hands out a smaller history that was signed once, with its own old checkpoint."""
    kept = sealed_copy.checkpoint()
    older = next(c for c in checkpoints(sealed_copy) if c.size < kept.size)
    rewrite(sealed_copy.folder, sealed_copy.entries()[: older.size])
    (sealed_copy.folder / "checkpoint").write_text(written_again(older), encoding="utf-8")
    (sealed_copy.folder / "checkpoints").unlink()
    shutil.rmtree(sealed_copy.folder / "tables")
    shutil.rmtree(sealed_copy.folder / "disclosures.jsonl", ignore_errors=True)
    keep_disclosures(sealed_copy.folder, older.size)
    assert sealed_copy.verified().worst == "OK", "without a newer checkpoint nobody can know"
    report = sealed_copy.verified(kept)
    assert report.worst == "TRUNCATED"
    assert (
        report.findings[-1].words
        == f"The history has {older.size} entries; a checkpoint of {kept.size} is signed."
    )


def checkpoints(house: SealedHouse) -> list[Checkpoint]:
    return verify.checkpoints_in((house.folder / "checkpoints").read_text(encoding="utf-8"))


def keep_disclosures(folder: Path, size: int) -> None:
    path = folder / "disclosures.jsonl"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if json.loads(line)[0] < size]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_two_signed_histories_are_a_fork(sealed_copy: SealedHouse) -> None:
    """Somebody has the key, and shows one member another history than the others."""
    told = sealed_copy.checkpoint()
    other = signed(note.Checkpoint(told.origin, 100, bytes(32)), sealed_copy.path / "sealer")
    report = sealed_copy.verified(Checkpoint.read(str(other)))
    assert (report.worst, report.code) == ("FORKED", verify.CODES["FORKED"])


def test_entries_after_the_last_signature_are_an_unsigned_tail(sealed_copy: SealedHouse) -> None:
    older = next(c for c in checkpoints(sealed_copy) if c.size < sealed_copy.checkpoint().size)
    (sealed_copy.folder / "checkpoint").write_text(written_again(older), encoding="utf-8")
    (sealed_copy.folder / "checkpoints").unlink()
    count = len(sealed_copy.entries()) - older.size
    report = sealed_copy.verified()
    assert (report.verdict(), report.code) == (f"UNSIGNED TAIL ({count} leaves)", 20)


def test_a_stranger_s_signature_is_none(sealed_copy: SealedHouse, sealed_house: SealedHouse) -> None:
    stranger = verify.Key.read(str(SecretKey.new("nemcon.example.org/tests").public))
    report = verify.Report()
    verify.read(sealed_copy.folder, verify.Policy((stranger,)), report)
    assert report.worst == "NOT SIGNED"


# Level 4, and what is disclosed


def test_every_value_of_every_table_that_is_changed_is_named(sealed_house: SealedHouse) -> None:
    """Goal A2: the tables that govern are edited, and the log is left alone."""
    folded: verify.Tables = {}
    disclosed = verify.ByEntry(iter(sealed_house.disclosed()), verify.Report())
    for index, body in enumerate(sealed_house.entries()):
        opened = {name: value for name, (_, value) in disclosed.of(index).items()}
        verify.fold(folded, verify.parse(body), opened, leaf_hash(body))
    changed = 0
    for path in sorted((sealed_house.folder / "tables").glob("*.jsonl")):
        keys, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        for key, columns in rows:
            told = {tuple(key): folded[path.stem][tuple(key)]}
            assert not list(verify.differences(path.stem, keys, iter([[key, columns]]), dict(told)))
            for column in columns:
                wrong = {**columns, column: "something else"}
                (words,) = verify.differences(path.stem, keys, iter([[key, wrong]]), dict(told))
                assert words.startswith(f"{path.stem} {'/'.join(map(str, key))}")
                assert f": {column} is" in words
                changed += 1
            assert list(verify.differences(path.stem, keys, iter([]), dict(told)))
            assert list(verify.differences(path.stem, keys, iter([[key, columns]]), {}))
    print(f"A2: {changed} values of the tables changed one by one, all named")
    assert changed >= 2000


@pytest.mark.long
def test_every_attack_on_the_lines_of_a_table_is_found_from_end_to_end(sealed_copy: SealedHouse) -> None:
    """Goal A2: the line that says which columns name a row, and whole rows, of each table of the export."""
    counts: Counter[str] = Counter()
    for path in sorted((sealed_copy.folder / "tables").glob("*.jsonl")):
        whole = path.read_text(encoding="utf-8")
        for attack, lines in line_attacks(whole.splitlines()):
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            report = sealed_copy.verified()
            assert report.worst == "STATE DIFFERS", (path.name, attack)
            assert all(each.words.startswith(path.stem) for each in report.findings), (path.name, attack)
            counts[attack] += 1
        path.write_text(whole, encoding="utf-8")
    print(f"A2: {dict(counts)} of the tables, all found")
    assert len(counts) == 8 and counts.total() >= 100
    assert sealed_copy.verified().verdict() == "OK"


def line_attacks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The lines of a table as a liar leaves them, with what he did."""
    first, *rows = lines
    keys = json.loads(first)
    yield "no line at all", []
    yield "no names of keys", rows or [json.dumps([["0" * 32], {}])]
    yield "a key called otherwise", [json.dumps([*keys[:-1], f"{keys[-1]}s"]), *rows]
    yield "a key too many", [json.dumps([*keys, "state"]), *rows]
    yield "a row too many", [*lines, json.dumps([["0" * 32], {"state": "adopted"}])]
    if rows:
        place = random.Random(first).randrange(len(rows))
        yield "a row too few", [first, *rows[:place], *rows[place + 1 :]]
        yield "a row twice", [first, *rows[: place + 1], *rows[place:]]
        _, columns = json.loads(rows[place])
        yield (
            "a row of another key",
            [*lines[: place + 1], json.dumps([["0" * 32], columns]), *rows[place + 1 :]],
        )


def test_an_outcome_that_an_administrator_edits_is_named_with_its_case(sealed_copy: SealedHouse) -> None:
    path = sealed_copy.folder / "tables/cases.jsonl"
    keys, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    rows[0][1]["state"] = "adopted_consensus"
    path.write_text("".join(json.dumps(each) + "\n" for each in (keys, *rows)), encoding="utf-8")
    report = sealed_copy.verified()
    assert report.worst == "STATE DIFFERS"
    (finding,) = report.findings
    assert finding == Finding(
        "STATE DIFFERS",
        f'cases {rows[0][0][0]} (Matter 0): state is "adopted_consensus", the history says "deliberation"',
    )


@pytest.mark.parametrize("keys", [["id", "state"], ["state"], ["ie"]])
def test_a_column_that_is_called_a_part_of_the_key_is_compared_all_the_same(
    sealed_copy: SealedHouse, keys: list[str]
) -> None:
    path = sealed_copy.folder / "tables/cases.jsonl"
    _, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    rows[0][1]["state"] = "adopted_consensus"
    path.write_text("".join(json.dumps(each) + "\n" for each in (keys, *rows)), encoding="utf-8")
    named, state = (each.words for each in sealed_copy.verified().findings)
    assert named == "cases: its file names rows otherwise than by id"
    assert state.startswith(f"cases {rows[0][0][0]} (Matter 0): state is ")


def test_a_table_that_is_left_out_is_missed(sealed_copy: SealedHouse) -> None:
    (sealed_copy.folder / "tables/positions.jsonl").unlink()
    report = sealed_copy.verified()
    assert report.worst == "STATE DIFFERS" and "only the history has this row" in report.findings[0].words


def test_a_value_that_is_gone_without_an_erasure_is_named(sealed_copy: SealedHouse) -> None:
    path = sealed_copy.folder / "disclosures.jsonl"
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line}\n" for line in rest), encoding="utf-8")
    index, name, *_ = json.loads(first)
    report = sealed_copy.verified()
    assert report.worst == "REDACTED WITHOUT AUTHORITY"
    words = f"Entry {index}: the value named {name} is missing, and no erasure says so."
    assert words in [each.words for each in report.findings]


def test_a_value_nobody_committed_to_is_refused(sealed_copy: SealedHouse) -> None:
    path = sealed_copy.folder / "disclosures.jsonl"
    told = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    lines = (
        path.read_text(encoding="utf-8")
        + json.dumps([len(sealed_copy.entries()) - 1, "r0_reason", told[2], "A lie"])
        + "\n"
    )
    path.write_text(lines, encoding="utf-8")
    report = sealed_copy.verified()
    assert report.worst == "ALTERED" and "never committed" in report.findings[0].words


def test_the_columns_beside_an_entry_by_which_people_search_are_compared(sealed_copy: SealedHouse) -> None:
    path = sealed_copy.folder / "index.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[7][4] = "case.moved" if lines[7][4] != "case.moved" else "case.opened"
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    report = sealed_copy.verified()
    assert report.verdict() == "STATE DIFFERS at entry 7"


def test_columns_that_are_left_out_are_not_run_and_too_few_or_too_many_are_found(
    sealed_copy: SealedHouse,
) -> None:
    path, count = sealed_copy.folder / "index.jsonl", len(sealed_copy.entries())
    whole = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(whole[:-2]), encoding="utf-8")
    report = sealed_copy.verified()
    ended = Finding(
        "STATE DIFFERS", f"The columns beside the entries end before entry {count - 2}.", count - 2
    )
    assert report.findings == [ended], "said once"
    path.write_text("".join([*whole, whole[-1]]), encoding="utf-8")
    report = sealed_copy.verified()
    assert report.findings == [
        Finding("STATE DIFFERS", "The columns beside the entries go on after the last entry.")
    ]
    path.unlink()
    report = sealed_copy.verified()
    assert report.verdict() == "OK"
    assert "3  the columns beside the entries: they are not in this history" in report.unchecked


# What goes on past the last entry, or stands where it has no place


def test_leaf_hashes_after_the_last_entry_are_found(sealed_copy: SealedHouse) -> None:
    (path,) = (sealed_copy.folder / "tile/0/001.p").iterdir()
    count = len(sealed_copy.entries()) - verify.TILE
    path.with_name(str(count + 1)).write_bytes(path.read_bytes() + leaf_hash(b"{}"))
    report = sealed_copy.verified()
    assert report.findings == [Finding("ALTERED", "The leaf hashes go on after the last entry.")]


@pytest.mark.parametrize("done", ["altered", "cut", "invented"])
def test_tiles_above_the_leaves_are_what_the_leaves_give(sealed_copy: SealedHouse, done: str) -> None:
    (path,) = (sealed_copy.folder / "tile/1/000.p").iterdir()
    root, level = path.read_bytes(), 2 if done == "invented" else 1
    if done == "altered":
        path.write_bytes(next(bits(root)))
    elif done == "cut":
        path.write_bytes(b"")
    else:
        (sealed_copy.folder / "tile/2/000.p").mkdir(parents=True)
        (sealed_copy.folder / "tile/2/000.p/1").write_bytes(root)
    report = sealed_copy.verified()
    assert report.findings == [
        Finding("ALTERED", f"The tiles of level {level} are not those of the entries.")
    ]


def test_tiles_above_the_leaves_that_are_left_out_are_not_run(sealed_copy: SealedHouse) -> None:
    shutil.rmtree(sealed_copy.folder / "tile/1")
    report = sealed_copy.verified()
    assert report.verdict() == "OK"
    assert "2  the tiles of level 1: they are not in this history" in report.unchecked


def test_a_value_disclosed_of_an_entry_that_is_not_there_is_found(sealed_copy: SealedHouse) -> None:
    lines, count = disclosed_lines(sealed_copy), len(sealed_copy.entries())
    index, *rest = json.loads(lines[0])
    write_disclosed(sealed_copy, [*lines, json.dumps([count + index, *rest])])
    words = f"Values are disclosed of entries that are not there, such as entry {count + index}."
    assert sealed_copy.verified().findings == [Finding("ALTERED", words)]


def test_a_value_disclosed_out_of_its_order_is_found(sealed_copy: SealedHouse) -> None:
    lines = disclosed_lines(sealed_copy)
    index, name, *_ = json.loads(lines[0])
    write_disclosed(sealed_copy, [*lines, lines[0]])
    words = f"A value named {name} is disclosed of entry {index}, and not in its place."
    assert sealed_copy.verified().findings == [Finding("ALTERED", words, index)]


def test_a_value_disclosed_twice_is_found_whichever_comes_first(sealed_copy: SealedHouse) -> None:
    lines = disclosed_lines(sealed_copy)
    index, name, salt, _ = json.loads(lines[0])
    lie = json.dumps([index, name, salt, "A lie"])
    twice = Finding("ALTERED", f"Entry {index}: the value named {name} is disclosed twice.", index)
    for told in ([lines[0], lie], [lie, lines[0]]):
        write_disclosed(sealed_copy, [*told, *lines[1:]])
        assert twice in sealed_copy.verified().findings


def disclosed_lines(house: SealedHouse) -> list[str]:
    return (house.folder / "disclosures.jsonl").read_text(encoding="utf-8").splitlines()


def write_disclosed(house: SealedHouse, lines: list[str]) -> None:
    path = house.folder / "disclosures.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_a_line_of_disclosures_that_names_no_entry_cannot_be_read(sealed_copy: SealedHouse) -> None:
    lines = disclosed_lines(sealed_copy)
    write_disclosed(sealed_copy, [json.dumps(["0", *json.loads(lines[0])[1:]]), *lines[1:]])
    with pytest.raises(verify.Unreadable, match=r"a line of disclosures\.jsonl names no entry"):
        sealed_copy.verified()


def test_a_salt_has_one_way_to_be_written(sealed_copy: SealedHouse) -> None:
    lines = disclosed_lines(sealed_copy)
    index, name, salt, value = json.loads(lines[0])
    write_disclosed(sealed_copy, [json.dumps([index, name, salt.upper(), value]), *lines[1:]])
    with pytest.raises(verify.Unreadable, match="not written in the one way"):
        sealed_copy.verified()


def test_a_column_that_history_does_not_know_is_found_though_it_says_nothing(
    sealed_copy: SealedHouse,
) -> None:
    path = sealed_copy.folder / "tables/people.jsonl"
    written = path.read_text(encoding="utf-8")
    assert '"preferences":{}' in written
    path.write_text(written.replace('"preferences":{}', '"preferencas":{}', 1), encoding="utf-8")
    assert sealed_copy.verified().worst == "STATE DIFFERS"
