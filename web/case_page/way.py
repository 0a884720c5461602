"""The way of the case: the state diagram with the steps that were taken, and the history in lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from engine.definition import CaseDefinition, State, Transition
from engine.messages import Message
from engine.queries.timeline import QUIET, Happening
from web.case_page.reading import Reading
from web.case_page.words import rtl, short_instant
from web.drawing import state_diagram as drawing
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import say


def way(reading: Reading) -> drawing.Diagram:
    """The diagram of this case: where it stands, how it came there, what can follow."""
    clocks = {t.trigger: when for t, when in reading.explanation.by_itself if when is not None}
    soon = {
        t.target.key: _("by itself, %(when)s", when=short_instant(clocks[t.trigger]))
        for t, _w in reading.explanation.by_itself
        if t.trigger in clocks and t.moves and all(g.holds(reading.view) for g in t.when)
    }
    moves = [h for h in reading.page.happenings if h.facts.get("to") and h.facts.get("from")]
    # An act that moves nothing is no step of the way.
    steps = [h for h in moves if h.facts["from"] != h.facts["to"]]
    passages = [drawing.Passage(h.facts["from"], h.facts["to"], short_instant(h.at)) for h in steps]
    states = [drawing.State(s.key, _(s.label), soon.get(s.key, "")) for s in reading.definition.states]
    label = _(reading.view.state.label)
    words = drawing_words(
        _("The case is “%(state)s”, after %(count)s steps.", state=label, count=len(passages))
    )
    return drawing.state_diagram(
        states, edges(reading.definition), reading.snapshot.case.state, passages, words=words, rtl=rtl()
    )


def drawing_words(alternative: str) -> drawing.DiagramWords:
    """The words a diagram says by itself."""
    return drawing.DiagramWords(
        alternative,
        can_end=_("Can end by"),
        can_follow=_("Can follow"),
        by_itself=_("by itself"),
        more=lambda n: ngettext("%(num)s more", "%(num)s more", n),
    )


def edges(definition: CaseDefinition) -> list[drawing.Edge]:
    """Every move that the definition allows, but for ways out of almost everywhere."""
    return [
        _edge(state, t)
        for state in definition.states
        for t in definition.leaving(state.key)
        if t.moves and not t.anywhere
    ]


def _edge(state: State, transition: Transition) -> drawing.Edge:
    return drawing.Edge(state.key, transition.target.key, _(transition.label), transition.automatic)


def history(happenings: Sequence[Happening], newest: int | None = None) -> list[dict[str, Any]]:
    """Happenings as timeline entries, newest first; what only prepares is left out of the short list."""
    told = [h for h in reversed(happenings) if newest is None or h.kind not in QUIET]
    chosen = told[:newest]
    entries = []
    for number, each in enumerate(chosen):
        kind = "break" if each.mark == "break" else "late" if each.late else "now" if number == 0 else None
        entries.append(
            {"when": short_instant(each.at), "text": sentence(each), "kind": kind, "second": second(each)}
        )
    return entries


def sentence(each: Happening) -> Markup:
    """A happening as escaped words, its actor or party set strong where it begins with one."""
    words = say(each.says)
    for name in ("actor", "party"):
        told = each.says.values.get(name)
        first = say(told) if isinstance(told, Message) else told
        if isinstance(first, str) and first and words.startswith(first):
            return Markup("<strong>{}</strong>{}").format(first, words[len(first) :])
    return escape(words)


def second(each: Happening) -> str:
    """The second line: the reason, and that a clock was noticed later than it was due."""
    parts = []
    if each.reason:
        parts.append(_("“%(reason)s”", reason=each.reason))
    if each.due is not None and each.noticed is not None and (each.noticed - each.due).total_seconds() >= 60:
        parts.append(
            _(
                "Due %(due)s, noticed %(noticed)s.",
                due=short_instant(each.due),
                noticed=short_instant(each.noticed),
            )
        )
    return " ".join(parts)
