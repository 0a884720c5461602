"""Webhooks as an administrator looks after them: make one for somebody, pause it, give it another secret, end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, current_app, request

from engine.commands import webhook as commands
from engine.commands.webhook import Salted
from engine.errors import Invalid
from engine.messages import message
from engine.queries.webhooks import webhooks_that_stand
from engine.webhook import KINDS, Webhook, secret_of
from web import event_kinds
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, attempt, page
from web.i18n import gettext as _
from web.policy import action
from web.present import instant


@blueprint.get("/webhooks")
@action("admin.read")
def webhooks() -> Answer:
    """Every webhook that stands, where they may lead, and making one."""
    return _webhooks()


def _webhooks(problems: list[str] | None = None, status: int = 200) -> Answer:
    connection, register = desk.read()
    people = sorted((p.name, p.email) for p in register.people.values() if p.active)
    return page(
        "webhooks.html",
        status,
        rows=[_row(each) for each in webhooks_that_stand(connection)],
        hosts=[f"{place.host}:{place.port}" for place in desk.site().targets.places],
        people=[("", _("Choose a person")), *((email, f"{name} ({email})") for name, email in people)],
        kinds=sorted(((kind, event_kinds.name(kind)) for kind in KINDS), key=lambda pair: pair[1]),
        given={**request.form.to_dict(), "kinds": request.form.getlist("kinds")},
        problems=problems or [],
    )


def _row(each: Webhook) -> dict[str, Any]:
    return {
        "id": each.id,
        "label": each.label,
        "target": each.target,
        "owner": desk.read().register.name(each.person_id),
        "kinds": event_kinds.names(each.kinds),
        "state": state_of(each),
        "paused": each.paused_at is not None,
        "made_at": instant(each.made_at),
    }


def state_of(each: Webhook) -> dict[str, str]:
    """Whether it announces, as a badge."""
    if each.agreed_at is None:
        return {"icon": "hourglass", "word": _("waits for its owner’s leave"), "tone": "warn"}
    if each.paused_at is not None:
        return {"icon": "dash-circle", "word": _("paused"), "tone": "ink"}
    return {"icon": "check-lg", "word": _("announces"), "tone": "ok"}


@blueprint.post("/webhooks")
@action("admin.change")
def make_webhook() -> Answer:
    """A webhook for somebody; its secret is shown this once, and again only to whoever loads the same answer once more."""
    register = desk.read().register
    owner = register.by_email.get(request.form.get("person", "").strip().lower())
    typed = {name: request.form.get(name, "") for name in ("label", "target")}

    def act() -> Salted:
        if owner is None:
            raise Invalid({"person": message("Choose whose rights decide what is announced.")})
        return commands.make_webhook(
            desk.engine(),
            owner.id,
            **typed,
            kinds=request.form.getlist("kinds"),
            targets=desk.site().targets,
            by=desk.signed_in(),
            key=desk.idempotency_key(),
        )

    return _shown_once(act, _("It announces as soon as its owner has agreed, under “My account”."))


@blueprint.post("/webhooks/<uuid:identity>/secret")
@action("admin.change")
def renew_secret(identity: UUID) -> Answer:
    """Another secret, shown this once."""
    return _shown_once(
        lambda: commands.renew_secret(desk.engine(), identity, by=desk.signed_in()),
        _("For a day the former secret signs as well."),
    )


def _shown_once(act: Callable[[], Salted], words: str) -> Answer:
    """The secret in the answer itself: in a note on the next page it would have travelled in a cookie."""
    made: list[Salted] = []
    refused = attempt(lambda: made.append(act()), words, "admin.webhooks", _webhooks)
    if not made:
        return refused
    secret = secret_of(str(current_app.secret_key), made[0].webhook, made[0].salt)
    return page("webhook_secret.html", secret=secret)


@blueprint.post("/webhooks/<uuid:identity>/<what>")
@action("admin.change")
def change_webhook(identity: UUID, what: str) -> Answer:
    """Pause it, take it up again, end it."""
    acts = {
        "pause": (commands.pause, _("It is paused. What was queued waits.")),
        "resume": (commands.resume, _("It announces again.")),
        "end": (commands.end_webhook, _("It announces nothing any more.")),
    }
    act, done = acts[what] if what in acts else abort(404)
    return attempt(
        lambda: act(desk.engine(), identity, by=desk.signed_in()), done, "admin.webhooks", _webhooks
    )
