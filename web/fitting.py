"""Who fits: what a register holds, ranked by what somebody looks for, with the reasons in words; a shortlist in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for

from engine.definition import Field, Free, Lookup, Register
from engine.errors import Invalid
from engine.form import collect
from engine.messages import Message, message
from engine.queries.listing import registers
from engine.queries.ranking import Placed, rank
from web import request as desk
from web.field_forms import controls, reader, summary, typed
from web.i18n import gettext as _
from web.policy import action
from web.ranked import PAGE, looked_for, ranked_row, skipped, turning

blueprint = Blueprint("fitting", __name__)
MOST_CHOSEN = 20


@blueprint.get("/registers/<path>/fitting")
@action("desk.read")
def show(path: str) -> tuple[str, int]:
    """The candidates for what the address asks, the best first; then those who cannot be chosen, each with the reason."""
    register, lookup = _named(path)
    wanted, problems = _wanted(lookup)
    chosen, skip = _chosen(), skipped()
    connection, house = desk.read()
    found = rank(
        desk.engine(),
        connection,
        house,
        desk.signed_in(),
        lookup,
        wanted,
        chosen=chosen,
        skip=skip,
        most=PAGE,
    )
    fields = controls(_fields(lookup), reader(), sent=request.args, problems=problems)
    for each in fields:
        each["inline"] = each["kind"] == "checkboxes"  # many short words: in lines, not in rows
    html = render_template(
        "fitting.html",
        register=register,
        lookup=lookup,
        fields=fields,
        summary=summary(fields, problems),
        told=looked_for(lookup, wanted),
        possible=[_row(lookup, each, chosen, skip + place) for place, each in enumerate(found.possible, 1)],
        impossible=[_row(lookup, each, chosen) for each in found.impossible],
        shortlist=[_listed(lookup, each, chosen) for each in chosen],
        found=found,
        kept=[each.hex for each in chosen],
        more=turning(found, skip, partial(_address, lookup, chosen)),
    )
    return html, 422 if problems else 200


def _named(path: str) -> tuple[Register, Lookup]:
    declared = [each.register for each in registers(desk.engine()) if each.register is not None]
    register = next((each for each in declared if each.path == path), None)
    if register is None or register.lookup is None:
        abort(404)
    return register, register.lookup


# ---- what is asked


def _fields(lookup: Lookup) -> list[Field]:
    """What is wanted, none of it needed."""
    return [replace(field, required=False, help="") for field in lookup.wanted]


def _wanted(lookup: Lookup) -> tuple[dict[str, Any], Mapping[str, Message]]:
    fields = _fields(lookup)
    data = typed(fields, request.args, desk.zone().key)
    try:
        known = desk.engine().registry.settings
        wanted = collect(fields, data, desk.read().register, known, demand=False)
    except Invalid as error:
        return {}, error.problems
    for free in (each for each in lookup.criteria if isinstance(each, Free)):
        first, last = wanted.get(free.since.key), wanted.get(free.until.key)
        if first and last and last < first:
            return {}, {free.until.key: message("It lies before the first day.")}
    return wanted, {}


def _chosen() -> list[UUID]:
    """The people on the shortlist, as they were added; what is no person is not looked at."""
    found = []
    for each in request.args.getlist("with")[:MOST_CHOSEN]:
        try:
            person = UUID(each)
        except ValueError:
            continue
        if person in desk.read().register.people and person not in found:
            found.append(person)
    return found


def _address(lookup: Lookup, chosen: list[UUID], **more: Any) -> str:
    """The same question with another shortlist, from the first page on."""
    asked = [field.key for field in lookup.wanted]
    kept: dict[str, Any] = {key: request.args.getlist(key) for key in asked if key in request.args}
    kept["with"] = [each.hex for each in chosen]
    return url_for("fitting.show", path=(request.view_args or {})["path"], **kept, **more)


# ---- what is shown


def _row(lookup: Lookup, placed: Placed, chosen: list[UUID], place: int | None = None) -> dict[str, Any]:
    person = placed.candidate.person
    if placed.against or person is None or len(chosen) >= MOST_CHOSEN:
        return ranked_row(lookup, placed, place)
    href = _address(lookup, [*chosen, person.id])
    return ranked_row(lookup, placed, place, {"label": _("Add"), "href": href})


def _listed(lookup: Lookup, person: UUID, chosen: list[UUID]) -> dict[str, Any]:
    return {
        "name": desk.read().register.name(person),
        "href": _address(lookup, [each for each in chosen if each != person]),
    }
