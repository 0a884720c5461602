"""Three days without a worker, and clocks of several case types ring in them: one message and one letter for each person."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.commands.tick import tick
from engine.log import events, parse
from notifications.messages import DIGEST
from tests import people
from tests.furnished import on_both
from tests.notifications.telling import Teller
from tests.workflows import proposing, reviewing
from tests.world import World

pytestmark = on_both
MONDAY, THURSDAY = datetime(2013, 1, 14, 12, tzinfo=UTC), datetime(2013, 1, 17, 12, tzinfo=UTC)
HALF_OF_SILENCE = "Take a position: Half of the period is over, and there is no position yet."
HALF_OF_VIEWS = "Give your view on the idea: Half of the consultation is over, and your view is awaited."


def standstill(teller: Teller) -> None:
    """A silence, a consultation and a review begin; on Monday at noon everything stops, and on Thursday it goes on."""
    world = teller.world
    world.silent(urgency="IMPORTANT", title="A matter")
    proposing.consulting(world)
    reviewing.selecting(world)
    world.at(MONDAY)
    teller.forget()
    world.clock.move_to(THURSDAY)


def rung(world: World) -> list[dict[str, Any]]:
    """What clocks told after Monday, in the order of the log."""
    query = select(events.c.body).where(events.c.kind.like("clock.%")).order_by(events.c.pos)
    with world.engine.database.read() as connection:
        found = [parse(bytes(row.body)) for row in connection.execute(query)]
    return [each for each in found if each["due"] > int(MONDAY.timestamp() * 1_000_000)]


def test_ladders_of_several_types_come_as_one_message_and_one_letter_each(teller: Teller) -> None:
    standstill(teller)
    tick(teller.world.engine)
    teller.catch_up()
    for name in ("ILO", "ILO alternate", "OSCE"):
        assert teller.unread(name) == 1, name
        said = [words.split(" (Since")[0] for words in teller.told(name)]
        assert said == [HALF_OF_SILENCE, HALF_OF_VIEWS], "as they were due, each once"
        (letter,) = teller.letters(name)
        assert letter.kind == DIGEST
        assert HALF_OF_SILENCE in letter.body and HALF_OF_VIEWS in letter.body
    assert {"officer", "manager"} <= teller.who_was_told()


def test_however_often_and_in_whatever_pieces_it_is_caught_up_nobody_is_told_twice(teller: Teller) -> None:
    standstill(teller)
    for _ in range(3):
        tick(teller.world.engine)
        teller.catch_up(most=2)
    for name in ("ILO", "officer", people.CHAIR):
        assert Counter(teller.told(name)).most_common(1)[0][1] == 1
        assert [letter.kind for letter in teller.letters(name)].count(DIGEST) == 1


def test_every_clock_stands_in_the_log_once_in_the_order_in_which_it_was_due(teller: Teller) -> None:
    standstill(teller)
    for _ in range(2):
        tick(teller.world.engine)
    found = rung(teller.world)
    due = [each["due"] for each in found]
    assert len(found) >= 4 and due == sorted(due)
    noticed = int(THURSDAY.timestamp() * 1_000_000)
    assert {each["noticed"] for each in found} == {noticed}
    assert len({(each["due"], str(each["pub"]), str(each.get("stream"))) for each in found}) == len(found)
