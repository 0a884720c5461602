"""`nemcon doctor`: what it tells of a house, with which code; and that a restored house is looked at."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import update

from engine.case import cases
from engine.change import Actor
from engine.commands import case
from engine.doctor.examination import PROMISES
from tests.conftest import NewDatabase
from tests.engine.lived import told
from tests.owner import owning
from tests.web.test_cli import FOUNDING, Run, environment, runner
from tests.world import World

SUMMARY = r"(\d+) promises: (\d+) hold, (\d+) are broken, (\d+) were not looked at\.\n"


@pytest.fixture
def look(small_world: World, tmp_path: Path) -> Run:
    """The command in the small furnished house, in which something was said."""
    decision = small_world.open("A matter")
    case.comment(small_world.engine, decision, "Well said.", by=small_world.people["officer"])
    return runner(environment(f"sqlite:///{small_world.engine.database.place}", tmp_path))


def test_of_each_promise_it_says_what_became_of_it(look: Run) -> None:
    done = look("doctor")
    assert done.exit_code == 0, done.output
    assert re.search(
        r"^holds   I2   .* each after the one before it\.  \(\d+ looked at\)$", done.stdout, re.MULTILINE
    )
    assert (
        "not run I38  Links and tokens are used or revoked once.\n             There is nothing of the kind here.\n"
        in (done.stdout)
    )
    (total, hold, broken, not_run) = counts(done.stdout)
    assert (total, broken) == (len(PROMISES), 0)
    assert hold > 15
    assert not_run == total - hold


def counts(output: str) -> tuple[int, ...]:
    last = re.search(f"^{SUMMARY}", output, re.MULTILINE)
    assert last, output
    return tuple(int(each) for each in last.groups())


def test_what_somebody_edited_is_named_with_the_case_and_the_field(look: Run, small_world: World) -> None:
    database = small_world.engine.database
    with owning(database) as connection:
        connection.execute(update(cases).values(result="adopted"))
    done = look("doctor")
    assert done.exit_code == 1
    assert re.search(r"^broken  I4   The tables say what the log says\.", done.stdout, re.MULTILINE)
    assert re.search(
        r"^ +cases [0-9a-f-]{36}: result is 'adopted', the log says None$", done.stdout, re.MULTILINE
    )
    assert counts(done.stdout)[2] == 1
    with owning(database) as connection:
        connection.execute(update(cases).values(result=None))
    assert look("doctor").exit_code == 0


def test_many_cases_are_counted_and_the_first_are_told(look: Run, small_world: World) -> None:
    actor = Actor(small_world.people["officer"], small_world.organizations["SEC"], "SC_CHAIR/principal")
    for _ in range(22):
        told(small_world, "A matter", actor=actor)
    done = look("doctor")
    assert done.exit_code == 1
    assert done.stdout.count("who acted did not hold SC_CHAIR.") == 20
    assert "             and 2 more\n" in done.stdout


def test_programs_read_the_same_as_json(look: Run) -> None:
    done = look("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["broken"], found["holds"] + found["not_run"]) == (0, len(PROMISES))
    assert [each["key"] for each in found["promises"]] == [each.key for each in PROMISES]
    gapless = next(each for each in found["promises"] if each["key"] == "gapless")
    assert gapless.pop("looked") > 50
    assert gapless == {
        "key": "gapless",
        "number": "I2",
        "says": "Every stream counts its events without a gap, each after the one before it.",
        "verdict": "holds",
        "wrong": 0,
        "cases": [],
        "why": None,
    }


def test_a_house_without_tables_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = runner(environment(f"sqlite:///{tmp_path}/none.sqlite3", tmp_path))("doctor")
    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert "There is no database at" in done.stderr


# What is restored is looked at


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_restored_house_is_looked_at(kind: str, new_database: NewDatabase, tmp_path: Path) -> None:
    begun = runner(environment(new_database(kind), tmp_path))
    assert begun("init", *FOUNDING).exit_code == 0
    assert begun("backup", str(tmp_path / "backup")).exit_code == 0
    other = runner(environment(new_database(kind, empty=True), tmp_path / "other"))
    done = other("restore", str(tmp_path / "backup"))
    assert done.exit_code == 0, done.output
    assert counts(done.stdout)[2] == 0
    assert "The owner of the tables looks: run it as the application." in done.stdout
    assert other("doctor").exit_code == 0


def test_what_was_broken_before_is_back_and_told(
    look: Run, small_world: World, new_database: NewDatabase, tmp_path: Path
) -> None:
    """The house is not kept away: a backup is all there is, perhaps."""
    actor = Actor(small_world.people["officer"], small_world.organizations["SEC"], "SC_CHAIR/principal")
    told(small_world, "A matter", actor=actor)
    assert look("backup", str(tmp_path / "backup")).exit_code == 0
    other = runner(environment(new_database("sqlite", empty=True), tmp_path / "other"))
    done = other("restore", str(tmp_path / "backup"))
    assert (done.exit_code, done.stderr) == (1, "The house is back, and not whole.\n")
    assert "broken  I17  Whoever acts in a role holds it at that instant." in done.stdout
    assert other("person", "list").output == look("person", "list").output
