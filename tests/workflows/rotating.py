"""Stories about who presides begin here: IOM and OHCHR preside until 2014, then it is the turn of OHCHR and UNICEF."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.commands import document, register
from engine.commands.transaction import Done
from tests.people import CHAIR, MEMBERS
from tests.world import World

START = datetime(2013, 12, 31, 23, tzinfo=UTC)  # 1 January 2014, 00:00 in Vienna
END = datetime(2014, 12, 31, 23, tzinfo=UTC)
NOMINATIONS = datetime(2013, 11, 1, 23, tzinfo=UTC)  # 60 days before, 00:00 in Vienna


def end_terms(world: World, at: datetime = START) -> None:
    """The present chair and co-chair were appointed for this year only."""
    with world.engine.reading() as (_, known):
        present = known.mandates
    for mandate in present:
        if mandate.role in ("SC_CHAIR", "SC_COCHAIR") and mandate.until is None:
            register.end_mandate(world.engine, mandate.id, at=at, by=world.people["administrator"])


def scheduled(world: World, **data: Any) -> UUID:
    end_terms(world)
    return world.open(
        "Chair and co-chair 2014", "officer", "chair-rotation", **{"term_start": "2014-01-01", **data}
    )


def nominating(world: World, **data: Any) -> UUID:
    """In nomination, with the letter and the grounds, ready to go to the Committee."""
    case_id = scheduled(world, **data)
    world.at(NOMINATIONS)
    world.edit(case_id, "officer", grounds="By the order of rotation.", letter_date="2012-03-01")
    world.put(case_id, "Signed by OHCHR and UNICEF.", "letter")
    return case_id


def before_sc(world: World, **data: Any) -> tuple[UUID, UUID]:
    """The rotation, and the decision it waits for."""
    case_id = nominating(world, **data)
    return case_id, nominate(world, case_id)


def nominate(world: World, case_id: UUID) -> UUID:
    world.press(case_id, "nominate", "officer")
    return linked_to(world, case_id, "decided_by")


def linked_to(world: World, case_id: UUID, tie: str) -> UUID:
    return [each.other for each in world.read(case_id).links if each.type == tie and not each.incoming][-1]


def adopt(world: World, decision: UUID, chair: str = CHAIR) -> None:
    world.put(decision, "OHCHR chairs and UNICEF co-chairs in 2014.")
    world.press(decision, "circulate", "officer")
    world.press(decision, "deliberate", chair)
    for name in MEMBERS:
        world.answer(decision, name, "support")
    world.press(decision, "declare_consensus", chair)


def confirmed(world: World) -> UUID:
    case_id, decision = before_sc(world)
    adopt(world, decision)
    return case_id


def write_note(world: World, case_id: UUID, words: str = "Where we stand.", by: str = "IOM") -> Done:
    world.put(case_id, words, "note", by)
    return world.answer(case_id, by, "done", "hand_over", open_items="The workplan is with UNODC.")


def appoint(world: World, role: str, code: str, since: datetime, until: datetime | None = None) -> None:
    """The administrator gives an office, as for the very first term or in an emergency."""
    register.grant(
        world.engine,
        role,
        world.organizations[code],
        person=None,
        capacity="office",
        since=since,
        until=until,
        by=world.people["administrator"],
    )


def holders(world: World, at: datetime) -> tuple[list[str], list[str]]:
    """Who chairs and who co-chairs at an instant."""
    with world.engine.reading() as (_, known):
        chairs, co_chairs = (
            [each.code for each in known.holders(role, at)] for role in ("SC_CHAIR", "SC_COCHAIR")
        )
        return chairs, co_chairs


def rotate_by(world: World, *codes: str) -> None:
    """The order of rotation, as the Terms of Reference set it."""
    order = [world.organizations[code].hex for code in codes]
    register.set_setting(world.engine, "rotation_order", order, by=None)


def nominees(world: World, case_id: UUID) -> tuple[str, str]:
    view = world.view(case_id)
    return str(view.chair), str(view.co_chair)


def put_letter(world: World, case_id: UUID, by: str) -> Done:
    return document.put(world.engine, case_id, "letter", b"Signed.", "letter.txt", by=world.people[by])
