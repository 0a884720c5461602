"""What a team keeps to itself, and cases that are hidden, make no difference to whoever may not read them: not in the progress
of a checklist, the drawing of risks, the table of who raises what, a sheet, a search, a feed or a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.access.programme_twins import (
    Programmes,
    asked,
    beyond_the_committee,
    hidden_cases,
    said_besides,
    said_otherwise,
)
from tests.access.twins import CANARY, catch_up, read_both
from tests.furnished import copy_of
from tests.world import World
from workflows._shared import CASE_TEAM, SEALED

AUDITOR = "auditor"
COMMITTEE = ("OSCE", "UNICEF alternate", AUDITOR)
OUTSIDE = ("neighbour", "donor", "survivors' group", "administrator")
MOST_LINKS = 40


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programmes]:
    with copy_of(request, "sqlite", tmp_path_factory.mktemp("programmes")) as world:
        yield Programmes.furnish(world)


def hide(plain: World, full: World, cases: dict[str, UUID], who: str | None) -> list[UUID]:
    """All that this reader may not know of; gives the cases that are nowhere for them."""
    hidden = hidden_cases(full, cases, SEALED)
    if who != AUDITOR:
        said_otherwise(plain, cases, "Nobody", "PARTIAL")
        said_otherwise(full, cases, CANARY, "ABSENT")
        said_besides(full, cases)
        hidden += hidden_cases(full, cases, CASE_TEAM)
    if who not in COMMITTEE:
        hidden += beyond_the_committee(full, cases)
    return hidden


def see_no_difference(
    house: Programmes, folder: Path, who: str | None, *names: str, thorough: bool = False
) -> None:
    """Somebody reads all of both worlds, of these cases (of all of them where none is named) every address."""
    cases = house.twins.cases
    with house.parted(folder) as (plain, full):
        hidden = hide(plain, full, cases, who)
        for world in (plain, full):
            world.later(days=4)
            catch_up(world)
        readers = house.at(plain, who), house.at(full, who)
        wanted = [cases[name] for name in names or cases] + (hidden if thorough else hidden[:2])
        paths = [*asked(house, readers[1], wanted, thorough=thorough)]
        read, differing = read_both(*readers, paths, MOST_LINKS)
        print(f"{who or 'a visitor'}: {read} answers, {len(differing)} different")
        assert differing == [], f"{len(differing)} of {read} answers:\n" + "\n\n".join(differing[:25])
        if who is not None:
            assert readers[0].told() == readers[1].told()
        assert read >= 300


def test_what_is_hidden_makes_no_difference_to_a_member_that_is_not_on_the_team(
    house: Programmes, tmp_path: Path
) -> None:
    see_no_difference(house, tmp_path, "OSCE")
