"""Commands around what leaves the house: absences, what one watches and is told, webhooks, what is looked after by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from engine.announcement import announcement_id, announcements
from engine.columns import new_id
from engine.commands import absence, announcement, letter_choice, mail, watching, webhook
from engine.mail_queue import FAILED, UNKNOWN, mails
from engine.seal import Seal
from engine.sequence import sequence_all
from engine.target import Place, Targets
from engine.webhook import webhooks
from notifications.announcer import Announcer
from tests.faults.lone_scenes import Alone
from tests.faults.scenes import Scene
from tests.notifications.posting import letter_to
from tests.world import MORNING, World

HOST, BECAUSE = "127.0.0.1", "They said so on the telephone."
TARGETS = Targets((Place(HOST, 9, private=True),), demo=True)
SEAL = Seal.of("a key for tests that is long enough to be one", "http://localhost")
WEEK = timedelta(days=7)


def _somebody(world: World) -> UUID:
    """Somebody new each time, who has no webhook and is not away."""
    return world.add_person(f"somebody {new_id().hex}")


# Absences, under a key


def going_away(world: World) -> Scene:
    who, ends = _somebody(world), world.clock.now() + WEEK
    return Scene(lambda e, k: absence.record(e, who, MORNING, ends, by=who, key=k))


def coming_back(world: World) -> Scene:
    who = _somebody(world)
    away = absence.record(world.engine, who, MORNING, world.clock.now() + WEEK, by=who).result
    return Scene(lambda e, k: absence.end(e, away, by=who, key=k))


AWAY = {"going_away": going_away, "coming_back": coming_back}


# What one is told


def watching_a_case(world: World) -> Alone:
    case_id, by = world.circulated(), world.people["OSCE"]
    return Alone(lambda e: watching.watch(e, case_id, by=by))


def looking_away(world: World) -> Alone:
    case_id, by = world.circulated(), world.people["OSCE"]
    watching.watch(world.engine, case_id, by=by)
    return Alone(lambda e: watching.stop_watching(e, case_id, by=by))


def choosing_letters(world: World) -> Alone:
    by = world.people["OSCE"]
    return Alone(lambda e: letter_choice.choose_letters(e, {"moves": "off"}, by=by))


def ending_letters(world: World) -> Alone:
    address = SEAL.sign(world.people["OSCE"], ("moves",))
    return Alone(lambda e: letter_choice.end_letters(e, SEAL, address))


# Webhooks


def _hook(world: World, person: UUID | None = None, by: UUID | None = None) -> UUID:
    """A webhook of this person, or of somebody new; by an administrator it waits until the person agrees."""
    address = f"http://{HOST}:9/"
    whose = person or _somebody(world)
    made = webhook.make_webhook(
        world.engine, whose, "A program", address, ["case.opened"], targets=TARGETS, by=by
    )
    return made.webhook


def making_a_webhook(world: World) -> Alone:
    person, by = _somebody(world), world.people["administrator"]
    return Alone(
        lambda e: webhook.make_webhook(
            e, person, "A program", f"http://{HOST}:9/", ["case.opened"], targets=TARGETS, by=by
        ),
        repeats=False,
    )


def agreeing_to_a_webhook(world: World) -> Alone:
    person = _somebody(world)
    hook = _hook(world, person, by=world.people["administrator"])
    return Alone(lambda e: webhook.agree(e, hook, by=person))


def pausing_a_webhook(world: World) -> Alone:
    hook, by = _hook(world), world.people["administrator"]
    return Alone(lambda e: webhook.pause(e, hook, by=by))


def resuming_a_webhook(world: World) -> Alone:
    hook, by = _hook(world), world.people["administrator"]
    webhook.pause(world.engine, hook, by=by)
    return Alone(lambda e: webhook.resume(e, hook, by=by))


def renewing_a_secret(world: World) -> Alone:
    hook, by = _hook(world), world.people["administrator"]
    return Alone(lambda e: webhook.renew_secret(e, hook, by=by), repeats=False)


def ending_a_webhook(world: World) -> Alone:
    hook, by = _hook(world), world.people["administrator"]
    return Alone(lambda e: webhook.end_webhook(e, hook, by=by))


def ending_ones_own_webhook(world: World) -> Alone:
    by = _somebody(world)
    hook = _hook(world, by)
    return Alone(lambda e: webhook.end_own_webhook(e, hook, by=by))


# Looked after by hand


def announcing(world: World) -> Alone:
    """The consumer that writes what programs are told."""
    mine = select(webhooks.c.id).where(webhooks.c.person_id == world.people["OSCE"])
    with world.engine.database.read() as connection:
        begun = connection.execute(mine).first() is not None
    if not begun:
        _hook(world, world.people["OSCE"])
    world.circulated()
    sequence_all(world.engine.database)
    return Alone(lambda e: Announcer(e, TARGETS).run())


def _announcement(world: World) -> UUID:
    hook, case_id = _hook(world), world.circulated()
    event = world.read(case_id).case.id
    row: dict[str, Any] = {
        "id": announcement_id(hook, event), "webhook_id": hook, "event_id": event, "case_id": case_id, "kind": "case.opened",
        "state": FAILED, "tries": 8, "next_try_at": world.clock.now(), "created_at": world.clock.now(),
    }  # fmt: skip
    with world.engine.database.begin() as connection:
        connection.execute(announcements.insert().values(row))
    return announcement_id(hook, event)


def announcing_again(world: World) -> Alone:
    one, by = _announcement(world), world.people["administrator"]
    return Alone(lambda e: announcement.announce_again(e, one, by=by))


def giving_up_an_announcement(world: World) -> Alone:
    one, by = _announcement(world), world.people["administrator"]
    return Alone(lambda e: announcement.give_up_announcement(e, one, BECAUSE, by=by))


def giving_up_a_letter(world: World) -> Alone:
    one, by = _letter(world, FAILED), world.people["administrator"]
    return Alone(lambda e: mail.give_up(e, one, BECAUSE, by=by))


def saying_that_a_letter_arrived(world: World) -> Alone:
    one, by = _letter(world, UNKNOWN), world.people["administrator"]
    return Alone(lambda e: mail.arrived(e, one, BECAUSE, by=by))


def _letter(world: World, state: str) -> Any:
    one = letter_to(world, "ILO", dedup=new_id().hex)
    with world.engine.database.begin() as connection:
        connection.execute(update(mails).where(mails.c.id == one).values(state=state))
    return one


OUTWARD: dict[str, Callable[[World], Alone]] = {
    scene.__name__: scene
    for scene in (
        watching_a_case, looking_away, choosing_letters, ending_letters, making_a_webhook, agreeing_to_a_webhook,
        pausing_a_webhook, resuming_a_webhook, renewing_a_secret, ending_a_webhook, ending_ones_own_webhook, announcing,
        announcing_again, giving_up_an_announcement, giving_up_a_letter, saying_that_a_letter_arrived,
    )
}  # fmt: skip
