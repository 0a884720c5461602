"""More commands that are interrupted: the rest of those that a person gives under a key."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from engine.columns import new_id
from engine.commands import handing, item, lines, link, notice, override, register, remind, task
from engine.commands.lines import Line
from tests.errand import open_errand
from tests.faults.scenes import SCENES, Scene
from tests.world import BEGUN, World

REASON = "A member cannot open the text."
numbers = count(1)


def releasing(world: World) -> Scene:
    case_id, by = world.circulated(), world.people["ILO alternate"]
    seat = world.find_task(case_id, "method", "ILO").id
    task.claim(world.engine, seat, by=by)
    return Scene(lambda e, k: task.release(e, seat, by=by, key=k), case_id)


def delegating(world: World) -> Scene:
    case_id, by, to = world.circulated(), world.people["ILO"], world.people["ILO alternate"]
    seat = world.find_task(case_id, "method", "ILO").id
    return Scene(lambda e, k: handing.delegate(e, seat, to, by=by, key=k), case_id)


def reassigning(world: World) -> Scene:
    case_id, by, to = world.circulated(), world.people["officer"], world.people["ILO alternate"]
    seat = world.find_task(case_id, "method", "ILO").id
    task.claim(world.engine, seat, by=world.people["ILO"])
    return Scene(lambda e, k: handing.reassign(e, seat, to, by=by, key=k), case_id)


def adding_a_row(world: World) -> Scene:
    case_id, by = open_errand(world), world.people["officer"]
    return Scene(lambda e, k: item.add(e, case_id, "steps", {"step": "Walk."}, by=by, key=k), case_id)


def ending_a_row(world: World) -> Scene:
    case_id, by = open_errand(world), world.people["officer"]
    item.add(world.engine, case_id, "steps", {"step": "Walk."}, by=by)
    (row,) = world.read(case_id).items
    return Scene(
        lambda e, k: item.end(e, case_id, row.id, revision=row.revision, by=by, key=k),
        case_id,
    )


def writing_a_sheet(world: World) -> Scene:
    case_id, by = open_errand(world), world.people["officer"]
    sheet = [Line({"step": step}) for step in ("Walk.", "Ask.", "Come back.")]
    return Scene(lambda e, k: lines.write(e, case_id, "steps", sheet, by=by, key=k), case_id)


def untying(world: World) -> Scene:
    case_id, other, by = world.open(), world.open(), world.people["officer"]
    link.add(world.engine, case_id, "informs", other, by=by)
    tie = world.read(case_id).links[0].id
    return Scene(lambda e, k: link.end(e, case_id, tie, by=by, reason="It was a mistake.", key=k), case_id)


def serving_notice(world: World) -> Scene:
    case_id, by = world.deliberating(), world.people["officer"]
    party = f"org:{world.organizations['OSCE'].hex}"
    words = "Told by telephone on 7 January."
    return Scene(lambda e, k: notice.serve(e, case_id, "position", party, words, by=by, key=k), case_id)


def asking_again(world: World) -> Scene:
    case_id, by = world.deliberating(), world.people["officer"]
    return Scene(lambda e, k: remind.remind(e, case_id, "position", by=by, key=k), case_id)


def opening_an_override(world: World) -> Scene:
    case_id, by = world.open(), world.people["administrator"]
    return Scene(lambda e, k: override.begin(e, case_id, REASON, by=by, key=k), case_id)


def closing_an_override(world: World) -> Scene:
    case_id, by = world.open(), world.people["administrator"]
    override.begin(world.engine, case_id, REASON, by=by)
    return Scene(lambda e, k: override.end(e, case_id, by=by, key=k), case_id)


# The register


def adding_an_organization(world: World) -> Scene:
    by, code = world.people["administrator"], f"ORG {next(numbers)}"
    return Scene(lambda e, k: register.add_organization(e, code, "Another", {}, by=by, key=k))


def adding_a_person(world: World) -> Scene:
    by, address = world.people["administrator"], f"somebody.{next(numbers)}@example.org"
    return Scene(lambda e, k: register.add_person(e, address, "Somebody", by=by, key=k))


def changing_a_person(world: World) -> Scene:
    by, name = world.people["administrator"], f"Renamed {next(numbers)}"
    someone = world.people["donor"]
    return Scene(lambda e, k: register.change_person(e, someone, {"name": name}, by=by, key=k))


def ending_a_mandate(world: World) -> Scene:
    by = world.people["administrator"]
    code = f"NEW {new_id().hex[-12:]}"
    organization = register.add_organization(world.engine, code, "New", {}, by=by).result
    mandate = register.grant(
        world.engine, "SC_FOCAL_POINT", organization, person=None, capacity="office", since=BEGUN, by=by
    ).result
    return Scene(lambda e, k: register.end_mandate(e, mandate, by=by, key=k))


def setting(world: World) -> Scene:
    by, score = world.people["administrator"], 6 + next(numbers) % 9
    return Scene(lambda e, k: register.set_setting(e, "risk_high_from", score, by=by, key=k))


MORE: dict[str, Callable[[World], Scene]] = {
    scene.__name__: scene
    for scene in (
        releasing, delegating, reassigning, adding_a_row, ending_a_row, writing_a_sheet, untying, serving_notice,
        asking_again, opening_an_override, closing_an_override, adding_an_organization, adding_a_person,
        changing_a_person, ending_a_mandate, setting,
    )
}  # fmt: skip
KEYED = {**SCENES, **MORE}
