"""Goal A5: the verifier as a process of its own on a history of 100,000 entries, and on the evidence of a case with many.

How long it took and how much memory it needed is printed, never asserted.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import case
from engine.database import open_database
from engine.history import sealer, verify
from engine.history.evidence import evidence_of_case
from engine.history.grown import GrownTree
from tests.history.long_history import grow, lively
from tests.history.sealed_house import SealedHouse
from tests.world import World

A5_GOAL, PACKAGE_GOAL = 100_000, 50
# The most memory it ever had stands in /proc: what `getrusage` tells begins with that of the parent.
MEASURED = """
import re, runpy, sys, time
sys.argv = sys.argv[1:]
began = time.perf_counter()
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    seconds, processor = time.perf_counter() - began, time.process_time()
    most = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
    print(f"{seconds:.1f} s, {processor:.1f} s of a processor, {most} MB", file=sys.stderr)
"""


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[SealedHouse]:
    """A small house with lively decisions, signed and exported."""
    path = tmp_path / "house.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    house = SealedHouse.begun(World(database, tmp_path), tmp_path)
    lively(house.world, 6)
    house.seal()
    house.export()
    yield house
    database.close()


def told_of(path: Path, house: SealedHouse) -> tuple[dict[str, Any], str]:
    """What the verifier says in its own process, without anything of ours on its path, and what it needed."""
    (key,) = sealer.public_keys(house.path / "sealer")
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        MEASURED,
        verify.__file__,
        str(path),
        "--log-key",
        str(key),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told, done.stderr.splitlines()[-1]


@pytest.mark.long
def test_a_hundred_thousand_entries_are_verified_at_all_four_levels(
    house: SealedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = grow(house, A5_GOAL)
    told, needed = told_of(packed, house)
    entries = house.entries()
    size = sum(map(len, entries)) // len(entries)
    with capsys.disabled():
        print(f"\nA5: {len(entries)} entries of {size} bytes, {needed}")
        print("\n".join(f"    {each}" for each in told["checked"]))
    assert (told["verdict"], told["findings"]) == ("OK", [])
    assert {each[0] for each in told["checked"]} == {"1", "2", "3", "4"}
    assert told["unchecked"] == ["1  signed, not witnessed: no witness was asked for"]
    assert f"1  signed by {house.policy.origin} for {len(entries)} entries" in told["checked"]
    assert len(entries) >= A5_GOAL


def test_a_history_that_was_laid_is_as_whole_as_one_that_happened(house: SealedHouse) -> None:
    """Or the goal would be measured on something else: and one wrong value of a copy is named."""
    grow(house, 2 * len(house.entries()))
    assert house.verified().verdict() == "OK"
    path = house.folder / "tables/cases.jsonl"
    *rows, last = path.read_text(encoding="utf-8").splitlines()
    wrong = json.loads(last)
    wrong[1]["state"] = "elsewhere"
    path.write_text("".join(f"{line}\n" for line in (*rows, json.dumps(wrong))), encoding="utf-8")
    (finding,) = house.verified().findings
    assert finding.verdict == "STATE DIFFERS"
    assert finding.words.startswith(f"cases {wrong[0][0]} (")
    assert ': state is "elsewhere", the history says ' in finding.words


def package_of(house: SealedHouse, events: int) -> dict[str, Any]:
    """The evidence of a case in which so much has happened, for the auditor."""
    world = house.world
    case_id = world.deliberating()
    for _ in range(events):
        words = "Has the board seen the last page?"
        case.comment(world.engine, case_id, words, by=world.people["ILO"])
    house.world.later(minutes=2)
    house.seal()
    with world.engine.reading() as (connection, register):
        auditor = world.people["auditor"]
        return evidence_of_case(world.engine, connection, register, case_id, auditor, GrownTree())


def written(house: SealedHouse, package: dict[str, Any]) -> Path:
    path = house.path / "evidence.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    return path


def test_the_evidence_of_a_case_with_fifty_events_is_verified(
    house: SealedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    package = package_of(house, PACKAGE_GOAL)
    told, needed = told_of(written(house, package), house)
    with capsys.disabled():
        print(f"\nA5: evidence of {len(package['entries'])} events, {needed}")
    assert (told["verdict"], told["findings"]) == ("OK", [])
    assert len(package["entries"]) >= PACKAGE_GOAL


def test_what_a_package_discloses_of_entries_that_are_not_in_it_is_found(house: SealedHouse) -> None:
    package = package_of(house, 1)
    first, last = package["entries"][0]["index"], package["entries"][-1]["index"]
    package["disclosures"] += [
        [first - 1, "r0_title", "00" * 32, "A lie"],
        [last + 1, "r0_title", "00" * 32, "A lie"],
    ]
    found = house.verified(path=written(house, package)).findings
    assert [each.words for each in found] == [
        f"A value named r0_title is disclosed of entry {first - 1}, and not in its place.",
        f"Values are disclosed of entries that are not there, such as entry {last + 1}.",
    ]
