"""Positions of boxes and arrows, asked from graphviz-pure as a process of its own and kept.

Only positions are taken; the drawing is ours. Whatever goes wrong here costs a drawing, never a page.
"""

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

Point = tuple[float, float]
Pair = tuple[str, str]
_SECONDS: Final = 5
_HEAD: Final = 9.0
_INCH: Final = 72.0  # graphviz counts in points; one of them is one pixel here


@dataclass(frozen=True, slots=True)
class Arrow:
    """The control points of one arrow and where its head ends."""

    points: tuple[Point, ...]
    head: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, measured from the upper left corner."""

    width: float
    height: float
    boxes: Mapping[str, Point]
    arrows: Mapping[Pair, Arrow]


def _program() -> str | None:
    name = "graphviz-pure.exe" if os.name == "nt" else "graphviz-pure"
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.exists() else shutil.which(name)


@lru_cache(maxsize=256)
def _run(source: str) -> str | None:
    program = _program()
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, "-Kdot", "-Tjson"],
            input=source,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _source(sizes: Mapping[str, Point], edges: Sequence[Pair], heavy: Sequence[Pair], rtl: bool) -> str:
    """The question in graphviz's words. Boxes come in the order in which a case is expected to pass them."""
    order = {name: n for n, name in enumerate(sizes)}
    direction = "RL" if rtl else "LR"
    lines = [f"digraph {{ rankdir={direction}; nodesep=0.65; ranksep=0.9; node [shape=box fixedsize=true];"]
    for name, (width, height) in sizes.items():
        lines.append(f'{_quoted(name)} [label="" width={width / _INCH:.3f} height={height / _INCH:.3f}];')
    for source, target in edges:
        back = order[target] < order[source]
        if back and (target, source) in edges:
            # Two states that lead to each other stand side by side: a break and what was broken.
            lines.append(f"{{ rank=same; {_quoted(target)}; {_quoted(source)} }}")
        # A way back must not push what is ahead out of its place.
        look = "constraint=false" if back else f"weight={8 if (source, target) in heavy else 1}"
        lines.append(f"{_quoted(source)} -> {_quoted(target)} [{look}];")
    return "\n".join([*lines, "}"])


def _point(words: str, height: float) -> Point:
    x, y = words.split(",")[-2:]
    return float(x), height - float(y)


def _arrow(position: str, height: float) -> Arrow:
    # "e,x,y x,y x,y ...": first the tip, then the control points
    first, *rest = position.split()
    points = tuple(_point(word, height) for word in rest)
    return Arrow(points, _point(first.removeprefix("e,"), height))


def _read(answer: Mapping[str, Any]) -> Layout:
    _, _, width, height = (float(word) for word in answer["bb"].split(","))
    objects = [thing for thing in answer["objects"] if "pos" in thing]  # the others only group
    boxes = {thing["name"]: _point(thing["pos"], height) for thing in objects}
    names = {thing["_gvid"]: thing["name"] for thing in objects}
    arrows = {(names[e["tail"]], names[e["head"]]): _arrow(e["pos"], height) for e in answer.get("edges", ())}
    return Layout(width, height, boxes, arrows)


def _upright(start: Point, bends: tuple[Point, Point], tip: Point) -> Arrow:
    """An arrow that arrives from above or below; the line ends where its head begins."""
    down = 1 if tip[1] > bends[1][1] else -1
    return Arrow((start, *bends, (tip[0], tip[1] - down * _HEAD)), tip)


def _between_neighbours(pair: Pair, layout: Layout, sizes: Mapping[str, Point]) -> Arrow | None:
    """Two boxes that stand one above the other: an upright line, down on one side and up on the other."""
    (x, y), (to_x, to_y) = layout.boxes[pair[0]], layout.boxes[pair[1]]
    if abs(x - to_x) > 1:
        return None
    down = 1 if to_y > y else -1
    between = [
        name
        for name, (bx, by) in layout.boxes.items()
        if name not in pair and abs(bx - x) < sizes[name][0] / 2 and min(y, to_y) < by < max(y, to_y)
    ]
    if between:
        return _round_what_is_between(pair, layout, sizes, max(sizes[name][0] for name in (*pair, *between)))
    at = x - down * min(sizes[pair[0]][0], sizes[pair[1]][0]) / 5
    start, tip = (at, y + down * sizes[pair[0]][1] / 2), (at, to_y - down * (sizes[pair[1]][1] / 2 + 2))
    return _upright(start, (start, (at, tip[1] - down * _HEAD)), tip)


def _round_what_is_between(pair: Pair, layout: Layout, sizes: Mapping[str, Point], widest: float) -> Arrow:
    """A bow from side to side, past the box that stands between the two: down on one side and up on the other."""
    (x, y), (to_x, to_y) = layout.boxes[pair[0]], layout.boxes[pair[1]]
    side = -1 if to_y > y else 1
    out = x + side * (widest / 2 + 40)
    tip = (to_x + side * (sizes[pair[1]][0] / 2 + 2), to_y)
    start = (x + side * sizes[pair[0]][0] / 2, y)
    return Arrow((start, (out, y), (out, to_y), (tip[0] + side * _HEAD, to_y)), tip)


def _round_the_corner(pair: Pair, layout: Layout, sizes: Mapping[str, Point]) -> Arrow | None:
    """A way back to another row: level out of the side, then up or down into the earlier box, if nothing is there."""
    (x, y), (to_x, to_y) = layout.boxes[pair[0]], layout.boxes[pair[1]]
    side = 1 if to_x > x else -1
    down = 1 if to_y > y else -1
    start = (x + side * sizes[pair[0]][0] / 2, y)
    end = (to_x, to_y - down * (sizes[pair[1]][1] / 2 + 3))
    if (end[1] - start[1]) * down < 20:
        return None
    for name, (bx, by) in layout.boxes.items():
        width, height = sizes[name][0] / 2 + 4, sizes[name][1] / 2 + 4
        level = abs(by - y) < height and min(to_x, start[0]) < bx + width and max(to_x, start[0]) > bx - width
        upright = abs(bx - to_x) < width and min(y, end[1]) < by + height and max(y, end[1]) > by - height
        if name not in pair and (level or upright):
            return None
    bend = (start[0] + (end[0] - start[0]) * 0.7, y), (end[0], y + (end[1] - y) * 0.3)
    return _upright(start, bend, end)


def _tidied(layout: Layout, sizes: Mapping[str, Point]) -> Layout:
    """Ways back drawn plainly where there is room for that."""
    order = {name: n for n, name in enumerate(sizes)}
    arrows = dict(layout.arrows)
    for pair, arrow in layout.arrows.items():
        back = order[pair[1]] < order[pair[0]]
        plain = _between_neighbours(pair, layout, sizes) or (
            _round_the_corner(pair, layout, sizes) if back else None
        )
        arrows[pair] = plain or arrow
    return Layout(layout.width, layout.height, layout.boxes, arrows)


def lay_out(
    sizes: Mapping[str, Point],
    edges: Sequence[Pair],
    *,
    heavy: Sequence[Pair] = (),
    rtl: bool = False,
) -> Layout | None:
    """Place boxes of these sizes; ``heavy`` arrows are kept short and straight. None if no layout could be made."""
    answer = _run(_source(sizes, edges, heavy, rtl))
    if answer is None:
        return None
    try:
        return _tidied(_read(json.loads(answer)), sizes)
    except (ValueError, KeyError):
        return None
