"""The head of a case page: where it is, what it is called, its state as a badge, and its facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.definition import Field, Kind, State, WordsPanel
from engine.values import seen
from web.case_page.reading import Reading
from web.case_page.words import instant, value_words
from web.i18n import gettext as _
from web.marks import MARKS

BADGES = {"run": "running", "ok": "adopted", "warn": "concern", "stop": "late"}


def head(reading: Reading) -> dict[str, Any]:
    """Title, reference, badge, the few facts beside it, and the level of confidentiality."""
    case = reading.snapshot.case
    level = reading.snapshot.registry.levels[case.level]
    return {
        "title": case.title,
        "reference": case.number or case.reference,
        "numbered": case.number is not None,
        "register": reading.definition.register,
        "type": _(reading.definition.title),
        "state": state_badge(reading),
        "facts": [
            (_(f.label), words)
            for f in reading.definition.publishes
            if f.kind is not Kind.LONG
            and not f.internal
            and reading.reads(f.level)
            and (words := field_words(reading, f))
        ][:3],
        "level": _(level.label),
    }


def state_badge(reading: Reading) -> dict[str, str]:
    """The state as icon, word and tone; with the round where something is asked for the second time."""
    state = reading.view.state
    icon, tone = state_look(state)
    word = _(state.label)
    asked = [
        t for t in reading.definition.tasks if state in t.during and t.to.kind == "seats" and not t.optional
    ]
    number = max((reading.snapshot.case.shown_round(t.key) for t in asked), default=1)
    if number > 1 and not state.final:
        word = _("%(state)s, round %(number)s", state=word, number=number)
    return {"icon": icon, "word": word, "tone": tone}


def state_look(state: State) -> tuple[str, str]:
    """Icon and tone of a state. What has come to a result and has no tone of its own is at rest, not running."""
    if not state.tone and (state.final or state.result is not None):
        return MARKS["ended"].icon, "none"
    return MARKS.get(BADGES.get(state.tone, ""), MARKS["phase"]).icon, state.tone or "run"


def field_words(reading: Reading, field: Field) -> str:
    """A field's value in words; nothing when it is empty."""
    value = seen(field, reading.snapshot.case.data.get(field.key), reading.register)
    return value_words(value)


def facts(reading: Reading) -> list[tuple[str, str]]:
    """Every filled short field, and who opened the case when."""
    rows = []
    for field in reading.definition.fields:
        words = field_words(reading, field)
        if (
            words
            and reading.reads(field.level)
            and not field.internal
            and field.kind is not Kind.LONG
            and not (field.kind is Kind.YES_NO and not seen_value(reading, field))
        ):
            rows.append((_(field.label), words))
    case = reading.snapshot.case
    if case.opener is not None:
        rows.append(
            (
                _("Opened by"),
                _("%(who)s, %(when)s", who=reading.register.name(case.opener), when=instant(case.opened_at)),
            )
        )
    rows.append((_("Working reference"), case.reference))
    return rows


def seen_value(reading: Reading, field: Field) -> Any:
    """The value of a field as a rule sees it."""
    return seen(field, reading.snapshot.case.data.get(field.key), reading.register)


def prose(reading: Reading) -> list[tuple[str, str]]:
    """The filled fields of running text, each with its label."""
    return words_in(reading, _running_text(reading))


def words_in(reading: Reading, fields: Iterable[Field]) -> list[tuple[str, str]]:
    """What stands in those of these fields that are filled and that this reader may read, each with its label."""
    return [
        (_(f.label), words) for f in fields if reading.reads(f.level) and (words := field_words(reading, f))
    ]


def prose_below(reading: Reading) -> list[tuple[str, str]]:
    """The same as `prose`, but for what a panel of the page lays out."""
    panels = (each for each in reading.definition.panels if isinstance(each, WordsPanel))
    above = {field for panel in panels for field in panel.fields}
    return words_in(reading, [f for f in _running_text(reading) if f not in above])


def _running_text(reading: Reading) -> list[Field]:
    return [f for f in reading.definition.fields if f.kind is Kind.LONG and not f.internal]
