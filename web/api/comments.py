"""The discussion of a case: remarks, each at its level of confidentiality."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint

from engine.commands import case as commands
from engine.errors import Unknown
from web import request as desk
from web.api import asking
from web.api import case_schemas as shapes
from web.api.cases import page_of
from web.api.describing import view
from web.api.presenting_file import comment
from web.api.schemas import NewComment

blueprint = APIBlueprint("comments", __name__, tag="Comments")


def _comments(case_id: UUID) -> list[shapes.Comment]:
    page = page_of(case_id)
    return [comment(page.snapshot.register, each) for each in page.comments]


@blueprint.get("/cases/<uuid:case_id>/comments")
@blueprint.output(shapes.Comments)
@view(blueprint, "case.read")
def every(case_id: UUID) -> shapes.Comments:
    """The remarks you may read, oldest first"""
    return shapes.Comments(items=_comments(case_id))


@blueprint.post("/cases/<uuid:case_id>/comments")
@asking.takes(blueprint, NewComment)
@blueprint.output(shapes.Comment, status_code=201)
@view(blueprint, "case.remark")
def create(case_id: UUID, body: NewComment) -> tuple[shapes.Comment, int]:
    """Add a remark"""
    by, key = desk.signed_in(), asking.key()
    done = commands.comment(desk.engine(), case_id, body.body, by=by, level=body.level, key=key)
    made = next((each for each in _comments(case_id) if each.id == done.result), None)
    if made is None:
        raise Unknown("There is no such remark, or it is not open to you.")
    return made, 201
