"""A way to PostgreSQL that can be cut: a small proxy on this machine, and what it does at the message one chooses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any

from sqlalchemy import URL, make_url


class Cut(Enum):
    """Where the connection breaks, seen from a message of the client."""

    BEFORE = "before the server has it"
    MEANWHILE = "while the server is at it"
    AFTER = "after the server has answered"


class Line:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self._client, self._server = client, server
        self._muted, self._answered = threading.Event(), threading.Event()

    def listen(self, cut_at: Callable[[bytes], Cut | None]) -> None:
        """Pass on what the client says, message by message as it arrives, until one of them is where to cut."""
        with suppress(OSError):
            while said := self._client.recv(65_536):
                cut = cut_at(said)
                if cut is not None:
                    self._break(cut, said)
                    break
                self._server.sendall(said)
        hang_up(self._client, self._server)

    def _break(self, cut: Cut, said: bytes) -> None:
        """The server's answer, where there is one, never reaches the client."""
        self._muted.set()
        if cut is Cut.MEANWHILE:
            hang_up(self._client)
        if cut is not Cut.BEFORE:
            self._server.sendall(said)
            self._answered.wait(5)

    def pass_on(self) -> None:
        """Pass on what the server answers."""
        with suppress(OSError):
            while answer := self._server.recv(65_536):
                if self._muted.is_set():
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
        self._cut: Cut | None = None
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

    def arm(self, cut: Cut, *, words: bytes = b"COMMIT", passing: int = 0) -> None:
        """Cut at the next message that holds these words, after letting so many of them pass."""
        with self._lock:
            self._cut, self._words, self._passing, self.messages = cut, words, passing, 0

    def count(self) -> None:
        """Count messages from here on."""
        self.messages = 0

    @property
    def armed(self) -> bool:
        return self._cut is not None

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

    def _at(self, said: bytes) -> Cut | None:
        with self._lock:
            self.messages += 1
            if self._cut is None or self._words not in said:
                return None
            if self._passing > 0:
                self._passing -= 1
                return None
            cut, self._cut = self._cut, None
            return cut


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
