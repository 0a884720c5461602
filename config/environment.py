"""Environment variables as typed values, with every problem gathered instead of the first one thrown."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from difflib import get_close_matches

SPOKEN = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class SettingsError(Exception):
    """Nemcon cannot start with these settings."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n  ".join(["Nemcon cannot start with these settings:", *problems]))


class Environment:
    """The variables of one prefix. A reading that fails notes a sentence and answers the default."""

    def __init__(self, values: Mapping[str, str], prefix: str) -> None:
        self.values = {name: text.strip() for name, text in values.items() if name.startswith(prefix)}
        self.problems: list[str] = []

    def refuse(self, sentence: str) -> None:
        """Note what is wrong; the rest is still read."""
        self.problems.append(sentence)

    def check(self) -> None:
        """Refuse to go on with anything wrong: one error names every problem."""
        if self.problems:
            raise SettingsError(self.problems)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """A misspelt name would otherwise leave a default standing in silence."""
        for name in sorted(set(self.values) - set(known)):
            near = get_close_matches(name, sorted(known), n=1, cutoff=0)
            self.refuse(f"{name} is not a setting; did you mean {near[0]}?")

    def text(self, name: str) -> str:
        """The value, or nothing: an empty variable counts as not set, as service managers treat it."""
        return self.values.get(name, "")

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within its limits."""
        text = self.text(name)
        if not text:
            return default
        if text.isascii() and text.isdigit() and lowest <= int(text) <= highest:
            return int(text)
        self.refuse(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}.")
        return default

    def yes(self, name: str, *, default: bool) -> bool:
        """Yes or no, in the usual spellings."""
        text = self.text(name).lower()
        if text and text not in SPOKEN:
            self.refuse(f"{name} must be yes or no, not {text!r}.")
        return SPOKEN.get(text, default)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
