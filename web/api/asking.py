"""What a machine asks: its body read strictly, the revision it saw, the key of its act, whom it acts for."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from apiflask import APIBlueprint
from flask import abort, request
from pydantic import BaseModel

from engine.columns import to_json
from engine.definition import ORGANIZATION, PERSON, Field
from engine.form import collect
from engine.idempotency import asked_under
from engine.messages import Message, message
from web import request as desk

MOST_BYTES = 1024 * 1024
DEEPEST = 32
JSON, MULTIPART = "application/json", "multipart/form-data"
NO_REVISION = -1  # an entity tag that was never given out: it fits nothing
_TAG = re.compile(r'"(\d{1,9})"|(\d{1,9})')
_KEY = re.compile(r"[!-~][ -~]{0,199}")
View = TypeVar("View", bound=Callable[..., Any])


class Unreadable(Exception):
    """A request that means nothing: broken JSON, a name that comes twice, a header nobody can read."""

    def __init__(self, says: Message) -> None:
        self.says = says
        super().__init__(says.english())


# ---- the body


def takes(blueprint: APIBlueprint, model: type[BaseModel]) -> Callable[[View], View]:
    """This view takes a JSON object of this shape, as `body`. No body is an empty object."""

    def decorate(view: View) -> View:
        checked: Any = blueprint.input(model, arg_name="body")(view)

        @wraps(checked)
        def call(**values: Any) -> Any:
            request.max_content_length = MOST_BYTES
            request.json_module = _Strictly
            if request.get_data() and request.mimetype != JSON:
                abort(415)
            return checked(**values)

        return call  # type: ignore[return-value]

    return decorate


class _Strictly:
    """JSON as it is meant: each name once, no NaN, nothing endlessly deep, no text that is none."""

    @staticmethod
    def loads(body: bytes) -> Any:
        if not body:
            return {}
        try:
            value = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        except UnicodeDecodeError:
            raise Unreadable(message("The body is not in UTF-8.")) from None
        except RecursionError:
            raise Unreadable(message("The body is nested too deeply.")) from None
        except ValueError:
            raise Unreadable(message("The body is not JSON.")) from None
        _check(value, DEEPEST)
        return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(message("“{name}” comes twice.", name=twice[:80]))
    return found


def _no_number(words: str) -> Any:
    raise Unreadable(message("{words} is no number of JSON.", words=words))


def _check(value: Any, left: int) -> None:
    if left == 0:
        raise Unreadable(message("The body is nested too deeply."))
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise Unreadable(
                message("The body holds text that is none: half a character, or nothing as a character.")
            )
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Unreadable(message("A number in the body is too large."))
    elif isinstance(value, dict):
        for name, each in value.items():
            _check(name, left)
            _check(each, left - 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, left - 1)


# ---- the query and the headers


def ask_once() -> None:
    """Refuse a query that says one thing twice: nobody knows which is meant."""
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Unreadable(message("“{name}” comes twice.", name=name[:80]))


def revision() -> int | None:
    """The revision in If-Match. Nothing where none is sent: the command says that it wants one."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    found = _TAG.fullmatch(given)
    return int(found[1] or found[2]) if found else NO_REVISION


def key() -> str | None:
    """The key under which this act happens once, good for exactly this request of this person; nothing without one."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not _KEY.fullmatch(given):
        raise Unreadable(message("Idempotency-Key is 1 to 200 plain characters."))
    return asked_under(f"api {given}", _asked())


def _asked() -> bytes:
    what: Any = None
    if request.mimetype == MULTIPART:
        files = [
            (name, f.filename, hashlib.sha256(f.stream.read()).hexdigest())
            for name, f in request.files.items()
        ]
        for each in request.files.values():
            each.stream.seek(0)
        what = [sorted(request.form.items(multi=True)), files]
    elif request.get_data():
        what = request.get_json(force=True)
    return to_json([request.method, request.path, what]).encode()


# ---- whom it names


def organization(named: str | None, member: str = "for_organization") -> UUID | None:
    """An organization by code or id; Invalid where there is none such."""
    return _party(named, Field(member, "Organization", ORGANIZATION))


def person(named: str, member: str) -> UUID | None:
    """A person by e-mail address or id; Invalid where there is none such."""
    return _party(named, Field(member, "Person", PERSON, required=True))


def _party(named: str | None, field: Field) -> UUID | None:
    if named is None:
        return None
    try:
        found = collect((field,), {field.key: named}, desk.read().register, {})[field.key]
    finally:
        desk.stop_reading()
    return UUID(found) if found else None
