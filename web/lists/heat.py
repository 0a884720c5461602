"""The open cases of a register by likelihood and impact, as far as the reader may know of them."""

from __future__ import annotations

from typing import Any

from engine.definition import CaseDefinition
from engine.queries.case_register import MOST_DRAWN, Asked, open_cases
from web import request as desk
from web.case_page.heat_map import Laid, laid_out
from web.i18n import gettext as _
from web.lists.once import case_page


def heat_part(definition: CaseDefinition, asked: Asked) -> dict[str, Any] | None:
    """What the template draws of the cases that fit; nothing where the register declares no such drawing."""
    declared = definition.register
    if declared is None or declared.heat is None:
        return None
    if any(field.level is not None for field in (declared.heat.likelihood, declared.heat.impact)):
        return None  # narrower fields stand in no list
    connection, register = desk.read()
    found = open_cases(desk.engine(), connection, register, desk.signed_in(), definition, asked)
    laid = [Laid(c.title, c.data, case_page(c.id), c.number or c.reference) for c in found]
    drawn = laid_out(declared.heat, laid, register, "register")
    if drawn is None:
        return None
    note = _("The newest %(count)s.", count=MOST_DRAWN) if len(found) == MOST_DRAWN else ""
    return {"label": _(declared.heat_label or declared.label), "note": note, **drawn}
