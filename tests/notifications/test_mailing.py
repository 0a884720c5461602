"""A letter as an e-mail: whatever somebody typed into a name or a title, the headers stay ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html import escape, unescape
from typing import Any
from uuid import UUID

import pytest

from engine.messages import Message
from engine.party import Person
from engine.queries.messages import Line
from notifications.letter import Letterhead, one_line, write_letter, write_words
from notifications.mailing import Unmailable, compose, message_id

MAIL, CASE = UUID(int=1), UUID(int=2)
AT = datetime(2013, 2, 11, 9, tzinfo=UTC)
HEAD = Letterhead("https://desk.example.org/", "UN.GIFT", "Europe/Vienna")
HOSTILE = (
    "A matter\r\nBcc: everybody@example.org",
    "A matter\nSubject: another",
    "A matter\r\n\r\nA body of its own",
    "A matter\rX-Evil: 1",
    "A matter\u2028Bcc: everybody@example.org",
    "A matter\u0085Bcc: everybody@example.org",
    "A matter\x00\x1b[31m",
    "=?utf-8?q?=0ABcc:_everybody=40example.org?=",
    '"; Bcc: everybody@example.org',
    "<everybody@example.org>",
    "A matter, everybody@example.org",
)


def composed(**words: Any) -> Any:
    """An e-mail as a receiver parses it."""
    told = {
        "mail": MAIL,
        "case": CASE,
        "sender": "UN.GIFT <desk@example.org>",
        "house": "UN.GIFT",
        "name": "Focal point",
        "address": "ilo@example.org",
        "subject": "For you: A matter",
        "body": "Words.\n",
        "at": AT,
        **words,
    }
    return message_from_bytes(compose(**told).as_bytes(), policy=default)


def text_of(message: Any) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def somebody(name: str = "Focal point", zone: str | None = None) -> Person:
    return Person(UUID(int=3), "ilo@example.org", name, zone, None, True)


def line(title: str, **values: Any) -> Line:
    told = {"tasks": [Message("Take a position")], "due": AT, **values}
    return Line("asked", "asked until", told, CASE, title, "DEC-AAAAAAA")


def parts_of(message: Any) -> dict[str, str]:
    """The parts of an e-mail as its reader's program finds them, by their kind."""
    return {
        part.get_content_type(): str(part.get_content()) for part in message.walk() if not part.is_multipart()
    }


KNOWN = {
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "In-Reply-To", "References", "Auto-Submitted", "Content-Type",
    "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("place", ["subject", "name", "house"])
def test_nothing_typed_becomes_a_header(place: str, words: str) -> None:
    message = composed(**{place: words})
    assert set(message.keys()) == KNOWN
    assert [each.addr_spec for each in message["To"].addresses] == ["ilo@example.org"]
    assert [each.addr_spec for each in message["From"].addresses] == ["desk@example.org"]
    assert text_of(message) == "Words.\n"


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_becomes_a_line_of_its_own_in_the_text(words: str) -> None:
    subject, body, _ = write_letter(somebody(words), (line(words),), HEAD)
    plain_subject, plain, _ = write_letter(somebody("Focal point"), (line("A matter"),), HEAD)
    assert len(body.splitlines()) == len(plain.splitlines())
    assert len(subject.splitlines()) == len(plain_subject.splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "ilo@example.org\r\nBcc: x@example.org",
        "ilo@example.org, x@example.org",
        "@",
        "a b@c",
        "=?utf-8?q?=0ABcc=3Ax?=@example.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Unmailable, match="is no address"):
        composed(address=address)


def test_a_message_id_is_the_same_at_every_try_and_a_case_is_a_thread() -> None:
    first, second = composed(), composed(subject="Another try")
    assert first["Message-ID"] == second["Message-ID"] == message_id(MAIL, "desk@example.org")
    assert first["References"] == second["References"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert "References" not in composed(case=None)


def test_other_scripts_arrive_as_they_were_written() -> None:
    message = composed(subject="За вас: مسألة", name="Müller, 日本", body="Grüße. 日本\n.\n..end\n")
    assert message["Subject"] == "За вас: مسألة"
    assert message["To"].addresses[0].display_name == "Müller, 日本"
    assert text_of(message) == "Grüße. 日本\n.\n..end\n"


def test_a_very_long_title_makes_a_subject_of_bearable_length() -> None:
    subject, _, _ = write_letter(somebody(), (line("word " * 400),), HEAD)
    assert len(subject) <= 160
    assert composed(subject=subject)["Subject"] == subject.strip()


def test_braces_in_a_title_or_a_label_are_no_places() -> None:
    subject, body, _ = write_letter(somebody(), (line("{due} {0} {title}", tasks=["{due}"]),), HEAD)
    assert subject == "For you: {due} {0} {title}"
    assert "You are asked: {due}." in body


def test_instants_are_told_in_the_readers_own_zone() -> None:
    _, body, _ = write_letter(somebody(zone="Asia/Tokyo"), (line("A matter"),), HEAD)
    assert "11 February 2013, 18:00 (Asia/Tokyo)" in body
    assert "Times are those of Asia/Tokyo." in body


def test_a_house_with_translations_speaks_the_readers_language() -> None:
    def speak(text: str, language: str | None) -> str:
        return f"[{language}] {text}"

    to = Person(UUID(int=3), "ilo@example.org", "Focal point", None, "fr", True)
    subject, body, _ = write_letter(to, (line("A matter"),), Letterhead("https://d.example.org", speak=speak))
    assert subject == "[fr] For you: A matter"
    assert "[fr] You are asked: [fr] Take a position." in body


def written(words: str = "A matter", language: str | None = None) -> Any:
    to = Person(UUID(int=3), "ilo@example.org", words, None, language, True)
    return write_letter(to, (line(words),), HEAD)


def test_a_letter_says_the_same_as_text_and_as_html() -> None:
    letter = written()
    parts = parts_of(composed(body=letter.text, html=letter.html))
    assert list(parts) == ["text/plain", "text/html"]
    for part in parts.values():
        assert "You are asked: Take a position. Please answer by 11 February 2013, 10:00" in part
        assert f"https://desk.example.org/cases/{CASE}" in part
        assert "https://desk.example.org/account/telling" in part
    assert parts["text/html"].count('class="button"') == 1


@pytest.mark.parametrize(
    "words", [*HOSTILE, "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "$house"]
)
def test_nothing_typed_becomes_html(words: str) -> None:
    letter, plain = written(words), written()

    def tags(html: str) -> list[str]:
        return re.findall(r"<[^>]*>", html)

    assert tags(letter.html) == tags(plain.html)
    assert one_line(words) in unescape(letter.html)


def test_a_letter_in_html_fetches_nothing_and_is_readable_in_the_dark() -> None:
    html = written().html
    assert not re.search(r"src=|style=|<img|<link|<script|url\(|@import", html)
    assert "prefers-color-scheme: dark" in html and 'name="color-scheme" content="light dark"' in html


def test_a_letter_in_arabic_runs_from_right_to_left_and_names_months_in_its_language() -> None:
    assert '<html lang="ar" dir="rtl">' in written(language="ar").html
    assert '<html lang="en" dir="ltr">' in written(language="no such language").html
    assert "11 février 2013, 10:00 (Europe/Vienna)" in written(language="fr").text


def test_words_that_were_written_elsewhere_become_paragraphs_and_a_button() -> None:
    link = "https://desk.example.org/invitation/abc?a=1&b=2"
    html = write_words(
        "Your account", f"Ines <b>,\n\nchoose:\n\n{link}\n\nhttps://evil.example/x\n", HEAD, None
    )
    assert "<p>Ines &lt;b&gt;,</p>" in html and "<p>https://evil.example/x</p>" in html
    assert html.count("<a ") == 1
    assert f'<a class="button" href="{escape(link)}">' in html


def test_a_letter_that_can_be_ended_says_where_and_that_one_click_is_enough() -> None:
    ended = composed(unsubscribe="https://desk.example.org/letters/end/abc.def")
    assert ended["List-Unsubscribe"] == "<https://desk.example.org/letters/end/abc.def>"
    assert ended["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {"List-Unsubscribe", "List-Unsubscribe-Post"}.isdisjoint(composed().keys())
    assert "List-Unsubscribe-Post" not in composed(unsubscribe="http://localhost/letters/end/abc.def")


def test_headers_that_programs_read_stand_as_they_are_however_long() -> None:
    domain = f"{'mail.' * 20}example.org"
    address = f"https://desk.{domain}/letters/end/{'a' * 80}.{'b' * 43}"
    told = compose(
        mail=MAIL, case=CASE, sender=f"desk@{domain}", house="H", name="N", address="ilo@example.org", subject="S", body="B", at=AT,
        unsubscribe=address,
    ).as_bytes()  # fmt: skip
    for line in (
        f"List-Unsubscribe: <{address}>",
        f"References: <case.{CASE.hex}@{domain}>",
        f"In-Reply-To: <case.{CASE.hex}@{domain}>",
        f"List-Id: <letters.{domain}>",
    ):
        assert f"\r\n{line}\r\n".encode() in told


def test_no_line_of_our_own_headers_breaks() -> None:
    for words in ("https://x\r\nBcc: everybody@example.org", "https://x\nBcc: y@example.org"):
        with pytest.raises(ValueError, match="linefeed"):
            composed(unsubscribe=words)


def test_letters_are_a_list_of_the_house_and_a_thread_for_each_case() -> None:
    message = composed()
    assert message["List-Id"] == "<letters.example.org>"
    assert message["In-Reply-To"] == message["References"] == f"<case.{CASE.hex}@example.org>"
    assert "In-Reply-To" not in composed(case=None)


def test_dates_travel_as_a_calendar_that_is_published() -> None:
    message = composed(html="<p>Words.</p>", dates=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar" and part.get_filename() == "deadlines.ics"
    assert part.get_param("method") == "PUBLISH"
    assert set(message.keys()) <= KNOWN
