"""The silences that run now, on one time line: names at the start, days at the top, one line for the present.

Like the clock it has no viewBox; its height is an attribute, because the number of rows decides it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from markupsafe import Markup

from web.drawing.pieces import Row, Scale, band, drawn, label, line, ring, text, tick

_ROW: Final = 50
_TOP: Final = 22
_PIXELS: Final = 720.0  # a window of 784 px; below that words come close, but still do not cover each other
_LONGEST: Final = 15  # working days on the scale
_BEFORE: Final = 5  # of them before now, if not all of them fit

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Silence:
    """One running silence: its name and second line, its span, the answers so far, what is left in words."""

    name: str
    note: str
    opened: datetime
    ends: datetime
    left: str
    answered: Sequence[datetime] = ()


def _inside(at: datetime, spans: Sequence[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def _noons(start: datetime, end: datetime, zone: tzinfo) -> list[datetime]:
    first = start.astimezone(zone).date()
    days = (end.astimezone(zone).date() - first).days
    noons = [datetime.combine(first + timedelta(days=n), time(12), zone) for n in range(days + 1)]
    return [noon for noon in noons if start <= noon <= end]


def _span(rows: Sequence[Silence], now: datetime, rest: Sequence[Span], zone: tzinfo) -> Span:
    """The shortest span that holds all; if that is too long, a few working days back and the rest ahead."""
    start, end = min(row.opened for row in rows), max(row.ends for row in rows)
    working = [noon for noon in _noons(start, end, zone) if not _inside(noon, rest)]
    if len(working) <= _LONGEST:
        return start, end
    past = [noon for noon in working if noon < now]
    first = past[-_BEFORE] if len(past) >= _BEFORE else working[0]
    kept = [noon for noon in working if noon >= first][:_LONGEST]
    half_a_day = timedelta(hours=12)
    return max(start, kept[0] - half_a_day), min(end, kept[-1] + half_a_day)


def _day_labels(scale: Scale, rest: Sequence[Span], zone: tzinfo, words: Callable[[date, bool], str]) -> str:
    """A word over each working day; the weekday stands at the first one and after each gap."""
    row, after_gap = Row(scale, 14, gap=2), True
    for noon in _noons(scale.opened, scale.ends, zone):
        if _inside(noon, rest):
            after_gap = True
            continue
        row.offer(scale.share(noon), words(noon.date(), after_gap))
        after_gap = False
    return row.markup


def _left(scale: Scale, silence: Silence, now: datetime, y: float) -> str:
    """What is left: over the end, unless that is too near the line of the present or the edge."""
    end, half = scale.share(silence.ends), scale.length(silence.left) / 2
    if end + half > 99:
        return label(scale, 96.6, y, silence.left, "left", "end")
    if end - half < scale.share(now) + 1:
        return label(scale, scale.share(now), y, silence.left, "left", dx=12)
    return label(scale, end, y, silence.left, "left", "middle")


def _silence(scale: Scale, silence: Silence, now: datetime, y: float) -> str:
    share = scale.share
    out = label(scale, 0, y - 1, silence.name, "strong") + label(scale, 0, y + 16, silence.note)
    out += line(scale, share(now), share(silence.ends), "d-rest", y)
    out += line(scale, share(silence.opened), share(now), "d-run", y)
    if silence.ends <= scale.ends:
        out += tick(scale, share(silence.ends), y - 10, y + 10)
    out += "".join(ring(scale, share(at), "d-answer", 5.2, y) for at in silence.answered)
    return out + _left(scale, silence, now, y - 14)


def timeline_chart(
    rows: Sequence[Silence],
    now: datetime,
    *,
    zone: tzinfo,
    now_word: str,
    alternative: str,
    day_words: Callable[[date, bool], str],
    nonworking: Sequence[Span] = (),
    rtl: bool = False,
) -> Markup:
    """Draw all running silences. ``day_words(day, with_weekday)`` names a day; without rows nothing is drawn."""
    if not rows:
        return drawn("")
    start, end = _span(rows, now, nonworking, zone)
    scale = Scale(start, end, 28.0, 96.0, _PIXELS, rtl)
    bottom = _TOP + _ROW * len(rows)
    shares = [(scale.share(a), scale.share(b)) for a, b in nonworking]
    out = "".join(band(scale, a, b, _TOP, bottom - _TOP) for a, b in shares if b > a)
    out += _day_labels(scale, nonworking, zone, day_words)
    out += tick(scale, scale.share(now), _TOP, bottom, "d-nowline")
    ys = [_TOP + 28 + _ROW * n for n in range(len(rows))]
    out += "".join(_silence(scale, row, now, y) for row, y in zip(rows, ys, strict=True))
    out += "".join(ring(scale, scale.share(now), "d-now", 7, y) for y in ys)
    out += label(scale, scale.share(now), bottom + 17, now_word, "now-word", "middle")
    head = f'<svg class="silences" height="{bottom + 26}" role="img" aria-label="{text(alternative)}">'
    return drawn(head + out + "</svg>")
