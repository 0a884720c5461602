"""The drawings as text: what they show, what they leave out, and that nothing from outside becomes markup."""

import re
from datetime import date, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest

from tests.web import gallery
from web.drawing import layout
from web.drawing.bars import parts_bar, way_bar
from web.drawing.icons import USED, icon, seats_mark
from web.drawing.silence_line import ClockWords, EarlierRound, Moment, silence_line, whole_line
from web.drawing.state_diagram import DiagramWords, Edge, Passage, State, state_diagram
from web.drawing.timeline_chart import Silence, timeline_chart
from web.marks import MARKS, mark_of

VIENNA = timezone(timedelta(hours=1))
OPENED = datetime(2013, 2, 5, 17, tzinfo=VIENNA)
ENDS = datetime(2013, 2, 12, 17, tzinfo=VIENNA)
NOW = datetime(2013, 2, 11, 15, tzinfo=VIENNA)
WORDS = ClockWords("Round 2", "opened Tue 5 Feb", "26 hours left", "Ends", "Tue 12 Feb", broken="Broken")


def hours(number: float) -> datetime:
    return OPENED + timedelta(hours=number)


def parts(drawing: str) -> list[ET.Element]:
    """Every drawing in the markup as a tree; a fault in it fails here."""
    return list(ET.fromstring(f"<all>{drawing}</all>"))


def of_class(tree: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in tree.iter() if name in node.get("class", "").split()]


def texts(tree: ET.Element) -> list[str]:
    return [node.text or "" for node in tree.iter("text")]


def draw(**more: object) -> tuple[ET.Element, ET.Element]:
    facts: dict[str, object] = {"words": WORDS, "alternative": "It runs. Four have answered."} | more
    now = facts.pop("now", NOW)
    wide, narrow = parts(silence_line(OPENED, ENDS, now, **facts))  # type: ignore[arg-type]
    return wide, narrow


# ---- the clock -------------------------------------------------------------------------------------------------------


def test_the_clock_is_true_to_time() -> None:
    wide, _ = draw(answered=[Moment(hours(84), "ILO")])
    ring = of_class(wide, "d-answer")[0]
    assert ring.get("cx") == "49.5%"  # half of the line from 1 to 98 per cent


def test_the_clock_reflows_because_it_has_no_view_box_and_no_style() -> None:
    for drawing in draw(answered=[Moment(hours(84), "ILO")], nonworking=[(hours(60), hours(90))]):
        assert drawing.get("viewBox") is None
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label") == "It runs. Four have answered."
        assert not [node for node in drawing.iter() if node.get("style")]


def test_what_is_left_is_dotted_until_the_end() -> None:
    wide, _ = draw()
    assert len(of_class(wide, "d-rest")) == 1
    assert len(of_class(wide, "d-now")) == 1


def test_after_the_end_the_line_is_whole_and_late_answers_stand_behind_it() -> None:
    wide, _ = draw(now=ENDS + timedelta(hours=1), late=[Moment(ENDS + timedelta(minutes=4), "UNODC")])
    assert of_class(wide, "d-rest") == []
    assert of_class(wide, "d-now") == []
    end = max(float(x["x2"].rstrip("%")) for x in (dict(n.items()) for n in of_class(wide, "d-run")))
    late = float(of_class(wide, "d-late")[0].get("cx", "").rstrip("%"))
    assert late > end


def test_a_break_is_a_gap_with_a_diamond_and_its_word() -> None:
    wide, narrow = draw(broken=hours(60))
    for drawing in (wide, narrow):
        assert len(of_class(drawing, "d-break")) == 1
        assert "Broken" in texts(drawing)
        assert of_class(drawing, "d-now") == []


def test_two_names_that_would_touch_turn_outwards_and_more_become_a_number() -> None:
    two, _ = draw(answered=[Moment(hours(66), "UNICEF"), Moment(hours(71), "UNODC")])
    anchors = {node.text: node.get("text-anchor") for node in two.iter("text")}
    assert (anchors["UNICEF"], anchors["UNODC"]) == ("end", "start")
    three, _ = draw(answered=[Moment(hours(66 + n), f"seat {n}") for n in range(3)])
    assert "3" in texts(three)
    assert "seat 0" not in texts(three)


def test_the_narrow_clock_has_no_names_and_no_earlier_round() -> None:
    wide, narrow = draw(
        answered=[Moment(hours(20), "ILO")], earlier_rounds=[EarlierRound("Round 1", "opened Mon 28 Jan")]
    )
    assert {"ILO", "Round 1"} <= set(texts(wide))
    assert not {"ILO", "Round 1"} & set(texts(narrow))


def test_reminders_that_are_still_to_come_are_not_drawn() -> None:
    told = len(of_class(draw(reminders=[Moment(hours(84), "half")])[0], "d-tick"))
    to_come = len(of_class(draw(reminders=[Moment(hours(160), "last")])[0], "d-tick"))
    assert (told, to_come) == (3, 2)


def test_a_right_to_left_page_mirrors_the_clock() -> None:
    left, _ = draw(answered=[Moment(hours(84), "ILO")], nonworking=[(hours(60), hours(90))])
    right, _ = draw(answered=[Moment(hours(84), "ILO")], nonworking=[(hours(60), hours(90))], rtl=True)

    def place(tree: ET.Element, name: str, key: str) -> float:
        return float(of_class(tree, name)[0].get(key, "").rstrip("%"))

    assert place(left, "d-answer", "cx") + place(right, "d-answer", "cx") == pytest.approx(100)
    width = place(left, "d-rest-day", "width")
    assert place(left, "d-rest-day", "x") + place(right, "d-rest-day", "x") + width == pytest.approx(100)


def test_names_from_outside_never_become_markup() -> None:
    evil = "<script>&'\""
    drawn = silence_line(
        OPENED, ENDS, NOW, words=WORDS, alternative=evil, answered=[Moment(hours(20), evil)],
        earlier_rounds=[EarlierRound(evil, evil, evil, evil)],
    )  # fmt: skip
    assert "<script" not in drawn
    assert evil in texts(parts(drawn)[0])


def test_the_whole_line_says_nothing() -> None:
    (tree,) = parts(whole_line())
    assert tree.get("aria-hidden") == "true"
    assert texts(tree) == []


# ---- the register's time line ----------------------------------------------------------------------------------------


def chart(*rows: Silence, rest: list[tuple[datetime, datetime]] | None = None) -> ET.Element:
    def day(day: date, with_weekday: bool) -> str:
        return f"{day:%a %d}" if with_weekday else f"{day:%d}"

    drawn = timeline_chart(
        rows, NOW, zone=VIENNA, now_word="now", alternative="Silences run.", day_words=day, nonworking=rest or []
    )  # fmt: skip
    (tree,) = parts(drawn)
    return tree


def test_each_silence_has_its_row_and_one_line_marks_the_present() -> None:
    tree = chart(
        Silence("One", "round 1", OPENED, ENDS, "26 hours left"), Silence("Two", "urgent", hours(100), ENDS, "soon")
    )  # fmt: skip
    assert len(of_class(tree, "d-nowline")) == 1
    assert len(of_class(tree, "d-now")) == 2
    assert {"One", "round 1", "26 hours left", "Two", "now"} <= set(texts(tree))


def test_the_weekday_stands_at_the_first_day_and_after_each_gap() -> None:
    weekend = (datetime(2013, 2, 9, tzinfo=VIENNA), datetime(2013, 2, 11, tzinfo=VIENNA))
    said = texts(chart(Silence("One", "", OPENED, ENDS, ""), rest=[weekend]))
    assert {"Wed 06", "07", "08", "Mon 11", "12"} <= set(said)
    assert not {"09", "10", "Sat 09"} & set(said)


def test_a_very_long_silence_does_not_squeeze_the_others() -> None:
    long = Silence("Long", "", OPENED - timedelta(days=20), OPENED + timedelta(days=60), "weeks left")
    tree = chart(long, Silence("Short", "", OPENED, ENDS, "26 hours left"))
    run = [
        abs(float(n.get("x2", "").rstrip("%")) - float(n.get("x1", "").rstrip("%")))
        for n in of_class(tree, "d-run")
    ]
    assert min(run) > 20  # the shorter line still has a fifth of the width


def test_without_running_silences_nothing_is_drawn() -> None:
    nothing = timeline_chart(
        [], NOW, zone=VIENNA, now_word="", alternative="", day_words=lambda day, long: ""
    )
    assert nothing == ""


# ---- the states ------------------------------------------------------------------------------------------------------

READ = DiagramWords("The case is under way.")


def test_the_way_taken_is_numbered_and_what_can_follow_is_dotted() -> None:
    (tree,) = parts(str(gallery.diagram().svg))
    steps = [node.text for node in of_class(tree, "step-n")]
    assert sorted(filter(None, steps)) == ["1", "2", "3", "4", "5"]
    assert len(of_class(tree, "box-current")) == 1
    assert len(of_class(tree, "box-visited")) == 3
    assert len(of_class(tree, "possible")) == 4
    assert len(of_class(tree, "way")) == 4


def test_the_list_tells_the_same_as_the_drawing() -> None:
    steps = gallery.diagram().steps
    assert [step.kind for step in steps] == ["visited"] * 5 + ["current"] + ["possible"] * 3
    assert steps[5].words == "Silence period"
    assert steps[6].second == "by itself, 12 Feb, 17:00"


def test_without_a_layout_program_the_list_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_program", lambda: None)
    layout._run.cache_clear()
    found = state_diagram([State("a", "A"), State("b", "B")], [Edge("a", "b")], "a", words=READ)
    layout._run.cache_clear()
    assert found.svg is None
    assert [step.words for step in found.steps] == ["A", "Can follow: B"]


def test_many_states_share_one_box_for_their_ends() -> None:
    line = [State(f"s{n}", f"State {n}") for n in range(10)]
    ends = [State(f"e{n}", f"End {n}") for n in range(8)]
    edges = [Edge(f"s{n}", f"s{n + 1}") for n in range(9)] + [Edge("s4", end.key) for end in ends]
    way = [Passage(f"s{n}", f"s{n + 1}") for n in range(4)]
    found = state_diagram(line + ends, edges, "s4", way, words=READ)
    (tree,) = parts(str(found.svg))
    assert len(of_class(tree, "box")) <= 12
    assert {"Can end by", "End 0", "5 more"} <= set(texts(tree))
    assert [step.words for step in found.steps if step.kind == "possible"] == [
        "Can follow: State 5", *(f"Can follow: End {n}" for n in range(8))
    ]  # fmt: skip


def test_a_state_without_any_way_still_has_its_drawing() -> None:
    found = state_diagram([State("a", "Only <one>")], [], "a", words=READ)
    (tree,) = parts(str(found.svg))
    assert texts(tree) == ["Only <one>"]


def test_a_way_past_a_box_in_between_goes_round_it() -> None:
    """Broken, circulated, silence: three boxes in one column, each leading to the next and back."""
    sizes = dict.fromkeys(("broken", "circulated", "silence"), (90.0, 45.0))
    names = list(sizes)
    found = layout.lay_out(sizes, [(a, b) for a in names for b in names if a != b])
    assert found is not None
    top, _middle, bottom = sorted(names, key=lambda name: found.boxes[name][1])
    x = found.boxes[top][0]
    assert all(abs(at - x) < 1 for at, _y in found.boxes.values()), "the question is about one column"
    for pair in ((top, bottom), (bottom, top)):
        bends = found.arrows[pair].points[1:-1]
        assert all(abs(at - x) > 46 for at, _y in bends), "the bow passes beside the box"


def test_arrows_of_a_right_to_left_page_run_to_the_left() -> None:
    def first_box(rtl: bool) -> float:
        (tree,) = parts(str(gallery.diagram(rtl).svg))
        draft = next(node for node in of_class(tree, "words-visited") if node.text == "Draft")
        return float(draft.get("x", "0")) / float(tree.get("width", "1"))

    assert first_box(False) < 0.3
    assert first_box(True) > 0.7


# ---- bars and phases ------------------------------------------------------------------------------------------------


def test_a_bar_of_parts_fills_its_whole_and_no_more() -> None:
    (tree,) = parts(parts_bar([(80, "run"), (40, "done")], whole=100, alternative="Too much."))
    widths = [node.get("width") for node in tree.iter("rect")]
    assert widths == ["100%", "80%", "20%"]


def test_the_hatch_is_an_attribute_with_its_own_name() -> None:
    (tree,) = parts(parts_bar([(1, "hatch")], pattern="earmark", alternative="All of it."))
    assert [node.get("fill") for node in tree.iter("rect")][-1] == "url(#earmark)"
    assert [node.get("id") for node in tree.iter("pattern")] == ["earmark"]


def test_the_way_to_a_target_marks_the_time_gone_from_the_right_side() -> None:
    (left,), (right,) = (
        parts(way_bar(0.2, 0.3, alternative="Behind time.", rtl=rtl)) for rtl in (False, True)
    )
    assert (of_class(left, "bar-tick")[0].get("x1"), of_class(right, "bar-tick")[0].get("x1")) == (
        "30%",
        "70%",
    )


def test_phases_are_done_running_or_planned() -> None:
    (tree,) = parts(gallery.phases())
    count = {kind: len(of_class(tree, f"bar-{kind}")) for kind in ("done", "run", "open")}
    assert count == {"done": 2, "run": 1, "open": 4}
    assert len(of_class(tree, "gate-passed")) == 2
    assert {"2012", "2013", "2014", "today, 11 Feb 2013"} <= set(texts(tree))


# ---- icons and marks -------------------------------------------------------------------------------------------------


def test_every_icon_and_every_mark_can_be_drawn() -> None:
    for name in USED:
        parts(icon(name))
    for mark in MARKS.values():
        assert mark.icon in USED
        assert mark.label
    parts(seats_mark())


def test_an_unknown_icon_says_where_to_add_it() -> None:
    with pytest.raises(KeyError, match=re.escape("USED")):
        icon("unicorn")


def test_an_unknown_mark_is_not_known_and_never_blank() -> None:
    assert mark_of("something else").label == "not known"


def test_an_icon_with_a_label_speaks_and_one_without_is_silent() -> None:
    assert 'aria-label="Locked"' in icon("lock", "Locked")
    assert 'aria-hidden="true"' in icon("lock")


def test_a_bar_beside_words_that_say_the_same_is_not_read_aloud() -> None:
    (tree,) = parts(parts_bar([(1, "run")], alternative=""))
    assert (tree.get("aria-hidden"), tree.get("role"), tree.get("aria-label")) == ("true", None, None)
    (tree,) = parts(parts_bar([(1, "run")], alternative="All of it."))
    assert (tree.get("aria-hidden"), tree.get("role"), tree.get("aria-label")) == (None, "img", "All of it.")
