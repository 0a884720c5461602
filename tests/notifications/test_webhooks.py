"""Webhooks: what a person may see is announced to a program of theirs, signed, once, and as it may be read by then."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from sqlalchemy import select
from standardwebhooks import WebhookVerificationError

from engine.announcement import announcements
from engine.commands import case as case_commands
from engine.commands import register
from engine.commands.announcement import announce_again
from engine.commands.webhook import end_own_webhook, end_webhook, pause, renew_secret, resume
from engine.fold import differences
from engine.mail_queue import FAILED, QUEUED, SENDING, SENT, UNKNOWN
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.target import Targets
from engine.webhook import secret_of
from notifications.delivery import LEASE, PUT_OFF
from notifications.webhooks import WITHHELD, Webhooks
from tests import people
from tests.notifications.listening import KEY, Program, announce, hook, listening, queue, verified
from tests.notifications.post_office import free_port
from tests.notifications.telling import BASE
from tests.web.desk import Desk
from tests.world import World


def rows(world: World) -> list[Any]:
    with world.engine.database.read() as connection:
        return list(connection.execute(select(announcements).order_by(announcements.c.event_id)))


def moved(world: World, program: Program, **words: Any) -> tuple[UUID, str, UUID]:
    """A webhook about steps, its secret, and a case that has just taken one."""
    identity, secret = hook(world, program, kinds=["case.moved"], **words)
    return identity, secret, world.circulated()


def test_a_step_is_announced_as_a_cloud_event_with_a_signature_that_proves_it(
    world: World, program: Program
) -> None:
    _, secret, case_id = moved(world, program)
    assert announce(world, program) == {SENT: 1}
    (heard,) = program.heard
    told, case = verified(world, heard, secret), world.read(case_id).case
    assert heard.path == "/hook?from=nemcon"
    assert heard.headers["content-type"] == "application/cloudevents+json"
    assert (told["specversion"], told["source"], told["type"]) == ("1.0", BASE, "nemcon.case.moved")
    assert (told["subject"], told["time"]) == (case.reference, "2013-01-07T09:00:00Z")
    assert told["data"]["case"] == {
        "id": str(case_id),
        "definition": "consensus-decision",
        "reference": case.reference,
        "number": None,
        "title": "A matter",
        "state": case.state,
        "href": f"{BASE}/api/v1/cases/{case_id}",
    }
    event = from_structured_event(HTTPMessage(headers=heard.headers, body=heard.body))
    assert event.get_id() == told["data"]["event"]["id"]
    assert announce(world, program) == {} and len(program.heard) == 1


def test_one_changed_byte_or_another_secret_proves_nothing(world: World, program: Program) -> None:
    identity, secret, _ = moved(world, program)
    announce(world, program)
    (heard,) = program.heard
    forged = type(heard)(heard.path, heard.headers, heard.body.replace(b"A matter", b"B matter"))
    with pytest.raises(WebhookVerificationError):
        verified(world, forged, secret)
    with pytest.raises(WebhookVerificationError):
        verified(world, heard, secret_of(KEY, identity, bytes(32)))
    world.clock.advance(timedelta(hours=1))
    with pytest.raises(WebhookVerificationError, match="too old"):
        verified(world, heard, secret)


def test_what_is_announced_is_what_the_json_interface_shows_the_same_person(
    world: World, program: Program
) -> None:
    hook(world, program, "UNODC")
    case_id = world.deliberating()
    case_commands.comment(world.engine, case_id, "Among us.", level="CASE_TEAM", by=world.people["officer"])
    case_commands.comment(world.engine, case_id, "To all.", by=world.people["officer"])
    world.answer(case_id, "ILO", "support_with_comment", comment="Good.")
    announce(world, program)
    desk = Desk(world)
    shown = desk.as_("UNODC").get(f"/api/v1/cases/{case_id}/events").get_json()["items"]
    announced = {each.told["id"]: each.told["data"]["event"] for each in program.heard}
    assert announced == {each["id"]: each for each in shown} and len(shown) > 5


def test_a_remark_that_the_owner_may_not_read_leaves_no_trace(world: World, program: Program) -> None:
    case_id = world.deliberating()
    queue(world, program.targets)
    hook(world, program, "ILO")
    case_commands.comment(world.engine, case_id, "Among us.", level="CASE_TEAM", by=world.people["officer"])
    assert announce(world, program) == {WITHHELD: 1}
    assert program.heard == [] and rows(world) == []


def test_a_case_that_the_owner_may_not_see_is_not_even_queued(world: World, program: Program) -> None:
    hook(world, program, "donor")
    world.open()
    assert queue(world, program.targets) == 0


def test_rights_are_judged_again_when_it_leaves(world: World, program: Program) -> None:
    moved(world, program)
    assert queue(world, program.targets) == 1
    with world.engine.reading() as (_, house):
        mine = [m.id for m in house.mandates if m.person_id == world.people["ILO"]]
    for mandate in mine:
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])
    assert announce(world, program) == {WITHHELD: 1} and program.heard == []


def test_a_closed_account_is_told_nothing(world: World, program: Program) -> None:
    moved(world, program)
    queue(world, program.targets)
    register.change_person(
        world.engine, world.people["ILO"], {"active": False}, by=world.people["administrator"]
    )
    assert announce(world, program) == {WITHHELD: 1}
    world.circulated()
    assert announce(world, program) == {} and program.heard == []


def test_only_the_kinds_that_were_chosen_and_nothing_from_before_it_began(
    world: World, program: Program
) -> None:
    before = world.circulated()
    world.clock.advance(timedelta(minutes=1))
    hook(world, program, kinds=["task.answered", "case.opened"])
    world.press(before, "deliberate", people.CHAIR)
    world.answer(before, "UNODC", "support")
    world.circulated()
    announce(world, program)
    assert Counter(program.kinds) == {"nemcon.task.answered": 1, "nemcon.case.opened": 1}


def test_without_an_allowed_host_nothing_is_queued_and_nothing_leaves(world: World, program: Program) -> None:
    moved(world, program)
    nowhere = Targets()
    assert queue(world, nowhere) == 0
    assert announce(world, program, targets=nowhere) == {} and rows(world) == []


def test_a_host_that_is_allowed_no_more_gets_nothing(world: World, program: Program) -> None:
    moved(world, program)
    queue(world, program.targets)
    with listening() as other:
        assert announce(world, program, targets=other.targets) == {FAILED: 1}
    assert program.heard == []
    assert "is not among the hosts that the operator allows" in rows(world)[0].error


# Tries


def test_what_a_program_does_not_take_is_tried_eight_times_with_longer_and_longer_pauses(
    world: World, program: Program
) -> None:
    moved(world, program)
    program.answers = ["500", "404", "429", "503", "500", "500", "500", "500"]
    pauses = []
    for _ in range(7):
        assert announce(world, program) == {QUEUED: 1}
        pauses.append(rows(world)[0].next_try_at - world.engine.now())
        assert announce(world, program) == {}
        world.clock.move_to(rows(world)[0].next_try_at)
    assert pauses == sorted(pauses) and pauses[0] == timedelta(minutes=1) and pauses[-1] == timedelta(hours=6)
    assert announce(world, program) == {FAILED: 1}
    assert (rows(world)[0].tries, rows(world)[0].error) == (8, "500 Internal Server Error")
    assert len({each.id for each in program.heard}) == 1
    world.clock.advance(timedelta(days=2))
    assert announce(world, program) == {}


@pytest.mark.parametrize("answer", ["301", "302", "303", "307", "308", "300", "304"])
def test_no_redirect_is_followed(world: World, program: Program, answer: str) -> None:
    moved(world, program)
    with listening() as elsewhere:
        program.answers = [f"{answer} http://127.0.0.1:{elsewhere.port}/inside"]
        assert announce(world, program) == {FAILED: 1}
        assert elsewhere.heard == [] and len(program.heard) == 1
    assert rows(world)[0].error.startswith(answer)


def test_a_program_that_is_gone_for_good_is_not_tried_again(world: World, program: Program) -> None:
    moved(world, program)
    program.answers = ["410"]
    assert announce(world, program) == {FAILED: 1}


@pytest.mark.parametrize("end", ["hang up", "fall silent", "drip", "nonsense"])
def test_a_line_that_breaks_after_the_words_leaves_it_open_and_the_same_is_sent_again(
    world: World, program: Program, end: str
) -> None:
    _, secret, _ = moved(world, program)
    program.answers = [end]
    assert announce(world, program, seconds=1) == {UNKNOWN: 1}
    world.clock.move_to(rows(world)[0].next_try_at)
    assert announce(world, program) == {SENT: 1}
    first, second = program.heard
    assert first.id == second.id and first.body == second.body
    assert verified(world, second, secret)["type"] == "nemcon.case.moved"


def test_of_an_answer_nothing_is_read_or_kept_but_its_first_line(world: World, program: Program) -> None:
    moved(world, program)
    program.answers = ["flood"]
    assert announce(world, program) == {SENT: 1}
    assert rows(world)[0].error is None


def test_a_program_that_is_away_costs_one_try_and_everything_arrives_when_it_is_back(world: World) -> None:
    port = free_port()
    away = Program(port=port)
    hook(world, away, kinds=["case.opened"])
    for _ in range(5):
        world.open()
    assert announce(world, away) == {QUEUED: 1, PUT_OFF: 4}
    assert sorted(row.tries for row in rows(world)) == [0, 0, 0, 0, 1]
    assert announce(world, away) == {}


def test_one_program_that_fails_holds_up_no_other(world: World, program: Program) -> None:
    dead = Program(port=free_port())
    both = Targets((*dead.targets.places, *program.targets.places), demo=True)
    hook(world, dead, "UNODC", kinds=["case.opened"])
    hook(world, program, "ILO", kinds=["case.opened"])
    for _ in range(4):
        world.open()
    assert announce(world, program, targets=both) == {SENT: 4, QUEUED: 1, PUT_OFF: 3}
    assert len(program.heard) == 4


def test_each_program_has_its_turn(world: World, program: Program) -> None:
    with listening() as other:
        both = Targets((*other.targets.places, *program.targets.places), demo=True)
        hook(world, other, "UNODC", kinds=["case.opened"])
        hook(world, program, "ILO", kinds=["case.opened"])
        for _ in range(6):
            world.open()
        queue(world, both)
        Webhooks(world.engine, both, KEY, BASE).run(most=4)
        assert (len(program.heard), len(other.heard)) == (2, 2)


def test_a_worker_that_dies_on_the_way_leaves_what_the_next_one_sends_again(
    world: World, program: Program
) -> None:
    identity, _, _ = moved(world, program)
    queue(world, program.targets)
    dead = Webhooks(world.engine, program.targets, KEY, BASE)
    taken = dead._take(identity)
    assert rows(world)[0].state == SENDING and announce(world, program) == {}
    world.clock.advance(timedelta(minutes=11))
    assert announce(world, program) == {UNKNOWN: 1, SENT: 1}
    dead._end(taken, state=FAILED)  # it comes back too late to say anything
    assert rows(world)[0].state == SENT


def test_a_worker_that_slept_says_nothing_of_what_is_announced_again_meanwhile(
    world: World, program: Program
) -> None:
    """Its tries began anew, so by their number both workers have the same one."""
    identity, _, _ = moved(world, program)
    queue(world, program.targets)
    sleeper, other = (Webhooks(world.engine, program.targets, KEY, BASE) for _ in range(2))
    slept = sleeper._take(identity)
    world.clock.advance(LEASE + timedelta(minutes=1))
    other._give_up_lost()
    announce_again(world.engine, slept.id, by=world.people["administrator"])
    awake = other._take(identity)
    assert awake.tries == slept.tries
    sleeper._end(slept, state=FAILED)
    sleeper._forget(slept)
    assert rows(world)[0].state == SENDING and not +sleeper.fates
    other._end(awake, state=SENT)
    assert rows(world)[0].state == SENT


def test_three_workers_at_once_announce_each_event_once(world: World, program: Program) -> None:
    hook(world, program, kinds=["case.opened"])
    hook(world, program, "UNODC", kinds=["case.opened"])
    for _ in range(10):
        world.open()
    fates: list[dict[str, int]] = []
    workers = [Thread(target=lambda: fates.append(announce(world, program))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(program.heard) == 20 and len({each.id for each in program.heard}) == 20
    assert sum(map(Counter, fates), Counter()) == {SENT: 20}


def test_an_event_that_cannot_be_told_fails_alone(world: World, program: Program) -> None:
    hook(world, program, kinds=["case.opened"])
    for title in ("First", "Second", "Third"):
        world.open(title)
    queue(world, program.targets)

    def speak(text: str, _language: str | None) -> str:
        return "{nobody knows this}" if len(program.heard) == 1 else text

    ends = dict(+Webhooks(world.engine, program.targets, KEY, BASE, speak).run(most=2))
    assert ends == {SENT: 1, FAILED: 1}
    assert announce(world, program) == {SENT: 1}
    assert [each.error for each in rows(world) if each.state == FAILED] == ["KeyError"]


# Its life


def test_a_pause_keeps_what_was_queued_and_what_happens_meanwhile_is_not_announced(
    world: World, program: Program
) -> None:
    identity, _ = hook(world, program, kinds=["case.opened"])
    world.open("Before")
    queue(world, program.targets)
    pause(world.engine, identity, by=world.people["administrator"])
    world.open("Meanwhile")
    assert announce(world, program) == {}
    resume(world.engine, identity, by=world.people["administrator"])
    world.open("After")
    announce(world, program)
    assert [each.told["data"]["case"]["title"] for each in program.heard] == ["Before", "After"]


def test_a_webhook_that_has_ended_announces_nothing_any_more(world: World, program: Program) -> None:
    identity, _, _ = moved(world, program)
    queue(world, program.targets)
    end_webhook(world.engine, identity, by=world.people["administrator"])
    assert announce(world, program) == {} and program.heard == []
    assert (rows(world)[0].state, rows(world)[0].error) == (FAILED, "the webhook has ended")


def test_for_a_day_after_a_new_secret_the_former_one_proves_it_too(world: World, program: Program) -> None:
    identity, former = hook(world, program, kinds=["case.opened"])
    made = renew_secret(world.engine, identity, by=world.people["administrator"])
    newer = secret_of(KEY, identity, made.salt)
    world.open()
    announce(world, program)
    assert verified(world, program.heard[0], former) and verified(world, program.heard[0], newer)
    world.clock.advance(timedelta(days=1))
    world.open()
    announce(world, program)
    assert verified(world, program.heard[1], newer)
    with pytest.raises(WebhookVerificationError):
        verified(world, program.heard[1], former)


def test_the_log_rebuilds_webhooks_and_names_neither_address_nor_secret(
    world: World, program: Program
) -> None:
    identity, secret = hook(world, program, label="Registry of products")
    renew_secret(world.engine, identity, by=None)
    end_own_webhook(world.engine, identity, by=world.people["ILO"])
    with world.engine.database.read() as connection:
        outside = {"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}
        assert differences(connection, outside=outside) == []
        bodies = b"".join(connection.exec_driver_sql("select body from events").scalars())
    for words in (secret.removeprefix("whsec_"), "127.0.0.1", "Registry of products"):
        assert words.encode() not in bodies
