"""Workers that stand still longer than they may: what they hold is taken from them, and what they bring late is not taken."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from engine.commands.tick import tick
from engine.database import open_database
from engine.fold import differences
from engine.log import events, parse
from engine.mail_queue import SENT, mails
from engine.runtime import Engine
from engine.timer import ARMED, timers
from notifications.delivery import LEASE, Delivery
from tests.faults.killing import fork
from tests.notifications.post_office import PostOffice, free_port
from tests.notifications.telling import BASE, Teller
from tests.owner import owning
from tests.races.racing import House
from tests.world import World

TRIALS, STOPS, PATIENCE = 100, 8, 60
LATE = ("250 taken", "451 come later", "550 nobody here", "hang up")


class Slow(PostOffice):
    """A mail server that lets something happen before it answers the first letter of a trial."""

    meanwhile: Callable[[], object] | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            await asyncio.get_running_loop().run_in_executor(None, happens)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def slow() -> Iterator[Slow]:
    office = Slow(port=free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    yield office
    controller.stop()


@pytest.fixture
def letter(world: World) -> Callable[[], Any]:
    """One letter in the queue, the same in every trial: its words back, and its tries forgotten."""
    teller = Teller(world, BASE)
    world.circulated()
    teller.catch_up()
    (first, *_) = teller.letters()
    with owning(world.engine.database) as connection:
        connection.execute(mails.delete().where(mails.c.id != first.id))

    def again() -> Any:
        words = {name: getattr(first, name) for name in ("subject", "body", "notice", "state", "tries")}
        with world.engine.database.begin() as connection:
            connection.execute(update(mails).values(**words, next_try_at=world.clock.now()))
        return first

    return again


def row(world: World) -> Any:
    with world.engine.database.read() as connection:
        return connection.execute(select(mails)).one()


def deliver(world: World, office: PostOffice) -> Delivery:
    delivery = Delivery(world.engine, office.settings, BASE)
    delivery.run()
    return delivery


def test_who_was_slower_than_the_lease_cannot_say_how_the_try_ended(
    world: World, slow: Slow, letter: Callable[[], Any]
) -> None:
    """Meanwhile another worker gave the try up as lost, tried itself and was told that it was taken."""
    ends = cycle(LATE)
    for _ in range(TRIALS):
        letter()
        slow.taken.clear()
        slow.after_data[:] = ["250 taken", next(ends)]

        def meanwhile() -> None:
            world.clock.advance(LEASE + timedelta(seconds=1))
            assert deliver(world, slow).fates[SENT] == 1

        slow.meanwhile = meanwhile
        late = deliver(world, slow)
        told = row(world)
        assert (told.state, told.tries, told.error) == (SENT, 2, None)
        assert sum(late.fates.values()) == 0, "the late one counts nothing"
        assert len({message["Message-ID"] for message in slow.taken}) == 1


def test_a_worker_that_was_stopped_over_its_lease_changes_nothing_when_it_goes_on(
    world: World, slow: Slow, letter: Callable[[], Any], tmp_path: Path
) -> None:
    house = House.of(world.engine, tmp_path)
    for _ in range(STOPS):
        letter()
        slow.after_data[:] = ["451 come later", "250 taken"]
        child = forked(lambda: deliver_apart(house, world, slow))
        slow.meanwhile = lambda pid=child: os.kill(pid, signal.SIGSTOP)
        until_stopped(child)
        world.clock.advance(LEASE + timedelta(seconds=1))
        assert deliver(world, slow).fates[SENT] == 1
        before = row(world)
        os.kill(child, signal.SIGCONT)
        assert os.waitpid(child, 0)[1] == 0
        assert row(world) == before
        assert (before.state, before.tries) == (SENT, 2)


def deliver_apart(house: House, world: World, office: PostOffice) -> None:
    engine = house.engine()
    engine.clock.move_to(world.clock.now())  # type: ignore[attr-defined]
    Delivery(engine, office.settings, BASE).run(most=1)


def forked(act: Callable[[], object]) -> int:
    """A child that begins at once and does it."""
    if (child := fork()) == 0:
        try:
            act()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def until_stopped(child: int) -> None:
    _, status = os.waitpid(child, os.WUNTRACED)
    assert os.WIFSTOPPED(status), f"the child was not stopped: {status}"


@contextmanager
def impatient(house: House, world: World) -> Iterator[Engine]:
    """An engine whose database ends a transaction in which nothing happens for half a second."""
    database = open_database(house.url, wait=20, idle_timeout=0.5)
    yield Engine(database, world.engine.registry, world.clock, world.engine.files)
    database.close()


def stops_at(point: str) -> Callable[[str], None]:
    """Stop this process there, once."""
    stopped: list[str] = []

    def stop(name: str) -> None:
        if name == point and not stopped:
            stopped.append(name)
            os.kill(os.getpid(), signal.SIGSTOP)

    return stop


@pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
@pytest.mark.parametrize("point", ["clock begun", "files stored", "clock written", "clock committed"])
def test_a_worker_that_was_stopped_inside_a_transaction_has_lost_it(
    world: World, tmp_path: Path, point: str
) -> None:
    """The database frees the case, another worker fires its clocks, and the late COMMIT is refused."""
    case_id = world.silent()
    world.clock.move_to(world.view(case_id).expires_at)
    house = House.of(world.engine, tmp_path)

    def fire() -> None:
        with impatient(house, world) as engine:
            engine.at_point = stops_at(point)
            tick(engine)

    child = forked(fire)
    until_stopped(child)
    catch_up(world, child)
    os.kill(child, signal.SIGCONT)
    assert os.waitpid(child, 0)[1] == 0
    assert world.state(case_id) == "adopted_no_objection"
    each_clock_once(world)


def catch_up(world: World, child: int) -> None:
    """Tick as another worker does, until nothing is due any more."""
    due = select(timers.c.key).where(timers.c.state == ARMED, timers.c.due_at <= world.clock.now())
    limit = time.monotonic() + PATIENCE
    while True:
        tick(world.engine)
        with world.engine.database.read() as connection:
            if connection.execute(due).first() is None:
                return
        if time.monotonic() > limit:
            os.kill(child, signal.SIGKILL)
            raise AssertionError("the case was never freed")
        time.sleep(0.1)


def each_clock_once(world: World) -> None:
    with world.engine.database.read() as connection:
        rang = connection.execute(select(events.c.body).where(events.c.kind.like("clock.%"))).scalars()
        told = [(event["stream"][1], event["pub"]["clock"]) for event in map(parse, map(bytes, rang))]
        assert len(told) == len(set(told)) > 0
        assert differences(connection) == []
