"""The strategic results matrix of 2012 to 2014: the aim, nine outcomes and their outputs, as the Committee adopted it in
December 2012; what shows each, what the first year brought, and which cases contribute. The figures are fictional."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.adopting import decided
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

RESULT = "plan-result"
YEARS = (2012, 2013, 2014)
AIM = "plan"


@dataclass(frozen=True)
class Result:
    """A result: its code, who is responsible, what is to come about; what shows it, from what to what by year, and what 2012
    has brought. Without targets it is counted and never aimed at."""

    code: str
    lead: str
    title: str
    indicator: str
    unit: str
    means: str
    baseline: int
    targets: tuple[int, ...]
    reached: int | None = None

    @property
    def word(self) -> str:
        return f"result {self.code}"

    @property
    def kind(self) -> str:
        return "OUTPUT" if "." in self.code else "OUTCOME"


# fmt: off
RESULTS = (
    Result("1", "UNODC", "Knowledge Hub is a resource for stakeholders", "Unique users a month", "users", "Web statistics",
           14_000, (16_000, 20_000, 25_000), 15_200),
    Result("1.1", "UNODC", "Hub developed and maintained", "Resources that were reviewed", "per cent", "Register of products",
           20, (40, 60, 80), 44),
    Result("2", "ILO", "Knowledge expanded", "Users who applied what they learned", "per cent", "Feedback of end users",
           0, (20, 35, 50), 22),
    Result("2.1", "OSCE", "Webinars and e-discussions developed", "Events held", "events", "Closing summaries", 3, (6, 10, 14), 5),
    Result("2.2", "IOM", "E-learning tool developed and updated", "Courses completed", "people", "Registrations",
           0, (200, 600, 1_000), 340),
    Result("2.3", "ILO", "Targeted research by stakeholder priorities", "Research commissioned", "subjects", "Contracts",
           0, (1, 3, 5), 1),
    Result("3", "OHCHR", "Existing materials improved and more accessible", "Products within their interval", "per cent",
           "Register of products", 0, (50, 75, 95), 58),
    Result("3.1", "UNODC", "Technical expert roster established", "Experts on the roster", "experts", "Roster", 0, (15, 25, 40), 21),
    Result("3.2", "OHCHR", "Key materials reviewed and updated", "Products that bear the stamp", "products", "Certificates",
           0, (4, 9, 15), 6),
    Result("3.3", "UNICEF", "Key materials tailored and more broadly available", "Language versions", "versions",
           "Register of translations", 12, (15, 22, 30), 14),
    Result("4", "UNICEF", "Impact assessed, lessons learned", "Activities that cite a lesson", "activities",
           "Ties of cases", 0, (2, 6, 12), 2),
    Result("4.1", "UNICEF", "Activities evaluated and impact assessed", "Closed projects that were evaluated", "per cent",
           "Evaluations", 0, (50, 80, 100), 50),
    Result("4.2", "IOM", "Lessons captured and disseminated", "Lessons published", "lessons", "Register of lessons", 0, (2, 6, 12), 1),
    Result("5", "UNODC", "Support provided to Member States", "States that act on ranked needs", "States", "Follow-up of assessments",
           0, (1, 3, 6), 1),
    Result("5.1", "UNODC", "Methodology and joint checklist for assessments", "Versions adopted", "versions", "Decisions", 0, (1, 1, 2), 1),
    Result("5.2", "IOM", "Joint situational assessments undertaken", "Assessments delivered", "assessments", "Reports", 0, (1, 4, 8), 1),
    Result("5.3", "UNODC", "Joint programmes developed", "Programme documents approved", "documents", "Signature pages", 3, (4, 6, 7), 4),
    Result("5.4", "UNODC", "Joint programmes implemented", "Programmes under way", "programmes", "Reports of phases", 3, (3, 5, 6), 3),
    Result("6", "ILO", "Support provided to other stakeholders", "Pilots taken up by others", "pilots", "Decisions on replication",
           0, (0, 1, 3), 0),
    Result("6.1", "ILO", "Jointly decided pilots", "Pilots begun", "pilots", "Decisions", 1, (2, 4, 6), 2),
    Result("7", "IOM", "Experiences of victims documented and disseminated", "Decisions that say what was heard", "decisions",
           "Records of decisions", 0, (1, 4, 8), 1),
    Result("7.1", "IOM", "Opportunities to participate and to benefit", "Contributions of survivors", "contributions",
           "Consents on record", 0, ()),
    Result("8", "OSCE", "Perspectives of stakeholders reflected", "Inputs that were answered in public", "per cent", "Responses",
           0, (50, 75, 90), 61),
    Result("8.1", "OSCE", "Opportunities for external stakeholders", "Consultations with every sector",
           "consultations", "Reports", 0, (2, 4, 6), 2),
    Result("8.2", "ILO", "Awareness and support increased", "Campaigns with a measured change", "campaigns",
           "Evaluations", 0, (0, 1, 2), 0),
    Result("9", "OHCHR", "The Committee works better", "Days from proposal to decision", "days", "Register of decisions",
           48, (40, 32, 25), 37),
    Result("9.1", "OHCHR", "Members coordinated to support and implement", "Reports on time", "per cent", "Deadlines",
           60, (75, 90, 100), 71),
    Result("9.2", "OSCE", "Regional partnerships enhanced", "Regional consultations held", "consultations", "Reports", 0, (1, 3, 6), 1),
)
WHOLE = Result("0", "UNODC", "Fewer people are trafficked, and those who were find help and remedy",
               "States with a working referral mechanism",
               "States", "Global report", 31, (33, 37, 42), 34)
CONTRIBUTIONS = {
    "2.2": ("expansion product",), "2.3": ("study idea",), "3.1": ("expert 01", "expert 02", "expert 03"),
    "3.2": ("first aid kit", "health", "legislators", "employers"), "3.3": ("spanish", "french"),
    "4.1": ("credit evaluation", "east africa evaluation"), "4.2": ("trainers lesson", "firms lesson", "credit lesson"),
    "5.1": ("checklist",), "5.2": ("assessment a", "assessment c", "assessment d"),
    "5.3": ("latin america", "south asia", "central asia"), "5.4": ("latin america", "east africa"), "6.1": ("credit", "children"),
    "8.1": ("parliament again",), "9.1": ("priorities", "term 2013"),
}
# fmt: on


def matrix(desk: Desk) -> Story:
    """Written in November and December 2012, adopted on 21 December; the year is measured in January."""
    yield "2012-11-26 14:00"
    _write(desk, WHOLE, AIM, "IMPACT")
    yield "2012-12-04 09:00"
    for each in RESULTS:
        _write(desk, each, each.word, each.kind)
        above = each.code.split(".")[0]
        desk.tie(each.word, "part_of", f"result {above}" if "." in each.code else AIM, PROGRAMMES)
        desk.press(each.word, "ready", PROGRAMMES)
    yield "2012-12-17 09:00"
    desk.press(AIM, "ready", PROGRAMMES)
    desk.press(AIM, "submit", PROGRAMMES)
    desk.follow(AIM, "decided_by", "plan decision")
    days = ("2012-12-17 11:00", "2012-12-18 11:00", "2012-12-21 11:00")
    yield from decided(desk, "plan decision", "ILO", days, file="plan-decision-text", leads="UNODC")
    yield "2013-01-17 10:00"
    for each in (WHOLE, *RESULTS):
        _measured(desk, each)
    yield "2013-02-08 15:00"
    for code, words in CONTRIBUTIONS.items():
        for word in words:
            desk.tie(word, "contributes_to", f"result {code}", PROGRAMMES)


def _write(desk: Desk, it: Result, word: str, kind: str) -> None:
    """The result, what shows it, and what is aimed at in each year."""
    desk.open(
        word, RESULT, it.title, PROGRAMMES, code=it.code, kind=kind, lead=it.lead, begins_on="2012-01-01",
        ends_on="2014-12-31", statement=f"{it.title}.", assumptions="Members and Governments keep to what they have agreed.",
    )  # fmt: skip
    desk.add_row(
        word, "indicators", PROGRAMMES, indicator=it.indicator, unit=it.unit, means=it.means, baseline=str(it.baseline),
        based_in=2011, aimless=not it.targets, falling=bool(it.targets) and it.targets[-1] < it.baseline,
    )  # fmt: skip
    targets = it.targets or (None, None, None)
    desk.write(
        word,
        "periods",
        PROGRAMMES,
        [_period(it, year, target) for year, target in zip(YEARS, targets, strict=True)],
    )


def _period(it: Result, year: int, target: int | None) -> dict[str, object]:
    told: dict[str, object] = {"of": it.indicator, "starts": f"{year}-01-01", "ends": f"{year}-12-31"}
    return told if target is None else {**told, "target": str(target)}


def _measured(desk: Desk, it: Result) -> None:
    word = AIM if it is WHOLE else it.word
    if it.reached is not None:
        told = {"actual": str(it.reached), "measured_on": "2013-01-15"}
        desk.fill_row(word, "periods", PROGRAMMES, "starts", "2012-01-01", **told)


STORIES = (matrix,)
