"""The sample facts of the gallery: what a view would hand to the templates."""

from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

Facts = dict[str, Any]

_NAV = [("My work", "m", 7), ("Decisions", "d", 0), ("Reviews", "r", 0), ("Programmes", "p", 0), ("Audit", "a", 0),
        ("Assessments", "", 0), ("Admin", "", 0)]  # fmt: skip
_CURRENT = {"my-work": "My work", "audit": "Audit"}
_URLS = {key: f"#{key}" for key in (
    "home", "search", "clock", "accounts", "account", "sign_out", "theme", "keyboard", "accessibility", "help"
)}  # fmt: skip


def _viewer(page: str) -> SimpleNamespace | None:
    name, seat, initials = {
        "audit": ("Auditor", "read only", "AU"),
        "decisions": ("IOM focal point", "IOM, chair 2013", "IO"),
        "put-to-silence": ("IOM focal point", "IOM, chair 2013", "IO"),
    }.get(page, ("OHCHR focal point", "OHCHR, co-chair 2013", "OH"))
    if page == "sign-in":
        return None
    return SimpleNamespace(name=name, seat_line=seat, initials=initials, is_demo=True, shortcuts=True)


def _frame(page: str) -> Facts:
    counts = {"decisions": 5, "put-to-silence": 5, "audit": 0}
    nav = [
        {"label": label, "href": f"#{label}", "key": key, "noun": "tasks",
         "count": counts.get(page, count) if count else 0, "current": _CURRENT.get(page, "Decisions") == label}
        for label, key, count in _NAV
    ]  # fmt: skip
    demo = {"clock_text": "Mon 11 Feb 2013, 15:00 in Vienna", "clock_short": "Mon 11 Feb, 15:00"}
    return {"nav": nav, "viewer": _viewer(page), "demo": demo, "urls": _URLS,
            "house": "Nemcon, Secretariat of the initiative"}  # fmt: skip


def _position(seat: str, mark: str, when: str, **more: Any) -> Facts:
    return {"seat": seat, "mark": mark, "when": when, **more}


def _decision() -> Facts:
    rows = [
        _position("OHCHR", "no_position", "Told on 5 Feb, 18:10, page opened", you=True, role="co-chair"),
        _position("OSCE", "no_position", "Told on 5 Feb, 17:01, mail accepted"),
        _position("ILO", "support_comment", "7 Feb, 10:14, focal point",
                  comment="“Please coordinate with the forced-labour survey.”"),
        _position("IOM", "support", "6 Feb, 09:40, alternate", role="chair"),
        _position("UNICEF", "support", "8 Feb, 11:02, focal point", comment="Its amendment of round 1 is in version 3."),
        _position("UNODC", "abstain", "8 Feb, 16:30, by telephone", by="Typed by Secretariat officer Coordination.",
                  evidence={"label": "Note of the call", "href": "#"}),
    ]  # fmt: skip
    old = [
        _position("UNICEF", "amendment", "31 Jan, 16:20", superseded=True,
                  comment="“Add children and the views of survivors.” Settled by version 3."),
        _position("IOM, ILO", "superseded", "29 Jan", superseded=True, word="Support", struck=True, after="superseded"),
    ]  # fmt: skip
    title = "Round 1, on version 2: broken on 31 Jan. 3 positions, superseded"
    return {"positions": rows, "rounds": [{"title": title, "rows": old, "open": True}], "history": _history(),
            "choice_field": _choice(), "reason_field": _reason()}  # fmt: skip


def _history() -> list[Facts]:
    rows = [
        ("Sat 9 Feb, 05:00", "Half of the period is over: OHCHR and OSCE reminded", "now"),
        ("Fri 8 Feb, 16:30", "<strong>UNODC</strong> abstains, recorded by the Secretariat", None),
        ("Fri 8 Feb, 11:02", "<strong>UNICEF</strong> supports", None),
        ("Thu 7 Feb, 10:14", "<strong>ILO</strong> supports, with comment", None),
        ("Wed 6 Feb, 09:40", "<strong>IOM</strong> supports", None),
        ("Tue 5 Feb, 17:00", "<strong>IOM</strong>, chair, opened silence, round 2", None),
        ("Mon 4 Feb, 10:00", "<strong>Secretariat</strong> put version 3 in place", None),
        ("Thu 31 Jan, 16:20", "<strong>UNICEF</strong> broke the silence: amendment", "break"),
    ]
    return [{"when": when, "text": Markup(words), "kind": kind} for when, words, kind in rows]


def _choice() -> Facts:
    options = [
        ("support", "Support", "", "check-circle-fill", "ok"),
        ("support_comment", "Support, with comment", "Your comment goes into the record.", "chat-left-text", "ok"),
        ("abstain", "Abstain", "OHCHR does not stand in the way.", "dash-circle", "ink"),
        ("amendment", "Amendment", "Breaks the silence. You propose other words; a new round begins.",
         "pencil-square", "warn"),
        ("discussion", "Request discussion", "Breaks the silence. The chair puts it to a meeting.", "chat-dots",
         "warn"),
        ("concern", "Concern", "Breaks the silence. Can later be recorded beside a joint decision.",
         "exclamation-triangle", "warn"),
        ("objection", "Strong objection", "Breaks the silence and prevents adoption while it stands.",
         "x-octagon-fill", "stop"),
    ]  # fmt: skip
    return {"key": "position", "label": "Position", "label_hidden": True, "kind": "radios", "options": options,
            "value": "concern", "required": True}  # fmt: skip


def _reason() -> Facts:
    return {"key": "reason", "label": "Reason", "kind": "long", "required": True,
            "hint": "Needed for a concern. All members can read it; it is kept with the decision.",
            "value": "The open call does not yet say how the safety of participants is ensured."}  # fmt: skip


def _task(due: str, when: str, title: str, case: str, facts: list[str], button: str, **more: Any) -> Facts:
    return {"due": due, "when": when, "title": title, "case": case, "facts": facts, "button": button, "href": "#",
            **more}  # fmt: skip


def _my_work() -> Facts:
    late = _task("3 working days late", "Wed 6 Feb, 17:00", "Nominate a reviewer",
                 "Quality review: Handbook for Parliamentarians, second edition",
                 ["GIFT/QRV/2013/004", "You are asked as OHCHR", "5 of 6 members have answered"], "Nominate",
                 due_tone="stop")  # fmt: skip
    position = _task("In 26 hours", "Tue 12 Feb, 17:00", "Take a position",
                     "Study on the impact of remedies for trafficked persons",
                     ["DEC draft 2013-07", "Silence, round 2", "You are asked as OHCHR", "2 of 6 have not answered"],
                     "Take a position", due_tone="warn", primary=True)  # fmt: skip
    file = _task("Tomorrow", "Tue 12 Feb, 17:00", "Confirm this file",
                 "Quality review: First Aid Kit for Law Enforcement, French edition",
                 ["GIFT/QRV/2012/019", "Claimed by you on Thu 7 Feb"], "Confirm")  # fmt: skip
    week = [
        _task("Thu 14 Feb", "17:00", "Give an inception view", "Proposal: safe migration channels in one corridor",
              ["GIFT/PRO/2013/011", "You are asked as OHCHR"], "Give view"),
        _task("Fri 15 Feb", "17:00", "Confirm the team", "Joint situational assessment, Country A (South Asia)",
              ["GIFT/SAR/2012/006", "OHCHR takes part", "UNODC and IOM have confirmed"], "Confirm"),
        _task("Fri 15 Feb", "17:00", "Announce the decision", "Membership procedure",
              ["GIFT/DEC/2013/003", "Open to you as co-chair; nobody is asked by name"], "Announce"),
    ]  # fmt: skip
    undated = _task("No date", "open 12 days", "Comment on principle 3",
                    "Proposal: remedies and compensation toolkit",
                    ["GIFT/PRO/2013/008", "Shared with all focal points; claim it to keep it"], "Claim")  # fmt: skip
    rows = [("Overdue", [late]), ("Today and tomorrow", [position, file]), ("This week", week),
            ("Without a date", [undated])]  # fmt: skip
    groups = [{"title": title, "tasks": tasks} for title, tasks in rows]
    groups[0] |= {"tone": "stop", "icon": "exclamation-circle-fill"}
    return {"groups": groups}


_SEATS = ("ILO", "IOM", "OHCHR", "OSCE", "UNICEF", "UNODC")
_LETTERS = {"s": "support", "n": "no_position", "a": "abstain", "c": "concern", "m": "amendment",
            "x": "strong_objection"}  # fmt: skip
_REGISTER = [
    ("", "Study on the impact of remedies", "Implement an activity", "hourglass-split", "Silence, round 2", "run",
     "ends Tue 12 Feb, 17:00", "ssnnsa", "3 support, 1 abstains, 2 without position"),
    ("", "Workplan 2013", "Workplan", "hourglass-split", "Silence", "run", "ends Mon 18 Feb, 17:00", "snnnns",
     "2 support, 4 without position"),
    ("", "Terms of Reference, annex on meetings", "Terms of Reference", "exclamation-triangle", "In deliberation",
     "warn", "since Mon 4 Feb", "sssxss", "5 support, 1 strong objection"),
    ("GIFT/DEC/2013/004", "Translations of the First Aid Kit", "Implement an activity", "check-lg",
     "Adopted, no objection received", "ok", "Fri 8 Feb 2013", "sssnsn", "4 support, 2 without position"),
    ("GIFT/DEC/2013/002", "Business e-learning, second language", "Implement an activity", "check-lg",
     "Adopted, no member strongly objecting", "ok", "Thu 24 Jan 2013", "ssscss", "5 support, 1 concern"),
    ("", "Awareness campaign, second wave", "Implement an activity", "archive", "Withdrawn", "none",
     "Tue 15 Jan 2013", "smnnnn", "1 support, 1 amendment, 4 without position"),
]  # fmt: skip


def _decisions() -> Facts:
    items = [
        {
            "title": "Study on remedies",
            "href": "#",
            "note": "round 2, ends Tue 12 Feb, 17:00",
            "left": "26 hours",
        },
        {"title": "Workplan 2013", "href": "#", "note": "ends Mon 18 Feb, 17:00", "left": "5 working days"},
        {
            "title": "Corridor pilot, lead agency",
            "href": "#",
            "note": "ends Thu 14 Feb, 10:00",
            "left": "2 days",
        },
    ]
    names = ("number", "title", "subject", "icon", "word", "tone", "date", "letters", "sentence")
    register: list[Facts] = [dict(zip(names, row, strict=True)) for row in _REGISTER]
    for row in register:
        row["seats"] = [
            {"name": seat, "mark": _LETTERS[letter]}
            for seat, letter in zip(_SEATS, row["letters"], strict=True)
        ]
    return {"register": register, "silence_items": items}


def _audit() -> Facts:
    def row(seat: str, mark: str, when: str = "", text: str = "version 2", **more: Any) -> Facts:
        return {"seat": seat, "mark": mark, "when": when, "text": text if when else "",
                "hash": "c41e 90b2…" if when else "", **more}  # fmt: skip

    rows = [
        row("ILO", "support", "4 Feb, 10:12:07"),
        row("IOM", "support", "4 Feb, 15:40:51", role="chair"),
        row("OHCHR", "support", "5 Feb, 09:02:33", role="co-chair", comment="by the alternate"),
        row("OSCE", "no_position", comment="told 1 Feb, 17:01, mail accepted"),
        row("UNODC", "late", "8 Feb, 17:04:12", role="same seat", late=True, word="Concern, late",
            comment="Kept and shown to the chair. Not counted: 4 minutes after the end."),
    ]  # fmt: skip
    events = [
        ("29", "8 Feb, 17:04:12", "<strong>UNODC focal point</strong> sent a concern, late",
         "“Please add Portuguese.” On version 2. Not counted.", "18 171"),
        ("28", "8 Feb, 17:00:31", "<strong>The system</strong> adopted the text: no objection received",
         "Due at 17:00:00. Number GIFT/DEC/2013/004. Rule DEC version 3.", "18 170"),
        ("27", "7 Feb, 17:21:10", "<strong>UNICEF focal point</strong> took a position: support", "On version 2.",
         "18 102"),
    ]  # fmt: skip
    cells = [
        {"cells": [n, when, {"text": Markup(what), "second": note}, {"text": log, "second": Markup('<a href="#">Proof</a>')}]}
        for n, when, what, note, log in events
    ]  # fmt: skip
    return {"audit_rows": rows, "events": cells}


def _put_to_silence() -> Facts:
    fields = [
        {"key": "length", "label": "Length", "kind": "select", "options": [("72", "Urgent, 72 hours")], "value": "72"},
        {"key": "ends", "label": "Silence ends", "kind": "instant", "value": "16 Feb 2013, 17:00",
         "hint": "Day and time in Vienna, for example 14 Feb 2013, 17:00",
         "error": "The silence must not end on a weekend. The next working day is Monday 18 February.",
         "fix": {"label": "Use Mon 18 Feb, 17:00", "value": "18 Feb 2013, 17:00"}},
        {"key": "why", "label": "Why is it urgent?", "kind": "long", "rows": 2,
         "error": "Write one sentence that says why it is urgent."},
    ]  # fmt: skip
    return {"silence_fields": fields, "every_field": _every_field(), "errors": True}


def _every_field() -> list[Facts]:
    members = [(seat.lower(), seat, "", "", "") for seat in _SEATS]
    return [
        {"key": "title", "label": "Title", "kind": "text", "required": True, "value": "Corridor pilot"},
        {"key": "number", "label": "Working days", "kind": "number", "value": 3, "unit": "days"},
        {"key": "day", "label": "First day", "kind": "date", "hint": "For example 14 Feb 2013", "required": False},
        {"key": "paper", "label": "Paper", "kind": "file", "hint": "PDF, at most 20 MB"},
        {"key": "urgent", "label": "This is urgent", "kind": "checkbox", "value": True},
        {"key": "seats", "label": "Who is asked", "kind": "checkboxes", "value": ["ilo", "iom"], "options": members,
         "hint": "All members are told in any case"},
        {"key": "answer", "label": "Your answer", "kind": "radios", "inline": True, "value": "partly",
         "options": [("yes", "Accepted"), ("partly", "Partly"), ("no", "Not accepted")],
         "error": "Choose one of the three answers."},
        {"key": "shown", "label": "Opened by", "kind": "shown", "value": "IOM focal point"},
        {"key": "case", "kind": "hidden", "value": "17"},
    ]  # fmt: skip


def _sign_in() -> Facts:
    committee = [("IOM focal point", "chair 2013", 5), ("OHCHR focal point", "co-chair 2013", 7),
                 ("ILO focal point", "", 4), ("OSCE focal point", "regional member", 3)]  # fmt: skip
    secretariat = [("Senior manager", "", 9), ("Officer KM", "quality review", 11)]
    others = [("Expert 07", "reviewer", 1), ("Auditor", "read only", 0)]
    return {"accounts": [("Steering Committee", committee), ("Secretariat", secretariat), ("Others", others)]}


def page_data(page: str) -> Facts:
    """Everything the page's template reads, apart from the drawings."""
    own = {"decision": _decision, "my-work": _my_work, "decisions": _decisions, "audit": _audit,
           "put-to-silence": _put_to_silence, "sign-in": _sign_in, "programme": dict}[page]  # fmt: skip
    return _frame(page) | own()
