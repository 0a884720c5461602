"""Whether the caller watches a case: a wish of one's own, no part of the case."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint

from engine.commands.watching import stop_watching, watch
from engine.queries.watching import is_watching
from web import request as desk
from web.api import case_schemas as shapes
from web.api.cases import page_of
from web.api.describing import view

blueprint = APIBlueprint("watching", __name__, tag="Watching")


def _standing(case_id: UUID) -> shapes.Watching:
    connection, _register = desk.read()
    return shapes.Watching(watching=is_watching(connection, case_id, desk.signed_in()))


@blueprint.get("/cases/<uuid:case_id>/watching")
@blueprint.output(shapes.Watching)
@view(blueprint, "case.read")
def show(case_id: UUID) -> shapes.Watching:
    """Whether you watch it"""
    page_of(case_id)
    return _standing(case_id)


@blueprint.put("/cases/<uuid:case_id>/watching")
@blueprint.output(shapes.Watching)
@view(blueprint, "account.change")
def begin(case_id: UUID) -> shapes.Watching:
    """Hear of its moves and its result; twice does nothing more"""
    watch(desk.engine(), case_id, by=desk.signed_in())
    return _standing(case_id)


@blueprint.delete("/cases/<uuid:case_id>/watching")
@blueprint.output(shapes.Watching)
@view(blueprint, "account.change")
def end(case_id: UUID) -> shapes.Watching:
    """Hear only what concerns you; twice does nothing more"""
    stop_watching(desk.engine(), case_id, by=desk.signed_in())
    return _standing(case_id)
