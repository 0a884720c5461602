"""Who is in the demonstration: organizations and role accounts, as data. Nobody here is real; people are called by their role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.party import ALTERNATE, PRINCIPAL

VIENNA = ZoneInfo("Europe/Vienna")
# The launch of the initiative; when each member joined is not known.
SINCE = datetime(2007, 3, 1, tzinfo=VIENNA)
ORIGIN = "demo.nemcon.example/log"

MEMBERS = ("ILO", "IOM", "OHCHR", "OSCE", "UNICEF", "UNODC")
ROTATION = ("ILO", "IOM", "OHCHR", "UNICEF", "UNODC")  # a regional member never chairs
PRESIDED_BEFORE = ("UNODC", "ILO")  # chair and co-chair of 2011
SECRETARIAT, OVERSIGHT, ROSTER = "SECRETARIAT", "OVERSIGHT", "ROSTER"
MANAGER, KNOWLEDGE = "Secretariat senior manager", "Secretariat officer KM"
PROGRAMMES, DIALOGUE = "Secretariat officer Programmes", "Secretariat officer Dialogue"
COORDINATION = "Secretariat officer Coordination"

# Days on which the United Nations do not work, beside the holidays of Austria.
UN_DAYS = {
    date(2011, 4, 22): "Good Friday (United Nations)",
    date(2011, 8, 31): "Eid al-Fitr (United Nations)",
    date(2012, 4, 6): "Good Friday (United Nations)",
    date(2012, 8, 20): "Eid al-Fitr (United Nations)",
    date(2013, 3, 29): "Good Friday (United Nations)",
    date(2013, 8, 8): "Eid al-Fitr (United Nations)",
    date(2014, 4, 18): "Good Friday (United Nations)",
    date(2014, 7, 28): "Eid al-Fitr (United Nations)",
    date(2015, 4, 3): "Good Friday (United Nations)",
    date(2015, 7, 17): "Eid al-Fitr (United Nations)",
}

SECTORS = (
    "GOVERNMENT", "IGO", "REGIONAL_BODY", "NGO", "VICTIM_SUPPORT", "SURVIVOR_GROUP", "WORKERS_ORG", "MIGRANTS_ORG",
    "EMPLOYERS_ORG", "PRIVATE_SECTOR", "ACADEMIA", "MEDIA", "DONOR", "OTHER",
)  # fmt: skip
REGIONS = (
    "South Asia", "East Africa", "South-Eastern Europe", "Northern Africa", "Central Asia", "Latin America",
    "West and Central Africa", "South-East Asia and Pacific", "Southern Africa", "Middle East", "Western Europe",
    "North America",
)  # fmt: skip
THEMES = (
    "criminal justice response", "legislation", "victim identification and referral", "victim assistance and protection",
    "remedies and compensation", "children", "labour exploitation and forced labour", "recruitment industry",
    "migration and safe channels", "demand", "supply and value chains", "private-sector engagement", "social inclusion",
    "data and research", "monitoring and evaluation", "domestic servitude", "health",
)  # fmt: skip


@dataclass(frozen=True)
class Body:
    """An organization of the demonstration; the attributes are facts that rules and lists may use."""

    code: str
    name: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """A role account: what the person is called, for which organization, in which role and capacity."""

    name: str
    organization: str
    role: str
    capacity: str = PRINCIPAL

    @property
    def email(self) -> str:
        """An address that leads nowhere."""
        words = "".join(c if c.isalnum() else " " for c in self.name.lower().replace("'", ""))
        return f"{'.'.join(words.split())}@example.org"


# Code, name, what it stands for, its themes.
_MEMBERS = (
    ("ILO", "International Labour Organization", "the world of work", ["labour exploitation and forced labour"]),
    ("IOM", "International Organization for Migration", "humane and orderly migration", ["migration and safe channels"]),
    ("OHCHR", "Office of the High Commissioner for Human Rights", "human rights", ["victim assistance and protection"]),
    ("OSCE", "Organization for Security and Co-operation in Europe", "comprehensive security", ["legislation"]),
    ("UNICEF", "United Nations Children's Fund", "the protection of children", ["children"]),
    ("UNODC", "United Nations Office on Drugs and Crime", "criminal justice", ["criminal justice response"]),
)  # fmt: skip
_OWN: dict[str, dict[str, Any]] = {
    "OSCE": {"scope": "REGIONAL", "region": "South-Eastern Europe"},
    "UNODC": {"host": True, "default_fiduciary": True},
}


def _members() -> Iterator[Body]:
    common = {"scope": "INTERNATIONAL", "sector": "IGO", "member_since": "2007-03-01", "iati_type": 40}
    for code, name, profile, themes in _MEMBERS:
        yield Body(code, name, {**common, "profile": profile, "themes": themes, **_OWN.get(code, {})})


def _around() -> Iterator[Body]:
    yield Body(SECRETARIAT, "Secretariat of the initiative", {"sector": "IGO", "hosted_by": "UNODC"})
    yield Body(OVERSIGHT, "Oversight office", {"sector": "IGO"})
    yield Body(ROSTER, "Expert roster", {"sector": "OTHER"})
    yield Body(
        "ICAT",
        "Inter-Agency Coordination Group against Trafficking in Persons",
        {"sector": "IGO", "forum": True},
    )
    yield Body(
        "CCPCJ", "Commission on Crime Prevention and Criminal Justice", {"sector": "IGO", "forum": True}
    )
    yield Body("COP", "Conference of the Parties to the Convention", {"sector": "IGO", "forum": True})
    yield Body("TRUST-FUND", "Voluntary Trust Fund for Victims", {"sector": "IGO", "fund": True})
    yield Body("DONOR-01", "Donor 01", {"sector": "DONOR"})
    yield Body("EVALUATOR-01", "Evaluation firm 01", {"sector": "OTHER"})


def _outside() -> Iterator[Body]:
    for letter, region in zip("ABCDEFGH", REGIONS, strict=False):
        yield Body(
            f"COUNTRY-{letter}",
            f"Government of Country {letter} ({region})",
            {"sector": "GOVERNMENT", "region": region},
        )
    for letter, region in (("X", "East Africa"), ("Y", "South Asia")):
        facts = {"sector": "REGIONAL_BODY", "scope": "REGIONAL", "region": region}
        yield Body(f"REGIONAL-{letter}", f"Regional body {letter} ({region})", facts)
    yield from _civil_society()
    for code, name in (
        ("AIRLINE-A", "Airline partner A"),
        ("SOFTWARE-B", "Software partner B"),
        ("HOTEL-C", "Hotel partner C"),
    ):
        yield Body(code, name, {"sector": "PRIVATE_SECTOR", "partner": True})
    for no, theme in enumerate(("data and research", "legislation", "health", "supply and value chains"), 1):
        yield Body(f"UNIVERSITY-0{no}", f"University 0{no}", {"sector": "ACADEMIA", "themes": [theme]})
    yield Body("MEDIA-01", "Media house 01", {"sector": "MEDIA"})


def _civil_society() -> Iterator[Body]:
    sizes, focuses = (
        ("small", "medium", "large"),
        ("prevention", "protection", "legal aid", "children", "labour", "advocacy"),
    )
    for no in range(1, 13):
        facts = {"size": sizes[no % 3], "focus": focuses[no % 6], "region": REGIONS[no - 1]}
        yield Body(f"NGO-{no:02}", f"NGO {no:02}", {"sector": "NGO", **facts})
    for no, region in enumerate(REGIONS[:3], 1):
        yield Body(
            f"AGENCY-0{no}", f"Survivor-support agency 0{no}", {"sector": "VICTIM_SUPPORT", "region": region}
        )
    for no in (1, 2):
        yield Body(f"UNION-0{no}", f"Trade union 0{no}", {"sector": "WORKERS_ORG"})
        yield Body(f"EMPLOYERS-0{no}", f"Employers' organization 0{no}", {"sector": "EMPLOYERS_ORG"})
    yield Body("MIGRANTS-01", "Migrants' organization 01", {"sector": "MIGRANTS_ORG"})


SYSTEM = Body("SYSTEM", "System administration")  # founds the house, and is no sector's
BODIES = (*_members(), *_around(), *_outside())

ADMINISTRATOR = Account("System administrator", SYSTEM.code, "ADMIN")
OFFICES = (
    Account("ILO regional office (South Asia)", "ILO", "FIELD_OFFICE"),
    Account("IOM field office (East Africa)", "IOM", "FIELD_OFFICE"),
    Account("OSCE field operation (South-Eastern Europe)", "OSCE", "FIELD_OFFICE"),
    Account("UNICEF regional office (North Africa)", "UNICEF", "FIELD_OFFICE"),
    Account("UNODC regional office (Central Asia)", "UNODC", "FIELD_OFFICE"),
)
STAFF = (
    Account(MANAGER, SECRETARIAT, "SENIOR_MANAGER"),
    *(
        Account(name, SECRETARIAT, "SECRETARIAT_OFFICER")
        for name in (KNOWLEDGE, PROGRAMMES, DIALOGUE, COORDINATION)
    ),
)
OTHERS = (
    Account("UNODC fiduciary officer", "UNODC", "FIDUCIARY_OFFICER"),
    Account("IOM fiduciary officer", "IOM", "FIDUCIARY_OFFICER"),
    Account("Donor observer 01", "DONOR-01", "DONOR_OBSERVER"),
    Account("Evaluator 01", "EVALUATOR-01", "INDEPENDENT_EVALUATOR"),
    Account("ICAT liaison", "ICAT", "ICAT_LIAISON"),
    Account("Auditor", OVERSIGHT, "AUDITOR"),
    ADMINISTRATOR,
)
FOCAL_POINTS = tuple(Account(f"{code} focal point", code, "SC_FOCAL_POINT") for code in MEMBERS)
ALTERNATES = tuple(Account(f"{code} alternate", code, "SC_FOCAL_POINT", ALTERNATE) for code in MEMBERS)
EXPERTS = tuple(Account(f"Expert {no:02}", ROSTER, "ROSTER_EXPERT") for no in range(1, 25))
COUNTERPARTS = (
    *(
        Account(f"Government counterpart {letter}", f"COUNTRY-{letter}", "MEMBER_STATE")
        for letter in "ABCDEFGH"
    ),
    *(Account(f"Regional body {letter}", f"REGIONAL-{letter}", "REGIONAL_BODY") for letter in "XY"),
)


def _speaks_for() -> Iterator[Account]:
    """One account for each of the other organizations, called as the organization is."""
    roles = {
        "NGO": "STAKEHOLDER", "VICTIM_SUPPORT": "SPECIALISED_AGENCY", "WORKERS_ORG": "STAKEHOLDER", "EMPLOYERS_ORG": "STAKEHOLDER",
        "MIGRANTS_ORG": "STAKEHOLDER", "PRIVATE_SECTOR": "PARTNER", "ACADEMIA": "RESEARCHER", "MEDIA": "STAKEHOLDER",
    }  # fmt: skip
    for body in BODIES:
        if body.attributes.get("sector") in roles:
            yield Account(body.name, body.code, roles[body.attributes["sector"]])


PARTNERS = tuple(_speaks_for())
ACCOUNTS = (*FOCAL_POINTS, *ALTERNATES, *OFFICES, *STAFF, *OTHERS, *EXPERTS, *COUNTERPARTS, *PARTNERS)
