"""Two who change the register at the same instant: each judges what the other has left."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, func, select

from engine.commands import register
from engine.log import events
from engine.party import mandates, organizations
from engine.stored_calendar import calendars
from tests.errand import open_errand
from tests.races import acts
from tests.races.invariants import check_house
from tests.races.racing import Racers
from tests.world import World


def gapless(connection: Connection, stream: UUID) -> bool:
    numbered = select(events.c.seq).where(events.c.stream_id == stream).order_by(events.c.seq)
    found = list(connection.execute(numbered).scalars())
    return found == list(range(1, len(found) + 1))


def second_administrator(world: World) -> None:
    world.add_person("second administrator")
    world.grant("ADMIN", "SEC", "second administrator", "principal")


def test_a_mandate_ends_once(world: World, pair: Racers, fewer_rounds: int) -> None:
    now, by = world.clock.now(), world.people["administrator"]
    for _ in range(fewer_rounds):
        seat = world.grant("DONOR_OBSERVER", "ILO", "ILO alternate", "principal")
        told = pair.run(*[(now, acts.end_mandate, {"mandate": seat, "by": by})] * 2)
        assert sorted(each.error for each in told) == ["", "Refused"]
        assert {each.sentence for each in told} == {"", "This mandate has ended already."}
    with world.engine.database.read() as connection:
        assert gapless(connection, world.organizations["ILO"])
    check_house(world.engine.database)


def test_two_organizations_never_share_a_code(world: World, pair: Racers, fewer_rounds: int) -> None:
    now, by = world.clock.now(), world.people["administrator"]
    for number in range(fewer_rounds):
        told = pair.run(*[(now, acts.add_organization, {"code": f"N{number}", "by": by})] * 2)
        assert sorted(each.error for each in told) == ["", "Taken"]
        assert {each.sentence for each in told} == {"", f"There is an organization N{number} already."}
    with world.engine.database.read() as connection:
        counted = connection.execute(select(func.count()).select_from(organizations)).scalar()
    assert counted == len(world.organizations) + fewer_rounds
    check_house(world.engine.database)


def test_of_two_calendars_set_at_once_the_later_replaces_the_earlier(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    now, by = world.clock.now(), world.people["administrator"]
    for number in range(fewer_rounds):
        told = pair.run(
            *((now, acts.set_calendar, {"label": f"{who} {number}", "by": by}) for who in ("first", "second"))
        )
        assert [each.error for each in told] == ["", ""]
    with world.engine.database.read() as connection:
        found = connection.execute(select(calendars).order_by(calendars.c.version)).all()
    assert [row.version for row in found] == list(range(1, 2 * fewer_rounds + 2))
    assert [row.version for row in found if row.current] == [2 * fewer_rounds + 1]
    check_house(world.engine.database)


def test_two_administrators_who_end_each_others_mandate_do_not_both_succeed(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    now, both = world.clock.now(), ("administrator", "second administrator")
    second_administrator(world)
    for _ in range(fewer_rounds):
        held = {who: administrator_of(world, who) for who in both}
        told = pair.run(
            *(
                (now, acts.end_mandate, {"mandate": held[other], "by": world.people[who]})
                for who, other in (both, both[::-1])
            )
        )
        assert sorted(each.error for each in told) == ["", "Denied"]
        assert {each.sentence for each in told} == {"", "Only an administrator may change the register."}
        ended = both[1 - [each.won for each in told].index(True)]
        world.grant("ADMIN", "SEC", ended, "principal")
    check_house(world.engine.database)


def administrator_of(world: World, who: str) -> UUID:
    with world.engine.database.read() as connection:
        mine = select(mandates.c.id).where(
            mandates.c.person_id == world.people[who], mandates.c.role == "ADMIN", mandates.c.until.is_(None)
        )
        found = connection.execute(mine).scalar_one()
    assert isinstance(found, UUID)
    return found


def test_an_act_on_a_case_and_an_act_on_the_register_never_wait_for_each_other_in_a_circle(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    """The case gives two organizations a role, in the order of its effects; the administrator does so meanwhile."""
    now, by = world.clock.now(), world.people["administrator"]
    for _ in range(fewer_rounds):
        errand, seen = errand_for(world, "ILO", "IOM")
        cochair = next(m for m in world.register_now().mandates if m.role == "SC_COCHAIR")
        if cochair.until is None:
            register.end_mandate(world.engine, cochair.id, by=by)  # an office has one holder at a time
        told = pair.run(
            (
                now,
                acts.press,
                {"case_id": errand, "trigger": "finish", "by": world.people["officer"], "revision": seen},
            ),
            (
                now,
                acts.grant,
                {"role": "SC_COCHAIR", "organization": world.organizations["IOM"], "by": by},
            ),
        )
        assert [each.error for each in told] == ["", ""]
        register.end_mandate(world.engine, told[1].value, by=by)
    check_house(world.engine.database)


def test_two_cases_that_give_two_organizations_a_role_crosswise_do_not_wait_for_each_other(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    now, officer = world.clock.now(), world.people["officer"]
    for _ in range(fewer_rounds):
        both = [errand_for(world, "ILO", "IOM"), errand_for(world, "IOM", "ILO")]
        told = pair.run(
            *(
                (now, acts.press, {"case_id": errand, "trigger": "finish", "by": officer, "revision": seen})
                for errand, seen in both
            )
        )
        assert [each.error for each in told] == ["", ""]
    with world.engine.database.read() as connection:
        assert all(gapless(connection, world.organizations[code]) for code in ("ILO", "IOM"))
        given = select(func.count()).select_from(mandates).where(mandates.c.role == "STAKEHOLDER")
        assert connection.execute(given).scalar() == 4 * fewer_rounds
    check_house(world.engine.database)


def errand_for(world: World, first: str, second: str) -> tuple[UUID, int]:
    case_id = open_errand(world, first, second)
    return case_id, world.read(case_id).case.revision
