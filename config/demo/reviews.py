"""What the principles reviews say: what holds of most activities here, and what is particular to one."""

from __future__ import annotations

from collections.abc import Iterator

# Principles that are met, and why, where nothing particular is said.
COMMON = {
    1: "Each member reaches partners that the others do not reach.",
    2: "All six members were asked; two or more contribute.",
    3: "The rights at stake are listed; nobody is put at risk.",
    4: "Public, and at no cost for those who use it.",
    5: "Earlier products and what readers said of them were looked through first.",
    6: "Trafficking Protocol, articles 6 and 9.",
    7: "Named in the Global Plan of Action and in national plans.",
    8: "Can be repeated elsewhere at small cost.",
    9: "Indicators and a baseline are set; an evaluation is budgeted.",
    10: "A quality review is planned before anything is published.",
    11: "Survivors' groups comment through a specialised agency.",
}
MET, PARTLY = "MET", "PARTLY"

# By the word of the case: principle, rating, justification.
PARTICULAR: dict[str, dict[int, tuple[str, str]]] = {
    "trainers": {
        2: (MET, "UNODC leads; IOM and OHCHR teach."),
        8: (PARTLY, "Two of the three schools have a budget for the years after."),
    },
    "translations": {
        4: (MET, "Open to every police school, at no cost."),
        5: (MET, "The stamped kit, and 1,140 requests for it."),
    },
    "corridor": {
        2: (MET, "IOM and ILO, with both Governments."),
        7: (MET, "Both national plans name safe recruitment."),
    },
    "radio": {
        4: (MET, "Broadcast, and free to copy."),
        9: (PARTLY, "Attitudes are measured before and after, behaviour is not."),
        11: (MET, "Two survivors' groups read the scripts."),
    },
    "awareness": {9: (PARTLY, "Reach was measured, behaviour was not.")},
    "e-learning idea": {
        2: (MET, "ILO leads, UNODC hosts the course; all six were asked in December."),
        5: (MET, "Feedback of 212 readers of the English course was used."),
        10: (PARTLY, "A technical check by a native-speaking expert is planned, not yet agreed."),
    },
    "study idea": {
        1: (MET, "Four members give access to partners; none could reach all four regions alone."),
        3: (MET, "The right to an effective remedy. Names and stories stay with the agency."),
        5: (MET, "Question 5 of the research plan 2012–2014; a desk study of 2009 on laws."),
        9: (PARTLY, "There is a baseline for two of the four regions only; the decision names this."),
        11: (MET, "Survivors are heard through a specialised agency, never directly."),
    },
    "remedies idea": {
        2: (MET, "UNODC and OHCHR contribute; all six were consulted in January."),
        3: (MET, "The right to a remedy. Claims can expose persons: safety is chapter 1."),
    },
}


def review_of(word: str) -> Iterator[tuple[int, str, str]]:
    """Principle, rating and justification, for all eleven."""
    particular = PARTICULAR.get(word, {})
    for no, why in COMMON.items():
        rating, reason = particular.get(no, (MET, why))
        yield no, rating, reason
