"""Who stands in is told in whose place; who is away for other work is reminded as ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.commands import absence
from tests.notifications.telling import Teller
from tests.people import CHAIR
from tests.world import MORNING

DUE = datetime(2013, 1, 14, 16, tzinfo=UTC)
LATER = DUE + timedelta(days=7)
MINE = "ILO is away, and you stand in: Take a position."


def away(teller: Teller, name: str, to: str, *scope: str) -> None:
    ids = teller.world.people
    absence.record(
        teller.world.engine, ids[name], MORNING, LATER, substitute=ids[to], scope=scope, by=ids[name]
    )


def desk_officer(teller: Teller) -> str:
    name = "ILO desk officer"
    teller.world.add_person(name)
    teller.world.grant("DONOR_OBSERVER", "ILO", name, "principal")
    return name


def outstanding(teller: Teller) -> None:
    """A deliberation in which only ILO has not answered, due within the hour."""
    case_id = teller.world.circulated()
    teller.world.press(case_id, "deliberate", CHAIR, expires_at=DUE.isoformat())
    for code in ("IOM", "OHCHR", "OSCE", "UNICEF", "UNODC"):
        teller.world.answer(case_id, code, "support")
    teller.world.at(DUE - timedelta(hours=1))
    teller.catch_up()
    teller.forget()


def test_a_stand_in_is_asked_and_reads_in_whose_place(teller: Teller) -> None:
    to = desk_officer(teller)
    for name in ("ILO", "ILO alternate"):
        away(teller, name, to)
    teller.world.deliberating()
    teller.catch_up()
    told = teller.told(to)
    assert MINE in told
    assert [each for each in told if "You are asked: Take a position" in each] != [], told


def test_a_stand_in_is_told_when_it_becomes_due(teller: Teller) -> None:
    outstanding(teller)
    to = desk_officer(teller)
    for name in ("ILO", "ILO alternate"):
        away(teller, name, to)
    teller.world.at(DUE)
    teller.catch_up()
    assert MINE in teller.told(to)


def test_who_is_away_only_for_other_work_is_reminded_as_ever(teller: Teller) -> None:
    outstanding(teller)
    away(teller, "ILO", "ILO alternate", "quality-review")
    teller.world.at(DUE)
    teller.catch_up()
    assert (teller.told("ILO"), teller.told("ILO alternate")) == (["Take a position: It is due now."], [])


def test_with_the_principal_away_the_alternate_is_reminded(teller: Teller) -> None:
    outstanding(teller)
    away(teller, "ILO", "ILO alternate")
    teller.world.at(DUE)
    teller.catch_up()
    assert (teller.told("ILO"), teller.told("ILO alternate")) == ([], ["Take a position: It is due now."])
