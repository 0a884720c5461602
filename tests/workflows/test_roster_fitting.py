"""Who fits: experts ranked by what somebody looks for, each with the reasons; nobody hidden, who cannot be chosen last."""

from __future__ import annotations

import itertools
import random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from engine.case import cases
from engine.columns import new_id
from engine.commands import item, register
from engine.definition import Lookup
from engine.queries import ranking
from engine.queries.ranking import Ranking, rank
from tests.access.hidden_types import hiding
from tests.furnished import on_both
from tests.workflows import proposing
from tests.workflows.nominating import active, on_roster
from tests.world import World

pytestmark = on_both


def ranked(
    world: World,
    who: str = "officer",
    *,
    beside: tuple[str, ...] = (),
    days: tuple[str, str] = ("", ""),
    wanted: dict[str, list[str]] | None = None,
) -> Ranking:
    """All in one page; `days` are those on which somebody is needed."""
    asked = {**(wanted or {}), "from": days[0], "to": days[1]}
    with world.engine.reading() as (connection, house):
        chosen, me = [world.people[name] for name in beside], world.people[who]
        return rank(world.engine, connection, house, me, lookup(world), asked, chosen=chosen, most=1000)


def lookup(world: World) -> Lookup:
    definition = world.engine.registry.newest["roster-expert"]
    assert definition.register is not None and definition.register.lookup is not None
    return definition.register.lookup


def ask_for_a_view(world: World, name: str) -> UUID:
    """A proposal that asks somebody for a view."""
    case_id = proposing.drafted(world)
    told = {"person": world.people[name].hex, "concern": "Knows the sector."}
    item.add(world.engine, case_id, "stakeholders", told, by=world.people["officer"])
    world.press(case_id, "consult", "ILO")
    return case_id


def names(found: Ranking) -> list[str]:
    return [each.candidate.name for each in found.possible]


def reasons(found: Ranking, name: str) -> list[str]:
    placed = next(each for each in (*found.possible, *found.impossible) if each.candidate.name == name)
    return [each.english() for each in placed.against or placed.facts]


def test_what_is_asked_first_counts_first_and_the_rest_orders_equals_alone(world: World) -> None:
    on_roster(world, "Cleo", skills=["LABOUR"], themes=["LABOUR"], regions=["SOUTH_ASIA"])
    on_roster(world, "Bert", skills=["LABOUR", "DATA"], themes=["HEALTH"], regions=["SOUTH_ASIA"])
    on_roster(world, "Anna", skills=["DATA"], themes=["LABOUR"], regions=["EAST_AFRICA"])
    assert names(ranked(world)) == ["Anna", "Bert", "Cleo"], "nothing is looked for: by name"
    found = ranked(
        world, wanted={"skills": ["LABOUR", "DATA"], "themes": ["LABOUR"], "regions": ["SOUTH_ASIA"]}
    )
    assert names(found) == ["Bert", "Cleo", "Anna"]
    assert reasons(found, "Bert") == [
        "Need: Labour and exploitation, Data and research",
        "Theme: nothing of what is wanted",
        "Region: South Asia",
        "Other work now: none",
        "Last answered: never",
    ]


def test_who_has_other_work_now_stands_behind_an_equal(world: World) -> None:
    on_roster(world, "Anna")
    on_roster(world, "Bert")
    case_id = ask_for_a_view(world, "Anna")
    found = ranked(world, wanted={"skills": ["LABOUR"]})
    assert names(found) == ["Bert", "Anna"]
    assert "Other work now: 1" in reasons(found, "Anna")
    world.later(days=1)
    world.answer(case_id, "Anna", "supports", "stakeholder_view", **proposing.VIEW)
    found = ranked(world, wanted={"skills": ["LABOUR"]})
    assert names(found) == ["Bert", "Anna"], "who was asked lately rests"
    assert reasons(found, "Anna")[-2:] == ["Other work now: none", "Last answered: 2013-01-08"]


def test_work_in_cases_that_the_reader_may_not_know_of_is_not_counted(world: World) -> None:
    """Whoever could see it there would learn of the case."""
    world.engine.registry = hiding()
    on_roster(world, "Anna")
    case_id = world.open(
        "A matter", "officer", "team-matter", topic="Fields.", asked=world.people["Anna"].hex
    )
    counted = {who: reasons(ranked(world, who), "Anna")[-2:] for who in ("officer", "ILO")}
    assert counted["officer"] == ["Other work now: 1", "Last answered: never"]
    assert counted["ILO"] == ["Other work now: none", "Last answered: never"]
    world.answer(case_id, "Anna", "done", "look")
    assert reasons(ranked(world, "officer"), "Anna")[-1] == "Last answered: 2013-01-07"
    assert reasons(ranked(world, "ILO"), "Anna")[-1] == "Last answered: never"


def test_who_updates_the_own_profile_was_not_asked_for_anything_else(world: World) -> None:
    case_id = active(world)
    world.answer(case_id, "expert", "done", "update")
    assert reasons(ranked(world), "Expert on labour law") == ["Other work now: none", "Last answered: never"]


def test_gender_and_region_are_balanced_against_who_is_chosen_already(world: World) -> None:
    for name, gender, home in (
        ("Anna", "WOMAN", "EAST_AFRICA"),
        ("Bert", "MAN", "EAST_AFRICA"),
        ("Cleo", "WOMAN", "SOUTH_ASIA"),
        ("Dora", "WOMAN", "EAST_AFRICA"),
    ):
        on_roster(world, name, gender=gender, home=home)
    found = ranked(world, beside=("Anna",))
    assert names(found) == ["Bert", "Cleo", "Dora"]
    assert reasons(found, "Dora")[1:3] == [
        "Gender: Woman, 1 of 1 chosen",
        "Lives in: East Africa, 1 of 1 chosen",
    ]
    assert reasons(found, "Anna") == ["Chosen already"]
    found = ranked(world, beside=("Anna", "Bert"))
    assert names(found) == ["Cleo", "Dora"], "both genders are there: the region counts"


def test_who_is_suspended_away_or_without_account_stands_last_with_the_reason(world: World) -> None:
    on_roster(world, "Anna")
    suspended, away = on_roster(world, "Bert"), on_roster(world, "Cleo")
    on_roster(world, "Dora")
    world.press(suspended, "suspend", "officer", reason="Three assignments at once.")
    for since, until in (("2013-03-01", "2013-03-31"), ("2013-07-01", "2013-07-31")):
        item.add(world.engine, away, "absences", {"since": since, "until": until}, by=world.people["Cleo"])
    register.change_person(
        world.engine, world.people["Dora"], {"active": False}, by=world.people["administrator"]
    )
    found = ranked(world, days=("2013-07-31", "2013-08-15"))
    assert names(found) == ["Anna"]
    assert [each.candidate.name for each in found.impossible] == ["Bert", "Cleo", "Dora"]
    assert reasons(found, "Bert") == ["“Suspended”"]
    assert reasons(found, "Cleo") == ["Away from 2013-07-01 to 2013-07-31"]
    assert reasons(found, "Dora") == ["No account that could be asked"]
    assert names(ranked(world, days=("2013-08-01", ""))) == ["Anna", "Cleo"]


@pytest.mark.parametrize(("who", "count"), [("officer", 1), ("ILO", 1), ("auditor", 1), ("donor", 0)])
def test_nobody_is_ranked_for_who_may_not_know_of_them(world: World, who: str, count: int) -> None:
    on_roster(world, "Anna")
    assert ranked(world, who).possible_count == count


def test_who_was_nominated_or_has_retired_is_no_candidate(world: World) -> None:
    on_roster(world, "Anna")
    retired = on_roster(world, "Bert")
    world.press(retired, "retire", "officer", reason="Other work.")
    found = ranked(world)
    assert (names(found), found.impossible_count) == (["Anna"], 0)


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    for name in ("Anna", "Bert", "Cleo"):
        on_roster(world, name)
    with world.engine.reading() as (connection, house):
        me, look = world.people["officer"], lookup(world)
        pages = [rank(world.engine, connection, house, me, look, {}, skip=n, most=2) for n in (0, 2, 4)]
    assert [names(each) for each in pages] == [["Anna", "Bert"], ["Cleo"], []]
    assert {each.possible_count for each in pages} == {3}


def test_asked_in_parts_or_about_everybody_at_once_it_is_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Anna", "Bert", "Cleo"):
        on_roster(world, name)
    ask_for_a_view(world, "Anna")
    world.answer(ask_for_a_view(world, "Bert"), "Bert", "supports", "stakeholder_view", **proposing.VIEW)
    found = ranked(world)
    assert names(found) == ["Cleo", "Bert", "Anna"]
    monkeypatch.setattr(ranking, "AT_ONCE", 1)
    assert ranked(world) == found


# Against another way to reckon it


def copies(world: World, like: UUID, profiles: list[dict[str, Any]]) -> None:
    """The same entry many times over with other profiles, straight into the table."""
    with world.engine.database.begin() as connection:
        row = dict(connection.execute(select(cases).where(cases.c.id == like)).one()._mapping)
        for number, profile in enumerate(profiles):
            other = {
                "id": new_id(),
                "reference": f"EXP-{number:07}",
                "number": None,
                "title": f"N{number:04}",
            }
            connection.execute(insert(cases).values({**row, **other, "data": {**row["data"], **profile}}))


def better(one: dict[str, Any], other: dict[str, Any], wanted: dict[str, list[str]]) -> bool:
    """Whether one profile stands before another: asked criterion by criterion, as a person would."""
    for key, choices in wanted.items():
        mine, theirs = (sum(choice in each[key] for choice in choices) for each in (one, other))
        if mine != theirs:
            return mine > theirs
    return bool(one["name"] < other["name"])


def test_many_profiles_stand_in_the_order_that_pairwise_comparison_gives(world: World) -> None:
    dice = random.Random(7)
    kinds = {
        "skills": ["LABOUR", "DATA", "CHILDREN", "PROTECTION"],
        "themes": ["LABOUR", "HEALTH", "DEMAND"],
        "regions": ["SOUTH_ASIA", "EAST_AFRICA"],
        "languages": ["ENGLISH", "FRENCH", "ARABIC"],
    }
    profiles = [
        {key: dice.sample(choices, dice.randint(1, len(choices))) for key, choices in kinds.items()}
        for _ in range(150)
    ]
    like = on_roster(world, "Anna")
    copies(world, like, profiles)
    known = {f"N{number:04}": {**profile, "name": f"n{number:04}"} for number, profile in enumerate(profiles)}
    for _ in range(5):
        wanted = {key: dice.sample(choices, dice.randint(1, 2)) for key, choices in kinds.items()}
        order = [known[name] for name in names(ranked(world, wanted=wanted)) if name in known]
        assert len(order) == len(profiles)
        for one, other in itertools.pairwise(order):
            assert better(one, other, wanted)
            assert not better(other, one, wanted)


def test_an_absence_counts_on_its_first_and_its_last_day(world: World) -> None:
    away = on_roster(world, "Anna")
    days = {"since": "2013-07-02", "until": "2013-07-03"}
    item.add(world.engine, away, "absences", days, by=world.people["officer"])
    free = {
        day: bool(ranked(world, days=(f"2013-07-0{day}", f"2013-07-0{day}")).possible) for day in (1, 2, 3, 4)
    }
    assert free == {1: True, 2: False, 3: False, 4: True}
