"""What follows an enrollment: a welcome by mail, and the course's figures, both by jobs."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.blueprints.lms.analytics import compute_figures
from educrowd.blueprints.lms.mailers import send_welcome
from educrowd.core.db import db
from educrowd.core.outbox import OutboxEntry
from tests.jobs import run_jobs


def test_ada_is_welcomed_once_she_has_enrolled_and_not_before_the_commit(stars, ada, letters_to):
    stars.enroll(ada)
    db.session.rollback()
    assert run_jobs() == 0 and letters_to(ada) == []
    stars.enroll(ada)
    run_jobs()
    (letter,) = letters_to(ada)
    assert letter["Subject"] == "Welcome to “Reading the Night Sky”"
    words = letter.get_body(("plain",)).get_content()
    assert "Welcome, Ada" in words and f"/learn/{stars.slug}/" in words


def test_a_repeated_job_sends_the_same_letter_not_a_second_one(stars, ada, letters_to):
    stars.enroll(ada)
    run_jobs()
    entry = db.session.scalars(select(OutboxEntry).where(OutboxEntry.job.endswith(":send_welcome"))).one()
    entry.done_at = None
    run_jobs()
    assert len(letters_to(ada)) == 1


def test_who_has_left_already_is_not_welcomed(stars, ada, letters_to):
    stars.enroll(ada).close()
    db.session.commit()
    run_jobs()
    send_welcome(10**9)
    assert letters_to(ada) == []


def test_figures_are_counted_after_an_enrollment_and_after_a_completion(stars, ada, ben):
    enrollment = stars.enroll(ada)
    stars.enroll(ben)
    run_jobs()
    assert (stars.meta["enrollments"], stars.meta["completed"], stars.meta["completion_rate"]) == (2, 0, 0)
    assert stars.meta["not_started"] == 2 and stars.meta["enrolled_by_day"][-1] == 2
    for lesson in stars.lessons[:3]:
        enrollment.complete(lesson)
    run_jobs()
    assert (stars.meta["completed"], stars.meta["completion_rate"], stars.meta["average_progress"]) == (1, 50, 50)
    assert [lesson["completed"] for lesson in stars.meta["lessons"]] == [1, 1, 1, 0]


def test_counting_is_no_edit(stars, ada):
    stars.enroll(ada)
    db.session.commit()
    before = stars.updated_at, stars.version
    compute_figures(stars.id)
    db.session.commit()
    db.session.expire_all()
    assert stars.meta["enrollments"] == 1
    assert (stars.updated_at, stars.version) == before


def test_an_edit_of_a_live_course_recognizes_who_is_through(stars, ada):
    enrollment = stars.enroll(ada)
    enrollment.complete(stars.lessons[0])
    enrollment.complete(stars.lessons[1])
    db.session.commit()
    stars.remove_lesson(stars.lessons[2])
    run_jobs()
    assert enrollment.status == "active", "nobody but Ines sees the draft"
    stars.publish()
    run_jobs()
    assert enrollment.status == "completed" and stars.meta["completed"] == 1


def test_the_figures_page_shows_them_and_counts_again_on_request(visit, demo, ines, stars, ada):
    browser = visit(demo).sign_in(ines)
    url = f"/studio/courses/{stars.slug}/figures"
    assert "No figures yet" in browser.get(url).text
    stars.enroll(ada)
    db.session.commit()
    assert browser.submit(url).status_code == 303
    run_jobs()
    page = browser.get(url).text
    assert "Completion rate" in page and "Enrollments, last 30 days" in page
