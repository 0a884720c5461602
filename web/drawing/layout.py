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
_SECONDS: Final = 5
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
    arrows: Mapping[tuple[str, str], Arrow]


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
            [program, "-Kdot", "-Tjson"], input=source, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _source(
    sizes: Mapping[str, Point], edges: Sequence[tuple[str, str]], heavy: Sequence[tuple[str, str]], rtl: bool
) -> str:
    direction = "RL" if rtl else "LR"
    lines = [f"digraph {{ rankdir={direction}; nodesep=0.34; ranksep=0.9; node [shape=box fixedsize=true];"]
    for name, (width, height) in sizes.items():
        lines.append(f'{_quoted(name)} [label="" width={width / _INCH:.3f} height={height / _INCH:.3f}];')
    for source, target in edges:
        weight = 8 if (source, target) in heavy else 1
        lines.append(f"{_quoted(source)} -> {_quoted(target)} [weight={weight}];")
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
    objects = answer["objects"]
    boxes = {thing["name"]: _point(thing["pos"], height) for thing in objects}
    names = {thing["_gvid"]: thing["name"] for thing in objects}
    arrows = {(names[e["tail"]], names[e["head"]]): _arrow(e["pos"], height) for e in answer.get("edges", ())}
    return Layout(width, height, boxes, arrows)


def lay_out(
    sizes: Mapping[str, Point],
    edges: Sequence[tuple[str, str]],
    *,
    heavy: Sequence[tuple[str, str]] = (),
    rtl: bool = False,
) -> Layout | None:
    """Place boxes of these sizes; ``heavy`` arrows are kept short and straight. None if no layout could be made."""
    answer = _run(_source(sizes, edges, heavy, rtl))
    if answer is None:
        return None
    try:
        return _read(json.loads(answer))
    except (ValueError, KeyError):
        return None
