"""Phases and gates of a programme: one row for each phase, a diamond where a gate stands, one line for today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal

from markupsafe import Markup

from web.drawing.pieces import Row, Scale, drawn, label, text, tick

_ROW: Final = 30
_TOP: Final = 40
_PIXELS: Final = 720.0
_MOST_MONTHS: Final = 14  # words for months that fit side by side

Gate = Literal["passed", "next", "later", ""]


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase: its name, its span, whether it is done, and the gate at its end."""

    name: str
    start: datetime
    end: datetime
    done: bool = False
    gate: Gate = "later"


def _months(start: datetime, end: datetime, zone: tzinfo) -> list[datetime]:
    """The first days of months in the span, thinned until their words fit."""
    first = start.astimezone(zone)
    count = (end.year - first.year) * 12 + end.month - first.month + 1
    months = [first.month - 1 + n for n in range(count + 1)]
    days = [datetime(first.year + n // 12, n % 12 + 1, 1, tzinfo=zone) for n in months]
    every = max(1, -(-len(days) // _MOST_MONTHS))
    step = next((n for n in (1, 2, 3, 6, 12) if n >= every), 12)
    return [day for day in days if start <= day <= end and (day.month - 1) % step == 0]


def _bar(scale: Scale, start: datetime, end: datetime, kind: str, y: float) -> str:
    a, b = scale.share(start), scale.share(end)
    if b <= a:
        return ""
    x = scale.x(b if scale.rtl else a)
    return f'<rect class="bar-{kind}" x="{x}" y="{y - 7.5:g}" width="{round(b - a, 3):g}%" height="15"/>'


def _gate(scale: Scale, phase: Phase, y: float) -> str:
    if not phase.gate:
        return ""
    sign = '<path class="gate-passed-tick" d="m-3.5 0 2.5 3 4.5-6"/>' if phase.gate == "passed" else ""
    diamond = f'<path class="gate-{phase.gate}" d="M0-10 10 0 0 10-10 0z"/>'
    return f'<svg x="{scale.x(scale.share(phase.end))}" y="{y:g}" overflow="visible">{diamond}{sign}</svg>'


def _phase(scale: Scale, phase: Phase, now: datetime, y: float) -> str:
    """Done grey, running filled up to now, planned outlined."""
    running = not phase.done and phase.start <= now
    out = label(scale, 0, y + 4.5, phase.name, "strong" if running else "")
    if phase.done:
        return out + _bar(scale, phase.start, phase.end, "done", y) + _gate(scale, phase, y)
    reached = min(max(now, phase.start), phase.end)
    out += _bar(scale, reached, phase.end, "open", y) + _bar(scale, phase.start, reached, "run", y)
    return out + _gate(scale, phase, y)


def phase_chart(
    phases: Sequence[Phase],
    now: datetime,
    *,
    zone: tzinfo,
    now_word: str,
    alternative: str,
    month_words: Callable[[datetime], str],
    rtl: bool = False,
) -> Markup:
    """Draw all phases. ``month_words(day)`` names a month; the year stands above its first month in the drawing."""
    if not phases:
        return drawn("")
    start, end = min(phase.start for phase in phases), max(phase.end for phase in phases)
    scale = Scale(start, end, 20.0, 97.0, _PIXELS, rtl)
    bottom = _TOP + _ROW * len(phases)
    years, months, year, out = Row(scale, 14), Row(scale, 32), 0, ""
    for day in _months(start, end, zone):
        out += tick(scale, scale.share(day), _TOP, bottom, "grid")
        if day == end:
            continue  # the last line needs no word, it would stand outside
        months.put(scale.share(day), month_words(day), "month")
        if day.year != year:
            years.put(scale.share(day), str(day.year), "strong")
            year = day.year
    out += years.markup + months.markup
    out += "".join(_phase(scale, phase, now, _TOP + 15 + _ROW * n) for n, phase in enumerate(phases))
    out += tick(scale, scale.share(now), _TOP, bottom + 4, "d-nowline")
    out += label(scale, scale.share(now), bottom + 20, now_word, "now-word", "middle")
    head = f'<svg class="phases" height="{bottom + 28}" role="img" aria-label="{text(alternative)}">'
    return drawn(head + out + "</svg>")
