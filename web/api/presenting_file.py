"""The file of a case as JSON: rows, documents, ties, remarks, each only where its reader may read it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import url_for

from engine.document import Document
from engine.item import Item
from engine.link import Link
from engine.queries import case_page
from engine.register import Register
from engine.view import CaseView, RowView
from web.api import case_schemas as shapes
from web.api.presenting import code, data_of, is_open, person
from web.case_page.reading import Reading
from web.i18n import gettext as _


def rows_by_item(reading: Reading, viewer: UUID) -> dict[str, list[shapes.Row]]:
    """The rows of every table the viewer may read, ended ones too."""
    return {
        item.key: [
            row(reading.view, each, viewer) for each in reading.snapshot.items if each.item == item.key
        ]
        for item in reading.definition.items
        if is_open(item.level, reading.view, viewer)
    }


def row(view: CaseView, item: Item, viewer: UUID) -> shapes.Row:
    """A row with readable values."""
    definition = view.snapshot.definition.item_by_key[item.item]
    alike = ("id", "item", "standing", "revision", "at")
    return shapes.Row(
        **{name: getattr(item, name) for name in alike},
        label=RowView(view, definition, item).label,
        data=data_of(definition.columns, item.data, view, viewer),
        by=person(view.register, item.by),
        for_organization=code(view.register, item.for_organization),
    )


def documents(page: case_page.CasePage, view: CaseView, viewer: UUID) -> list[shapes.Document]:
    """Every version of every document the viewer may read."""
    known = view.snapshot.definition.document_by_key
    shown = {key for key, each in known.items() if is_open(each.level, view, viewer)}
    return [document(view, each) for each in page.versions if each.document in shown]


def document(view: CaseView, version: Document) -> shapes.Document:
    """One version, and where its bytes are."""
    alike = ("id", "document", "version", "size", "filename", "media_type", "at")
    newest = view.snapshot.documents.get(version.document)
    return shapes.Document(
        **{name: getattr(version, name) for name in alike},
        label=_(view.snapshot.definition.document_by_key[version.document].label),
        newest=newest is not None and newest.id == version.id,
        sha256=version.sha256.hex(),
        by=person(view.register, version.by),
        for_organization=code(view.register, version.for_organization),
        content=url_for(
            "api.documents.content",
            case_id=version.case_id,
            document=version.document,
            version=version.version,
        ),
    )


def link(view: CaseView, tie: Link) -> shapes.Link:
    """A tie, seen from this case."""
    there = view.snapshot.registry.get(tie.definition, tie.version)
    here = view.snapshot.definition
    labels = there.links if tie.incoming else here.links
    label = labels.get(tie.type, tie.type) if isinstance(labels, Mapping) else tie.type
    case = shapes.CaseName(id=tie.other, code=there.code, title=tie.title, reference=None, state=tie.state)
    return shapes.Link(
        id=tie.id,
        type=tie.type,
        label=_(label),
        incoming=tie.incoming,
        case=case,
        result=tie.result,
        at=tie.at,
    )


def comment(register: Register, remark: case_page.Comment) -> shapes.Comment:
    """A remark."""
    return shapes.Comment(
        id=remark.id,
        body=remark.body,
        level=remark.level,
        by=person(register, remark.by),
        for_organization=code(register, remark.for_organization),
        at=remark.at,
    )
