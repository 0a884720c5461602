"""The programs that are told what one may see: an administrator makes a webhook, its owner lets it begin or ends it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands.webhook import agree, end_own_webhook
from engine.queries.webhooks import webhooks_that_stand
from web import event_kinds
from web import request as desk
from web.admin.webhooks import state_of
from web.i18n import gettext as _
from web.policy import action

blueprint = Blueprint("own_webhooks", __name__, url_prefix="/account/webhooks")


@blueprint.get("")
@action("account.read")
def show() -> str:
    """One's own webhooks."""
    connection, _register = desk.read()
    rows = [
        {
            "id": each.id,
            "label": each.label,
            "target": each.target,
            "kinds": event_kinds.names(each.kinds),
            "state": state_of(each),
            "agreed": each.agreed_at is not None,
        }
        for each in webhooks_that_stand(connection, person=desk.signed_in())
    ]
    return render_template("accounts/webhooks.html", rows=rows)


@blueprint.post("/<uuid:identity>/agree")
@action("account.change")
def let_begin(identity: UUID) -> Response:
    """From now on the program is told."""
    agree(desk.engine(), identity, by=desk.signed_in())
    flash(_("From now on this program is told what you may see."))
    return redirect(url_for("own_webhooks.show"), 303)


@blueprint.post("/<uuid:identity>/end")
@action("account.change")
def end(identity: UUID) -> Response:
    """The program is told nothing any more."""
    end_own_webhook(desk.engine(), identity, by=desk.signed_in())
    flash(_("This program is told nothing any more."))
    return redirect(url_for("own_webhooks.show"), 303)
