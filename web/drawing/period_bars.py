"""Periods side by side: what was aimed at as an outlined column, what was reached as a filled one in front of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from web.drawing.pieces import drawn, text

_HEIGHT: Final = 76.0
_WORDS: Final = 18.0
_MOST: Final = 12  # the newest so many; the table has all


@dataclass(frozen=True, slots=True)
class PeriodBar:
    """A period: what it is called, what was aimed at, what was reached; nothing where there is none."""

    name: str
    target: float | None
    actual: float | None


def period_bars(
    periods: Sequence[PeriodBar], baseline: float | None, *, alternative: str, rtl: bool = False
) -> Markup:
    """The columns of the newest periods over one ground line, with the baseline across them."""
    shown = periods[-_MOST:]
    known = [each for p in shown for each in (p.target, p.actual, baseline) if each is not None]
    most = max([*known, 0.0]) or 1.0
    width = 100 / max(1, len(shown))
    out = "".join(_period(each, n, width, most, rtl) for n, each in enumerate(shown))
    if baseline is not None:
        y = _y(baseline, most)
        out += f'<line class="bar-base" x1="0%" x2="100%" y1="{y:g}" y2="{y:g}"/>'
    head = (
        f'<svg class="period-bars" height="{_HEIGHT + _WORDS:g}" role="img" aria-label="{text(alternative)}">'
    )
    return drawn(f"{head}{out}</svg>")


def _y(value: float, most: float) -> float:
    """Where the top of a column stands; nothing stands below the ground."""
    return round(_HEIGHT * (1 - min(max(value / most, 0.0), 1.0)), 1)


def _period(period: PeriodBar, n: int, width: float, most: float, rtl: bool) -> str:
    start = 100 - (n + 1) * width if rtl else n * width
    out = ""
    for value, kind, inset, part in ((period.target, "open", 0.15, 0.7), (period.actual, "run", 0.28, 0.44)):
        if value is not None:
            y = _y(value, most)
            place = f'x="{round(start + inset * width, 3):g}%" width="{round(part * width, 3):g}%"'
            out += f'<rect class="bar-{kind}" {place} y="{y:g}" height="{round(_HEIGHT - y, 1):g}"/>'
    middle = round(start + width / 2, 3)
    words = f'<text class="axis" x="{middle:g}%" y="{_HEIGHT + _WORDS - 4:g}" text-anchor="middle">{text(period.name)}</text>'
    return out + words
