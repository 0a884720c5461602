"""The sealer signs what the log stands for, and never two histories: what it has signed lies in a file of its own before the
signature leaves.

It runs beside the house, as another user of the machine and of the database, and holds the only key. Of the database it
reads nothing but hashes. What it finds there it believes only as far as it goes on from what it has signed before.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from engine.database import Database
from engine.errors import Refused
from engine.history.checkpoints import at_size, checkpoints, kept_from, put_checkpoint
from engine.history.epoch import next_origin
from engine.history.folder import alone, read_key, write_safely
from engine.history.handing_on import hand_on
from engine.history.keys import LOG, PublicKey, SecretKey, Unreadable
from engine.history.leaves import HistoryChanged, leaves
from engine.history.note import Checkpoint, Note
from engine.history.signed_list import add_to_list, last_in_list, origins_in_list
from engine.history.tree import EMPTY_ROOT, Frontier
from engine.sequence import log_head

KEY, NEXT_KEY, STATE, SIGNED, STATEMENT = "key", "next_key", "state.json", "checkpoints", "handed_on"
KEYS = (KEY, NEXT_KEY)
EVERY = timedelta(seconds=60)
AT_MOST = 256
# How long the sealer trusts that what it has read stands unchanged; then it reads the whole log again.
REREAD = timedelta(minutes=10)


class HistoryLost(Refused):
    """The log has fewer entries than were signed."""


@dataclass
class Sealer:
    """The keeper of the key, with its folder."""

    folder: Path
    database: Database
    at_point: Callable[[str], None] = lambda point: None
    _edge: Frontier = field(default_factory=Frontier)
    _reread_at: datetime | None = None

    def seal(self, at: datetime) -> Checkpoint | None:
        """Sign the log as it stands; nothing where that is signed and kept already. `Refused` where it does not go on from
        what was signed before."""
        with alone(self.folder):
            return self._seal(at)

    def _seal(self, at: datetime) -> Checkpoint | None:
        read_key(self.folder / KEY)
        state = self.state()
        with self.database.read() as connection:
            self._remembers_all(connection, state)
            self._keep_word(state)
            told = self._read(connection, state, at)
            kept = at_size(connection, told.origin, told.size)
        if kept is not None and kept.checkpoint == told:
            return None
        self.at_point("sealer read")
        write_state(self.folder, told)
        self.at_point("sealer promised")
        note = signed(told, self.folder)
        if last_in_list(self.folder / SIGNED) != note:
            add_to_list(self.folder / SIGNED, note)
        self.at_point("sealer signed")
        with self.database.begin() as connection:
            put_checkpoint(connection, note, at)
        self.at_point("sealer kept")
        return told

    def seal_if_due(self, at: datetime) -> Checkpoint | None:
        """Sign when a case has come to a result, when enough has happened, or when it is time."""
        state = self.state()
        with self.database.read() as connection:
            head = connection.execute(select(log_head.c.size, log_head.c.closing)).one()
            kept = at_size(connection, state.origin, state.size)
        grown = head.size - state.size
        if kept is None:  # nothing is signed yet, or the last one went no further than a promise
            return self.seal(at) if head.size or grown else None
        due = at - kept.at >= EVERY or grown >= AT_MOST or head.closing > state.size
        return self.seal(at) if grown < 0 or (grown and due) else None

    def state(self) -> Checkpoint:
        """What was promised last: no other tree of this size will ever be signed."""
        return read_state(self.folder)

    def _remembers_all(self, connection: Connection, state: Checkpoint) -> None:
        """Refused where more is signed than is remembered: the memory came out of a backup, and would sign a second history."""
        last = last_in_list(self.folder / SIGNED)
        told = [] if last is None else [Checkpoint.read(last.text)]
        keys = public_keys(self.folder)
        told += [
            each.checkpoint
            for each in kept_from(connection, state.origin, state.size)
            if any(each.note.is_signed_by(key) for key in keys)
        ]
        beyond = [each.size for each in told if _is_beyond(each, state)]
        if beyond:
            raise Refused(
                "This sealer has signed more than {path} remembers: a tree of {size} entries. Nothing more is signed.",
                path=str(self.folder / STATE),
                size=max(beyond),
            )

    def _keep_word(self, state: Checkpoint) -> None:
        """Sign what was promised when it went no further. Where the log has lost it since, only that shows what is lost."""
        last = last_in_list(self.folder / SIGNED)
        if state.size and (last is None or Checkpoint.read(last.text) != state):
            add_to_list(self.folder / SIGNED, signed(state, self.folder))

    def _read(self, connection: Connection, state: Checkpoint, at: datetime) -> Checkpoint:
        """The tree as it stands, if it goes on from the one that was signed."""
        size = connection.execute(select(log_head.c.size)).scalar_one()
        if size < state.size:
            raise HistoryLost(
                "The log has {size} entries, and {signed} are signed: entries are lost, or this is another log. "
                "Nothing more is signed.",
                size=size,
                signed=state.size,
            )
        if self._edge.size != state.size or self._reread_at is None or at - self._reread_at >= REREAD:
            self._edge, self._reread_at = Frontier(), at
        self._grow(connection, state.size)
        if self._edge.root() != state.root:
            self._edge = Frontier()
            raise HistoryChanged(
                "The first {signed} entries of the log are not those that are signed. Nothing more is signed.",
                signed=state.size,
            )
        self._grow(connection, size)
        return Checkpoint(state.origin, size, self._edge.root())

    def _grow(self, connection: Connection, size: int) -> None:
        for leaf in leaves(connection, self._edge.size, size):
            self._edge.append(leaf)


def _is_beyond(signed: Checkpoint, state: Checkpoint) -> bool:
    """Whether this is of the same log, and is neither what is remembered nor anything before it."""
    if signed.origin != state.origin:
        return False
    return signed.size > state.size or (signed.size == state.size and signed.root != state.root)


def is_signed(connection: Connection, origin: str) -> bool:
    """Whether everything that has a place in the log is under a signature of its present name."""
    size = connection.execute(select(log_head.c.size)).scalar_one()
    largest = select(func.max(checkpoints.c.size)).where(checkpoints.c.origin == origin)
    signed_size = connection.execute(largest).scalar() or 0
    return bool(signed_size >= size)


# The folder


def begin(folder: Path, origin: str) -> PublicKey:
    """A folder with a new key for the log of this name. Refused where there is one: a key is never written over."""
    if (folder / KEY).exists():
        raise Refused("There is a key in {folder} already.", folder=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = SecretKey.new(origin, LOG)
    write_state(folder, Checkpoint(origin, 0, EMPTY_ROOT))
    write_safely(folder / KEY, f"{key.secret()}\n")
    return key.public


def signed(told: Checkpoint, folder: Path) -> Note:
    """The checkpoint under every key that signs now: while a key is handed on, under the old one and the new."""
    note = Note(str(told))
    for name in KEYS:
        if (folder / name).exists() and (key := read_key(folder / name)).name == told.origin:
            note = note.signed(key)
    if not note.signatures:
        raise Refused("No key in {folder} is that of {origin}.", folder=str(folder), origin=told.origin)
    return note


def public_keys(folder: Path) -> tuple[PublicKey, ...]:
    """What others verify with: the key, and while it is handed on, the next. Refused where there is none."""
    if not (folder / KEY).exists():
        raise Refused("There is no sealer in {folder}: nemcon sealer begin makes one.", folder=str(folder))
    return tuple(read_key(folder / name).public for name in KEYS if (folder / name).exists())


def renew(folder: Path, origin: str | None = None) -> Note:
    """Make the next key and give the statement that it follows; until `retire` both sign. With `origin` the next key is that
    of a new epoch. Refused while another key is being handed on, and for any name but the log's own and its next."""
    with alone(folder):
        if (folder / NEXT_KEY).exists():
            raise Refused(
                "A key is being handed on already. Give its statement, {path}, to the house: nemcon announce-key. "
                "When that is done, retire the old one.",
                path=str(folder / STATEMENT),
            )
        old = read_key(folder / KEY)
        _may_go_on_as(folder, old.name, origin or old.name)
        new = SecretKey.new(origin or old.name, LOG)
        statement = hand_on(old, new)
        write_safely(folder / STATEMENT, str(statement))
        write_safely(folder / NEXT_KEY, f"{new.secret()}\n")
    return statement


def retire(folder: Path) -> PublicKey:
    """The old key signs no more; gives the one that does. Of a new epoch nothing was signed yet."""
    with alone(folder):
        if not (folder / NEXT_KEY).exists():
            raise Refused("No key is being handed on: renew the old one first.")
        new, state = read_key(folder / NEXT_KEY), read_state(folder)
        _may_go_on_as(folder, state.origin, new.name)
        if new.name != state.origin:
            write_state(folder, Checkpoint(new.name, 0, EMPTY_ROOT))
        (folder / NEXT_KEY).replace(folder / KEY)
    return new.public


def _may_go_on_as(folder: Path, origin: str, wanted: str) -> None:
    """The log keeps its name, or takes that of its next epoch, under which nothing was ever signed."""
    if wanted == origin:
        return
    if wanted != next_origin(origin):
        raise Refused(
            "The log is {origin}, and its next epoch is {epoch}: it cannot go on as {wanted}.",
            origin=origin,
            epoch=next_origin(origin),
            wanted=wanted,
        )
    if wanted in origins_in_list(folder / SIGNED):
        raise Refused(
            "This sealer has signed as {wanted} before: it begins no other log of this name.", wanted=wanted
        )


def read_state(folder: Path) -> Checkpoint:
    """What was promised last. A folder without it signs nothing: it would not know what it has signed."""
    try:
        told = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return Checkpoint(told["origin"], int(told["size"]), bytes.fromhex(told["root"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{folder / STATE} does not say what was signed last") from error


def write_state(folder: Path, told: Checkpoint) -> None:
    """Promise it: on the disk, folder and all, before this returns."""
    content = {"origin": told.origin, "size": told.size, "root": told.root.hex()}
    write_safely(folder / STATE, json.dumps(content) + "\n")
