"""Time, persons and authority in a history that leads to the signed root: what a liar can have signed without holding a key."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from engine.commands.tick import next_due, tick
from engine.history import verify
from engine.history.note import Checkpoint
from engine.history.sealer import signed
from tests.history.sealed_house import ORIGIN, SealedHouse
from tests.history.test_crafted import NOBODY, append, found, seal, take_a_value, written
from tests.history.test_liars import rewrite, written_again

ERASURE, ACT = "a" * 32, "b" * 32
ORDER = ("asked", "approved", "executed")


# Clocks that were noticed late


def test_a_clock_of_the_house_that_was_noticed_late_convicts_nobody(small_house: SealedHouse) -> None:
    """Nothing ran for six hours after a period was over; somebody works elsewhere before the clock is looked at."""
    world = small_house.world
    world.deliberating()
    due = next_due(world.engine)
    assert due is not None
    world.clock.move_to(due + timedelta(hours=6))
    world.circulated()
    assert tick(world.engine).fired
    small_house.seal()
    small_house.export()
    report = small_house.verified()
    assert (report.verdict(), report.findings) == ("OK", [])
    (told,) = report.told
    assert told.endswith("entries of clocks stand behind later ones: it was noticed late that they were due.")


def test_a_person_who_acts_in_the_past_is_convicted_whatever_is_said_of_clocks(
    sealed_copy: SealedHouse,
) -> None:
    now = max(json.loads(body)["at"] for body in sealed_copy.entries())
    past = {"at": now - 2 * verify.TOLERANCE, "seq": 1, "prev": verify.ZERO, "stream": ["setting", "c" * 32]}
    append(sealed_copy, kind="setting.changed", capacity="system", noticed=now, **past)
    assert sealed_copy.verified().worst == "BACK-DATED"


def test_no_clock_of_the_house_answers_for_anybody(sealed_copy: SealedHouse) -> None:
    """Else an answer could be dated back by saying that nobody gave it."""
    past = max(json.loads(body)["at"] for body in sealed_copy.entries()) - 2 * verify.TOLERANCE
    place: dict[str, Any] = {
        "at": past,
        "seq": 1,
        "prev": verify.ZERO,
        "stream": ["setting", "c" * 32],
        "capacity": "system",
    }
    rows = [{"t": "positions", "k": ["d" * 32], "op": "i", "c": {"at": past, "outcome": "support"}}]
    entries = sealed_copy.entries()
    event = append(sealed_copy, kind="task.answered", rows=rows, **place)
    event.pop("actor")
    rewrite(sealed_copy.folder, [*entries, written(event)])
    seal(sealed_copy)
    assert sealed_copy.verified().worst == "BACK-DATED"


def test_an_answer_is_written_once(sealed_copy: SealedHouse) -> None:
    rows = [{"t": "positions", "k": ["d" * 32], "op": "u", "c": {"outcome": "support"}}]
    append(sealed_copy, behind="case", kind="case.edited", rows=rows)
    report = sealed_copy.verified()
    assert report.worst == "ALTERED"
    assert any("changes a row of positions, which is written once" in each for each in found(report))


# Rows that say another time or another person than their event


def answer_by(house: SealedHouse, **row: Any) -> verify.Report:
    """Somebody has an answer signed whose row does not say what its event says."""
    last = next(
        json.loads(body) for body in reversed(house.entries()) if json.loads(body)["stream"][0] == "case"
    )
    told = {
        "at": last["at"],
        "by": NOBODY,
        "case_id": last["stream"][1],
        "late": False,
        "outcome": "support",
        **row,
    }
    told = {key: value for key, value in told.items() if value is not None}
    event = {"kind": "task.answered", "for": "c" * 32, "capacity": "SC_FOCAL_POINT/principal"}
    append(house, behind="case", rows=[{"t": "positions", "k": ["d" * 32], "op": "i", "c": told}], **event)
    return house.verified()


def test_an_answer_dated_before_the_event_that_gives_it_is_back_dated(sealed_copy: SealedHouse) -> None:
    report = answer_by(sealed_copy, at=1, for_organization="c" * 32)
    assert report.worst == "BACK-DATED"
    assert any("writes a row of positions for another time than its own" in each for each in found(report))


@pytest.mark.parametrize(
    "row",
    [
        {"by": "e" * 32, "for_organization": "c" * 32},
        {"by": None, "for_organization": "c" * 32},
        {"for_organization": "e" * 32},
        {"for_organization": "e" * 32, "recorded": False},
    ],
)
def test_an_answer_in_the_name_of_somebody_who_did_not_act_is_altered(
    sealed_copy: SealedHouse, row: dict[str, Any]
) -> None:
    report = answer_by(sealed_copy, **row)
    assert report.worst == "ALTERED"
    assert any("writes a row of positions in another name than its own" in each for each in found(report))


def test_what_somebody_recorded_for_another_organization_says_so_and_is_well(
    sealed_copy: SealedHouse,
) -> None:
    report = answer_by(sealed_copy, for_organization="e" * 32, recorded=True)
    assert report.verdict() == "OK"


# Authority


def persons(house: SealedHouse) -> list[str]:
    """Two who have accounts."""
    streams = [json.loads(body)["stream"] for body in house.entries()]
    first, second, *_ = dict.fromkeys(identity for kind, identity in streams if kind == "person")
    return [first, second]


def erase(house: SealedHouse, order: tuple[str, ...]) -> verify.Report:
    """A value goes, and its erasure is signed in events of this order."""
    first, second = persons(house)
    gone = take_a_value(house)
    facts = {"erased": gone, "erasure": ERASURE, "requested_by": first, "approved_by": second}
    head, seq = verify.ZERO, 0
    for what in order:
        if what == "executed":
            append(house, kind="erasure.executed", actor=second, tx=ACT, pub=facts)
            continue
        seq += 1
        kind, actor = ("erasure.requested", first) if what == "asked" else ("erasure.approved", second)
        place: dict[str, Any] = {"stream": ["erasure", ERASURE], "seq": seq, "prev": head}
        head = verify.leaf_hash(written(append(house, kind=kind, actor=actor, tx=ACT, **place))).hex()
    return house.verified()


def test_an_erasure_that_one_asked_for_and_another_approved_before_it_is_authority(
    sealed_copy: SealedHouse,
) -> None:
    report = erase(sealed_copy, ORDER)
    assert report.findings == [] and report.worst == "OK, redacted"


@pytest.mark.parametrize(
    "order",
    [("executed", "asked", "approved"), ("approved", "asked", "executed"), ("asked", "executed", "approved")],
)
def test_what_was_asked_for_or_approved_afterwards_is_no_authority(
    sealed_copy: SealedHouse, order: tuple[str, ...]
) -> None:
    report = erase(sealed_copy, order)
    assert report.worst == "REDACTED WITHOUT AUTHORITY"
    assert any("was not asked for and approved by those whom it names" in each for each in found(report))


def test_nobody_takes_history_away_before_having_an_account(sealed_copy: SealedHouse) -> None:
    facts = {"erased": take_a_value(sealed_copy), "erasure": ERASURE}
    facts |= {"requested_by": NOBODY, "approved_by": "e" * 32}
    append(sealed_copy, kind="erasure.executed", actor="e" * 32, pub=facts)
    for person in (NOBODY, "e" * 32):
        born: dict[str, Any] = {
            "stream": ["person", person],
            "seq": 1,
            "prev": verify.ZERO,
            "kind": "person.added",
        }
        append(sealed_copy, **born, rows=[{"t": "people", "k": [person], "op": "i", "c": {}}])
    words = found(sealed_copy.verified())
    assert sum("whom the history does not know by then" in each for each in words) == 2


def test_an_erasure_that_is_not_signed_answers_for_nothing(sealed_copy: SealedHouse) -> None:
    """Else whoever takes a value away need only write the erasure behind what is signed."""
    first, second = persons(sealed_copy)
    entries, checkpoint = sealed_copy.entries(), (sealed_copy.folder / "checkpoint").read_bytes()
    facts = {
        "erased": take_a_value(sealed_copy),
        "erasure": ERASURE,
        "requested_by": first,
        "approved_by": second,
    }
    event = append(sealed_copy, kind="erasure.executed", actor=second, pub=facts)
    rewrite(sealed_copy.folder, [*entries, written(event)])
    (sealed_copy.folder / "checkpoint").write_bytes(checkpoint)
    assert sealed_copy.verified().worst == "REDACTED WITHOUT AUTHORITY"


def test_an_epoch_that_is_not_signed_excuses_no_loss(sealed_copy: SealedHouse) -> None:
    last, entries = sealed_copy.checkpoint(), sealed_copy.entries()
    kept = entries[:200]
    told_then = Checkpoint(ORIGIN, 200, verify.root_of(map(verify.leaf_hash, kept)))
    older = verify.Checkpoint.read(str(signed(told_then, sealed_copy.path / "sealer")))
    facts = {
        "checkpoint": written_again(last),
        "entries": 200,
        "lost": last.size - 200,
        "opened_by": persons(sealed_copy),
    }
    rewrite(sealed_copy.folder, kept)
    (sealed_copy.folder / "checkpoint").write_text(written_again(older), encoding="utf-8")
    lines = (sealed_copy.folder / "disclosures.jsonl").read_text(encoding="utf-8").splitlines()
    told = "".join(f"{line}\n" for line in lines if json.loads(line)[0] < 200)
    (sealed_copy.folder / "disclosures.jsonl").write_text(told, encoding="utf-8")
    event = append(sealed_copy, kind="history.epoch_opened", actor=persons(sealed_copy)[0], pub=facts)
    rewrite(sealed_copy.folder, [*kept, written(event)])
    (sealed_copy.folder / "checkpoint").write_text(written_again(older), encoding="utf-8")
    assert sealed_copy.verified(last).worst == "TRUNCATED"
