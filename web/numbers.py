"""Small readings of what a form sends."""

from __future__ import annotations

DIGITS = 9


def whole_number(words: str | None) -> int | None:
    """A whole number that a page put into its form, or nothing where there is none."""
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) <= DIGITS else None
