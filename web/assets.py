"""The files a browser loads: our own, Bootstrap's style sheet and htmx, each under a name that changes with its content.

``install(app)`` serves them and gives the templates what the look needs: ``asset``, ``icon``, ``mark_of`` and the small
drawings. Create the app with ``static_folder=None``: this blueprint is the only place files come from.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, abort, request, url_for

from web.drawing.icons import bootstrap_folder, icon, seats_mark
from web.drawing.silence_line import whole_line
from web.marks import mark_of

_OWN: Final = Path(__file__).parent / "static"
_A_YEAR: Final = 365 * 24 * 3600
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it travels: packed once at the first request, never again."""

    body: bytes
    packed: bytes
    version: str
    kind: str


def _htmx_folder() -> Path:
    # The package is a Django app; its folder is found without importing it, so that no Django is needed.
    spec = find_spec("js_lib_htmx")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("The package with htmx is not installed.")
    return Path(next(iter(spec.submodule_search_locations))) / "static" / "htmx"


@cache
def _places() -> dict[str, Path]:
    bootstrap = bootstrap_folder()
    vendored = {
        "bootstrap.css": bootstrap / "css" / "bootstrap.min.css",
        # For pages that open a dialog; base.html needs neither, its menus are plain HTML.
        "bootstrap.js": bootstrap / "js" / "bootstrap.min.js",
        "popper.js": bootstrap / "umd" / "popper.min.js",
        "htmx.js": _htmx_folder() / "htmx.min.js",
    }
    return vendored | {path.name: path for path in _OWN.iterdir() if path.suffix in _TYPES}


@cache
def load(name: str) -> Asset:
    """The file of this name; KeyError for any other, so that no path of the disk can be asked for."""
    path = _places()[name]
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(body, gzip.compress(body, mtime=0), digest, _TYPES[path.suffix])


def asset(name: str) -> str:
    """The address of a file, with the start of its digest, so that a browser may keep it for a year."""
    return url_for("assets.file", name=name, v=load(name).version)


blueprint = Blueprint("assets", __name__, url_prefix="/assets")


@blueprint.get("/<name>")
def file(name: str) -> Response:
    """Serve one file, packed if the browser takes that."""
    try:
        found = load(name)
    except KeyError:
        abort(404)
    zipped = request.accept_encodings.quality("gzip") > 0
    answer = Response(found.packed if zipped else found.body, mimetype=found.kind)
    if zipped:
        answer.content_encoding = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.cache_control.public = True
    answer.cache_control.max_age = _A_YEAR
    # Only the address with the digest names one content for ever.
    answer.cache_control.immutable = request.args.get("v") == found.version
    answer.set_etag(f"{found.version}-{'z' if zipped else 'p'}")
    answer.make_conditional(request)
    return answer


def install(app: Flask) -> None:
    """Serve the files and give every template the words of the look."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        asset=asset, icon=icon, mark_of=mark_of, seats_mark=seats_mark, whole_line=whole_line
    )
