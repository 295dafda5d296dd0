"""When lessons open, are due and close: on the wall's clock, for one learner, with the time that stood still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from educrowd.blueprints.lms.dates.adjusting import AlreadyPaused, adjust, expire, pause, resume, unadjust
from educrowd.blueprints.lms.dates.windows import Window, days_later, effective_window, shifted, window
from educrowd.blueprints.lms.gating import CLOSED, OPEN, PAUSED, Facts, Gates, gate
from educrowd.blueprints.lms.grading.gradebook import record
from educrowd.blueprints.lms.models import Course, GradeChange, LessonRule
from educrowd.blueprints.lms.models.errors import AccessClosed
from educrowd.blueprints.lms.signals import window_changed
from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs
from tests.lms.test_api import Client
from tests.queries import queries

BERLIN, NOON = ZoneInfo("Europe/Berlin"), datetime(2026, 5, 1, 12, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-27T09:00", 3, "2026-03-30T08:00"),  # over the change to summer time: 10:00 stays 10:00
        ("2026-10-23T08:00", 3, "2026-10-26T09:00"),  # and back
        ("2026-03-28T01:30", 1, "2026-03-29T01:30"),  # 02:30 does not exist: 03:30
        ("2026-10-24T00:30", 1, "2026-10-25T00:30"),  # 02:30 comes twice: the first one
        ("2026-05-01T12:00", 0, "2026-05-01T12:00"),
    ],
)
def test_days_later_means_the_same_time_on_the_wall(start, days, end):
    assert days_later(utc(start), days, BERLIN) == utc(end)


@given(st.integers(0, 131_000).map(lambda hours: NOON + timedelta(hours=hours)), st.integers(0, 400))
def test_a_day_has_23_to_25_hours(moment, days):
    off = days_later(moment, days, BERLIN) - moment - timedelta(days=days)
    assert abs(off) <= timedelta(hours=1)


def rule(**facts):
    empty = dict.fromkeys(("opens_at", "opens_after_days", "due_at", "due_after_days", "closes_at"))
    return SimpleNamespace(**(empty | facts))


def own(**facts):
    empty = {"opens": False, "due_at": None, "closes_at": None, "extra_minutes": 0, "extra_attempts": 0}
    return SimpleNamespace(**(empty | {"time_factor": Decimal(1)} | facts))


def asked(rule, own=None, pauses=()):
    spans = [SimpleNamespace(started_at=start, ended_at=end) for start, end in pauses]
    return window(rule, own, enrolled_at=NOON, pauses=spans, zone=BERLIN, now=NOON + timedelta(days=30))


def days(number):
    return NOON + timedelta(days=number)


def test_the_clock_of_drip_and_due_dates_stands_still_in_a_pause():
    weekly = rule(opens_after_days=7, due_after_days=14, closes_at=days(20))
    assert asked(weekly) == Window(days(7), days(14), days(20))
    assert asked(weekly, pauses=[(days(2), days(5))]) == Window(days(10), days(17), days(23))
    assert asked(weekly, pauses=[(days(8), days(10))]) == Window(days(7), days(16), days(22))
    assert asked(weekly, pauses=[(days(30), None)]) == asked(weekly)
    assert asked(weekly, pauses=[(days(10), None)]).due_at == days(34)


def test_a_day_of_the_calendar_opens_for_all_at_once():
    assert asked(rule(opens_at=days(3)), pauses=[(days(1), days(2))]).opens_at == days(3)


def test_what_holds_for_one_goes_before_what_holds_for_all():
    everybody = rule(opens_at=days(3), due_at=days(5), closes_at=days(6))
    later = asked(everybody, own(due_at=days(9), extra_minutes=10, time_factor=Decimal("1.5"), extra_attempts=1))
    assert later.due_at == later.closes_at == days(9)
    assert later.minutes(45) == 78 and later.extra_attempts == 1
    assert asked(everybody, own(opens=True)).opens_at is None
    assert not later.is_late(days(9)) and later.is_late(days(10)) and later.is_over(days(9))


moments = st.integers(0, 1000).map(lambda hours: NOON + timedelta(hours=hours))


@given(moments, st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5))
def test_pauses_never_bring_a_date_nearer_and_never_move_it_by_more_than_they_lasted(moment, lengths):
    spans, at = [], NOON
    for gap, length in lengths:
        at += timedelta(hours=gap)
        spans.append((at, at + timedelta(hours=length)))
        at = spans[-1][1]
    moved = shifted(moment, spans) - moment
    assert timedelta(0) <= moved <= sum((end - start for start, end in spans), timedelta(0))


LEARNER = Facts("published", edits=False, enrollment_status="active", is_preview=False)


@pytest.mark.parametrize(
    ("change", "is_open", "reason"),
    [
        ({}, True, ""),
        ({"opens_at": days(1)}, False, "Not open yet."),
        ({"opens_at": NOON}, True, ""),
        ({"first": "The Plough"}, False, "Finish “The Plough” first."),
        ({"needs": "Reach 50% first."}, False, "Reach 50% first."),
        ({"opens_at": days(1), "first": "x", "needs": "y", "is_overridden": True}, True, ""),
        ({"opens_at": days(1), "first": "x", "needs": "y", "is_done": True}, True, ""),
        ({"is_paused": True, "is_overridden": True}, False, PAUSED.reason),
        ({"expires_at": NOON}, False, CLOSED.reason),
        ({"expires_at": days(1)}, True, ""),
        ({"is_paused": True, "is_preview": True}, True, ""),
        ({"is_paused": True, "edits": True}, True, ""),
    ],
)
def test_the_gate_says_no_with_a_reason(change, is_open, reason):
    facts = {name: getattr(LEARNER, name) for name in LEARNER.__slots__} | change
    answer = gate(Facts(**facts), NOON)
    assert (answer.is_open, answer.reason) == (is_open, reason)
    assert answer.opens_at == (facts["opens_at"] if reason == "Not open yet." else None)


@pytest.fixture
def learning(stars, ada):
    enrollment = stars.enroll(ada)
    db.session.commit()
    return enrollment


def gates_of(enrollment):
    db.session.flush()
    db.session.expire_all()
    return [
        Gates(enrollment.course, enrollment, ANONYMOUS).of(lesson).reason
        for lesson in enrollment.course.edition.lessons
    ]


def test_lessons_in_order_wait_for_the_required_ones_before_them(stars, learning):
    stars.in_order = True
    assert gates_of(learning) == ["", "Finish “Choosing a place” first."] + ["Finish “Choosing a place” first."] * 2
    learning.complete(stars.lessons[0])
    assert gates_of(learning) == ["", "", "Finish “The Plough” first.", "Finish “The Plough” first."]


def test_a_lesson_may_ask_for_another_one_or_for_a_grade_in_it(stars, learning, ines):
    plough, paper = stars.lessons[1], stars.lessons[2]
    LessonRule.set(stars, paper, needs_uid=plough.uid)
    assert gates_of(learning)[2] == "Finish “The Plough” first."
    learning.complete(plough)
    assert gates_of(learning)[2] == ""
    LessonRule.set(stars, paper, needs_uid=plough.uid, needs_percent=Decimal("62.5"))
    assert gates_of(learning)[2] == "Reach 62.5% in “The Plough” first."
    record(learning, plough.uid, Decimal(5), Decimal(8))
    assert gates_of(learning)[2] == ""


def test_a_course_may_come_before_another(stars, learning, ines, ada):
    basics = Course.draft(ines, title="Basics")
    lesson = basics.add_lesson("Only one")
    basics.publish()
    stars.needs_course_id = basics.id
    assert gates_of(learning)[1] == "Complete the course “Basics” first." and gates_of(learning)[0] == ""
    basics.enroll(ada).complete(lesson)
    assert gates_of(learning)[1] == ""


def test_an_extension_is_heard_in_the_same_transaction_and_stands_in_the_log(stars, learning, ines):
    quiz = stars.add_lesson("What is up?", kind="assignment")
    stars.publish()
    heard = []

    def hear(sender, **told):
        heard.append((told["lesson_uid"], effective_window(sender, quiz).due_at))

    with window_changed.connected_to(hear):
        adjust(learning, quiz, by=ines, reason="Flu", due_at=days(3))
        adjust(learning, quiz, by=ines, reason="Worse flu", due_at=days(9))
        unadjust(learning, quiz, by=ines)
    assert heard == [(quiz.uid, days(3)), (quiz.uid, days(9)), (quiz.uid, None)]
    said = db.session.query(GradeChange).order_by(GradeChange.id)
    assert [(row.change, row.note) for row in said] == [
        ("extension", "Flu"),
        ("extension", "Worse flu"),
        ("extension", "Taken back"),
    ]


def test_whoever_is_granted_something_gets_a_letter_without_the_reason(stars, learning, ines, ada, letters_to):
    lesson = stars.lessons[1]
    adjust(learning, lesson, by=ines, reason="Flu", due_at=days(3), extra_minutes=30, extra_attempts=1)
    db.session.commit()
    run_jobs()
    told = [each for each in letters_to(ada) if each["Subject"] == f"Granted to you: “{lesson.title}”"]
    [letter] = [each.get_body(("plain",)).get_content() for each in told]
    assert "30 minutes more" in letter and "1 attempt more" in letter and "Due " in letter
    assert "Flu" not in letter and f"/learn/{stars.slug}/{lesson.uid}" in letter
    unadjust(learning, lesson, by=ines)
    adjust(learning, lesson, by=ines, reason="Nothing after all")
    db.session.commit()
    run_jobs()
    assert len([each for each in letters_to(ada) if "Granted" in each["Subject"]]) == 1


def test_a_pause_shuts_the_course_and_ends(stars, learning, ines):
    pause(learning, by=ines, reason="Leave")
    with pytest.raises(AlreadyPaused):
        pause(learning, by=ines, reason="Again")
    assert gates_of(learning)[1] == PAUSED.reason
    resume(learning)
    resume(learning)
    assert gates_of(learning)[1] == "" and gate(LEARNER, NOON) is OPEN


def test_access_ends_when_it_expires_and_what_was_done_is_kept(stars, learning):
    learning.complete(stars.lessons[0])
    expire(learning, utcnow() - timedelta(seconds=1))
    assert not learning.is_open and gates_of(learning)[1] == CLOSED.reason
    with pytest.raises(AccessClosed):
        learning.complete(stars.lessons[1])
    assert learning.progress_percent == 33
    assert stars.admit(learning.user_id, source="staff").is_open


def test_ada_reads_in_the_outline_why_a_lesson_is_locked(visit, demo, stars, learning, ada, ines):
    hers, reader = visit(demo).sign_in(ines), visit(demo).sign_in(ada)
    base, plough, paper = f"/studio/courses/{stars.slug}", stars.lessons[1], stars.lessons[2]
    tomorrow = f"{utcnow() + timedelta(days=1):%Y-%m-%dT10:00}"
    assert hers.submit(f"{base}/schedule/{plough.uid}", opens_at=tomorrow, needs_uid="").status_code == 303
    assert (
        hers.submit(f"{base}/schedule", in_order="y", timezone="Europe/Berlin", needs_course_id="0").status_code == 303
    )
    wrong = hers.submit(f"{base}/schedule/{plough.uid}", opens_at=tomorrow, opens_after_days="3", needs_uid="")
    assert wrong.status_code == 422 and "either a moment or a number of days" in wrong.text
    assert hers.submit(f"{base}/schedule/{plough.uid}", due_at="9999-12-31T23:59", needs_uid="").status_code == 422
    outline = reader.get(f"/learn/{stars.slug}/").text
    assert "Finish “Choosing a place” first." in outline
    assert f'href="/learn/{stars.slug}/{paper.uid}"' not in outline
    assert reader.get(f"/learn/{stars.slug}/{paper.uid}").status_code == 403
    marked = reader.submit(f"/learn/{stars.slug}/{stars.lessons[0].uid}/completion", htmx=True, done="1").text
    assert 'id="next-lesson"' in marked and "Next opens" in marked
    goes_on = f'href="/learn/{stars.slug}/continue"'
    assert goes_on in reader.get("/account/learning").text and goes_on not in outline
    assert reader.get(f"/learn/{stars.slug}/continue").location == f"/learn/{stars.slug}/"
    locked = reader.get(f"/learn/{stars.slug}/{plough.uid}")
    assert locked.status_code == 403 and "Not open yet. It opens" in locked.text and "10:00" in locked.text
    one = f"{base}/learners/{learning.id}"
    assert "Locked" in hers.get(one).text
    assert hers.submit(f"{one}/adjustments/{plough.uid}", opens="y", reason="").status_code == 422
    assert hers.submit(f"{one}/adjustments/{plough.uid}", opens="y", reason="Fast").status_code == 303
    assert 'value="Fast"' in hers.get(f"{one}/adjustments/{plough.uid}").text
    assert reader.get(f"/learn/{stars.slug}/{plough.uid}").status_code == 200
    assert reader.get(f"/learn/{stars.slug}/continue").location == f"/learn/{stars.slug}/{plough.uid}"
    assert hers.submit(f"{one}/pause", reason="").status_code == 422
    hers.submit(f"{one}/pause", reason="Leave")
    assert "The time stands still" in hers.get(one).text
    assert reader.get(f"/learn/{stars.slug}/{plough.uid}").status_code == 403
    hers.submit(f"{one}/resumption")
    hers.submit(f"{one}/adjustments/{plough.uid}/deletion")
    assert reader.get(f"/learn/{stars.slug}/{plough.uid}").status_code == 403
    hers.submit(f"{one}/expiry", expires_at="2020-01-01T00:00")
    assert "Access has ended" in hers.get(one).text
    assert reader.get(f"/learn/{stars.slug}/").status_code == 302


def test_schedules_and_exceptions_through_the_api(visit, demo, stars, learning, ines, ada):
    teacher, learner = Client(visit(demo), ines), Client(visit(demo), ada)
    course, mine = f"/api/v1/lms/courses/{stars.id}", f"/api/v1/lms/enrollments/{learning.id}"
    first, plough = stars.lessons[0].uid, stars.lessons[1].uid
    pace = teacher.data("PATCH", f"{course}/pace/", {"in_order": True, "timezone": "Europe/Berlin"})
    assert pace == {"timezone": "Europe/Berlin", "in_order": True, "needs_course_id": None}
    assert teacher.error("PATCH", f"{course}/pace/", {"needs_course_id": stars.id})[::2] == (422, "needs_course_id")
    both = {"due_at": "2026-12-01T00:00:00Z", "due_after_days": 3}
    assert teacher.error("PUT", f"{course}/rules/{plough}/", both)[0] == 422
    assert teacher.error("PUT", f"{course}/rules/{plough}/", {"needs_uid": plough})[::2] == (422, "needs_uid")
    due = {"due_at": "2026-12-01T00:00:00Z", "needs_uid": first, "needs_percent": 50}
    assert teacher.data("PUT", f"{course}/rules/{plough}/", due)["due_at"] == "2026-12-01T00:00:00Z"
    assert len(teacher("GET", f"{course}/rules/").json["data"]) == 1
    step = learner("GET", f"{mine}/lessons/").json["data"][1]
    assert not step["is_open"] and step["reason"] == "Reach 50% in “Choosing a place” first."
    assert learner("PUT", f"{mine}/adjustments/{plough}/", {"reason": "I want"}).status_code == 403
    granted = {"reason": "Flu", "due_at": "2026-12-05T00:00:00Z", "extra_minutes": 15, "opens": True}
    assert teacher.data("PUT", f"{mine}/adjustments/{plough}/", granted)["extra_minutes"] == 15
    step = learner("GET", f"{mine}/lessons/").json["data"][1]
    assert step["is_open"] and step["due_at"] == "2026-12-05T00:00:00Z"
    teacher.data("POST", f"{mine}/pause/", {"reason": "Leave"}, status=201)
    assert teacher.error("POST", f"{mine}/pause/", {"reason": "Leave"})[0] == 409
    assert not learner("GET", f"{mine}/lessons/").json["data"][1]["is_open"]
    teacher.data("DELETE", f"{mine}/pause/", status=204)
    teacher.data("DELETE", f"{mine}/adjustments/{plough}/", status=204)
    assert teacher.data("PUT", f"{mine}/expiry/", {"expires_at": "2027-01-01T00:00:00Z"})["expires_at"]


def test_locks_cost_as_many_questions_for_many_lessons_as_for_few(visit, demo, stars, learning, ada, ines):
    reader, hers = visit(demo).sign_in(ada), visit(demo).sign_in(ines)
    stars.in_order = True
    LessonRule.set(stars, stars.lessons[1], needs_uid=stars.lessons[0].uid, needs_percent=Decimal(50))
    paths = [(reader, f"/learn/{stars.slug}/"), (reader, f"/learn/{stars.slug}/{stars.lessons[0].uid}")]
    paths += [
        (hers, f"/studio/courses/{stars.slug}/schedule"),
        (hers, f"/studio/courses/{stars.slug}/learners/{learning.id}"),
    ]
    db.session.commit()

    def costs():
        found = []
        for browser, path in paths:
            browser.get(path)
            with queries() as asked:
                assert browser.get(path).status_code == 200
            found.append(len(asked))
        return found

    little = costs()
    for number in range(30):
        lesson = stars.add_lesson(f"Lesson {number}")
        stars.publish()
        LessonRule.set(stars, lesson, due_after_days=number, needs_uid=stars.lessons[0].uid, needs_percent=Decimal(1))
        adjust(learning, lesson, by=ines, reason="Flu", extra_minutes=5)
    db.session.commit()
    assert costs() == little
