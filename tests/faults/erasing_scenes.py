"""Erasures that are interrupted: asked for, decided, executed, swept. Under a key and, for what is made up later, without."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from engine.commands import case, clearing, document, erasure, sweep
from engine.history.erasure import DOCUMENT, REMARK, Part
from engine.history.reach import files_of
from tests.engine.erasing import OTHER, REASON, approve, ask, shown, with_two_administrators
from tests.faults.lone_scenes import Alone
from tests.faults.scenes import Scene
from tests.world import World

BASIS = "CONSENT_WITHDRAWN"


class _Died(Exception):
    """Whoever approved it died right after the commit."""


def _remark(world: World) -> tuple[UUID, Part]:
    with_two_administrators(world)
    case_id = world.open()
    said = case.comment(
        world.engine, case_id, "She was seen at the border.", by=world.people["officer"]
    ).result
    return case_id, Part(REMARK, said)


def _file(world: World) -> Part:
    with_two_administrators(world)
    by, words = world.people["officer"], b"She was seen at the border."
    return Part(DOCUMENT, document.put(world.engine, world.open(), "text", words, "text.txt", by=by).result)


def _half_done(world: World, part: Part) -> None:
    """Executed, but neither are its files removed nor its room swept."""

    def die(point: str) -> None:
        if point == "committed":
            raise _Died

    identity = ask(world, part)
    before = world.engine.at_point
    world.engine.at_point = die
    with suppress(_Died):
        approve(world, identity)
    world.engine.at_point = before


def asking_for_an_erasure(world: World) -> Scene:
    _case, part = _remark(world)
    by = world.people["administrator"]
    return Scene(lambda e, k: erasure.ask(e, [part], BASIS, REASON, by=by, key=k))


def withdrawing_an_erasure(world: World) -> Scene:
    identity, by = ask(world, _remark(world)[1]), world.people["administrator"]
    return Scene(lambda e, k: erasure.withdraw(e, identity, by=by, key=k))


def declining_an_erasure(world: World) -> Scene:
    identity, by = ask(world, _remark(world)[1]), world.people[OTHER]
    return Scene(lambda e, k: erasure.decline(e, identity, "The court has asked for it.", by=by, key=k))


def erasing(world: World) -> Scene:
    identity = ask(world, _remark(world)[1], _file(world))
    seen, by = shown(world, identity), world.people[OTHER]
    return Scene(lambda e, k: erasure.approve(e, identity, shown=seen, by=by, key=k))


def sweeping_the_room_of_erased_words(world: World) -> Alone:
    _half_done(world, _remark(world)[1])
    return Alone(clearing.clear)


def removing_a_file_that_was_erased(world: World) -> Alone:
    part = _file(world)
    _half_done(world, part)
    with world.engine.database.read() as connection:
        ((case_id, sha256),) = files_of(connection, [part])
    return Alone(lambda e: sweep.remove_erased(e, case_id, sha256))


ERASING: dict[str, Callable[[World], Scene]] = {
    scene.__name__: scene
    for scene in (asking_for_an_erasure, withdrawing_an_erasure, declining_an_erasure, erasing)
}
CLEARING: dict[str, Callable[[World], Alone]] = {
    scene.__name__: scene for scene in (sweeping_the_room_of_erased_words, removing_a_file_that_was_erased)
}
