"""Whatever somebody may not see makes no difference to them: not on a page, in a list, a search, a count, an export, a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.commands import case as case_commands
from tests.access.twins import CANARY, Reader, Twins, addresses, masked, read_both, shown
from tests.conftest import by_night
from tests.furnished import copy_of
from tests.notifications.listening import hook, listening

QUICK = ("ILO",)
OTHERS = ("expert", "administrator", "officer", "auditor", "stakeholder")
BY_NIGHT = ("IOM", "OSCE", "manager", "donor")


@pytest.fixture(scope="module")
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    folder = tmp_path_factory.mktemp("twins")
    with copy_of(request, "sqlite", folder) as world, listening() as program:
        found = Twins(world, program=program)
        found.furnish()
        yield found


def see_no_difference(twins: Twins, folder: Path, who: str) -> None:
    plain, full, hidden = twins.part(folder, who)
    try:
        read, differing = read_both(plain, full, list(addresses(twins, plain, hidden)))
        assert differing == [], f"{len(differing)} of {read} answers:\n" + "\n\n".join(differing[:25])
        assert plain.told() == full.told()
        announced = plain.announced()
        assert announced == full.announced()
        assert CANARY.lower() not in "".join(announced).lower()
        assert who not in QUICK or "<!doctype html>" in plain.told()
        print(f"{who}: {read} answers and {len(announced)} announcements, none different")
        assert read >= 250
    finally:
        plain.world.engine.database.close()
        full.world.engine.database.close()


@pytest.mark.parametrize("who", QUICK)
def test_what_is_hidden_makes_no_difference(twins: Twins, tmp_path: Path, who: str) -> None:
    see_no_difference(twins, tmp_path, who)


@pytest.mark.long
@pytest.mark.parametrize("who", [*OTHERS, *by_night(*BY_NIGHT)])
def test_what_is_hidden_makes_no_difference_to_anybody_else(twins: Twins, tmp_path: Path, who: str) -> None:
    see_no_difference(twins, tmp_path, who)


def test_whoever_may_see_it_sees_it(twins: Twins, tmp_path: Path) -> None:
    """The worlds do differ: the search that finds nothing for a member finds the matters for an officer."""
    plain, full, hidden = twins.part(tmp_path, "ILO")
    officers = [Reader(twins, each.world, "officer") for each in (plain, full)]
    without, with_it = (shown(each.get(f"/search?q={CANARY}")) for each in officers)
    assert without != with_it
    assert full.get(f"/cases/{hidden[1]}").status_code == 404
    assert officers[1].get(f"/cases/{hidden[1]}").status_code == 200
    assert twins.program is not None
    hook(full.world, twins.program, "officer")
    case_commands.comment(full.world.engine, hidden[1], "A remark.", by=full.world.people["officer"])
    assert [CANARY in each for each in full.announced()].count(True) == 1
    for each in (plain, full):
        each.world.engine.database.close()


def test_the_mask_hides_only_what_is_made_up() -> None:
    first = 'a0b1c2d3e4f5 <b nonce="abc">3 of 12</b> a0b1c2d3e4f5'
    assert masked(first) == '#0 <b nonce="#1">3 of 12</b> #0'
