"""The description of the JSON interface: OpenAPI 3.1, written from the views and brought to what they really answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from apiflask import APIBlueprint, APIFlask

from web.api.schemas import Problem
from web.policy import action
from web.problems import TYPE

View = TypeVar("View", bound=Callable[..., Any])
Spec = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

READING = (400, 401, 403, 404, 422, 503)
WRITING = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503)
ABOUT = (
    "Everything the pages show and do, for machines. Whoever calls shows a bearer token and acts as the person it was "
    "made for. Errors are problem documents (RFC 9457) with the rule that stood against it."
)
_KEY: Spec = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~][ -~]*$"},
    "description": "The same request sent twice under one key is done once, and answered alike.",
}
_MATCH: Spec = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}


def view(blueprint: APIBlueprint, act: str, *, matches: str = "") -> Callable[[View], View]:
    """Name the act of a view for the policy; `matches` says whose revision If-Match must name."""

    def decorate(called: View) -> View:
        extensions = {"x-matches": matches} if matches else {}
        described: View = blueprint.doc(extensions=extensions)(action(act)(called))
        return described

    return decorate


def install(app: APIFlask) -> None:
    """Describe the interface of this app."""
    app.config.update(
        DESCRIPTION=ABOUT,
        AUTO_SERVERS=False,
        SERVERS=[{"url": "/"}],
        AUTO_OPERATION_ID=True,
        TAGS=None,
        VALIDATION_ERROR_STATUS_CODE=422,
    )
    app.spec_processor(_mend)


def _mend(spec: Spec | str) -> Spec | str:
    """What the library leaves out: how errors look, which headers count, and one name for each shape."""
    return _mended(
        json.loads(re.sub(r"#/components/schemas/\w+\.(\w+)", r"#/components/schemas/\1", json.dumps(spec)))
    )


def _mended(spec: Spec) -> Spec:
    parts = spec.setdefault("components", {})
    parts["schemas"] = _renamed(parts.get("schemas", {})) | _shapes_of_problems()
    parts["responses"] = {str(code): _refusal(code) for code in {*READING, *WRITING}}
    parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    spec |= {"jsonSchemaDialect": DIALECT, "security": [{"bearer": []}]}
    spec["tags"] = [tag for tag in spec.get("tags", []) if tag["name"] != "Api"]
    for method, operation in _operations(spec):
        _mend_operation(method, operation)
    return spec


def _renamed(schemas: Spec) -> Spec:
    return {
        name.rpartition(".")[2]: shape
        for name, shape in schemas.items()
        if name not in ("HTTPError", "ValidationError")
    }


def _shapes_of_problems() -> Spec:
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**shape.pop("$defs", {}), "Problem": shape}


def _refusal(code: int) -> Spec:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(code).phrase, "content": {TYPE: {"schema": schema}}}


def _operations(spec: Spec) -> Iterator[tuple[str, Spec]]:
    for place in spec["paths"].values():
        yield from place.items()


def _mend_operation(method: str, operation: Spec) -> None:
    codes = READING if method == "get" else WRITING
    answers = {code: each for code, each in operation["responses"].items() if code.startswith("2")}
    refusals = {str(code): {"$ref": f"#/components/responses/{code}"} for code in codes}
    operation["responses"] = answers | refusals
    for each in answers.values():
        if any(f'schemas/{name}"' in json.dumps(each) for name in ("Case", "Row")):
            each["headers"] = {"ETag": {"description": "Its revision.", "schema": {"type": "string"}}}
    whose = operation.pop("x-matches", "")
    if method != "get":
        operation["parameters"].append(_KEY)
    if whose:
        operation["parameters"].append(
            _MATCH | {"description": f"The revision of the {whose} you saw: its ETag."}
        )
    for each in operation["parameters"]:
        if each["in"] == "path" and each["name"].endswith("_id"):
            each["schema"] = {"type": "string", "format": "uuid"}
