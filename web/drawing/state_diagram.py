"""The states of a case: where it is, the way it took with numbered steps, and where it can go.

Positions come from ``layout``; the SVG is ours, with classes for the colours. The same facts also come as a list, for
phones, for readers who prefer it, and for the day when no layout can be made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final

from markupsafe import Markup

from web.drawing.layout import Arrow, Layout, Pair, Point, lay_out
from web.drawing.pieces import drawn, text

_MOST: Final = 12
_LETTER: Final = 6.9
_BOLD: Final = 1.2  # bold words need more room than they measure
_LINE: Final = 19
_WRAP: Final = 22
_REST: Final = "ends of all kinds"

Sizes = Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class State:
    """A box: its key, its words, and a second line such as when it comes by itself."""

    key: str
    label: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A move that the definition allows; ``label`` and ``automatic`` go into the list, not into the drawing."""

    source: str
    target: str
    label: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A move that was made, and when, in words."""

    source: str
    target: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the list. ``kind``: visited, current or possible."""

    kind: str
    words: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Both forms; ``svg`` is None when no layout could be made."""

    svg: Markup | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DiagramWords:
    """What the drawing says by itself: the sentence read aloud, and the words over collapsed ends."""

    alternative: str
    can_end: str = "Can end by"
    can_follow: str = "Can follow"
    by_itself: str = "by itself"
    more: Callable[[int], str] = "{} more".format


def _wrapped(words: str) -> list[str]:
    """At most two lines of about equal length."""
    if len(words) <= _WRAP or " " not in words:
        return [words]
    spaces = [n for n, letter in enumerate(words) if letter == " "]
    middle = min(spaces, key=lambda n: abs(n - len(words) / 2))
    return [words[:middle], words[middle + 1 :]]


def _lines(state: State) -> list[tuple[str, bool]]:
    """The lines of a box, each with whether it is a second line."""
    first = [(words, False) for words in _wrapped(state.label)]
    return first + [(words, True) for words in state.second.split("\n") if words]


def _size(state: State) -> Point:
    lines = _lines(state)
    widest = max(len(words) * (1.06 if second else _BOLD) for words, second in lines) * _LETTER
    return max(widest + 26, 90), max(len(lines) * _LINE + 22, 45)


def _sizes(boxes: Sequence[State], pairs: Sequence[Pair]) -> dict[str, Point]:
    """Boxes from which nothing leads on are all as wide as the widest of them."""
    sizes = {box.key: _size(box) for box in boxes}
    ends = sizes.keys() - {source for source, _ in pairs}
    widest = max((sizes[key][0] for key in ends), default=0.0)
    return {key: (widest if key in ends else size[0], size[1]) for key, size in sizes.items()}


def _visited(current: str, way: Sequence[Passage]) -> list[str]:
    """The states of the way in the order of their last visit, the present one last."""
    keys = [key for passage in way for key in (passage.source, passage.target)] + [current]
    return list(dict.fromkeys(reversed(keys)))[::-1]


def _nearest(start: str, edges: Sequence[Edge]) -> list[str]:
    """All states that can be reached, nearest first."""
    found, seen = [start], {start}
    for key in found:
        for edge in edges:
            if edge.source == key and edge.target not in seen:
                seen.add(edge.target)
                found.append(edge.target)
    return found


def _shown(
    states: Sequence[State], edges: Sequence[Edge], visited: Sequence[str], words: DiagramWords
) -> tuple[list[State], list[Pair]]:
    """At most about twelve boxes: if there are more, side exits share one box and far states are left to the list."""
    by_key = {state.key: state for state in states}
    pairs = [(edge.source, edge.target) for edge in edges]
    if len(states) <= _MOST:
        return list(states), pairs
    leaving = {edge.source for edge in edges}
    exits = [state for state in states if state.key not in leaving and state.key not in visited]
    hidden = {state.key for state in exits}
    near = [key for key in _nearest(visited[-1], edges) if key not in hidden and key not in visited]
    kept = [*visited[-(_MOST - 3) :], *near][: _MOST - 1]
    boxes = [by_key[key] for key in kept if key in by_key]
    if exits:
        names = [state.label for state in exits]
        told = names[:4] + ([words.more(len(names) - 4)] if len(names) > 4 else [])
        boxes.append(State(_REST, words.can_end, "\n".join(told)))
    pairs = [(a, _REST if b in hidden else b) for a, b in pairs]
    present = {box.key for box in boxes}
    return boxes, [pair for pair in dict.fromkeys(pairs) if present.issuperset(pair)]


def _middle(arrow: Arrow) -> Point:
    """The point half-way along the arrow's curve."""
    pieces = (len(arrow.points) - 1) // 3
    start = 3 * (pieces // 2)
    part = 0.5 if pieces % 2 else 0.0
    a, b, c, d = arrow.points[start : start + 4] if part else (arrow.points[start],) * 4
    mix = ((1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3)
    x, y = (sum(m * p[n] for m, p in zip(mix, (a, b, c, d), strict=True)) for n in (0, 1))
    return x, y


def _curve(arrow: Arrow, kind: str, head: str) -> str:
    """The line and its head."""
    (x0, y0), *rest = arrow.points
    bends = " ".join(f"{x:g},{y:g}" for x, y in rest)
    (ex, ey), (hx, hy) = arrow.points[-1], arrow.head
    length = hypot(hx - ex, hy - ey) or 1.0
    ux, uy = (hx - ex) / length, (hy - ey) / length
    bx, by = hx - 9 * ux, hy - 9 * uy
    corners = f"{hx:g},{hy:g} {bx - 4 * uy:.4g},{by + 4 * ux:.4g} {bx + 4 * uy:.4g},{by - 4 * ux:.4g}"
    return f'<path class="{kind}" d="M{x0:g},{y0:g}C{bends}"/><polygon class="{head}" points="{corners}"/>'


def _steps_on(arrow: Arrow, numbers: Sequence[int]) -> str:
    """The numbers of the steps that went this way, stacked over the middle of the arrow."""
    x, y = _middle(arrow)
    out = ""
    for n, number in enumerate(numbers):
        at = y + (n - (len(numbers) - 1) / 2) * 24
        out += f'<circle class="step" cx="{x:.4g}" cy="{at:.4g}" r="9.5"/>'
        out += f'<text class="step-n" x="{x:.4g}" y="{at + 4.3:.4g}">{number}</text>'
    return out


def _box(state: State, at: Point, size: Point, kind: str) -> str:
    width, height = size
    x, y = at[0] - width / 2, at[1] - height / 2
    out = f'<rect class="box box-{kind}" x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{height:.4g}" rx="4"/>'
    lines = _lines(state)
    for n, (words, second) in enumerate(lines):
        base = at[1] + (n - (len(lines) - 1) / 2) * _LINE + 4.8
        look = "words-second" if second and kind != "current" else f"words-{kind}"
        if kind == "open" and not state.second:
            look = "words-later"
        out += f'<text class="{look}" x="{at[0]:.4g}" y="{base:.4g}">{text(words)}</text>'
    return out


def _svg(
    layout: Layout,
    sizes: Sizes,
    boxes: Sequence[State],
    current: str,
    way: Sequence[Passage],
    alternative: str,
) -> Markup:
    walked: dict[Pair, list[int]] = {}
    for number, passage in enumerate(way, 1):
        walked.setdefault((passage.source, passage.target), []).append(number)
    been = set(_visited(current, way))
    out = "".join(
        _curve(a, "possible", "head-possible") for pair, a in layout.arrows.items() if pair not in walked
    )
    out += "".join(_curve(a, "way", "head-way") for pair, a in layout.arrows.items() if pair in walked)
    for box in boxes:
        kind = "current" if box.key == current else "visited" if box.key in been else "open"
        out += _box(box, layout.boxes[box.key], sizes[box.key], kind)
    out += "".join(_steps_on(layout.arrows[pair], n) for pair, n in walked.items() if pair in layout.arrows)
    width, height = layout.width + 4, layout.height + 4
    head = f'<svg class="states" role="img" aria-label="{text(alternative)}" width="{width:g}" height="{height:g}"'
    return drawn(f'{head} viewBox="-2 -2 {width:g} {height:g}">{out}</svg>')


def _list(
    states: Sequence[State], edges: Sequence[Edge], current: str, way: Sequence[Passage], words: DiagramWords
) -> tuple[Step, ...]:
    """The way in order with its dates, then what can follow."""
    by_key = {state.key: state for state in states}
    passed = [(way[0].source, "")] if way else []
    passed += [(passage.target, passage.when) for passage in way]
    if not passed or passed[-1][0] != current:
        passed.append((current, ""))
    steps = [Step("visited", by_key[key].label, when) for key, when in passed[:-1]]
    steps.append(Step("current", by_key[current].label, passed[-1][1] or by_key[current].second))
    for edge in edges:
        if edge.source == current:
            target = by_key[edge.target]
            how = target.second or (words.by_itself if edge.automatic else edge.label)
            steps.append(Step("possible", f"{words.can_follow}: {target.label}", how.replace("\n", " ")))
    return tuple(steps)


def state_diagram(
    states: Sequence[State],
    edges: Sequence[Edge],
    current: str,
    way: Sequence[Passage] = (),
    *,
    words: DiagramWords,
    rtl: bool = False,
) -> Diagram:
    """Draw the states of a case and tell them as a list. States come in the order of the definition."""
    known = {state.key for state in states}
    sane = [edge for edge in edges if {edge.source, edge.target} <= known and edge.source != edge.target]
    boxes, pairs = _shown(states, sane, _visited(current, way), words)
    present = {box.key for box in boxes}
    walked = [
        (p.source, p.target) for p in way if present.issuperset((p.source, p.target)) and p.source != p.target
    ]
    every = list(dict.fromkeys([*walked, *pairs]))
    sizes = _sizes(boxes, every)
    layout = lay_out(sizes, every, heavy=walked, rtl=rtl)
    svg = _svg(layout, sizes, boxes, current, way, words.alternative) if layout else None
    return Diagram(svg, _list(states, sane, current, way, words))
