"""Documents and remarks of a case: put a version, download one, take part in the discussion."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import case as case_commands
from engine.commands import document as document_commands
from engine.document import Document
from engine.errors import EngineError
from engine.messages import message
from engine.queries.papers import Paper, content_of, paper, quoted
from web import request as desk
from web.case_page import beside, frozen
from web.case_page.reading import Reading
from web.case_page.sheet import editable, paragraphs, versions_of, words_of
from web.cases import cases
from web.cases.common import back, page, printed, read_case, wrong
from web.headers import as_download
from web.i18n import gettext as _
from web.policy import action

SEVERAL = message("Send one file at a time.")
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
    if desk.several_files():
        return _put_form(read_case(case_id), kind, 422, words=words, problems={"file": SEVERAL})
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
    if versions[-1].erased_at is not None:
        return ""
    try:
        content = desk.engine().files.get(reading.snapshot.case.id, versions[-1].sha256)
    except (FileNotFoundError, ValueError):
        return ""  # the page beside it says so
    return content.decode("utf-8", errors="replace")


@cases.get("/<uuid:case_id>/documents/<uuid:document_id>")
@action("document.read")
def get_document(case_id: UUID, document_id: UUID) -> Response:
    """One version, as a download that nothing on this site runs."""
    return _sent(_paper(case_id, document_id).version)


@cases.get("/<uuid:case_id>/documents/<uuid:document_id>/read")
@action("document.read")
def read_document(case_id: UUID, document_id: UUID) -> str:
    """A frozen record as a page, with the words that it quotes."""
    found, told = _record(case_id, document_id)
    for each in told["quoted"]:
        words = words_of(desk.engine().files, _quoted(case_id, each))
        each["paragraphs"] = None if words is None else paragraphs(words)
    foot = printed(desk.read().register, request.path)
    return render_template("cases/paper.html", paper=found, told=told, case_id=case_id, printed=foot)


@cases.get("/<uuid:case_id>/documents/<uuid:document_id>/quoted/<kind>")
@action("document.read")
def get_quoted(case_id: UUID, document_id: UUID, kind: str) -> Response:
    """A document that a frozen record quotes by its hash: whoever reads the record may read it."""
    _found, told = _record(case_id, document_id)
    each = next((each for each in told["quoted"] if each["key"] == kind), None) or abort(404)
    return _sent(_quoted(case_id, each))


def _record(case_id: UUID, document_id: UUID) -> tuple[Paper, dict[str, Any]]:
    """A frozen record and what it tells; anything else is no page."""
    found = _paper(case_id, document_id)
    if found.version.document not in found.definition.frozen:
        abort(404)
    content = content_of(desk.read().connection, desk.engine().files, case_id, found.version.sha256)
    return found, frozen.record(found, content, desk.read().register)


def _quoted(case_id: UUID, told: dict[str, Any]) -> Document:
    connection, _register = desk.read()
    digest = bytes.fromhex(told["sha256"])
    return quoted(connection, case_id, told["key"], told["version"], digest) or abort(404)


def _paper(case_id: UUID, document_id: UUID) -> Paper:
    connection, register = desk.read()
    found = paper(desk.engine(), connection, register, document_id, desk.viewer())
    if found.version.case_id != case_id:
        abort(404)
    return found


def _sent(version: Document) -> Response:
    connection, _register = desk.read()
    content = content_of(connection, desk.engine().files, version.case_id, version.sha256)
    return as_download(Response(content, mimetype=version.media_type), version.filename)


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
