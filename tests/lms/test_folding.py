"""A grade equals its explanation, whatever was said in whatever order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from educrowd.blueprints.lms.grading.folding import Group, Item, Scheme, fold, plain


@dataclass
class Said:
    item_uid: str
    change: str = "graded"
    points: Any = None
    out_of: Any = None


def graded(uid: str, points: Any, out_of: Any = 100) -> Said:
    return Said(uid, "graded", Decimal(str(points)), Decimal(str(out_of)))


QUIZ, ESSAY, EXAM = Item("quiz", "Quiz", group=1), Item("essay", "Essay", group=1), Item("exam", "Exam", group=2)
WORK, FINAL = Group(1, "Work", Decimal(40)), Group(2, "Final", Decimal(60))
COURSE = Scheme([QUIZ, ESSAY, EXAM], [WORK, FINAL])


def worth(expression: str) -> Decimal:
    """What an explanation comes to, reckoned anew from what it says."""
    numbers = re.sub(r"[\d.]+", lambda found: f'Decimal("{found[0]}")', expression)
    value = eval(numbers.replace("×", "*").replace("÷", "/"), {"Decimal": Decimal})
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_weights_of_the_groups_make_the_grade():
    grade = fold([graded("quiz", 80), graded("essay", 80), graded("exam", 200, 300)], COURSE)
    assert grade.percent == Decimal("72.00")
    assert str(grade.steps[-1]) == "72 = 0.4 × 80 + 0.6 × 66.67"


def test_what_has_no_grade_yet_does_not_count():
    grade = fold([graded("quiz", 9, 10)], COURSE)
    assert grade.percent == 90 and str(grade.steps[-1]) == "90 = (40 × 90) ÷ 40"
    assert fold([], COURSE).percent is None and fold([], COURSE).steps == []


def test_the_last_word_counts_and_an_extension_is_none():
    twice = fold([graded("quiz", 10), graded("quiz", 60), Said("quiz", "extension")], COURSE)
    assert twice.percent == 60
    assert fold([graded("quiz", 10), Said("quiz", "do_over")], COURSE).percent is None
    excused = fold([graded("quiz", 10), graded("essay", 50), Said("quiz", "exempt")], COURSE)
    assert excused.percent == 50 and excused.marks[0].state == "exempt"


def test_the_lowest_are_dropped_and_never_the_last():
    lenient = Scheme([QUIZ, ESSAY], [Group(1, "Work", Decimal(1), drop_lowest=1)])
    grade = fold([graded("quiz", 30), graded("essay", 90)], lenient)
    assert grade.percent == 90 and [mark.state for mark in grade.marks] == ["dropped", "graded"]
    assert fold([graded("quiz", 30)], lenient).percent == 30


def test_without_groups_everything_counts_and_with_groups_only_what_is_in_one():
    loose = Item("loose", "Loose")
    assert fold([graded("loose", 50), graded("quiz", 100)], Scheme([loose, QUIZ])).percent == 75
    assert fold([graded("loose", 50), graded("quiz", 100)], Scheme([loose, QUIZ], [WORK])).percent == 100


def test_points_are_weighed_by_what_the_item_counts_as():
    small = Scheme([Item("quiz", "Quiz", Decimal(10)), Item("exam", "Exam", Decimal(90))])
    grade = fold([graded("quiz", 7, 7), graded("exam", 0)], small)
    assert grade.percent == 10 and str(grade.steps[0]) == "10 = 7 ÷ 7 × 10"


def test_what_is_gone_from_the_course_counts_no_more():
    assert fold([graded("gone", 0), graded("quiz", 100)], COURSE).percent == 100


points = st.decimals(0, 1000, places=2)
possible = st.decimals("0.01", 1000, places=2)
uids = st.sampled_from("abcdef")
changes = st.lists(
    st.builds(graded, uids, points, possible)
    | st.builds(Said, uids, st.sampled_from(["exempt", "do_over", "extension"]))
)
groups = st.lists(st.tuples(st.decimals("0.01", 1000, places=2), st.integers(0, 3)), max_size=3)


@st.composite
def schemes(draw: Any) -> Scheme:
    made = [Group(id, f"G{id}", weight, drop) for id, (weight, drop) in enumerate(draw(groups))]
    ids = st.sampled_from([None, *(group.id for group in made)])
    return Scheme([Item(uid, uid, draw(possible), draw(ids)) for uid in "abcdef"], made)


@given(changes, schemes())
def test_every_step_comes_to_what_it_says_and_the_last_one_is_the_grade(said, scheme):
    grade = fold(said, scheme)
    for step in grade.steps:
        assert worth(step.expression) == step.result, step
    assert grade.percent == (grade.steps[-1].result if grade.steps else None)
    assert [mark.item for mark in grade.marks] == list(scheme.items)


@given(changes, schemes())
def test_every_number_of_the_last_steps_was_a_result_before(said, scheme):
    grade = fold(said, scheme)
    if scheme.groups and grade.steps:
        results = {plain(step.result) for step in grade.steps[:-1]}
        assert set(re.findall(r"× ([\d.]+)", grade.steps[-1].expression)) <= results


@given(changes, st.integers(0, 5))
def test_dropping_more_never_lowers_a_grade_of_equal_items(said, number):
    def with_drops(drop: int) -> Any:
        group = Group(1, "Work", Decimal(1), drop)
        return fold(said, Scheme([Item(uid, uid, group=1) for uid in "abcdef"], [group])).percent

    before, after = with_drops(number), with_drops(number + 1)
    assert (before is None) == (after is None)
    assert before is None or after >= before - Decimal("0.01")
