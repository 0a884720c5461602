"""Search over everything the reader may see: cases by their words, their remarks, their numbers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from engine.queries.listing import PAGE, list_cases
from web import request as desk
from web.i18n import gettext as _
from web.lists.hits import hit
from web.policy import action

blueprint = Blueprint("search", __name__)
LONGEST = 200


@blueprint.get("/search")
@action("desk.read")
def show() -> str:
    """What fits the words, the newest first; the words and the type stand in the address."""
    words = request.args.get("q", "").strip()[:LONGEST]
    wanted = request.args.get("type", "")
    connection, register = desk.read()
    found = (
        list_cases(
            desk.engine(),
            connection,
            register,
            desk.signed_in(),
            definition=wanted or None,
            words=words,
            cursor=request.args.get("after"),
        )
        if words
        else None
    )
    return render_template(
        "search.html",
        words=words,
        hits=[hit(case, words) for case in found.cases] if found else [],
        filters=_filters(words, wanted),
        filtered=bool(wanted),
        next=_next(words, wanted, found.next) if found and found.next else None,
        most=PAGE,
    )


def _next(words: str, wanted: str, cursor: str) -> str:
    kept: dict[str, Any] = {"type": wanted} if wanted else {}
    return url_for("search.show", q=words, after=cursor, **kept)


def _filters(words: str, wanted: str) -> list[dict[str, Any]]:
    types = sorted(((d.key, _(d.title)) for d in desk.engine().registry), key=lambda pair: pair[1])
    return [
        {"key": "q", "id": "search-words", "label": _("Words"), "kind": "search", "value": words},
        {
            "key": "type",
            "label": _("Case type"),
            "kind": "select",
            "value": wanted,
            "options": [("", _("All types")), *types],
        },
    ]
