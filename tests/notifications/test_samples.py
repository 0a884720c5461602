"""Samples of messages: every kind and every sentence there is, and nothing in them of a real case."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notifications import messages, samples
from notifications.letter import Letterhead

AT = datetime(2013, 2, 11, 9, tzinfo=UTC)
HEAD = Letterhead("https://desk.example.org", "UN.GIFT", "Europe/Vienna")


def test_every_kind_and_every_sentence_has_its_sample() -> None:
    assert set(samples.KINDS) == set(messages.KINDS)
    found = [name for names in samples.OF_KIND.values() for name in names]
    assert sorted(found) == sorted(messages.SENTENCES)
    assert samples.GATHERS.keys() == {messages.DIGEST, messages.NEWS}


@pytest.mark.parametrize("kind", samples.KINDS)
def test_every_sample_is_a_whole_letter(kind: str) -> None:
    letter = samples.sample(kind, None, HEAD, at=AT)
    assert letter.subject and "{" not in letter.subject + letter.text
    assert "Ines Example," in letter.text and "made-up case" in letter.text
    said = len(samples.OF_KIND.get(kind, samples.GATHERS.get(kind, ())))
    assert letter.html.count("<li>") == letter.text.count("\n- ") == said


def test_a_sample_is_written_in_the_language_that_is_asked_for() -> None:
    spoken = Letterhead("https://d.example.org", speak=lambda text, language: f"[{language}] {text}")
    letter = samples.sample("remark", "fr", spoken, at=AT)
    assert letter.subject == "[fr] A remark: [fr] A made-up case"
    assert '<html lang="fr"' in letter.html
