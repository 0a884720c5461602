"""Documents and remarks of a case: put a version, download one, take part in the discussion."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from flask import Response, abort, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import case as case_commands
from engine.commands import document as document_commands
from engine.errors import EngineError
from engine.messages import message
from web import request as desk
from web.case_page import beside
from web.case_page.reading import Reading
from web.case_page.sheet import download, editable, versions_of
from web.cases import cases
from web.cases.common import back, page, read_case, wrong
from web.headers import as_download
from web.i18n import gettext as _
from web.policy import action

BOTH = message(
    "You have written words and chosen a file. Send one of them: choose no file, or leave the words as they were."
)


@cases.get("/<uuid:case_id>/documents/new/<kind>")
@action("document.put")
def put_form(case_id: UUID, kind: str) -> tuple[str, int]:
    """Write the words here, or send a file."""
    return _put_form(read_case(case_id), kind)


@cases.post("/<uuid:case_id>/documents/new/<kind>")
@action("document.put")
def put(case_id: UUID, kind: str) -> tuple[str, int] | AnyResponse:
    """A new version: of the file that was sent, else of the words that were written; of both nobody knows which."""
    file = request.files.get("file")
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    if file and file.filename and words:
        if _fingerprint(words) != request.form.get("begun", _fingerprint("")):
            return _put_form(read_case(case_id), kind, 422, words=words, problems={"file": BOTH})
    content, name = (
        (file.read(), file.filename or "file") if file and file.filename else (words.encode(), f"{kind}.md")
    )
    desk.stop_reading()
    try:
        document_commands.put(
            desk.engine(),
            case_id,
            kind,
            content,
            name,
            by=desk.signed_in(),
            key=desk.idempotency_key(),
            largest=current_app.config["LARGEST_UPLOAD"],
        )
    except EngineError as error:
        reading = read_case(case_id)
        told, status = wrong(error, reading)
        return _put_form(reading, kind, status, words=words, **told)
    return back(case_id, _("A new version is in place."), kind)


def _put_form(
    reading: Reading,
    kind: str,
    status: int = 200,
    *,
    words: str | None = None,
    problems: object = None,
    note: object = None,
) -> tuple[str, int]:
    document = reading.definition.document_by_key.get(kind) or abort(404)
    if not reading.reads(document.level):
        abort(404)
    if not editable(reading, document):
        return page(
            "closed.html",
            reading,
            403,
            sentence=_(
                "“%(document)s” cannot be changed by you while the case is “%(state)s”.",
                document=_(document.label),
                state=_(reading.view.state.label),
            ),
        )
    stood = _standing_words(reading, kind)
    return page(
        "put.html",
        reading,
        status,
        document=document,
        label=_(document.label),
        words=stood if words is None else words,
        begun=_fingerprint(stood) if words is None else request.form.get("begun", _fingerprint("")),
        note=note,
        problems=problems or {},
        number=len(versions_of(reading, document)) + 1,
    )


def _fingerprint(words: str) -> str:
    """By what the form is recognised that still holds the words it began with."""
    return sha256(words.replace("\r\n", "\n").strip().encode()).hexdigest()


def _standing_words(reading: Reading, kind: str) -> str:
    """The words of the newest version, where it is made of words: what the form begins with."""
    versions = versions_of(reading, reading.definition.document_by_key.get(kind) or abort(404))
    if not versions or versions[-1].media_type not in ("text/markdown", "text/plain"):
        return ""
    content = desk.engine().files.get(reading.snapshot.case.id, versions[-1].sha256)
    return content.decode("utf-8", errors="replace")


@cases.get("/<uuid:case_id>/documents/<uuid:document_id>")
@action("case.read")
def get_document(case_id: UUID, document_id: UUID) -> Response:
    """One version, as a download that nothing on this site runs."""
    reading = read_case(case_id)
    document = download(reading, document_id) or abort(404)
    content = desk.engine().files.get(case_id, document.sha256)
    return as_download(Response(content, mimetype=document.media_type), document.filename)


@cases.post("/<uuid:case_id>/remarks")
@action("case.remark")
def remark(case_id: UUID) -> tuple[str, int] | AnyResponse:
    """A remark in the discussion; it is never a position."""
    body = request.form.get("remark", "")
    desk.stop_reading()
    try:
        case_commands.comment(
            desk.engine(),
            case_id,
            body,
            by=desk.signed_in(),
            level=request.form.get("level") or None,
            key=desk.idempotency_key(),
        )
    except EngineError as error:
        reading = read_case(case_id)
        told, status = wrong(error, reading)
        shown = {"levels": beside.levels(reading), "level": request.form.get("level"), "body": body}
        return page("remark.html", reading, status, **shown, **told)
    return back(case_id, _("Your remark is added."), "discussion")
