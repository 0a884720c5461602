"""The JSON interface under /api/v1: the same questions and acts as the pages, in the shapes of `schemas`.

Each noun has its views; each view makes one call into the engine and answers with what stands afterwards. The tokens are
made by `nemcon token create`; the description is at /api/v1/openapi.json.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from apiflask.exceptions import HTTPError
from flask import Response
from flask.blueprints import BlueprintSetupState

from web.api.asking import Unreadable, ask_once
from web.api.cases import blueprint as of_cases
from web.api.comments import blueprint as of_comments
from web.api.definitions import blueprint as of_definitions
from web.api.describing import install
from web.api.documents import blueprint as of_documents
from web.api.events import blueprint as of_events
from web.api.items import blueprint as of_items
from web.api.links import blueprint as of_links
from web.api.refusing import invalid, unreadable
from web.api.tasks import blueprint as of_tasks
from web.api.watching import blueprint as of_watching

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Api")
NOUNS = (
    of_definitions, of_cases, of_items, of_documents, of_links, of_comments, of_events, of_tasks, of_watching,
)  # fmt: skip
for noun in NOUNS:
    blueprint.register_blueprint(noun)
blueprint.before_request(ask_once)


@blueprint.record_once
def _describe(state: BlueprintSetupState) -> None:
    install(state.app)  # type: ignore[arg-type]  # `create_app` makes an APIFlask


@blueprint.errorhandler(Unreadable)
def _unreadable(error: Unreadable) -> Response:
    return unreadable(error)


@blueprint.errorhandler(HTTPError)
def _invalid(error: Any) -> Response:
    return invalid(error)
