"""The proof of the history: how it stands, what witnesses ask for, evidence and receipts to take away, and the verifier itself."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, render_template, request
from sqlalchemy import select

from engine.case import cases
from engine.history import verify
from engine.history.checkpoints import Sealed, at_size, put_cosignature
from engine.history.evidence import evidence_of_case, receipt_of_answer
from engine.history.keys import Unreadable
from engine.history.leaf_code import place_of_code, signs
from engine.history.note import Note
from engine.history.standing import Standing
from web import request as desk
from web.audit.common import ways
from web.evidence_paper import paper
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action, may
from web.present import exact
from web.printing.typeset import Sheet, Undrawable, as_pdf
from web.standing import headline, standing_now

blueprint = Blueprint("history", __name__)
LONGEST_LINE = 1000
CODE = re.compile(r"[0-9a-f]{16,64}")


@blueprint.get("/audit/proof")
@action("audit.read")
def proof() -> str:
    """How the proof stands: what is signed, what is witnessed, whether the stored hashes fit; and how to check it oneself."""
    told = standing_now()
    return render_template(
        "audit/proof.html",
        compares=may("history.compare"),
        standing=told,
        ways=ways("history.proof"),
        headline=headline(told),
        rules=[*_of_the_signature(told), *_of_the_witnesses(told)],
        keys=[str(key) for key in desk.site().trust.log_keys],
        witnesses=_witnesses(told),
        checkpoint=str(told.sealed.note) if told.sealed else "",
    )


def _of_the_signature(told: Standing) -> list[dict[str, Any]]:
    if told.sealed is None:
        return [
            _rule(
                None,
                _("The history is signed"),
                _("Start the sealer; its first checkpoint follows within a minute."),
            )
        ]
    size, at = told.sealed.checkpoint.size, exact(told.sealed.at)
    signed = ngettext("%(num)s entry, signed %(at)s", "%(num)s entries, signed %(at)s", size, at=at)
    tail = ngettext("%(num)s entry waits for a signature", "%(num)s entries wait for a signature", told.tail)
    lost = ngettext("%(num)s signed entry is not there", "%(num)s signed entries are not there", told.lost)
    fits = _("The hashes lead to the root that was signed")
    read = _("as they were when they were read first; the events themselves were not read here")
    late = told.is_late(desk.engine().clock.now())
    return [
        _rule(told.signed, _("The log’s own key has signed the newest checkpoint"), signed),
        _rule(told.fits, fits, lost if told.lost else read),
        _rule(not late, _("What happens is signed within minutes"), tail),
        *_of_the_strange(told.strange),
    ]


def _of_the_strange(count: int) -> list[dict[str, Any]]:
    words = ngettext(
        "%(num)s newer checkpoint is not: it is passed over; tell the auditors",
        "%(num)s newer checkpoints are not: they are passed over; tell the auditors",
        count,
    )
    return [_rule(False, _("Every newer checkpoint is signed by a key of the log"), words)] if count else []


def _of_the_witnesses(told: Standing) -> list[dict[str, Any]]:
    if not told.quorum:
        return [_rule(None, _("Other agencies have witnessed it"), _("not run: no witness is asked for"))]
    words = _(
        "%(count)s of %(all)s have put their name under it; %(quorum)s are asked for",
        count=told.cosigned,
        all=len(told.witnesses),
        quorum=told.quorum,
    )
    return [_rule(told.witnessed, _("Other agencies have witnessed it"), words)]


def _rule(holds: bool | None, text: str, note: str) -> dict[str, Any]:
    return {"mark": "holds" if holds else "missing" if holds is False else "none", "text": text, "note": note}


def _witnesses(told: Standing) -> list[dict[str, Any]]:
    return [
        {
            "name": key.name,
            "key": str(key),
            "at": exact(datetime.fromtimestamp(seconds, UTC)) if seconds else "",
        }
        for key, seconds in told.witnesses
    ]


# For machines: witnesses, monitors, and whoever verifies


@blueprint.get("/api/history/checkpoint")
@action("site.read")
def checkpoint() -> Response:
    """The newest checkpoint with everything under it (C2SP tlog-checkpoint)."""
    sealed = standing_now().sealed or abort(404)
    return _text(str(sealed.note))


@blueprint.get("/api/history/consistency/<int:old>/<int:size>")
@action("site.read")
def consistency(old: int, size: int) -> Response:
    """The proof that the log of so many entries goes on from the smaller one: a line of base64 for each hash."""
    connection, _register = desk.read()
    sealed = standing_now().sealed
    if sealed is None or not 0 <= old <= size <= sealed.checkpoint.size:
        abort(404)
    steps = desk.site().trees.of(connection, size).consistency(old, size)
    return _text("".join(f"{b64encode(step).decode('ascii')}\n" for step in steps))


@blueprint.post("/api/history/cosignatures")
@action("history.cosign")
def cosign() -> tuple[Response, int]:
    """Take what a witness has put under a checkpoint. Only a line that a trusted witness has signed is kept."""
    told = request.get_json(silent=True)
    size, line = (told.get("size"), told.get("line")) if isinstance(told, dict) else (None, None)
    if type(size) is not int or not isinstance(line, str) or len(line) > LONGEST_LINE:
        return _problem(_("Send the size of the checkpoint and the line of the witness."), 422)
    with desk.engine().reading() as (connection, _register):
        origin = str(_register.settings.get("log_origin", ""))
        sealed = at_size(connection, origin, size) if 0 <= size < 2**53 else None
    if sealed is None:
        return _problem(_("There is no checkpoint of this size."), 404)
    return _keep(sealed, line)


def _keep(sealed: Sealed, line: str) -> tuple[Response, int]:
    try:
        signatures = Note.read(f"{sealed.note.text}\n{line.strip()}\n").signatures
    except Unreadable:
        return _problem(_("This is no line of a witness."), 422)
    known = [s for s in signatures for key in desk.site().trust.witnesses if sealed.note.is_of(s, key)]
    if not known or len(known) != len(signatures):
        return _problem(_("No witness that this house trusts has signed that."), 403)
    with desk.engine().database.begin() as connection:
        for each in known:
            put_cosignature(connection, sealed.checkpoint, each, desk.engine().clock.now())
    return jsonify(kept=len(known)), 200


def _problem(words: str, status: int) -> tuple[Response, int]:
    answer = jsonify(title=words, status=status)
    answer.mimetype = "application/problem+json"
    return answer, status


@blueprint.get("/verify.py")
@action("site.read")
def verifier() -> Response:
    """The verifier, one file for any machine with Python: read it before you run it."""
    answer = Response(Path(verify.__file__).read_bytes(), mimetype="text/x-python")
    answer.headers.set("Content-Disposition", "attachment", filename="verify.py")
    return answer


def _text(words: str) -> Response:
    return Response(words, mimetype="text/plain")


# To take away


@blueprint.get("/audit/cases/<uuid:case_id>/evidence.json")
@action("evidence.read")
def evidence(case_id: UUID) -> Response:
    """The signed history of a case, with proofs: whoever holds the log's public key can verify it anywhere."""
    connection, register = desk.read()
    package = evidence_of_case(
        desk.engine(), connection, register, case_id, desk.signed_in(), desk.site().trees
    )
    return _package(package, f"evidence {package['about']}")


@blueprint.get("/audit/cases/<uuid:case_id>/evidence.pdf")
@action("evidence.read")
def evidence_on_paper(case_id: UUID) -> Response:
    """The same in words, to be printed, with a code by which anybody can ask whether the history knows it."""
    connection, register = desk.read()
    package = evidence_of_case(
        desk.engine(), connection, register, case_id, desk.signed_in(), desk.site().trees
    )
    row = connection.execute(select(cases.c.definition, cases.c.version).where(cases.c.id == case_id)).one()
    words = paper(package, desk.engine().registry.get(row.definition, row.version), register)
    desk.stop_reading()
    try:
        content = as_pdf(Sheet.CASE, words, desk.now())
    except Undrawable:
        return abort(
            422, _("Some letters of this case cannot be set on paper. Take the file of evidence instead.")
        )
    answer = Response(content, mimetype="application/pdf")
    name = re.sub("[^A-Za-z0-9]+", "-", f"evidence {package['about']}")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    return answer


@blueprint.get("/cases/<uuid:case_id>/answers/<uuid:position>/receipt.json")
@action("desk.read")
def receipt(case_id: UUID, position: UUID) -> Response:
    """The proof that an answer stands in the signed history, for whoever gave it."""
    connection, register = desk.read()
    package = receipt_of_answer(
        desk.engine(), connection, register, case_id, position, desk.signed_in(), desk.site().trees
    )
    return _package(package, f"receipt {package['about']}")


def _package(package: dict[str, Any], name: str) -> Response:
    answer = jsonify(package)
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{re.sub('[^A-Za-z0-9]+', '-', name)}.json"
    )
    return answer


@blueprint.get("/verify")
@action("site.read")
def check() -> tuple[str, int]:
    """What stands of a code on a printed paper: whether an entry of the history has it, and since when it is signed."""
    words = "".join(request.args.get("code", "").lower().replace("-", " ").split())
    if not words:
        return render_template("audit/check.html", code="", asked=False), 200
    if not CODE.fullmatch(words):
        problem = _("A code has 16 to 64 characters, digits and the letters a to f.")
        return render_template("audit/check.html", code=words[:64], asked=False, problem=problem), 422
    connection, _register = desk.read()
    found = place_of_code(connection, words)
    sealed = signs(connection, standing_now(), desk.site().trees, *found) if found else None
    told = {
        "entry": found[0] if found else None,
        "at": exact(sealed.at) if sealed else "",
        "size": sealed.checkpoint.size if sealed else 0,
    }
    return render_template(
        "audit/check.html", code=words, asked=True, found=found is not None, signed=sealed is not None, **told
    ), 200
