"""What answers are worth: one table for each kind of question."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from educrowd.blueprints.lms.questions import KINDS, grade
from educrowd.blueprints.lms.questions.reading import readings
from educrowd.blueprints.lms.questions.words import normal
from educrowd.core.errors import Invalid


def asked(kind, **content):
    return SimpleNamespace(kind=kind, content=KINDS[kind].checked(content))


def row(id: str, text: str, fraction: float = 0, feedback: str = ""):
    return {"id": id, "text": text, "fraction": fraction, "feedback": feedback}


def worth(version, answer):
    return grade(version, answer).fraction


STAR = asked("choice", choices=[row("a", "Polaris", 100, "Yes."), row("b", "Vega", 50), row("c", "Mars", -33.33333)])
PLANETS = asked("multiple", choices=[row("a", "Mars", 100), row("b", "Venus", 100), row("c", "Vega", -100)])
THIRDS = asked("multiple", choices=[row(id, id, 33.33333) for id in "abc"] + [row("d", "d", -50)])
ROUND = asked("truefalse", correct=True, feedback_false="Sail on.")
CAPITAL = asked("short", answers=[{"text": "München"}, {"text": "Muenchen", "fraction": 50, "feedback": "Nearly."}])
EXACT = asked("short", answers=[{"text": "NaCl"}], case_sensitive=True)
MAYBE = asked("short", answers=[{"text": "don't know"}, {"text": "x²", "fraction": 20}])
FALL = asked(
    "numeric",
    answers=[{"value": "9.81", "tolerance": "0.01"}, {"value": "9.8", "tolerance": "0.5", "fraction": 50}],
)
LENGTH = asked(
    "numeric",
    answers=[{"value": "1500"}],
    units=[{"unit": "m"}, {"unit": "km", "factor": "1000"}, {"unit": "μm", "factor": "0.000001"}],
    unit_required=True,
)
COUNT = asked("numeric", answers=[{"value": "1234"}])
CAPITALS = asked(
    "match",
    pairs=[
        {"id": "a", "text": "France", "option": "p"},
        {"id": "b", "text": "Italy", "option": "r"},
        {"id": "c", "text": "Île-de-France", "option": "p"},
    ],
    options=[{"id": "p", "text": "Paris"}, {"id": "r", "text": "Rome"}, {"id": "o", "text": "Oslo"}],
)
STEPS = asked("order", items=[{"id": id, "text": id} for id in "abcd"])
STRICT = asked("order", items=[{"id": id, "text": id} for id in "abc"], all_or_nothing=True)
GAPS = asked(
    "cloze",
    gaps=[
        {"id": "a", "kind": "short", "content": {"answers": [{"text": "seven"}]}},
        {"id": "b", "kind": "numeric", "weight": 2, "content": {"answers": [{"value": "2.5"}]}},
        {"id": "c", "kind": "choice", "content": {"choices": [row("x", "hot", 100), row("y", "cold", -100)]}},
    ],
)
ESSAY = asked("essay", least_words=2)


@pytest.mark.parametrize(
    ("version", "answer", "fraction"),
    [
        (STAR, "a", 1),
        (STAR, "b", "0.5"),
        (STAR, "c", "-0.33333"),
        (STAR, None, 0),
        (STAR, "", 0),
        (STAR, "z", 0),
        (STAR, ["a"], 0),
        (PLANETS, ["a", "b"], 1),
        (PLANETS, ["b", "a", "a"], 1),
        (PLANETS, ["a"], "0.5"),
        (PLANETS, ["a", "b", "c"], "0.5"),
        (PLANETS, ["c"], 0),
        (PLANETS, [], 0),
        (PLANETS, "a", 0),
        (PLANETS, [["a"]], 0),
        (THIRDS, ["a", "b", "c"], 1),
        (THIRDS, ["a", "b"], "0.66667"),
        (THIRDS, ["a", "d"], 0),
        (ROUND, True, 1),
        (ROUND, False, 0),
        (ROUND, "true", 0),
        (ROUND, 1, 0),
        (CAPITAL, "München", 1),
        (CAPITAL, "  mÜNCHEN ", 1),
        (CAPITAL, "Mu\u0308nchen", 1),
        (CAPITAL, "Munchen", 0),
        (CAPITAL, "Muenchen", "0.5"),
        (CAPITAL, "München!", 0),
        (CAPITAL, "Mün\u200bchen", 1),
        (CAPITAL, "   ", 0),
        (CAPITAL, 7, 0),
        (EXACT, "NaCl", 1),
        (EXACT, "nacl", 0),
        (EXACT, " NaCl\u00a0", 1),
        (MAYBE, "Don’t \u00a0 KNOW", 1),
        (MAYBE, "x2", 0),
        (FALL, "9.81", 1),
        (FALL, "9,82", 1),
        (FALL, "9.80", 1),
        (FALL, "9.821", "0.5"),
        (FALL, "10.31", 0),
        (FALL, "981e-2", 1),
        (FALL, "0.981 x 10^1", 1),
        (FALL, "٩٫٨١", 1),
        (FALL, "-9.81", 0),
        (FALL, "nine", 0),
        (FALL, 9.81, 1),
        (FALL, "9.81 m", 0),
        (FALL, "1e999999999", 0),
        (LENGTH, "1500 m", 1),
        (LENGTH, "1.500 m", 1),
        (LENGTH, "1 500 m", 1),
        (LENGTH, "1,5km", 1),
        (LENGTH, "1.5 KM", 0),
        (LENGTH, "1500000000 µm", 1),
        (LENGTH, "1500", 0),
        (LENGTH, "1500 miles", 0),
        (COUNT, "1,234", 1),
        (COUNT, "1.234", 1),
        (COUNT, "1’234", 1),
        (COUNT, "1,234.00", 1),
        (COUNT, "1.234,0", 1),
        (COUNT, "12,34", 0),
        (COUNT, "1,2,34", 0),
        (CAPITALS, {"a": "p", "b": "r", "c": "p"}, 1),
        (CAPITALS, {"a": "p", "b": "o", "c": "p"}, "0.66667"),
        (CAPITALS, {"a": "p"}, "0.33333"),
        (CAPITALS, {"a": "zz"}, 0),
        (CAPITALS, {}, 0),
        (CAPITALS, ["p"], 0),
        (STEPS, ["a", "b", "c", "d"], 1),
        (STEPS, ["d", "a", "b", "c"], "0.66667"),
        (STEPS, ["d", "c", "b", "a"], 0),
        (STEPS, ["a", "b"], 0),
        (STEPS, ["a", "a", "b", "c"], 0),
        (STRICT, ["a", "b", "c"], 1),
        (STRICT, ["c", "a", "b"], 0),
        (GAPS, {"a": "Seven", "b": "2,5", "c": "x"}, 1),
        (GAPS, {"a": "six", "b": "2.5", "c": "y"}, "0.5"),
        (GAPS, {"c": "y"}, 0),
        (GAPS, {"z": "y"}, 0),
        (ESSAY, "Two words", None),
        (ESSAY, " ", 0),
    ],
)
def test_what_an_answer_is_worth(version, answer, fraction):
    result = grade(version, answer)
    assert result.fraction == (None if fraction is None else Decimal(fraction))
    assert result.explanation


def test_a_result_says_why_and_what_the_author_says_to_it():
    assert grade(STAR, "a").feedback == ("Yes.",)
    assert grade(ROUND, False).feedback == ("Sail on.",) and "It is true" in grade(ROUND, False).explanation
    assert "Read as 1.234 or 1234" in grade(COUNT, "1,234").explanation
    assert "unit is missing" in grade(LENGTH, "1500").explanation
    assert "2 of 3 pairs" in grade(CAPITALS, {"a": "p", "b": "o", "c": "p"}).explanation


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        ("choice", {"choices": [row("a", "x", 50), row("b", "y")]}, "content.choices"),
        ("choice", {"choices": [row("a", "x", 100)]}, "content.choices"),
        ("choice", {"choices": [row("a", "x", 100), row("b", "x")]}, "content.choices"),
        ("choice", {"choices": [row("a", "x", 100), row("a", "y")]}, "content.choices"),
        ("choice", {"choices": [row("a", "x", 101), row("b", "y")]}, "content.choices.0.fraction"),
        ("choice", {"choices": [row("a", " ", 100), row("b", "y")]}, "content.choices.0.text"),
        ("choice", {"color": "red"}, "content.choices"),
        ("multiple", {"choices": [row("a", "x"), row("b", "y", -50)]}, "content.choices"),
        ("truefalse", {}, "content.correct"),
        ("short", {"answers": [{"text": "A"}, {"text": " a "}]}, "content.answers"),
        ("numeric", {"answers": [{"value": "9,81"}]}, "content.answers.0.value"),
        ("numeric", {"answers": [{"value": "NaN"}]}, "content.answers.0.value"),
        ("numeric", {"answers": [{"value": "1e400"}]}, "content.answers.0.value"),
        ("numeric", {"answers": [{"value": "1", "tolerance": "-1"}]}, "content.answers.0.tolerance"),
        ("numeric", {"answers": [{"value": "1"}], "unit_required": True}, "content.units"),
        ("numeric", {"answers": [{"value": "1"}], "units": [{"unit": "m", "factor": "0"}]}, "content.units.0.factor"),
        (
            "match",
            {
                "pairs": [{"text": "x", "option": "q"}, {"text": "y", "option": "p"}],
                "options": [{"id": "p", "text": "P"}, {"id": "o", "text": "O"}],
            },
            "content.pairs",
        ),
        ("order", {"items": [{"text": "one"}]}, "content.items"),
        (
            "cloze",
            {"gaps": [{"kind": "short", "content": {"answers": [{"text": "a", "fraction": 10}]}}]},
            "content.gaps.0.answers",
        ),
        ("cloze", {"gaps": [{"kind": "essay", "content": {}}]}, "content.gaps.0.kind"),
        ("essay", {"least_words": -1}, "content.least_words"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused_at_the_right_place(kind, content, field):
    with pytest.raises(Invalid) as refused:
        KINDS[kind].checked(content)
    assert refused.value.field == field


SAMPLES = [STAR, PLANETS, THIRDS, ROUND, CAPITAL, FALL, LENGTH, CAPITALS, STEPS, STRICT, GAPS, ESSAY]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from("abcdpqrxyz"),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("abcdz"), inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(SAMPLES), ANYTHING)
def test_no_answer_is_worth_more_than_all_or_less_than_minus_all_and_none_is_a_crash(version, answer):
    fraction = worth(version, answer)
    assert fraction is None or -1 <= fraction <= 1
    assert worth(version, answer) == fraction


@settings(deadline=None)
@given(st.decimals(-(10**6), 10**6, places=3), st.sampled_from(["{}", " {} ", "{} "]))
def test_a_number_is_read_as_it_was_written(number, around):
    for written in (str(number), str(number).replace(".", ","), str(number).replace("-", "−")):
        assert number in readings(around.format(written))[0]


@settings(deadline=None)
@given(st.text())
def test_comparing_a_text_twice_changes_nothing(text):
    assert normal(normal(text)) == normal(text)
    assert normal(f" {text}\t") == normal(text)


@settings(deadline=None)
@given(st.permutations("abcd"))
def test_an_order_is_all_right_only_when_it_is(answer):
    assert (worth(STEPS, list(answer)) == 1) == (list(answer) == list("abcd"))


def test_what_is_asked_never_tells_the_answer():
    for version in SAMPLES:
        shown = str(KINDS[version.kind].asked(version.content))
        for secret in ("fraction", "feedback", "option'", "correct", "tolerance", "answers", "note", "Sail", "Nearly"):
            assert secret not in shown.replace("'options'", ""), (version.kind, secret)
    drawn = [
        item["id"]
        for item in KINDS["order"].asked(asked("order", items=[{"id": i, "text": i} for i in "cab"]).content)["items"]
    ]
    assert drawn == ["a", "b", "c"]
