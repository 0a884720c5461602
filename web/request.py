"""What a view may ask about the request it answers: who, when, in which zone, and one look at the database.

`read()` opens one read-only transaction at its first call and keeps it until the request ends. A command opens a
transaction of its own and transactions never nest: call `stop_reading()` first. Before every unsafe method that is done.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, request
from sqlalchemy import Connection

from engine.columns import new_id
from engine.history.grown import GrownTree
from engine.history.standing import Lately
from engine.history.trust import Trust
from engine.party import Person
from engine.policy import Policy
from engine.queries.session import Caller
from engine.register import Register
from engine.runtime import Engine
from engine.seal import Seal
from engine.target import Targets


@dataclass(frozen=True)
class Site:
    """What the pages are given at start; one for each app."""

    engine: Engine
    policy: Policy
    base_url: str
    mails: bool
    """Whether letters reach people: through a mail server, or in the outbox of a demonstration."""
    targets: Targets
    """Where webhooks may lead."""
    seal: Seal
    """Under the addresses that end letters."""
    metrics_token: str = ""
    """What whoever reads the metrics has to show; without one there are none."""
    trust: Trust = field(default_factory=Trust)
    """Whose signatures under the history are believed."""
    trees: GrownTree = field(default_factory=GrownTree)
    """The tree over the log, as far as this process has read it."""
    lately: Lately = field(default_factory=Lately)
    """How the proof stood when a page looked last, for the foot of the next ones."""

    @property
    def https(self) -> bool:
        """Whether people come by an encrypted way."""
        return self.base_url.startswith("https:")


class Reading(NamedTuple):
    """One moment of the database: `connection, register = read()`."""

    connection: Connection
    register: Register


@dataclass
class _State:
    open_things: ExitStack = field(default_factory=ExitStack)
    reading: Reading | None = None
    caller: Caller | None = None
    zone: ZoneInfo | None = None


def install(app: Flask, site: Site) -> None:
    """Give every request the site, and close at its end what it left open."""
    app.extensions["nemcon"] = site
    app.teardown_request(_end)


def _end(_error: BaseException | None) -> None:
    stop_reading()


def _state() -> _State:
    if "nemcon" not in g:
        g.nemcon = _State()
    state: _State = g.nemcon
    return state


def site() -> Site:
    """The site this request came to."""
    found: Site = current_app.extensions["nemcon"]
    return found


def engine() -> Engine:
    """The engine of this process."""
    return site().engine


def now() -> datetime:
    """The instant now, by the house's clock."""
    return engine().now()


def read() -> Reading:
    """The read transaction of this request, opened when first asked for."""
    state = _state()
    if state.reading is None:
        state.reading = Reading(*state.open_things.enter_context(engine().reading()))
    return state.reading


def stop_reading() -> None:
    """Close the read transaction, so that a command can begin its own; the next `read()` sees a later moment."""
    state = _state()
    state.reading = state.zone = None
    state.open_things.close()


def identify(caller: Caller | None) -> None:
    """Note who asks; done once, before the view runs."""
    state = _state()
    state.caller, state.zone = caller, None


def caller() -> Caller | None:
    """The session or token behind this request."""
    return _state().caller


def viewer() -> UUID | None:
    """The person who asks, if they have signed in."""
    found = _state().caller
    return found.person if found else None


def signed_in() -> UUID:
    """The person who asks; whoever has not signed in is sent to do so."""
    return viewer() or abort(401)


def person() -> Person | None:
    """The person who asks, as the register knows them."""
    who = viewer()
    return read().register.people.get(who) if who else None


def zone() -> ZoneInfo:
    """The zone this reader reads times in: their own, else the house's."""
    state = _state()
    if state.zone is None:
        who = person()
        state.zone = ZoneInfo(who.zone if who and who.zone else read().register.calendar.zone)
    return state.zone


def idempotency_key() -> str | None:
    """The key that makes a second press harmless: of the header, or of the form."""
    given = request.headers.get("Idempotency-Key") or request.form.get("idempotency_key")
    return given[:200] if given else None


def several_files() -> bool:
    """Whether more was sent than one file: nobody can tell then which of them is meant."""
    files = [each for _name, each in request.files.items(multi=True) if each.filename]
    return len(files) > 1 or bool(files and "file" in request.form)


def new_key() -> str:
    """A fresh key for a form that is about to be shown."""
    return str(new_id())


def wants_json() -> bool:
    """Whether this request speaks to the JSON interface."""
    return request.path.startswith("/api/")
