"""The worker and the ticker: clocks, log, inbox and letters in one round; and what the health page says of it."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Event
from typing import Any

from aiosmtpd.smtp import AuthResult

from engine.clock import ClockWatch
from engine.queries.health import health
from engine.sequence import sequence_all
from notifications.delivery import Delivery
from notifications.ticker import Ticker
from notifications.worker import Summary, run_once
from tests import people
from tests.notifications.post_office import Mail, PostOffice, post_office
from tests.notifications.telling import BASE, Teller
from tests.world import World


def silence_begins(world: World) -> Any:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.press(case_id, "open_silence", people.CHAIR)
    return case_id


def once(world: World, mail: Any = None, **words: Any) -> Summary:
    return run_once(world.engine, mail, BASE, words.pop("demo", False), **words)


def look(world: World) -> Any:
    with world.engine.database.read() as connection:
        return health(world.engine, connection)


def test_one_round_tells_delivers_and_records_the_notice(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    case_id = silence_begins(world)
    done = once(world, office.settings)
    assert done.told > 0 and done.letters == {"sent": len(office.taken)} and done.placed > 0
    assert world.read(case_id).notices and {n.how for n in world.read(case_id).notices} == {
        "message accepted"
    }
    assert once(world, office.settings) == Summary(0, 0, 0, 0, {})
    world.clock.move_to(world.view(case_id).expires_at)
    assert once(world, office.settings).fired >= 1
    assert world.state(case_id) == "adopted_no_objection"
    assert "The result: Adopted, no objection received. Its number is GIFT/DEC/2013/001." in teller.told(
        "ILO"
    )


def test_a_demonstration_without_a_mail_server_keeps_its_letters(teller: Teller) -> None:
    teller.world.circulated()
    done = once(teller.world, demo=True)
    assert set(done.letters) == {"kept"} and done.letters["kept"] == len(teller.letters())


def test_a_house_without_a_mail_server_tells_the_inbox_only(teller: Teller) -> None:
    teller.world.circulated()
    done = once(teller.world)
    assert done.told > 0 and done.letters == {} and teller.letters() == []


def test_with_a_suspect_clock_reminders_go_and_closings_wait(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    teller.forget()

    class Doubting(ClockWatch):
        def suspect(self, *told: Any) -> bool:
            self.doubt = "jumped"
            return True

    world.clock.move_to(world.view(case_id).expires_at)
    assert once(world, watch=Doubting()).suspect
    assert world.state(case_id) == "silence"
    assert "24 hours" in teller.told("ILO")[0]
    assert not once(world, watch=ClockWatch()).suspect or world.engine.database.kind == "postgresql"
    once(world)
    assert world.state(case_id) == "adopted_no_objection"


def test_the_ticker_calls_again_and_again_never_twice_at_once_and_outlives_a_failure() -> None:
    running, most, calls, enough = [0], [0], [0], Event()

    def round_() -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        calls[0] += 1
        time.sleep(0.03)
        running[0] -= 1
        if calls[0] == 2:
            raise OSError("once")
        if calls[0] == 5:
            enough.set()

    ticker = Ticker(round_, every=0.01)
    ticker.start()
    try:
        assert enough.wait(20)
    finally:
        ticker.stop()
    assert most == [1]
    done = calls[0]
    time.sleep(0.05)
    assert calls[0] == done
    ticker.stop()


def test_a_mail_server_that_wants_a_name_and_a_word_gets_them(teller: Teller) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"desk", b"word"))

    teller.world.circulated()
    teller.catch_up()
    with post_office(authenticator=check, auth_require_tls=False) as office:
        engine = teller.world.engine
        wrong = Delivery(engine, Mail(office.port, user="desk", password="guess"), BASE, seconds=2).run()
        assert set(+wrong) == {"put off"} and office.taken == []
        teller.world.later(minutes=3)
        right = Delivery(engine, Mail(office.port, user="desk", password="word"), BASE).run()
        assert set(+right) == {"sent"} and len(office.taken) == len(teller.letters())
        assert set(office.signed_in) == {True}


def test_health_names_the_oldest_late_clock_the_queues_and_who_lags_behind(teller: Teller) -> None:
    world = teller.world
    before = look(world)
    assert (before.late_timers, before.oldest_late, before.since_tick) == (0, None, None)
    assert not before.is_well()
    case_id = world.silent()
    ends = world.view(case_id).expires_at
    seen = look(world)
    assert seen.unsequenced > 0 and seen.behind == {"notifications": 0}
    once(world, demo=True)
    seen = look(world)
    assert seen.unsequenced == 0 and set(seen.behind.values()) == {0} and seen.mails["kept"] > 0
    assert seen.since_tick == timedelta(0) and seen.is_well()
    world.clock.move_to(ends + timedelta(minutes=5))
    late = look(world)
    assert late.late_timers >= 3 and late.oldest_late is not None and late.oldest_late.case_id == case_id
    assert late.oldest_late.key.startswith("remind:position:0")
    assert late.lag > timedelta(days=1) and not late.is_well()
    once(world)
    assert look(world).late_timers == 0 and look(world).is_well()
    world.clock.advance(timedelta(minutes=3))
    assert look(world).since_tick == timedelta(minutes=3) and not look(world).is_well()


def test_health_says_how_far_a_consumer_lags(teller: Teller) -> None:
    teller.world.circulated()
    placed = sequence_all(teller.world.engine.database)
    assert placed > 0 and look(teller.world).behind == {"notifications": placed}
    assert look(teller.world).tells()
    teller.world.clock.advance(timedelta(minutes=3))
    assert not look(teller.world).tells() and not look(teller.world).is_well()
