"""How the proof of the history stands at this moment: what is signed, what is witnessed, and whether the log still fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection, select

from engine.history.believed import believed_keys
from engine.history.checkpoints import Sealed, downwards
from engine.history.grown import GrownTree
from engine.history.keys import PublicKey
from engine.history.leaves import HistoryChanged
from engine.history.note import Signature, seconds_of
from engine.history.trust import Trust
from engine.sequence import log_head

LATE = timedelta(minutes=5)
LATELY = timedelta(seconds=10)
# So many are passed over, looking for one that is signed; with more nobody can say.
MOST_STRANGE = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What could be checked, and what came of it; `None` where it could not be. `size` are the entries of the log."""

    size: int
    sealed: Sealed | None
    signed: bool | None
    fits: bool | None
    witnesses: tuple[tuple[PublicKey, int | None], ...]
    quorum: int
    strange: int = 0
    """How many newer checkpoints lie there that no believed key has signed."""

    @property
    def tail(self) -> int:
        """How many entries are not signed yet."""
        return max(0, self.size - (self.sealed.checkpoint.size if self.sealed else 0))

    @property
    def lost(self) -> int:
        """How many entries were signed and are not there."""
        return max(0, (self.sealed.checkpoint.size if self.sealed else 0) - self.size)

    @property
    def cosigned(self) -> int:
        """How many of the witnesses have put their name under the newest checkpoint."""
        return sum(1 for _, seconds in self.witnesses if seconds is not None)

    @property
    def witnessed(self) -> bool | None:
        """Whether as many have as are asked for; nothing where nobody is asked."""
        return self.cosigned >= self.quorum if self.quorum else None

    def is_late(self, node_at: datetime) -> bool:
        """Whether something waits for a signature for longer than it should, by the machine's clock."""
        return self.tail > 0 and (self.sealed is None or node_at - self.sealed.at > LATE)


@dataclass
class Lately:
    """What was looked up a moment ago is shown again: every page asks."""

    told: Standing | None = None
    at: datetime | None = None

    def look(self, now: datetime, ask: Callable[[], Standing]) -> Standing:
        """How the proof stands, at most ten seconds ago by the machine's clock."""
        if self.told is None or self.at is None or abs(now - self.at) > LATELY:
            self.told, self.at = ask(), now
        return self.told


def standing(connection: Connection, origin: str, trust: Trust, trees: GrownTree) -> Standing:
    """Look at the newest checkpoint that a believed key has signed, and at the log under it."""
    size = connection.execute(select(log_head.c.size)).scalar_one()
    sealed, signed, strange = _newest(connection, origin, trust)
    if sealed is None:
        return Standing(size, None, None, None, tuple((key, None) for key in trust.witnesses), trust.quorum)
    witnesses = tuple((key, _when(sealed, key)) for key in trust.witnesses)
    fits = _fits(connection, sealed, size, trees)
    return Standing(size, sealed, signed, fits, witnesses, trust.quorum, strange)


def _newest(connection: Connection, origin: str, trust: Trust) -> tuple[Sealed | None, bool | None, int]:
    """What nobody who is believed has signed is passed over, and counted; without any key nobody can say."""
    if not trust.log_keys:
        return next(downwards(connection, origin), None), None, 0
    keys = believed_keys(connection, trust.log_keys)
    for strange, sealed in enumerate(islice(downwards(connection, origin), MOST_STRANGE)):
        if keys.have_signed(sealed.note, sealed.checkpoint):
            return sealed, True, strange
    return next(downwards(connection, origin), None), False, 0


def _fits(connection: Connection, sealed: Sealed, size: int, trees: GrownTree) -> bool:
    """Whether the entries that are there lead to the root that was signed."""
    told = sealed.checkpoint
    if told.size > size:
        return False
    try:
        return trees.of(connection, told.size).root(told.size) == told.root
    except HistoryChanged:
        return False


def _when(sealed: Sealed, key: PublicKey) -> int | None:
    """When this witness has put its name there, in seconds since 1970."""
    found: list[Signature] = [each for each in sealed.note.signatures if sealed.note.is_of(each, key)]
    return seconds_of(found[0]) if found else None
