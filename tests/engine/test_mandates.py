"""Mandates: granted from one instant to another, to a person or to the organization itself; ended, never undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from engine.commands import register
from tests.engine.proven_house import house, last, mandate, told
from tests.people import CHAIR, COCHAIR
from tests.refusing import Invalid, Unknown, refused
from tests.world import MORNING, World

__all__ = ["house"]

ENDED = "This mandate has ended already."
NO_PARTY = "There is no such organization or person."
THEMSELVES = "Nobody grants a role to themselves."
BY_ORGANIZATION = "This office is held by an organization; those who fill its seat exercise it."
TOMORROW = MORNING + timedelta(days=1)


def grant(
    world: World,
    role: str,
    code: str,
    name: str | None = None,
    capacity: str | None = None,
    *,
    by: str = "administrator",
    **more: Any,
) -> UUID:
    done = register.grant(
        world.engine,
        role,
        world.organizations[code],
        person=world.people[name] if name else None,
        capacity=capacity or ("principal" if name else "office"),
        by=world.people[by],
        **{"since": MORNING, **more},
    )
    assert isinstance(done.result, UUID)
    return done.result


def end(world: World, identity: UUID, at: datetime | None = None) -> None:
    register.end_mandate(world.engine, identity, at=at, by=world.people["administrator"])


def acts_as(world: World, name: str) -> list[tuple[str, str]]:
    """Role and organization of everything somebody may act as now."""
    known = world.register_now()
    standings = known.standings(world.people[name], world.engine.now())
    return [(s.role, known.name(s.organization)) for s in standings]


def holders(world: World, role: str) -> list[str]:
    return [str(o) for o in world.register_now().holders(role, world.engine.now())]


# Granting


@pytest.mark.parametrize("capacity", ["principal", "alternate", "nominee"])
def test_a_person_acts_in_the_capacity_of_the_mandate(house: World, capacity: str) -> None:
    identity = grant(house, "SC_FOCAL_POINT", "UNODC", "expert", capacity)
    event = last(house, house.organizations["UNODC"])
    assert (event["kind"], event["pub"]) == ("mandate.granted", {"role": "SC_FOCAL_POINT"})
    standing = house.register_now().stands(house.people["expert"], "SC_FOCAL_POINT", MORNING)
    assert standing is not None and standing.name == f"SC_FOCAL_POINT/{capacity}"
    assert mandate(house, identity).capacity == capacity


def test_a_mandate_holds_from_its_beginning_until_just_before_its_end(house: World) -> None:
    grant(house, "STAKEHOLDER", "DONOR", "donor", since=TOMORROW, until=TOMORROW + timedelta(hours=1))
    held = []
    for instant in (MORNING, TOMORROW, TOMORROW + timedelta(minutes=59), TOMORROW + timedelta(hours=1)):
        house.clock.move_to(instant)
        held.append(("STAKEHOLDER", "DONOR") in acts_as(house, "donor"))
    assert held == [False, True, True, False]


def test_a_seat_is_held_by_the_organization_and_filled_by_people(house: World) -> None:
    register.add_organization(house.engine, "WHO", "World Health", {}, by=house.people["administrator"])
    house.organizations["WHO"] = house.register_now().by_code["WHO"].id
    grant(house, "SC_FOCAL_POINT", "WHO", "expert")
    assert "WHO" not in holders(house, "SC_FOCAL_POINT")
    grant(house, "SC_FOCAL_POINT", "WHO")
    assert "WHO" in holders(house, "SC_FOCAL_POINT")


def test_the_office_of_an_organization_is_exercised_by_whoever_fills_its_seat(house: World) -> None:
    chair = next(m for m in house.register_now().mandates if m.role == "SC_CHAIR")
    end(house, chair.id)
    grant(house, "SC_CHAIR", "UNODC")
    assert ("SC_CHAIR", "UNODC") in acts_as(house, "UNODC")
    assert ("SC_CHAIR", "UNODC") in acts_as(house, "UNODC alternate")
    assert acts_as(house, CHAIR) == [("SC_FOCAL_POINT", CHAIR)]


def test_whose_seat_ends_exercises_the_office_no_more(house: World) -> None:
    mine = next(m for m in house.register_now().mandates if m.person_id == house.people[COCHAIR])
    end(house, mine.id)
    assert acts_as(house, COCHAIR) == []
    assert holders(house, "SC_COCHAIR") == [COCHAIR]


def test_two_mandates_of_one_person_stand_side_by_side(house: World) -> None:
    grant(house, "AUDITOR", "SEC", "expert")
    grant(house, "SC_FOCAL_POINT", "UNODC", "expert", "nominee")
    assert acts_as(house, "expert") == [
        ("ROSTER_EXPERT", "EXPERTS"),
        ("AUDITOR", "SEC"),
        ("SC_FOCAL_POINT", "UNODC"),
    ]


def test_the_same_press_twice_grants_one_mandate(house: World) -> None:
    before = len(house.register_now().mandates)
    first, second = (grant(house, "STAKEHOLDER", "DONOR", "donor", key="one press") for _ in range(2))
    assert first == second
    assert len(house.register_now().mandates) == before + 1


# What is refused


def test_a_role_that_nobody_knows_is_not_granted(house: World) -> None:
    with refused(house, "There is no role SC_EMPEROR.", error=Invalid):
        grant(house, "SC_EMPEROR", "ILO")


def test_a_capacity_that_nobody_knows_is_not_granted(house: World) -> None:
    sentence = "Choose one of: principal, alternate, nominee, office."
    with refused(house, sentence, error=Invalid):
        grant(house, "SC_FOCAL_POINT", "ILO", "expert", "deputy")


@pytest.mark.parametrize("missing", ["organization", "person"])
def test_a_mandate_is_of_parties_that_are_in_the_register(house: World, missing: str) -> None:
    people = {**house.people, "nobody": uuid4()}
    house.people, house.organizations = people, {**house.organizations, "NONE": uuid4()}
    code, name = ("NONE", "expert") if missing == "organization" else ("ILO", "nobody")
    with refused(house, NO_PARTY, error=Unknown):
        grant(house, "SC_FOCAL_POINT", code, name)


@pytest.mark.parametrize("until", [MORNING - timedelta(days=1), MORNING])
def test_a_mandate_does_not_end_before_it_begins(house: World, until: datetime) -> None:
    with refused(house, "The end lies after the beginning.", error=Invalid):
        grant(house, "SC_FOCAL_POINT", "ILO", "expert", until=until)


@pytest.mark.parametrize("role", ["SC_CHAIR", "SC_COCHAIR"])
def test_no_person_holds_the_office_of_an_organization(house: World, role: str) -> None:
    with refused(house, BY_ORGANIZATION, rule="office-by-organization"):
        grant(house, role, "UNODC", "UNODC")


@pytest.mark.parametrize("role", ["SC_CHAIR", "SC_COCHAIR"])
@pytest.mark.parametrize("code", ["OSCE", "DONOR"])
def test_only_an_international_organization_presides(house: World, role: str, code: str) -> None:
    if code == "DONOR":  # one of which nobody wrote down what it is
        added = register.add_organization(
            house.engine, "PLAIN", "Plain", {}, by=house.people["administrator"]
        )
        house.organizations[code] = added.result
    shown = "OSCE" if code == "OSCE" else "PLAIN"
    with refused(house, f"A regional organization never presides: {shown}.", rule="GOV-06", error=Invalid):
        grant(house, role, code)


def test_nobody_grants_themselves_a_role(house: World) -> None:
    with refused(house, THEMSELVES, rule="no-self-grant"):
        grant(house, "SC_FOCAL_POINT", "ILO", "administrator")


def test_whoever_fills_the_seat_of_an_organization_gives_it_no_office(house: World) -> None:
    """Who administers the house fills no seat, so that nobody is in a place to do it."""
    sentence = "Whoever administers the house fills no seat: administrator does one of both already."
    with refused(house, sentence, rule="administrator-apart"):
        house.grant("SC_FOCAL_POINT", "UNODC", "administrator", "alternate")
    sentence = "Whoever administers the house fills no seat: ILO does one of both already."
    with refused(house, sentence, rule="administrator-apart"):
        grant(house, "ADMIN", "SEC", "ILO")


def test_an_office_has_one_holder_at_a_time(house: World) -> None:
    with refused(house, f"{CHAIR} holds this office in that time; end it first.", rule="office-sole"):
        grant(house, "SC_CHAIR", "UNICEF", since=TOMORROW)
    chair = next(m for m in house.register_now().mandates if m.role == "SC_CHAIR")
    register.end_mandate(house.engine, chair.id, by=house.people["administrator"])
    grant(house, "SC_CHAIR", "UNICEF", since=TOMORROW)


def test_a_mandate_does_not_end_in_the_past(house: World) -> None:
    seat = grant(house, "STAKEHOLDER", "DONOR", "donor")
    with refused(house, "A mandate ends now or later: what was done under it stays.", error=Invalid):
        register.end_mandate(
            house.engine, seat, at=house.clock.now() - timedelta(days=1), by=house.people["administrator"]
        )


@pytest.mark.parametrize(("name", "capacity"), [("expert", "office"), (None, "principal"), (None, "nominee")])
def test_an_office_is_of_an_organization_and_every_other_capacity_of_a_person(
    house: World, name: str | None, capacity: str
) -> None:
    sentence = "An organization holds an office; a person is principal, alternate or nominee."
    with refused(house, sentence, error=Invalid):
        grant(house, "SC_FOCAL_POINT", "DONOR", name, capacity)


# Overlapping

WEEK = timedelta(days=7)


def twice(name: str) -> str:
    return f"{name} has this mandate already; end it first, or let the other begin when it ends."


@pytest.mark.parametrize(
    "other",
    [
        {"since": MORNING},
        {"since": MORNING - WEEK},
        {"since": MORNING - WEEK, "until": MORNING + timedelta(hours=1)},
        {"since": TOMORROW, "until": TOMORROW + timedelta(hours=1)},
    ],
)
def test_a_mandate_that_stands_is_not_given_once_more(house: World, other: dict[str, Any]) -> None:
    """Or whoever ended the one would leave the right with the other."""
    grant(house, "STAKEHOLDER", "DONOR", "donor", until=MORNING + WEEK)
    with refused(house, twice("donor"), rule="mandate-once"):
        grant(house, "STAKEHOLDER", "DONOR", "donor", **other)


def test_an_organization_does_not_hold_the_same_office_twice(house: World) -> None:
    with refused(house, twice(CHAIR), rule="mandate-once"):
        grant(house, "SC_CHAIR", CHAIR)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_mandate_may_follow_the_other_whichever_is_granted_first(house: World, order: Any) -> None:
    both: list[dict[str, Any]] = [{"until": TOMORROW}, {"since": TOMORROW}]
    for number in order:
        grant(house, "STAKEHOLDER", "DONOR", "donor", **both[number])
    assert acts_as(house, "donor").count(("STAKEHOLDER", "DONOR")) == 1


def test_what_is_over_keeps_nothing_out(house: World) -> None:
    end(house, grant(house, "STAKEHOLDER", "DONOR", "donor", since=MORNING - WEEK))
    grant(house, "STAKEHOLDER", "DONOR", "donor", since=MORNING - WEEK)
    assert ("STAKEHOLDER", "DONOR") in acts_as(house, "donor")


def test_another_capacity_or_organization_is_another_mandate(house: World) -> None:
    for code, capacity in (("DONOR", "principal"), ("DONOR", "alternate"), ("EXPERTS", "principal")):
        grant(house, "STAKEHOLDER", code, "donor", capacity)
    assert len(acts_as(house, "donor")) == 4


# Ending


def test_a_mandate_ends_at_once_and_what_was_done_under_it_stays(house: World) -> None:
    case_id = house.deliberating()
    house.answer(case_id, "ILO", "support")
    mine = next(m for m in house.register_now().mandates if m.person_id == house.people["ILO"])
    end(house, mine.id)
    assert acts_as(house, "ILO") == []
    (answer,) = house.read(case_id).answers.values()
    assert (answer.outcome, answer.by) == ("support", house.people["ILO"])
    assert last(house, house.organizations["ILO"])["kind"] == "mandate.ended"


def test_a_mandate_may_end_later_and_holds_until_then(house: World) -> None:
    identity = grant(house, "STAKEHOLDER", "DONOR", "donor")
    end(house, identity, TOMORROW)
    assert ("STAKEHOLDER", "DONOR") in acts_as(house, "donor")
    house.clock.move_to(TOMORROW)
    assert ("STAKEHOLDER", "DONOR") not in acts_as(house, "donor")


def test_an_end_that_was_set_may_come_earlier_and_never_later(house: World) -> None:
    identity = grant(house, "STAKEHOLDER", "DONOR", "donor", until=TOMORROW)
    with refused(house, ENDED, rule="mandate-ended"):
        end(house, identity, TOMORROW + timedelta(days=1))
    end(house, identity)
    assert mandate(house, identity).until == MORNING


def test_a_mandate_that_has_not_begun_never_holds_once_it_is_ended(house: World) -> None:
    identity = grant(house, "STAKEHOLDER", "DONOR", "donor", since=TOMORROW)
    end(house, identity)
    house.clock.move_to(TOMORROW)
    assert ("STAKEHOLDER", "DONOR") not in acts_as(house, "donor")


def test_what_has_ended_does_not_end_again(house: World) -> None:
    identity = grant(house, "STAKEHOLDER", "DONOR", "donor")
    end(house, identity)
    with refused(house, ENDED, rule="mandate-ended"):
        end(house, identity)
    assert told(house, house.organizations["DONOR"])[-2:] == ["mandate.granted", "mandate.ended"]


def test_the_same_press_twice_ends_it_once_and_is_no_refusal(house: World) -> None:
    identity, by = grant(house, "STAKEHOLDER", "DONOR", "donor"), house.people["administrator"]
    done = [register.end_mandate(house.engine, identity, by=by, key="one press").again for _ in range(2)]
    assert done == [False, True]


def test_a_mandate_that_does_not_exist_is_unknown(house: World) -> None:
    with refused(house, "There is no such mandate.", error=Unknown):
        end(house, uuid4())


LAST = "The house needs somebody who administers it: give another person this role first, without an end."


def administration(world: World) -> UUID:
    """The mandate of the administrator."""
    return next(m.id for m in world.register_now().mandates if m.role == "ADMIN")


def close(world: World, name: str) -> None:
    closed = {"active": False}
    register.change_person(world.engine, world.people[name], closed, by=world.people["administrator"])


def test_the_last_administrator_stays(house: World) -> None:
    """Else nobody could give a mandate any more."""
    for at in (None, TOMORROW):
        with refused(house, LAST, rule="last-administrator"):
            end(house, administration(house), at)


def test_an_administrator_goes_when_another_is_there(house: World) -> None:
    old = administration(house)
    grant(house, "ADMIN", "SEC", "expert")
    end(house, old)
    assert ("ADMIN", "SEC") not in acts_as(house, "administrator")


@pytest.mark.parametrize("more", [{"until": TOMORROW}, {"until": TOMORROW + timedelta(days=9)}])
def test_an_administrator_for_a_time_does_not_count(house: World, more: dict[str, Any]) -> None:
    grant(house, "ADMIN", "SEC", "expert", **more)
    for at in (None, TOMORROW):
        with refused(house, LAST, rule="last-administrator"):
            end(house, administration(house), at)


def test_of_two_administrators_only_one_may_have_an_end(house: World) -> None:
    """Whichever end was set first, and however late."""
    second = grant(house, "ADMIN", "SEC", "expert")
    end(house, second, TOMORROW + timedelta(days=9))
    with refused(house, LAST, rule="last-administrator"):
        end(house, administration(house), TOMORROW)


def test_an_administrator_whose_account_is_closed_does_not_count(house: World) -> None:
    grant(house, "ADMIN", "SEC", "expert")
    close(house, "expert")
    with refused(house, LAST, rule="last-administrator"):
        end(house, administration(house))


def test_an_account_is_not_closed_while_the_other_administrator_has_an_end(house: World) -> None:
    grant(house, "ADMIN", "SEC", "expert")
    end(house, administration(house), TOMORROW)
    with refused(house, LAST, rule="last-administrator"):
        close(house, "expert")
    close(house, "donor")
