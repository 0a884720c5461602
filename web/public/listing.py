"""A public list: what is published, the newest first, searched and narrowed down; nobody signs in for it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from engine.definition import CaseDefinition, PublicList
from engine.queries.published import Wanted, list_at, published_page
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.public import blueprint
from web.public.words import card

LONGEST = 200
MOST_PAGES = 10_000


def listed(path: str) -> tuple[CaseDefinition, PublicList]:
    """The type whose list stands here; else there is no such page."""
    definition = list_at(desk.engine(), path) or abort(404)
    assert definition.public_list is not None
    return definition, definition.public_list


def wanted(told: PublicList) -> Wanted:
    """What the address asks for; what makes no sense in it is not looked at."""
    words = "".join(each for each in request.args.get("words", "") if each.isprintable())[:LONGEST]
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    filters = {f.key: request.args.get(f.key, "") for f in told.filters}
    known = {f.key: getattr(f.options, "__members__", {}) for f in told.filters}
    chosen = {key: value for key, value in filters.items() if value in known[key]}
    return Wanted(words.strip(), chosen, min(max(number, 1), MOST_PAGES))


@blueprint.get("/<path>")
@action("public.read")
def index(path: str) -> str:
    """The list, as the address narrows it down."""
    definition, told = listed(path)
    connection, register = desk.read()
    asked = wanted(told)
    page = published_page(desk.engine(), connection, register, definition, asked)
    return render_template(
        "public/list.html",
        told=told,
        filters=_filters(told, asked),
        filtered=bool(asked.words or asked.filters),
        rows=[card(each) for each in page.entries],
        count=ngettext("%(num)s in this list", "%(num)s in this list", page.fitting),
        pages=_pages(path, asked, page.pages),
        feed=url_for("public.feed", path=path, **kept(asked)),
    )


def kept(asked: Wanted) -> dict[str, Any]:
    """The search as words of an address."""
    return {**({"words": asked.words} if asked.words else {}), **asked.filters}


def _pages(path: str, asked: Wanted, pages: int) -> dict[str, Any]:
    def link(number: int, label: str) -> dict[str, str]:
        return {"label": label, "href": url_for("public.index", path=path, **kept(asked), page=number)}

    page = min(asked.page, pages)
    return {
        "next": link(page + 1, _("Next")) if page < pages else None,
        "previous": link(page - 1, _("Before")) if page > 1 else None,
        "shown": _("Page %(page)s of %(pages)s", page=page, pages=pages) if pages > 1 else "",
    }


def _filters(told: PublicList, asked: Wanted) -> list[dict[str, Any]]:
    words = {"key": "words", "label": _("Words"), "kind": "text", "value": asked.words}
    selects = [
        {
            "key": each.key,
            "label": _(each.label),
            "kind": "select",
            "value": asked.filters.get(each.key, ""),
            "options": [("", _("All")), *((m.name, _(m.value)) for m in each.options or ())],
        }
        for each in told.filters
    ]
    return [words, *selects]
