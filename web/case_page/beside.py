"""Beside the text: what this person can do here, linked cases, and the newest history."""

from __future__ import annotations

from typing import Any

from flask import url_for
from markupsafe import Markup

from engine.commands.link import standing_to_tie
from engine.definition import LinksPanel
from engine.link import Link
from engine.queries.explain import Act
from web.case_page.now import act_url
from web.case_page.reading import Reading
from web.case_page.words import short_instant
from web.i18n import gettext as _
from web.present import say


def acts(reading: Reading) -> list[dict[str, Any]]:
    """Every act of this state: those that are open as links, the others with the reason behind "Why can I not?". Ways out of
    almost everywhere come last: most are here to go on."""
    if reading.viewer is None:
        return []
    shown = [act for act in reading.explanation.acts if act.standing is not None or not act.transition.side]
    rows = [
        _act(reading, act) for act in sorted(shown, key=lambda act: (act.transition.anywhere, not act.open))
    ]
    rows += [_optional(each) for each in reading.mine if each.task.optional]
    rows += _more(reading)
    return rows


def _act(reading: Reading, act: Act) -> dict[str, Any]:
    label, url = _(act.transition.label), act_url(reading, act)
    if act.open:
        return {"label": label, "href": url, "after": _(act.transition.says)}
    reason = say(act.refusal.says) if act.standing is not None and act.refusal else ""
    return {"label": label, "reason": reason, "why": {"label": _("Why can I not?"), "href": url}}


def _optional(asked: Any) -> dict[str, Any]:
    return {"label": _(asked.label), "href": f"#answer-{asked.task.id.hex}", "after": ""}


def _more(reading: Reading) -> list[dict[str, Any]]:
    case_id = reading.snapshot.case.id
    rows = []
    if any(
        reading.may(rule.by) and reading.view.state in (rule.during or (reading.definition.initial,))
        for rule in reading.definition.edit
    ):
        rows.append({"label": _("Change the particulars"), "href": url_for("cases.edit", case_id=case_id)})
    for task in reading.recording():
        label = _("Record what a member said: %(task)s", task=_(task.label))
        rows.append({"label": label, "href": url_for("cases.record", case_id=case_id, task_key=task.key)})
    if open_ties(reading):
        rows.append({"label": _("Link another case"), "href": url_for("cases.link", case_id=case_id)})
    return rows


def linked(reading: Reading) -> list[dict[str, Any]]:
    """The cases tied to this one, in both directions, but for those that a table of the page shows."""
    shown = {
        tie for panel in reading.definition.panels if isinstance(panel, LinksPanel) for tie in panel.links
    }
    return [_link(reading, link) for link in reading.snapshot.links if link.type not in shown]


def _link(reading: Reading, link: Link) -> dict[str, Any]:
    definition = reading.snapshot.registry.find(link.definition, link.version)
    state = definition.state_by_key.get(link.state) if definition else None
    label = _(tie_label(reading, link))
    href = url_for("cases.show", case_id=link.other)
    words = Markup('{} <a href="{}">{}</a>').format(
        _("from") + ": " + label if link.incoming else label, href, link.title
    )
    kind = _(definition.title) if definition else link.definition
    second = _("%(type)s, %(state)s", type=kind, state=_(state.label) if state else link.state)
    row = {"direction": "from" if link.incoming else "to", "text": words, "second": second}
    if may_end(reading, link):
        case_id = reading.snapshot.case.id
        row["end"] = url_for("cases.end_link", case_id=case_id, link_id=link.id)
    return row


def open_ties(reading: Reading) -> list[str]:
    """The ties by which this reader may tie the case to another one now: those that are made by hand."""
    if reading.viewer is None:
        return []
    registry, definition = reading.snapshot.registry, reading.definition
    by_hand = [tie for tie in definition.links if not registry.lays(definition, tie)]
    return [tie for tie in by_hand if standing_to_tie(reading.view, tie, reading.viewer) is not None]


def may_end(reading: Reading, link: Link) -> bool:
    """Whether this reader may end a tie: one that this case has made, by hand."""
    return (
        link.by_hand
        and not link.incoming
        and reading.viewer is not None
        and standing_to_tie(reading.view, link.type, reading.viewer) is not None
    )


def tie_label(reading: Reading, link: Link) -> str:
    """What a tie is called, by whichever definition declares it."""
    for definition in reading.snapshot.registry.versions:
        if isinstance(definition.links, dict) and link.type in definition.links:
            return str(definition.links[link.type])
    return link.type


def remarks(reading: Reading, newest: int | None = None) -> list[dict[str, Any]]:
    """The discussion, oldest first: all of it, or its newest remarks."""
    rows = []
    for each in reading.page.comments[-newest:] if newest else reading.page.comments:
        level = (
            ""
            if each.level == reading.snapshot.case.level
            else _(reading.snapshot.registry.levels[each.level].label)
        )
        who = reading.register.name(each.by)
        rows.append(
            {
                "when": short_instant(each.at),
                "who": _("%(who)s (%(level)s)", who=who, level=level) if level else who,
                "text": each.body,
            }
        )
    return rows


def levels(reading: Reading) -> list[tuple[str, str]]:
    """The levels this reader may remark at: the case's own first."""
    own = reading.snapshot.case.level
    known = reading.snapshot.registry.levels
    narrower = list(known)[list(known).index(own) :]
    return [(key, _(known[key].label)) for key in narrower if key == own or reading.reads(key)]
