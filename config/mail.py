"""The mail server of a house, if it has one."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.environment import Environment, is_loopback


@dataclass(frozen=True)
class Mail:
    """Where mail is handed over, and in whose name."""

    host: str
    port: int
    sender: str
    starttls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_mail(environment: Environment) -> Mail | None:
    """The mail server that the environment names; without a host there is none, and nothing may be said about it."""
    mail = Mail(
        host=environment.text("NEMCON_SMTP_HOST"),
        port=environment.number("NEMCON_SMTP_PORT", 587, 1, 65535),
        sender=environment.text("NEMCON_SMTP_FROM"),
        starttls=environment.yes("NEMCON_SMTP_STARTTLS", default=True),
        user=environment.text("NEMCON_SMTP_USER") or None,
        password=environment.text("NEMCON_SMTP_PASSWORD") or None,
    )
    if mail.host:
        _check(environment, mail)
        return mail
    for name in sorted(environment.values):
        if name.startswith("NEMCON_SMTP_") and environment.text(name):
            environment.refuse(f"{name} says how to send mail, but NEMCON_SMTP_HOST does not say where to.")
    return None


def _check(environment: Environment, mail: Mail) -> None:
    if "@" not in mail.sender:
        environment.refuse(f"NEMCON_SMTP_FROM must be the sender's e-mail address, not {mail.sender!r}.")
    if (mail.user is None) != (mail.password is None):
        environment.refuse(
            "NEMCON_SMTP_USER and NEMCON_SMTP_PASSWORD belong together; one of them is missing."
        )
    if mail.password and not mail.starttls and not is_loopback(mail.host):
        environment.refuse("NEMCON_SMTP_PASSWORD would travel in clear text; say NEMCON_SMTP_STARTTLS=yes.")
