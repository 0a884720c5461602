"""Cases: list, open, read, fill in, move. Each change answers with the case as it then stands, its revision as ETag."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from apiflask import APIBlueprint
from flask import request, url_for

from engine.commands import case as commands
from engine.commands import notice
from engine.errors import EngineError, Invalid
from engine.messages import message
from engine.queries.case_page import CasePage, case_page
from engine.queries.listing import list_cases
from web import request as desk
from web.api import asking
from web.api import case_schemas as shapes
from web.api.definitions import definition_named
from web.api.describing import view
from web.api.presenting_case import case_full, case_short
from web.api.schemas import CaseList, EditedCase, Move, NewCase
from web.sighting import showing

blueprint = APIBlueprint("cases", __name__, tag="Cases")


class Answer(NamedTuple):
    """A shape, a status and headers, as views answer."""

    shape: object
    status: int
    headers: dict[str, str]


def page_of(case_id: UUID) -> CasePage:
    """The case as the caller may see it now; Unknown where there is none."""
    connection, register = desk.read()
    found = case_page(desk.engine(), connection, register, case_id, desk.signed_in())
    showing([case_id])
    return found


def shown(page: CasePage, status: int = 200, **headers: str) -> Answer:
    """A case that was read, with its revision."""
    tag = f'"{page.snapshot.case.revision}"'
    return Answer(case_full(page, desk.signed_in()), status, {"ETag": tag, **headers})


def answer(case_id: UUID, status: int = 200, **headers: str) -> Answer:
    """The case as it stands now."""
    return shown(page_of(case_id), status, **headers)


@blueprint.get("/cases")
@blueprint.input(CaseList, location="query", arg_name="asked")
@blueprint.output(shapes.Cases)
@view(blueprint, "desk.read")
def every(asked: CaseList) -> shapes.Cases:
    """The cases you may see, newest first"""
    viewer, registry = desk.signed_in(), desk.engine().registry
    definition = definition_named(asked.definition).key if asked.definition else None
    _known_state(asked.state, definition)
    connection, register = desk.read()
    page = list_cases(
        desk.engine(),
        connection,
        register,
        viewer,
        definition=definition,
        states=[asked.state] if asked.state else [],
        words=asked.q,
        cursor=asked.cursor or None,
    )
    return shapes.Cases(
        items=[case_short(each, registry.get(each.definition, each.version)) for each in page.cases],
        next=page.next,
    )


def _known_state(state: str, definition: str | None) -> None:
    versions = desk.engine().registry.versions
    if state and not any(state in d.state_by_key for d in versions if definition in (None, d.key)):
        raise Invalid({"state": message("There is no state “{state}”.", state=state)})


@blueprint.post("/cases")
@asking.takes(blueprint, NewCase)
@blueprint.output(shapes.Case, status_code=201)
@view(blueprint, "case.open")
def create(body: NewCase) -> Answer:
    """Open a case"""
    by, key, for_ = desk.signed_in(), asking.key(), asking.organization(body.for_organization)
    done = commands.open(
        desk.engine(),
        definition_named(body.definition).key,
        title=body.title,
        data=body.data,
        by=by,
        for_=for_,
        key=key,
    )
    assert done.case_id is not None
    return answer(done.case_id, 201, Location=url_for("api.cases.show", case_id=done.case_id))


@blueprint.get("/cases/<uuid:case_id>")
@blueprint.output(shapes.Case)
@view(blueprint, "case.read")
def show(case_id: UUID) -> Answer:
    """A case with all you may see of it; reading it is notice for your seats"""
    page, viewer = page_of(case_id), desk.signed_in()
    if request.method == "GET" and notice.needs_notice(page.snapshot, viewer):
        desk.stop_reading()
        with suppress(EngineError):  # somebody was quicker: what stands shows
            notice.page_opened(desk.engine(), case_id, by=viewer)
        page = page_of(case_id)
    return shown(page)


@blueprint.patch("/cases/<uuid:case_id>")
@asking.takes(blueprint, EditedCase)
@blueprint.output(shapes.Case)
@view(blueprint, "case.edit", matches="case")
def edit(case_id: UUID, body: EditedCase) -> Answer:
    """Fill in fields of a case"""
    commands.edit(
        desk.engine(),
        case_id,
        body.data,
        title=body.title,
        revision=asking.revision(),
        by=desk.signed_in(),
        key=asking.key(),
    )
    return answer(case_id)


@blueprint.post("/cases/<uuid:case_id>/transitions/<trigger>")
@asking.takes(blueprint, Move)
@blueprint.output(shapes.Case)
@view(blueprint, "case.move", matches="case")
def move(case_id: UUID, trigger: str, body: Move) -> Answer:
    """Press a button of a case"""
    commands.transition(
        desk.engine(),
        case_id,
        trigger,
        data=body.data,
        revision=asking.revision(),
        by=desk.signed_in(),
        for_=asking.organization(body.for_organization),
        reason=body.reason,
        key=asking.key(),
    )
    return answer(case_id)
