"""Sentences of case types for the translation files: labels, refusals, choices, taken from their source by Babel.

A definition is plain Python without `_()`: its words are message ids where they stand. This extractor knows which
arguments of which words of the language people read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

# The place of the sentence among the arguments of a word of the language.
PLACES = {
    "State": 1, "Field": 1, "Outcome": 1, "TaskDefinition": 1, "Setting": 1, "ItemDefinition": 1, "DocumentDefinition": 1,
    "Level": 1, "Step": 1, "role": 1, "guard": 0, "missing": 0, "unless": 0, "Guard": 0, "Reminder": 0, "Register": 0, "TextPanel": 0,
    "PositionsPanel": 0, "MatrixPanel": 0, "RulesPanel": 0, "ClockPanel": 0, "Chain": 0, "to": 2,
    "PublicList": 0, "PublicForm": 0, "Certificate": 0,
}  # fmt: skip
NAMED = frozenset(
    "label says short title help about moment waits button asking note thanks without related_label".split()
)
OF_EACH = frozenset("notes says warns".split())  # the sentences of a mapping: what each state or field means
# Lists whose texts are shown: ties between cases, the principles.
LISTS = frozenset({"TIES", "PRINCIPLES"})
Found = tuple[int, str, str, list[str]]


def extract(fileobj: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Babel's extraction interface: (line, function, message, comments) for each sentence of a source file."""
    del keywords, comment_tags, options
    for node in ast.walk(ast.parse(fileobj.read())):
        for text in _texts(node):
            yield getattr(node, "lineno", 1), "gettext", text, []


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call():
            yield from _of_call(node)
        case ast.ClassDef(bases=[ast.Name(id="StrEnum")]):
            yield from (
                text for line in node.body if isinstance(line, ast.Assign) for text in _words(line.value)
            )
        case ast.Assign(targets=[ast.Name(id=name)]) if name in LISTS:
            yield from (
                text
                for each in ast.walk(node.value)
                for text in _words(each)
                if " " in text or text[:1].isupper()
            )
        case _:
            return


def _of_call(node: ast.Call) -> Iterator[str]:
    name = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )
    place = PLACES.get(name)
    if place is not None and len(node.args) > place:
        for text in _words(node.args[place]):
            yield text.replace("{}", "{names}") if name in ("missing", "Guard") else text
    for keyword in node.keywords:
        if keyword.arg in NAMED:
            yield from _words(keyword.value)
        if keyword.arg in OF_EACH and isinstance(keyword.value, ast.Dict):
            yield from (text for each in ast.walk(keyword.value) for text in _words(each))


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        yield node.value
