"""Where a webhook may lead: an address that says nothing in two ways, at a host and port that the operator has allowed.

Here only the words of an address are judged. Where its name leads is judged when a line is opened, each time.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.errors import Invalid
from engine.messages import Message, message

LONGEST = 500
PORTS = {"https": 443, "http": 80}
# Printable ASCII without what browsers, servers and libraries read differently.
PLAIN = re.compile(r"[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]+")
NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
# A name whose last part is a number is an address to many resolvers: 127.1, 2130706433, 0x7f.0.0.1.
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Place:
    """A host and port that the operator allows. `private`: also where its name leads into the house's own network."""

    host: str
    port: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook leads, taken apart."""

    place: Place
    https: bool
    path: str


@dataclass(frozen=True)
class Targets:
    """The places that are allowed; none: there are no webhooks. In a demonstration loopback needs no encryption."""

    places: tuple[Place, ...] = ()
    demo: bool = False

    def read(self, typed: str) -> Target:
        """The target that an address names; Invalid with a sentence where it is not allowed."""
        if not self.places:
            raise _refused(message("This house allows no webhooks: NEMCON_WEBHOOK_HOSTS names no host."))
        scheme, host, port, path = _taken_apart(typed)
        allowed = next((each for each in self.places if (each.host, each.port) == (host, port)), None)
        if allowed is None:
            words = message(
                "{host}, port {port}, is not among the hosts that the operator allows.", host=host, port=port
            )
            raise _refused(words)
        if scheme != "https" and not (self.demo and allowed.private and is_loopback(host)):
            raise _refused(message("The address must begin with https://."))
        return Target(allowed, scheme == "https", path)


def _taken_apart(typed: str) -> tuple[str, str, int, str]:
    if len(typed) > LONGEST or not PLAIN.fullmatch(typed):
        raise _refused(
            message("Write an address of at most {most} plain letters, digits and signs.", most=LONGEST)
        )
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        raise _refused(message("This is no address.")) from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise _refused(message("The address must begin with https://."))
    if "@" in parts.netloc:
        raise _refused(message("An address with a name or a password in it is not taken."))
    if "#" in typed:
        raise _refused(message("An address ends before the sign #."))
    crooked = parts.netloc.startswith("[") != (":" in parts.hostname)
    if port == 0 or parts.netloc.endswith(":") or crooked or not is_host(parts.hostname):
        raise _refused(message("{host} is not the name of a host.", host=parts.netloc))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme], path


def is_host(host: str) -> bool:
    """Whether it is a name, or a number written in its one plain way."""
    try:
        return str(ipaddress.ip_address(host)) == host and "%" not in host
    except ValueError:
        return bool(NAME.fullmatch(host)) and not NUMBER.fullmatch(host.rpartition(".")[2])


def is_loopback(host: str) -> bool:
    """Whether only this machine is meant."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(says: Message) -> Invalid:
    return Invalid({"target": says}, rule="webhook-target")


# Where a name leads

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def may_lead_to(address: str, *, private: bool) -> bool:
    """Whether a line may be opened there: a public address, or a private one where the operator allowed that. Never the
    addresses that a network gives itself, from which machines in a cloud read their secrets."""
    try:
        meant = _meant(ipaddress.ip_address(address))
    except ValueError:
        return False
    if meant is None or meant.is_multicast or meant.is_link_local or meant.is_unspecified:
        return False
    return meant.is_global or (
        private and (meant.is_loopback or (meant.is_private and not meant.is_reserved))
    )


def _meant(address: Address) -> Address | None:
    """The address behind the ways in which IPv6 wraps one of IPv4; nothing where that cannot be said."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.scope_id or address.teredo is not None:
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


Resolve = Callable[[str, int], list[str]]
"""The addresses that a name has; OSError where it has none."""
