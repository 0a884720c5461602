"""My work: what waits for me, for my organization, what I wait for, what I did; asking again; handing my work over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import handing
from engine.commands import remind as reminders
from engine.errors import Denied, EngineError, Invalid, Unknown
from engine.messages import message
from engine.party import Organization
from engine.queries.awaiting import awaited, record
from engine.queries.inbox import BY_NAME, PAGE, Narrowed, inbox
from engine.queries.listing import registers
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.beside import done_entry, waiting_row
from web.lists.colleagues import colleagues, own_tasks
from web.lists.tasks import groups, role_words
from web.lists.when import month_began
from web.policy import action, may
from web.present import say

blueprint = Blueprint("work", __name__)
VIEWS = ("mine", "waiting", "all", "done")
KEPT = ("view", "type", "as", "words")
BESIDE, LAST = 4, 3


@blueprint.get("/")
@action("desk.read")
def home() -> Response:
    """The house's door leads to My work."""
    return redirect(url_for("work.show"), 303)


@blueprint.get("/my-work")
@action("desk.read")
def show() -> str:
    """One of four views of the same desk; which one, and what is left out, stands in the address."""
    view = request.args.get("view", "mine")
    view = view if view in VIEWS else "mine"
    connection, register = desk.read()
    me, engine = desk.signed_in(), desk.engine()
    mine = _organization()
    last = PAGE if view == "done" else LAST
    told = record(engine, connection, register, me, mine, since=month_began(), most=last)
    g.waiting = told.mine
    owed = awaited(engine, connection, register, me)
    entries = _entries(view, mine)
    return render_template(
        "my_work.html",
        view=view,
        lead=_lead(),
        pills=_pills(view, mine, told, len(owed)),
        filters=_filters(),
        filtered=any(request.args.get(name) for name in ("type", "as", "words")),
        groups=groups(entries[:PAGE], primary=view == "mine" and _cursor() is None, more=len(entries) > PAGE),
        next=_next(entries[PAGE - 1].cursor) if len(entries) > PAGE else None,
        waiting=[waiting_row(each) for each in (owed if view == "waiting" else owed[:BESIDE])],
        owed=len(owed),
        done=[done_entry(act) for act in told.acts if view != "done" or act.at >= month_began()],
        organization=mine,
        keeps_work=may("work.hand_over"),
        next_place=_next_place(),
    )


def _next_place() -> dict[str, str] | None:
    """Where to look when nothing waits: the first register."""
    first = next(iter(registers(desk.engine())), None)
    if first is None or first.register is None:
        return None
    return {"label": _(first.register.label), "href": url_for("register.show", path=first.register.path)}


def _organization() -> Organization | None:
    """The organization the reader acts for first."""
    register = desk.read().register
    held = (s.organization for s in register.standings(desk.signed_in(), desk.now()))
    first = next((each for each in held if each is not None), None)
    return register.organizations[first] if first else None


def _entries(view: str, mine: Organization | None) -> list[Any]:
    if view not in ("mine", "all"):
        return []
    connection, register = desk.read()
    asked = {name: request.args.get(name, "") for name in ("type", "as", "words")}
    return inbox(
        desk.engine(),
        connection,
        register,
        desk.signed_in(),
        cursor=_cursor(),
        most=PAGE + 1,
        organization=mine if view == "all" else None,
        narrowed=Narrowed(asked["type"], asked["as"], asked["words"][:200]),
    )


def _cursor() -> str | None:
    return request.args.get("after")


def _next(cursor: str) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in KEPT if request.args.get(name)}
    return url_for("work.show", **kept, after=cursor)


def _lead() -> str:
    """For whom the reader acts, and in which roles."""
    register = desk.read().register
    held: dict[str, dict[str, None]] = {}
    for standing in register.standings(desk.signed_in(), desk.now()):
        held.setdefault(register.name(standing.organization), {})[standing.role] = None
    if not held:
        return _("You hold no role at present, so nothing can be asked of you.")
    each = [
        _("%(organization)s, as %(roles)s", organization=name, roles=role_words(roles))
        for name, roles in held.items()
    ]
    return _("You act for %(seats)s.", seats="; ".join(each))


def _pills(view: str, mine: Organization | None, told: Any, owed: int) -> list[dict[str, Any]]:
    def pill(key: str, label: str, count: int, **more: Any) -> dict[str, Any]:
        href = url_for("work.show") if key == "mine" else url_for("work.show", view=key)
        noun = ngettext("thing", "things", count)
        return {"label": label, "href": href, "count": count, "noun": noun, "current": view == key, **more}

    pills = [
        pill("mine", _("Waiting for me"), told.mine),
        pill("waiting", _("I wait for"), owed, narrow=view != "waiting"),
    ]
    if mine is not None:
        pills.append(pill("all", _("All of %(organization)s", organization=mine.code), told.of_organization))
    return [*pills, pill("done", _("Done this month"), told.done)]


def _filters() -> list[dict[str, Any]]:
    register = desk.read().register
    types = [(d.key, _(d.title)) for d in desk.engine().registry]
    held = {s.role: _(register.roles[s.role].label) for s in register.standings(desk.signed_in(), desk.now())}
    return [
        {
            "key": "type",
            "label": _("Case type"),
            "kind": "select",
            "value": request.args.get("type", ""),
            "options": [("", _("All types")), *sorted(types, key=lambda pair: pair[1])],
        },
        {
            "key": "as",
            "label": _("Asked as"),
            "kind": "select",
            "value": request.args.get("as", ""),
            "options": [("", _("All my roles")), *held.items(), (BY_NAME, _("By name"))],
        },
        {
            "key": "words",
            "label": _("Find in my work"),
            "kind": "text",
            "value": request.args.get("words", ""),
        },
    ]


@blueprint.post("/my-work/remind/<uuid:case_id>/<task>")
@action("task.remind")
def remind(case_id: UUID, task: str) -> Response:
    """Ask again those who have not answered; once a day."""
    try:
        done = reminders.remind(desk.engine(), case_id, task, by=desk.signed_in(), key=desk.idempotency_key())
    except (Denied, Unknown):
        raise
    except EngineError as error:
        flash(say(error.says))
        return redirect(url_for("work.show"), 303)
    count = int(done.result or 0)
    flash(
        ngettext("Reminded %(num)s party.", "Reminded %(num)s parties.", count) if count else _("Reminded.")
    )
    return redirect(url_for("work.show"), 303)


@blueprint.get("/my-work/hand-over")
@action("task.take")
def hand_over() -> str:
    """Choose the colleague who takes over what stands under my own name."""
    return _hand_over_page()


@blueprint.post("/my-work/hand-over")
@action("task.take")
def do_hand_over() -> tuple[str, int] | str:
    """Hand over all open work, a task at a time, and say what could not go."""
    me, to = desk.signed_in(), request.form.get("to", "")
    chosen = next((key for key, _name in colleagues() if key == to), None)
    if chosen is None:
        problem = Invalid({"to": message("Choose a colleague from the list.")})
        return _hand_over_page(problem), 422
    desk.stop_reading()
    done, left = handing.hand_over(desk.engine(), me, UUID(chosen), by=me, key=desk.idempotency_key())
    return render_template(
        "handed_over.html",
        name=desk.read().register.name(UUID(chosen)),
        done=done,
        left=[say(each) for each in left],
    )


def _hand_over_page(error: Invalid | None = None) -> str:
    people = colleagues()
    field: dict[str, Any] = {
        "key": "to",
        "label": _("Colleague"),
        "hint": _("Somebody who acts for the same organization."),
        "kind": "select",
        "required": True,
        "value": request.form.get("to", ""),
        "options": [("", _("Choose")), *people],
        "error": say(error.says) if error else None,
    }
    errors = [("f-to", field["error"])] if error else []
    return render_template(
        "hand_over.html", field=field, people=people, tasks=own_tasks(), errors=errors, key=desk.new_key()
    )
