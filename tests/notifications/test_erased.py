"""What was erased before people were told of it is told without its words, and to nobody who went."""

from __future__ import annotations

from sqlalchemy import select

from engine.commands import case, register
from engine.history.erasure import PERSON, REMARK, TITLE, Part
from engine.mail_queue import mails
from engine.message_box import messages
from engine.sequence import sequence_all
from notifications.consumer import Consumer
from tests.engine.erasing import erase, whole, with_two_administrators
from tests.notifications.telling import BASE
from tests.world import World

SECRET = "The matter of Ms Maria Rossi"


def written(world: World) -> str:
    """Every word in every letter and message."""
    with world.engine.database.read() as connection:
        return f"{connection.execute(select(mails)).all()} {connection.execute(select(messages)).all()}"


def tell(world: World) -> None:
    sequence_all(world.engine.database)
    Consumer(world.engine, BASE).run()


def test_letters_written_after_an_erasure_hold_none_of_its_words(world: World) -> None:
    with_two_administrators(world)
    case_id = world.deliberating(title=SECRET)
    said = case.comment(world.engine, case_id, SECRET, by=world.people["ILO"]).result
    erase(world, Part(TITLE, case_id), Part(REMARK, said))
    tell(world)
    told = written(world)
    assert "[erased]" in told
    assert "Rossi" not in told
    assert whole(world)


def test_letters_that_wait_for_a_server_lose_the_words_before_they_leave(world: World) -> None:
    with_two_administrators(world)
    case_id = world.deliberating(title=SECRET)
    tell(world)
    assert "Rossi" in written(world)
    erase(world, Part(TITLE, case_id))
    assert "Rossi" not in written(world)


def test_the_name_and_address_of_somebody_who_went_are_in_no_letter(world: World) -> None:
    with_two_administrators(world)
    who = world.people["OSCE alternate"]
    world.deliberating()
    tell(world)
    assert "osce.alternate@example.org" in written(world)
    register.change_person(world.engine, who, {"active": False}, by=world.people["administrator"])
    erase(world, Part(PERSON, who))
    tell(world)
    assert "osce.alternate@example.org" not in written(world)
    assert "OSCE alternate" not in written(world)
