"""A real mail server in the test's own process, that answers as it is told to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Mail:
    """The mail settings of a house."""

    port: int
    host: str = "127.0.0.1"
    sender: str = "UN.GIFT <desk@example.org>"
    starttls: bool = False
    user: str | None = None
    password: str | None = None


@dataclass
class PostOffice:
    """What arrived, and what the server answers: by address at RCPT, in turn at the end of DATA. It may hang up after its
    answer at RCPT, or, where that is empty, without one."""

    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    hang_up: set[str] = field(default_factory=set)
    refuse_sender: str = ""
    after_data: list[str] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        self.signed_in.append(bool(session.authenticated))
        return self.refuse_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.hang_up:
            if self.refuse[address]:
                await server.push(self.refuse[address])
            server.transport.close()
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.after_data.pop(0) if self.after_data else "250 taken"
        if not answer.startswith(("4", "5")):
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if answer == "hang up":
            server.transport.close()
        if answer == "fall silent":
            await asyncio.sleep(3)
        if answer == "take your time":
            await asyncio.sleep(0.3)
        return answer if answer[0].isdigit() else "250 taken"

    @property
    def receivers(self) -> list[str]:
        return [address for _, addresses in self.envelopes for address in addresses]

    @property
    def settings(self) -> Mail:
        return Mail(self.port)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def post_office(**words: Any) -> Iterator[PostOffice]:
    """A mail server, open until the end of the block."""
    office = PostOffice(port=free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **words)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server."""
    with post_office() as opened:
        yield opened
