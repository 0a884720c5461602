"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature): a few lines, and who has signed them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from engine.history.keys import LOG, WITNESS, PublicKey, SecretKey, Unreadable, only_base64

LONGEST = 64 * 1024
MOST_SIGNATURES = 100
_LINE = re.compile("— ([^ \n+]+) ([A-Za-z0-9+/=]+)\n")
_SIZE = re.compile("0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Signature:
    """A line under a note: who, the number of the key, the bytes. For a witness the first eight bytes are the time in seconds."""

    name: str
    key: bytes
    content: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.key + self.content).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with signatures under it. The text ends with a line break and holds no empty line of its own at its end."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def read(cls, written: str) -> Self:
        """The note of these characters; `Unreadable` where they are none."""
        if len(written) > LONGEST or any(ord(each) < 32 and each != "\n" for each in written):
            raise Unreadable("this is no note: too long, or with characters that no note has")
        text, gap, lines = written.rpartition("\n\n")
        if not gap or not lines or not text:
            raise Unreadable("this is no note: the signatures are missing")
        signatures = tuple(_signature(line) for line in lines.splitlines(keepends=True))
        if len(signatures) > MOST_SIGNATURES:
            raise Unreadable("this is no note: too many signatures")
        return cls(text + "\n", signatures)

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def signed(self, key: SecretKey) -> Self:
        """The note with the signature of a log."""
        return self._with(Signature(key.name, key.public.id, key.sign(self.text.encode())))

    def cosigned(self, key: SecretKey, seconds: int) -> Self:
        """The note with what a witness says: at this time it had seen this tree, and no other beside it."""
        content = seconds.to_bytes(8) + key.sign(_witnessed(self.text, seconds))
        return self._with(Signature(key.name, key.public.id, content))

    def _with(self, *signatures: Signature) -> Self:
        known = [each for each in self.signatures if each not in signatures]
        return replace(self, signatures=(*known, *signatures))

    def gathered(self, others: Iterable[Signature]) -> Self:
        """The note with these signatures as well."""
        return self._with(*others)

    def is_signed_by(self, key: PublicKey) -> bool:
        """Whether a line under it is this key's, and right."""
        return any(self.is_of(each, key) for each in self.signatures)

    def is_of(self, signature: Signature, key: PublicKey) -> bool:
        """Whether this line is that key's, and right."""
        if (signature.name, signature.key) != (key.name, key.id):
            return False
        if key.kind == LOG:
            return key.accepts(self.text.encode(), signature.content)
        seconds, content = signature.content[:8], signature.content[8:]
        return key.kind == WITNESS and key.accepts(_witnessed(self.text, int.from_bytes(seconds)), content)


def seconds_of(signature: Signature) -> int:
    """When a witness has cosigned, in seconds since 1970."""
    return int.from_bytes(signature.content[:8])


def _witnessed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise Unreadable("this is no note: a line under it is no signature")
    content = only_base64(found[2])
    if len(content) <= 4:
        raise Unreadable("this is no note: a signature is too short")
    return Signature(found[1], content[:4], content[4:])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log stands for: its name, how many entries it has, the root of their tree."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text. More lines than three are refused: nobody could audit them."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise Unreadable("this is no checkpoint of a name, a size and a root")
        root = only_base64(lines[2])
        if len(root) != 32:
            raise Unreadable("the root of the checkpoint is no SHA-256")
        return cls(lines[0], int(lines[1]), root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode('ascii')}\n"
