"""Risks in a field of likelihood and impact: the most likely at the top, the worst at the end of the line.

Like the other drawings it has no viewBox. Colour never stands alone: each square says its score, the bands differ by edge and
hatch as well, and whatever lies in a square stands in a table beside it under the same number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from web.drawing.pieces import drawn, text

_SQUARE: Final = 46
_TOP: Final = 22
_GUTTER: Final = 9.0  # share of the width for the numbers of the lines
_LETTERS: Final = 9  # so many find room in a square on a phone
_HATCH: Final = (
    '<defs><pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="heat-hatch" x1="1" x2="1" y1="0" y2="7"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One risk: its number in the table beside the drawing, and its place on either axis, from 1."""

    number: int
    likelihood: int
    impact: int


@dataclass(frozen=True, slots=True)
class HeatWords:
    """What is written on the drawing: the axes, how many lie where their numbers find no room, and the whole in a sentence."""

    likelihood: str
    impact: str
    many: Callable[[int], str]
    alternative: str


def _x(share: float, rtl: bool) -> str:
    return f"{round(100 - share if rtl else share, 3):g}%"


def _square(column: int, line: int, size: tuple[int, int], tone: str, pattern: str, rtl: bool) -> str:
    """The ground of one square, hatched where it is worst, with its score in the corner."""
    width = (100 - _GUTTER) / size[1]
    start, y = _GUTTER + (column - 1) * width, _TOP + (size[0] - line) * _SQUARE
    x = _x(start + width if rtl else start, rtl)
    place = f'x="{x}" y="{y + 1}" width="{round(width - 0.4, 3):g}%" height="{_SQUARE - 2}"'
    ground = f'<rect class="heat-{tone}" {place}/>'
    # As an attribute: in a style sheet the address would point into the sheet.
    ground += f'<rect fill="url(#{text(pattern)})" {place}/>' if tone == "stop" else ""
    return ground + _words(start + width, y + 14, str(column * line), rtl, "heat-score", "end", -7)


def _words(share: float, y: float, words: str, rtl: bool, kind: str, anchor: str, dx: float = 0) -> str:
    shift = f' dx="{-dx if rtl else dx:g}"' if dx else ""
    return f'<text class="{kind}" x="{_x(share, rtl)}" y="{y:g}" text-anchor="{anchor}"{shift}>{text(words)}</text>'


def _lying(spots: Sequence[Spot], column: int, line: int, words: HeatWords) -> str:
    """The numbers of what lies in a square, or how many do."""
    here = [spot.number for spot in spots if (spot.impact, spot.likelihood) == (column, line)]
    numbers = " ".join(str(number) for number in here)
    return numbers if len(numbers) <= _LETTERS else words.many(len(here))


def heat_map(
    spots: Sequence[Spot],
    size: tuple[int, int],
    tone: Callable[[int], str],
    *,
    words: HeatWords,
    pattern: str = "heat-hatch",
    rtl: bool = False,
) -> Markup:
    """Draw the field. ``size`` counts the places of likelihood and of impact, ``tone(score)`` says in which band a score lies;
    ``pattern`` must be an id that is unique on the page."""
    lines, columns = size
    width = (100 - _GUTTER) / columns
    out = _HATCH.format(id=text(pattern)) + _words(0, 12, words.likelihood, rtl, "heat-axis", "start")
    for line in range(lines, 0, -1):
        y = _TOP + (lines - line) * _SQUARE
        out += _words(_GUTTER - 3, y + _SQUARE / 2 + 5, str(line), rtl, "heat-place", "end")
        for column in range(1, columns + 1):
            out += _square(column, line, size, tone(line * column), pattern, rtl)
            lying = _lying(spots, column, line, words)
            middle = _GUTTER + (column - 0.5) * width
            out += _words(middle, y + 32, lying, rtl, "heat-here", "middle") if lying else ""
    bottom = _TOP + lines * _SQUARE
    for column in range(1, columns + 1):
        out += _words(_GUTTER + (column - 0.5) * width, bottom + 15, str(column), rtl, "heat-place", "middle")
    out += _words(99.6, bottom + 32, words.impact, rtl, "heat-axis", "end")
    head = f'<svg class="heat" height="{bottom + 38}" role="img" aria-label="{text(words.alternative)}">'
    return drawn(f"{head}{out}</svg>")


def key_sample(tone: str, pattern: str) -> Markup:
    """A small piece of a band for the key; decoration, the word stands beside it."""
    ground = f'<rect class="heat-{text(tone)}" width="100%" height="12"/>'
    hatch = (
        _HATCH.format(id=text(pattern))
        + ground
        + f'<rect fill="url(#{text(pattern)})" width="100%" height="12"/>'
    )
    return drawn(f'<svg aria-hidden="true">{hatch if tone == "stop" else ground}</svg>')
