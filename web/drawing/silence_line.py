"""The clock: a silence period as one unbroken line towards its end.

The drawing has no viewBox: it is as wide as its place, positions are shares of the width, so text keeps its size and no
script is needed. All words come from the caller, translated; classes carry the colours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from markupsafe import Markup

from web.drawing.pieces import Row, Scale, band, diamond, drawn, groups, label, line, ring, text, tick

_Y: Final = 54
_TOP, _NAMES, _BOTTOM = 18, 37, 86
# About the narrowest places: the panel in a window of 992 px, and on a phone.
_WIDE, _NARROW = 880.0, 320.0


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at one instant, with its word: an answer with the seat's name, a reminder with its reason."""

    at: datetime
    label: str = ""


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """A round that ended before this one; drawn small and not to scale."""

    label: str
    opened: str
    end_word: str = ""
    end_note: str = ""
    broken: bool = True


@dataclass(frozen=True, slots=True)
class ClockWords:
    """The words in the drawing. The short ones are for narrow screens and default to the long ones.

    ``count`` turns a number of seats that answered close together into words.
    """

    round: str
    opened: str
    now: str
    ends: str
    end: str
    opened_short: str = ""
    now_short: str = ""
    rest: str = ""
    broken: str = ""
    count: Callable[[int], str] = field(default=str)


@dataclass(frozen=True, slots=True)
class _Clock:
    now: datetime
    ends: datetime
    words: ClockWords
    answered: Sequence[Moment]
    late: Sequence[Moment]
    reminders: Sequence[Moment]
    broken: datetime | None
    earlier: Sequence[EarlierRound]
    nonworking: Sequence[tuple[datetime, datetime]]

    @property
    def running(self) -> bool:
        """Neither broken nor over."""
        return self.broken is None and self.now < self.ends

    def rest_days(self, scale: Scale) -> list[tuple[float, float]]:
        """The bands of days that do not count, as shares."""
        shares = [(scale.share(start), scale.share(end)) for start, end in self.nonworking]
        return [(a, b) for a, b in shares if b > a]

    def track(self, scale: Scale) -> str:
        """The line itself: the part that ran, what is left, or the gap with its diamond."""
        if self.broken is not None:
            gap = scale.share(self.broken)
            ran = line(scale, scale.left, max(gap - 2, scale.left), "d-run", _Y)
            rest = line(scale, min(gap + 2, scale.right), scale.right, "d-rest", _Y)
            return ran + rest + diamond(scale, gap, _Y)
        reached = scale.share(self.now)
        rest = line(scale, reached, scale.right, "d-rest", _Y) if self.running else ""
        return rest + line(scale, scale.left, reached, "d-run", _Y)

    def points(self, scale: Scale) -> str:
        """Answers, late arrivals behind the end, and the ring of the present."""
        out = "".join(ring(scale, scale.share(a.at), "d-answer", 5.2, _Y) for a in self.answered)
        shown = min(len(self.late), 3)
        for n in range(1, shown + 1):
            out += ring(scale, scale.right + (100 - scale.right) * n / (shown + 1), "d-late", 4.5, _Y)
        return out + (ring(scale, scale.share(self.now), "d-now", 8, _Y) if self.running else "")

    def ticks(self, scale: Scale) -> str:
        """Opening, reminders and the tall tick of the end."""
        told = [r for r in self.reminders if r.at <= self.now]
        short = "".join(tick(scale, scale.share(r.at), 44, 64) for r in told)
        return tick(scale, scale.left, 45, 63) + short + tick(scale, scale.right, 38, 70)

    def top_row(self, scale: Scale, wide: bool) -> str:
        """The round, what is left or who broke it, the end."""
        row = Row(scale, _TOP)
        row.put(scale.left, self.words.round, "strong")
        ends = self.words.ends if wide else ""
        row.put(scale.right, ends, "strong", "end")
        if self.broken is not None:
            row.offer(scale.share(self.broken), self.words.broken, "word")
            return row.markup
        said = self.words.now if wide else (self.words.now_short or self.words.now)
        centre, half = scale.share(self.now), scale.length(said) / 2
        room = scale.right - (scale.length(ends) + 2 * scale.gap if ends else 0)
        if centre + half > room or not wide:
            # Beside the end, at a distance in pixels, so that both words keep together on any width.
            row.put(scale.right, said, "now-word", "end", -46 if ends else 0)
        else:
            row.put(
                max(centre, scale.left + scale.length(self.words.round) + half), said, "now-word", "middle"
            )
        return row.markup

    def bottom_row(self, scale: Scale, wide: bool) -> str:
        """When it opened, why people were reminded, which days do not count, when it ends."""
        row, words = Row(scale, _BOTTOM), self.words
        row.put(scale.left, words.opened if wide else (words.opened_short or words.opened))
        row.put(scale.right, words.end, "", "end")
        if wide:
            for reminder in self.reminders:
                if reminder.at <= self.now:
                    row.offer(scale.share(reminder.at), reminder.label)
        for start, end in self.rest_days(scale):
            row.offer_within(start, end, words.rest)
        return row.markup

    def names(self, scale: Scale) -> str:
        """Names above their rings: one centred, two turned outwards, more than two as a number."""
        out = ""
        for group in groups(scale, [(scale.share(a.at), a.label) for a in self.answered]):
            if len(group) == 1:
                out += label(scale, group[0][0], _NAMES, group[0][1], anchor="middle")
            elif len(group) == 2:
                out += label(scale, group[0][0], _NAMES, group[0][1], anchor="end", dx=6)
                out += label(scale, group[1][0], _NAMES, group[1][1], anchor="start", dx=-6)
            else:
                middle = (group[0][0] + group[-1][0]) / 2
                out += label(scale, middle, _NAMES, self.words.count(len(group)), anchor="middle")
        return out

    def draw(self, scale: Scale, wide: bool, alternative: str) -> str:
        """One of the two drawings; the style sheet shows the one that fits."""
        days = "".join(band(scale, a, b, 42, 24) for a, b in self.rest_days(scale))
        before = _earlier(scale, self.earlier[-1]) if wide and self.earlier else ""
        body = self.track(scale) + self.ticks(scale) + self.points(scale)
        words = self.top_row(scale, wide) + (self.names(scale) if wide else "") + self.bottom_row(scale, wide)
        kind = "clock-wide" if wide else "clock-narrow"
        alt = text(alternative)
        return f'<svg class="clock {kind}" role="img" aria-label="{alt}">{days}{before}{body}{words}</svg>'


def _earlier(scale: Scale, last: EarlierRound) -> str:
    """Only the latest earlier round is drawn; its label tells its number."""
    out = label(scale, 1, _TOP, last.label, "word") + label(scale, 1, _BOTTOM, last.opened)
    out += line(scale, 1, 19, "d-past", _Y) + (diamond(scale, 21.5, _Y) if last.broken else "")
    out += label(scale, 21.5, _TOP, last.end_word, "word", "middle")
    out += label(scale, 21.5, _BOTTOM, last.end_note, "", "middle")
    return out + line(scale, 24.6, 36.8, "d-rest", _Y)


def silence_line(
    opened: datetime,
    ends: datetime,
    now: datetime,
    *,
    words: ClockWords,
    alternative: str,
    answered: Sequence[Moment] = (),
    late: Sequence[Moment] = (),
    reminders: Sequence[Moment] = (),
    broken: datetime | None = None,
    earlier_rounds: Sequence[EarlierRound] = (),
    nonworking: Sequence[tuple[datetime, datetime]] = (),
    rtl: bool = False,
) -> Markup:
    """Draw one silence period, twice: with names and the earlier round for wide screens, bare for narrow ones.

    ``alternative`` says in two sentences what the drawing shows. Late answers stand behind the end.
    """
    clock = _Clock(now, ends, words, answered, late, reminders, broken, earlier_rounds, nonworking)
    right = 92.0 if late else 98.0
    wide = Scale(opened, ends, 38.0 if earlier_rounds else 1.0, right, _WIDE, rtl)
    narrow = Scale(opened, ends, 2.0, right, _NARROW, rtl)
    return drawn(clock.draw(wide, True, alternative) + clock.draw(narrow, False, alternative))


def whole_line() -> Markup:
    """The line drawn whole: the sign of an empty inbox, without data and without words."""
    return Markup(
        '<svg class="line-whole" aria-hidden="true"><line class="d-run" x1="3" x2="61" y1="10" y2="10"/>'
        '<line class="d-tick" x1="2" x2="2" y1="0" y2="20"/><line class="d-tick" x1="62" x2="62" y1="0" y2="20"/></svg>'
    )
