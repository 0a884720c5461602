"""Rows of the case file: read them, add one, fill one in, end one. Stale is judged against the row."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import url_for

from engine.commands import item as commands
from engine.errors import Unknown
from web import request as desk
from web.api import asking
from web.api import case_schemas as shapes
from web.api.cases import Answer, page_of
from web.api.describing import view
from web.api.presenting_file import rows_by_item
from web.api.schemas import RowData
from web.case_page.reading import Reading

blueprint = APIBlueprint("items", __name__, tag="Items")


def rows_of(case_id: UUID, kind: str) -> list[shapes.Row]:
    """The rows of one table that the caller may see; Unknown where there is no such table for them."""
    viewer = desk.signed_in()
    found = rows_by_item(Reading(page_of(case_id), viewer), viewer).get(kind)
    if found is None:
        raise Unknown("There is no table “{key}” in this case.", key=kind)
    return found


def _row(case_id: UUID, kind: str, row_id: UUID) -> shapes.Row:
    found = next((row for row in rows_of(case_id, kind) if row.id == row_id), None)
    if found is None:
        raise Unknown("There is no such row in this case.")
    return found


def _answer(case_id: UUID, kind: str, row_id: UUID, status: int = 200, **headers: str) -> Answer:
    row = _row(case_id, kind, row_id)
    return Answer(row, status, {"ETag": f'"{row.revision}"', **headers})


@blueprint.get("/cases/<uuid:case_id>/items/<kind>")
@blueprint.output(shapes.Rows)
@view(blueprint, "case.read")
def every(case_id: UUID, kind: str) -> shapes.Rows:
    """The rows of a table, ended ones too"""
    return shapes.Rows(items=rows_of(case_id, kind))


@blueprint.post("/cases/<uuid:case_id>/items/<kind>")
@asking.takes(blueprint, RowData)
@blueprint.output(shapes.Row, status_code=201)
@view(blueprint, "item.edit")
def create(case_id: UUID, kind: str, body: RowData) -> Answer:
    """Add a row"""
    done = commands.add(desk.engine(), case_id, kind, body.data, by=desk.signed_in(), key=asking.key())
    place = url_for("api.items.show", case_id=case_id, kind=kind, row_id=done.result)
    return _answer(case_id, kind, done.result, 201, Location=place)


@blueprint.get("/cases/<uuid:case_id>/items/<kind>/<uuid:row_id>")
@blueprint.output(shapes.Row)
@view(blueprint, "case.read")
def show(case_id: UUID, kind: str, row_id: UUID) -> Answer:
    """One row"""
    return _answer(case_id, kind, row_id)


@blueprint.patch("/cases/<uuid:case_id>/items/<kind>/<uuid:row_id>")
@asking.takes(blueprint, RowData)
@blueprint.output(shapes.Row)
@view(blueprint, "item.edit", matches="row")
def edit(case_id: UUID, kind: str, row_id: UUID, body: RowData) -> Answer:
    """Fill in columns of a row"""
    _row(case_id, kind, row_id)
    desk.stop_reading()
    commands.edit(
        desk.engine(),
        case_id,
        row_id,
        body.data,
        revision=asking.revision(),
        by=desk.signed_in(),
        key=asking.key(),
    )
    return _answer(case_id, kind, row_id)


@blueprint.delete("/cases/<uuid:case_id>/items/<kind>/<uuid:row_id>")
@blueprint.output(shapes.Row)
@view(blueprint, "item.edit", matches="row")
def end(case_id: UUID, kind: str, row_id: UUID) -> Answer:
    """End a row: it stands no more, and stays on record"""
    _row(case_id, kind, row_id)
    desk.stop_reading()
    commands.end(
        desk.engine(), case_id, row_id, revision=asking.revision(), by=desk.signed_in(), key=asking.key()
    )
    return _answer(case_id, kind, row_id)
