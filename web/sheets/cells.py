"""Cells of a CSV file that a spreadsheet must not take for a formula."""

from __future__ import annotations

STEERING = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(words: str) -> str:
    """The words, with an apostrophe before whatever a spreadsheet would run."""
    return f"'{words}" if words.startswith(STEERING) else words


def plain_cell(words: str) -> str:
    """The words of a cell without the apostrophe that kept a spreadsheet from running them."""
    return words[1:] if words.startswith("'") and words[1:].startswith(STEERING) else words
