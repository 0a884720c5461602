"""Administration: people, mandates, organizations, settings, calendars, definitions, policy, health, delivery, webhooks, overrides."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from web.admin import delivery, house, overview, people, previews, rules, webhooks  # noqa: E402 - they add their routes

__all__ = ["blueprint", "delivery", "house", "overview", "people", "previews", "rules", "webhooks"]
