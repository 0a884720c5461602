"""A line to a program: hands over one signed announcement and says how far it came.

A name is looked up once, every address it has is judged, and the line goes to a judged address: a name that leads
elsewhere a moment later changes nothing. Redirects are not followed, and of an answer only its first line is read.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer

from engine.target import Resolve, Target, may_lead_to
from notifications.letter import one_line
from notifications.smtp_line import Away, Fate

SECONDS = 10.0
MOST_ADDRESSES = 3
LONGEST_WORDS = 120
GONE = 410


class Forbidden(Exception):
    """The name leads where no announcement may go."""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the machine's resolver knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def hand_over(
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    resolve: Resolve = look_up,
) -> tuple[Fate, str]:
    """Post a body; what became of it. `Away` where no line could be opened: then nothing has left the house."""
    line = _open(target, _judged(target, resolve), seconds)
    # A program that answers one letter a second must not hold a line for ever.
    limit = Timer(seconds, _cut, [line.sock])
    limit.start()
    try:
        return _post(line, target, body, headers)
    finally:
        limit.cancel()
        line.close()


def _judged(target: Target, resolve: Resolve) -> list[str]:
    place = target.place
    try:
        found = resolve(place.host, place.port)
    except (OSError, UnicodeError) as error:
        raise Away(_words(error)) from error
    if not found or not all(may_lead_to(each, private=place.private) for each in found):
        raise Forbidden("the name of the host does not lead to public addresses alone")
    return found[:MOST_ADDRESSES]


def _open(target: Target, addresses: list[str], seconds: float) -> HTTPConnection:
    failed: Exception = OSError("no address")
    for address in addresses:
        try:
            return _line(target, address, seconds / len(addresses))
        except OSError as error:
            failed = error
    raise Away(_words(failed)) from failed


def _line(target: Target, address: str, seconds: float) -> HTTPConnection:
    place = target.place
    plain = socket.create_connection((address, place.port), timeout=seconds)
    if not target.https:
        line = HTTPConnection(place.host, place.port)
        line.sock = plain
    else:
        context = ssl.create_default_context()
        line = HTTPSConnection(place.host, place.port, context=context)
        try:
            line.sock = context.wrap_socket(plain, server_hostname=place.host)
        except OSError:
            plain.close()
            raise
    line.auto_open = 0  # a line that breaks is not opened again behind our back, to wherever
    return line


def _post(line: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[Fate, str]:
    try:
        line.request("POST", target.path, body, dict(headers))
    except (OSError, HTTPException) as error:
        return Fate.LATER, _words(error)
    try:
        answer = line.getresponse()
    except (OSError, HTTPException, ValueError) as error:
        return Fate.UNKNOWN, _words(error)
    return _fate(answer.status), one_line(f"{answer.status} {answer.reason}")[:LONGEST_WORDS]


def _fate(status: int) -> Fate:
    """What an answer means: a redirect leads nowhere, a program that is gone is gone, all else may pass."""
    if status // 100 == 2:
        return Fate.TAKEN
    return Fate.REFUSED if status // 100 == 3 or status == GONE else Fate.LATER


def _cut(line: socket.socket | None) -> None:
    if line is not None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:LONGEST_WORDS]
