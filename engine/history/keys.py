"""Keys that sign the history: Ed25519, named, written as C2SP signed-note writes them. The one place that knows the library."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, WITNESS = 0x01, 0x04
KINDS = (LOG, WITNESS)
SECRET = "PRIVATE+KEY"  # noqa: S105 - the word before a secret, none itself
PUBLIC_BYTES = SEED_BYTES = 32


class Unreadable(ValueError):
    """This is no key, no note, no checkpoint; says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who signs: a log, or a witness that cosigns what a log has signed."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> PublicKey:
        """The key of `name+id+base64`; `Unreadable` where the id does not belong to it."""
        name, number, content = _three(text.strip())
        kind, public = content[0], content[1:]
        if kind not in KINDS or len(public) != PUBLIC_BYTES:
            raise Unreadable("this is no Ed25519 key of a log or a witness")
        key = cls(name, kind, public)
        if key.id.hex() != number:
            raise Unreadable(f"the key of {name} has the number {key.id.hex()}, not {number}")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature line names its key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As it is given to those who verify."""
        return f"{self.name}+{self.id.hex()}+{_text(bytes([self.kind]) + self.public)}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether this key has signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What signs. It never shows in a log of this object."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    @classmethod
    def new(cls, name: str, kind: int = LOG) -> SecretKey:
        """A fresh key; its name is the origin of the log, or what the witness is called."""
        if not name or "+" in name or any(each.isspace() for each in name):
            raise Unreadable(f"a key cannot be called {name!r}: no spaces, no plus")
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> SecretKey:
        """The key that `secret` has written."""
        head, _, rest = text.strip().partition(f"{SECRET}+")
        if head or not rest:
            raise Unreadable("this is no secret key")
        name, number, content = _three(rest)
        if content[0] not in KINDS or len(content) != 1 + SEED_BYTES:
            raise Unreadable("this is no Ed25519 key of a log or a witness")
        key = cls(name, content[0], content[1:])
        if key.public.id.hex() != number:
            raise Unreadable("the secret key is damaged")
        return key

    def secret(self) -> str:
        """As its owner keeps it, and shows to nobody."""
        return f"{SECRET}+{self.name}+{self.public.id.hex()}+{_text(bytes([self.kind]) + self.seed)}"

    @property
    def public(self) -> PublicKey:
        """What others verify with."""
        return PublicKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature, always the same for the same message."""
        return self._private().sign(message)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def only_base64(text: str) -> bytes:
    """The bytes of base64, written the one way; `Unreadable` for any other characters that would mean the same."""
    try:
        content = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"{text[:80]!r} is no base64") from error
    if b64encode(content).decode("ascii") != text:
        raise Unreadable(f"{text[:80]!r} is not the one way to write it")
    return content


def _three(text: str) -> tuple[str, str, bytes]:
    """Name, number and content; base64 may hold a plus itself, a name may not."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not parts[0]:
        raise Unreadable("a key is written as name+number+base64")
    content = only_base64(parts[2])
    if not content:
        raise Unreadable("the key is empty")
    return parts[0], parts[1], content


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
