"""The manifest of a backup: what is in it, of which house and when, and a hash over itself."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from engine.columns import to_json
from engine.errors import Refused

FORMAT = 1
NAME = "manifest.json"
BYTES_AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup promises. `rows` counts them by table; `head` is the hash of the last event of the log."""

    kind: str
    revision: str
    origin: str
    made_at: str
    size: int
    head: str
    rows: dict[str, int]
    house_sha256: str
    house_bytes: int
    files: int
    files_bytes: int


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it durably, for its owner only."""
    told = {"format": FORMAT, **asdict(manifest)}
    text = to_json({**told, "sha256": _seal(told)})
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """Read it and check it against its own hash. One of another format is of another program."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused("There is no backup at {place}: it has no manifest.", place=str(folder)) from None
    except ValueError:
        raise _damaged() from None
    if not isinstance(told, dict) or told.pop("sha256", None) != _seal(told):
        raise _damaged()
    if told.pop("format", None) != FORMAT:
        raise Refused("This backup has a form that this program does not know.")
    if set(told) != {each.name for each in fields(Manifest)}:
        raise _damaged()
    return Manifest(**told)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, whatever its size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(BYTES_AT_ONCE):
            digest.update(part)
    return digest.hexdigest()


def _seal(told: dict[str, Any]) -> str:
    return hashlib.sha256(to_json(told).encode()).hexdigest()


def _damaged() -> Refused:
    return Refused("The backup is damaged: its manifest is not what it was.")
