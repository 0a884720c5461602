"""Commands that carry no key: sessions, links, letters, drafts, notice, imports, and what the worker does by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from engine.columns import new_id
from engine.commands import (
    calendar_feed,
    denial,
    draft,
    handing,
    importing,
    mail,
    message,
    notice,
    override,
    password,
    public,
    register,
    session,
    sighting,
    sweep,
    task,
    token,
)
from engine.commands.importing import Line
from engine.mail_queue import FAILED, mails
from engine.message_box import messages
from engine.queries.denials import Denial
from engine.runtime import Engine
from engine.sequence import sequence_all
from engine.session import BEARER, CALENDAR, INVITATION, tokens
from notifications.consumer import Consumer
from notifications.delivery import keep_letters
from tests import people
from tests.notifications.posting import letter_to
from tests.workflows.producing import idea
from tests.world import World

GOOD, OTHER = "a quiet harbour in spring", "seven lanterns on the pier"
BASE = "https://desk.example.org"
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)  # files are dated by the machine that runs the tests
numbers = count(1)


@dataclass(frozen=True)
class Alone:
    """An act that carries no key. `repeats`: done twice it is as if done once, so that the next one ends what a killed one
    began."""

    act: Callable[[Engine], Any]
    repeats: bool = True


# Notice, tasks, forms


def opening_a_page(world: World) -> Alone:
    case_id, by = world.deliberating(), world.people["OSCE"]
    return Alone(lambda e: notice.page_opened(e, case_id, by=by))


def seeing_what_is_open_by_an_override(world: World) -> Alone:
    case_id, by = world.circulated(), world.people["administrator"]
    override.begin(world.engine, case_id, "A complaint about it.", by=by)
    return Alone(lambda e: sighting.sight(e, [case_id], by=by))


def being_refused(world: World) -> Alone:
    case_id, by = world.deliberating(), world.people["expert"]
    return Alone(lambda e: denial.deny(e, Denial("case.move", "seat", case_id), by=by))


def hearing_that_a_letter_arrived(world: World) -> Alone:
    case_id, person = world.deliberating(), world.people["OSCE"]
    seat = world.find_task(case_id, "position", "OSCE")
    return Alone(lambda e: notice.delivered(e, case_id, "position", seat.round, seat.party, person=person))


def handing_over(world: World) -> Alone:
    """Two tasks of somebody who leaves."""
    by, someone, to = (world.people[name] for name in ("administrator", "ILO", "ILO alternate"))
    for case_id in (world.circulated(), world.circulated()):
        task.claim(world.engine, world.find_task(case_id, "method", "ILO").id, by=someone)
    return Alone(lambda e: handing.hand_over(e, someone, to, by=by))


def keeping_a_draft(world: World) -> Alone:
    seat, by = world.find_task(world.circulated(), "method", "ILO").id, world.people["ILO"]
    return Alone(lambda e: draft.keep(e, seat, {"reason": ["It is too early"]}, by=by))


def throwing_a_draft_away(world: World) -> Alone:
    seat, by = world.find_task(world.circulated(), "method", "ILO").id, world.people["ILO"]
    draft.keep(world.engine, seat, {"reason": ["It is too early"]}, by=by)
    return Alone(lambda e: draft.throw_away(e, seat, by=by))


def sending_a_public_form(world: World) -> Alone:
    """The count of what came from an address is kept before the form is, and alone."""
    product = idea(world)
    world.put(product, "The model law.", "product", "officer")
    words: dict[str, Any] = {"issued_in": "2009", "review_by": "2014-06-30"}
    world.press(product, "enter", "officer", reason="Published in 2009.", **words)
    definition, key = world.engine.registry.newest["knowledge-product"], f"form {next(numbers)}"
    told, here = {"useful": "FOUR", "error": "The number on page 3 is wrong."}, f"192.0.2.{next(numbers)}"
    return Alone(
        lambda e: public.send(e, definition, product, "feedback", told, address=here, key=key), repeats=False
    )


# People, sessions, links


def importing_people(world: World) -> Alone:
    code = f"IMP {next(numbers)}"
    sheet = [
        Line(2, organization=code, organization_name="Imported", attributes={"scope": "INTERNATIONAL"}),
        Line(3, organization=code, email=f"{code[4:]}@imported.example.org", name="Somebody", role="AUDITOR"),
    ]
    return Alone(lambda e: importing.import_lines(e, sheet))


def newcomer(world: World, *, joined: bool = False) -> str:
    """The name of somebody new, with a password where wanted."""
    name = f"newcomer {next(numbers)}"
    world.add_person(name)
    if joined:
        secret = password.invite(world.engine, world.people[name], by=None)
        password.set_by_link(world.engine, INVITATION, secret, GOOD)
    return name


def somewhere() -> str:
    """An address that nobody came from before: after ten letters to one address strangers have to wait."""
    number = next(numbers)
    return f"198.18.{number // 250}.{number % 250 + 1}"


def letter(*_told: Any) -> password.Letter:
    return password.Letter("A link", "It works once.")


def inviting(world: World) -> Alone:
    someone, by = world.people[newcomer(world)], world.people["administrator"]
    return Alone(lambda e: password.invite(e, someone, by=by, writes=letter), repeats=False)


def asking_for_a_new_password(world: World) -> Alone:
    email, place = people.address(newcomer(world, joined=True)), somewhere()
    return Alone(lambda e: password.ask_for_reset(e, email, address=place, writes=letter), repeats=False)


def making_a_link_by_hand(world: World) -> Alone:
    someone = world.people[newcomer(world, joined=True)]
    return Alone(lambda e: password.reset_link(e, someone), repeats=False)


def setting_a_password(world: World) -> Alone:
    """The link works once: whoever was killed after the commit signs in, and reads that the link is worn."""
    secret = password.invite(world.engine, world.people[newcomer(world)], by=None)
    return Alone(lambda e: password.set_by_link(e, INVITATION, secret, GOOD))


def changing_a_password(world: World) -> Alone:
    someone, place = world.people[newcomer(world, joined=True)], somewhere()
    return Alone(lambda e: password.change_own(e, GOOD, OTHER, by=someone, address=place), repeats=False)


def signing_in(world: World) -> Alone:
    email, place = people.address(newcomer(world, joined=True)), somewhere()
    return Alone(lambda e: session.sign_in(e, email, GOOD, address=place), repeats=False)


def beginning_a_session(world: World) -> Alone:
    someone = world.people["ILO"]
    return Alone(lambda e: session.begin(e, someone, way="test"), repeats=False)


def entering_a_demonstration(world: World) -> Alone:
    someone = world.people["ILO"]

    def enter(engine: Engine) -> None:
        engine.demo = True
        session.enter_demonstration(engine, someone)
        engine.demo = False

    return Alone(enter, repeats=False)


def signing_out(world: World) -> Alone:
    someone = world.people["ILO"]
    opened = session.begin(world.engine, someone, way="test")
    return Alone(lambda e: session.end(e, opened.session, by=someone))


def using_a_session(world: World) -> Alone:
    opened = session.begin(world.engine, world.people["ILO"], way="test")
    world.clock.advance(timedelta(minutes=1))
    return Alone(lambda e: session.note_use(e, opened.session))


def sweeping_sessions(world: World) -> Alone:
    session.begin(world.engine, world.people["ILO"], way="test")
    world.clock.advance(timedelta(days=60))
    return Alone(session.sweep)


def making_a_token(world: World) -> Alone:
    someone = world.people["ILO"]
    return Alone(lambda e: token.make_token(e, someone, "a machine"), repeats=False)


def revoking_a_token(world: World) -> Alone:
    someone = world.people["ILO"]
    token.make_token(world.engine, someone, "a machine")
    newest = _newest_token(world, BEARER)
    return Alone(lambda e: token.revoke_token(e, newest, by=someone))


def making_a_calendar(world: World) -> Alone:
    someone = world.people[newcomer(world)]
    return Alone(lambda e: calendar_feed.make_calendar(e, by=someone), repeats=False)


def ending_a_calendar(world: World) -> Alone:
    someone = world.people[newcomer(world)]
    calendar_feed.make_calendar(world.engine, by=someone)
    newest = _newest_token(world, CALENDAR)
    return Alone(lambda e: calendar_feed.end_calendar(e, newest, by=someone))


def _newest_token(world: World, purpose: str) -> Any:
    query = select(tokens.c.id).where(tokens.c.purpose == purpose, tokens.c.ended_at.is_(None))
    with world.engine.database.read() as connection:
        return connection.execute(query.order_by(tokens.c.id.desc()).limit(1)).scalar_one()


def moving_the_clock_of_a_demonstration(world: World) -> Alone:
    to = world.clock.now() + timedelta(days=1000 + next(numbers))

    def move(engine: Engine) -> None:
        engine.demo = True
        register.move_clock(engine, to)
        engine.demo = False

    return Alone(move)


# Letters, messages, the worker


def sending_a_letter_again(world: World) -> Alone:
    failed, by = _failed_letter(world), world.people["administrator"]
    return Alone(lambda e: mail.send_again(e, failed, by=by))


def _failed_letter(world: World) -> Any:
    failed = letter_to(world, "ILO", dedup=new_id().hex)
    with world.engine.database.begin() as connection:
        connection.execute(update(mails).where(mails.c.id == failed).values(state=FAILED))
    return failed


def reading_a_message(world: World) -> Alone:
    world.circulated()
    _tell(world.engine)
    by = world.people["ILO"]
    newest = select(messages.c.id).where(messages.c.person_id == by).order_by(messages.c.id.desc()).limit(1)
    with world.engine.database.read() as connection:
        mine = connection.execute(newest).scalar_one()
    return Alone(lambda e: message.mark_read(e, mine, by=by))


def reading_everything(world: World) -> Alone:
    world.circulated()
    _tell(world.engine)
    by = world.people["ILO"]
    return Alone(lambda e: message.mark_all_read(e, by=by))


def telling_people(world: World) -> Alone:
    """The consumer that writes inboxes and letters."""
    _tell(world.engine)
    world.circulated()
    sequence_all(world.engine.database)
    return Alone(lambda e: Consumer(e, BASE).run())


def keeping_letters(world: World) -> Alone:
    letter_to(world, "ILO", dedup=new_id().hex)
    return Alone(keep_letters)


def sweeping_files(world: World) -> Alone:
    world.engine.files.put(world.circulated(), b"nobody's")
    return Alone(lambda e: sweep.sweep(e, now=LONG_AFTER))


def _tell(engine: Engine) -> None:
    sequence_all(engine.database)
    Consumer(engine, BASE).run()


ALONE: dict[str, Callable[[World], Alone]] = {
    scene.__name__: scene
    for scene in (
        opening_a_page, seeing_what_is_open_by_an_override, being_refused,
        hearing_that_a_letter_arrived, handing_over, keeping_a_draft, throwing_a_draft_away,
        sending_a_public_form, importing_people, inviting, asking_for_a_new_password, making_a_link_by_hand,
        setting_a_password, changing_a_password, signing_in, beginning_a_session, entering_a_demonstration,
        signing_out, using_a_session, sweeping_sessions, making_a_token, revoking_a_token, making_a_calendar,
        ending_a_calendar, moving_the_clock_of_a_demonstration, sending_a_letter_again,
        reading_a_message, reading_everything, telling_people, keeping_letters, sweeping_files,
    )
}  # fmt: skip
