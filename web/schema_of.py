"""JSON Schema of what a machine may send: written from the same fields as the forms, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from engine.definition import CaseDefinition, Field, Kind, Setting, Table
from engine.values import LARGEST, LINE, LONGEST
from web.i18n import gettext as _

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_KINDS: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": "string", "maxLength": LONGEST[Kind.TEXT]},
    Kind.LONG: {"type": "string", "maxLength": LONGEST[Kind.LONG]},
    Kind.VALUE: {"type": "string", "maxLength": LONGEST[Kind.VALUE]},
    Kind.NUMBER: {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
    Kind.DECIMAL: {"type": "string", "pattern": r"^[+-]?[0-9]{1,13}(\.[0-9]{1,6})?$"},
    Kind.MONEY: {"type": "string", "pattern": r"^[+-]?[0-9]{1,13}(\.[0-9]{1,2})?$"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
    Kind.ORGANIZATION: {"type": "string", "description": "Code or id of an organization."},
    Kind.PERSON: {"type": "string", "description": "E-mail address or id of a person."},
}


def schema_of(
    fields: Iterable[Field], settings: Mapping[str, Setting], *, required: Collection[Field] | None = None
) -> Schema:
    """The schema of an object with these fields. Unless it is said which are required, those always required are."""
    typed = [each for each in fields if each.computed is None]
    needed = [f for f in typed if (f.required is True if required is None else f in required)]
    schema: Schema = {
        "$schema": DIALECT,
        "type": "object",
        "properties": {f.key: value_schema(f, settings, nullable=f not in needed) for f in typed},
        "additionalProperties": False,
    }
    return schema | ({"required": [f.key for f in needed]} if needed else {})


def opening_schema(definition: CaseDefinition, settings: Mapping[str, Setting]) -> Schema:
    """The schema of `data` when a case is opened: what may be filled in from the beginning."""
    first = [edit for edit in definition.edit if definition.initial in (edit.during or (definition.initial,))]
    wide = any(not edit.columns for edit in first)
    columns = {column for edit in first for column in edit.columns}
    fields = [f for f in definition.fields if wide or f in columns or f in definition.opens_with]
    return schema_of(fields, settings, required=definition.opens_with)


def value_schema(field: Field, settings: Mapping[str, Setting], *, nullable: bool) -> Schema:
    """The schema of one field; where it is nullable, `null` takes the value away."""
    one = _one(field, settings)
    schema: Schema = (
        {"type": "array", "items": one} if field.many or isinstance(field.kind, Table) else dict(one)
    )
    if nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    schema["title"] = _(field.label)
    words = _description(field)
    if words:
        schema["description"] = words
    if field.default is not None:
        schema["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
    return schema


def _description(field: Field) -> str:
    parts = [_(field.help)] if field.help else []
    if not isinstance(field.required, bool):
        parts.append(_("Required only while the case asks for it."))
    return " ".join(parts)


def _one(field: Field, settings: Mapping[str, Setting]) -> Schema:
    if field.options is not None:
        return {"oneOf": [{"const": each.name, "title": _(each.value)} for each in field.options]}
    if isinstance(field.kind, Table):
        columns = {
            c.key: value_schema(c, settings, nullable=c.required is not True) for c in field.kind.columns
        }
        needed = [c.key for c in field.kind.columns if c.required is True]
        if field.kind.lines is not None:
            columns[LINE] = {
                "type": "string",
                "description": _("The words of the line, so that none is mistaken."),
            }
        line = {"type": "object", "properties": columns, "additionalProperties": False}
        return line | ({"required": needed} if needed else {})
    if field.kind is Kind.SETTING:
        named = sorted(settings.items())
        return {"oneOf": [{"const": key, "title": _(setting.label)} for key, setting in named]}
    assert isinstance(field.kind, Kind)
    return _KINDS[field.kind]
