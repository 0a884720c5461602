"""A house in which there is something of every kind to look at, and the means to harm it: as its owner by hand, or as a
program that writes what is wrong, so that log and tables agree on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select, update

from engine.case import cases
from engine.change import SYSTEM, Change, Event
from engine.commands import case, override, token
from engine.heartbeat import TICK, beat
from engine.log import canonical, events, leaf_hash, read
from engine.sequence import log_entries, sequence_all, unsequenced
from engine.session import tokens
from engine.store import read_head, write
from engine.task import tasks
from tests.engine.erasing import of_two
from tests.owner import unguarded
from tests.people import CHAIR
from tests.world import World

ADOPTED, DISPUTED, ENDED = "A matter that is adopted", "A matter that is disputed", "A matter that has ended"


def live_in(world: World) -> None:
    """A house in which there is something of every kind to look at."""
    world.enable_silence()
    adopt(world)
    look_past_the_rules(world)
    sequence_all(world.engine.database)
    dispute(world)
    ended = world.open(title=ENDED)
    world.press(ended, "withdraw", "officer", reason="Second thoughts.")
    with world.engine.database.begin() as connection:
        beat(connection, TICK, world.clock.now())


def adopt(world: World) -> None:
    """In silence, with a remark."""
    adopted = world.open(title=ADOPTED, method="SILENCE")
    world.put(adopted)
    world.press(adopted, "circulate", "officer")
    world.press(adopted, "open_silence", CHAIR)
    world.open_pages(adopted)
    world.answer(adopted, "ILO", "support")
    case.comment(world.engine, adopted, "Well said.", by=world.people["ILO"])
    world.later(days=30)


def look_past_the_rules(world: World) -> None:
    """An override, and two tokens of which one is revoked."""
    engine, who = world.engine, world.people
    override.begin(engine, case_named(world, ADOPTED), "The auditor asks for it.", by=who["administrator"])
    for _ in range(2):
        token.make_token(engine, who["officer"], "a machine")
    with engine.database.read() as connection:
        mine = connection.execute(select(tokens.c.id).order_by(tokens.c.id)).scalars().first()
    assert mine is not None
    token.revoke_token(engine, mine, by=None)


def dispute(world: World) -> None:
    """An objection that its member takes back, and an answer that the office records."""
    disputed = world.open(title=DISPUTED)
    world.put(disputed)
    world.press(disputed, "circulate", "officer")
    world.press(disputed, "deliberate", CHAIR)
    world.answer(disputed, "OSCE", "strong_objection", reason="The share is too small.")
    world.answer(disputed, "OSCE", "support")
    known = "By telephone on 4 February, Ms Said herself."
    world.answer(disputed, "officer", "support", of="UNODC", evidence=known)


# What the breaking is done with


def case_named(world: World, title: str) -> UUID:
    return the(world, select(cases.c.id).where(cases.c.title == title))


def only(connection: Connection, query: Select[Any]) -> UUID:
    """The one id that is found."""
    identity = connection.execute(query).scalar_one()
    assert isinstance(identity, UUID)
    return identity


def the(world: World, query: Select[Any]) -> UUID:
    """The same for whoever has no connection."""
    with world.engine.database.read() as connection:
        return only(connection, query)


def standing_task(world: World, title: str, who: str) -> Any:
    """The question of a position to a seat, as the tables have it."""
    party = f"org:{world.organizations[who].hex}"
    mine = select(tasks).where(tasks.c.case_id == case_named(world, title), tasks.c.task == "position")
    with world.engine.database.read() as connection:
        return connection.execute(mine.where(tasks.c.party == party)).one()


def told(
    world: World, title: str, *rows: Callable[[Event], None], kind: str = "tested", **words: Any
) -> None:
    """An event as a program would write it that has lost its mind: log and tables agree, and what they say is wrong. With `two`
    it executes what the one has asked for and the other has approved."""
    stream = words.pop("stream", None) or ("case", case_named(world, title))
    with unguarded(world.engine.database) as connection:
        change = Change()
        if two := words.pop("two", None):
            words["facts"] |= of_two(change, world.clock.now(), *two)
        change.heads[stream] = read_head(connection, *stream)
        actor = words.pop("actor", SYSTEM)
        event = change.event(stream, kind, world.clock.now(), actor, **words)
        for row in rows:
            row(event)
        write(connection, change, origin="nemcon.example.org/tests", build="test", node_at=world.clock.now())


def changed(table: str, key: tuple[Any, ...], **values: Any) -> Callable[[Event], None]:
    return lambda event: event.update(table, key, values)


def added(table: str, key: tuple[Any, ...], row: dict[str, Any]) -> Callable[[Event], None]:
    return lambda event: event.insert(table, key, row)


def rewrite_last(world: World, **words: Any) -> None:
    """The newest event, its bytes and columns and hashes made anew so that they fit each other."""
    with unguarded(world.engine.database) as connection:
        row = connection.execute(select(events).order_by(events.c.pos.desc()).limit(1)).one()
        body = canonical({**read(bytes(row.body)), **words})
        leaf = leaf_hash(body)
        here = {"body": body, "leaf_hash": leaf, **{k: v for k, v in words.items() if k == "seq"}}
        connection.execute(update(events).where(events.c.pos == row.pos).values(here))
        if "at" in words:
            earlier = update(events).where(events.c.pos == row.pos)
            connection.execute(earlier.values(at=row.at - timedelta(days=9)))
        for table in (log_entries, unsequenced):
            connection.execute(update(table).where(table.c.event_id == row.id).values(leaf_hash=leaf))
