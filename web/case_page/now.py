"""What happens now: one sentence, what is asked of you, who is waited for, what is still needed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for

from engine.definition import HERE, Guard
from engine.discretion import weigh
from engine.queries.explain import Act, Asked, Rule, Waiting, order_of_leading
from engine.task import Task
from engine.work import IMPLIED
from web.case_page.reading import Reading
from web.case_page.words import instant, left_words, short_instant
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import say

MOST_RULES = 4
CLAIM = "claim"


def now(reading: Reading) -> dict[str, Any]:
    """Everything the now panel shows."""
    return {
        "moment": moment(reading),
        "consequence": consequence(reading),
        "asked": _asked(reading),
        "waited": _waited(reading),
        "needed": _needed(reading),
        "tone": "warn" if reading.view.state.tone == "warn" else "accent",
    }


def moment(reading: Reading) -> str:
    """The sentence of the state, with the case's own instants and counts put in."""
    state = reading.view.state
    template = _(state.moment) if state.moment else _("The case is “%(state)s”.", state=_(state.label))
    return template.format_map(_values(reading))


def _values(reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in reading.definition.fields:
        value = getattr(reading.view, field.key)
        values[field.key] = instant(value) if hasattr(value, "utcoffset") else str(value)
    for task in reading.definition.tasks:
        values[task.key] = SimpleNamespace(
            unanswered=len(reading.view.unanswered(task)),
            answered=len(reading.view.positions(task)),
            asked=len(reading.view.roll(task)),
        )
    return values


def consequence(reading: Reading) -> str | None:
    """What will happen by itself, and when."""
    ahead = [
        (when, t)
        for t, when in reading.explanation.by_itself
        if when is not None and all(_surely_holds(reading, guard) for guard in t.when)
    ]
    if not ahead:
        return None
    when, transition = min(ahead, key=lambda pair: pair[0])
    left = left_words(when - reading.now)
    told = {"act": _(transition.label), "when": instant(when), "left": left}
    asked = any(task.is_open and not task.task.startswith(IMPLIED) for task in reading.page.tasks)
    if transition.target is HERE or not asked:  # an act that moves nothing ends no question
        return _("If nothing else happens: %(act)s, %(when)s, in %(left)s.", **told)
    return _(
        "If nothing else happens: %(act)s, %(when)s, in %(left)s. At exactly that instant it is too late for an answer.",
        **told,
    )


def _surely_holds(reading: Reading, guard: Guard) -> bool:
    """Whether a rule holds, and may be known to hold by this reader."""
    told = weigh(guard, reading.view, reading.viewer, reader=reading.view_of_reader)
    return told.open and told.refusal is None


def primary(reading: Reading) -> Asked | None:
    """The task this person is most likely here for."""
    wanted = [each for each in reading.mine if not each.task.optional and each.barred is None]
    with_form = (each for each in wanted if each.definition is not None)
    return next(with_form, wanted[0] if wanted else None)


def _asked(reading: Reading) -> dict[str, Any]:
    if reading.viewer is None:
        return {"heading": _("Open to you"), "text": _("You may read this page.")}
    first = primary(reading)
    act = _first_act(reading)
    if first is not None and first.definition is not None:
        return {"text": _task_words(first), "action": task_action(first)}
    if act is not None:
        return {
            "text": _act_words(act),
            "action": {"label": _(act.transition.label), "href": act_url(reading, act), "primary": True},
        }
    if first is not None:
        return {
            "text": _(
                "%(what)s It becomes possible when what is still needed holds.", what=_task_words(first)
            )
        }
    if reading.answered_by_me:
        label = reading.definition.task_by_key[reading.answered_by_me[0].task].label
        return {"text": _("Nothing today. You have answered: %(task)s.", task=_(label))}
    if reading.passed_over:
        return {"text": _passed_over(reading, reading.passed_over[0])}
    return {"text": _("Nothing today.")}


def _passed_over(reading: Reading, task: Task) -> str:
    label = _(reading.definition.task_by_key[task.task].label)
    when = instant(task.closes_at or task.ended_at or reading.now)
    return _(
        "%(task)s: the time to answer was over %(when)s. Nobody waits for you any more.",
        task=label,
        when=when,
    )


def _first_act(reading: Reading) -> Act | None:
    leading = [
        a for a in reading.explanation.acts if a.open and not a.transition.side and not a.transition.anywhere
    ]
    leading.sort(key=lambda a: order_of_leading(a.transition))
    return leading[0] if leading else None


def _act_words(act: Act) -> str:
    return (
        _(act.transition.says)
        if act.transition.says
        else _("The next step is yours: %(act)s.", act=_(act.transition.label))
    )


def _task_words(asked: Asked) -> str:
    label, due = _(asked.label), asked.task.due_at
    values = {"task": label, "party": str(asked.party), "when": instant(due) if due else ""}
    if asked.task.party.startswith("org:"):
        return (
            _("%(task)s, for %(party)s, until %(when)s.", **values)
            if due
            else _("%(task)s, for %(party)s.", **values)
        )
    return _("%(task)s, until %(when)s.", **values) if due else _("%(task)s.", **values)


def task_action(asked: Asked) -> dict[str, Any]:
    """The button that leads to a task's form on this page."""
    return {"label": _(asked.label), "href": f"#answer-{asked.task.id.hex}", "primary": True}


def act_url(reading: Reading, act: Act) -> str:
    """Where an act is confirmed."""
    return url_for("cases.act", case_id=reading.snapshot.case.id, trigger=act.transition.trigger)


def _waited(reading: Reading) -> dict[str, Any]:
    waited = reading.explanation.waited
    state = reading.view.state
    items = [
        {
            "icon": "exclamation-circle-fill" if w.overdue else "circle",
            "who": w.who,
            "text": _wait_words(w),
        }
        for w in waited[:8]
    ]
    nobody = (
        _("Nobody is asked; it waits for %(what)s.", what=_(state.waits))
        if state.waits
        else _("Nobody is waited for.")
    )
    return {"heading": _("Waited for: %(count)s", count=len(waited)), "items": items, "nobody": nobody}


def _wait_words(waiting: Waiting) -> str:
    task = _(waiting.label)
    if waiting.about:
        task = _("%(task)s: %(party)s", task=task, party=waiting.about)
    if waiting.due_at is None:
        return f": {task}"
    text = _(": %(task)s, overdue since %(when)s") if waiting.overdue else _(": %(task)s, until %(when)s")
    return text % {"task": task, "when": short_instant(waiting.due_at)}


def _needed(reading: Reading) -> dict[str, Any]:
    transition = reading.explanation.needed_for
    rules = [each for each in reading.explanation.needed if each.states is not None]
    shown = sorted(rules, key=lambda rule: rule.holds)[:MOST_RULES]
    heading = _("Still needed to: %(act)s", act=_(transition.label)) if transition else _("What holds")
    more = len(rules) - len(shown)
    return {
        "heading": heading,
        "items": [rule_row(rule) for rule in shown],
        "nothing": _("Nothing more is needed."),
        "more": {"label": ngettext("%(num)s more rule", "%(num)s more rules", more), "href": "#rules"}
        if more > 0
        else None,
    }


def rule_row(rule: Rule) -> dict[str, Any]:
    """A rule as the rule list shows it: its statement, and the refusal where it fails."""
    row: dict[str, Any] = {
        "mark": "holds" if rule.holds else "missing",
        "text": say(rule.states) if rule.states else "",
    }
    if rule.refusal is not None:
        row["note"] = say(rule.refusal.says)
    return row
