"""The hosts to which a house may announce what happens, as its operator names them."""

from __future__ import annotations

import re
from typing import NamedTuple

from config.environment import Environment

# host, host:port, [address]:port; behind it perhaps the mark that it lies within the house's own network.
_PLACE = re.compile(
    r"(?P<host>\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?(?P<private>=private)?", re.ASCII
)


class Place(NamedTuple):
    """One host and port. `private`: the operator wants it although its name leads to no public address."""

    host: str
    port: int
    private: bool


def read_webhook_hosts(environment: Environment) -> tuple[Place, ...]:
    """The hosts that the environment names, commas between them; none: no webhooks."""
    words = [part.strip().lower() for part in environment.text("NEMCON_WEBHOOK_HOSTS").split(",")]
    found = [_place(environment, each) for each in words if each]
    return tuple(each for each in found if each is not None)


def _place(environment: Environment, text: str) -> Place | None:
    match = _PLACE.fullmatch(text)
    port = int(match["port"] or 443) if match else 0
    if match is None or not 0 < port < 65536:
        environment.refuse(
            "NEMCON_WEBHOOK_HOSTS names hosts such as hooks.example.org, hooks.example.org:8443 or "
            f"build.example.org:8443=private, commas between them, not {text!r}."
        )
        return None
    return Place(match["host"].strip("[]"), port, match["private"] is not None)
