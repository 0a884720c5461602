"""Administration: people and mandates, organizations, settings, calendars, definitions, the policy, health, letters, overrides."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from web.admin import house, overview, people, previews, rules  # noqa: E402 - the routes add themselves to the blueprint

__all__ = ["blueprint", "house", "overview", "people", "previews", "rules"]
