"""Whom one believes: the keys of the log, the witnesses, and how many of them. The verifier reads the same file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.history.keys import LOG, WITNESS, PublicKey, Unreadable


@dataclass(frozen=True, slots=True)
class Trust:
    """Without a key of the log nothing is held to be signed; with a quorum of nought nothing needs a witness."""

    log_keys: tuple[PublicKey, ...] = ()
    witnesses: tuple[PublicKey, ...] = ()
    quorum: int = 0

    @classmethod
    def read(cls, path: Path) -> Trust:
        """What the file says; `Unreadable` where it says nothing that can be meant."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            trust = cls(
                _keys(told["log_keys"], LOG),
                _keys(told.get("witnesses", ()), WITNESS),
                int(told.get("quorum", 0)),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(f"{path} does not say whom to believe: {error}") from error
        if not trust.log_keys:
            raise Unreadable(f"{path} names no key of the log")
        if not 0 <= trust.quorum <= len(trust.witnesses):
            raise Unreadable(f"{path} asks for {trust.quorum} of {len(trust.witnesses)} witnesses")
        return trust

    def __str__(self) -> str:
        """As the file has it."""
        told = {
            "log_keys": [str(key) for key in self.log_keys],
            "witnesses": [str(key) for key in self.witnesses],
            "quorum": self.quorum,
        }
        return json.dumps(told, indent=2) + "\n"


def _keys(texts: Sequence[str], kind: int) -> tuple[PublicKey, ...]:
    found = tuple(PublicKey.read(text) for text in texts)
    if any(key.kind != kind for key in found):
        raise Unreadable("a log's key stands among the witnesses, or the other way round")
    return found
