"""The closed list of marks: one icon, one word and one tone for each fact, the same everywhere.

A case definition chooses from this list by key; it never names a colour. The labels are English message ids: the
caller translates them when it shows them, because this module is read before anybody's language is known.
"""

from dataclasses import dataclass
from typing import Final


def N_(message: str) -> str:  # noqa: N802 - the name by which message tools find it
    """Mark a message for the message files without translating it here."""
    return message


@dataclass(frozen=True, slots=True)
class Mark:
    """What a fact looks like: the name of a Bootstrap icon, its word and its tone."""

    key: str
    icon: str
    label: str
    tone: str


def _marks(*rows: tuple[str, str, str, str]) -> dict[str, Mark]:
    return {row[0]: Mark(*row) for row in rows}


MARKS: Final[dict[str, Mark]] = _marks(
    # positions of a seat
    ("support", "check-circle-fill", N_("Support"), "ok"),
    ("support_comment", "chat-left-text", N_("Support, with comment"), "ok"),
    ("abstain", "dash-circle", N_("Abstain"), "ink"),
    ("no_position", "circle", N_("No position"), "ink-2"),
    ("concern", "exclamation-triangle", N_("Concern"), "warn"),
    ("amendment", "pencil-square", N_("Amendment"), "warn"),
    ("discussion", "chat-dots", N_("Request discussion"), "warn"),
    ("strong_objection", "x-octagon-fill", N_("Strong objection"), "stop"),
    ("late", "clock-history", N_("Late, not counted"), "ink-3"),
    ("superseded", "check-circle", N_("Superseded"), "ink-3"),
    # rules and checks
    ("holds", "check-lg", N_("holds"), "ok"),
    ("missing", "x-lg", N_("missing"), "stop"),
    ("waiting", "hourglass", N_("waiting"), "ink"),
    ("not_run", "dash-lg", N_("not run"), "ink"),
    ("not_possible", "slash-circle", N_("not possible"), "ink-2"),
    ("partly", "circle-half", N_("Partly met"), "warn"),
    # states of a case
    ("running", "hourglass-split", N_("Running"), "run"),
    ("phase", "play-fill", N_("Running"), "run"),
    ("adopted", "check-lg", N_("Adopted"), "ok"),
    ("ended", "archive", N_("Ended"), "none"),
    # time
    ("overdue", "exclamation-circle-fill", N_("Overdue"), "stop"),
    ("soon", "clock", N_("Due within 48 hours"), "warn"),
    # answers of people who were asked
    ("accepted", "check-circle-fill", N_("Accepted"), "ok"),
    ("invited", "envelope", N_("Invited"), "ink"),
    ("declined", "x-lg", N_("Declined"), "ink"),
    # weights of a comment
    ("critical", "exclamation-circle-fill", N_("Critical"), "stop"),
    ("major", "exclamation-triangle", N_("Major"), "warn"),
    ("minor", "dash-lg", N_("Minor"), "none"),
    # the record
    ("restricted", "lock", N_("Restricted"), "ink"),
    ("verified", "shield-check", N_("History verified"), "ok"),
    # what is not on the list, so that a missing fact is never a blank
    ("unknown", "question-circle", N_("not known"), "ink-2"),
)


def mark_of(key: object) -> Mark:
    """The mark of this key; "not known" for a key that is not on the list, because a page must never fail over it."""
    return MARKS.get(str(key), MARKS["unknown"])
