"""Somebody who reads what people in the tests were told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.commands.register import change_person
from engine.mail_queue import mails
from engine.message_box import messages
from engine.queries.messages import Told, count_unread, list_messages
from engine.sequence import sequence_all
from notifications.consumer import Consumer
from notifications.messages import read
from tests.owner import owning
from tests.world import World

BASE = "https://desk.example.org"


@dataclass
class Teller:
    """The consumer of a world, and everybody's inbox and letter box."""

    world: World
    base_url: str | None = BASE

    def catch_up(self, *, most: int = 500) -> Consumer:
        """Place what happened in the log, and tell people."""
        sequence_all(self.world.engine.database)
        consumer = Consumer(self.world.engine, self.base_url)
        consumer.run(most=most)
        assert not consumer.failed
        return consumer

    def forget(self) -> None:
        """Tell people what happened so far, and read it all, so that a scene begins with empty boxes."""
        self.catch_up()
        with self.world.engine.database.begin() as connection:
            connection.execute(update(messages).values(read_at=self.world.engine.now()))
        with owning(self.world.engine.database) as connection:
            connection.execute(mails.delete())

    def inbox(self, who: str, **words: Any) -> tuple[Told, ...]:
        with self.world.engine.reading() as (connection, register):
            person = self.world.people[who]
            return list_messages(self.world.engine, connection, register, person, **words).messages

    def unread(self, who: str) -> int:
        with self.world.engine.reading() as (connection, register):
            return count_unread(self.world.engine, connection, register, self.world.people[who])

    def told(self, who: str) -> list[str]:
        """The sentences of unread messages, newest first, as this person reads them."""
        return [words.english() for told in self.inbox(who, unread=True) for words in read(told)]

    def kinds(self, who: str) -> list[str]:
        return [line.kind for told in self.inbox(who, unread=True) for line in told.lines]

    def letters(self, who: str | None = None) -> list[Any]:
        """The letters of one person, or all, in the order they were written."""
        query = select(mails).order_by(mails.c.created_at, mails.c.dedup)
        if who is not None:
            query = query.where(mails.c.person_id == self.world.people[who])
        with self.world.engine.database.read() as connection:
            return list(connection.execute(query))

    def all_told(self) -> set[UUID]:
        """Everybody who has anything unread."""
        query = select(messages.c.person_id).where(messages.c.read_at.is_(None)).distinct()
        with self.world.engine.database.read() as connection:
            return set(connection.execute(query).scalars())

    def who_was_told(self) -> set[str]:
        told = self.all_told()
        return {name for name, identity in self.world.people.items() if identity in told}


def speaks_french(world: World, who: str) -> None:
    change_person(world.engine, world.people[who], {"language": "fr"}, by=world.people["administrator"])


def broken_in_french(text: str, language: str | None) -> str:
    """Sentences that nobody can read in French."""
    if language == "fr":
        raise KeyError(text)
    return text


@pytest.fixture
def teller(world: World) -> Teller:
    """The consumer of the world's log; nobody has anything unread."""
    teller = Teller(world)
    teller.forget()
    return teller
