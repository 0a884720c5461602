"""A witness: another agency that has seen the log grow, and puts its name under each checkpoint that goes on from the last.

It remembers of each log one size and one root, and nothing else; what it has said lies on its disk before its word leaves. The
answers are those of C2SP tlog-witness.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Refused
from engine.history.folder import alone, read_key, write_safely
from engine.history.keys import WITNESS, PublicKey, SecretKey, Unreadable, only_base64
from engine.history.note import Checkpoint, Note
from engine.history.tree import EMPTY_ROOT, is_consistent

KEY, LOGS, SEEN = "key", "logs", "seen.json"
MOST_STEPS = 63
_OLD = re.compile("old (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status as HTTP has it, and a text: the signature line, the size that is known, or why not."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Keeps a key, the public keys of the logs it watches, and what it has seen, in a folder of its own."""

    folder: Path

    def add_checkpoint(self, request: str, seconds: int) -> Answer:
        """Judge a checkpoint that is said to go on from an earlier one (tlog-witness, add-checkpoint), at a time in seconds."""
        try:
            old, proof, note = read_request(request)
            told = Checkpoint.read(note.text)
        except Unreadable as error:
            return Answer(400, f"{error}\n")
        keys = [key for key in self.logs() if key.name == told.origin]
        if not keys:
            return Answer(404, f"This witness does not watch {told.origin}.\n")
        if not any(note.is_signed_by(key) for key in keys):
            return Answer(403, "The log whose key this witness holds has not signed that.\n")
        with alone(self.folder):
            return self._judge(old, proof, note, told, seconds)

    def _judge(self, old: int, proof: list[bytes], note: Note, told: Checkpoint, seconds: int) -> Answer:
        seen = self.seen(told.origin)
        if old > told.size:
            return Answer(400, "A log does not shrink.\n")
        if old != seen.size:
            return Answer(409, f"{seen.size}\n")
        if told.size == seen.size and told.root != seen.root:
            return Answer(409, f"{seen.size}\n")
        if not is_consistent(seen.size, seen.root, told.size, told.root, proof):
            return Answer(422, "That does not go on from what this witness has seen.\n")
        self._remember(told)
        cosigned = note.cosigned(read_key(self.folder / KEY), seconds)
        return Answer(200, str(cosigned.signatures[-1]))

    def seen(self, origin: str) -> Checkpoint:
        """The newest tree of this log that it has put its name under; the empty one at first."""
        told = self._all_seen().get(origin)
        if told is None:
            return Checkpoint(origin, 0, EMPTY_ROOT)
        return Checkpoint(origin, int(told["size"]), bytes.fromhex(str(told["root"])))

    def _all_seen(self) -> dict[str, dict[str, str | int]]:
        path = self.folder / SEEN
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise Refused(
                "{path} does not say what this witness has seen: it signs nothing.", path=str(path)
            ) from error

    def _remember(self, told: Checkpoint) -> None:
        seen = {**self._all_seen(), told.origin: {"size": told.size, "root": told.root.hex()}}
        write_safely(self.folder / SEEN, json.dumps(seen) + "\n")

    def logs(self) -> list[PublicKey]:
        """The keys of the logs that it watches."""
        lines = (self.folder / LOGS).read_text(encoding="utf-8").splitlines()
        return [PublicKey.read(line) for line in lines if line.strip()]


def begin(folder: Path, name: str, log: PublicKey) -> PublicKey:
    """A folder with a new key for a witness of this name, that watches this log."""
    if (folder / KEY).exists():
        raise Refused("There is a key in {folder} already.", folder=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = SecretKey.new(name, WITNESS)
    write_safely(folder / LOGS, f"{log}\n")
    write_safely(folder / SEEN, "{}\n")
    write_safely(folder / KEY, f"{key.secret()}\n")
    return key.public


def request_of(old: int, proof: list[bytes], note: Note) -> str:
    """What is asked of a witness: the size that it knows, the proof from there, the note."""
    steps = "".join(f"{b64encode(each).decode('ascii')}\n" for each in proof)
    return f"old {old}\n{steps}\n{note}"


def read_request(request: str) -> tuple[int, list[bytes], Note]:
    """The size, the proof and the note that a witness is asked about; `Unreadable` where they are none."""
    head, gap, note = request.partition("\n\n")
    first, *steps = head.split("\n")
    old = _OLD.fullmatch(first)
    if not gap or old is None or len(steps) > MOST_STEPS:
        raise Unreadable("a witness is asked with an old size, a proof, an empty line and a checkpoint")
    return int(old[1]), [only_base64(step) for step in steps], Note.read(note)
