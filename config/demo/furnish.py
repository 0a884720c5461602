"""The house is furnished as any other: founded, its calendar set, organizations, seats and accounts imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from config.demo.people import (
    ACCOUNTS,
    ADMINISTRATOR,
    BODIES,
    MEMBERS,
    ORIGIN,
    PRESIDED_BEFORE,
    ROTATION,
    SINCE,
    SYSTEM,
    UN_DAYS,
    VIENNA,
)
from engine.commands import register
from engine.commands.founding import Founding, found
from engine.commands.importing import Line, import_lines
from engine.runtime import Engine


def furnish(engine: Engine) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Found the house and bring everybody in; gives organizations by code and people by name."""
    administrator = (ADMINISTRATOR.email, ADMINISTRATOR.name)
    founding = Founding(
        "UN.GIFT", "GIFT", ORIGIN, "Europe/Vienna", ["AT"], (SYSTEM.code, SYSTEM.name), administrator
    )
    found(engine, founding)  # the invitation it gives leads nowhere: in a demonstration one click lets in
    import_lines(engine, list(_lines()))
    with engine.reading() as (_, known):
        organizations = {each.code: each.id for each in known.organizations.values()}
        people = {each.name: each.id for each in known.people.values()}
    _set_calendar(engine, people[ADMINISTRATOR.name])
    register.set_setting(engine, "rotation_order", [organizations[code].hex for code in ROTATION], by=None)
    return organizations, people


def _set_calendar(engine: Engine, by: UUID) -> None:
    register.set_calendar(
        engine,
        "house",
        label="Vienna, with days of the United Nations",
        zone="Europe/Vienna",
        countries=["AT"],
        own_days=UN_DAYS,
        years=range(2011, 2016),
        by=by,
    )


def _lines() -> Iterator[Line]:
    number = 0
    for body in BODIES:
        number += 1
        yield Line(number, body.code, body.name, body.attributes)
    for role, code, since, until in _offices():
        number += 1
        yield Line(number, code, role=role, since=since.isoformat(), until=until.isoformat() if until else "")
    for account in ACCOUNTS:
        if account == ADMINISTRATOR:  # is there since the founding
            continue
        number += 1
        yield Line(
            number,
            account.organization,
            email=account.email,
            name=account.name,
            role=account.role,
            capacity=account.capacity,
            since=SINCE.isoformat(),
        )


def _offices() -> Iterator[tuple[str, str, datetime, datetime | None]]:
    """What organizations themselves hold: their seats, and the chair and co-chair of the year before the story."""
    for code in MEMBERS:
        yield "SC_FOCAL_POINT", code, SINCE, None
    first, last = datetime(2011, 1, 1, tzinfo=VIENNA), datetime(2012, 1, 1, tzinfo=VIENNA)
    for role, code in zip(("SC_CHAIR", "SC_COCHAIR"), PRESIDED_BEFORE, strict=True):
        yield role, code, first, last
