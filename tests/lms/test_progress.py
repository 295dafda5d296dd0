"""Progress under any edits, and who gets into a lesson."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from educrowd.blueprints.lms.editions.finishing import recognize_finishers
from educrowd.blueprints.lms.gating import CLOSED, NOT_ENROLLED, NOT_READY, OPEN, Facts, gate
from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.lms.models.progress import Journey, percent
from educrowd.core.db import db

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@given(st.integers(0, 500), st.integers(0, 500))
def test_percent_lies_between_0_and_100_and_100_means_all(done, more):
    value = percent(done, done + more)
    assert 0 <= value <= 100
    assert (value == 100) == (more == 0 and done > 0)


def journey(*marks):
    """`journey("done", "open", "optional")`: lessons in order, done ones an hour after another."""
    lessons = [SimpleNamespace(uid=f"u{place}", required=mark != "optional") for place, mark in enumerate(marks)]
    done = {f"u{place}": NOON + timedelta(hours=place) for place, mark in enumerate(marks) if mark == "done"}
    return Journey(cast(Any, lessons), done)


@pytest.mark.parametrize(
    ("marks", "goes_on_at"),
    [
        (["open", "open"], 1),
        (["done", "open", "open"], 2),
        (["open", "done", "open"], 3),
        (["open", "open", "done"], 1),
        (["done", "optional"], 2),
        (["done", "done"], None),
        ([], None),
    ],
)
def test_one_continues_after_the_latest_lesson_else_at_what_was_left_out(marks, goes_on_at):
    way = journey(*marks)
    upcoming = way.next_lesson
    assert (upcoming and way.number(upcoming)) == goes_on_at


def test_the_way_leads_from_the_first_lesson_to_the_last():
    way = journey("done", "open", "open")
    first, second, third = way.lessons
    assert (way.before(first), way.after(first)) == (None, second)
    assert (way.before(third), way.after(third)) == (second, None)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (Facts("draft", edits=True, enrollment_status=None, is_preview=False), OPEN),
        (Facts("draft", edits=False, enrollment_status=None, is_preview=True), NOT_ENROLLED),
        (Facts("draft", edits=False, enrollment_status="active", is_preview=True), NOT_READY),
        (Facts("published", edits=False, enrollment_status=None, is_preview=False), NOT_ENROLLED),
        (Facts("published", edits=False, enrollment_status=None, is_preview=True), OPEN),
        (Facts("published", edits=False, enrollment_status="active", is_preview=False), OPEN),
        (Facts("published", edits=False, enrollment_status="completed", is_preview=False), OPEN),
        (Facts("published", edits=False, enrollment_status="closed", is_preview=False), CLOSED),
        (Facts("published", edits=False, enrollment_status="closed", is_preview=True), OPEN),
        (Facts("archived", edits=False, enrollment_status="active", is_preview=False), OPEN),
        (Facts("archived", edits=False, enrollment_status=None, is_preview=True), NOT_ENROLLED),
        (Facts("archived", edits=False, enrollment_status="closed", is_preview=False), CLOSED),
    ],
)
def test_who_gets_into_a_lesson(facts, answer):
    assert gate(facts, NOON) is answer


EDITS = st.one_of(
    st.tuples(st.sampled_from(["complete", "undo", "remove", "toggle", "up", "down"]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["add", "publish", "withdraw", "recognize", "close and return"]), st.just(0)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, max_size=14))
def test_no_edit_drives_progress_out_of_bounds_or_undoes_a_completion(edits, ines, ada):
    course = Course.draft(ines, title="Anything")
    for number in range(3):
        course.add_lesson(f"Lesson {number}")
    course.publish()
    enrollment, finished = course.enroll(ada), None
    for edit, place in edits:
        apply(edit, place, course, enrollment)
        db.session.flush()
        assert 0 <= enrollment.progress_percent <= 100
        assert enrollment.progress_percent == enrollment.journey.percent
        if finished:
            assert (enrollment.completed_at, enrollment.course_version) == finished
        elif enrollment.is_finished:
            finished = enrollment.completed_at, enrollment.course_version
    db.session.rollback()


def apply(edit, place, course, enrollment):
    lesson = course.lessons[place % len(course.lessons)] if course.lessons else course.add_lesson("Again")
    changes = {
        "complete": lambda: enrollment.complete(lesson),
        "undo": lambda: enrollment.reopen_lesson(lesson),
        "remove": lambda: course.remove_lesson(lesson),
        "toggle": lambda: course.require(lesson, not lesson.required),
        "up": lambda: course.move_lesson(lesson, by=-1),
        "down": lambda: course.move_lesson(lesson, by=1),
        "add": lambda: course.add_lesson("More"),
        "publish": course.publish,
        "withdraw": lambda: course.become("draft"),
        "recognize": lambda: recognize_finishers(course.id),
        "close and return": lambda: (enrollment.close(), enrollment.reopen("self")),
    }
    changes[edit]()
