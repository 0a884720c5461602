"""Which commands of the engine a view can reach: read off its source, and the source of what it calls in `web`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

from flask import Flask

from tests.faults.test_nothing_left_out import commands

COMMANDS = "engine.commands."
KNOWN = commands()
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def reached(view: Callable[..., Any]) -> frozenset[str]:
    """The commands, as `module.name`, that a view calls, itself or through a function, a class or a method of `web`."""
    seen: set[object] = set()
    return frozenset(_reach(view, seen))


def _reach(what: object, seen: set[object]) -> Iterator[str]:
    if what in seen:
        return
    seen.add(what)
    for verb in _named(what):
        if isinstance(verb, str):
            yield verb
        else:
            yield from _reach(verb, seen)


def _named(what: object) -> Iterator[Any]:
    """Commands by their name, and whatever else of `web` is named in the source."""
    for name, found in _words(what):
        if type(found) not in (FunctionType, type):
            continue  # a value of the request, say, that is none outside of one
        verb = f"{found.__module__.removeprefix(COMMANDS)}.{name}"
        if found.__module__.startswith(COMMANDS) and verb in KNOWN:
            yield verb
        elif found.__module__.startswith("web"):
            yield found


def _words(what: object) -> Iterator[tuple[str, Any]]:
    """Every name of the source, plain or after the name of a module, with what it stands for there."""
    place = vars(inspect.getmodule(what))
    for node in ast.walk(_source(what)):
        if isinstance(node, ast.Name):
            found = place.get(node.id)
            yield (found.__name__ if type(found) is FunctionType else node.id), found
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = place.get(node.value.id)
            if type(module) is ModuleType:
                yield node.attr, vars(module).get(node.attr)


@cache
def _source(what: Any) -> ast.AST:
    return ast.parse(dedent(inspect.getsource(inspect.unwrap(what))))


def views(app: Flask, methods: frozenset[str] = UNSAFE) -> Iterator[tuple[str, str, Any]]:
    """Method, endpoint and view of each of our routes that answers one of these methods."""
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) & methods):
            there = getattr(view, "view_class", None)
            yield method, rule.endpoint, getattr(there, method.lower()) if there is not None else view
