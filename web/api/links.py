"""Ties between cases: both sides show them, and each only to those who may see the other."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint

from engine.commands import link as commands
from engine.errors import Unknown
from engine.view import CaseView
from web import request as desk
from web.api import asking
from web.api import case_schemas as shapes
from web.api.cases import page_of
from web.api.describing import view
from web.api.presenting_file import link
from web.api.schemas import EndOfLink, NewLink

blueprint = APIBlueprint("links", __name__, tag="Links")


def _links(case_id: UUID) -> list[shapes.Link]:
    snapshot = page_of(case_id).snapshot
    return [link(CaseView(snapshot), each) for each in snapshot.links]


@blueprint.get("/cases/<uuid:case_id>/links")
@blueprint.output(shapes.Links)
@view(blueprint, "case.read")
def every(case_id: UUID) -> shapes.Links:
    """The ties to cases you may see"""
    return shapes.Links(items=_links(case_id))


@blueprint.post("/cases/<uuid:case_id>/links")
@asking.takes(blueprint, NewLink)
@blueprint.output(shapes.Link, status_code=201)
@view(blueprint, "case.link")
def create(case_id: UUID, body: NewLink) -> tuple[shapes.Link, int]:
    """Tie this case to another one"""
    by, key = desk.signed_in(), asking.key()
    done = commands.add(desk.engine(), case_id, body.type, body.to, by=by, note=body.note, key=key)
    made = next((each for each in _links(case_id) if each.id == done.result), None)
    if made is None:
        raise Unknown("There is no such tie, or it is not open to you.")
    return made, 201


@blueprint.delete("/cases/<uuid:case_id>/links/<uuid:link_id>")
@asking.takes(blueprint, EndOfLink)
@blueprint.output(shapes.Links)
@view(blueprint, "case.link")
def end(case_id: UUID, link_id: UUID, body: EndOfLink) -> shapes.Links:
    """End a tie of this case: it stands no more, and stays on record"""
    by, key = desk.signed_in(), asking.key()
    desk.stop_reading()
    commands.end(desk.engine(), case_id, link_id, by=by, reason=body.reason, key=key)
    return shapes.Links(items=_links(case_id))
