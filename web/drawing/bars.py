"""Bars in cells and under headings: shares, parts of a whole, the way to a target.

Colour never stands alone: kinds differ by fill, hatch or a dashed edge, and the number stands beside the bar as text.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from web.drawing.pieces import drawn, text

# How a part looks. "hatch" is drawn over its ground with a pattern that the drawing brings along.
KINDS: Final = ("run", "hatch", "done", "open", "ink")
_HATCH: Final = (
    '<defs><pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="bar-hatch" x1="1" x2="1" y1="0" y2="6"/></pattern></defs>'
)


def _rect(start: float, width: float, height: float, kind: str, hatch: str, rtl: bool) -> str:
    x = f"{round(100 - start - width if rtl else start, 3):g}%"
    place = f'x="{x}" width="{round(width, 3):g}%" height="{height:g}"'
    if kind == "hatch":
        # As an attribute: in a style sheet the address would point into the sheet.
        return f'<rect class="bar-hatch-ground" {place}/><rect fill="url(#{text(hatch)})" {place}/>'
    return f'<rect class="bar-{kind}" {place}/>'


def parts_bar(
    parts: Sequence[tuple[float, str]],
    *,
    alternative: str,
    whole: float | None = None,
    pattern: str = "hatch",
    height: float = 15,
    tick: float | None = None,
    rtl: bool = False,
) -> Markup:
    """One bar of several parts: (amount, kind). What is missing to the whole stays sunken.

    ``pattern`` must be an id that is unique on the page if a part is hatched; ``tick`` marks a minimum or the time gone, as an amount.
    Without an alternative the bar is not read aloud: then the words beside it say the same.
    """
    total = whole or sum(amount for amount, _ in parts) or 1.0
    out, start = (_HATCH.format(id=text(pattern)) if any(kind == "hatch" for _, kind in parts) else ""), 0.0
    out += _rect(0, 100, height, "ground", pattern, rtl) if whole else ""
    for amount, kind in parts:
        share = min(max(amount / total * 100, 0.0), 100 - start)
        out += _rect(start, share, height, kind, pattern, rtl) if share else ""
        start += share
    if tick is not None:
        at = min(max(tick / total * 100, 0.0), 100.0)
        x = f"{round(100 - at if rtl else at, 3):g}%"
        out += f'<line class="bar-tick" x1="{x}" x2="{x}" y1="-2" y2="{height + 2:g}"/>'
    voice = f'role="img" aria-label="{text(alternative)}"' if alternative else 'aria-hidden="true"'
    return drawn(f'<svg class="bar" height="{height:g}" {voice}>{out}</svg>')


def share_bar(share: float, *, alternative: str, kind: str = "ink", rtl: bool = False) -> Markup:
    """A share of a whole, 0 to 1, for a cell of a table."""
    return parts_bar([(share, kind)], whole=1.0, alternative=alternative, height=8, rtl=rtl)


def way_gone(start: Decimal | None, actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """The part of the way from the baseline to the target that is gone, be the way up or down; nothing where one of them
    is missing, or where there is no way to go."""
    if start is None or actual is None or target is None or start == target:
        return None
    return (actual - start) / (target - start)


def way_bar(done: float, time_gone: float | None, *, alternative: str, rtl: bool = False) -> Markup:
    """The way to a target, 0 to 1, with a tick for the part of the time that is over."""
    return parts_bar([(done, "run")], whole=1.0, tick=time_gone, alternative=alternative, height=9, rtl=rtl)


def key_sample(kind: str, pattern: str = "hatch-key") -> Markup:
    """A small piece of a bar for the key under it; decoration, the word stands beside it."""
    hatch = _HATCH.format(id=text(pattern)) if kind == "hatch" else ""
    return drawn(f'<svg aria-hidden="true">{hatch}{_rect(0, 100, 12, kind, pattern, False)}</svg>')
