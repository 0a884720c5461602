"""Administration: people, mandates, organizations, settings, calendars, definitions, policy, health, delivery, webhooks, overrides,
erasures."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from web.admin import delivery, erasures, house, overview, people, previews, rules, webhooks  # noqa: E402 - they add their routes

__all__ = [
    "blueprint",
    "delivery",
    "erasures",
    "house",
    "overview",
    "people",
    "previews",
    "rules",
    "webhooks",
]
