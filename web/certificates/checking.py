"""The check: a number, a file, or the hash that the browser has made of it. A file that is sent is read and not kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request

from engine.definition import Certificate
from engine.queries.certificates import Certified, certificate_at, certified
from web import request as desk
from web.certificates import blueprint
from web.certificates.words import TONES, facts, standing_sentence, standing_word
from web.i18n import gettext as _
from web.policy import action

HASH = re.compile(r"[0-9a-f]{64}")
LONGEST_NUMBER = 100
PIECE = 1 << 20


def plain(words: str) -> str:
    """What can be a number: no control characters, which databases refuse."""
    return "".join(each for each in words if each.isprintable()).strip()


def declared(path: str) -> Certificate:
    """The certificate checked at this address; else there is no such page."""
    return certificate_at(desk.engine(), path) or abort(404)


@blueprint.get("/<path>")
@action("site.read")
def check(path: str) -> tuple[str, int]:
    """Ask for a number or a file, and say what stands of what was asked."""
    certificate = declared(path)
    number = plain(request.args.get("number", ""))
    sha256 = "".join(request.args.get("sha256", "").lower().split())
    if sha256 and not HASH.fullmatch(sha256):
        return _page(
            certificate,
            422,
            problem=_("A SHA-256 has 64 characters, digits and the letters a to f."),
            number=number,
        )
    if len(number) > LONGEST_NUMBER:
        return _page(certificate, 422, problem=_("This is too long for a number."))
    if not number and not sha256:
        return _page(certificate, 200)
    return _answer(certificate, path, number=number, sha256=sha256)


@blueprint.post("/<path>")
@action("site.read")
def check_file(path: str) -> tuple[str, int]:
    """Without a script the file itself is sent: it is hashed here and forgotten."""
    certificate = declared(path)
    if desk.several_files():
        return _page(certificate, 422, problem=_("Send one file at a time."))
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(certificate, 422, problem=_("Choose the file to be checked."))
    digest = hashlib.sha256()
    while piece := sent.stream.read(PIECE):
        digest.update(piece)
    return _answer(certificate, path, sha256=digest.hexdigest())


def _answer(certificate: Certificate, path: str, *, number: str = "", sha256: str = "") -> tuple[str, int]:
    connection, register = desk.read()
    found = certified(desk.engine(), connection, register, path, number=number, sha256=sha256)
    return _page(
        certificate, 200, number=number, sha256=sha256, found=[_shown(each) for each in found], asked=True
    )


def _shown(found: Certified) -> Mapping[str, Any]:
    return {
        "number": found.number,
        "mark": TONES[found.validity],
        "word": standing_word(found.validity),
        "sentence": standing_sentence(found),
        "facts": facts(found),
    }


def _page(certificate: Certificate, status: int, **words: Any) -> tuple[str, int]:
    return render_template("certificates/check.html", certificate=certificate, **words), status
