"""What the frame of every page shows: who reads, the registers they may open, the demonstration's strip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, get_flashed_messages, request, url_for

from engine.queries.inbox import count_inbox
from engine.queries.messages import count_unread
from engine.queries.published import public_lists
from engine.register import Register
from web import request as desk
from web.case_page.words import left_words
from web.i18n import direction, locale, ngettext
from web.i18n import gettext as _
from web.policy import may
from web.present import clock, instant, zone_name
from web.standing import foot

# Where the links of the frame lead; one whose page is not there is left out.
PLACES = {
    "home": "work.show",
    "search": "search.show",
    "clock": "demo.clock",
    "accounts": "demo.accounts",
    "overrides": "admin.overrides",
    "account": "account.show",
    "sign_in": "sign_in.show",
    "sign_out": "sign_in.sign_out",
    "theme": "help.theme",
    "keyboard": "help.keyboard",
    "accessibility": "help.accessibility",
    "help": "help.show",
}
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Viewer:
    """The reader, as the top bar shows one."""

    name: str
    initials: str
    seat_line: str
    is_demo: bool
    shortcuts: bool


def checks() -> list[tuple[str, str]]:
    """Where anybody can check what this house certifies: the label and the address of each."""
    declared = [d.certificate for d in desk.engine().registry.newest.values() if d.certificate is not None]
    return [(each.label, url_for("certificates.check", path=each.path)) for each in declared]


def lists() -> list[tuple[str, str]]:
    """What this house publishes: the label and the address of each public list."""
    declared = [d.public_list for d in public_lists(desk.engine()) if d.public_list is not None]
    return [(each.label, url_for("public.index", path=each.path)) for each in declared]


def install(app: Flask) -> None:
    """Give every template the frame."""
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """What `base.html` reads. Without a database only the bare frame."""
    theme = request.cookies.get("theme")
    bare: dict[str, Any] = {
        "urls": urls(),
        "checks": checks(),
        "lists": lists(),
        "lang": locale().language,
        "dir": direction(),
        "theme": theme if theme in THEMES else "system",
        "house": "Nemcon",
        "viewer": None,
    }
    if "without_database" in g:
        return bare
    register = desk.read().register
    toasts = [{"text": words} for words in get_flashed_messages()] if request.cookies else []
    return bare | {
        "house": register.settings.get("house_name") or "Nemcon",
        "viewer": viewer(register),
        "nav": navigation() if desk.viewer() else [],
        "demo": demonstration(),
        "signed": foot() if desk.viewer() else "",
        "override": override_left(register),
        "toasts": toasts,
        "zone": zone_name(),
    }


def urls() -> dict[str, str]:
    """The addresses of the frame's links."""
    found = {name: url_for(place) for name, place in PLACES.items() if place in current_app.view_functions}
    if not desk.engine().demo:
        found.pop("clock", None)
        found.pop("accounts", None)
    if request.endpoint in ("sign_in.show", "sign_in.enter"):
        found.pop("sign_in", None)
    return found | ({} if "home" in found else {"home": "/"})


def viewer(register: Register) -> Viewer | None:
    """The reader, with the seat or role they act in first."""
    caller, who = desk.caller(), desk.person()
    if caller is None or who is None:
        return None
    return Viewer(
        who.name,
        initials(who.name),
        seat_line(register, who.id),
        desk.engine().demo,
        bool(caller.preferences.get("shortcuts", True)),
    )


def initials(name: str) -> str:
    """Two letters of a name."""
    words = [word for word in name.split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][:2] if len(words) == 1 or words[0].isupper() else words[0][0] + words[-1][0]).upper()


def seat_line(register: Register, person: UUID) -> str:
    """“IOM, Chair”: the organization somebody acts for now, and as what; an office says more than the seat behind it."""
    standings = register.standings(person, desk.now())
    if not standings:
        return _("no role at present")
    first = standings[0].organization
    roles = [register.roles[s.role] for s in standings if s.organization == first]
    offices = [role for role in roles if role.exercised_by is not None]
    words = (register.name(first), *(_(role.label) for role in offices or roles))
    return ", ".join(dict.fromkeys(word for word in words if word))


def navigation() -> list[dict[str, Any]]:
    """My work, the registers that case types declare, the history and the administration."""
    items = [_item("work.show", _("My work"), "m") | _waiting()]
    declared = [d for d in desk.engine().registry if d.register is not None]
    for definition in sorted(declared, key=lambda d: d.register.order if d.register else 0):
        assert definition.register is not None
        label = _(definition.register.label)
        items.append(_item("register.show", label, label[:1].lower(), path=definition.register.path))
    if may("audit.read"):
        items.append(_item("audit.show", _("Audit"), "a"))
    if may("admin.read"):
        items.append(_item("admin.show", _("Administration"), None))
    items.append(_item("messages.show", _("Messages"), None) | _unread())
    return [item for item in items if item.get("href")]


def _waiting() -> dict[str, Any]:
    """How much waits, behind “My work”."""
    who = desk.viewer()
    if who is None:
        return {}
    # My work has counted already.
    count = g.get("waiting")
    if count is None:
        count = count_inbox(desk.engine(), *desk.read(), who)
    return {"count": count, "noun": ngettext("task", "tasks", count)}


def _unread() -> dict[str, Any]:
    """How much the reader was told and has not read."""
    who = desk.viewer()
    if who is None:
        return {}
    count = count_unread(desk.engine(), *desk.read(), who)
    return {
        "count": count,
        "noun": ngettext("message not read yet", "messages not read yet", count),
        "bell": True,
    }


def _item(endpoint: str, label: str, key: str | None, **values: Any) -> dict[str, Any]:
    if endpoint not in current_app.view_functions:
        return {}
    href = url_for(endpoint, **values)
    current = request.path == href or request.path.startswith(href + "/")
    return {"label": label, "href": href, "current": current, "key": key}


def override_left(register: Register) -> str | None:
    """How long the reader's override is still open, as long as one is."""
    who, now = desk.viewer(), desk.now()
    ends = [o.until for o in register.overrides_of(who) if o.open_at(now)] if who else []
    return left_words(max(ends) - now) if ends else None


def demonstration() -> dict[str, str] | None:
    """What the strip says, in a demonstration."""
    if not desk.engine().demo:
        return None
    now = desk.now()
    return {
        "clock_text": _("%(time)s in %(place)s", time=instant(now), place=zone_name()),
        "clock_short": f"{instant(now).rsplit(',', 1)[0]}, {clock(now)}",
    }
