"""People come into a course, work through it, finish it, leave it and return."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.lms.editions.finishing import recognize_finishers
from educrowd.blueprints.lms.models import Completion, Course, Enrollment
from educrowd.blueprints.lms.models.errors import AccessClosed, AlreadyEnrolled, Barred, NotFree, NotOpen
from educrowd.core import entitlements
from educrowd.core.db import db
from educrowd.core.entitlements import Grant


def complete_all(enrollment, lessons):
    for lesson in lessons:
        enrollment.complete(lesson)


def test_ada_enrolls_once(stars, ada):
    stars.enroll(ada)
    with pytest.raises(AlreadyEnrolled):
        stars.enroll(ada)
    assert db.session.scalar(select(func.count(Enrollment.id))) == 1


def test_a_draft_an_archived_and_a_priced_course_take_nobody(ines, stars, ada):
    draft = Course.draft(ines, title="Moons")
    with pytest.raises(NotOpen):
        draft.enroll(ada)
    stars.price_amount = 25_00
    with pytest.raises(NotFree):
        stars.enroll(ada)
    stars.archive()
    with pytest.raises(NotOpen):
        stars.enroll(ada)


def test_progress_counts_required_lessons_and_optional_ones_do_not_matter(stars, ada):
    enrollment = stars.enroll(ada)
    place, plough, paper, reading = stars.lessons
    assert enrollment.progress_percent == 0
    enrollment.complete(reading)
    assert enrollment.progress_percent == 0
    enrollment.complete(place)
    enrollment.complete(place)
    assert enrollment.progress_percent == 33
    complete_all(enrollment, [plough, paper])
    assert enrollment.progress_percent == 100 == enrollment.journey.percent
    assert enrollment.status == "completed"
    assert enrollment.course_version == stars.version


def test_what_is_marked_not_done_lowers_progress_but_not_the_completion(stars, ada):
    enrollment = stars.enroll(ada)
    complete_all(enrollment, stars.lessons)
    completed_at = enrollment.completed_at
    enrollment.reopen_lesson(stars.lessons[0])
    assert enrollment.progress_percent == 66
    assert enrollment.status == "completed"
    assert enrollment.completed_at == completed_at is not None


def test_a_lesson_added_later_never_undoes_adas_completion(stars, ada):
    enrollment = stars.enroll(ada)
    complete_all(enrollment, stars.lessons)
    finished = enrollment.completed_at, enrollment.course_version
    comets = stars.add_lesson("Comets")
    stars.publish()
    assert enrollment.progress_percent == 75
    enrollment.complete(comets)
    assert enrollment.progress_percent == 100
    assert (enrollment.completed_at, enrollment.course_version) == finished


def test_a_removed_lesson_never_makes_more_than_a_hundred_percent(stars, ada):
    enrollment = stars.enroll(ada)
    complete_all(enrollment, stars.lessons[:2])
    stars.remove_lesson(stars.lessons[0])
    stars.publish()
    assert enrollment.progress_percent == 50
    assert db.session.scalar(select(func.count(Completion.id))) == 2, "what was done is kept"


def test_removing_the_last_missing_lesson_finishes_those_who_did_the_rest(stars, ada, ben):
    done, halfway = stars.enroll(ada), stars.enroll(ben)
    complete_all(done, stars.lessons[:2])
    halfway.complete(stars.lessons[0])
    stars.require(stars.lessons[2], False)
    stars.publish()
    recognize_finishers(stars.id)
    assert done.status == "completed" and done.course_version == stars.version
    assert halfway.status == "active"


def test_closing_ends_access_and_keeps_history(stars, ada):
    enrollment = stars.enroll(ada)
    complete_all(enrollment, stars.lessons)
    enrollment.close()
    assert enrollment.status == "closed" and enrollment.closed_at and enrollment.completed_at
    with pytest.raises(AccessClosed):
        enrollment.complete(stars.lessons[0])
    assert stars.enroll(ada) is enrollment
    assert enrollment.status == "completed" and enrollment.progress_percent == 100


def test_whoever_was_shut_out_does_not_enroll_again_until_let_in(stars, ada, ines):
    enrollment = stars.enroll(ada)
    enrollment.close(by=ines)
    with pytest.raises(Barred):
        stars.enroll(ada)
    assert not enrollment.is_open
    stars.admit(ada.id, source="staff")
    assert enrollment.is_open
    enrollment.close(by=ada)
    assert stars.enroll(ada) is enrollment


def test_a_pledge_opens_the_course_and_its_refund_closes_it(ines, ada):
    telescopes = Course.draft(ines, title="Build a Telescope", price_amount=80_00)
    entitlements.grant(ada.id, kind="course", subject_id=telescopes.id, source="pledge:1")
    enrollment = telescopes.enrollment_of(ada)
    assert enrollment and enrollment.is_open and enrollment.source == "entitlement"
    entitlements.revoke(source="pledge:1")
    assert not enrollment.is_open
    entitlements.grant(ada.id, kind="course", subject_id=telescopes.id, source="pledge:2")
    assert enrollment.is_open


def test_a_refund_does_not_close_what_ada_had_before(stars, ada):
    enrollment = stars.enroll(ada)
    entitlements.grant(ada.id, kind="course", subject_id=stars.id, source="pledge:1")
    entitlements.revoke(source="pledge:1")
    assert enrollment.is_open


def test_projects_choose_among_ones_own_courses_that_are_not_archived(ines, stars, new_person, owner):
    moons = Course.draft(ines, title="Moons")
    kind = entitlements.KINDS["course"]
    assert list(kind.choices(ines)) == [(moons.id, "Moons"), (stars.id, stars.title)]
    moons.archive()
    assert list(kind.choices(ines)) == list(kind.choices(owner)) == [(stars.id, stars.title)]
    assert list(kind.choices(new_person("nell", "creator"))) == []
    assert list(kind.choices(new_person("ivan", "instructor"))) == []
    assert kind.find(stars.id) is stars and kind.find(stars.id + 1000) is None


def test_many_are_let_in_together_each_once(stars, ada, new_person):
    bob = new_person("bob", "student")
    seats = [Grant(one.id, "course", stars.id, "pledge:1") for one in (ada, bob, ada)]
    assert entitlements.grant_all(seats) == 2
    assert entitlements.grant_all(seats) == 0
    assert {entry.user_id for entry in db.session.scalars(select(Enrollment))} >= {ada.id, bob.id}
