"""What users say of the Handbook for Parliamentarians: 14 pieces of feedback, and the re-review in which each is answered for."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE
from config.demo.re_reviews import CENTRAL_ASIA, Assessors, assess, prepare
from config.demo.telling import Story

HANDBOOK, AGAIN = "parliament product", "parliament again"


@dataclass(frozen=True)
class Voice:
    """Somebody who writes at an instant, what is said by the fields of the form, and what the Secretariat makes of it."""

    at: str
    said: dict[str, str] = field(default_factory=dict)
    topic: str = ""
    taken_up: str = ""
    reply: str = ""
    kept: bool = True  # for the re-review, where there is no answer


# fmt: off
VOICES = (
    Voice("2012-04-03 11:20",
          {"useful": "FOUR", "sector": "CIVIL_SOCIETY", "used_for": "To get ready for a talk with two members of the justice committee.",
           "suggestion": "Put the questions of chapter 6 on one page. I copied them by hand."},
          "PRACTICE", "2012-04-05 10:00", "Thank you. The page with the questions stands beside the handbook now."),
    Voice("2012-04-24 16:45",
          {"useful": "THREE", "sector": "GOVERNMENT", "country": "Country C",
           "error": "The annex still shows our law of 2005. It was replaced two years ago, with other penalties."},
          "ERROR", "2012-04-27 10:00"),
    Voice("2012-05-15 09:05",
          {"useful": "FIVE", "sector": "OTHER", "used_for": "I am a clerk. All new members got it after the election. Some read it."},
          "PRAISE", "2012-05-18 10:00", "This is good to hear. Tell us what they asked you afterwards."),
    Voice("2012-06-19 22:10",
          {"useful": "TWO", "sector": "SURVIVOR",
           "error": "You write “rescued” on nearly every page. Nobody rescued me. I walked out, and then nobody believed me.",
           "suggestion": "Ask people who have been there before you print the next one."},
          "MISSING", "2012-06-22 10:00"),
    Voice("2012-08-09 14:30",
          {"useful": "FOUR", "sector": "JUSTICE", "suggestion": "Chapter 3 needs court rulings. My colleagues believe nothing else."},
          "MISSING", "2012-08-14 10:00"),
    Voice("2012-09-04 07:50",
          {"useful": "ONE", "sector": "POLICE", "error": "Not for us. I was looking for the checklist for patrols."},
          "OTHER", "2012-09-06 10:00", "You are looking for the First Aid Kit. It is in the same list of products."),
    Voice("2012-09-27 17:15",
          {"useful": "THREE", "sector": "ACADEMIA", "error": "Page 22 gives a number of victims and no source. Which year is it?"},
          "ERROR", "2012-10-02 10:00"),
    Voice("2012-10-18 12:40",
          {"useful": "FIVE", "sector": "GOVERNMENT", "used_for": "Chapter 5 was quoted in our debate on a fund. The fund was voted."},
          "PRACTICE", "2012-10-22 10:00", "Thank you. May we tell other parliaments? Write to us how it is financed."),
    Voice("2012-11-13 10:25",
          {"useful": "THREE", "sector": "INTERNATIONAL", "error": "Not one line on domestic workers in the households of diplomats."},
          "MISSING", "2012-11-16 10:00"),
    Voice("2012-11-29 18:55",
          {"useful": "TWO", "sector": "CIVIL_SOCIETY", "contact": "reader@example.org",
           "error": "I am blind. My reader says “image, image, image” from page 1 to the end."},
          "ERROR", "2012-12-03 10:00", "We are sorry. A version that your reader can read was sent to you; the next edition is one."),
    Voice("2012-12-11 08:30",
          {"useful": "FOUR", "sector": "BUSINESS", "suggestion": "Say something on laws that make companies report about their suppliers."},
          "MISSING", "2012-12-14 10:00"),
    Voice("2013-01-24 15:35",
          {"useful": "FOUR", "sector": "LABOUR", "used_for": "Training of inspectors.",
           "suggestion": "Chapter 4 forgets labour inspection. We are there every day."},
          "MISSING", "2013-01-29 10:00"),
    Voice("2013-02-06 19:20",
          {"useful": "FIVE", "sector": "CIVIL_SOCIETY", "country": "Country E", "suggestion": "Please, in Portuguese as well."},
          "OTHER", "2013-02-08 10:30", kept=False),
    Voice("2013-02-11 08:35",
          {"useful": "TWO", "sector": "HEALTH", "safety": "yes",
           "error": "Page 31 tells members to ask for a list of all shelters and where they are. The answer is printed in the record. In "
                    "my town the men who are looking for these women can read."}),
)
# fmt: on
# What the Secretariat has said by now of some, by their place among the voices.
DISPOSED = {
    0: ("ANSWERED", "The questions are on one page."),
    1: ("TAKEN_UP", "The annex is brought up to date from the replies of 2012."),
    2: ("ANSWERED", "Nothing to change."),
    3: ("TAKEN_UP", "Every “rescued” is looked at; a survivors' group reads the next edition."),
    5: ("NO_CHANGE", "It is about another product; the user was told which."),
}


def feedback(desk: Desk) -> Story:
    """Each is said at its time, from an address of its own."""
    for no, voice in enumerate(VOICES):
        yield voice.at
        desk.say(_word(no), HANDBOOK, f"192.0.2.{no + 1}", **voice.said)


def triage(desk: Desk) -> Story:
    """Each is taken up within five working days, and answered or kept. The newest two wait on somebody's desk."""
    for no, voice in [each for each in enumerate(VOICES) if each[1].taken_up]:
        yield voice.taken_up
        desk.press(_word(no), "triage", KNOWLEDGE, topic=voice.topic)
        if voice.reply:
            desk.press(_word(no), "answer", KNOWLEDGE, reply=voice.reply)
        elif voice.kept:
            desk.press(_word(no), "keep", KNOWLEDGE)


def re_review(desk: Desk) -> Story:
    """Begun by its clock in January: the feedback is together, some of it is answered for, one assessor has answered."""
    who = Assessors(CENTRAL_ASIA, "OHCHR alternate", "Expert 11")
    yield "2013-02-01 11:00"
    desk.follow(HANDBOOK, "re_reviewed_by", AGAIN)
    prepare(
        desk, AGAIN, who, "5,100 copies to 40 parliaments, 2,700 downloads; source: UNODC.",
        "Eleven of the laws in the annex were replaced since 2009.",
    )  # fmt: skip
    yield "2013-02-07 10:00"
    for no, (disposition, why) in DISPOSED.items():
        desk.fill_row(
            AGAIN, "feedback", KNOWLEDGE, "said_in", desk.case(_word(no)).number, disposition=disposition, why=why
        )  # fmt: skip
    yield "2013-02-08 15:30"
    assess(
        desk,
        AGAIN,
        who.owner,
        "revise",
        "The annex and the words for survivors cannot be put right on a slip.",
    )
    yield "2013-02-11 09:15"
    desk.press(AGAIN, "bring_in", KNOWLEDGE)


def _word(no: int) -> str:
    return f"voice {no + 1}"


STORIES = (feedback, triage, re_review)
