"""Commands at the beginning and around definitions: found a house, check what it runs on, draw a case type."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import url_for
from sqlalchemy import Connection, select

from config.bootstrap import migrate, registry
from engine.case import cases
from engine.commands.founding import Founding, found
from engine.definition import CaseDefinition
from engine.registry import Registry
from web.addresses import absolute
from web.case_page.way import drawing_words, edges
from web.command_line.house import opened, refuse, settings, spoken, writing
from web.drawing.state_diagram import Diagram, State, state_diagram

STYLE = (
    "<style>text{font:14px sans-serif;text-anchor:middle}rect{fill:#fff;stroke:#78828c}path{fill:none;stroke:#18212b}"
    "polygon{fill:#18212b}.box-current{stroke-width:2.5}</style>"
)


@click.command()
@click.option("--house", prompt="Name of the house", help="As pages and letters call it.")
@click.option("--prefix", prompt="Prefix of numbers, such as GIFT", help="Numbers begin with it.")
@click.option(
    "--origin",
    prompt="Name of the log, such as desk.example.org/log",
    help="Stands in every event, for ever.",
)
@click.option(
    "--zone", prompt="Zone of the house, such as Europe/Vienna", help="Deadlines are counted in it."
)
@click.option(
    "--countries",
    prompt="Countries whose holidays are days off, such as AT,CH",
    default="",
    help="ISO codes, commas between them.",
)
@click.option("--organization", prompt="Code of the administrator's organization", help="Such as SEC.")
@click.option("--organization-name", prompt="Its name", help="In full.")
@click.option("--email", prompt="Address of the first administrator", help="Who lets everybody else in.")
@click.option("--name", prompt="Name of the first administrator", help="In full.")
@spoken
def init(
    house: str,
    prefix: str,
    origin: str,
    zone: str,
    countries: str,
    organization: str,
    organization_name: str,
    email: str,
    name: str,
) -> None:
    """Begin a house: tables, names, calendar, first administrator. Prints that person's link, which works once."""
    told = settings()
    migrate(told)
    codes = [code.strip().upper() for code in countries.split(",") if code.strip()]
    founding = Founding(house, prefix, origin, zone, codes, (organization, organization_name), (email, name))
    with opened() as (_, engine):
        secret = found(engine, founding)
        with writing(told, engine):
            link = absolute(url_for("password.accept", secret=secret))
    click.echo(f"{house} has begun. {name} chooses a password here, once, within seven days:\n  {link}")


@click.command("check-definitions")
@spoken
def check_definitions() -> None:
    """Check every case type against itself, the others, and what the database runs on.

    Without settings that name a database only the first two are checked, and it says so.
    """
    known = registry()
    versions = list(known.versions)
    click.echo(
        f"{len(versions)} case types fit together: {', '.join(f'{d.code} {d.version}' for d in versions)}"
    )
    if not any(name.startswith("NEMCON_") for name in os.environ):
        click.echo("Against a database: not run, for no setting names one.")
        return
    with opened() as (_, engine), engine.reading() as (connection, _):
        lost = list(_lost(connection, known))
    if lost:
        refuse("\n".join(lost))
    click.echo("Every case runs under a definition and in a state that is here.")


def _lost(connection: Connection, known: Registry) -> list[str]:
    query = select(cases.c.definition, cases.c.version, cases.c.state).distinct()
    found = []
    for key, version, state in sorted(map(tuple, connection.execute(query))):
        definition = known.find(key, version)
        if definition is None:
            found.append(f"Cases run under {key}, version {version}, which is not here.")
        elif state not in definition.state_by_key:
            found.append(
                f"Cases of {key}, version {version}, are in the state {state}, which it does not have."
            )
    return found


@click.command()
@click.argument("key")
@click.option(
    "--as",
    "form",
    type=click.Choice(["svg", "list"]),
    default="svg",
    show_default=True,
    help="Drawn or told.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A file in place of the screen.",
)
@spoken
def diagram(key: str, form: str, output: Path | None) -> None:
    """Draw the states of a case type, named by its key or code."""
    known = registry()
    found = known.find(key) or next((d for d in known if d.code.lower() == key.lower()), None)
    if found is None:
        refuse(f"There is no case type {key}. There are: {', '.join(sorted(d.key for d in known))}.")
    text = _svg(_diagram(found)) if form == "svg" else "\n".join(_told(found))
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


def _diagram(definition: CaseDefinition) -> Diagram:
    states = [State(s.key, s.label) for s in definition.states]
    words = drawing_words(f"The states of {definition.title}.")
    return state_diagram(states, edges(definition), definition.initial.key, (), words=words)


def _svg(drawn: Diagram) -> str:
    """The drawing as a file of its own: it names its language and brings what the style sheet would."""
    svg = str(drawn.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    head, mark, rest = svg.partition(">")
    return head + mark + STYLE + rest


def _told(definition: CaseDefinition) -> list[str]:
    return [
        f"{state.label}: {t.label} -> {t.target.label}" + (" (by itself)" if t.automatic else "")
        for state in definition.states
        for t in definition.leaving(state.key)
    ]
