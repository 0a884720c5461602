"""Three days in which no worker runs: a silence ends, a question is asked again, a ladder climbs. One round catches up with all
of it in the order in which it was due, each occurrence once, and tells each person in one digest."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.columns import to_micros
from engine.fold import differences
from engine.log import events, parse
from engine.sequence import log_entries
from engine.task import tasks
from notifications.messages import DIGEST, REMINDER
from notifications.worker import Summary, run_once
from tests import people
from tests.notifications.post_office import PostOffice
from tests.notifications.telling import BASE, Teller
from tests.races.invariants import adoptions, check_case
from tests.races.racing import House
from tests.workflows import risking
from tests.world import World

ASLEEP = datetime(2013, 4, 8, 7, tzinfo=UTC)  # the Monday before the risk is looked at again
AWAKE = ASLEEP + timedelta(days=3)


class Office:
    """What is under way when the workers stop: three silences, a risk and two deliberations, one of them nearly over."""

    def __init__(self, world: World) -> None:
        world.at(datetime(2013, 1, 8, 9, tzinfo=UTC))
        self.risk = risking.monitored(world)
        world.at(ASLEEP - timedelta(days=1, hours=20))
        self.silences = [self._silence(world, f"Silent {n}") for n in range(3)]
        self.broken = self.silences.pop()
        self.deliberations = [self._deliberation(world, hours) for hours in (2, 26)]
        world.answer(self.broken, "UNODC", "strong_objection", reason="Not so.")
        world.at(ASLEEP)

    def _silence(self, world: World, title: str) -> UUID:
        world.enable_silence()
        case_id = world.circulated(title=title, method="SILENCE", urgency="URGENT")
        world.press(case_id, "open_silence", people.CHAIR)
        world.open_pages(case_id)
        return case_id

    def _deliberation(self, world: World, hours: int) -> UUID:
        case_id = world.circulated(title=f"Due after {hours} hours")
        due = ASLEEP + timedelta(hours=hours)
        world.press(case_id, "deliberate", people.CHAIR, expires_at=due.isoformat())
        return case_id

    @property
    def cases(self) -> list[UUID]:
        return [self.risk, *self.silences, self.broken, *self.deliberations]


@pytest.fixture
def asleep(teller: Teller) -> Office:
    """Everybody has read what they were told until the workers stopped."""
    found = Office(teller.world)
    teller.forget()
    teller.world.clock.move_to(AWAKE)
    return found


def one_worker(world: World, folder: Path, office: PostOffice) -> list[Summary]:
    return [run_once(world.engine, office.settings, BASE, False)]


def two_workers(world: World, folder: Path, office: PostOffice) -> list[Summary]:
    """At the same moment; afterwards one of them once more, for what the other had in hand."""
    house, found, start = House.of(world.engine, folder), [], threading.Barrier(2)

    def work() -> None:
        engine = house.engine()
        engine.clock = world.clock
        start.wait(20)
        found.append(run_once(engine, office.settings, BASE, False))
        engine.database.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [*found, *one_worker(world, folder, office)]


def rang(world: World) -> list[dict[str, Any]]:
    """Every clock that was noticed when the workers were back, in the order of the log."""
    joined = select(events.c.body).join(log_entries, log_entries.c.event_id == events.c.id)
    clocks = joined.where(events.c.kind.like("clock.%")).order_by(log_entries.c.idx)
    with world.engine.database.read() as connection:
        told = [parse(bytes(row.body)) for row in connection.execute(clocks)]
    return [event for event in told if event["noticed"] == to_micros(AWAKE)]


Work = Callable[[World, Path, PostOffice], list[Summary]]


@pytest.mark.parametrize("work", [one_worker, two_workers])
def test_after_three_days_all_is_caught_up_in_order_once_and_told_in_a_digest(
    teller: Teller, asleep: Office, office: PostOffice, tmp_path: Path, work: Work,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    world = teller.world
    done = work(world, tmp_path, office)
    check_order(world, sum(each.fired for each in done), alone=work is one_worker)
    check_cases(world, asleep)
    check_letters(teller, office)
    assert run_once(world.engine, office.settings, BASE, False) == Summary(0, 0, 0, 0, {})
    with capsys.disabled():
        kinds = Counter(event["kind"] for event in rang(world))
        print(f"\n{world.engine.database.kind}, {work.__name__}: {dict(kinds)}, {len(office.taken)} letters")


KINDS = {"clock.move", "clock.close", "clock.round", "clock.remind", "clock.overdue"}


def check_order(world: World, fired: int, *, alone: bool) -> None:
    """In the order in which it was due: over all cases where one worker ticked, else in each case, as its story proves."""
    found = rang(world)
    dues = [event["due"] for event in found]
    assert to_micros(ASLEEP) < min(dues) and max(dues) <= to_micros(AWAKE)
    assert not alone or dues == sorted(dues)
    keys = [(event["stream"][1], event["pub"]["clock"]) for event in found]
    assert len(keys) == len(set(keys)) == fired
    assert {event["kind"] for event in found} == KINDS


def check_cases(world: World, asleep: Office) -> None:
    """As if somebody had been there all the time."""
    assert [world.state(each) for each in asleep.silences] == ["adopted_no_objection"] * 2
    assert world.state(asleep.broken) == "broken"
    again = select(tasks.c.round).where(tasks.c.case_id == asleep.risk, tasks.c.task == "review")
    with world.engine.database.read() as connection:
        stories = {each: check_case(connection, each) for each in asleep.cases}
        assert list(connection.execute(again.order_by(tasks.c.round)).scalars()) == [1, 2]
        assert differences(connection) == []
    for each in asleep.silences:
        (adoption,) = adoptions(stories[each])
        assert adoption["at"] == to_micros(world.view(each).expires_at) < to_micros(AWAKE)
    assert adoptions(stories[asleep.broken]) == []


def check_letters(teller: Teller, office: PostOffice) -> None:
    """Of all reminders one letter each; beside it at most one about every case that has moved. Nobody gets one twice."""
    letters = teller.letters()
    digests = Counter(each.person_id for each in letters if each.kind == DIGEST)
    assert digests and set(digests.values()) == {1}
    assert not [each for each in letters if each.kind == REMINDER]
    others = Counter((each.person_id, each.case_id) for each in letters if each.kind != DIGEST)
    assert others and set(others.values()) == {1}
    taken = [each["Message-ID"] for each in office.taken]
    assert len(taken) == len(set(taken)) == len(letters)
    for name in ("ILO", "UNODC"):
        told = [each for each in teller.inbox(name, unread=True) if len(each.lines) > 1]
        assert len(told) == 1, "late reminders are one message"
