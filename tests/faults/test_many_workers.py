"""Two and three workers on what is due in one minute: each reminder once, woken by NOTIFY or looking by themselves."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from config.bootstrap import Settings, read_settings
from engine.commands import case
from engine.fold import differences
from engine.log import events, parse
from engine.message_box import messages
from engine.sequence import sequence_all
from engine.timer import FIRED, timers
from notifications.ticker import Ticker
from notifications.waking import Waker, take_wakes
from tests.faults.watched import EACH, with_watched
from tests.races.racing import FORK, House
from tests.world import World
from web.rounds import Rounds

PATIENCE = 600
Life = Callable[[Rounds, str, Event], None]


def woken(rounds: Rounds, url: str, stop: Event) -> None:
    """Sleep until somebody leaves something to do."""
    waker = Waker(url, rounds)
    waker.start()
    stop.wait()
    waker.stop()


def ticking(rounds: Rounds, _url: str, stop: Event) -> None:
    """Look every moment, as beside the embedded database."""
    ticker = Ticker(rounds, every=0.05)
    ticker.start()
    stop.wait()
    ticker.stop()


WAYS = (
    pytest.param("sqlite", ticking, id="sqlite, ticking"),
    pytest.param("postgresql", ticking, id="postgresql, ticking", marks=pytest.mark.postgresql),
    pytest.param("postgresql", woken, id="postgresql, woken", marks=pytest.mark.postgresql),
)
on_every_way = pytest.mark.parametrize(("kind", "life"), WAYS, indirect=["kind"])


def told(house: House) -> Settings:
    """What a demonstration is told, so that letters are kept."""
    key = "a key for tests that is long enough to be one"
    return read_settings(
        {"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(house.folder), "NEMCON_SECRET_KEY": key}
    )


class Crowd:
    """Worker processes: each tells at its end what it did."""

    def __init__(self, house: House, world: World, life: Life, many: int) -> None:
        self._house, self._at, self._life = house, world.clock.now(), life
        self.workers = [FORK.Process(target=self._work, args=(n,), daemon=True) for n in range(many)]
        for each in self.workers:
            each.start()

    def _file(self, name: str) -> Path:
        return self._house.folder / name

    def _work(self, number: int) -> None:
        engine = self._house.engine()
        engine.clock.move_to(self._at)  # type: ignore[attr-defined]
        settings = told(self._house)
        fired, stop = [0], Event()
        failed: list[str] = []
        signal.signal(signal.SIGTERM, lambda *_: stop.set())

        class Counting(Rounds):
            def __call__(self) -> Any:
                try:
                    done = super().__call__()
                except Exception as error:
                    failed.append(repr(error))
                    raise
                fired[0] += done.fired
                return done

        self._life(Counting(engine, settings), self._house.url, stop)
        self._file(f"worker-{number}").write_text(json.dumps([fired[0], failed]))
        engine.database.close()

    def stop(self) -> list[tuple[int, list[str]]]:
        """End them all; how many clocks each has fired, as far as it lived to tell, and which rounds failed on the way."""
        for each in self.workers:
            each.terminate()
        for each in self.workers:
            each.join(PATIENCE)  # the round that tells ten thousand things ends first
            assert each.exitcode in (0, -signal.SIGKILL)
        files = [self._file(f"worker-{number}") for number in range(len(self.workers))]
        return [tuple(json.loads(file.read_text())) for file in files if file.exists()]


@pytest.fixture
def watched(world: World) -> World:
    world.engine.registry = with_watched()
    return world


@pytest.fixture
def house(watched: World, tmp_path: Path) -> House:
    return House.of(watched.engine, tmp_path)


def all_due(world: World, many: int) -> None:
    """So many reminders, all due at the same minute, which is now."""
    for number in range(many // EACH):
        words: dict[str, Any] = {"title": f"Watched {number}", "data": {}}
        case.open(world.engine, "watched", by=world.people["officer"], **words)
    world.clock.advance(timedelta(hours=25))
    take_wakes(world.engine.database)


def left(world: World) -> int:
    with world.engine.database.read() as connection:
        waiting = select(timers.c.key).where(timers.c.state != FIRED, timers.c.due_at <= world.clock.now())
        return len(connection.execute(waiting).all())


@contextmanager
def working(world: World, house: House, life: Life, many: int) -> Iterator[Crowd]:
    """Workers at it, until nothing is left."""
    crowd = Crowd(house, world, life, many)
    try:
        yield crowd
        until = time.monotonic() + PATIENCE
        while left(world):
            assert time.monotonic() < until, "something due was never fired"
            time.sleep(0.2)
    except BaseException:
        crowd.stop()
        raise


def check_each_once(world: World, house: House, many: int) -> None:
    """Every reminder is one event and one message to whom it is for, and the log rebuilds the tables."""
    sequence_all(world.engine.database)
    Rounds(world.engine, told(house))()
    with world.engine.database.read() as connection:
        rang = connection.execute(select(events.c.body).where(events.c.kind == "clock.remind")).scalars()
        heard = [parse(bytes(body)) for body in rang]
        found = connection.execute(select(messages.c.person_id, messages.c.event_id)).all()
        assert differences(connection) == []
    assert len(heard) == many
    assert len({(event["stream"][1], event["pub"]["clock"]) for event in heard}) == many
    assert len(found) == len(set(found)) >= many


def one_more_thing(world: World) -> None:
    """A command like any other: what it leaves to do wakes whoever sleeps."""
    case.open(world.engine, "watched", title="The last", data={}, by=world.people["officer"])


def tell(world: World, house: House, life: Life, workers: int, many: int) -> None:
    all_due(world, many)
    with working(world, house, life, workers) as crowd:
        one_more_thing(world)
    told = crowd.stop()
    check_each_once(world, house, many)
    fired, failed = [count for count, _ in told], [words for _, some in told for words in some]
    if failed:  # what such a round had fired before it failed stays, and is counted by nobody
        print(f"rounds that failed, and were tried again: {failed}")
        return
    assert sum(fired) == many
    assert sum(count > 0 for count in fired) >= 2, "more than one worker took part"


@on_every_way
def test_a_hundred_reminders_due_in_one_minute_go_out_once_each(
    watched: World, house: House, life: Life
) -> None:
    tell(watched, house, life, workers=2, many=100)


@pytest.mark.long
@pytest.mark.parametrize("workers", [2, 3])
@on_every_way
def test_a_thousand_reminders_due_in_one_minute_go_out_once_each(
    watched: World, house: House, life: Life, workers: int
) -> None:
    tell(watched, house, life, workers, many=1_000)


@pytest.mark.long
@on_every_way
def test_ten_thousand_reminders_go_out_once_each(watched: World, house: House, life: Life) -> None:
    """By two; three are asked for a thousand."""
    tell(watched, house, life, workers=2, many=10_000)


@on_every_way
def test_a_worker_that_is_killed_on_the_way_loses_and_doubles_nothing(
    watched: World, house: House, life: Life
) -> None:
    all_due(watched, 200)
    with working(watched, house, life, 2) as crowd:
        one_more_thing(watched)
        while left(watched) > 150:
            time.sleep(0.01)
        os.kill(crowd.workers[0].pid or 0, signal.SIGKILL)
    crowd.stop()
    check_each_once(watched, house, 200)
