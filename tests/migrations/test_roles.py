"""The application's role on PostgreSQL: everything of the engine works under it, and history cannot be changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import select

from engine.commands import case, document, handing, item, link, notice, register, task
from engine.commands.clearing import clear
from engine.commands.sweep import sweep
from engine.commands.tick import tick
from engine.database import open_database
from engine.errors import Refused
from engine.fold import differences
from engine.grants import RIGHTS, VERSION
from engine.history.erasure import ANSWER, REMARK, TITLE, Part
from engine.log import events
from engine.sequence import consume, lost_from_queue, requeue, sequence_all
from engine.tables import BESIDE, RECORD
from migrations import alembic_config
from migrations.roles import grants_sql
from tests.engine.erasing import erase, one, whole, with_two_administrators
from tests.errand import open_errand, with_errands
from tests.migrations.conftest import Roles, say
from tests.world import World

pytestmark = pytest.mark.postgresql
GUARDED = (("events", "id"), ("log_entries", "idx"))


@pytest.fixture
def granted(roles: Roles) -> Roles:
    """A database that its owner has migrated and opened to the application."""
    command.upgrade(alembic_config(roles.owner_url), "head")
    for statement in grants_sql(roles.owner, roles.application):
        say(roles.owner_url, statement)
    return roles


@pytest.fixture
def house(granted: Roles, tmp_path: Path) -> Iterator[World]:
    """A furnished house in which the application works under its own role."""
    database = open_database(granted.application_url)
    yield World(database, tmp_path)
    database.close()


def allowed(url: str, *statements: str) -> list[str]:
    """Those of these statements that are not refused for want of a right."""
    found = []
    for statement in statements:
        try:
            say(url, statement)
            found.append(statement)
        except psycopg.errors.InsufficientPrivilege:
            pass
        except psycopg.Error as error:
            found.append(f"{statement}: {error}")
    return found


def test_every_table_has_its_rights_said() -> None:
    assert set(RIGHTS) == {*RECORD, *BESIDE, VERSION}


def test_everything_of_the_engine_works_under_the_role_of_the_application(house: World) -> None:
    house.engine.registry = with_errands()
    tell_a_long_story(house)
    sequence_all(house.engine.database)
    consume(house.engine.database, "reader", lambda connection, entries: None)
    requeue(house.engine.database)
    sweep(house.engine)
    with house.engine.database.read() as connection:
        assert differences(connection) == []
        assert lost_from_queue(connection) == []
        kinds = set(connection.execute(select(events.c.kind).distinct()).scalars())
    assert kinds >= {
        "case.opened", "case.edited", "case.moved", "comment.added", "document.put", "item.added", "item.edited",
        "link.added", "task.claimed", "task.released", "task.delegated", "task.answered", "notice.served",
        "organization.added", "person.added", "person.changed", "mandate.granted", "mandate.ended", "setting.set",
        "setting.adopted", "calendar.set", "calendar.replaced", "clock.move", "clock.remind",
    }  # fmt: skip


def tell_a_long_story(world: World) -> None:
    engine, who = world.engine, world.people
    case_id = world.silent()
    case.comment(engine, case_id, "Well said.", by=who["ILO"])
    seat = world.find_task(case_id, "position", "OSCE").id
    task.claim(engine, seat, by=who["OSCE"])
    task.release(engine, seat, by=who["OSCE"])
    handing.delegate(engine, seat, who["OSCE alternate"], by=who["OSCE"])
    world.answer(case_id, "UNODC", "support")
    world.later(days=30)
    assert world.state(case_id) == "adopted_no_objection"
    change_the_register(world)
    finish_errands(world)
    draft = world.open(subject="IMPLEMENT_ACTIVITY")
    world.edit(draft, "officer", background="Otherwise.")
    row = next(r for r in world.read(draft).items if r.item == "principles")
    item.edit(engine, draft, row.id, {"rating": "MET"}, revision=row.revision, by=who["officer"])
    link.add(engine, draft, "informs", case_id, by=who["officer"])
    second = world.deliberating()
    party = world.find_task(second, "position", "ILO").party
    notice.serve(engine, second, "position", party, "By telephone, today.", by=who["officer"])
    document.put(engine, draft, "text", b"Words.", "text.txt", by=who["officer"])
    tick(engine)


def change_the_register(world: World) -> None:
    engine, administrator = world.engine, world.people["administrator"]
    seat = world.grant("DONOR_OBSERVER", "ILO", "ILO alternate", "principal")
    register.end_mandate(engine, seat, by=administrator)
    register.change_person(engine, world.people["ILO"], {"zone": "Europe/Vienna"}, by=world.people["ILO"])
    words = {"label": "Vienna", "zone": "Europe/Vienna", "countries": ["AT"], "own_days": {}}
    register.set_calendar(engine, "house", **words, years=range(2012, 2015), by=administrator)  # type: ignore[arg-type]


def finish_errands(world: World) -> None:
    parent = open_errand(world, setting_key="silence_urgent", setting_value="96")
    item.add(world.engine, parent, "steps", {"step": "Walk."}, by=world.people["officer"])
    world.press(parent, "send_on", "officer")
    world.press(world.read(parent).links[0].other, "finish", "officer")
    world.later(minutes=5)
    assert world.state(parent) == "done"


def test_words_are_erased_under_the_role_of_the_application_and_swept_by_the_owner(
    house: World, granted: Roles, tmp_path: Path
) -> None:
    with_two_administrators(house)
    case_id = house.deliberating()
    said = case.comment(house.engine, case_id, "She was seen at the border.", by=house.people["ILO"]).result
    given = house.answer(case_id, "ILO", "abstain", reason="She asked us to.").result
    identity = erase(house, Part(REMARK, said), Part(ANSWER, given), Part(TITLE, case_id))
    assert whole(house)
    with pytest.raises(Refused, match="The role that owns the tables sweeps them"):
        clear(house.engine)
    database = open_database(granted.owner_url)
    with closing(database):
        assert clear(World(database, tmp_path, like=house).engine) == 1
    assert one(house, identity).swept_at is not None


CHANGING_HISTORY = (
    "UPDATE {table} SET leaf_hash = leaf_hash",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "DROP TRIGGER {table}_no_change ON {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER USER",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "ALTER TABLE {table} ADD COLUMN more text",
    "ALTER TABLE {table} RENAME TO other",
    "DROP TABLE {table}",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET leaf_hash = EXCLUDED.leaf_hash",
    "SELECT * FROM {table} FOR UPDATE",
)
AROUND_IT = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION refuse_change() CASCADE",
    "CREATE TABLE mine (a int)",
    "SET session_replication_role = replica",
    "DELETE FROM cases",
    "DELETE FROM positions",
    "UPDATE comments SET at = at",
    "UPDATE notices SET how = 'opened'",
    "UPDATE positions SET outcome = 'support'",
    "UPDATE numbers SET no = no + 1",
    "TRUNCATE log_head",
    "DELETE FROM log_head",
    "UPDATE alembic_version SET version_num = 'none'",
    "SELECT setval('events_pos_seq', 1)",
)


@pytest.mark.parametrize(("table", "key"), GUARDED)
def test_the_application_can_neither_change_history_nor_what_guards_it(
    house: World, granted: Roles, table: str, key: str
) -> None:
    sequence_all(house.engine.database)
    tried = [statement.format(table=table, key=key) for statement in CHANGING_HISTORY]
    assert allowed(granted.application_url, *tried) == []


def test_nor_what_the_record_rests_on(house: World, granted: Roles) -> None:
    assert house.engine.database.kind == "postgresql"
    assert allowed(granted.application_url, *AROUND_IT) == []


def test_the_owner_who_does_not_drop_the_guards_is_held_by_them_as_well(granted: Roles) -> None:
    for statement in ("UPDATE events SET kind = 'other'", "DELETE FROM events", "TRUNCATE events"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            say(granted.owner_url, statement)


def test_a_new_table_is_closed_until_somebody_says_what_the_application_may_do(granted: Roles) -> None:
    say(granted.owner_url, "CREATE TABLE later (a int)")
    assert allowed(granted.application_url, "SELECT * FROM later") == []


def test_granting_again_takes_back_what_was_given_by_hand(granted: Roles) -> None:
    say(granted.owner_url, f'GRANT DELETE ON events TO "{granted.application}"')
    for statement in grants_sql(granted.owner, granted.application):
        say(granted.owner_url, statement)
    assert allowed(granted.application_url, "DELETE FROM events") == []


def test_the_statements_can_be_printed_for_whoever_runs_the_database() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "migrations.roles", "owner", 'a "b"'],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert 'GRANT SELECT, INSERT ON TABLE "events" TO "a ""b""";\n' in told
    wrong = subprocess.run(
        [sys.executable, "-m", "migrations.roles"], capture_output=True, text=True, check=False
    )
    assert (wrong.returncode, wrong.stderr) == (1, "python -m migrations.roles OWNER APPLICATION [SEALER]\n")
