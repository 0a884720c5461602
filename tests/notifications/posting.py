"""Letters in the queue of a world, and a round of delivery."""

from __future__ import annotations

from collections import Counter
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.mail_queue import mails, queue_mail
from engine.notice import notices
from engine.seal import Seal
from notifications.delivery import Delivery
from tests import people
from tests.notifications.telling import BASE, Teller
from tests.world import World

SEAL = Seal.of("a secret for tests that is long enough", BASE)


def deliver(world: World, mail: Any, *, seconds: float = 5) -> Counter[str]:
    return +Delivery(world.engine, mail, BASE, seconds=seconds, seal=SEAL).run()


def letter_to(world: World, who: str, kind: str = "reminder", dedup: str = "one") -> UUID:
    """A letter in the queue, and its id."""
    with world.engine.database.begin() as connection:
        to = world.engine.register(connection).people[world.people[who]]
        assert queue_mail(
            connection,
            to=to,
            kind=kind,
            subject="For you",
            body="Words.\n",
            dedup=dedup,
            at=world.engine.now(),
        )
        found = connection.execute(select(mails.c.id).where(mails.c.dedup == dedup)).scalar()
    assert isinstance(found, UUID)
    return found


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """The words of an e-mail as its reader sees them: as text, or as HTML."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def row(world: World, mail: UUID) -> Any:
    with world.engine.database.read() as connection:
        return connection.execute(select(mails).where(mails.c.id == mail)).one()


def noticed(world: World, case_id: UUID) -> set[tuple[str, str]]:
    """Which seats have notice, and how."""
    names = {f"org:{identity.hex}": code for code, identity in world.organizations.items()}
    query = select(notices.c.party, notices.c.how).where(
        notices.c.case_id == case_id, notices.c.task == "position"
    )
    with world.engine.database.read() as connection:
        return {(names[found.party], found.how) for found in connection.execute(query)}


def asked(teller: Teller) -> UUID:
    """A silence that has just begun, its letters in the queue, nobody with notice but through them."""
    world = teller.world
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    teller.forget()
    world.press(case_id, "open_silence", people.CHAIR)
    teller.catch_up()
    return case_id
