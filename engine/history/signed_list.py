"""The sealer's own list of what it has signed, one note after the other; it is only ever added to.

A full disk or a cut power line may leave a piece of a note at its end. That piece was never kept anywhere else: it is not
read, and goes when the next note comes.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from engine.history.note import LONGEST, Note

# A signature, and the empty line behind a note.
_END = re.compile("\n— [^\n]+\n\n".encode())


def add_to_list(path: Path, note: Note) -> None:
    """Behind the last note that is whole; on the disk before this returns."""
    with path.open("a+b") as file:
        whole, size = _whole(file)
        if whole < size:
            file.truncate(whole)
        file.write(f"{note}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def last_in_list(path: Path) -> Note | None:
    """The last note that is whole; nothing where there is none."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        whole, _ = _whole(file)
        begin = max(0, whole - 2 * LONGEST)
        file.seek(begin)
        written = file.read(whole - begin).decode("utf-8", errors="replace")
    return last_note(written) if written else None


def origins_in_list(path: Path) -> set[str]:
    """Under which names of the log anything was signed: the first line of each note."""
    found: set[str] = set()
    if not path.exists():
        return found
    with path.open(encoding="utf-8", errors="replace") as file:
        before, begins = "", True
        for line in file:
            if begins:
                found.add(line.rstrip("\n"))
            begins, before = line == "\n" and before.startswith("— "), line
    return found


def last_note(written: str) -> Note:
    """The one note of a text, or the last of many; `Unreadable` where that is none."""
    parts = written.rstrip("\n").split("\n\n")
    return Note.read("\n\n".join(parts[-2:]) + "\n")


def _whole(file: BinaryIO) -> tuple[int, int]:
    """Where the last whole note ends, and the file."""
    size = file.seek(0, os.SEEK_END)
    begin = max(0, size - 2 * LONGEST)
    file.seek(begin)
    ends = [found.end() for found in _END.finditer(file.read())]
    return begin + ends[-1] if ends else 0, size
