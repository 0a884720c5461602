"""Commands that keep a house: a backup that was checked before it is called one, and its restoration."""

from __future__ import annotations

from contextlib import ExitStack, closing, suppress
from pathlib import Path

import click

from config.bootstrap import Settings, migrate, newest_revision, trust
from engine.backup import back_up
from engine.clock import SystemClock
from engine.commands.clearing import clear
from engine.commands.history import put_restore_on_record
from engine.database import DatabaseUnavailable, open_database
from engine.doctor.examination import examine
from engine.doctor.finding import BROKEN, HOLDS
from engine.history.trust import Trust
from engine.manifest import read_manifest
from engine.messages import Message
from engine.restore import check_fits, refuse_where_somebody_lives
from engine.restore import restore as restore_house
from engine.runtime import Engine
from engine.sequence import sequence_all
from web.command_line.doctor import lines, summary
from web.command_line.house import opened, refuse, settings, spoken
from web.command_line.missing import last_signed, say_what_is_missing
from web.command_line.proving import unreadable_refused
from web.serving import embedded

FOLDER = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("folder", type=FOLDER)
@spoken
def backup(folder: Path) -> None:
    """Copy the house as it is at this moment into a new FOLDER: tables, documents, a manifest.

    People may work on meanwhile. The backup is restored into a scratch place and checked; only then it gets its name.
    """
    folder = folder.absolute()
    with opened() as (_, engine):
        done = back_up(engine, folder, now=SystemClock().now(), say=_say)
    click.echo(f"The backup at {folder} is good: {done.size} events, {done.files} files.")


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--checkpoint",
    type=FILE,
    help="The newest checkpoint that anybody has kept; else the sealer's list in NEMCON_SEALER_DIR is read.",
)
@spoken
def restore(folder: Path, checkpoint: Path | None) -> None:
    """Restore the backup in FOLDER into the empty house that the settings name; its tables are made if need be.

    Then the doctor looks at it, and it is said whether signed entries are missing, and what to do. Code 1 where it is back
    and a promise about its record is broken. On PostgreSQL the role that owns the tables does this.
    """
    folder, told = folder.absolute(), settings()
    manifest = read_manifest(folder)
    check_fits(manifest, "sqlite" if embedded(told) else "postgresql", newest_revision())
    last = last_signed(told, checkpoint)
    with unreadable_refused():
        believed = trust(told)
    _refuse_a_house_that_is_lived_in(told)
    migrate(told)
    with opened(as_owner=True) as (_, engine):
        click.echo("The backup is checked and poured into the house.")
        done = restore_house(engine.database, engine.files, folder, revision=newest_revision())
        click.echo(f"The house of {done.made_at} is back: {done.size} events, {done.files} files.")
        put_restore_on_record(engine, done)
        sequence_all(engine.database)
        whole = _is_whole(engine, believed)
        say_what_is_missing(engine, last)
    if not whole:
        refuse("The house is back, and not whole.")


def _is_whole(engine: Engine, believed: Trust) -> bool:
    """What was broken when the backup was made is back as well: it is told, and does not keep the house away."""
    findings = list(examine(engine, say=_say, trust=believed))
    for each in findings:
        if each.verdict != HOLDS:
            click.echo("\n".join(lines(each)))
    click.echo(summary(findings))
    return all(each.verdict != BROKEN for each in findings)


@click.command("sweep-erased")
@spoken
def sweep_erased() -> None:
    """Write the tables of words anew, so that no byte of what was erased is left in the room they had taken.

    The embedded database does it at each erasure. On PostgreSQL the role that owns the tables does it, in a quiet hour:
    each table is closed while it is written. Backups made before an erasure keep its words: delete them.
    """
    with opened() as (_, engine):
        done = clear(engine)
    click.echo(f"Swept after {done} erasures." if done else "There is nothing to sweep.")


def _refuse_a_house_that_is_lived_in(told: Settings) -> None:
    """Before its tables are touched. Where there is no database yet, nobody lives."""
    with suppress(DatabaseUnavailable), ExitStack() as open_things:
        database = open_things.enter_context(closing(open_database(told.database_url)))
        refuse_where_somebody_lives(open_things.enter_context(database.read()))


def _say(words: Message) -> None:
    click.echo(words.english())
