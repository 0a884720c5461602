"""The forms in which people answer: one for each open task of this reader, bound to what is shown above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from engine.definition import Field, Outcome, TaskDefinition
from engine.derive import bound_now
from engine.discretion import weigh
from engine.messages import Message
from engine.rights import barred
from engine.task import COMPLETED, Task
from engine.view import AnswerView, CaseView
from web.case_page.reading import Reading
from web.case_page.words import instant, short_instant
from web.field_forms import Sent, controls, reader
from web.i18n import gettext as _
from web.marks import mark_of
from web.present import say


def answer_forms(reading: Reading) -> list[dict[str, Any]]:
    """A form for each task that waits for this reader, and a folded one for each that may be answered anew."""
    open_tasks = [each.task for each in reading.mine if each.definition is not None]
    forms = [_shut(reading, task) if task.optional else answer_form(reading, task) for task in open_tasks]
    return forms + [
        {**answer_form(reading, task), "folded": _folded(reading, task)} for task in reading.answered_by_me
    ]


def _shut(reading: Reading, task: Task) -> dict[str, Any]:
    """The form of something that nobody must answer, folded until it is wanted."""
    form = answer_form(reading, task)
    return {**form, "folded": _("Open the form"), "intro": form["intro"]}


def answer_form(
    reading: Reading,
    task: Task,
    *,
    sent: Sent | None = None,
    problems: Mapping[str, Message] | None = None,
    recording: bool = False,
) -> dict[str, Any]:
    """The form of one task: the choices with their consequences, the reason, and what the answers ask."""
    definition = reading.definition.task_by_key[task.task]
    draft = reading.draft(task) if sent is None and not recording else None
    if draft is not None:
        sent = MultiDict((name, each) for name, kept in draft.words.items() for each in kept)
    words: Mapping[str, Any] = sent if isinstance(sent, Mapping) else {}
    wrong = problems or {}
    prefix = f"{task.id.hex[-6:]}-"
    offered = reading.offered(task, definition)
    against = barred(reading.view, task, reading.viewer) if not recording else None
    fields = [_choice(definition, offered, words, wrong)]
    fields += [
        _softened(c, f, definition)
        for c, f in zip(
            controls(
                asked_fields(definition),
                reader(),
                sent=sent,
                problems=problems,
                case=reading.view,
            ),
            asked_fields(definition),
            strict=True,
        )
    ]
    if any(outcome.reason for outcome in definition.outcomes) or task.answer is not None:
        fields.append(_reason(task, definition, words, wrong))
    if recording:
        fields.append(_evidence(words, wrong))
    for control in [
        *fields,
        *(cell for each in fields for line in each.get("lines", ()) for cell in line["cells"]),
    ]:
        control["id"] = f"f-{prefix}{control['key']}"
    return {
        "id": task.id.hex,
        "task": task.task,
        "barred": say(against.says) if against is not None else "",
        "blocked": [] if offered else _refusals(reading, task, definition),
        "title": _title(reading, task, definition),
        "intro": _intro(task, definition),
        "fields": fields,
        "action": url_for("cases.answer", case_id=task.case_id, task_id=task.id),
        "bound": bound_now(reading.view, definition) if definition.binds else "",
        "claimable": task.claimed_by is None
        and not task.target.startswith("person:")
        and "@" not in task.target,
        "claim": url_for("cases.claim", case_id=task.case_id, task_id=task.id),
        "claimed": task.claimed_by == reading.viewer and task.claimed_by is not None,
        "release": url_for("cases.release", case_id=task.case_id, task_id=task.id),
        "hand_on": None
        if definition.in_person
        else url_for("cases.delegate", case_id=task.case_id, task_id=task.id),
        "folded": None,
        "drafts": definition.keeps_drafts and not recording,
        "drafted": _("Your draft of %(when)s stands below; only you see it.", when=short_instant(draft.at))
        if draft
        else "",
        "page": url_for("cases.asked", case_id=task.case_id, task_id=task.id)
        if definition.keeps_drafts or definition.beside or definition.offers
        else None,
    }


def _refusals(reading: Reading, task: Task, definition: TaskDefinition) -> list[str]:
    """What stands against every answer, where none can be given yet."""
    fields = asked_fields(definition)
    answer = AnswerView(reading.view, fields, {}, party=reading.view.party(task.party), by=reading.viewer)
    view = CaseView(reading.snapshot, answer)
    rules = dict.fromkeys(guard for outcome in definition.outcomes for guard in outcome.when)
    told = (weigh(rule, view, reading.viewer, answer).refusal for rule in rules)
    return [say(refusal.says) for refusal in told if refusal is not None]


def _title(reading: Reading, task: Task, definition: TaskDefinition) -> str:
    """What is asked, and for whom, or of whom it is about: two objections to mediate are two titles."""
    values = {"task": _(definition.label), "party": str(reading.view.party(task.party) or "")}
    if task.party.startswith(("org:", "person:")):
        return _("%(task)s, for %(party)s", **values)
    if task.party.startswith(("answer:", "row:")) and values["party"]:
        return _("%(task)s: %(party)s", **values)
    return values["task"]


def asked_fields(definition: TaskDefinition) -> tuple[Field, ...]:
    """Every field that the task or any of its answers asks, once."""
    every = [*definition.asks, *(f for outcome in definition.outcomes for f in outcome.asks)]
    return tuple({f.key: f for f in every}.values())


def _softened(control: dict[str, Any], field: Field, definition: TaskDefinition) -> dict[str, Any]:
    """A field that only some answers ask is not required by the form; the label of those answers stands in its hint. What
    one of them needs is not called optional either."""
    asking = [_(outcome.label) for outcome in definition.outcomes if field in outcome.asks]
    if field in definition.asks or len(asking) == len(definition.outcomes):
        return control
    needed = control.pop("required", False)
    said = _("Needed for: %(answers)s.") if needed else _("For: %(answers)s.")
    hint = " ".join([*([control["hint"]] if control["hint"] else []), said % {"answers": ", ".join(asking)}])
    return {**control, **({} if needed else {"required": False}), "hint": hint}


def _choice(
    definition: TaskDefinition, offered: list[Outcome], words: Mapping[str, Any], wrong: Mapping[str, Message]
) -> dict[str, Any]:
    options = []
    for outcome in offered:
        mark = mark_of(outcome.mark or "holds")
        options.append(
            (outcome.key, _(outcome.label), _(outcome.says) if outcome.says else "", mark.icon, mark.tone)
        )
    only = offered[0].key if len(offered) == 1 else None
    field = {
        "key": "outcome",
        "label": _(definition.label),
        "label_hidden": True,
        "kind": "radios",
        "options": options,
        "value": words.get("outcome") or only,
        "required": True,
    }
    if "outcome" in wrong:
        field["error"] = say(wrong["outcome"])
    return field


def _reason(
    task: Task, definition: TaskDefinition, words: Mapping[str, Any], wrong: Mapping[str, Message]
) -> dict[str, Any]:
    """The reason: required where every answer needs it, or a correction does; never called optional where one does."""
    needing = [_(o.label) for o in definition.outcomes if o.reason]
    corrects = task.state == COMPLETED and not definition.changeable
    always = corrects or len(needing) == len(definition.outcomes)
    hint = (
        _("Needed for: %(answers)s. It is kept on record.", answers=", ".join(needing))
        if needing and not always
        else _("Kept on record.")
    )
    field = {
        "key": "reason",
        "label": _("Reason"),
        "kind": "long",
        "hint": hint,
        "value": words.get("reason") or "",
    }
    if always or not needing:
        field["required"] = always
    if "reason" in wrong:
        field["error"] = say(wrong["reason"])
    return field


def _evidence(words: Mapping[str, Any], wrong: Mapping[str, Message]) -> dict[str, Any]:
    field = {
        "key": "evidence",
        "label": _("How the member said it"),
        "kind": "long",
        "rows": 2,
        "value": words.get("evidence") or "",
        "hint": _("A document, or a dated note of the call. The member is told, and may correct it."),
        "required": True,
    }
    if "evidence" in wrong:
        field["error"] = say(wrong["evidence"])
    return field


def _intro(task: Task, definition: TaskDefinition) -> str:
    until = task.closes_at or task.due_at
    parts = [_("Until %(when)s.", when=instant(until))] if until else []
    if definition.changeable:
        parts.append(_("You may change it later. Every change is kept in the record."))
    if definition.asking:
        parts.append(_(definition.asking))
    return " ".join(parts)


def _folded(reading: Reading, task: Task) -> str:
    """What stands, in one line, above the form that changes it."""
    answer = reading.snapshot.answers.get(task.answer) if task.answer else None
    if answer is None:
        return ""
    outcome = reading.definition.task_by_key[task.task].outcome(answer.outcome)
    label = _(outcome.label) if outcome else answer.outcome
    return _("%(answer)s, recorded %(when)s. Change it", answer=label, when=short_instant(answer.at))
