"""The feed of a public list (Atom, RFC 4287): what was published lately, for other portals to follow."""

from __future__ import annotations

import re
from datetime import date, datetime
from xml.etree import ElementTree as ET

from flask import Response, url_for

from engine.queries.published import Published, published_page
from web import request as desk
from web.i18n import gettext as _
from web.policy import action
from web.public import blueprint
from web.public.listing import kept, listed, wanted
from web.public.words import address, facts, stamp_words

ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", ATOM)
NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@blueprint.get("/<path>.atom")
@action("public.read")
def feed(path: str) -> Response:
    """The newest entries of the list, narrowed down as its address says."""
    definition, told = listed(path)
    connection, register = desk.read()
    asked = wanted(told)
    page = published_page(desk.engine(), connection, register, definition, asked)
    base = desk.site().base_url
    root = ET.Element(f"{{{ATOM}}}feed")
    house = str(register.settings.get("house_name") or "Nemcon")
    here = base + url_for("public.feed", path=path, **kept(asked))
    _text(root, "id", here)
    _text(root, "title", f"{house}: {_(told.label)}")
    _text(root, "updated", _stamp(max(map(_moment, page.entries), default=_first(desk.now().date()))))
    _link(root, "self", here)
    _link(root, "alternate", base + url_for("public.index", path=path, **kept(asked)))
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", house)
    for each in page.entries:
        _entry(root, each, base)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(content, mimetype="application/atom+xml")


def _entry(root: ET.Element, entry: Published, base: str) -> None:
    told = ET.SubElement(root, f"{{{ATOM}}}entry")
    _text(told, "id", f"urn:uuid:{entry.case_id}")
    _text(told, "title", entry.title)
    _text(told, "updated", _stamp(_moment(entry)))
    _link(told, "alternate", base + address(entry))
    words = [stamp_words(entry)["word"], *(_(each) for each in (*entry.warnings, *entry.notes))]
    words += [f"{label}: {value}" for label, value in facts(entry)]
    _text(told, "summary", "\n".join(words))


def _moment(entry: Published) -> datetime:
    """When anybody could last read something else of it: its publication, what the list tells, how its stamp stands."""
    published = _first(date.fromisoformat(entry.since) if entry.since else date(1970, 1, 1))
    changed = [each for each in (entry.changed, entry.certified and entry.certified.since) if each]
    return max(published, *changed) if changed else published


def _first(day: date) -> datetime:
    """The first moment of a day in the reader's zone."""
    return datetime(day.year, day.month, day.day, tzinfo=desk.zone())


def _stamp(moment: datetime) -> str:
    """An instant as RFC 3339, in the reader's zone."""
    return moment.astimezone(desk.zone()).isoformat(timespec="seconds")


def _text(parent: ET.Element, name: str, words: str) -> None:
    """Characters that XML cannot hold are left out."""
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = NOT_XML.sub("", words)


def _link(parent: ET.Element, relation: str, href: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "href": href})
