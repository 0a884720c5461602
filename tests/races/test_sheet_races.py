"""Several people of two organizations fill in one sheet at the same instant: no answer is lost, and none is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.questionnaire import CODES, asked, standing, with_questionnaires
from tests.races import acts
from tests.races.conftest import Trial, deadlocks
from tests.races.invariants import check_house
from tests.races.racing import House, Racers, Task, racers
from tests.world import World

WHO = ("ILO", "ILO alternate", "IOM", "IOM alternate")
SAYS = "Somebody has changed these rows since you opened the page: {}. Your words are kept."


@pytest.fixture
def house(world: World, tmp_path: Path) -> House:
    """A house that knows questionnaires."""
    world.engine.registry = with_questionnaires()
    return House.of(world.engine, tmp_path)


@pytest.fixture
def four(house: House, world: World, trial: Trial) -> Iterator[Racers]:
    with racers(house, 4, processes=trial.processes) as clients:
        yield clients
    assert deadlocks(world.engine.database) == 0


def sheet(world: World, case_id: Any, who: str, codes: tuple[str, ...]) -> Task:
    """Somebody fills in these lines; the score tells whose words they are."""
    rows = [{"code": code, "score": str(WHO.index(who))} for code in codes]
    told = {"case_id": case_id, "table": "answers", "rows": rows, "by": world.people[who]}
    return world.clock.now(), acts.write_lines, told


def scores(world: World, case_id: Any) -> dict[tuple[str, str], Any]:
    return {key: row.data["score"] for key, row in standing(world, case_id).items()}


def test_two_organizations_and_their_people_fill_in_different_lines_and_all_of_them_stand(
    world: World, four: Racers, fewer_rounds: int
) -> None:
    for _ in range(fewer_rounds):
        case_id = asked(world)
        mine = dict(zip(WHO, (("A", "B"), ("C",), ("A",), ("B", "C")), strict=True))
        told = four.run(*(sheet(world, case_id, who, codes) for who, codes in mine.items()))
        assert [each.value for each in told] == [(len(codes), 0) for codes in mine.values()]
        wanted = {
            (who.partition(" ")[0], code): WHO.index(who) for who, codes in mine.items() for code in codes
        }
        assert scores(world, case_id) == wanted
    check_house(world.engine.database)


def test_of_two_who_fill_in_the_same_lines_for_one_organization_one_is_told_and_looks_again(
    world: World, four: Racers, fewer_rounds: int
) -> None:
    for _ in range(fewer_rounds):
        case_id = asked(world)
        told = dict(zip(WHO, four.run(*(sheet(world, case_id, who, CODES) for who in WHO)), strict=True))
        for one, other in (WHO[:2], WHO[2:]):
            won = one if told[one].won else other
            lost = other if won == one else one
            assert (told[won].value, told[lost].error) == ((3, 0), "Stale")
            assert told[lost].sentence == SAYS.format(", ".join(CODES))
            mine = {code: score for (org, code), score in scores(world, case_id).items() if org == one}
            assert mine == dict.fromkeys(CODES, WHO.index(won)), "not all of it is the winner's"
    check_house(world.engine.database)
