"""A line to the mail server: hands over one e-mail at a time and says exactly how far it came."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr
from enum import StrEnum
from types import TracebackType
from typing import Self

from notifications.mailing import MailSettings

SECONDS = 30
GO_ON = 354


class Fate(StrEnum):
    """What became of an e-mail: taken, refused for good, to be tried later, or nobody knows."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


class Away(Exception):
    """The mail server cannot be reached or takes nothing from us: no fault of any one letter."""


class SmtpLine:
    """An open session with the server. `Away` where there is none to be had."""

    def __init__(self, settings: MailSettings, *, seconds: float = SECONDS) -> None:
        self._settings = settings
        self._sender = parseaddr(settings.sender)[1]
        try:
            self._server = smtplib.SMTP(settings.host, settings.port, timeout=seconds)
        except (OSError, smtplib.SMTPException) as error:
            raise Away(_words(error)) from error
        try:
            self._sign_in()
        except (OSError, smtplib.SMTPException) as error:
            self._server.close()
            raise Away(_words(error)) from error

    def _sign_in(self) -> None:
        if self._settings.starttls:
            self._server.starttls(context=ssl.create_default_context())
        if self._settings.user is not None and self._settings.password is not None:
            self._server.login(self._settings.user, self._settings.password)
        self._server.ehlo_or_helo_if_needed()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._server.quit()
        self._server.close()

    def hand_over(self, message: EmailMessage, address: str) -> tuple[Fate, str]:
        """Hand over one e-mail to one address; what became of it, in the server's words."""
        if not address.isascii() and not self._server.has_extn("smtputf8"):
            return Fate.REFUSED, "the mail server takes no address with such letters"
        content = _stuffed(message.as_bytes())
        try:
            self._begin(address)
        except (OSError, smtplib.SMTPException) as error:
            raise Away(_words(error)) from error
        try:
            fate, words = self._receiver(address)
        except (OSError, smtplib.SMTPException) as error:
            self._server.close()
            return Fate.LATER, _words(error)
        if fate is not Fate.TAKEN:
            self._start_anew()
            return fate, words
        return self._content(content)

    def _begin(self, address: str) -> None:
        """What does not name the receiver yet: whatever goes wrong here is no fault of the letter."""
        options = [] if address.isascii() else ["SMTPUTF8"]
        code, answer = self._server.mail(self._sender, options)
        if code // 100 != 2:
            raise smtplib.SMTPSenderRefused(code, answer, self._sender)

    def _receiver(self, address: str) -> tuple[Fate, str]:
        """The receiver, as far as the text: nothing is sent yet. A line that breaks here may do so at this letter each time,
        so it counts as a try, and the letters behind have their turn."""
        code, answer = self._server.rcpt(address)
        if code // 100 == 2:
            code, answer = self._server.docmd("DATA")
        return Fate.TAKEN if code == GO_ON else _fate(code), _said(code, answer)

    def _start_anew(self) -> None:
        """Ready for the next letter. A server that has hung up after its verdict has said it all the same."""
        try:
            self._server.rset()
        except (OSError, smtplib.SMTPException):
            self._server.close()

    def _content(self, content: bytes) -> tuple[Fate, str]:
        """The text and the last word on it. A line that breaks here leaves open whether the server has it."""
        try:
            self._server.send(content)
            code, answer = self._server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._server.close()
            return Fate.UNKNOWN, _words(error)
        return _fate(code), _said(code, answer)

    @property
    def is_open(self) -> bool:
        """Whether the session goes on after the last letter."""
        return self._server.sock is not None


def _fate(code: int) -> Fate:
    """What the last answer means; an answer that fits nowhere is tried again."""
    if code // 100 == 2:
        return Fate.TAKEN
    return Fate.REFUSED if code // 100 == 5 else Fate.LATER


def _stuffed(content: bytes) -> bytes:
    """A line that begins with a full stop begins with two on the way; the last line is a single one."""
    return re.sub(rb"(?m)^\.", b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n"


def _said(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}"


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
