"""A way to PostgreSQL that can be cut: a small proxy on this machine, and what it does at the message one chooses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import URL, make_url


class Cut(Enum):
    """Where the connection breaks, seen from a message of the client."""

    BEFORE = "before the server has it"
    HALF_SAID = "when the server has a part of it"
    MEANWHILE = "while the server is at it"
    HALF_ANSWERED = "when the client has a part of the answer"
    AFTER = "after the server has answered"


COMMITTED = frozenset({Cut.HALF_ANSWERED, Cut.AFTER})
"""Cut so at its COMMIT, a transaction is there."""


@dataclass(frozen=True)
class Place:
    """A cut, and where it is inside the message or the answer: a share of its bytes, never all of them."""

    cut: Cut
    share: float = 0.5


class Line:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self._client, self._server = client, server
        self._muted, self._answered = threading.Event(), threading.Event()
        self._passes = 0.0
        """Once it is muted: how much of the next answer still reaches the client."""

    def listen(self, cut_at: Callable[[bytes], Place | None]) -> None:
        """Pass on what the client says, message by message as it arrives, until one of them is where to cut."""
        with suppress(OSError):
            while said := self._client.recv(65_536):
                place = cut_at(said)
                if place is not None:
                    self._break(place, said)
                    break
                self._server.sendall(said)
        hang_up(self._client, self._server)

    def _break(self, place: Place, said: bytes) -> None:
        """The server's answer, where there is one, never reaches the client, or a part of it does."""
        if place.cut is Cut.HALF_ANSWERED:
            self._passes = place.share
        self._muted.set()
        if place.cut is Cut.MEANWHILE:
            hang_up(self._client)
        if place.cut is Cut.HALF_SAID:
            self._server.sendall(part_of(said, place.share))
        elif place.cut is not Cut.BEFORE:
            self._server.sendall(said)
            self._answered.wait(5)

    def pass_on(self) -> None:
        """Pass on what the server answers."""
        with suppress(OSError):
            while answer := self._server.recv(65_536):
                if self._muted.is_set():
                    self._client.sendall(part_of(answer, self._passes))
                    self._passes = 0.0
                    self._answered.set()
                else:
                    self._client.sendall(answer)
        hang_up(self._client, self._server)


class Proxy:
    """Passes everything on until it is armed: then it cuts the connection at a message, once."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._door = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._place: Place | None = None
        self._words = b""
        self._passing = 0
        self.messages = 0
        """How many messages of clients went by since it was armed or asked to count."""
        self.closed = False
        """While this is set nobody gets through."""
        self._threads: list[threading.Thread] = []
        self._start(self._welcome)

    @property
    def url(self) -> str:
        """The address of the same database through here."""
        port = self._door.getsockname()[1]
        plain = {"sslmode": "disable", "gssencmode": "disable"}
        through = self._server.set(host="127.0.0.1", port=port).difference_update_query(["host", "port"])
        return through.update_query_dict(plain).render_as_string(hide_password=False)

    def arm(self, cut: Cut, *, words: bytes = b"COMMIT", passing: int = 0, share: float = 0.5) -> None:
        """Cut at the next message that holds these words, after letting so many of them pass."""
        with self._lock:
            self._place, self._words, self._passing, self.messages = Place(cut, share), words, passing, 0

    def count(self) -> None:
        """Count messages from here on."""
        self.messages = 0

    @property
    def armed(self) -> bool:
        return self._place is not None

    def close(self) -> None:
        """Let nobody in any more."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _welcome(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            if self.closed:
                client.close()
                continue
            line = Line(client, self._reach())
            self._start(line.listen, self._at)
            self._start(line.pass_on)

    def _reach(self) -> socket.socket:
        folder = str(self._server.query.get("host", "")) or (self._server.host or "")
        if folder.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{folder}/.s.PGSQL.{self._server.port or 5432}")
            return server
        return socket.create_connection((folder or "127.0.0.1", self._server.port or 5432))

    def _at(self, said: bytes) -> Place | None:
        with self._lock:
            self.messages += 1
            if self._place is None or self._words not in said:
                return None
            if self._passing > 0:
                self._passing -= 1
                return None
            place, self._place = self._place, None
            return place


def part_of(words: bytes, share: float) -> bytes:
    """The first bytes, at most all but the last."""
    return words[: min(int(len(words) * share), len(words) - 1)]


def hang_up(*ends: socket.socket) -> None:
    """End a connection at these ends."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def proxy_to(url: str) -> Iterator[Proxy]:
    """A way to this database that can be cut."""
    proxy = Proxy(make_url(url))
    try:
        yield proxy
    finally:
        proxy.close()
