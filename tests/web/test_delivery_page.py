"""The page of delivery: every letter and announcement with how far it came, never its words; and what is done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.announcement import announcements
from engine.commands import password
from engine.commands.absence import STANDING_IN
from engine.log import events
from engine.mail_queue import FAILED, QUEUED, SENT, UNKNOWN, mails
from engine.queries.delivery import PAGE
from notifications.delivery import keep_letters
from notifications.messages import KINDS
from tests.notifications.listening import hook, listening, queue
from tests.notifications.posting import letter_to
from tests.web.administration import KEPT, done, look, press, problems
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows, words
from tests.world import World
from web.admin import delivery

WHY = "Told by telephone on Monday."
SECRET_WORDS = "Choose a password here"


def invited(world: World, who: str = "ILO") -> None:
    def write(person: object, secret: str, until: object) -> password.Letter:
        return password.Letter("Your account", f"{SECRET_WORDS}: {secret}")

    password.invite(world.engine, world.people[who], by=None, writes=write)


def letter(desk: Desk, who: str = "ILO", **stands: Any) -> UUID:
    """A letter about a result in the queue, as it stands."""
    identity = letter_to(desk.world, who, kind="decided", dedup=f"{who} {stands}")
    with desk.world.engine.database.begin() as connection:
        connection.execute(update(mails).where(mails.c.id == identity).values(stands))
    return identity


def row(desk: Desk, identity: UUID) -> Any:
    with desk.world.engine.database.read() as connection:
        return connection.execute(select(mails).where(mails.c.id == identity)).one()


def logged(desk: Desk, kind: str) -> list[tuple[UUID, UUID]]:
    """Whose stream holds events of a kind, and who acted."""
    with desk.world.engine.database.read() as connection:
        query = select(events.c.stream_id, events.c.actor).where(events.c.kind == kind)
        return [(found.stream_id, found.actor) for found in connection.execute(query)]


def by_administrator(desk: Desk, who: str = "ILO") -> list[tuple[UUID, UUID]]:
    return [(desk.world.people[who], desk.world.people["administrator"])]


# Looking


def test_an_empty_queue_says_what_will_stand_here(desk: Desk) -> None:
    for way in ("letters", "announcements"):
        page = words(look(desk, f"/delivery?way={way}"))
        assert "Nothing is on its way" in page
        assert "What is written to people and announced to programs will stand here" in page


def test_every_letter_stands_here_with_its_state_and_without_its_words(desk: Desk) -> None:
    invited(desk.world)
    letter(desk, "OSCE", state=FAILED, error="550 No such box", next_try_at=desk.world.engine.now())
    letter(desk, "IOM", state=SENT, body="", subject="")
    page = look(desk, "/delivery")
    assert sorted(table_rows(page)) == [
        ["ilo@example.org ILO", "An invitation", "waits next try now", "Mon 7 Jan 2013, 10:00"],
        ["iom@example.org IOM", "A result", "sent", "Mon 7 Jan 2013, 10:00"],
        ["osce@example.org OSCE", "A result", "failed 550 No such box", "Mon 7 Jan 2013, 10:00"],
    ]
    one = look(desk, link_to(page, "ilo@example.org").removeprefix("/admin"))
    for answer in (page, one):
        for hidden in (SECRET_WORDS, "Your account", "For you"):
            assert hidden not in answer.text.replace("For you:", "")
    assert heading(one) == "An invitation: ilo@example.org"
    assert "For ILO" in words(one) and "Tries 0" in words(one)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=failed", ["osce@example.org OSCE"]),
        ("state=unknown", ["iom@example.org IOM"]),
        ("kind=invitation", ["ilo@example.org ILO"]),
        ("kind=decided", ["iom@example.org IOM", "osce@example.org OSCE"]),
        ("to=osce", ["osce@example.org OSCE"]),
        ("to=OSCE@", ["osce@example.org OSCE"]),
        ("to=%25", []),
        ("to=_", []),
        ("state=failed&to=ilo", []),
        ("after=nonsense&state=failed", ["osce@example.org OSCE"]),
    ],
)
def test_filters_narrow_it(desk: Desk, asked: str, found: list[str]) -> None:
    invited(desk.world)
    letter(desk, "OSCE", state=FAILED)
    letter(desk, "IOM", state=UNKNOWN)
    page = look(desk, f"/delivery?{asked}")
    assert sorted(each[0] for each in table_rows(page)) == found
    assert found or "Nothing fits" in words(page)


def test_fifty_stand_on_a_page_and_the_next_begins_where_it_ended(desk: Desk) -> None:
    for number in range(PAGE + 3):
        letter_to(desk.world, "ILO", dedup=str(number))
        if number % 10 == 0:
            desk.world.clock.advance(timedelta(minutes=1))
    first = look(desk, "/delivery?kind=reminder")
    second = look(desk, link_to(first, "Next 50").removeprefix("/admin"))
    assert (len(table_rows(first)), len(table_rows(second))) == (PAGE, 3)
    assert "Next 50" not in second.text
    tops = [link_to(page, "ilo@example.org") for page in (first, second)]
    assert tops[0] != tops[1]


def test_letters_about_results_of_which_nobody_knows_are_announced_at_the_top(desk: Desk) -> None:
    assert "waits for a person" not in words(look(desk, "/delivery"))
    letter(desk, state=UNKNOWN)
    page = look(desk, "/delivery")
    assert "1 letter about a result waits for a person." in words(page)
    assert "next try" not in words(page), "it is not sent again by itself"
    assert len(table_rows(look(desk, link_to(page, "Look at them").removeprefix("/admin")))) == 1


@pytest.mark.parametrize(
    "path", ["letters/x", *(f"{way}/{UUID(int=7)}" for way in ("letters", "announcements", "x"))]
)
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert look(desk, f"/delivery/{path}").status_code == 404


# Acting on letters


@pytest.mark.parametrize("state", [QUEUED, FAILED, UNKNOWN])
def test_a_letter_is_tried_again_at_once(desk: Desk, state: str) -> None:
    later = desk.world.engine.now() + timedelta(hours=6)
    identity = letter(desk, state=state, tries=3, next_try_at=later, error="451 later")
    assert done(desk, f"/delivery/letters/{identity}/again") == "It is tried again at once."
    found = row(desk, identity)
    assert (found.state, found.tries, found.error) == (QUEUED, 0, None)
    assert found.next_try_at == desk.world.engine.now() and found.body
    assert logged(desk, "mail.again") == by_administrator(desk)


def test_a_letter_is_given_up_with_a_reason_and_loses_its_words(desk: Desk) -> None:
    identity = letter(desk, state=FAILED, error="550 No such box")
    refused = press(desk, f"/delivery/letters/{identity}/give-up", reason="No.")
    assert (refused.status_code, problems(refused)) == (422, ["Say why it is given up."])
    assert row(desk, identity).body
    told = done(desk, f"/delivery/letters/{identity}/give-up", reason=WHY)
    assert told == "It is given up. The reason stands in the history."
    found = row(desk, identity)
    assert (found.state, found.body, found.subject) == (FAILED, "", "")
    page = words(look(desk, f"/delivery/letters/{identity}"))
    assert "There is nothing left to send." in page and "Try it again now" not in page
    assert "given up by an administrator" in page
    assert logged(desk, "mail.given_up") == by_administrator(desk)


def test_a_person_says_that_a_letter_arrived_and_how_that_is_known(desk: Desk) -> None:
    identity = letter(desk, state=UNKNOWN)
    assert "This letter waits for a person:" in words(look(desk, f"/delivery/letters/{identity}"))
    refused = press(desk, f"/delivery/letters/{identity}/arrived", evidence="Yes.")
    assert (refused.status_code, problems(refused)) == (422, ["Say how it is known that it arrived."])
    done(desk, f"/delivery/letters/{identity}/arrived", evidence=WHY)
    found = row(desk, identity)
    assert (found.state, found.body, found.confirmed) == (SENT, "", WHY)
    assert found.confirmed_by == desk.world.people["administrator"]
    assert f"Who said so administrator: {WHY}" in words(look(desk, f"/delivery/letters/{identity}"))
    assert logged(desk, "mail.arrived") == by_administrator(desk)


@pytest.mark.parametrize("state", [QUEUED, FAILED])
def test_what_did_not_leave_did_not_arrive(desk: Desk, state: str) -> None:
    identity = letter(desk, state=state)
    refused = press(desk, f"/delivery/letters/{identity}/arrived", evidence=WHY)
    assert refused.status_code == 422
    assert problems(refused) == ["This letter needs nobody: it is on its way or has arrived."]


@pytest.mark.parametrize("state", ["sending", "sent", "kept"])
@pytest.mark.parametrize("act", ["again", "give-up", "arrived"])
def test_a_letter_that_needs_nobody_is_let_alone(desk: Desk, state: str, act: str) -> None:
    identity = letter(desk, state=state)
    refused = press(desk, f"/delivery/letters/{identity}/{act}", reason=WHY, evidence=WHY)
    assert refused.status_code == 422
    assert problems(refused) == ["This letter needs nobody: it is on its way or has arrived."]
    assert row(desk, identity).state == state


@pytest.mark.parametrize("act", ["again", "give-up", "arrived"])
def test_only_an_administrator_looks_after_letters(desk: Desk, act: str) -> None:
    identity = letter(desk, state=UNKNOWN)
    answer = press(desk, f"/delivery/letters/{identity}/{act}", who="officer", reason=WHY, evidence=WHY)
    assert answer.status_code == 403
    missing = press(desk, f"/delivery/letters/{UUID(int=7)}/{act}", reason=WHY, evidence=WHY)
    assert missing.status_code == 404
    assert row(desk, identity).state == UNKNOWN


# Announcements


@pytest.fixture
def announced(desk: Desk) -> UUID:
    """An announcement of a step to a program of ILO that failed."""
    with listening() as program:
        hook(desk.world, program, kinds=["case.moved"])
        targets = program.targets
    desk.world.circulated()
    assert queue(desk.world, targets) == 1
    with desk.world.engine.database.begin() as connection:
        values = {"state": FAILED, "tries": 8, "error": "500 Oh <b>no</b>"}
        connection.execute(update(announcements).values(values))
        found: UUID = connection.execute(select(announcements.c.id)).scalar_one()
    return found


def of_announcement(desk: Desk, identity: UUID) -> Any:
    with desk.world.engine.database.read() as connection:
        return connection.execute(select(announcements).where(announcements.c.id == identity)).one()


def test_announcements_stand_here_and_name_no_case(desk: Desk, announced: UUID) -> None:
    page = look(desk, "/delivery?way=announcements&to=regis")
    assert table_rows(page) == [
        ["A registry ILO", "Step taken", "failed 500 Oh <b>no</b>", "Mon 7 Jan 2013, 10:00"]
    ]
    one = look(desk, f"/delivery/announcements/{announced}")
    for answer in (page, one):
        assert "A matter" not in answer.text and "/cases/" not in words(answer)
        assert of_announcement(desk, announced).case_id.hex not in answer.text.replace("-", "")
    assert "Tries 8" in words(one) and "It arrived" not in words(one)


def test_an_announcement_is_tried_again_or_given_up(desk: Desk, announced: UUID) -> None:
    done(desk, f"/delivery/announcements/{announced}/again")
    found = of_announcement(desk, announced)
    assert (found.state, found.tries, found.error) == (QUEUED, 0, None)
    refused = press(desk, f"/delivery/announcements/{announced}/give-up", reason="")
    assert (refused.status_code, problems(refused)) == (422, ["Say why it is given up."])
    done(desk, f"/delivery/announcements/{announced}/give-up", reason=WHY)
    assert of_announcement(desk, announced).state == FAILED
    assert logged(desk, "announcement.again") == by_administrator(desk)
    assert logged(desk, "announcement.given_up") == by_administrator(desk)


def test_an_announcement_that_arrived_or_whose_webhook_has_ended_is_let_alone(
    desk: Desk, announced: UUID
) -> None:
    with desk.world.engine.database.begin() as connection:
        connection.execute(update(announcements).values(state=SENT))
    for act in ("again", "give-up"):
        refused = press(desk, f"/delivery/announcements/{announced}/{act}", reason=WHY)
        words_of = ["This announcement needs nobody: it is on its way or has arrived."]
        assert (refused.status_code, problems(refused)) == (422, words_of)
    with desk.world.engine.database.begin() as connection:
        connection.execute(update(announcements).values(state=FAILED))
    webhook = of_announcement(desk, announced).webhook_id
    done(desk, f"/webhooks/{webhook}/end")
    refused = press(desk, f"/delivery/announcements/{announced}/again")
    assert problems(refused) == ["This webhook has ended."]
    assert KEPT in words(refused)


# The outbox of a demonstration


def test_in_production_no_letter_is_read_here(desk: Desk) -> None:
    invited(desk.world)
    page = look(desk, "/delivery").text
    assert "Outbox" not in page
    assert SECRET_WORDS not in page


def test_a_demonstration_shows_its_outbox(demo_desk: Desk) -> None:
    assert "Nothing has been written yet." in words(look(demo_desk, "/delivery"))
    invited(demo_desk.world)
    keep_letters(demo_desk.world.engine)
    shown = words(look(demo_desk, "/delivery"))
    assert "Mon 7 Jan 2013, 10:00, ilo@example.org: Your account" in shown
    assert SECRET_WORDS in shown


def test_every_kind_of_letter_that_can_be_queued_has_a_name() -> None:
    assert {*KINDS, *password.LIVES, STANDING_IN} == set(delivery.KINDS)
