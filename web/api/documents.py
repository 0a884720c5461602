"""Documents of a case: versions by hash, sent as a form with a file, downloaded as files that no browser opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from apiflask.fields import UploadFile
from flask import Response, abort, current_app, request
from pydantic import ConfigDict, Field
from werkzeug.datastructures import FileStorage

from engine.commands import document as commands
from engine.errors import Refused, Unknown
from engine.messages import message
from engine.queries.papers import content_of
from engine.view import CaseView
from web import request as desk
from web.api import asking
from web.api import case_schemas as shapes
from web.api.cases import page_of
from web.api.describing import view
from web.api.presenting_file import documents
from web.api.schemas import Shape, VersionAsked
from web.headers import as_download

blueprint = APIBlueprint("documents", __name__, tag="Documents")
_OCTETS: dict[str, Any] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
BYTES: dict[int | str, dict[str, str | dict[str, dict[str, Any]]]] = {
    200: {"description": "The bytes of the version.", "content": _OCTETS}
}


class NewVersion(Shape):
    """A version of a document that the address names."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    file: UploadFile


class NewDocument(NewVersion):
    """A version of a document, and of which one."""

    document: str = Field(max_length=100)


def _takes_file(called: asking.View) -> asking.View:
    """Only a form of parts brings a file, and only one file."""

    @wraps(called)
    def call(**values: Any) -> Any:
        if request.mimetype != asking.MULTIPART:
            abort(415)
        if set(request.files) - {"file"} or len(request.files.getlist("file")) > 1:
            raise asking.Unreadable(message("Send one file, as the part “file”."))
        return called(**values)

    return call  # type: ignore[return-value]


def _versions(case_id: UUID) -> list[shapes.Document]:
    page = page_of(case_id)
    return documents(page, CaseView(page.snapshot), desk.signed_in())


def _found(case_id: UUID, wanted: Callable[[shapes.Document], bool]) -> shapes.Document:
    found = next((each for each in reversed(_versions(case_id)) if wanted(each)), None)
    if found is None:
        raise Unknown("There is no such document, or it is not open to you.")
    return found


def _put(case_id: UUID, document: str, file: FileStorage) -> shapes.Document:
    key, largest = asking.key(), current_app.config["LARGEST_UPLOAD"]
    content, name, by = file.read(), file.filename or "file", desk.signed_in()
    done = commands.put(desk.engine(), case_id, document, content, name, by=by, key=key, largest=largest)
    return _found(case_id, lambda each: each.id == done.result)


@blueprint.get("/cases/<uuid:case_id>/documents")
@blueprint.output(shapes.Documents)
@view(blueprint, "case.read")
def every(case_id: UUID) -> shapes.Documents:
    """Every version of every document you may read"""
    return shapes.Documents(items=_versions(case_id))


@blueprint.post("/cases/<uuid:case_id>/documents")
@_takes_file
@blueprint.input(NewDocument, location="files", arg_name="sent")
@blueprint.output(shapes.Document, status_code=201)
@view(blueprint, "document.put")
def create(case_id: UUID, sent: NewDocument) -> tuple[shapes.Document, int]:
    """Put a version of a document"""
    return _put(case_id, sent.document, sent.file), 201


@blueprint.get("/cases/<uuid:case_id>/documents/<document>")
@blueprint.output(shapes.Document)
@view(blueprint, "case.read")
def show(case_id: UUID, document: str) -> shapes.Document:
    """The newest version of a document"""
    return _found(case_id, lambda each: each.document == document)


@blueprint.put("/cases/<uuid:case_id>/documents/<document>")
@_takes_file
@blueprint.input(NewVersion, location="files", arg_name="sent")
@blueprint.output(shapes.Document, status_code=201)
@blueprint.doc(responses={200: "The newest version was the same already."})
@view(blueprint, "document.put")
def put(case_id: UUID, document: str, sent: NewVersion) -> tuple[shapes.Document, int]:
    """Put the newest version of this document; the one that is there already changes nothing"""
    try:
        return _put(case_id, document, sent.file), 201
    except Refused as refused:
        if refused.rule != "same-version":
            raise
    return _found(case_id, lambda each: each.document == document), 200


@blueprint.get("/cases/<uuid:case_id>/documents/<document>/content")
@blueprint.input(VersionAsked, location="query", arg_name="asked")
@blueprint.doc(responses=BYTES)
@view(blueprint, "case.read")
def content(case_id: UUID, document: str, asked: VersionAsked) -> Response:
    """The bytes of a version"""
    found = _found(case_id, lambda each: each.document == document and asked.version in (None, each.version))
    connection, _register = desk.read()
    stored = content_of(connection, desk.engine().files, case_id, bytes.fromhex(found.sha256))
    return as_download(Response(stored, mimetype=found.media_type), found.filename)
