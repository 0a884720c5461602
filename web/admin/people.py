"""People and mandates: who has an account, who holds which role for whom; invitations; handing over somebody's open work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for

from engine.commands import handing
from engine.commands import register as register_commands
from engine.commands.password import invite
from engine.errors import Invalid
from engine.party import ALTERNATE, NOMINEE, OFFICE, PRINCIPAL, Mandate
from engine.register import Register
from web import request as desk
from web.accounts.letters import Letters
from web.addresses import absolute
from web.admin import blueprint
from web.admin.common import Answer, an_instant, attempt, page
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.present import day, say

Problems = list[str] | None


@blueprint.get("/people")
@action("admin.read")
def people() -> Answer:
    """Everybody with an account, found by name or address."""
    return _people()


def _people(problems: Problems = None, status: int = 200) -> Answer:
    register = desk.read().register
    words = request.args.get("q", "").casefold()
    found = [p for p in register.people.values() if words in f"{p.name} {p.email}".casefold()]
    rows = [
        {"id": p.id, "name": p.name, "email": p.email, "active": p.active, "roles": _roles(register, p.id)}
        for p in sorted(found, key=lambda p: p.name.casefold())[:200]
    ]
    return page(
        "people.html",
        status,
        rows=rows,
        count=len(found),
        words=request.args.get("q", ""),
        problems=problems or [],
        given=request.form,
    )


def _roles(register: Register, person: UUID) -> str:
    held = register.standings(person, desk.now())
    return ", ".join(
        dict.fromkeys(f"{_(register.roles[s.role].label)} ({register.name(s.organization)})" for s in held)
    )


@blueprint.post("/people")
@action("admin.change")
def add_person() -> Answer:
    """A new account, without a password until its invitation is used."""
    name, email = request.form.get("name", ""), request.form.get("email", "")
    return attempt(
        lambda: register_commands.add_person(
            desk.engine(), email, name, by=desk.signed_in(), key=desk.idempotency_key()
        ),
        _("Added. Invite the person, and grant a mandate."),
        "admin.people",
        _people,
    )


@blueprint.get("/people/<uuid:person_id>")
@action("admin.read")
def person(person_id: UUID) -> Answer:
    """One person: particulars, mandates, invitation, handing over work."""
    return _person(person_id)


def _person(person_id: UUID, problems: Problems = None, status: int = 200) -> Answer:
    register = desk.read().register
    someone = register.people.get(person_id) or abort(404)
    mine = [m for m in register.mandates if m.person_id == person_id]
    others = sorted(
        ((p.id.hex, p.name) for p in register.people.values() if p.active and p.id != person_id),
        key=lambda pair: pair[1],
    )
    kept = {"name": someone.name, "email": someone.email, "active": "yes" if someone.active else "no"}
    return page(
        "person.html",
        status,
        person=someone,
        given={**kept, **request.form.to_dict()},
        mandates=[_mandate(register, m) for m in mine],
        others=others,
        problems=problems or [],
    )


def _mandate(register: Register, mandate: Mandate) -> dict[str, Any]:
    role = register.roles.get(mandate.role)
    return {
        "id": mandate.id,
        "role": _(role.label) if role else mandate.role,
        "organization": register.name(mandate.organization_id),
        "person": register.name(mandate.person_id) if mandate.person_id else _("the organization itself"),
        "capacity": _(mandate.capacity),
        "since": day(mandate.since),
        "until": day(mandate.until) if mandate.until else _("open"),
        "now": mandate.holds_at(desk.now()),
        "case": mandate.case_id,
    }


@blueprint.post("/people/<uuid:person_id>")
@action("admin.change")
def change_person(person_id: UUID) -> Answer:
    """Another name or address, or the account closed or opened again."""
    changes: dict[str, Any] = {key: request.form.get(key, "") for key in ("name", "email")}
    closed = request.form.get("active") != "yes"
    if closed or person_id != desk.viewer():  # one's own is open, or one would not be here
        changes["active"] = not closed
    return attempt(
        lambda: register_commands.change_person(
            desk.engine(), person_id, changes, by=desk.signed_in(), key=desk.idempotency_key()
        ),
        _("Recorded."),
        "admin.person",
        lambda **words: _person(person_id, **words),
        person_id=person_id,
    )


@blueprint.post("/people/<uuid:person_id>/invitation")
@action("admin.change")
def invite_person(person_id: UUID) -> Answer:
    """An invitation by letter; where no mail server is named, the link to hand on is shown once."""
    letters, mails = Letters(desk.read().register), desk.site().mails

    def act() -> None:
        writes = letters.invitation if mails else None
        secret = invite(desk.engine(), person_id, by=desk.signed_in(), writes=writes)
        if desk.engine().demo or not mails:
            flash(
                _("The link, shown once: %(link)s", link=absolute(url_for("password.accept", secret=secret)))
            )

    return attempt(
        act,
        _("The invitation waits to be mailed.")
        if mails
        else _("This house sends no mail: hand the link on."),
        "admin.person",
        lambda **words: _person(person_id, **words),
        person_id=person_id,
    )


@blueprint.post("/people/<uuid:person_id>/hand-over")
@action("admin.change")
def hand_over(person_id: UUID) -> Answer:
    """All open work of one person to another, a command for each task; what could not be handed over is named."""
    words = request.form.get("to", "")
    register = desk.read().register
    to = next((p.id for p in register.people.values() if p.id.hex == words), None) or abort(404)
    desk.stop_reading()
    done, left = handing.hand_over(
        desk.engine(), person_id, to, by=desk.signed_in(), key=desk.idempotency_key()
    )
    flash(ngettext("%(num)s task was handed over.", "%(num)s tasks were handed over.", done))
    for sentence in left[:5]:
        flash(_("Not handed over: %(why)s", why=say(sentence)))
    return redirect(url_for("admin.person", person_id=person_id))


@blueprint.get("/mandates")
@action("admin.read")
def mandates() -> Answer:
    """Mandates in force, or all that ever were."""
    return _mandates()


def _mandates(problems: Problems = None, status: int = 200) -> Answer:
    register = desk.read().register
    every = request.args.get("all") == "yes"
    found = [m for m in register.mandates if every or m.holds_at(desk.now())]
    rows = [
        _mandate(register, m)
        for m in sorted(
            found, key=lambda m: (m.role, register.name(m.organization_id), register.name(m.person_id))
        )
    ]
    roles = sorted(((r.key, _(r.label)) for r in register.roles.values()), key=lambda pair: pair[1])
    organizations = sorted((o.id.hex, o.code) for o in register.organizations.values())
    people = sorted(
        ((p.id.hex, p.name) for p in register.people.values() if p.active), key=lambda pair: pair[1]
    )
    capacities = [(c, _(c)) for c in (PRINCIPAL, ALTERNATE, NOMINEE, OFFICE)]
    return page(
        "mandates.html",
        status,
        rows=rows,
        every=every,
        roles=roles,
        organizations=sorted(organizations, key=lambda pair: pair[1]),
        people=[("", _("nobody: the organization itself")), *people],
        capacities=capacities,
        problems=problems or [],
        given=request.form,
    )


@blueprint.post("/mandates")
@action("admin.change")
def grant() -> Answer:
    """A mandate, from one day to another."""

    def act() -> None:
        someone = request.form.get("person", "")
        register_commands.grant(
            desk.engine(),
            request.form.get("role", ""),
            _known(request.form.get("organization", "")),
            person=_known(someone) if someone else None,
            capacity=request.form.get("capacity", ""),
            since=since,
            until=until,
            by=desk.signed_in(),
            key=desk.idempotency_key(),
        )

    try:
        since, until = an_instant("since") or desk.now(), an_instant("until", needed=False)
    except Invalid as error:
        return _mandates([say(words) for words in error.problems.values()], 422)
    return attempt(act, _("The mandate is granted."), "admin.mandates", _mandates)


def _known(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        return UUID(int=0)


@blueprint.post("/mandates/<uuid:mandate_id>/end")
@action("admin.change")
def end_mandate(mandate_id: UUID) -> Answer:
    """End a mandate now; what was done under it stays."""
    return attempt(
        lambda: register_commands.end_mandate(
            desk.engine(), mandate_id, by=desk.signed_in(), key=desk.idempotency_key()
        ),
        _("The mandate has ended."),
        "admin.mandates",
        _mandates,
    )
