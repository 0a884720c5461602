"""A program that listens: a real HTTP server in the test's own process, that answers as it is told to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import time_machine
from standardwebhooks import Webhook as Receiver

from engine.commands import webhook as commands
from engine.sequence import sequence_all
from engine.target import Place, Targets
from engine.webhook import KINDS, secret_of
from notifications.announcer import Announcer
from notifications.webhooks import Webhooks
from tests.notifications.telling import BASE
from tests.world import World

KEY = "a key for tests that is long enough to be one"


@dataclass(frozen=True)
class Heard:
    """One request, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass
class Program:
    """What it heard, and what it answers in turn: a status, or a way to fail. Afterwards it takes everything."""

    heard: list[Heard] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=nemcon"

    @property
    def targets(self) -> Targets:
        """What an operator of a demonstration would allow to reach it."""
        return Targets((Place("127.0.0.1", self.port, private=True),), demo=True)

    @property
    def kinds(self) -> list[str]:
        return [each.told["type"] for each in self.heard]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        program: Program = self.server.program  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {name.lower(): value for name, value in self.headers.items()}
        answer = program.answers.pop(0) if program.answers else "204"
        program.heard.append(Heard(self.path, told, body))
        with suppress(OSError):
            self._answer(answer)

    do_GET = do_POST  # noqa: N815

    def _answer(self, answer: str) -> None:
        if answer == "hang up":
            self.connection.close()
        elif answer == "fall silent":
            time.sleep(3)
        elif answer == "drip":
            for letter in b"HTTP/1.1 200 OK and so on and so on":
                self.wfile.write(bytes([letter]))
                time.sleep(0.2)
        elif answer == "nonsense":
            self.wfile.write(b"\x00\xff what\r\n\r\n")
        elif answer == "flood":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000)
        else:
            status, _, place = answer.partition(" ")
            self.send_response(int(status))
            if place:
                self.send_header("Location", place)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is written."""


@contextmanager
def listening(context: SSLContext | None = None) -> Iterator[Program]:
    """A program, until the end of the block; with a context it speaks TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    program = Program(port=server.server_address[1])
    server.program = program  # type: ignore[attr-defined]
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield program
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def program() -> Iterator[Program]:
    """A program that listens."""
    with listening() as opened:
        yield opened


def hook(
    world: World, program: Program, who: str = "ILO", kinds: Any = KINDS, **words: Any
) -> tuple[UUID, str]:
    """A webhook of this person, made on the command line, and its secret."""
    made = commands.make_webhook(
        world.engine,
        world.people[who],
        words.pop("label", "A registry"),
        words.pop("target", program.address),
        kinds,
        targets=words.pop("targets", program.targets),
        by=words.pop("by", None),
    )
    return made.webhook, secret_of(KEY, made.webhook, made.salt)


def queue(world: World, targets: Targets) -> int:
    """Place what happened in the log, and queue what is to be announced."""
    sequence_all(world.engine.database)
    announcer = Announcer(world.engine, targets)
    announcer.run()
    return announcer.queued


def announce(world: World, program: Program, **words: Any) -> dict[str, int]:
    """Queue, and one round of announcing; how the tries ended."""
    targets = words.pop("targets", program.targets)
    queue(world, targets)
    words.setdefault("seconds", 5)
    return dict(+Webhooks(world.engine, targets, KEY, BASE, **words).run())


def verified(world: World, heard: Heard, secret: str) -> Any:
    """What a program makes of a request with the published library; it raises where the proof is wrong."""
    with time_machine.travel(world.engine.clock.now(), tick=False):
        return Receiver(secret).verify(heard.body, heard.headers)
