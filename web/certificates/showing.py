"""One certificate: as a page to print, as PDF, as JSON."""

from __future__ import annotations

from flask import Response, abort, jsonify, make_response, render_template, request, url_for

from engine.queries.certificates import Certified, certified
from web import request as desk
from web.certificates import blueprint
from web.certificates.checking import declared, plain
from web.certificates.words import TONES, as_json, facts, file_name, standing_sentence, standing_word
from web.i18n import gettext as _
from web.policy import action
from web.present import instant
from web.printing.typeset import Sheet, Undrawable, as_pdf


def _found(path: str) -> Certified:
    declared(path)
    connection, register = desk.read()
    found = certified(desk.engine(), connection, register, path, number=plain(request.args.get("number", "")))
    return found[0] if found else abort(404)


def _address(path: str, found: Certified) -> str:
    """Where anybody can look it up, for paper."""
    return desk.site().base_url + url_for("certificates.check", path=path, number=found.number)


@blueprint.get("/<path>/certificate")
@action("site.read")
def page(path: str) -> str:
    """The certificate as a page."""
    found = _found(path)
    return render_template(
        "certificates/certificate.html",
        certificate=found.certificate,
        path=path,
        number=found.number,
        mark=TONES[found.validity],
        word=standing_word(found.validity),
        sentence=standing_sentence(found),
        facts=facts(found),
        address=_address(path, found),
        at=instant(desk.now()),
    )


@blueprint.get("/<path>/certificate.json")
@action("site.read")
def data(path: str) -> Response:
    """The same for machines, with the instant at which it was told."""
    found = _found(path)
    return jsonify({**as_json(found), "told_at": desk.now().isoformat(), "address": _address(path, found)})


def _undrawable(path: str, found: Certified) -> tuple[str, int]:
    sentence = _("The paper cannot show all letters of this title. The page and the data have them.")
    words = {"certificate": found.certificate, "path": path, "sentence": sentence, "number": found.number}
    return render_template("certificates/undrawable.html", **words), 422


@blueprint.get("/<path>/certificate.pdf")
@action("site.read")
def pdf(path: str) -> Response | tuple[str, int]:
    """The same on paper."""
    found = _found(path)
    words = {
        "house": str(desk.read().register.settings.get("house_name") or ""),
        "label": _(found.certificate.label),
        "number": found.number,
        "sentence": standing_sentence(found),
        "about": _(found.certificate.about),
        "facts": [
            (label, words, label == _(found.certificate.sha256.label)) for label, words in facts(found)
        ],
        "told": _(
            "As it stood at %(at)s. Check it at %(address)s",
            at=instant(desk.now()),
            address=_address(path, found),
        ),
    }
    try:
        content = as_pdf(Sheet.CERTIFICATE, words, desk.now())
    except Undrawable:
        return _undrawable(path, found)
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    name = file_name(found.certificate, found.number, "pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
