"""Commands about people and what they sign in with."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import click
from flask import url_for

from config.bootstrap import Settings
from engine.commands.importing import Imported, Line, import_lines
from engine.commands.password import invite, reset_link
from engine.commands.token import make_token, revoke_token
from engine.errors import Unknown
from engine.queries.session import tokens_of
from engine.runtime import Engine
from web.addresses import absolute
from web.command_line.house import opened, person_of, refuse, spoken, writing
from web.command_line.lines import COLUMNS, read_lines


@click.group()
def person() -> None:
    """People with an account."""


@person.command("list")
@spoken
def list_people() -> None:
    """Everybody: address, name, roles now."""
    with opened() as (_, engine), engine.reading() as (_, register):
        now = engine.now()
        for each in sorted(register.people.values(), key=lambda one: one.email):
            roles = [f"{s.role}@{register.name(s.organization)}" for s in register.standings(each.id, now)]
            closed = "" if each.active else "  (closed)"
            click.echo(f"{each.email}  {each.name}  {', '.join(roles) or 'no role'}{closed}")


@person.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--organization", default="", help="Code of an organization that is there already.")
@click.option("--role", default="", help="A role for that organization, from now on.")
@click.option("--capacity", default="", help="principal (unless said otherwise), alternate or nominee.")
@click.option("--zone", default="", help="The zone in which this person reads times.")
@click.option("--invite", "invites", is_flag=True, help="Invite the person at once.")
@spoken
def add_person(
    email: str, name: str, organization: str, role: str, capacity: str, zone: str, invites: bool
) -> None:
    """Add one person, perhaps with a role."""
    with opened() as (told, engine):
        with engine.reading() as (_, register):
            if email.strip().lower() in register.by_email:
                refuse("There is an account with this address already.")
        line = Line(1, organization, email=email, name=name, role=role, capacity=capacity, zone=zone)
        import_lines(engine, [line])
        click.echo(f"Added {name}.")
        if invites:
            _invite(told, engine, person_of(engine, email))


@person.command("invite")
@click.argument("email")
@spoken
def invite_person(email: str) -> None:
    """Invite somebody who never signed in: by mail where there is a mail server, else by a link to hand on."""
    with opened() as (told, engine):
        _invite(told, engine, person_of(engine, email))


@person.command("new-password")
@click.argument("email")
@spoken
def new_password(email: str) -> None:
    """Print a link with which somebody who forgot the password chooses a new one: where no mail is sent."""
    with opened() as (told, engine):
        who = person_of(engine, email)
        with writing(told, engine):
            secret, until = reset_link(engine, who)
            click.echo(f"Hand on this link; it works once, until {until:%Y-%m-%d %H:%M} UTC:")
            click.echo(f"  {absolute(url_for('password.renew', secret=secret))}")


def _invite(told: Settings, engine: Engine, who: UUID) -> None:
    with writing(told, engine) as letters:
        by_mail = told.mail is not None or told.demo
        secret = invite(engine, who, by=None, writes=letters.invitation if by_mail else None)
        if by_mail:
            click.echo("The invitation waits to be mailed.")
        else:
            click.echo("No mail server is named. Hand on this link; it works once, for seven days:")
            click.echo(f"  {absolute(url_for('password.accept', secret=secret))}")


@click.group()
def token() -> None:
    """Tokens with which programs act as somebody."""


@token.command("create")
@click.option("--person", "email", required=True, metavar="EMAIL", help="As whom the program acts.")
@click.option("--label", default="Program", show_default=True, help="What the token is for.")
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it works; without it, until it is revoked."
)
@spoken
def create_token(email: str, label: str, days: int | None) -> None:
    """Make a bearer token. It is printed this once and kept nowhere."""
    with opened() as (_, engine):
        expires = engine.now() + timedelta(days=days) if days else None
        click.echo(make_token(engine, person_of(engine, email), label, expires=expires))


@token.command("list")
@spoken
def list_tokens() -> None:
    """Every token: id, person, what for, whether it works."""
    with opened() as (_, engine), engine.reading() as (connection, register):
        for each in tokens_of(connection):
            owner = register.people[each.person].email
            click.echo(
                f"{each.id}  {owner}  {each.label}  {_state(each.expires_at, each.ended_at, engine.now())}"
            )


def _state(expires: datetime | None, ended: datetime | None, now: datetime) -> str:
    if ended is not None:
        return f"revoked {ended:%Y-%m-%d}"
    if expires is None:
        return "works"
    return f"works until {expires:%Y-%m-%d %H:%M} UTC" if now < expires else "has run out"


@token.command("revoke")
@click.argument("identity", metavar="ID")
@spoken
def revoke(identity: str) -> None:
    """Revoke a token by its id."""
    try:
        found = UUID(identity)
    except ValueError:
        raise Unknown("There is no such token.") from None
    with opened() as (_, engine):
        revoke_token(engine, found, by=None)
    click.echo("The token is revoked.")


@click.command("import", epilog="\b\nColumns, the first line names them, any may be left out:\n" + COLUMNS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--invite", "invites", is_flag=True, help="Invite everybody who is new.")
@spoken
def import_file(file: Path, invites: bool) -> None:
    """Import organizations, people and mandates from a CSV file: all of it, or nothing and every problem by its line."""
    lines = read_lines(file)
    with opened() as (told, engine):
        done = import_lines(engine, lines)
        click.echo(_told(done))
        if invites:
            for each in done.people:
                _invite(told, engine, each)


def _told(done: Imported) -> str:
    if not (done.organizations or done.people or done.mandates):
        return "Nothing new: everything was there already."
    return (
        f"{done.organizations} organizations, {len(done.people)} people and {done.mandates} mandates are new."
    )
