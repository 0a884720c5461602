"""After a restore: which signed entries are missing, against the newest checkpoint that anybody can show, and what to do then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from config.bootstrap import Settings, trust
from engine.commands.history import ORIGIN
from engine.history.keys import Unreadable
from engine.history.loss import Held, hold_against
from engine.history.note import Checkpoint
from engine.history.sealer import SIGNED
from engine.history.signed_list import last_in_list, last_note
from engine.runtime import Engine
from web.command_line.house import refuse

UNKNOWN = (
    "Whether signed entries are missing is not known: {why}\n"
    "Ask for the newest checkpoint where one is kept: the sealer, a witness, an evidence package. Where it is newer than this\n"
    "house, nemcon open-epoch tells how many entries are lost; where nothing is, it refuses."
)


@dataclass(frozen=True)
class LastSigned:
    """The newest checkpoint that can be shown and where it lies, or why there is none."""

    path: Path | None = None
    told: Checkpoint | None = None
    why: str = ""


def last_signed(settings: Settings, given: Path | None) -> LastSigned:
    """Read before anything is restored: a file that somebody names and that holds no checkpoint is a mistake to be told."""
    if given is not None:
        found = _read(settings, given)
        return found if found.told else refuse(f"{given}: {found.why}")
    if settings.sealer_dir is None:
        return LastSigned(why="no checkpoint was given, and NEMCON_SEALER_DIR is not set.")
    return _read(settings, settings.sealer_dir / SIGNED)


def _read(settings: Settings, path: Path) -> LastSigned:
    try:
        note = last_in_list(path) or last_note(path.read_text(encoding="utf-8"))
        told, keys = Checkpoint.read(note.text), trust(settings).log_keys
    except (Unreadable, OSError, ValueError) as error:
        return LastSigned(why=f"{error}.")
    if not keys:
        return LastSigned(why="this house believes no key of the log; NEMCON_TRUST names the file with them.")
    if not any(note.is_signed_by(key) for key in keys):
        return LastSigned(why="the checkpoint is not signed by a key that this house believes.")
    return LastSigned(path, told)


def say_what_is_missing(engine: Engine, last: LastSigned) -> None:
    """In words, with what to do next."""
    if last.told is None:
        click.echo(UNKNOWN.format(why=last.why))
        return
    with engine.reading() as (connection, register):
        origin = register.settings.get(ORIGIN)
        held = hold_against(connection, last.told) if last.told.origin == origin else None
    if held is None:
        click.echo(UNKNOWN.format(why=f"the checkpoint is of {last.told.origin}, and this log is {origin}."))
    elif held.lost:
        click.echo(_lost(held, last.path))
    else:
        click.echo(f"No signed entry is missing: all {held.told.size} that were signed last are here.")


def _lost(held: Held, path: Path | None) -> str:
    return (
        f"{held.lost} signed entries are missing: {held.told.size} were signed, and {held.kept} of them are here.\n"
        "Nothing more is signed until two persons, administrators or auditors, put that on record and open a new epoch:\n"
        f"    nemcon open-epoch {path} --first EMAIL --second EMAIL"
    )
