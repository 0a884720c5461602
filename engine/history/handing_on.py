"""A key is handed on: a statement that the old key and the new one have signed, so that whoever holds the old believes the new."""

from __future__ import annotations

from dataclasses import dataclass

from engine.history.keys import LOG, PublicKey, SecretKey, Unreadable
from engine.history.note import Note

TITLE = "nemcon key handed on"
ANNOUNCED = "history.key_announced"


@dataclass(frozen=True, slots=True)
class HandedOn:
    """From one key of the log to the next. After a loss of history the next has the name of the new epoch."""

    old: PublicKey
    new: PublicKey

    @classmethod
    def read(cls, statement: str) -> HandedOn:
        """What a statement says, if both keys have signed it; `Unreadable` otherwise."""
        note = Note.read(statement)
        lines = note.text.split("\n")
        if len(lines) != 4 or lines[0] != TITLE or lines[3]:
            raise Unreadable("this is no statement that a key is handed on")
        told = cls(PublicKey.read(lines[1]), PublicKey.read(lines[2]))
        if told.old.kind != LOG or told.new.kind != LOG:
            raise Unreadable("only the key of a log is handed on")
        if not note.is_signed_by(told.old) or not note.is_signed_by(told.new):
            raise Unreadable("both keys have to sign that one is handed on to the other")
        return told


def hand_on(old: SecretKey, new: SecretKey) -> Note:
    """The statement, under both keys."""
    return Note(f"{TITLE}\n{old.public}\n{new.public}\n").signed(old).signed(new)
