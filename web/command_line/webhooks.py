"""Commands about webhooks: programs that are told what a person may see."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import click

from config.bootstrap import Settings, webhook_targets
from engine.commands import webhook as commands
from engine.commands.webhook import Salted
from engine.errors import Unknown
from engine.queries.webhooks import webhooks_that_stand
from engine.webhook import KINDS, Webhook, secret_of
from web.command_line.house import opened, person_of, spoken


@click.group()
def webhook() -> None:
    """Programs that are told at once what a person may see, signed."""


@webhook.command("create")
@click.option("--person", "email", required=True, metavar="EMAIL", help="Whose rights decide what is told.")
@click.option("--target", required=True, metavar="URL", help="At a host of NEMCON_WEBHOOK_HOSTS.")
@click.option("--label", default="Program", show_default=True, help="What the program is for.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Such as case.moved; several are possible; without it, all.",
)
@spoken
def create_webhook(email: str, target: str, label: str, kinds: tuple[str, ...]) -> None:
    """Make a webhook. Its secret is printed this once and kept nowhere."""
    with opened() as (told, engine):
        made = commands.make_webhook(
            engine,
            person_of(engine, email),
            label,
            target,
            kinds or KINDS,
            targets=webhook_targets(told),
            by=None,
        )
        click.echo(f"{made.webhook}  {_secret(told, made)}")


def _secret(told: Settings, made: Salted) -> str:
    return secret_of(told.secret_key, made.webhook, made.salt)


@webhook.command("list")
@spoken
def list_webhooks() -> None:
    """Every webhook that stands: id, person, what for, where to, whether it announces."""
    with opened() as (_, engine), engine.reading() as (connection, register):
        for each in webhooks_that_stand(connection):
            owner = register.people[each.person_id].email
            click.echo(f"{each.id}  {owner}  {each.label}  {each.target}  {_state(each)}")


def _state(each: Webhook) -> str:
    if each.agreed_at is None:
        return "waits for its owner's leave"
    return "paused" if each.paused_at is not None else "announces"


@webhook.command("secret")
@click.argument("identity", metavar="ID")
@spoken
def renew_secret(identity: str) -> None:
    """Make another secret, printed this once; for a day the former one signs as well."""
    with opened() as (told, engine):
        click.echo(_secret(told, commands.renew_secret(engine, _id(identity), by=None)))


@webhook.command("pause")
@click.argument("identity", metavar="ID")
@spoken
def pause_webhook(identity: str) -> None:
    """Announce nothing until it is taken up again; what was queued waits."""
    _do(commands.pause, identity, "The webhook is paused.")


@webhook.command("resume")
@click.argument("identity", metavar="ID")
@spoken
def resume_webhook(identity: str) -> None:
    """Take a paused webhook up again."""
    _do(commands.resume, identity, "The webhook announces again.")


@webhook.command("end")
@click.argument("identity", metavar="ID")
@spoken
def end_webhook(identity: str) -> None:
    """End a webhook by its id."""
    _do(commands.end_webhook, identity, "The webhook has ended.")


def _do(act: Callable[..., None], identity: str, done: str) -> None:
    found = _id(identity)
    with opened() as (_, engine):
        act(engine, found, by=None)
    click.echo(done)


def _id(identity: str) -> UUID:
    try:
        return UUID(identity)
    except ValueError:
        raise Unknown("There is no such webhook.") from None
