"""The fields of the forms about accounts, as `parts/form.html` takes them."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale

from engine.passwords import SHORTEST
from web.i18n import gettext as _

Fields = list[dict[str, Any]]


def email(autocomplete: str = "username") -> dict[str, Any]:
    """One's e-mail address."""
    return {
        "key": "email",
        "label": _("E-mail"),
        "kind": "email",
        "autocomplete": autocomplete,
        "required": True,
        "value": "",
    }


def present_password(key: str = "password", label: str | None = None) -> dict[str, Any]:
    """The password one has."""
    return {
        "key": key,
        "label": label or _("Password"),
        "kind": "password",
        "autocomplete": "current-password",
        "required": True,
    }


def new_password() -> dict[str, Any]:
    """A password to have from now on. It can be shown while it is typed, so it is typed once."""
    return {
        "key": "password",
        "label": _("New password"),
        "hint": _("At least %(number)s characters; a short sentence is easy to remember.", number=SHORTEST),
        "kind": "password",
        "autocomplete": "new-password",
        "required": True,
    }


@cache
def zones() -> list[tuple[str, str]]:
    """The zones a reader can choose, by continent and city; read from the disk once."""
    names = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def languages(codes: list[str]) -> list[tuple[str, str]]:
    """The languages, each called by its own name."""
    return [(code, (Locale.parse(code).get_display_name(code) or code).capitalize()) for code in codes]
