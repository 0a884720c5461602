"""The seal under an address that ends letters: it names a person and groups of letters, and opens nothing else.

The key is made for this purpose and this site alone: nothing signed elsewhere, or by another house, fits.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

PURPOSE = b"nemcon: end letters, 1"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs, and knows its own signature."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: str, base_url: str) -> Seal:
        """The seal of a site for ending letters."""
        site = base_url.rstrip("/").encode()
        return cls(hmac.digest(secret.encode(), PURPOSE + b"\0" + site, hashlib.sha256))

    def sign(self, person: UUID, groups: Collection[str]) -> str:
        """The token by which these letters to this person can be ended. Always the same."""
        told = person.bytes + "+".join(sorted(groups)).encode("ascii")
        return f"{_text(told)}.{_text(self._signature(told))}"

    def read(self, token: str) -> tuple[UUID, tuple[str, ...]] | None:
        """Whose letters about what; nothing for whatever we have not signed, or signed for anything else."""
        head, _, tail = token[:LONGEST].partition(".")
        told, signature = _bytes(head), _bytes(tail)
        if told is None or signature is None or not hmac.compare_digest(signature, self._signature(told)):
            return None
        # One way to write a token: another spelling of the same bytes is no token of ours.
        person, groups = UUID(bytes=told[:16]), tuple(told[16:].decode("ascii").split("+"))
        return (person, groups) if token == self.sign(person, groups) else None

    def _signature(self, told: bytes) -> bytes:
        return hmac.digest(self.key, told, hashlib.sha256)


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes | None:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)) if text.isascii() else None
    except (binascii.Error, ValueError):
        return None
