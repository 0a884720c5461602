"""A letter as an e-mail: text and HTML, headers that take no line breaks, a Message-ID that is the same at every try."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import parseaddr
from typing import Protocol
from uuid import UUID

from notifications.letter import one_line


class MailSettings(Protocol):
    """Where mail is handed over, and in whose name."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def sender(self) -> str: ...
    @property
    def starttls(self) -> bool: ...
    @property
    def user(self) -> str | None: ...
    @property
    def password(self) -> str | None: ...


class Unmailable(ValueError):
    """An address that no mail can be written to."""


class AsWritten(UnstructuredHeader, BaseHeader):
    """A header of ours that programs read: the library would wrap a long address into encoded words, which none undoes."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _registry() -> HeaderRegistry:
    found = HeaderRegistry()
    for name in ("list-id", "list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references"):
        found.map_to_type(name, AsWritten)
    return found


def message_id(mail: UUID, sender: str) -> str:
    """The same for the same letter, however often it is tried: a receiver that has it already can tell."""
    return f"<{mail.hex}@{_domain(sender)}>"


def compose(
    *,
    mail: UUID,
    case: UUID | None,
    sender: str,
    house: str,
    name: str,
    address: str,
    subject: str,
    body: str,
    at: datetime,
    html: str = "",
    dates: bytes = b"",
    unsubscribe: str = "",
) -> EmailMessage:
    """The e-mail of a letter: `dates` as a calendar beside it, `unsubscribe` as the address that ends letters of its kind.

    Unmailable when the address is none.
    """
    spoken = SMTPUTF8 if not address.isascii() else SMTP
    message = EmailMessage(policy=spoken.clone(header_factory=_registry()))
    _refuse_encoded(address)
    message["From"] = _address(house, parseaddr(sender)[1])
    message["To"] = _address(name, address)
    message["Subject"] = _words(subject)
    message["Date"] = at
    message["Message-ID"] = message_id(mail, sender)
    _thread(message, case, _domain(sender))
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        if unsubscribe.startswith(
            "https:"
        ):  # one click is worth something only where nobody reads along (RFC 8058)
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(message, body, html, dates)
    if message_from_bytes(message.as_bytes()).keys() != message.keys():
        raise Unmailable("something that was typed would have become a header")
    return message


def _thread(message: EmailMessage, case: UUID | None, domain: str) -> None:
    """One list for the house, one thread for each case."""
    message["List-Id"] = f"<letters.{domain}>"
    if case is not None:
        for name in ("In-Reply-To", "References"):
            message[name] = f"<case.{case.hex}@{domain}>"


def _fill(message: EmailMessage, body: str, html: str, dates: bytes) -> None:
    """The same words as text and as HTML, and dates as a file. Quoted, so that no server has a reason to touch it."""
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    if dates:
        message.add_attachment(
            dates.decode(),
            subtype="calendar",
            charset="utf-8",
            cte="quoted-printable",
            filename="deadlines.ics",
        )
        [*message.iter_attachments()][-1].set_param("method", "PUBLISH")


def _words(typed: str) -> str:
    """Words fit for a header. What looks like an encoded word is torn apart: the library would decode it, line breaks
    and all."""
    return one_line(typed).replace("=?", "= ?")


def _refuse_encoded(address: str) -> None:
    if "=?" in address:
        raise Unmailable(f"{address!r} is no address")


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=_words(name), addr_spec=address)
    except (ValueError, IndexError, MessageError) as error:
        raise Unmailable(f"{address!r} is no address") from error


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
