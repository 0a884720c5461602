"""What people are told: a closed list of sentences with named places. Nothing stored ever becomes a template."""

from __future__ import annotations

from engine.letter_choice import MOVES, QUESTIONS, REMARKS, RESULTS
from engine.messages import Message, mark
from engine.queries.messages import Line, Told

# Kinds: what a message is about. Each has a subject for mail, and one or several sentences.
ASKED, REMINDER, OVERDUE, MOVED, DECIDED, CLOSED = (
    "asked",
    "reminder",
    "overdue",
    "moved",
    "decided",
    "closed",
)
DEADLINE, RECORDED, HANDED, REMARK, OVERRIDE = "deadline", "recorded", "handed", "remark", "override"
# Letters about many things: reminders after a standstill, and what is gathered for who wants one letter a day.
DIGEST, NEWS = "digest", "news"

# The most important first: one letter about several things is named after this.
KINDS = (
    DECIDED,
    CLOSED,
    OVERDUE,
    REMINDER,
    ASKED,
    HANDED,
    RECORDED,
    DEADLINE,
    MOVED,
    OVERRIDE,
    REMARK,
    DIGEST,
    NEWS,
)

# Which letters belong together where people choose how they come.
GROUPS = {
    **dict.fromkeys((ASKED, REMINDER, OVERDUE, DEADLINE, HANDED, RECORDED, OVERRIDE), QUESTIONS),
    **dict.fromkeys((DECIDED, CLOSED), RESULTS),
    MOVED: MOVES,
    REMARK: REMARKS,
}
GROUP_LABELS = {
    QUESTIONS: mark("What asks you, reminds you or is recorded for you"),
    RESULTS: mark("Results and ends of cases"),
    MOVES: mark("Steps of cases"),
    REMARKS: mark("Remarks"),
}

SUBJECTS = {
    ASKED: mark("For you: {title}"),
    REMINDER: mark("Reminder: {title}"),
    OVERDUE: mark("Overdue: {title}"),
    MOVED: mark("{state}: {title}"),
    DECIDED: mark("{state}: {title}"),
    CLOSED: mark("{state}: {title}"),
    DEADLINE: mark("Another deadline: {title}"),
    RECORDED: mark("Recorded for your organization: {title}"),
    HANDED: mark("Handed to you: {title}"),
    REMARK: mark("A remark: {title}"),
    OVERRIDE: mark("Opened by an override: {title}"),
    DIGEST: mark("Reminders that came late: {count}"),
    NEWS: mark("News of the day: {count}"),
}

SENTENCES = {
    "asked": mark("You are asked: {tasks}."),
    "asked until": mark("You are asked: {tasks}. Please answer by {due}."),
    "asked now": mark("It is now “{state}”. You are asked: {tasks}."),
    "asked now until": mark("It is now “{state}”. You are asked: {tasks}. Please answer by {due}."),
    "waits": mark("It waits for you, as “{state}”."),
    "may": mark("If you wish: {tasks}."),
    "may until": mark("If you wish, until {due}: {tasks}."),
    "reminder": mark("{says}"),
    "reminder of task": mark("{task}: {says}"),
    "reminder by somebody": mark("{person} reminds you. {task}: {says}"),
    "overdue": mark("{task}: {says}"),
    "overdue elsewhere": mark("{task}: {says} It waits for {parties}."),
    # The same, told long after it was due.
    "reminder late": mark("{says} (Since {since}.)"),
    "reminder of task late": mark("{task}: {says} (Since {since}.)"),
    "overdue late": mark("{task}: {says} (Since {since}.)"),
    "overdue elsewhere late": mark("{task}: {says} (Since {since}.) It waits for {parties}."),
    "moved": mark("It is now “{state}”."),
    "moved until": mark("It is now “{state}”, until {due}."),
    "decided": mark("The result: {state}."),
    "decided with number": mark("The result: {state}. Its number is {number}."),
    "closed": mark("It is closed: {state}."),
    "deadline": mark("{tasks}: the time now ends {due}."),
    "deadline moved": mark("{why}. {tasks}: the time now ends {due}."),
    "recorded": mark(
        "{person} recorded for {organization}: {outcome}. If that is wrong, correct it by answering yourself."
    ),
    "handed": mark("{person} handed this to you: {task}."),
    "stood in": mark("{person} is away, and you stand in: {task}."),
    "remark": mark("{person} added a remark."),
    "override": mark(
        "{person} reads this case by an administrator's override. The reason stands in its history."
    ),
}


def sentence(line: Line) -> Message:
    """The sentence of one line, its places filled."""
    return Message(SENTENCES[line.sentence], line.values)


def subject(lines: tuple[Line, ...]) -> Message:
    """What a letter about these lines is called: after the most important one, or after their number."""
    if len({line.case_id for line in lines}) > 1:
        return Message(SUBJECTS[DIGEST], {"count": len(lines)})
    first = min(lines, key=lambda line: KINDS.index(line.kind))
    return Message(SUBJECTS[first.kind], {"title": first.title, "state": first.values.get("state", "")})


def read(told: Told) -> list[Message]:
    """A message of the in-app inbox as its sentences."""
    return [sentence(line) for line in told.lines]
