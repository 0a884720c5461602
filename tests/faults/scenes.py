"""The commands that are interrupted: each scene is set in a house and gives the act, to be done under a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.columns import new_id
from engine.commands import case, document, item, link, register, task
from engine.commands.tick import tick
from engine.runtime import Engine
from tests import people
from tests.errand import open_errand
from tests.world import BEGUN, DECISION, MORNING, World

Act = Callable[[Engine, str], Any]


@dataclass(frozen=True)
class Scene:
    """An act of a person, or (without `keyed`) of the clock; `case_id` is the case it is about."""

    act: Act
    case_id: UUID | None = None
    keyed: bool = True


def opening(world: World) -> Scene:
    by = world.people["officer"]
    return Scene(lambda e, k: case.open(e, "consensus-decision", title="New", data=DECISION, by=by, key=k))


def editing(world: World) -> Scene:
    case_id, by = world.open(), world.people["officer"]
    seen = world.read(case_id).case.revision
    words = {"background": "Because of this."}
    return Scene(lambda e, k: case.edit(e, case_id, words, revision=seen, by=by, key=k), case_id)


def _pressing(world: World, case_id: UUID, trigger: str, who: str) -> Scene:
    seen, by = world.read(case_id).case.revision, world.people[who]
    return Scene(
        lambda e, k: case.transition(e, case_id, trigger, data={}, revision=seen, by=by, key=k), case_id
    )


def adopting(world: World) -> Scene:
    """Draws a number, freezes the positions and the review into files."""
    case_id = world.deliberating()
    for member in people.MEMBERS:
        world.answer(case_id, member, "support")
    return _pressing(world, case_id, "declare_consensus", people.CHAIR)


def sending_on(world: World) -> Scene:
    """Opens a linked case that takes over a document and rows."""
    case_id = open_errand(world)
    world.put(case_id, "Take this along.", "note")
    item.add(world.engine, case_id, "steps", {"step": "Walk."}, by=world.people["officer"])
    return _pressing(world, case_id, "send_on", "officer")


def finishing(world: World) -> Scene:
    """Number, file, two mandates and a setting; and the case that waits for this one moves too."""
    parent = open_errand(world, setting_key="silence_urgent", setting_value="96")
    world.press(parent, "send_on", "officer")
    return _pressing(world, world.read(parent).links[0].other, "finish", "officer")


def answering(world: World) -> Scene:
    """An objection: the silence breaks in the same transaction."""
    case_id = world.silent()
    seat, by = world.find_task(case_id, "position", "ILO").id, world.people["ILO"]
    words: dict[str, Any] = {"reason": "Not so.", "bound": world.bound(case_id, "position")}
    return Scene(lambda e, k: task.complete(e, seat, "strong_objection", by=by, key=k, **words), case_id)


def claiming(world: World) -> Scene:
    case_id = world.circulated()
    seat, by = world.find_task(case_id, "method", "ILO").id, world.people["ILO alternate"]
    return Scene(lambda e, k: task.claim(e, seat, by=by, key=k), case_id)


def remarking(world: World) -> Scene:
    case_id, by = world.circulated(), world.people["ILO"]
    return Scene(lambda e, k: case.comment(e, case_id, "Well said.", by=by, key=k), case_id)


def putting(world: World) -> Scene:
    case_id, by = world.open(), world.people["officer"]
    content = f"The text of {case_id}.".encode()
    return Scene(lambda e, k: document.put(e, case_id, "text", content, "text.txt", by=by, key=k), case_id)


def rating(world: World) -> Scene:
    case_id, by = world.open(subject="IMPLEMENT_ACTIVITY"), world.people["officer"]
    row = next(r for r in world.read(case_id).items if r.item == "principles")
    met = {"rating": "MET"}
    return Scene(
        lambda e, k: item.edit(e, case_id, row.id, met, revision=row.revision, by=by, key=k), case_id
    )


def tying(world: World) -> Scene:
    case_id, other, by = world.open(), world.open(), world.people["officer"]
    return Scene(lambda e, k: link.add(e, case_id, "informs", other, by=by, key=k), case_id)


def granting(world: World) -> Scene:
    by = world.people["administrator"]
    organization = register.add_organization(
        world.engine, f"NEW {new_id().hex[-12:]}", "New", {}, by=by
    ).result
    words: dict[str, Any] = {"person": None, "capacity": "office", "since": BEGUN, "by": by}
    return Scene(lambda e, k: register.grant(e, "SC_FOCAL_POINT", organization, key=k, **words))


def replacing_the_calendar(world: World) -> Scene:
    words: dict[str, Any] = {
        "label": "Vienna",
        "zone": "Europe/Vienna",
        "countries": ["AT"],
        "own_days": {date(2013, 5, 2): "Bridge"},
        "years": range(2012, 2014),
        "by": world.people["administrator"],
    }
    return Scene(lambda e, k: register.set_calendar(e, "house", key=k, **words))


def expiring(world: World) -> Scene:
    """The end of a silence, fired by a tick: an adoption with number and file, and reminders on the way."""
    world.clock.move_to(MORNING)
    case_id = world.silent()
    world.clock.move_to(world.view(case_id).expires_at)
    return Scene(lambda e, _k: tick(e), case_id, keyed=False)


SCENES: dict[str, Callable[[World], Scene]] = {
    scene.__name__: scene
    for scene in (
        opening, editing, adopting, sending_on, finishing, answering, claiming, remarking, putting, rating, tying,
        granting, replacing_the_calendar, expiring,
    )
}  # fmt: skip
