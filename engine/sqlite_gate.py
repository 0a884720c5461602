"""The fair queue of SQLite's one writer: two file locks, the gate and the main lock.

SQLite's own busy waiting starves: it sleeps while the lock is free, and whoever released it takes it again.
Here one waits at the gate, takes the main lock while holding the gate, and lets the gate go: the one who just
released the main lock finds the gate taken by the next in line. A killed holder frees both locks with its
file descriptors.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path


class Gate:
    """The queue in front of one SQLite file. Threads and processes wait in it alike; it is not reentrant."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._paths = (Path(f"{database}.gate"), Path(f"{database}.main"))
        self.longest_wait = 0.0
        """Seconds of the longest wait of this process so far: a stopped writer shows here."""

    def enter(self, *, shared: bool, wait: float) -> Turn:
        """Queue for the main lock, alone or `shared` with other readers; the caller must `close` the turn.

        A TimeoutError when it did not come within `wait` seconds.
        """
        started = time.monotonic()
        turn = Turn(*(self._open(path) for path in self._paths), shared=shared)
        turn.take(wait)
        self.longest_wait = max(self.longest_wait, time.monotonic() - started)
        return turn

    def _open(self, path: Path) -> int:
        """A descriptor of our own: a lock belongs to the open file, so a shared one would exclude nobody."""
        try:
            return os.open(path, os.O_RDWR)
        except FileNotFoundError:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._like_database(descriptor)
        return descriptor

    def _like_database(self, descriptor: int) -> None:
        """Whoever may write the database may queue for it, also when root happened to come first."""
        pattern = self._database.stat()
        if os.geteuid() in (0, pattern.st_uid):
            os.fchmod(descriptor, pattern.st_mode & 0o666)
        if os.geteuid() == 0:
            os.fchown(descriptor, pattern.st_uid, pattern.st_gid)


class Turn:
    """One wait in the queue, with its own two descriptors."""

    def __init__(self, gate: int, main: int, *, shared: bool) -> None:
        self._gate, self._main = gate, main
        self._mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._given_up = False

    def take(self, wait: float) -> None:
        """At once when nobody is there; else a helper thread blocks in the kernel's queue and we wait for it.

        A lock call cannot be interrupted and polling would lose our place, so only a
        thread can wait with an end.
        """
        if self._try_now():
            return
        self._state, self._taken = threading.Lock(), threading.Event()
        threading.Thread(target=self._queue, name="sqlite-gate", daemon=True).start()
        try:
            arrived = self._taken.wait(wait)
        except BaseException:
            if not self._give_up():
                self.close()
            raise
        if not arrived and self._give_up():
            raise TimeoutError(f"no turn within {wait:g} seconds")

    def _try_now(self) -> bool:
        try:
            fcntl.flock(self._gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(self._main, self._mode | fcntl.LOCK_NB)
        except BlockingIOError:
            return False  # a gate taken here stays ours: the helper thread waits on behind it
        fcntl.flock(self._gate, fcntl.LOCK_UN)
        return True

    def _queue(self) -> None:
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        fcntl.flock(self._main, self._mode)
        fcntl.flock(self._gate, fcntl.LOCK_UN)
        with self._state:
            self._taken.set()
            if not self._given_up:
                return
        self.close()

    def _give_up(self) -> bool:
        """True when the turn was left to the helper thread to clean up; False when it had come after all."""
        with self._state:
            self._given_up = not self._taken.is_set()
            return self._given_up

    def close(self) -> None:
        """Unlock before closing: a child forked meanwhile shares the open file and would keep the lock."""
        fcntl.flock(self._main, fcntl.LOCK_UN)
        os.close(self._gate)
        os.close(self._main)
