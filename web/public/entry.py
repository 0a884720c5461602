"""One entry of a public list: what it is, how its stamp stands, its files, what belongs to it, and what one can say of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, url_for

from engine.definition import CaseDefinition
from engine.queries.papers import content_of
from engine.queries.published import Published, file_of, forms_about, published, related
from web import request as desk
from web.headers import as_download
from web.i18n import gettext as _
from web.policy import action
from web.present import day
from web.public import blueprint
from web.public.listing import listed
from web.public.words import card, certificate, facts, standing


def found_at(path: str, case_id: UUID) -> tuple[CaseDefinition, Published]:
    """The entry, while it is public; else there is no such page."""
    definition, _told = listed(path)
    connection, register = desk.read()
    entry = published(desk.engine(), connection, register, definition, case_id)
    return definition, entry or abort(404)


@blueprint.get("/<path>/<uuid:case_id>")
@action("public.read")
def show(path: str, case_id: UUID) -> str:
    """The page of one entry."""
    definition, entry = found_at(path, case_id)
    connection, register = desk.read()
    since = (_("Published"), day(date.fromisoformat(entry.since))) if entry.since else None
    return render_template(
        "public/entry.html",
        told=entry.list,
        entry=entry,
        facts=[*([since] if since else []), *facts(entry)],
        **standing(entry),
        certificate=certificate(entry.certified) if entry.certified else None,
        files=_files(entry),
        related=[card(each) for each in related(desk.engine(), connection, register, entry)],
        forms=[
            {
                "label": _(form.label),
                "href": url_for("public.form", path=path, case_id=case_id, form=form.path),
            }
            for _type, form in forms_about(desk.engine(), definition)
        ],
    )


def _files(entry: Published) -> list[dict[str, Any]]:
    connection, _register = desk.read()
    found = [(each, file_of(connection, entry, each.key)) for each in entry.list.files]
    return [
        {
            "label": _(kind.label),
            "href": url_for("public.file", path=entry.list.path, case_id=entry.case_id, kind=kind.key),
            "name": document.filename,
            "size": document.size,
            "sha256": document.sha256.hex(),
        }
        for kind, document in found
        if document is not None
    ]


@blueprint.get("/<path>/<uuid:case_id>/files/<kind>")
@action("public.read")
def file(path: str, case_id: UUID, kind: str) -> Response:
    """A published file, as a download that nothing on this site runs."""
    _definition, entry = found_at(path, case_id)
    connection, _register = desk.read()
    document = file_of(connection, entry, kind) or abort(404)
    content = content_of(connection, desk.engine().files, document.case_id, document.sha256)
    return as_download(Response(content, mimetype=document.media_type), document.filename)
