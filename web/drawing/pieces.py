"""What the drawings of time share: a scale in shares of the width, lines, ticks, rings and words that keep apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup, escape

# How wide one letter of a caption is, with some room for other typefaces.
LETTER: Final = 6.9
_GAP: Final = 8


def text(words: object) -> str:
    """Words made safe for markup."""
    return str(escape(str(words)))


def drawn(markup: str) -> Markup:
    """A finished drawing. Everything that came from outside went through ``text`` on its way into it."""
    return Markup(markup)  # noqa: S704


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns instants into shares of the width; a right-to-left page is mirrored here and nowhere else.

    ``pixels`` is the narrowest place the drawing gets; words are kept apart for that width.
    """

    opened: datetime
    ends: datetime
    left: float
    right: float
    pixels: float
    rtl: bool = False

    def share(self, at: datetime) -> float:
        """Where an instant stands, in per cent from the start of the reading direction."""
        whole = (self.ends - self.opened).total_seconds() or 1.0
        part = (at - self.opened).total_seconds() / whole
        return self.left + (self.right - self.left) * min(max(part, 0.0), 1.0)

    def x(self, share: float) -> str:
        """The attribute for a share of the width."""
        return f"{round(100 - share if self.rtl else share, 3):g}%"

    def length(self, words: str) -> float:
        """About how much of the width the words take."""
        return len(words) * LETTER / self.pixels * 100

    @property
    def gap(self) -> float:
        """The least distance between two words, as a share."""
        return _GAP / self.pixels * 100


def line(scale: Scale, start: float, end: float, kind: str, y: float) -> str:
    """A piece of a level line."""
    return f'<line class="{kind}" x1="{scale.x(start)}" x2="{scale.x(end)}" y1="{y:g}" y2="{y:g}"/>'


def tick(scale: Scale, share: float, top: float, bottom: float, kind: str = "d-tick") -> str:
    """An upright stroke."""
    x = scale.x(share)
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{top:g}" y2="{bottom:g}"/>'


def ring(scale: Scale, share: float, kind: str, radius: float, y: float) -> str:
    """A ring on the line."""
    return f'<circle class="{kind}" cx="{scale.x(share)}" cy="{y:g}" r="{radius:g}"/>'


def band(scale: Scale, start: float, end: float, top: float, height: float) -> str:
    """Days that do not count."""
    x = scale.x(end if scale.rtl else start)
    width = f"{round(end - start, 3):g}%"
    return f'<rect class="d-rest-day" x="{x}" y="{top:g}" width="{width}" height="{height:g}"/>'


def diamond(scale: Scale, share: float, y: float) -> str:
    """A break. The nested svg carries the share; the path in it keeps its size."""
    return f'<svg x="{scale.x(share)}" y="{y:g}" overflow="visible"><path class="d-break" d="M0-7 7 0 0 7-7 0z"/></svg>'


def label(
    scale: Scale, share: float, y: float, words: str, kind: str = "", anchor: str = "start", dx: float = 0
) -> str:
    """Words at a share of the width; the anchor follows the reading direction, as the browser does."""
    if not words:
        return ""
    shift = f' dx="{-dx if scale.rtl else dx:g}"' if dx else ""
    name = f' class="{kind}"' if kind else ""
    return f'<text{name} x="{scale.x(share)}" y="{y:g}" text-anchor="{anchor}"{shift}>{text(words)}</text>'


class Row:
    """One row of words in which nothing touches: what finds no room is left out, the text alternative still says it."""

    def __init__(self, scale: Scale, y: float, gap: float | None = None) -> None:
        self._scale, self._y = scale, y
        self._gap = scale.gap if gap is None else gap / scale.pixels * 100
        self._taken: list[tuple[float, float]] = []
        self.markup = ""

    def _take(self, start: float, end: float) -> None:
        self._taken.append((start - self._gap, end + self._gap))

    def _free(self, start: float, end: float) -> bool:
        return all(end <= a or start >= b for a, b in self._taken)

    def put(self, share: float, words: str, kind: str = "", anchor: str = "start", dx: float = 0) -> None:
        """Words that must stand here."""
        length = self._scale.length(words)
        start = (
            share + dx / self._scale.pixels * 100 - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * length
        )
        if words:
            self._take(start, start + length)
        self.markup += label(self._scale, share, self._y, words, kind, anchor, dx)

    def offer(self, share: float, words: str, kind: str = "") -> None:
        """Words centred here if there is room."""
        half = self._scale.length(words) / 2
        if words and self._free(share - half, share + half):
            self.put(share, words, kind, "middle")

    def offer_within(self, start: float, end: float, words: str) -> None:
        """Words somewhere between two shares, as near to the middle as there is room."""
        middle, half = (start + end) / 2, self._scale.length(words) / 2
        edges = [middle, *(a - half for a, _ in self._taken), *(b + half for _, b in self._taken)]
        places = [x for x in edges if start <= x <= end and self._free(x - half + 0.01, x + half - 0.01)]
        if words and places:
            self.put(min(places, key=lambda x: abs(x - middle)), words, "", "middle")


def groups(scale: Scale, points: Sequence[tuple[float, str]]) -> list[list[tuple[float, str]]]:
    """Neighbours whose names, centred over them, would touch."""
    found: list[list[tuple[float, str]]] = []
    for share, name in sorted(points):
        before = found[-1][-1] if found else None
        if before and share - before[0] < (scale.length(before[1]) + scale.length(name)) / 2 + scale.gap:
            found[-1].append((share, name))
        else:
            found.append([(share, name)])
    return found
