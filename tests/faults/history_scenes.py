"""Acts upon the proof of the history that are interrupted: a key of the log is announced, and after a loss an epoch is opened."""

from __future__ import annotations

from collections.abc import Callable

from engine.commands import history
from engine.history.handing_on import hand_on
from engine.history.keys import SecretKey
from engine.history.note import Checkpoint, Note
from engine.history.trust import Trust
from tests.faults.lone_scenes import Alone
from tests.world import World

LOST = 100_000


def announcing_a_key(world: World) -> Alone:
    old, new = (SecretKey.new(_origin(world)) for _ in range(2))
    statement, known = str(hand_on(old, new)), Trust((old.public,))
    return Alone(lambda e: history.announce_key(e, statement, known), repeats=False)


def opening_an_epoch(world: World) -> Alone:
    """A checkpoint is signed of more entries than there are: the rest is lost."""
    key = SecretKey.new(_origin(world))
    last = str(Note(str(Checkpoint(key.name, LOST, bytes(32)))).signed(key))
    first, second = world.people["administrator"], world.people["auditor"]
    known = Trust((key.public,))
    return Alone(
        lambda e: history.open_epoch(e, last, known, first=first, second=second),
        repeats=False,
    )


def _origin(world: World) -> str:
    return str(world.register_now().settings["log_origin"])


PROVING: dict[str, Callable[[World], Alone]] = {
    scene.__name__: scene for scene in (announcing_a_key, opening_an_epoch)
}
