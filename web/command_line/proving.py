"""Commands that prove the history: the sealer beside the house, the witness of another agency, the export, the verifier."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TextIO
from uuid import UUID

import click
from sqlalchemy.exc import DBAPIError

from config.bootstrap import TRUST_FILE, sealer_settings, trust
from engine.clock import SystemClock
from engine.commands import history, session
from engine.database import DatabaseUnavailable, open_database
from engine.errors import EngineError, Refused
from engine.history import sealer as sealing
from engine.history import verify as verifier
from engine.history import witness as witnessing
from engine.history.export import export_history
from engine.history.folder import read_key
from engine.history.keys import PublicKey, Unreadable
from engine.history.sealer import Sealer
from engine.history.trust import Trust
from engine.history.witness import Witness
from engine.messages import Message
from engine.runtime import Engine
from engine.sequence import sequence_all
from web.command_line.house import opened, refuse, spoken
from web.command_line.stopping import told_to_stop
from web.witness_line import WitnessLine

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
PAUSE = 1.0
TRIES = 90


@click.group()
def sealer() -> None:
    """Sign the history: a process of its own, with a key that the house never sees.

    It needs NEMCON_SEALER_DIR and NEMCON_DATABASE_URL, where it works as a user who reads hashes and adds signatures.
    """


@sealer.command("begin")
@click.option("--origin", required=True, help="The name of the log, as the house was founded with.")
@spoken
def begin_sealer(origin: str) -> None:
    """Make the folder and the key, and say its public part, which everybody may have."""
    folder = sealer_settings().folder
    with unreadable_refused():
        key = sealing.begin(folder, origin)
        (folder / TRUST_FILE).write_text(str(Trust((key,))), encoding="utf-8")
    click.echo(str(key))


@sealer.command("trust")
@spoken
def show_trust() -> None:
    """Print the file that tells a house and its auditors whom to believe; add the keys of witnesses to it."""
    with unreadable_refused():
        click.echo(str(Trust(sealing.public_keys(sealer_settings().folder))), nl=False)


@sealer.command("renew")
@click.option("--origin", help="The name of the log in its new epoch, after a loss; else the name stays.")
@spoken
def renew_key(origin: str | None) -> None:
    """Make the next key, and print the statement that it follows the old one; until retire both sign.

    Give the statement to the house: nemcon announce-key. Then retire the old key.
    """
    with unreadable_refused():
        click.echo(str(sealing.renew(sealer_settings().folder, origin)), nl=False)


@sealer.command("retire")
@spoken
def retire_key() -> None:
    """Let the old key sign no more, once the new one is announced."""
    folder = sealer_settings().folder
    with unreadable_refused():
        before = sealing.public_keys(folder)
        key = sealing.retire(folder)
        # What the old one has signed in its time stays believed.
        both = (key, *(each for each in before if each != key))
        (folder / TRUST_FILE).write_text(str(Trust(both)), encoding="utf-8")
    click.echo(str(key))
    click.echo(
        f"The old key signs no more. Who holds it believes the new one once {folder / sealing.STATEMENT} is on record: "
        "nemcon announce-key",
        err=True,
    )


@sealer.command("run")
@click.option("--once", is_flag=True, help="Sign what there is, and end.")
@click.option("--beside", is_flag=True, hidden=True, help="End when the input ends, with whoever holds it.")
@spoken
def run_sealer(once: bool, beside: bool) -> None:
    """Sign every minute, every 256 events, and at once when a case comes to a result; until told to stop.

    It signs nothing that does not go on from what it has signed before, and says so.
    """
    told = sealer_settings()
    if not told.database_url:
        refuse("NEMCON_DATABASE_URL is required: the database whose history is signed.")
    read_key(told.folder / sealing.KEY)
    with unreadable_refused(), closing(open_database(told.database_url, as_sealer=True)) as database:
        keeper = Sealer(told.folder, database)
        if once:
            _say_signed(keeper.seal(SystemClock().now()))
            return
        stop = told_to_stop()
        if beside:
            Thread(target=_end_with_input, args=(stop,), daemon=True).start()
        click.echo("The sealer runs.")
        _run(keeper, stop)
    click.echo("The sealer has stopped.")


def _run(keeper: Sealer, stop: Event) -> None:
    said = ""
    while not stop.wait(PAUSE):
        try:
            _say_signed(keeper.seal_if_due(SystemClock().now()), quiet=True)
            said = ""
        except (EngineError, DatabaseUnavailable, DBAPIError) as error:
            words = _words(error)
            if words != said:  # once, and not each second
                click.echo(words, err=True)
            said = words


def _words(error: Exception) -> str:
    if isinstance(error, DBAPIError):
        return f"The database does not take what is signed: {error.orig}"
    return str(error.says) if isinstance(error, EngineError) else str(error)


def _end_with_input(stop: Event) -> None:
    sys.stdin.read()
    stop.set()


def _say_signed(told: object, *, quiet: bool = False) -> None:
    if told is not None:
        click.echo(f"Signed: {str(told).splitlines()[1]} entries.")
    elif not quiet:
        click.echo("Everything is signed already.")


@click.group()
def witness() -> None:
    """Watch the history of another house, and put one's own name under it as long as it only grows."""


@witness.command("begin")
@click.argument("folder", type=FOLDER)
@click.option("--name", required=True, help="What the witness is called, such as agency.example.org/witness.")
@click.option(
    "--log-key", required=True, help="The public key of the log, received from the house by a way you trust."
)
@spoken
def begin_witness(folder: Path, name: str, log_key: str) -> None:
    """Make the folder and the key, and say its public part, which the house and its auditors need."""
    with unreadable_refused():
        click.echo(str(witnessing.begin(folder, name, PublicKey.read(log_key))))


@witness.command("run")
@click.argument("folder", type=FOLDER)
@click.option("--url", required=True, help="The address of the house, such as https://desk.example.org.")
@click.option("--every", default=60, show_default=True, type=click.IntRange(1), help="Seconds.")
@click.option("--once", is_flag=True, help="Look once, and end with 1 where the name is refused.")
@spoken
def run_witness(folder: Path, url: str, every: int, once: bool) -> None:
    """Fetch the newest checkpoint, check that it goes on from the last, put the name under it, and send that back."""
    if not url.startswith(("http://", "https://")):
        raise Refused("The address of a house begins with https:// or http://.")
    read_key(folder / witnessing.KEY)
    with unreadable_refused():
        line = WitnessLine(Witness(folder), url.rstrip("/"))
        if once:
            click.echo(line.look(_seconds()))
            return
        stop = told_to_stop()
        click.echo("The witness watches.")
        while not stop.is_set():
            try:
                click.echo(line.look(_seconds()))
            except Refused as error:
                click.echo(str(error.says), err=True)
            stop.wait(every)


def _seconds() -> int:
    return int(SystemClock().now().timestamp())


@click.command("announce-key")
@click.argument("file", type=click.File())
@spoken
def announce_key_command(file: TextIO) -> None:
    """Put it on record that the log has a new key: FILE is the statement of nemcon sealer renew, - the input."""
    with opened() as (told, engine), unreadable_refused():
        new = history.announce_key(engine, file.read(), trust(told)).result
    click.echo(f"The new key is on record: {new}")


@click.command("open-epoch")
@click.argument("checkpoint", type=click.File())
@click.option("--first", required=True, metavar="EMAIL", help="An administrator or auditor.")
@click.option("--second", required=True, metavar="EMAIL", help="Another one.")
@spoken
def open_epoch_command(checkpoint: TextIO, first: str, second: str) -> None:
    """After a restore that lost signed history: go on under a new name, and put the loss on record.

    CHECKPOINT is the last one that anybody has kept; of the sealer's own list, the file checkpoints in its folder, the end is
    taken. Both persons give their passwords.
    """
    written = checkpoint.read()
    if first.casefold() == second.casefold():
        raise Refused("Two persons open an epoch, not one twice.")
    with opened() as (told, engine), unreadable_refused():
        people = [_person(engine, each) for each in (first, second)]
        origin = history.open_epoch(engine, written, trust(told), first=people[0], second=people[1]).result
    click.echo(
        f"The log goes on as {origin}. On the sealer's machine: nemcon sealer renew --origin {origin}\n"
        "Give the house what that prints: nemcon announce-key FILE. Then, there again: nemcon sealer retire"
    )


def _person(engine: Engine, email: str) -> UUID:
    """Who this is, shown by the password."""
    told = session.sign_in(
        engine, email, click.prompt(f"Password of {email}", hide_input=True), address="console"
    )
    session.end(engine, told.session, by=told.person)
    return told.person


@click.command("export-history")
@click.argument("file", type=FILE)
@spoken
def export_command(file: Path) -> None:
    """Write the whole history into FILE, a .zip that anybody with the log's public key can verify without this house.

    It holds every disclosed value: give it to auditors only.
    """
    if file.exists():
        raise Refused(
            "There is something at {place} already; a history is not written over it.", place=str(file)
        )
    if not file.absolute().parent.is_dir():
        raise Refused("There is no folder {place}.", place=str(file.absolute().parent))
    with opened() as (_, engine):
        _wait_until_signed(engine)
        with engine.reading() as (connection, register):
            origin = str(register.settings.get("log_origin", ""))
            sealed = export_history(connection, file, origin, _say)
    click.echo(
        f"{file}: signed up to entry {sealed.checkpoint.size}. Verify it with: nemcon verify {file} --log-key …"
    )


def _wait_until_signed(engine: Engine) -> None:
    """What has just happened is signed within a minute; a history without a tail is worth waiting for."""
    for attempt in range(TRIES):
        sequence_all(engine.database)
        with engine.reading() as (connection, register):
            if sealing.is_signed(connection, str(register.settings.get("log_origin", ""))):
                return
        if attempt == 0:
            click.echo("Waiting for the sealer to sign what has just happened.")
        time.sleep(PAUSE)
    click.echo(
        "The sealer has not signed the newest entries: the verifier will call them an unsigned tail.",
        err=True,
    )


def _say(words: Message) -> None:
    click.echo(words.english())


@click.command(
    "verify",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify_command(arguments: tuple[str, ...]) -> None:
    """Verify a history or an evidence package; the same as the file verify.py, which needs none of this program."""
    raise SystemExit(verifier.main(arguments or ["--help"], "nemcon verify"))


@contextmanager
def unreadable_refused() -> Iterator[None]:
    """A key or a file that cannot be read ends with its sentence."""
    try:
        yield
    except FileNotFoundError as error:
        refuse(f"There is no {error.filename}.")
    except (Unreadable, OSError) as error:
        refuse(f"{error}")
