"""The thirteen products of the first phase: published before there was a quality review, each with the day of its re-review."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE
from config.demo.telling import Story

ENTERED = "Published in the first phase, before there was a quality review."


@dataclass(frozen=True)
class Published:
    """A product as it was published: the need it meets, for whom, and by when it is to be looked at again."""

    word: str
    title: str
    lead: str
    kind: str
    audience: str
    themes: str
    regions: str
    languages: str
    review_by: str
    gap: str
    file: str = ""


# fmt: off
PRODUCTS = (
    Published("employers product", "Combating Forced Labour: A Handbook for Employers and Business", "ILO", "HANDBOOK",
              "Employers and business", "LABOUR SUPPLY", "SOUTH_ASIA", "ENGLISH FRENCH SPANISH", "2013-12-02",
              "Employers are told that forced labour is a crime, and not where it hides in their own supply chain."),
    Published("memoranda product", "Guiding Principles on Memoranda of Understanding between Key Stakeholders and Law Enforcement Agencies",
              "IOM", "GUIDANCE", "Law enforcement and service providers", "JUSTICE ASSISTANCE", "EAST_AFRICA", "ENGLISH", "2013-09-02",
              "Police and service providers meet over each victim anew; nothing says who does what first."),
    Published("health product", "Caring for Trafficked Persons: Guidance for Health Providers", "IOM", "GUIDANCE",
              "Doctors, nurses and clinics", "HEALTH ASSISTANCE", "EAST_AFRICA", "ENGLISH", "2013-06-03",
              "Clinics see trafficked persons and have no guidance on consent and records.", "health-first-edition"),
    Published("training product", "Training Manual to Fight Trafficking in Children", "ILO", "TRAINING",
              "Governments, workers, employers and organizations for children", "CHILDREN LABOUR", "SOUTH_EAST_ASIA EAST_AFRICA",
              "ENGLISH FRENCH SPANISH", "2013-01-15", "Those who work for children learn about labour, or about crime, never both."),
    Published("model law product", "Model Law against Trafficking in Persons", "UNODC", "MODEL_LAW",
              "Ministries of justice, drafters and parliaments", "LEGISLATION JUSTICE", "CENTRAL_ASIA EAST_AFRICA LATIN_AMERICA",
              "ARABIC CHINESE ENGLISH FRENCH RUSSIAN SPANISH", "2013-03-26", "The Protocol says what, and drafters ask for words."),
    Published("practitioners product", "Anti-Human Trafficking Manual for Criminal Justice Practitioners", "UNODC", "TRAINING",
              "Police, prosecutors and judges", "JUSTICE IDENTIFICATION", "SOUTH_ASIA SOUTH_EASTERN_EUROPE", "ENGLISH", "2014-03-03",
              "Investigators rest their cases on the victim's words alone, and lose them."),
    Published("first aid kit product", "First Aid Kit for Law Enforcement First Responders", "UNODC", "TOOL",
              "Police officers who are first on the scene", "IDENTIFICATION JUSTICE", "SOUTH_ASIA", "ENGLISH", "2013-05-06",
              "Whoever opens the door first has three minutes, and no manual in the car.", "first-aid-kit-first-edition"),
    Published("business model product", "Analysing the Business Model of Trafficking in Human Beings to Better Prevent the Crime", "OSCE",
              "RESEARCH", "Police, banks and labour inspectors", "DEMAND JUSTICE", "SOUTH_EASTERN_EUROPE WESTERN_EUROPE", "ENGLISH RUSSIAN",
              "2014-01-06", "Nobody has said what the crime costs its authors, and where that can be changed."),
    Published("parliament product", "Handbook for Parliamentarians", "UNODC", "HANDBOOK", "Members of parliament and their staff",
              "LEGISLATION REMEDIES", "LATIN_AMERICA WEST_CENTRAL_AFRICA", "ENGLISH FRENCH SPANISH", "2013-03-22",
              "Members of parliament vote on laws and budgets against trafficking and have nothing short to read."),
    Published("good practices product", "Human Trafficking and Business: Good Practices", "IOM", "GUIDANCE", "Companies and associations",
              "BUSINESS SUPPLY", "SOUTH_ASIA LATIN_AMERICA", "ENGLISH", "2013-11-04",
              "Companies ask what others have done, and what came of it."),
    Published("course product", "Human Trafficking and Business: eLearning course", "ILO", "ELEARNING", "Staff of companies",
              "BUSINESS SUPPLY", "SOUTH_ASIA SOUTH_EAST_ASIA", "ENGLISH", "2013-08-05",
              "A handbook reaches the head office. Those at the gate have an hour and a screen."),
    Published("vita product", "VITA: Victim Translation Assistance Tool", "UNODC", "TOOL", "Police and border guards",
              "IDENTIFICATION ASSISTANCE", "SOUTH_EASTERN_EUROPE SOUTH_EAST_ASIA", "ARABIC CHINESE ENGLISH FRENCH RUSSIAN SPANISH",
              "2013-10-07", "In the first hour nobody speaks the language of the victim. It speaks 40."),
    Published("global report product", "Global Report on Trafficking in Persons 2009", "UNODC", "RESEARCH",
              "Governments, researchers and media", "DATA JUSTICE", "SOUTH_ASIA WESTERN_EUROPE", "ENGLISH FRENCH SPANISH", "2014-02-03",
              "Figures contradict each other; none were asked for in the same way in 155 countries and territories."),
)
# fmt: on


def first_phase(desk: Desk) -> Story:
    """All are entered in one week, so that each comes up for its first re-review in its turn."""
    yield "2012-03-05 10:00"
    for each in PRODUCTS:
        _enter(desk, each)


def _enter(desk: Desk, it: Published) -> None:
    desk.open(
        it.word,
        "knowledge-product",
        it.title,
        KNOWLEDGE,
        gap=it.gap,
        audience=it.audience,
        product_type=it.kind,
        themes=it.themes.split(),
        regions=it.regions.split(),
        languages=it.languages.split(),
        lead=desk.organizations[it.lead].hex,
    )
    desk.put(it.word, KNOWLEDGE, "product", file=it.file or it.word.replace(" ", "-"))
    desk.press(it.word, "enter", KNOWLEDGE, ENTERED, issued_in="2010", review_by=it.review_by)


STORIES = (first_phase,)
