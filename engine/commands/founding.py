"""The founding of a house: its name, prefix, log and calendar, and the first administrator's invitation. Once, at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.columns import new_id
from engine.commands.entry import (
    INITIALISER,
    Entry,
    misnamed,
    put_calendar,
    put_organization,
    put_person,
    put_setting,
)
from engine.commands.mandate import put_mandate
from engine.commands.password import make_link
from engine.commands.transaction import write_change
from engine.errors import Invalid, Refused
from engine.party import PRINCIPAL
from engine.runtime import Engine
from engine.session import INVITATION
from engine.setting import settings
from engine.store import lock_register

YEARS_AHEAD = 8


@dataclass(frozen=True)
class Founding:
    """What a house is told at its beginning."""

    name: str
    prefix: str
    origin: str
    zone: str
    countries: list[str]
    organization: tuple[str, str]
    administrator: tuple[str, str]


def found(engine: Engine, founding: Founding) -> str:
    """Begin the house; gives the secret of the first administrator's invitation. Refused when it has begun already."""
    with engine.database.begin() as connection:
        lock_register(connection)
        if connection.execute(select(settings.c.id).limit(1)).first() is not None:
            raise Refused("This house is initialised already.", rule="initialise-once")
        entry = Entry(engine, connection, INITIALISER, new_id())
        _check(founding)
        _put_house(entry, founding)
        secret = _put_administrator(entry, founding)
        write_change(engine, connection, entry.change)
        return secret


def _check(founding: Founding) -> None:
    told = {key: misnamed(key, value) for key, value in _names(founding).items()}
    problems = {key: says for key, says in told.items() if says is not None}
    if problems:
        raise Invalid(problems)


def _names(founding: Founding) -> dict[str, str]:
    return {
        "house_name": founding.name.strip(),
        "number_prefix": founding.prefix,
        "log_origin": founding.origin,
    }


def _put_house(entry: Entry, founding: Founding) -> None:
    names = _names(founding)
    for key, value in names.items():
        put_setting(entry, key, value, None)
    entry.sees(settings=names)
    year = entry.at.year
    put_calendar(
        entry,
        "house",
        label=founding.zone,
        zone=founding.zone,
        countries=founding.countries,
        own_days={},
        years=range(year - 1, year + YEARS_AHEAD),
    )


def _put_administrator(entry: Entry, founding: Founding) -> str:
    who = entry.engine.registry.house.administrators
    role = next(who.roles()) if who else None
    assert role is not None, "a house says who administers it"
    organization = put_organization(entry, *founding.organization, {})
    person = put_person(entry, *founding.administrator, None, None)
    put_mandate(entry, role.key, organization, person, PRINCIPAL, entry.at, None)
    return make_link(entry, entry.register.people[person], INVITATION, None)
