"""Case types with their diagrams, and the policy as a table."""

from __future__ import annotations

from typing import Any

from flask import abort

from engine.definition import CaseDefinition
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, page
from web.case_page.way import drawing_words, edges
from web.drawing.state_diagram import State, state_diagram
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action


@blueprint.get("/definitions")
@action("admin.read")
def definitions() -> Answer:
    """Every case type in force."""
    rows = [
        {
            "key": d.key,
            "code": d.code,
            "title": _(d.title),
            "version": d.version,
            "about": _(d.about) if d.about else "",
            "states": len(d.states),
            "print": desk.engine().registry.fingerprint(d)[:12],
        }
        for d in sorted(desk.engine().registry, key=lambda d: d.code)
    ]
    return page("definitions.html", rows=rows)


@blueprint.get("/definitions/<key>")
@action("admin.read")
def definition(key: str) -> Answer:
    """One case type: its diagram, fields, questions and ways, in words."""
    found = desk.engine().registry.find(key) or abort(404)
    states = [State(s.key, _(s.label)) for s in found.states]
    words = drawing_words(_("The states of “%(type)s”.", type=_(found.title)))
    diagram = state_diagram(states, edges(found), found.initial.key, words=words)
    return page("definition.html", definition=found, title=_(found.title), diagram=diagram, ways=_ways(found))


def _ways(definition: CaseDefinition) -> list[dict[str, Any]]:
    rows = []
    for transition in definition.transitions:
        who = (
            ", ".join(dict.fromkeys(_(role.label) for role in transition.by.roles()))
            if transition.by
            else _("by itself")
        )
        rows.append(
            {
                "label": _(transition.label),
                "who": who,
                "rules": [g.statement for g in transition.when if g.statement],
                "target": _(transition.target.label),
            }
        )
    return rows


@blueprint.get("/policy")
@action("admin.read")
def policy() -> Answer:
    """Every row of the policy: who may do what, where, in which states."""
    rules = desk.site().policy.rules
    return page("policy.html", rules=rules, count=ngettext("%(num)s row", "%(num)s rows", len(rules)))
