"""The house is furnished: settings, calendar, organizations, seats and role accounts, by the engine's own commands."""

from __future__ import annotations

from uuid import UUID

from config.demo.people import (
    ACCOUNTS,
    ADMINISTRATOR,
    BODIES,
    HOUSE,
    MEMBERS,
    ROTATION,
    SINCE,
    UN_DAYS,
    Account,
)
from engine.commands import register
from engine.party import OFFICE
from engine.runtime import Engine


def furnish(engine: Engine) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Initialise the house; gives organizations by code and people by name. All but the first steps an administrator's."""
    register.initialise(engine, HOUSE)
    _set_calendar(engine)
    organizations = {
        body.code: _id(
            register.add_organization(engine, body.code, body.name, body.attributes, by=None).result
        )
        for body in BODIES
    }
    order = [organizations[code].hex for code in ROTATION]
    register.set_setting(engine, "rotation_order", order, by=None)
    administrator = _add(engine, ADMINISTRATOR, organizations, None)
    people = {ADMINISTRATOR.name: administrator}
    for code in MEMBERS:
        register.grant(
            engine,
            "SC_FOCAL_POINT",
            organizations[code],
            person=None,
            capacity=OFFICE,
            since=SINCE,
            by=administrator,
        )
    for account in ACCOUNTS:
        if account is not ADMINISTRATOR:
            people[account.name] = _add(engine, account, organizations, administrator)
    return organizations, people


def _set_calendar(engine: Engine) -> None:
    register.set_calendar(
        engine,
        "house",
        label="Vienna, with days of the United Nations",
        zone="Europe/Vienna",
        countries=["AT"],
        own_days=UN_DAYS,
        years=range(2012, 2016),
        by=None,
    )


def _add(engine: Engine, account: Account, organizations: dict[str, UUID], by: UUID | None) -> UUID:
    person = _id(register.add_person(engine, account.email, account.name, by=by).result)
    register.grant(
        engine,
        account.role,
        organizations[account.organization],
        person=person,
        capacity=account.capacity,
        since=SINCE,
        by=by,
    )
    return person


def _id(result: object) -> UUID:
    assert isinstance(result, UUID)
    return result
