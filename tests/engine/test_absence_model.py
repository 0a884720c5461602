"""Who stands in for whom, against a model that knows nothing but intervals and names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.absence import Absence
from engine.database import open_database
from engine.snapshot import Snapshot
from engine.substitution import stand_in
from engine.task import Task
from engine.view import CaseView
from tests.people import MEMBERS
from tests.world import MORNING, World

SEAT = ("ILO", "ILO alternate")
BESIDE = ("desk officer", "intern")
STRANGER = "OSCE"
PEOPLE = (*SEAT, *BESIDE, STRANGER)
TYPES = ("consensus-decision", "quality-review")
Told = tuple[str, str | None, int, int, tuple[str, ...]]

absences = some.lists(
    some.tuples(
        some.sampled_from(PEOPLE),
        some.none() | some.sampled_from(PEOPLE),
        some.integers(-3, 3),
        some.integers(-3, 3),
        some.sets(some.sampled_from(TYPES), max_size=1).map(tuple),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def asked(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[World, Snapshot]]:
    folder = tmp_path_factory.mktemp("absence")
    (folder / "house.sqlite3").write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{folder / 'house.sqlite3'}")
    world = World(database, folder)
    for name in BESIDE:
        world.add_person(name)
        world.grant("DONOR_OBSERVER", "ILO", name, "principal")
    yield world, world.read(world.deliberating())
    database.close()


def model(told: list[Told]) -> tuple[str, str] | None:
    """By names and hours: who stands in at hour 0 in a decision, and for whom."""

    def is_away(name: str) -> Told | None:
        return next(
            (
                each
                for each in sorted(told, key=lambda each: each[2])
                if each[0] == name and each[2] <= 0 < each[3] and each[4] in ((), TYPES[:1])
            ),
            None,
        )

    if any(is_away(name) is None for name in SEAT):
        return None
    for name in SEAT:
        path = [name]
        while (absence := is_away(path[-1])) is not None and absence[1] not in (None, *path):
            path.append(str(absence[1]))
        if is_away(path[-1]) is None and path[-1] != STRANGER:
            return path[-1], name
    return None


@settings(max_examples=400, deadline=None)
@given(absences)
def test_the_stand_in_is_whom_the_model_names(asked: tuple[World, Snapshot], told: list[Told]) -> None:
    world, snapshot = asked
    ids = world.people

    def hour(number: int) -> datetime:
        return MORNING + timedelta(hours=number)

    rows = tuple(
        Absence(uuid4(), ids[name], ids[other] if other else None, hour(since), hour(until), scope)
        for name, other, since, until, scope in sorted(told, key=lambda each: each[2])
    )
    standing = replace(snapshot, register=replace(snapshot.register, absences=rows), at=MORNING)
    found = stand_in(CaseView(standing), _of_ilo(world, standing))
    names = {identity: name for name, identity in ids.items()}
    assert (found and (names[found[0]], names[found[1]])) == model(told)


def _of_ilo(world: World, snapshot: Snapshot) -> Task:
    party = f"org:{world.organizations[MEMBERS[0]].hex}"
    return next(each for each in snapshot.tasks if (each.task, each.party) == ("position", party))
