"""A running period drawn as a line towards its end, with its words; the text says the same."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from engine.definition import ClockPanel
from engine.position import Position
from engine.timer import ARMED
from web.case_page.reading import Reading
from web.case_page.words import instant, left_words, rtl, short_instant
from web.drawing.silence_line import ClockWords, EarlierRound, Moment, silence_line
from web.i18n import gettext as _
from web.i18n import ngettext


def clock_panel(reading: Reading, panel: ClockPanel) -> Markup | None:
    """The line, while the case is in one of the states that show it."""
    opened, ends = getattr(reading.view, panel.opens.key), getattr(reading.view, panel.ends.key)
    if reading.view.state not in panel.during or opened is None or ends is None or ends <= opened:
        return None
    answered, late, broken = _answers(reading, panel, ends)
    spans = reading.register.calendar.nonworking_spans(opened, ends)
    return silence_line(
        opened,
        ends,
        min(reading.now, ends),
        words=_words(reading, panel, opened, ends),
        alternative=_alternative(reading, panel, ends),
        answered=answered,
        late=late,
        reminders=_reminders(reading, panel),
        broken=broken,
        earlier_rounds=_earlier(reading, panel),
        nonworking=[(span.start, span.end) for span in spans],
        rtl=rtl(),
    )


def _answers(
    reading: Reading, panel: ClockPanel, ends: datetime
) -> tuple[list[Moment], list[Moment], datetime | None]:
    said = _said(reading, panel, ends)
    opened, firm = getattr(reading.view, panel.opens.key), _firm(panel)
    answered = [
        Moment(max(p.at, opened), str(reading.view.party(p.party)))
        for p in said
        if not p.late and p.outcome not in firm
    ]
    late = [Moment(p.at, str(reading.view.party(p.party))) for p in said if p.late]
    broken = _broken(reading, panel, ends)
    return answered, late, broken.at if broken is not None else None


def _firm(panel: ClockPanel) -> set[str]:
    return {outcome.key for outcome in panel.task.outcomes if outcome.firm}


def _broken(reading: Reading, panel: ClockPanel, ends: datetime) -> Position | None:
    """The answer that broke the period, while it is broken: it stays the cause when a new text begins another round."""
    since = reading.view.since(reading.view.state)
    if reading.view.state.tone != "warn" or since is None:
        return None
    opened, firm = getattr(reading.view, panel.opens.key), _firm(panel)
    asked = [p for p in reading.page.positions if p.task == panel.task.key and not p.late]
    return next(
        (p for p in reversed(asked) if p.outcome in firm and opened <= p.at <= min(since, ends)), None
    )


def _said(reading: Reading, panel: ClockPanel, ends: datetime) -> list[Position]:
    """The answers of the round that the line shows: of the present one, or of the one that was broken."""
    broken = _broken(reading, panel, ends)
    number = reading.snapshot.case.rounds.get(panel.task.key, {}).get("no", 0)
    shown = broken.round if broken is not None else number
    return [p for p in reading.page.positions if p.task == panel.task.key and p.round == shown]


def _reminders(reading: Reading, panel: ClockPanel) -> list[Moment]:
    prefix = f"remind:{panel.task.key}:"
    return [
        Moment(t.due_at)
        for key, t in reading.snapshot.timers.items()
        if key.startswith(prefix) and t.state == ARMED
    ]


def _words(reading: Reading, panel: ClockPanel, opened: datetime, ends: datetime) -> ClockWords:
    broken, over = _broken(reading, panel, ends), reading.now >= ends
    number = reading.snapshot.case.shown_round(panel.task.key)
    if broken is not None:  # a new text may have begun another round already
        answered = (p.round for p in reading.page.positions if p.task == panel.task.key)
        number = len({each for each in answered if each <= broken.round})
    return ClockWords(
        round=_("Round %(number)s", number=number),
        opened=_("opened %(when)s", when=short_instant(opened)),
        now="" if over or broken else _("now, %(left)s left", left=left_words(ends - reading.now)),
        ends=_("Ended") if over else _("Ends"),
        end=short_instant(ends),
        opened_short=short_instant(opened),
        now_short=_("now"),
        rest=_("no working days"),
        broken=_("Broken"),
        count=lambda n: ngettext("%(num)s member", "%(num)s members", n),
    )


def _alternative(reading: Reading, panel: ClockPanel, ends: datetime) -> str:
    mine = [t for t in reading.snapshot.tasks if t.task == panel.task.key and t.present]
    answered = sum(1 for t in mine if t.answer is not None)
    values = {"when": instant(ends), "answered": answered, "count": len(mine)}
    broken = _broken(reading, panel, ends)
    if broken is not None:
        return _("The period was broken %(when)s.", when=instant(broken.at))
    if reading.now >= ends:
        return _("The period ended %(when)s. %(answered)s of %(count)s have answered.", **values)
    return _("The period runs until %(when)s. %(answered)s of %(count)s have answered.", **values)


def _earlier(reading: Reading, panel: ClockPanel) -> list[EarlierRound]:
    """The last round before this one in which the period was broken, drawn small."""
    breaks = [h for h in reading.page.happenings if h.facts.get("trigger") == "break"]
    opened = getattr(reading.view, panel.opens.key)
    before = [h for h in breaks if h.at < opened]
    if not before:
        return []
    asked, until = panel.task.key, before[-1].at
    who = [each.party for each in reading.page.positions if each.task == asked and each.at <= until]
    note = str(reading.view.party(who[-1])) if who else ""
    return [
        EarlierRound(
            _("Earlier round"),
            "",
            _("Broken"),
            _("%(when)s, %(who)s", when=short_instant(before[-1].at), who=note),
        )
    ]
