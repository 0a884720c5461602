"""Commands that run the house: serve pages, fire clocks, work beside the pages, show the demonstration."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from config.bootstrap import Settings, migrate
from config.demo.fill import fill
from engine.commands.register import move_clock
from engine.errors import Invalid, Refused
from engine.messages import message
from engine.runtime import Engine
from notifications.waking import Waker
from web.command_line.house import MISUSED, opened, refuse, settings, spoken
from web.command_line.sealer_beside import sealer_beside
from web.command_line.stopping import told_to_stop
from web.rounds import Rounds, in_words
from web.serving import embedded, serve


@click.command("migrate")
@spoken
def migrate_command() -> None:
    """Bring the database to the newest tables; on the embedded database also make it."""
    migrate(settings())
    click.echo("The tables are the newest.")


@click.command()
@click.option("--workers", default=2, show_default=True, help="Processes; the embedded database has one.")
@click.option("--rounds/--no-rounds", default=None, help="Fire clocks in this process as well.")
@spoken
def web(workers: int, rounds: bool | None) -> None:
    """Serve the pages and the JSON interface.

    Beside the embedded database this process fires the clocks too; with PostgreSQL `nemcon worker` does.
    """
    told = settings()
    with opened():
        pass  # a database that is not there is better found now than by the first visitor
    fires = embedded(told) if rounds is None else rounds
    serve(told, workers=workers, rounds=fires, ready=lambda: click.echo(f"Nemcon answers at {told.base_url}"))


@click.command()
@spoken
def demo() -> None:
    """Make the tables, tell the demonstration into an empty house, and serve it, clocks and pages in one process."""
    told = settings()
    if not told.demo:
        refuse("This house is in production. For the demonstration say NEMCON_MODE=demo.", MISUSED)
    migrate(told)
    with opened() as (_, engine):
        _fill(told, engine)
        with engine.reading() as (_connection, register):
            origin = str(register.settings["log_origin"])
    with sealer_beside(told, origin):
        serve(told, workers=1, rounds=True, ready=lambda: _welcome(told))


def _fill(told: Settings, engine: Engine) -> None:
    with engine.reading() as (_, register):
        empty = not register.settings.get("log_origin")
    if empty:
        click.echo(
            "The demonstration tells its year into an empty house; this takes a moment, and only once."
        )
    fill(engine, told.now)


def _welcome(told: Settings) -> None:
    click.echo(
        f"\n  The demonstration is open at {told.base_url}\n  Ctrl-C ends it; it goes on where it was.\n"
    )


@click.command()
@click.option("--at", "instant", metavar="INSTANT", help="Demonstration only: move the clock there first.")
@spoken
def tick(instant: str | None) -> None:
    """Fire once what is due, put the log in order, tell people."""
    with opened() as (told, engine):
        if instant is not None:
            _move(engine, instant)
        rounds = Rounds(engine, told)
        done = rounds()
        rounds.wait()
    click.echo(f"{done.fired} clocks fired, {done.told} messages told.")
    if done.failed:
        refuse(f"{len(done.failed)} cases failed and wait for the next tick; the log says why.")


def _move(engine: Engine, text: str) -> None:
    if not engine.demo:
        raise Refused("The clock moves in a demonstration only.", rule="demo-only")
    try:
        to = datetime.fromisoformat(text)
    except ValueError:
        to = None
    if to is None or to.tzinfo is None:
        refuse(f"{text!r} is no instant with a zone; write one such as 2013-02-14T09:00:00+01:00.", MISUSED)
    if to < engine.now():
        raise Invalid({"at": message("The clock moves forward only. It reads {now}.", now=engine.now())})
    move_clock(engine, to)


@click.command()
@click.option("--once", is_flag=True, help="One round, and say what it did.")
@spoken
def worker(once: bool) -> None:
    """Fire clocks, put the log in order, tell people and send letters, until told to stop.

    Any number may run at once. On PostgreSQL a worker is woken by whatever leaves something to do; besides it looks
    when a clock is due, and every few seconds.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("nemcon").setLevel(logging.INFO)
    stop = told_to_stop()
    with opened() as (told, engine):
        rounds = Rounds(engine, told)
        if once:
            click.echo(in_words(rounds()) or "Nothing was to be done.")
            return
        click.echo("The worker runs.")
        with woken(told, rounds):
            rounds.run_until(stop)
    click.echo("The worker has stopped.")


@contextmanager
def woken(told: Settings, rounds: Rounds) -> Iterator[None]:
    """Rounds come at once when a command leaves something to do; the embedded database wakes nobody."""
    if embedded(told):
        yield
        return
    waker = Waker(told.database_url, rounds)
    waker.start()
    try:
        yield
    finally:
        waker.stop()
