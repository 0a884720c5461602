"""Epochs: after a loss of history the log goes on under another name, and never under one that it had before."""

from __future__ import annotations

import re

OPENED = "history.epoch_opened"
_EPOCH = re.compile(r"(.*?)(?:/epoch-([0-9]+))?")


def next_origin(origin: str) -> str:
    """The name of the log in its next epoch."""
    found = _EPOCH.fullmatch(origin)
    assert found is not None
    return f"{found[1]}/epoch-{int(found[2] or 1) + 1}"
