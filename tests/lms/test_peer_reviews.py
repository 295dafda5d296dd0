"""Learners review each other's work: fairly handed out, without names, and the median is the grade."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.assignments.assessing import assess
from educrowd.blueprints.lms.assignments.handing_in import add_file
from educrowd.blueprints.lms.assignments.peer_reviewing import leave_out, review, take_piece
from educrowd.blueprints.lms.grading.gradebook import grade_of, record
from educrowd.blueprints.lms.models import GradeItem, LessonRule, PeerReview
from educrowd.blueprints.lms.models.errors import NothingToReview, ReviewingOver
from educrowd.core.db import db, utcnow

from .assigned import handed_in, published, work_of
from .test_api import ENROLLMENTS, api  # noqa: F401

PDF = b"%PDF-1.7 a sketch"


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


@pytest.fixture
def reviewed(stars, sketch, adas):
    """The sketch, of which each learner reviews two of others."""
    sketch.settings = {**sketch.settings, "peer_reviews": 2}
    stars.publish()
    return published(stars, sketch)


@pytest.fixture
def crowd(stars, reviewed, adas, new_person):
    """Ada and three others, all of whom have handed in: their enrollments."""
    others = [stars.enroll(new_person(name, "student")) for name in ("bea", "cleo", "dan")]
    for enrollment in (adas, *others):
        handed_in(enrollment, reviewed, f"What {enrollment.user.first_name} saw")
    return [adas, *others]


def say(enrollment, lesson, points, words=""):
    taken = take_piece(enrollment, lesson)
    review(taken, lesson, points=Decimal(points), feedback=words)
    db.session.commit()
    return taken


def test_pieces_with_the_fewest_reviews_come_first_and_nobody_gets_their_own(crowd, reviewed):
    for enrollment in crowd:
        for _ in range(2):
            taken = say(enrollment, reviewed, 10)
            assert taken.version.submission.enrollment_id != enrollment.id
    for enrollment in crowd:
        got = work_of(enrollment, reviewed)
        assert len(db.session.scalars(select(PeerReview).where(PeerReview.version_id == got.latest.id)).all()) == 2
    with pytest.raises(ReviewingOver):
        take_piece(crowd[0], reviewed)


def test_who_has_not_handed_in_reviews_nothing_and_alone_there_is_nothing_to_review(stars, reviewed, adas):
    with pytest.raises(ReviewingOver):
        take_piece(adas, reviewed)
    db.session.rollback()
    handed_in(adas, reviewed)
    with pytest.raises(NothingToReview):
        take_piece(adas, reviewed)


def test_an_unfinished_review_is_given_again_and_reviewing_ends_with_its_days(stars, sketch, crowd, reviewed):
    taken = take_piece(crowd[0], reviewed)
    assert take_piece(crowd[0], reviewed) is taken
    LessonRule.set(stars, sketch, due_at=utcnow() - timedelta(days=8))
    db.session.commit()
    with pytest.raises(ReviewingOver):
        review(taken, reviewed, points=Decimal(1))


def test_the_median_is_the_grade_until_a_person_says_otherwise(crowd, reviewed, ines):
    ada, bea, cleo, _ = crowd
    for reviewer, points in ((bea, 8), (cleo, 20)):
        db.session.add(PeerReview(version_id=work_of(ada, reviewed).latest.id, reviewer_id=reviewer.id))
        db.session.flush()
        assert grade_of(ada).percent is None
        say(reviewer, reviewed, points)
    submission = work_of(ada, reviewed)
    assert grade_of(ada).mark_of(reviewed.uid).points == 14 and submission.state == "graded"
    assert submission.assessments[0].feedback == "The median of 2 reviews: 8, 20."
    low = db.session.scalars(select(PeerReview).where(PeerReview.reviewer_id == bea.id)).one()
    review(low, reviewed, points=Decimal(10))
    assert grade_of(ada).mark_of(reviewed.uid).points == 15
    assess(submission, reviewed, by=ines, points=Decimal(3), over=submission.revision)
    review(low, reviewed, points=Decimal(20))
    assert grade_of(ada).mark_of(reviewed.uid).points == 3


def test_a_review_that_is_left_out_counts_no_more(crowd, reviewed, ines, hers, stars):
    ada, bea, cleo, dan = crowd
    for reviewer, points in ((bea, 0), (cleo, 18), (dan, 16)):
        db.session.add(PeerReview(version_id=work_of(ada, reviewed).latest.id, reviewer_id=reviewer.id))
        db.session.flush()
        say(reviewer, reviewed, points, f"Words of {reviewer.user.first_name}")
    assert grade_of(ada).mark_of(reviewed.uid).points == 16
    spiteful = db.session.scalars(select(PeerReview).where(PeerReview.reviewer_id == bea.id)).one()
    one = f"/studio/courses/{stars.slug}/submissions/{work_of(ada, reviewed).id}"
    assert "Words of Bea" in hers.get(one).text
    assert hers.submit(f"{one}/reviews/{spiteful.id}", counts="0").status_code == 303
    db.session.expire_all()
    assert grade_of(ada).mark_of(reviewed.uid).points == 17
    leave_out(spiteful, reviewed, by=ines, counts=True)
    assert grade_of(ada).mark_of(reviewed.uid).points == 16
    assert hers.submit(f"{one}/reviews/999999", counts="0").status_code == 404


def test_a_grade_by_hand_is_left_alone(crowd, reviewed, ines):
    ada, bea, cleo, _ = crowd
    record(ada, reviewed.uid, Decimal(1), Decimal(20), by=ines, source="by hand")
    for reviewer in (bea, cleo):
        db.session.add(PeerReview(version_id=work_of(ada, reviewed).latest.id, reviewer_id=reviewer.id))
        db.session.flush()
        say(reviewer, reviewed, 20)
    assert grade_of(ada).mark_of(reviewed.uid).points == 1


def test_neither_learns_who_the_other_is(visit, demo, stars, reviewed, adas, ada, new_person):
    bea = new_person("bea", "student")
    beas = stars.enroll(bea)
    add_file(adas, reviewed, name="ada-lovelace.pdf", stream=BytesIO(PDF))
    handed_in(adas, reviewed, "Seven stars, seen from a hill")
    handed_in(beas, reviewed, "Clouds")
    browser, at = visit(demo).sign_in(bea), f"/learn/{stars.slug}/{reviewed.uid}"
    assert "You have reviewed 0 of 2" in browser.get(at).text
    taken = browser.submit(f"{at}/reviews").location
    page = browser.get(taken).text
    assert "Seven stars, seen from a hill" in page and "File 1" in page
    for secret in ("Ada", "ada-", ada.email):
        assert secret not in page, secret
    file = browser.get(f"{taken}/files/1")
    assert file.data == PDF and file.headers["Content-Disposition"] == "attachment; filename=file-1.pdf"
    assert browser.get(f"{taken}/files/2").status_code == 404
    assert browser.submit(taken, points="", feedback="Fine").status_code == 422
    assert browser.submit(taken, points="21").status_code == 422
    assert browser.submit(taken, points="12", feedback="Fine, but where is north?").status_code == 303
    hers = visit(demo).sign_in(ada)
    assert hers.get(taken).status_code == 404, "only its reviewer opens a review"
    assert "where is north" not in hers.get(at).text, "one of two reviews"
    other = PeerReview(version_id=work_of(adas, reviewed).latest.id, reviewer_id=stars.enroll(new_person("cleo")).id)
    db.session.add(other)
    db.session.flush()
    review(other, reviewed, points=Decimal(18), feedback="Well seen")
    db.session.commit()
    page = hers.get(at).text
    assert "where is north" in page and "Review 1" in page and "The median of 2 reviews" in page
    for secret in ("Bea", "bea-", "Cleo"):
        assert secret not in page, secret


def test_reviews_stay_unseen_while_the_grade_is_held_back(visit, demo, stars, crowd, reviewed, ada):
    item = GradeItem.of_lesson(stars.id, reviewed.uid, reviewed.title)
    item.held = True
    for reviewer in crowd[1:3]:
        db.session.add(PeerReview(version_id=work_of(crowd[0], reviewed).latest.id, reviewer_id=reviewer.id))
        db.session.flush()
        say(reviewer, reviewed, 13, "Zephyr")
    page = visit(demo).sign_in(ada).get(f"/learn/{stars.slug}/{reviewed.uid}").text
    assert "Zephyr" not in page and "The median" not in page


def test_reviews_through_the_api(api, ada, ines, ben, stars, reviewed, adas):  # noqa: F811
    handed_in(adas, reviewed, "Seven stars")
    handed_in(stars.enroll(ben), reviewed, "Eight stars")
    learner, teacher, at = api(ada), api(ines), f"{ENROLLMENTS}{adas.id}/assignments/{reviewed.lesson_id}/reviews/"
    taken = learner.data("POST", at, status=201)
    assert taken["piece"] == {"text": "Eight stars", "files": []} and not taken["is_done"]
    one = f"{at}{taken['id']}/"
    assert learner.error("PUT", one, {"feedback": "Good"}) == (422, "invalid", "points")
    assert learner.data("PUT", one, {"points": 12, "feedback": "Good"})["is_done"]
    assert api(ben)("PUT", one, {"points": 1}).status_code in (403, 404)
    assert [each["points"] for each in learner.data("GET", at)] == [12]
    assert learner.error("POST", at)[:2] == (409, "conflict"), "nobody else has handed in"
    [piece] = [
        each
        for each in teacher.data("GET", f"/api/v1/lms/courses/{stars.id}/submissions/")
        if each["user_id"] == ben.id
    ]
    received = f"/api/v1/lms/submissions/{piece['id']}/reviews/"
    assert [each["feedback"] for each in teacher.data("GET", received)] == ["Good"]
    assert teacher.data("PATCH", f"{received}{taken['id']}/", {"counts": False})["counts"] is False
    assert learner("GET", received).status_code == 403
