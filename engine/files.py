"""Files: the bytes of documents, stored by case and SHA-256 outside the database, written before the commit.

What a failed command has written is swept: a file that no version names is removed after a day.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies in the folder. Without a hash it was cut off while it was being written."""

    case_id: UUID
    sha256: bytes | None
    path: Path
    at: datetime
    size: int


@dataclass(frozen=True)
class Files:
    """A folder of files, one subfolder a case; a file is reachable only by case and hash, never by a name a person gave."""

    root: Path

    def path(self, case_id: UUID, sha256: bytes) -> Path:
        """Where a file lies: built from an id and a hash only."""
        return self.root / case_id.hex / sha256.hex()

    def put(self, case_id: UUID, content: bytes) -> bytes:
        """Store content durably and give its SHA-256; storing the same twice is one file."""
        digest = hashlib.sha256(content).digest()
        path = self.path(case_id, digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        # Also when it is there already: whoever wrote it may have died before its name was durable.
        _sync_folder(path.parent)
        _sync_folder(self.root)
        return digest

    def get(self, case_id: UUID, sha256: bytes) -> bytes:
        """The content of a file; a FileNotFoundError where it is gone, a ValueError where it was changed."""
        content = self.path(case_id, sha256).read_bytes()
        if hashlib.sha256(content).digest() != sha256:
            raise ValueError(f"the file {sha256.hex()} is not what it was")
        return content

    def remove(self, stored: Stored) -> None:
        """Take a file away, durably."""
        stored.path.unlink(missing_ok=True)
        _sync_folder(stored.path.parent)

    def everything(self) -> Iterator[Stored]:
        """Every stored file."""
        for folder in self.root.iterdir() if self.root.exists() else ():
            yield from self.of_case(UUID(folder.name))

    def of_case(self, case_id: UUID) -> Iterator[Stored]:
        """Every file of a case, also what was cut off while it was being written."""
        folder = self.root / case_id.hex
        for path in folder.iterdir() if folder.exists() else ():
            try:
                about = path.stat()
            except FileNotFoundError:
                continue  # its writer has given it its name just now
            digest = bytes.fromhex(path.name) if len(path.name) == 64 else None
            yield Stored(case_id, digest, path, datetime.fromtimestamp(about.st_mtime, UTC), about.st_size)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
