"""The folder of a sealer or a witness: a key that nobody else reads, and files that are whole whatever happens."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import Refused
from engine.history.keys import SecretKey


def read_key(path: Path) -> SecretKey:
    """The key in a file that is its owner's only. Refused where there is none, or others may read it."""
    if not path.exists():
        raise Refused("There is no key at {path}.", path=str(path))
    if path.stat().st_mode & 0o077:
        raise Refused("Others may read the key {path}: give it the mode 0600.", path=str(path))
    return SecretKey.read(path.read_text(encoding="utf-8"))


def write_safely(path: Path, text: str) -> None:
    """The whole file or the one before it, whatever happens; its owner's only."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else signs out of this folder meanwhile: two at once could promise two trees of one size. Waits for its turn."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
