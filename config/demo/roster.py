"""The roster of 24 experts: nominated by members in April 2012, screened without objection, three of them suspended since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE
from config.demo.telling import Story


@dataclass(frozen=True)
class Profile:
    """An expert's account by number, who nominates, and what the roster knows; the first skill is the main one."""

    no: int
    by: str
    employer: str
    skills: str
    themes: str
    regions: str
    languages: str
    gender: str
    staff_of: str = ""
    survivor: bool = False

    @property
    def word(self) -> str:
        return f"expert {self.no:02}"

    @property
    def name(self) -> str:
        return f"Expert {self.no:02}"


# fmt: off
PROFILES = (
    Profile(1, "UNODC", "Prosecution service", "PROSECUTION", "JUSTICE LEGISLATION", "EAST_AFRICA", "ENGLISH", "WOMAN"),
    Profile(2, "UNODC", "Police academy", "PROSECUTION PREVENTION", "JUSTICE IDENTIFICATION", "SOUTH_ASIA", "ENGLISH", "MAN"),
    Profile(3, "UNODC", "Court of appeal", "PROSECUTION", "LEGISLATION REMEDIES", "LATIN_AMERICA", "SPANISH", "WOMAN"),
    Profile(4, "OSCE", "Ministry of justice", "PROSECUTION", "JUSTICE", "CENTRAL_ASIA", "RUSSIAN ENGLISH", "MAN"),
    Profile(5, "OSCE", "Bar association", "PROSECUTION PROTECTION", "REMEDIES JUSTICE", "SOUTH_EASTERN_EUROPE", "ENGLISH FRENCH", "WOMAN"),
    Profile(6, "IOM", "Independent", "PREVENTION", "MIGRATION DEMAND", "NORTHERN_AFRICA", "ARABIC FRENCH", "WOMAN"),
    Profile(7, "IOM", "Advice centre", "PREVENTION PROTECTION", "MIGRATION RECRUITMENT", "SOUTH_EAST_ASIA", "ENGLISH CHINESE", "MAN"),
    Profile(8, "UNICEF", "Youth organization", "PREVENTION CHILDREN", "CHILDREN DEMAND", "WEST_CENTRAL_AFRICA", "FRENCH", "WOMAN"),
    Profile(9, "ILO", "Chamber of commerce", "PREVENTION LABOUR", "BUSINESS SUPPLY", "SOUTH_ASIA", "ENGLISH", "MAN"),
    Profile(10, "OHCHR", "Shelter network", "PROTECTION", "ASSISTANCE IDENTIFICATION", "SOUTH_EASTERN_EUROPE", "ENGLISH RUSSIAN", "WOMAN"),
    Profile(11, "OHCHR", "Legal clinic", "PROTECTION", "REMEDIES ASSISTANCE", "EAST_AFRICA", "ENGLISH FRENCH", "MAN"),
    Profile(12, "UNICEF", "UNICEF evaluation", "PROTECTION CHILDREN", "CHILDREN ASSISTANCE", "NORTHERN_AFRICA", "ARABIC ENGLISH", "WOMAN",
            staff_of="UNICEF"),
    Profile(13, "OHCHR", "Association", "PROTECTION PREVENTION", "ASSISTANCE INCLUSION", "LATIN_AMERICA", "SPANISH ENGLISH", "WOMAN",
            survivor=True),
    Profile(14, "IOM", "Hospital", "PROTECTION", "HEALTH ASSISTANCE", "SOUTH_EAST_ASIA", "ENGLISH", "WOMAN"),
    Profile(15, "ILO", "Labour inspectorate", "LABOUR", "LABOUR RECRUITMENT", "SOUTH_ASIA", "ENGLISH", "MAN"),
    Profile(16, "ILO", "Trade union school", "LABOUR PREVENTION", "LABOUR SUPPLY", "LATIN_AMERICA", "SPANISH", "WOMAN"),
    Profile(17, "ILO", "ILO research", "LABOUR DATA", "LABOUR DOMESTIC", "EAST_AFRICA", "ENGLISH FRENCH", "MAN", staff_of="ILO"),
    Profile(18, "UNICEF", "Children's ombudsman", "CHILDREN", "CHILDREN IDENTIFICATION", "SOUTH_EASTERN_EUROPE", "ENGLISH", "WOMAN"),
    Profile(19, "UNICEF", "Family court", "CHILDREN PROSECUTION", "CHILDREN JUSTICE", "CENTRAL_ASIA", "RUSSIAN", "WOMAN"),
    Profile(20, "UNICEF", "School authority", "CHILDREN PREVENTION", "CHILDREN INCLUSION", "WEST_CENTRAL_AFRICA", "FRENCH ENGLISH", "MAN"),
    Profile(21, "UNODC", "University 01", "DATA", "DATA", "SOUTH_ASIA", "ENGLISH", "MAN"),
    Profile(22, "IOM", "Statistical office", "DATA", "DATA MIGRATION", "SOUTH_EAST_ASIA", "ENGLISH CHINESE", "WOMAN"),
    Profile(23, "OHCHR", "Independent", "EVALUATION", "EVALUATION", "EAST_AFRICA", "ENGLISH FRENCH", "WOMAN"),
    Profile(24, "OSCE", "Evaluation society", "EVALUATION DATA", "EVALUATION DATA", "CENTRAL_ASIA", "RUSSIAN ENGLISH", "MAN"),
)
# fmt: on
SUSPENDED = {5: "Two assignments are open.", 14: "Two assignments are open.", 22: "Asked for a pause."}


def roster(desk: Desk) -> Story:
    """All are nominated on one day, may be objected to for ten working days, and are taken onto the roster."""
    yield "2012-04-16 10:00"
    for each in PROFILES:
        desk.open(each.word, "roster-expert", each.name, each.by, **_profile(each))
        desk.put(each.word, each.by, "cv", file="curriculum-vitae")
        desk.press(each.word, "screen", each.by)
    yield "2012-04-24 15:30"
    for each in PROFILES:
        desk.answer(each.word, "OSCE", "none", "objection")
    yield "2012-05-03 09:30"
    for each in PROFILES:
        desk.edit(
            each.word,
            KNOWLEDGE,
            person=desk.people[each.name].hex,
            independent="no" if each.staff_of else "yes",
            staff_of=each.staff_of or None,
            references="Two were asked, and speak well of the expert.",
        )
        desk.press(each.word, "admit", KNOWLEDGE)
        if each.survivor:
            desk.edit(each.word, KNOWLEDGE, survivor="yes")
    yield "2012-11-26 14:00"
    for no, reason in SUSPENDED.items():
        desk.press(f"expert {no:02}", "suspend", KNOWLEDGE, reason=reason)


def _profile(each: Profile) -> dict[str, Any]:
    several = {key: getattr(each, key).split() for key in ("skills", "themes", "regions", "languages")}
    home = several["regions"][0]
    return {"employer": each.employer, **several, "home": home, "gender": each.gender, "consent": "yes"}


STORIES = (roster,)
