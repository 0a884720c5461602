"""The people of the tests, by the name of their seat. Nobody here is real."""

from __future__ import annotations

MEMBERS = ("ILO", "IOM", "OHCHR", "OSCE", "UNICEF", "UNODC")
REGIONAL = ("OSCE",)
CHAIR, COCHAIR = "IOM", "OHCHR"
ROTATION = ("ILO", "IOM", "OHCHR", "UNICEF", "UNODC")

# Name in the tests, organization, role, capacity. A focal point is called by its organization.
SEATS = tuple((code, code, "SC_FOCAL_POINT", "principal") for code in MEMBERS)
ALTERNATES = tuple((f"{code} alternate", code, "SC_FOCAL_POINT", "alternate") for code in MEMBERS)
OTHERS = (
    ("officer", "SEC", "SECRETARIAT_OFFICER", "principal"),
    ("second officer", "SEC", "SECRETARIAT_OFFICER", "principal"),
    ("manager", "SEC", "SENIOR_MANAGER", "principal"),
    ("auditor", "SEC", "AUDITOR", "principal"),
    ("administrator", "SEC", "ADMIN", "principal"),
    ("donor", "DONOR", "DONOR_OBSERVER", "principal"),
    ("expert", "EXPERTS", "ROSTER_EXPERT", "principal"),
)
PEOPLE = (*SEATS, *ALTERNATES, *OTHERS)
ORGANIZATIONS = (*MEMBERS, "SEC", "DONOR", "EXPERTS")


def address(name: str) -> str:
    """The e-mail address of somebody in the tests."""
    return f"{name.lower().replace(' ', '.')}@example.org"
