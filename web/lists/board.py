"""The board of those who preside: what stands in which stage, the oldest first, amber and red where it takes too long."""

from __future__ import annotations

from typing import Any

from flask import url_for

from engine.definition import CaseDefinition
from engine.queries.board import Ageing, Stage, board
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page


def board_part(definition: CaseDefinition) -> dict[str, Any] | None:
    """What the template draws; nothing where the register declares no board, or nothing stands on it."""
    declared = definition.register.board if definition.register else None
    if declared is None:
        return None
    connection, register = desk.read()
    stages = board(desk.engine(), connection, register, desk.signed_in(), definition, declared)
    if not any(stage.count for stage in stages):
        return None
    return {
        "label": _(declared.label),
        "note": _(
            "The oldest first, in days of the whole case, not of its stage. Amber and red tell what takes too long."
        ),
        "stages": [_stage(definition, stage) for stage in stages],
    }


def _stage(definition: CaseDefinition, stage: Stage) -> dict[str, Any]:
    assert definition.register is not None
    rest = stage.count - len(stage.oldest)
    href = url_for("register.show", path=definition.register.path, state=stage.state.key)
    return {
        "label": _(stage.state.label),
        "count": stage.count,
        "noun": ngettext("case", "cases", stage.count),
        "cards": [_card(each) for each in stage.oldest],
        "more": {"label": ngettext("%(num)s more", "%(num)s more", rest), "href": href} if rest > 0 else None,
    }


def _card(each: Ageing) -> dict[str, Any]:
    now, zone = desk.now(), desk.zone()
    number = max((now.astimezone(zone).date() - each.since.astimezone(zone).date()).days, 0)
    tone = "red" if now >= each.red else "amber" if now >= each.amber else ""
    over = {"red": each.red, "amber": each.amber}.get(tone)
    limit = (over.astimezone(zone).date() - each.since.astimezone(zone).date()).days if over else 0
    return {
        "title": each.case.title,
        "href": case_page(each.case.id),
        "reference": each.case.number or each.case.reference,
        "age": ngettext("%(num)s day", "%(num)s days", number),
        "tone": tone,
        "over": ngettext("over %(num)s day", "over %(num)s days", limit) if over else "",
    }
