"""The cases of a register by organization, above the table of the cases themselves."""

from __future__ import annotations

from typing import Any

from engine.definition import CaseDefinition
from engine.queries.tally import Tallied, tallied
from engine.queries.visible import readable_levels
from web import request as desk
from web.i18n import gettext as _
from web.present import figure


def tally_part(definition: CaseDefinition) -> dict[str, Any] | None:
    """What the template draws; nothing where the register declares no tally, or to whom it would not tell the whole."""
    declared = definition.register.tally if definition.register else None
    if declared is None:
        return None
    connection, register = desk.read()
    if definition.level.key not in readable_levels(desk.engine(), register, desk.viewer()):
        return None  # whoever sees only some of the cases would read sums that are not true
    lines = tallied(desk.engine(), connection, register, desk.signed_in(), definition)
    heads: list[dict[str, Any]] = [{"label": _("Organization"), "wide": "m"}]
    heads += [{"label": _(label), "num": True} for label in declared.columns]
    heads += [{"label": _(declared.amount.label), "num": True}]
    return {
        "label": _(declared.label),
        "caption": _("By code, and in no other order: what each does is shown, and compared with nobody."),
        "heads": heads,
        "rows": [{"cells": _cells(declared.currency.options, line)} for line in lines],
    }


def _cells(currencies: Any, line: Tallied) -> list[Any]:
    sums = [
        f"{currency} {figure(amount)}" for currency, amount in line.sums if currency in currencies.__members__
    ]
    title = {"text": line.organization.code, "second": line.organization.name}
    return [title, *(str(number) for number in line.counts), "; ".join(sums) or "–"]
