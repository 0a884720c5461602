"""The doctor: a furnished house is whole, and of whatever somebody breaks by hand exactly that promise is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update

from engine.commands import history
from engine.database import open_database
from engine.doctor.examination import PROMISES, examine, examine_records
from engine.doctor.finding import BROKEN, HOLDS, NOT_RUN, Finding
from engine.doctor.records import Records
from engine.history import sealer
from engine.history.checkpoints import put_checkpoint
from engine.history.keys import SecretKey
from engine.history.note import Checkpoint, Note
from engine.history.sealer import Sealer
from engine.history.trust import Trust
from engine.log import disclosures, events, leaf_hash
from engine.messages import Message
from engine.sequence import sequence_all
from engine.timer import timers
from tests.engine.harm import BREAKS, LOG_KEY, skip_a_number
from tests.engine.lived import ADOPTED, live_in, told
from tests.furnished import (
    Furnished,
    copy_of,
    furnished_postgresql,
    furnished_sqlite,
    furnished_with,
    on_both,
)
from tests.owner import address_of, as_sealer, owning, unguarded
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite"]

pytestmark = on_both


@pytest.fixture(scope="module")
def lived_sqlite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from furnished_with(request, "sqlite", tmp_path_factory.mktemp("lived"), live_in)


@pytest.fixture(scope="module")
def lived_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from furnished_with(request, "postgresql", tmp_path_factory.mktemp("lived"), live_in)


@pytest.fixture
def house(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[World]:
    original: Furnished = request.getfixturevalue(f"lived_{kind}")
    with copy_of(request, kind, tmp_path, "lived") as world:
        world.clock.move_to(original.world.clock.now())
        shutil.copytree(original.world.engine.files.root, world.engine.files.root)
        yield world


def found(world: World) -> dict[str, Finding]:
    return {each.promise.key: each for each in examine(world.engine, trust=Trust((LOG_KEY.public,)))}


def broken(world: World) -> set[str]:
    return {key for key, each in found(world).items() if each.verdict == BROKEN}


# Of these the application's own rights are looked at, and the tests of the guards break them.
ELSEWHERE = {"append"}


def test_every_promise_is_broken_here_by_somebody(kind: str) -> None:
    assert kind
    assert {each.key for each in PROMISES} == BREAKS.keys() | ELSEWHERE
    assert len({each.key for each in PROMISES}) == len(PROMISES)


def test_a_furnished_house_is_whole(house: World, kind: str) -> None:
    findings = found(house)
    assert {key for key, each in findings.items() if each.verdict == BROKEN} == set()
    not_run = {key: str(each.why) for key, each in findings.items() if each.verdict == NOT_RUN}
    # The tests' role on PostgreSQL owns the tables; everything else finds something to look at.
    owner = {"append": "The owner of the tables looks: run it as the application."}
    unsigned = {"checkpoints": "Nothing is signed yet.", "signatures": "There is nothing of the kind here."}
    assert not_run == unsigned | (owner if kind == "postgresql" else {})
    assert all(each.looked > 0 for each in findings.values() if each.verdict == HOLDS)


def test_what_was_signed_is_looked_at(house: World, tmp_path: Path) -> None:
    sealer.begin(tmp_path / "sealer", "nemcon.example.org/tests")
    sequence_all(house.engine.database)
    Sealer(tmp_path / "sealer", as_sealer(house.engine.database)).seal(house.clock.now())
    trust = Trust(sealer.public_keys(tmp_path / "sealer"))
    findings = {each.promise.key: each for each in examine(house.engine, trust=trust)}
    for key in ("checkpoints", "signatures"):
        assert (findings[key].verdict, findings[key].looked) == (HOLDS, 1)
    findings = {each.promise.key: each for each in examine(house.engine)}
    assert str(findings["signatures"].why) == "This house was not told whose signature to believe."
    assert found(house)["signatures"].verdict == BROKEN, "another key is believed"


def test_what_a_former_key_has_signed_stands_once_it_is_on_record_that_it_was_handed_on(
    house: World, tmp_path: Path
) -> None:
    folder = tmp_path / "sealer"
    sealer.begin(folder, "nemcon.example.org/tests")
    keeper = Sealer(folder, as_sealer(house.engine.database))
    sequence_all(house.engine.database)
    keeper.seal(house.clock.now())
    before = Trust(sealer.public_keys(folder))
    statement = str(sealer.renew(folder))
    after = Trust((sealer.retire(folder),))

    def signed(trust: Trust) -> Finding:
        return {each.promise.key: each for each in examine(house.engine, trust=trust)}["signatures"]

    assert signed(after).verdict == BROKEN
    history.announce_key(house.engine, statement, before)
    sequence_all(house.engine.database)
    keeper.seal(house.clock.now())
    assert (signed(after).verdict, signed(after).looked) == (HOLDS, 2)
    assert (signed(before).verdict, signed(before).looked) == (HOLDS, 2)


def test_a_checkpoint_of_another_name_is_excused_by_an_epoch_on_record_alone(house: World) -> None:
    with owning(house.engine.database) as connection:
        for origin, size in (("nemcon.example.org/before", 10**6), ("nemcon.example.org/before", 10**6 + 1)):
            told = Checkpoint(origin, size, bytes(32))
            put_checkpoint(connection, Note(str(told)).signed(SecretKey.new(origin)), house.clock.now())
    finding = found(house)["checkpoints"]
    assert (finding.verdict, finding.wrong) == (BROKEN, 2)


HOLLOW = {
    "sqlite": (
        "DROP TRIGGER positions_no_update",
        "CREATE TRIGGER positions_no_update BEFORE UPDATE ON consumers BEGIN SELECT 1; END",
    ),
    "postgresql": (
        "DROP TRIGGER positions_no_change ON positions",
        "CREATE TRIGGER positions_no_change BEFORE DELETE ON positions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "ALTER TABLE positions ENABLE ALWAYS TRIGGER positions_no_change",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ),
}


NAMED = {"sqlite": ["positions_no_update"], "postgresql": ["positions_no_change", "refuse_change()"]}


def test_a_guard_that_keeps_its_name_and_guards_nothing_is_named(house: World, kind: str) -> None:
    with owning(house.engine.database) as connection:
        for statement in HOLLOW[kind]:
            connection.execute(text(statement))
    told = {str(each) for each in found(house)["guards"].cases}
    assert told == {f"The guard {name} is not what it should be." for name in NAMED[kind]}


@pytest.mark.parametrize("key", BREAKS)
def test_what_somebody_breaks_is_named_and_nothing_else(house: World, key: str) -> None:
    BREAKS[key](house)
    findings = found(house)
    assert {each for each in findings if findings[each].verdict == BROKEN} == {key}
    assert findings[key].wrong >= 1
    assert findings[key].cases


def test_nothing_is_said_of_tables_whose_log_is_no_log(house: World) -> None:
    skip_a_number(house)
    tables = found(house)["tables"]
    assert (tables.verdict, tables.looked) == (NOT_RUN, 0)
    assert str(tables.why) == (
        "Nothing can be said while this does not hold: Every stream counts its events without a gap, each after the "
        "one before it."
    )


def test_what_is_no_value_at_all_is_broken_and_stops_nobody(house: World) -> None:
    with unguarded(house.engine.database) as connection:
        connection.execute(
            update(events).where(events.c.pos == 3).values(body=b"{}", leaf_hash=leaf_hash(b"{}"))
        )
        connection.execute(text("UPDATE tasks SET party = party || '?' WHERE task = 'position'"))
    findings = found(house)
    assert {"bytes", "seats"} <= {key for key, each in findings.items() if each.verdict == BROKEN}
    assert len(findings) == len(PROMISES)


def test_without_files_definitions_and_clock_it_says_what_was_not_looked_at(house: World, kind: str) -> None:
    with house.engine.database.read() as connection:
        findings = {each.promise.key: each for each in examine_records(Records(connection))}
    not_run = {key for key, each in findings.items() if each.verdict == NOT_RUN}
    here = {"append"} if kind == "postgresql" else set()
    assert (
        not_run == {"files", "latest", "firm", "seats", "lag", "capacity", "checkpoints", "signatures"} | here
    )
    assert {each.verdict for each in findings.values()} == {HOLDS, NOT_RUN}


def test_whoever_owns_the_tables_is_told_that_nothing_can_be_said_of_rights(house: World) -> None:
    with (
        closing(open_database(address_of(house.engine.database), as_owner=True)) as database,
        database.read() as connection,
    ):
        findings = {each.promise.key: each for each in examine_records(Records(connection))}
    assert str(findings["append"].why) == "The owner of the tables looks: run it as the application."


def test_an_erasure_on_record_covers_what_is_missing_and_nothing_else_does(house: World) -> None:
    with house.engine.database.read() as connection:
        row = connection.execute(select(disclosures).where(disclosures.c.name.like("w%")).limit(1)).one()
    mine = (disclosures.c.event_id == row.event_id) & (disclosures.c.name == row.name)
    with owning(house.engine.database) as connection:
        connection.execute(delete(disclosures).where(mine))
    assert broken(house) == {"disclosures"}
    one, two = (house.people[name] for name in ("administrator", "auditor"))
    facts = {"erased": {row.event_id.hex: [row.name]}}
    told(house, ADOPTED, kind="erasure.executed", facts={**facts}, two=(one, one))
    assert broken(house) == {"disclosures"}, "one person alone covers nothing"
    names = {"requested_by": one.hex, "approved_by": two.hex, "erasure": "a" * 32}
    told(house, ADOPTED, kind="erasure.executed", facts={**facts, **names})
    assert broken(house) == {"disclosures"}, "nor do two who are only named"
    told(house, ADOPTED, kind="erasure.executed", facts={**facts}, two=(one, two))
    assert broken(house) == set()


def test_it_writes_nothing_and_says_how_far_it_is(house: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in ("records", "record"):
        monkeypatch.setattr(f"engine.doctor.{reader}.AT_ONCE", 20)
    said: list[Message] = []
    with house.engine.database.read() as connection:
        count = connection.execute(select(func.count()).select_from(events)).scalar_one()
    assert len(list(examine(house.engine, say=said.append))) == len(PROMISES)
    assert said[0].english() == f"20 of {count} events are read."
    assert said[-1].english() == f"The tables are held against {count} events of the log."
    with house.engine.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(events)).scalar_one() == count
        assert connection.execute(select(func.count()).select_from(timers)).scalar_one() > 0
