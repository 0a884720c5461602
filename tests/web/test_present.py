"""Values as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import g

from engine.messages import message
from tests.web.desk import Desk
from web import request as at_the_desk
from web.i18n import in_language
from web.present import clock, day, exact, instant, party, relative, say, shown, zone_name

NOON = datetime(2013, 2, 12, 16, 0, 5, tzinfo=UTC)


@pytest.fixture
def reader(desk: Desk) -> Iterator[Desk]:
    """Somebody who reads in the zone of the house, Vienna."""
    with desk.app.test_request_context("/"):
        yield desk


def test_an_instant_is_read_in_the_zone_of_the_reader(reader: Desk) -> None:
    assert instant(NOON) == "Tue 12 Feb 2013, 17:00"
    assert exact(NOON) == "Tue 12 Feb 2013, 17:00:05"
    assert (clock(NOON), day(NOON), zone_name()) == ("17:00", "Tue 12 Feb 2013", "Vienna")
    assert day(datetime(2013, 2, 12, 23, 30, tzinfo=UTC)) == "Wed 13 Feb 2013"


def test_another_language_leaves_nothing_behind_and_asks_nothing_of_the_database(reader: Desk) -> None:
    with reader.world.engine.database.begin(), in_language("de"):
        pass  # a letter is written within a command, where nobody may read beside it
    assert "translations" not in g


def test_a_day_stays_the_same_day_everywhere(reader: Desk) -> None:
    assert day(date(2013, 2, 12)) == "Tue 12 Feb 2013"


def test_what_is_missing_is_said_and_never_blank(reader: Desk) -> None:
    assert (instant(None), day(None)) == ("not known", "not known")


def test_a_sentence_names_the_zone_once(reader: Desk) -> None:
    sentence = message("From {a} to {b}.", a=NOON, b=NOON + timedelta(hours=1))
    assert say(sentence) == "From Tue 12 Feb 2013, 17:00, Vienna time to Tue 12 Feb 2013, 18:00."
    assert say(sentence, zone_named=True) == "From Tue 12 Feb 2013, 17:00 to Tue 12 Feb 2013, 18:00."


def test_names_lists_and_sentences_stand_in_a_sentence(reader: Desk) -> None:
    with reader.world.engine.reading() as (_, register):
        members = [register.by_code["ILO"], register.by_code["OSCE"]]
    assert say(message("Waiting for {names}.", names=members)) == "Waiting for ILO, OSCE."
    assert say(message("It says “{what}”.", what=message("Not yet: {n}.", n=2))) == "It says “Not yet: 2.”."
    assert (shown(None), shown(True), shown(False)) == ("", "yes", "no")


def test_a_value_cannot_smuggle_a_place_into_a_sentence(reader: Desk) -> None:
    assert say(message("Held by {name}.", name="{name.__class__} %(x)s")) == "Held by {name.__class__} %(x)s."


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=59), "in 59 minutes"),
        (timedelta(hours=26), "in 26 hours"),
        (timedelta(hours=48), "in 2 days"),
        (timedelta(hours=25, minutes=59), "in 26 hours"),
        (timedelta(minutes=-80), "1 hour ago"),
        (timedelta(days=-10), "10 days ago"),
    ],
)
def test_how_long_is_said_in_the_largest_useful_unit(reader: Desk, delta: timedelta, words: str) -> None:
    assert relative(NOON + delta, NOON) == words


def test_a_party_is_called_by_name_however_it_is_given(reader: Desk) -> None:
    ilo = reader.world.organizations["ILO"]
    assert party(ilo) == party(f"org:{ilo.hex}") == "ILO"
    assert party(f"person:{reader.world.people['officer'].hex}") == "officer"
    assert party(None) == ""
    at_the_desk.stop_reading()
