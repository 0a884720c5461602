"""Every part of the look on sample pages, after the pictures the look was agreed on. Fictional data.

Run it by hand with ``python -m tests.web.gallery`` and look at it.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader

from tests.web.gallery_data import page_data
from web.assets import install
from web.drawing.bars import key_sample, parts_bar, share_bar
from web.drawing.phase_chart import Phase, phase_chart
from web.drawing.silence_line import ClockWords, EarlierRound, Moment, silence_line
from web.drawing.state_diagram import Diagram, DiagramWords, Edge, Passage, State, state_diagram
from web.drawing.timeline_chart import Silence, timeline_chart

VIENNA = timezone(timedelta(hours=1))
NOW = datetime(2013, 2, 11, 15, tzinfo=VIENNA)
HERE = Path(__file__).parent
PAGES = ("my-work", "decision", "decisions", "audit", "put-to-silence", "sign-in", "programme")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 2) -> datetime:
    """An instant of early 2013 in Vienna."""
    return datetime(2013, month, day, hour, minute, tzinfo=VIENNA)


WEEKENDS = [(at(9), at(11)), (at(16), at(18))]


def clock(rtl: bool = False, **more: Any) -> str:
    """The clock of the decision in its second round."""
    words = ClockWords(
        round="Round 2", opened="opened Tue 5 Feb, 17:00", opened_short="Tue 5 Feb", now="now, 26 hours left",
        now_short="26 hours left", ends="Ends", end="Tue 12 Feb, 17:00", rest="weekend", broken="Broken",
    )  # fmt: skip
    facts: dict[str, Any] = {
        "answered": [Moment(at(6, 9, 40), "IOM"), Moment(at(7, 10, 14), "ILO"), Moment(at(8, 11, 2), "UNICEF"),
                     Moment(at(8, 16, 30), "UNODC")],
        "reminders": [Moment(at(9, 5), "half: reminded")],
        "earlier_rounds": [EarlierRound("Round 1", "opened Mon 28 Jan", "Broken", "Thu 31 Jan, UNICEF")],
        "nonworking": WEEKENDS[:1],
    }  # fmt: skip
    alternative = (
        "Round 2 of the silence runs until Tuesday 12 February, 17:00. Four of six seats have answered."
    )
    facts |= more
    return silence_line(at(5, 17), at(12, 17), NOW, words=words, alternative=alternative, rtl=rtl, **facts)


def adopted_line() -> str:
    """The line drawn whole, for the sheet beside the sign-in."""
    words = ClockWords(round="", opened="", now="", ends="", end="")
    answered = [Moment(at(4, 10), ""), Moment(at(5, 2)), Moment(at(5, 18)), Moment(at(7, 4))]
    alternative = "The silence was never broken. The text was adopted on 8 February 2013."
    return silence_line(
        at(3, 17), at(8, 17), at(8, 18), words=words, alternative=alternative, answered=answered
    )


def _day(day: date, with_weekday: bool) -> str:
    return f"{day:%a} {day.day}" if with_weekday else str(day.day)


def silences(rtl: bool = False) -> str:
    """Three silences on one time line."""
    rows = [
        Silence("Study on remedies", "round 2", at(5, 17), at(12, 17), "26 hours left",
                [at(6, 9, 40), at(7, 10, 14), at(8, 11, 2), at(8, 16, 30)]),
        Silence("Workplan 2013", "important, 10 working days", at(4, 23), at(18, 17), "5 working days left",
                [at(6, 16), at(8, 9)]),
        Silence("Corridor pilot, lead agency", "urgent, 72 hours", at(11, 10), at(14, 10), "2 days left"),
    ]  # fmt: skip
    return timeline_chart(
        rows, NOW, zone=VIENNA, now_word="now, 15:00", day_words=_day, nonworking=WEEKENDS, rtl=rtl,
        alternative="Three silences run. The next one ends on Tuesday 12 February, 17:00.",
    )  # fmt: skip


def diagram(rtl: bool = False) -> Diagram:
    """The way of the decision so far."""
    states = [
        State("draft", "Draft"), State("circulated", "Circulated"), State("silence", "Silence period"),
        State("broken", "Silence broken"), State("adopted", "Adopted, no objection", "by itself, 12 Feb, 17:00"),
        State("consensus", "Adopted by consensus"), State("deliberation", "In deliberation"),
    ]  # fmt: skip
    edges = [
        Edge("draft", "circulated"), Edge("circulated", "silence"), Edge("silence", "adopted", automatic=True),
        Edge("silence", "consensus", "the chair declares it"), Edge("silence", "broken"), Edge("broken", "circulated"),
        Edge("broken", "silence", "the objection is withdrawn"), Edge("broken", "deliberation"),
    ]  # fmt: skip
    way = [
        Passage("draft", "circulated", "Fri 25 Jan"), Passage("circulated", "silence", "Mon 28 Jan"),
        Passage("silence", "broken", "Thu 31 Jan"), Passage("broken", "circulated", "Mon 4 Feb"),
        Passage("circulated", "silence", "Tue 5 Feb, 17:00"),
    ]  # fmt: skip
    words = DiagramWords(
        "The case is in its silence period, after one broken round. It can be adopted by itself."
    )
    return state_diagram(states, edges, "silence", way, words=words, rtl=rtl)


def phases(rtl: bool = False) -> str:
    """Six phases of a programme, the third one running."""

    def month(year: int, number: int) -> datetime:
        return datetime(year, number, 1, tzinfo=VIENNA)

    rows = [
        Phase("Selection and advice", month(2012, 1), month(2012, 3), done=True, gate="passed"),
        Phase("Formulation, seed", month(2012, 3), month(2012, 8), done=True, gate="passed"),
        Phase("Phase 1", month(2012, 9), month(2013, 8), gate="next"),
        Phase("Resource mobilisation", month(2013, 6), month(2013, 12)),
        Phase("Phase 2, not seed", month(2013, 12), month(2014, 9)),
        Phase("Evaluation", month(2014, 8), month(2015, 1)),
    ]
    return phase_chart(
        rows, NOW, zone=VIENNA, now_word="today, 11 Feb 2013", month_words=lambda day: f"{day:%b}", rtl=rtl,
        alternative="Phase 1 runs until August 2013. Four phases follow or overlap.",
    )  # fmt: skip


def bars(rtl: bool = False) -> dict[str, Any]:
    """Shares of a budget and an earmark in three kinds."""
    shares = [share_bar(share, alternative=f"{share:.0%} of all", rtl=rtl) for share in (0.28, 0.37)]
    earmark = parts_bar(
        [(18, "run"), (13, "hatch")], whole=100, pattern="earmark", tick=25, rtl=rtl,
        alternative="18 per cent direct assistance, 13 per cent other victim support.",
    )  # fmt: skip
    return {"shares": shares, "earmark": earmark, "key_sample": key_sample}


def make_gallery() -> Flask:
    """A small app that shows the sample pages under the policy of the house."""
    app = Flask("gallery", static_folder=None)
    app.jinja_loader = ChoiceLoader([
        FileSystemLoader(HERE / "gallery_pages"), FileSystemLoader(HERE.parents[1] / "web" / "templates")
    ])  # fmt: skip
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    install(app)

    @app.get("/")
    @app.get("/<name>")
    def show(name: str = "my-work") -> str:
        if name not in PAGES:
            abort(404)
        rtl = request.args.get("dir") == "rtl"
        drawings = {
            "clock": clock(rtl), "silences": silences(rtl), "diagram": diagram(rtl), "adopted_line": adopted_line()
        }  # fmt: skip
        frame = {"dir": "rtl" if rtl else "ltr", "theme": request.args.get("theme")}
        return render_template(
            f"{name}.html", **page_data(name), **drawings, **bars(rtl), phases=phases(rtl), **frame
        )

    @app.after_request
    def guard(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    return app


if __name__ == "__main__":
    print(datetime.now(UTC).isoformat(timespec="seconds"), "the gallery opens")
    make_gallery().run(port=5055)
