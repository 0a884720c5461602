"""Organizations and people: who may enter them, what is refused and in which words, and accounts that are closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from engine.commands import register
from engine.commands.transaction import Done
from tests.engine.proven_house import ONLY_ADMINISTRATORS, house, last, told, who
from tests.refusing import Denied, Invalid, Taken, Unknown, refused
from tests.world import BEGUN, World

__all__ = ["house"]

NO_PERSON = "There is no such person."
NAMELESS = "An organization needs a short code and a name."
TWICE = "There is an account with this address already."
NO_ADDRESS = "Write an e-mail address, such as name@example.org."


def enter(world: World, code: str, name: str = "World Health", by: str = "administrator") -> UUID:
    done = register.add_organization(
        world.engine, code, name, {"scope": "INTERNATIONAL"}, by=world.people[by]
    )
    assert isinstance(done.result, UUID)
    return done.result


def join(world: World, email: str, name: str = "Somebody", by: str = "administrator", **more: str) -> UUID:
    done = register.add_person(world.engine, email, name, by=world.people[by], **more)
    assert isinstance(done.result, UUID)
    return done.result


def change(world: World, someone: str, /, by: str = "administrator", **changes: object) -> Done:
    return register.change_person(world.engine, world.people[someone], changes, by=world.people[by])


# Who may


@pytest.mark.parametrize("by", ["officer", "manager", "ILO", "auditor", "donor"])
def test_nobody_but_an_administrator_changes_the_register(house: World, by: str) -> None:
    engine, someone = house.engine, house.people[by]
    ilo = house.organizations["ILO"]
    seat = next(m.id for m in house.register_now().mandates if m.organization_id == ilo)
    acts: list[Callable[[], Done]] = [
        lambda: register.add_organization(engine, "WHO", "World Health", {}, by=someone),
        lambda: register.add_person(engine, "new@example.org", "New", by=someone),
        lambda: register.change_person(engine, house.people["OSCE"], {"name": "Other"}, by=someone),
        lambda: register.grant(
            engine, "DONOR_OBSERVER", ilo, person=None, capacity="office", since=BEGUN, by=someone
        ),
        lambda: register.end_mandate(engine, seat, by=someone),
        lambda: register.set_setting(engine, "house_name", "Mine", by=someone),
        lambda: register.set_calendar(
            engine, "house", label="L", zone="UTC", countries=[], own_days={}, years=range(2013, 2014),
            by=someone,
        ),
    ]  # fmt: skip
    for act in acts:
        with refused(house, ONLY_ADMINISTRATORS, rule="administer", error=Denied):
            act()


def test_an_administrator_whose_mandate_ended_changes_nothing_more(house: World) -> None:
    mine = next(m for m in house.register_now().mandates if m.role == "ADMIN")
    house.grant("ADMIN", "SEC", "expert", "principal")
    register.end_mandate(house.engine, mine.id, by=house.people["administrator"])
    with refused(house, ONLY_ADMINISTRATORS, rule="administer", error=Denied):
        enter(house, "WHO")


def test_what_an_administrator_did_names_the_person_and_the_capacity(house: World) -> None:
    event = last(house, enter(house, "WHO"))
    assert (event["kind"], event["actor"], event["for"], event["capacity"]) == (
        "organization.added",
        house.people["administrator"].hex,
        house.organizations["SEC"].hex,
        "ADMIN/principal",
    )


# Organizations


def test_an_organization_is_known_by_its_code_as_soon_as_it_is_there(house: World) -> None:
    identity = enter(house, "  WHO ", " World Health ")
    known = house.register_now().by_code["WHO"]
    assert (known.id, known.name, known.attributes) == (identity, "World Health", {"scope": "INTERNATIONAL"})


@pytest.mark.parametrize(("code", "name"), [("", "Name"), ("  ", "Name"), ("C" * 41, "Name"), ("WHO", " ")])
def test_an_organization_has_a_short_code_and_a_name(house: World, code: str, name: str) -> None:
    with refused(house, NAMELESS, error=Invalid):
        enter(house, code, name)


def test_two_organizations_do_not_share_a_code(house: World) -> None:
    with refused(house, "There is an organization ILO already.", error=Taken):
        enter(house, "ILO")


def test_the_same_press_twice_enters_one_organization(house: World) -> None:
    by = house.people["administrator"]
    first, second = (
        register.add_organization(house.engine, "WHO", "World Health", {}, by=by, key="one press")
        for _ in range(2)
    )
    assert (first.again, second.again, second.result) == (False, True, first.result)


# People


def test_a_person_has_an_address_in_its_normal_form_and_no_password(house: World) -> None:
    identity = join(house, " New.Person@EXAMPLE.org ", " New person ", zone="Asia/Tokyo", language="fr")
    known = house.register_now().people[identity]
    assert (known.email, known.name) == ("New.Person@example.org", "New person")
    assert (known.zone, known.language, known.active) == ("Asia/Tokyo", "fr", True)
    assert told(house, identity) == ["person.added"]


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "two words@example.org", "a@@example.org", "@example.org"]
)
def test_an_address_is_an_address(house: World, email: str) -> None:
    with refused(house, NO_ADDRESS, error=Invalid):
        join(house, email)


@pytest.mark.parametrize("email", ["ilo@example.org", "ILO@example.org", " ilo@EXAMPLE.ORG "])
def test_one_address_is_one_account_however_it_is_spelled(house: World, email: str) -> None:
    with refused(house, TWICE, error=Taken):
        join(house, email)


def test_a_person_has_a_name(house: World) -> None:
    with refused(house, "Write the person's name.", error=Invalid):
        join(house, "new@example.org", "  ")


def test_the_words_about_a_person_are_committed_to_the_log_and_not_shown(house: World) -> None:
    identity = join(house, "new@example.org", "A Name To Forget")
    event = str(last(house, identity))
    assert "A Name To Forget" not in event and "new@example.org" not in event


def test_an_administrator_changes_the_particulars_of_anybody(house: World) -> None:
    change(house, "ILO", name="Another", email="another@example.org", zone="Europe/Paris")
    known = who(house, "ILO")
    assert (known.name, known.email, known.zone) == ("Another", "another@example.org", "Europe/Paris")


@pytest.mark.parametrize("email", ["iom@example.org", "IOM@example.org", "Iom@Example.Org"])
def test_nobody_is_given_the_address_of_another_however_it_is_spelled(house: World, email: str) -> None:
    with refused(house, TWICE, error=Taken):
        change(house, "ILO", email=email)
    assert who(house, "ILO").email == "ilo@example.org"


def test_an_address_may_be_spelled_anew_by_whose_it_is(house: World) -> None:
    change(house, "ILO", email=" ILO@EXAMPLE.org")
    assert who(house, "ILO").email == "ILO@example.org"


@pytest.mark.parametrize(
    ("other", "sentence"), [({"name": "  "}, "Write the person's name."), ({"email": "nobody"}, NO_ADDRESS)]
)
def test_other_particulars_are_checked_like_the_first(
    house: World, other: dict[str, Any], sentence: str
) -> None:
    with refused(house, sentence, error=Invalid):
        change(house, "ILO", **other)


def test_people_change_their_own_name_and_zone_in_no_office(house: World) -> None:
    change(house, "ILO", by="ILO", name="Myself", zone="Asia/Tokyo", language="fr", preferences={"x": True})
    assert (who(house, "ILO").name, who(house, "ILO").zone) == ("Myself", "Asia/Tokyo")
    assert last(house, house.people["ILO"])["capacity"] == "self"


@pytest.mark.parametrize(
    "other", [{"email": "mine@example.org"}, {"password": "x"}, {"name": "X", "email": "x"}]
)
def test_people_change_nothing_else_about_themselves(house: World, other: dict[str, Any]) -> None:
    with refused(house, ONLY_ADMINISTRATORS, rule="administer", error=Denied):
        change(house, "ILO", by="ILO", **other)


def test_nobody_changes_somebody_else(house: World) -> None:
    with refused(house, ONLY_ADMINISTRATORS, rule="administer", error=Denied):
        change(house, "IOM", by="ILO", name="Not theirs")


def test_a_person_who_does_not_exist_is_not_changed(house: World) -> None:
    with refused(house, NO_PERSON, error=Unknown):
        register.change_person(house.engine, uuid4(), {"name": "X"}, by=house.people["administrator"])


# Words that no line holds

TORN = "Take out the control characters."
LONG = "Keep it under 500 characters; these are 501."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("a\x00b", TORN), ("a\x1bb", TORN), ("a\nBcc: b", "Keep it to one line."), ("n" * 501, LONG)],
)
def test_a_name_is_words_on_one_line(house: World, words: str, sentence: str) -> None:
    """A mail would take a second line for one of its own; PostgreSQL takes no NUL; an event takes no endless name."""
    acts: list[Callable[[], object]] = [
        lambda: enter(house, words),
        lambda: enter(house, "WHO", words),
        lambda: join(house, "new@example.org", words),
        lambda: change(house, "ILO", name=words),
    ]
    for act in acts:
        with refused(house, sentence, error=Invalid):
            act()


# Closing an account


def roles(world: World, name: str, at: datetime | None = None) -> list[str]:
    found = world.register_now().standings(world.people[name], at or world.engine.now())
    return [standing.role for standing in found]


def test_whose_account_is_closed_acts_in_no_role_until_it_is_opened_again(house: World) -> None:
    assert roles(house, "IOM") == ["SC_FOCAL_POINT", "SC_CHAIR"]
    change(house, "IOM", active=False)
    assert roles(house, "IOM") == []
    change(house, "IOM", active=True)
    assert roles(house, "IOM") == ["SC_FOCAL_POINT", "SC_CHAIR"]


def test_whose_account_is_closed_is_not_among_those_who_are_asked(house: World) -> None:
    change(house, "ILO", active=False)
    ilo, now = house.organizations["ILO"], house.engine.now()
    asked = [str(p) for p in house.register_now().people_in("SC_FOCAL_POINT", now, ilo)]
    assert asked == ["ILO alternate"]


def test_the_seat_of_a_closed_account_stays_and_its_alternate_goes_on(house: World) -> None:
    case_id = house.deliberating()
    change(house, "ILO", active=False)
    house.answer(case_id, "ILO alternate", "support")
    assert "ILO" in [str(o) for o in house.register_now().holders("SC_FOCAL_POINT", house.engine.now())]


def test_administrators_do_not_close_their_own_account(house: World) -> None:
    with refused(house, "You cannot close your own account.", rule="no-self-grant"):
        change(house, "administrator", active=False)
