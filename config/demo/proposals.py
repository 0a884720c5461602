"""Ideas on their way: asked about, screened, reviewed, before the Committee, approved."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE, MEMBERS, PROGRAMMES
from config.demo.telling import Story

PROPOSAL = "activity-proposal"
TOPICAL = {"topical": "yes", "novel": "yes", "shares": "yes", "difference": "yes"}


def e_learning(desk: Desk) -> Story:
    """An approved idea: the Committee decided on it jointly; it waits to be begun."""
    yield "2012-11-30 10:00"
    desk.open(
        "e-learning idea", PROPOSAL, "Business e-learning, second language", "ILO",
        component="A", kind="PRODUCT", contributors=["ILO", "UNODC"], lead="ILO", partner="Software partner B",
        rationale="The course for managers exists in English. 41 per cent of its readers open it from countries where "
        "French is the language of business.",
        victim_input="The stories in the course were agreed with a survivors' group in 2010; they stay as they are.",
    )  # fmt: skip
    desk.put("e-learning idea", "ILO", "note")
    yield "2012-12-03 09:20"
    desk.press("e-learning idea", "consult", "ILO")
    yield "2012-12-05 11:00"
    desk.answer("e-learning idea", "ILO", "supports", "view", offers="Two readers for the technical check.")
    desk.answer(
        "e-learning idea",
        "UNODC",
        "supports",
        "view",
        own="The English course stands on the server of UNODC.",
    )
    yield "2012-12-10 15:30"
    desk.answer(
        "e-learning idea", "OSCE", "doubts", "view", reason="Small firms have not tried the course yet."
    )
    desk.answer("e-learning idea", "OHCHR", "supports", "view")
    yield "2012-12-13 16:10"
    desk.answer("e-learning idea", "IOM", "supports", "view", involve="Recruitment agencies in West Africa.")
    desk.answer("e-learning idea", "UNICEF alternate", "supports", "view")
    yield "2012-12-17 09:45"
    desk.finish(
        "e-learning idea",
        KNOWLEDGE,
        "screen",
        "clear",
        existing="None in French. Looked in the registers of all six members.",
    )
    yield "2012-12-19 14:00"
    desk.review("e-learning idea", "ILO")
    yield "2012-12-20 11:15"
    for member in MEMBERS:
        desk.answer("e-learning idea", member, "ensured", "topical", **TOPICAL)


def study(desk: Desk) -> Story:
    """An idea that the Committee has before it: silence runs on its decision."""
    yield "2012-12-06 14:30"
    desk.open(
        "study idea", PROPOSAL, "Study on the impact of remedies for trafficked persons", "OHCHR",
        component="A", kind="RESEARCH", contributors=["OHCHR", "ILO", "UNICEF"], lead="OHCHR",
        rationale="Little is known about what remedies change in the lives of trafficked persons. The research plan for "
        "2012–2014 names the question; partners in all sectors asked for an answer.",
        victim_input="Survivors are heard through a specialised agency, never directly.",
    )  # fmt: skip
    desk.put("study idea", "OHCHR", "note")
    yield "2012-12-10 09:00"
    desk.press("study idea", "consult", "OHCHR")
    yield "2012-12-12 10:30"
    desk.answer("study idea", "OHCHR", "supports", "view", offers="A lead researcher's time for methods.")
    desk.answer(
        "study idea", "ILO", "supports", "view", own="The forced-labour survey asks some of the same persons."
    )
    yield "2012-12-17 15:00"
    desk.answer(
        "study idea", "UNODC", "supports", "view", concerns="Data of persons must stay with the agency."
    )
    desk.answer("study idea", "IOM alternate", "supports", "view")
    yield "2012-12-21 12:40"
    desk.answer("study idea", "OSCE", "supports", "view", involve="National rapporteurs.")
    desk.answer("study idea", "UNICEF", "supports", "view", concerns="Children need methods of their own.")
    yield "2013-01-02 11:00"
    desk.finish(
        "study idea",
        PROGRAMMES,
        "screen",
        "clear",
        existing="A desk study of 2009 on laws. None asks what remedies change.",
    )
    yield "2013-01-08 15:10"
    desk.review("study idea", PROGRAMMES)
    yield "2013-01-10 16:30"
    for member in MEMBERS:
        desk.answer("study idea", member, "ensured", "topical", **TOPICAL)


def corridor(desk: Desk) -> Story:
    """An idea about which the members are asked just now: three have answered."""
    yield "2013-01-29 11:00"
    desk.open(
        "corridor idea", PROPOSAL, "Safe migration channels in a second corridor", "IOM",
        component="B", kind="PROJECT", contributors=["IOM", "ILO"], lead="IOM",
        rationale="The first corridor shows demand for safe, low-cost recruitment. A second one between East Africa and the "
        "Middle East would tell whether the model travels.",
        innovative="yes", innovative_why="No agency licences and prices are published together anywhere on this route.",
        collective="yes", collective_why="ILO reaches employers and unions, IOM the migrants, before and after the journey.",
    )  # fmt: skip
    desk.put("corridor idea", "IOM", "note")
    for name, concern in (
        ("Trade union 01", "Organizes domestic workers on this route."),
        ("Survivor-support agency 02", "Receives persons who return from the region."),
    ):
        desk.add_row("corridor idea", "stakeholders", "IOM", person=desk.who(name).hex, concern=concern)
    yield "2013-01-31 10:15"
    desk.press("corridor idea", "consult", "IOM")
    yield "2013-02-04 16:00"
    desk.answer(
        "corridor idea",
        "ILO",
        "supports",
        "view",
        offers="Contacts to two employers' federations.",
        involve="Trade union 01",
    )
    yield "2013-02-06 11:20"
    desk.answer(
        "corridor idea",
        "UNICEF",
        "doubts",
        "view",
        reason="Many who take this route are under 18; the note does not mention them.",
    )
    yield "2013-02-08 09:50"
    desk.answer("corridor idea", "UNODC", "supports", "view", own="Training for border police at both ends.")
    yield "2013-02-08 10:25"
    desk.remark(
        "corridor idea",
        "IOM",
        "UNICEF is right about age. A paragraph on minors will be added before screening ends.",
    )


def toolkit(desk: Desk) -> Story:
    """An idea that the Secretariat screens for duplication."""
    yield "2013-01-21 10:00"
    desk.open(
        "toolkit idea", PROPOSAL, "Toolkit on fair recruitment for small firms", "ILO",
        component="A", kind="PRODUCT", contributors=["ILO", "OSCE"], lead="ILO",
        rationale="Handbooks speak to large employers. Small firms recruit through brokers and have nobody to read 80 pages.",
        victim_input="Migrants' organization 01 comments on each page before it is published.",
    )  # fmt: skip
    desk.put("toolkit idea", "ILO", "note")
    yield "2013-01-22 09:00"
    desk.press("toolkit idea", "consult", "ILO")
    yield "2013-01-25 14:15"
    for member in ("ILO", "IOM", "OHCHR"):
        desk.answer("toolkit idea", member, "supports", "view")
    yield "2013-02-01 10:40"
    desk.answer(
        "toolkit idea", "OSCE", "supports", "view", offers="A trial with firms in two participating States."
    )
    desk.answer("toolkit idea", "UNICEF", "supports", "view")


def remedies(desk: Desk) -> Story:
    """An idea in the principles review; two members remark on a principle, some have checked whether it is topical."""
    yield "2012-12-19 15:00"
    desk.open(
        "remedies idea", PROPOSAL, "Remedies and compensation toolkit", "UNODC",
        component="B", kind="PRODUCT", contributors=["UNODC", "OHCHR"], lead="UNODC",
        rationale="Judges in four regions ask how compensation is calculated and paid. Nothing practical exists.",
        innovative="yes", innovative_why="First tool that follows a claim from the form to the payment.",
        collective="yes", collective_why="UNODC reaches judges, OHCHR the national human rights institutions.",
        victim_input="Survivor-support agency 02 reads the draft with persons who have claimed.",
    )  # fmt: skip
    desk.put("remedies idea", "UNODC", "note")
    yield "2013-01-14 11:00"
    desk.press("remedies idea", "consult", "UNODC")
    yield "2013-01-24 10:00"
    for member in MEMBERS:
        desk.answer("remedies idea", member, "supports", "view")
    yield "2013-01-30 09:30"
    yield from _screened(desk)


def _screened(desk: Desk) -> Story:
    desk.finish(
        "remedies idea", KNOWLEDGE, "screen", "adds", existing="The chapter on remedies in the Model Law commentary.",
        reason="The chapter says what the law should foresee; the toolkit says how a claim is carried through.",
    )  # fmt: skip
    yield "2013-01-31 14:20"
    desk.review("remedies idea", "UNODC", through=7)
    yield "2013-02-04 10:00"
    desk.answer("remedies idea", "UNODC", "ensured", "topical", **TOPICAL)
    desk.answer("remedies idea", "ILO", "ensured", "topical", **TOPICAL)
    yield "2013-02-05 16:15"
    desk.add_row(
        "remedies idea",
        "remarks",
        "OHCHR",
        principle="P3",
        remark="Say that a claim never depends on testimony in court.",
    )
    yield "2013-02-07 11:45"
    desk.answer("remedies idea", "OSCE alternate", "ensured", "topical", **TOPICAL)


STORIES = (e_learning, study, remedies, toolkit, corridor)
