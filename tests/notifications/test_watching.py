"""Watching: who asked to hear of a case hears of its moves and its result, as long as it is open to them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from engine.commands import register
from engine.commands import watching as commands
from engine.log import events
from engine.queries.watching import is_watching, watched_by
from engine.watching import watching
from tests import people
from tests.access.hidden_types import hiding
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import deliver
from tests.notifications.telling import Teller
from tests.refusing import Refused, Unknown, refused
from tests.world import World

NOT_OPEN = "There is no such case, or it is not open to you."


def watch(world: World, case_id: UUID, name: str) -> None:
    commands.watch(world.engine, case_id, by=world.people[name])


def watched(world: World, name: str) -> list[str]:
    with world.engine.reading() as (connection, house):
        return [each.title for each in watched_by(world.engine, connection, house, world.people[name])]


def drafted(world: World, by: str = "officer") -> UUID:
    """A decision with its text, not circulated yet."""
    case_id = world.open(by=by)
    world.put(case_id, by=by)
    return case_id


def dismiss(world: World, name: str) -> None:
    """End every mandate of a person."""
    with world.engine.reading() as (_, house):
        mine = [m.id for m in house.mandates if m.person_id == world.people[name]]
    for mandate in mine:
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])


def test_who_watches_hears_of_a_move_and_who_does_not_hears_nothing(teller: Teller) -> None:
    world = teller.world
    case_id = drafted(world)
    watch(world, case_id, "second officer")
    world.press(case_id, "circulate", "officer")
    teller.catch_up()
    assert teller.told("second officer") == ["It is now “Circulated”."]
    assert [letter.kind for letter in teller.letters("second officer")] == ["moved"]
    assert teller.told("auditor") == []


def test_who_watches_hears_of_the_result(teller: Teller) -> None:
    world = teller.world
    case_id = world.silent()
    watch(world, case_id, "auditor")
    watch(world, withdrawn := drafted(world), "auditor")
    teller.forget()
    world.press(withdrawn, "withdraw", "officer", reason="Not needed.")
    world.at(world.view(case_id).expires_at)
    teller.catch_up()
    assert teller.kinds("auditor") == ["decided", "decided"]


def test_nobody_hears_of_the_own_act_by_watching(teller: Teller) -> None:
    world = teller.world
    case_id = drafted(world, "second officer")
    watch(world, case_id, "officer")
    world.press(case_id, "circulate", "officer")
    teller.catch_up()
    assert teller.told("officer") == []


def test_watching_adds_nothing_to_who_is_told_anyway(teller: Teller) -> None:
    world = teller.world
    case_id = world.circulated()
    teller.forget()
    for name in ("ILO", "UNODC"):
        watch(world, case_id, name)
    world.press(case_id, "deliberate", people.CHAIR)
    teller.catch_up()
    assert teller.told("ILO") == teller.told("OSCE") and len(teller.told("ILO")) == 1


def test_who_stopped_watching_hears_no_more(teller: Teller) -> None:
    world = teller.world
    case_id = drafted(world)
    watch(world, case_id, "second officer")
    for _ in range(2):
        commands.stop_watching(world.engine, case_id, by=world.people["second officer"])
    world.press(case_id, "circulate", "officer")
    teller.catch_up()
    assert teller.told("second officer") == [] and watched(world, "second officer") == []


def test_watching_twice_is_watching_once_and_stands_in_no_history(world: World) -> None:
    case_id = world.open()

    def count() -> int:
        with world.engine.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(events)).scalar_one())

    before = count()
    for _ in range(2):
        watch(world, case_id, "auditor")
    assert watched(world, "auditor") == ["A matter"] and watched(world, "ILO") == []
    assert count() == before


def test_what_is_not_open_cannot_be_watched(world: World) -> None:
    world.engine.registry = hiding()
    about = {"topic": "Hidden.", "asked": world.people["manager"].hex}
    hidden = world.open("A hidden matter", "officer", "team-matter", **about)
    for act in (commands.watch, commands.stop_watching):
        for case_id in (hidden, uuid4()):
            with refused(world, NOT_OPEN, error=Unknown):
                act(world.engine, case_id, by=world.people["ILO"])


def test_who_may_not_see_the_case_any_more_hears_nothing_and_finds_it_in_no_list(
    teller: Teller, office: PostOffice
) -> None:
    """Neither the message nor the letter that was written while it was still open."""
    world = teller.world
    world.engine.registry = hiding()
    about = {"topic": "Hidden.", "asked": world.people["manager"].hex}
    case_id = world.open("A hidden matter", "officer", "team-matter", **about)
    for name in ("second officer", "auditor"):
        watch(world, case_id, name)
    dismiss(world, "auditor")
    world.press(case_id, "close", "officer")
    teller.catch_up()
    assert teller.told("auditor") == [] and teller.letters("auditor") == []
    assert teller.kinds("second officer") == ["closed"]
    dismiss(world, "second officer")
    deliver(world, office.settings)
    assert people.address("second officer") not in office.receivers
    assert watched(world, "auditor") == watched(world, "second officer") == []


def test_a_closed_account_is_told_nothing_by_watching(teller: Teller) -> None:
    world = teller.world
    case_id = drafted(world)
    watch(world, case_id, "auditor")
    register.change_person(
        world.engine, world.people["auditor"], {"active": False}, by=world.people["administrator"]
    )
    world.press(case_id, "circulate", "officer")
    teller.catch_up()
    assert teller.told("auditor") == []


def test_there_is_an_end_to_what_one_person_watches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST", 1)
    watch(world, world.open(), "ILO")
    another = world.open()
    with refused(world, "You watch 1 cases already: stop watching one of them first.", error=Refused):
        watch(world, another, "ILO")


def test_the_wish_is_kept_by_person_and_case(world: World) -> None:
    case_id = world.open()
    watch(world, case_id, "ILO")
    with world.engine.database.read() as connection:
        assert is_watching(connection, case_id, world.people["ILO"])
        assert not is_watching(connection, case_id, world.people["OSCE"])
        assert connection.execute(select(watching.c.since)).scalar_one() == world.engine.now()
