"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from web import auth
from web.policy import action

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@action("session.begin")
def show() -> str:
    """The form."""
    return render_template("accounts/sign_in.html")


@blueprint.post("/sign-out")
@action("session.end")
def sign_out() -> Response:
    """End this session."""
    auth.drop()
    return Response(status=303, headers={"Location": "/sign-in"})
