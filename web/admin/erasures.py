"""Erasures at the desk: ask for one, look at exactly what would go, approve or decline what another has asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, request

from engine.commands import erasure as commands
from engine.document import Document
from engine.errors import Invalid, Refused, Unknown
from engine.history.erasure import (
    APPROVED,
    ASKED,
    BASES,
    FIELD,
    PERSON,
    TITLE,
    WHAT,
    Erasure,
    Part,
    read_erasures,
)
from engine.messages import message
from engine.queries import erasures as queries
from engine.queries.listing import by_reference
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, attempt, page
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.present import exact, say

TONES = {ASKED: ("hourglass", "warn"), APPROVED: ("check-lg", "ok")}


@blueprint.get("/erasures")
@action("admin.read")
def erasures() -> Answer:
    """Every erasure that was asked for, and asking for one."""
    return _erasures()


def _erasures(problems: list[str] | None = None, status: int = 200) -> Answer:
    connection, _register = desk.read()
    return page(
        "erasures.html",
        status,
        rows=[_row(each) for each in read_erasures(connection)],
        whats=[(key, _(label)) for key, label in WHAT.items()],
        bases=[("", _("Choose a ground")), *((key, _(label)) for key, label in BASES.items())],
        given=request.form,
        problems=problems or [],
    )


def _row(each: Erasure) -> dict[str, Any]:
    connection, register = desk.read()
    icon, tone = TONES.get(each.state, ("dash-circle", "ink"))
    parts = [
        (_(WHAT[part.what]), queries.of_what(connection, register, part), part.names) for part in each.parts
    ]
    return {
        "id": each.id,
        "what": parts[0],
        "more": len(parts) - 1,
        "parts": parts,
        "basis": _(BASES[each.basis]),
        "state": {"icon": icon, "word": _(each.state), "tone": tone},
        "asked": _(
            "Asked for by %(who)s, %(time)s", who=register.name(each.asked_by), time=exact(each.asked_at)
        ),
        "decided": _decided(each),
        "unswept": each.state == APPROVED and each.swept_at is None,
    }


def _decided(each: Erasure) -> str:
    if each.decided_at is None:
        return ""
    who = desk.read().register.name(each.decided_by)
    return _("Decided by %(who)s, %(time)s", who=who, time=exact(each.decided_at))


@blueprint.post("/erasures")
@action("admin.change")
def ask_erasure() -> Answer:
    """Ask; what would go is shown on its page before anybody approves."""

    by, key = desk.signed_in(), desk.idempotency_key()

    def act() -> None:
        part = _part(request.form.get("what", ""), request.form.get("of", "").strip())
        desk.stop_reading()  # the command begins a transaction of its own
        basis, reason = request.form.get("basis", ""), request.form.get("reason", "")
        commands.ask(desk.engine(), [part], basis, reason, by=by, key=key)

    return attempt(
        act, _("It is asked for. Another administrator decides on it."), "admin.erasures", _erasures
    )


def _part(what: str, of: str) -> Part:
    """What was typed, as a part: a person by address, a case by reference, anything else by its id."""
    names = tuple(request.form.get("names", "").replace(",", " ").split())
    if what not in WHAT:
        raise Invalid({"what": message("Choose what is to be erased.")})
    if what == PERSON:
        person = desk.read().register.by_email.get(of.lower())
        if person is None:
            raise Unknown("There is no account {email}.", email=of)
        return Part(what, person.id)
    if what in (TITLE, FIELD):
        case_id = by_reference(desk.read().connection, of)
        if case_id is None:
            raise Unknown("There is no case with this reference or number.")
        return Part(what, case_id, names if what == FIELD else ())
    try:
        return Part(what, UUID(of), names)
    except ValueError:
        raise Invalid(
            {"of": message("Write its id, as its address or the export of the history has it.")}
        ) from None


@blueprint.get("/erasures/<uuid:identity>")
@action("admin.read")
def erasure(identity: UUID) -> Answer:
    """One erasure: what would go, and deciding on it."""
    return _erasure(identity)


def _erasure(identity: UUID, problems: list[str] | None = None, status: int = 200) -> Answer:
    connection, _register = desk.read()
    asked = queries.erasure(connection, identity)
    waits = asked.state == ASKED
    shown, nothing = _preview(asked) if waits else (None, "")
    return page(
        "erasure.html",
        status,
        row=_row(asked),
        reason=asked.reason,
        waits=waits,
        mine=asked.asked_by == desk.signed_in(),
        preview=shown,
        counts=_counts(shown) if shown else [],
        nothing=nothing,
        given=request.form,
        problems=problems or [],
    )


def _preview(asked: Erasure) -> tuple[queries.Preview | None, str]:
    try:
        return queries.preview(desk.engine(), desk.read().connection, asked), ""
    except (Refused, Unknown) as error:
        return None, say(error.says)


def _counts(shown: queries.Preview) -> list[tuple[str, str]]:
    """What goes, in words: numbers and names of places only."""
    files = [_paper(each) for each in shown.files]
    cells = [f"{table}: {count}" for table, count in shown.cells]
    events = ngettext("in %(num)s event", "in %(num)s events", shown.events)
    words = ngettext("%(num)s disclosure", "%(num)s disclosures", shown.words)
    return [
        (_("Words of the history"), f"{words}, {events}"),
        (_("Cases"), ", ".join(shown.cases) or _("none")),
        (_("Cells of tables"), ", ".join(cells) or _("none")),
        (_("Files"), ", ".join(files) or _("none")),
        (_("Letters"), str(shown.letters)),
        (_("Drafts"), str(shown.drafts)),
        (_("What stays"), _stays(shown)),
    ]


def _paper(version: Document) -> str:
    """A version by its key, number and hash: its name is one of the words."""
    return f"{version.document} {version.version} ({version.sha256.hex()[:12]}…)"


def _stays(shown: queries.Preview) -> str:
    """Copies that nobody has asked for."""
    same = ngettext(
        "the same words in %(num)s other event", "the same words in %(num)s other events", shown.elsewhere
    )
    files = ngettext(
        "the same file in %(num)s other case", "the same file in %(num)s other cases", shown.files_elsewhere
    )
    found = [words for words, count in ((same, shown.elsewhere), (files, shown.files_elsewhere)) if count]
    found += [_("the file %(name)s, id %(id)s", name=_paper(each), id=each.id) for each in shown.papers]
    return ", ".join(found) or _("no copy that is known")


@blueprint.post("/erasures/<uuid:identity>/<what>")
@action("admin.change")
def decide_erasure(identity: UUID, what: str) -> Answer:
    """Approve what was shown, decline it with a reason, or take back what one asked for."""
    done = {
        "approve": _("It is erased."),
        "decline": _("It is declined. Nothing was erased."),
        "withdraw": _("It is withdrawn. Nothing was erased."),
    }
    if what not in done:
        abort(404)
    key, by = desk.idempotency_key(), desk.signed_in()

    def act() -> None:
        if what == "approve":
            shown = request.form.get("shown", "")
            commands.approve(desk.engine(), identity, shown=shown, by=by, key=key)
        elif what == "decline":
            commands.decline(desk.engine(), identity, request.form.get("reason", ""), by=by, key=key)
        else:
            commands.withdraw(desk.engine(), identity, by=by, key=key)

    return attempt(
        act, done[what], "admin.erasure", lambda **told: _erasure(identity, **told), identity=identity
    )
