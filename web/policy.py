"""The policy at the door: every view names its action, every action has a row, and the app does not start otherwise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

from flask import Flask, abort, current_app, request

from engine.errors import Denied
from engine.messages import mark
from engine.policy import Policy, PolicyError, Relation, Rule, Verdict, compiled, expanded, roles_of, seats_of
from engine.registry import Registry
from web import request as desk

log = logging.getLogger("nemcon.access")
View = TypeVar("View", bound=Callable[..., Any])

# Views that others wrote and that we serve: they cannot carry the decorator.
FOREIGN = {"assets.file": "site.read", "openapi.spec": "site.read"}

# What the case and its type judge under the lock; here only whether somebody may try.
WITHIN_A_CASE = (
    "case.open", "case.edit", "case.move", "case.remark", "case.link", "item.edit", "document.put", "document.read",
    "task.answer", "task.record", "task.take", "task.remind",
)  # fmt: skip


def action(name: str) -> Callable[[View], View]:
    """Say what a view does, for the policy: `@action("desk.read")`."""

    def named(view: View) -> View:
        view.nemcon_action = name  # type: ignore[attr-defined]
        return view

    return named


def page_rules(registry: Registry) -> Iterator[Rule]:
    """The rows of the house's own pages."""
    anyone, signed_in = Relation.ANYONE, Relation.SIGNED_IN
    yield Rule(
        "site-read",
        "site.read",
        relation=anyone,
        reason=mark("Help, styles and descriptions are open to all."),
    )
    reason = mark("What a case type publishes is open to all, as its public list tells it.")
    yield Rule("public-read", "public.read", relation=anyone, reason=reason)
    reason = mark("Anybody may send the form about something that is published.")
    yield Rule("public-send", "public.send", relation=anyone, reason=reason)
    yield Rule("session-begin", "session.begin", relation=anyone, reason=mark("Anybody may try to sign in."))
    yield Rule("session-end", "session.end", relation=anyone, reason=mark("Anybody may sign out."))
    yield Rule(
        "token-use",
        "token.use",
        relation=anyone,
        reason=mark("Whoever holds the link of an invitation may use it once."),
    )
    reason = mark("Whoever has the secret address of a calendar reads it, as far as its owner may.")
    yield Rule("calendar-read", "calendar.read", relation=anyone, reason=reason)
    yield from _of_machines()
    reason = mark(
        "Whoever has the address in a letter may end letters of that kind, and do nothing else with it."
    )
    yield Rule("letters-end", "letters.end", relation=anyone, reason=reason)
    for name in ("account.read", "account.change"):
        yield Rule(
            name.replace(".", "-"), name, relation=Relation.SELF, reason=mark("An account is its owner's.")
        )
    for name in ("demo.accounts", "demo.clock"):
        reason = mark("Only a demonstration has open accounts and a movable clock.")
        yield Rule(name.replace(".", "-"), name, relation=Relation.DEMONSTRATION, reason=reason)
    yield Rule(
        "desk-read", "desk.read", relation=signed_in, reason=mark("The desk is for those who have signed in.")
    )
    reason = mark("The case says who may do this.")
    for name in WITHIN_A_CASE:
        yield Rule(f"door.{name}", name, relation=signed_in, reason=reason, within=True)
    yield from _offices(registry)


def _of_machines() -> Iterator[Rule]:
    anyone = Relation.ANYONE
    reason = mark("Machines that watch over the house ask whether it is ready; it tells no names.")
    yield Rule("health-read", "health.read", relation=anyone, reason=reason)
    reason = mark("A witness is known by its signature, and adds nothing but that.")
    yield Rule("history-cosign", "history.cosign", relation=anyone, reason=reason)
    reason = mark("Whoever shows the token that the house was told reads its figures.")
    yield Rule("metrics-read", "metrics.read", relation=anyone, reason=reason)


def _offices(registry: Registry) -> Iterator[Rule]:
    house = registry.house
    keepers, auditors = roles_of(house.keepers), roles_of(house.auditors)
    reason = mark("The history is open to auditors, to members and to those who keep the work going.")
    readers = dict.fromkeys((*auditors, *keepers, *seats_of(house)))
    yield from expanded(Rule("audit-read", "audit.read", reason=reason), readers)
    reason = mark(
        "What proves a whole case tells that something is kept back; auditors and those who keep the work going take it."
    )
    evidence = dict.fromkeys((*auditors, *keepers))
    yield from expanded(Rule("evidence-read", "evidence.read", reason=reason), evidence)
    reason = mark("Whoever may take the evidence of a case may have every event read anew, and nobody else.")
    yield from expanded(Rule("history-compare", "history.compare", reason=reason), evidence)
    reason = mark("Who looked at what is sealed is for auditors to see.")
    yield from expanded(Rule("audit-oversee", "audit.oversee", reason=reason), auditors)
    reason = mark("Only an administrator does this.")
    for name in ("admin.read", "admin.change"):
        yield from expanded(Rule(name.replace(".", "-"), name, reason=reason), roles_of(house.administrators))
    reason = mark("Work is handed over by those who keep it going, or by an administrator.")
    handing = dict.fromkeys((*keepers, *roles_of(house.administrators)))
    yield from expanded(Rule("work-hand-over", "work.hand_over", reason=reason), handing)


def build_policy(registry: Registry) -> Policy:
    """The whole table: the house's pages and what every case type says."""
    return Policy([*page_rules(registry), *compiled(registry)], registry.roles)


def check_routes(app: Flask, policy: Policy) -> None:
    """Refuse to start while a view has no action or an action no row."""
    problems = []
    for endpoint in app.view_functions:
        name = action_of(app, endpoint)
        if name is None:
            problems.append(f"{endpoint} names no action")
        elif name not in policy:
            problems.append(f"{endpoint} names {name}, for which the policy has no row")
    if problems:
        raise PolicyError("; ".join(sorted(problems)))


def action_of(app: Flask, endpoint: str) -> str | None:
    """The action of a view."""
    found: str | None = getattr(app.view_functions[endpoint], "nemcon_action", None)
    return found or FOREIGN.get(endpoint)


def roles_now() -> set[str]:
    """The roles in which the viewer may act at this instant."""
    who = desk.viewer()
    if who is None:
        return set()
    return {standing.role for standing in desk.read().register.standings(who, desk.now())}


def relations_now() -> set[Relation]:
    """How the viewer stands to the house."""
    found = {Relation.ANYONE}
    if desk.viewer() is not None:
        found |= {Relation.SIGNED_IN, Relation.SELF}
    if desk.engine().demo:
        found.add(Relation.DEMONSTRATION)
    return found


def may(name: str) -> bool:
    """Whether the viewer would be let in, for links that should not show otherwise."""
    return verdict_on(name).allowed


def verdict_on(name: str) -> Verdict:
    """What the policy says to this viewer about an action."""
    return desk.site().policy.judge(name, roles_now(), relations_now())


def guard_door() -> None:
    """Let the request in, send it to sign in, or refuse it with the rule."""
    if request.endpoint is None:
        return
    name = action_of(current_app, request.endpoint)
    verdict = verdict_on(name or "")
    if not verdict.allowed:
        _refuse(name or "", verdict)


def _refuse(name: str, verdict: Verdict) -> NoReturn:
    rule = verdict.rule
    level = logging.INFO if desk.viewer() is None else logging.WARNING
    log.log(level, "refused %s to %s by %s", name, desk.viewer() or "nobody", rule.id if rule else "default")
    if rule is not None and rule.relation is Relation.DEMONSTRATION:
        abort(404)
    if desk.viewer() is None:
        abort(401)
    raise Denied(
        rule.reason if rule else mark("Nobody may do this."), rule=rule.id if rule else "default-deny"
    )
