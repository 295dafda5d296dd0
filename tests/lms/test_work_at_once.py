"""Work that several people, or tabs, touch in the same moment."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

from sqlalchemy import func, select

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.assignments.assessing import assess, claim, let_go
from educrowd.blueprints.lms.assignments.handing_in import hand_in, keep
from educrowd.blueprints.lms.assignments.peer_reviewing import review
from educrowd.blueprints.lms.grading.gradebook import grade_of
from educrowd.blueprints.lms.models import (
    Assessment,
    Enrollment,
    GradeChange,
    PeerReview,
    Submission,
    SubmissionVersion,
)
from educrowd.blueprints.lms.models.errors import Claimed, GradedMeanwhile, WrittenElsewhere
from educrowd.core.db import db

from .assigned import handed_in, published, work_of
from .test_at_once import all_at_once


def one(model, id):
    return db.session.scalars(select(model).where(model.id == id)).one()


def the_lesson(enrollment, uid):
    return next(lesson for lesson in enrollment.course.edition.lessons if lesson.uid == uid)


def test_a_double_click_hands_in_once(app, demo, sketch, adas):
    id, uid = adas.id, sketch.uid

    def send():
        mine = one(Enrollment, id)
        try:
            keep(mine, the_lesson(mine, uid), "Seven stars.", seq=0)
            return hand_in(mine, the_lesson(mine, uid)).number
        except WrittenElsewhere:
            return None

    numbers = all_at_once(app, demo, *[send] * 4)
    assert sorted(numbers, key=str) == [1, None, None, None]
    assert db.session.scalar(select(func.count(SubmissionVersion.id))) == 1


def test_a_piece_is_claimed_and_graded_by_one(app, demo, stars, sketch, adas, ines, owner):
    lesson = published(stars, sketch)
    id, uid, people = handed_in(adas, lesson).id, lesson.uid, (ines.id, owner.id)

    def take(user_id):
        def act():
            try:
                claim(one(Submission, id), by=one(User, user_id))
            except Claimed:
                return False
            return True

        return act

    assert sorted(all_at_once(app, demo, *map(take, people))) == [False, True]
    let_go(work_of(adas, lesson))
    db.session.commit()

    def grade(user_id):
        def act():
            piece = one(Submission, id)
            try:
                assess(piece, the_lesson(piece.enrollment, uid), by=one(User, user_id), points=Decimal(9), over=1)
            except GradedMeanwhile:
                return False
            return True

        return act

    assert sorted(all_at_once(app, demo, *map(grade, people))) == [False, True]
    assert db.session.scalar(select(func.count(Assessment.id))) == 1
    assert db.session.scalar(select(func.count(GradeChange.id))) == 1


def test_the_last_two_reviews_in_one_moment_make_the_grade(app, demo, stars, sketch, adas, new_person):
    sketch.settings = {**sketch.settings, "peer_reviews": 2}
    stars.publish()
    lesson = published(stars, sketch)
    version, uid, reviews = handed_in(adas, lesson).latest, lesson.uid, []
    for name in ("bea", "cleo"):
        reviewer = stars.enroll(new_person(name, "student"))
        handed_in(reviewer, published(stars, sketch))
        reviews.append(PeerReview(version_id=version.id, reviewer_id=reviewer.id))
    db.session.add_all(reviews)
    db.session.commit()

    written = Barrier(2)

    def write(id, points):
        def act():
            mine = one(PeerReview, id)
            review(mine, the_lesson(mine.reviewer, uid), points=Decimal(points))
            # Neither ends before both have counted, unless one has to wait for the other.
            with suppress(BrokenBarrierError):
                written.wait(timeout=0.3)

        return act

    all_at_once(app, demo, write(reviews[0].id, 10), write(reviews[1].id, 16))
    mark = grade_of(adas).mark_of(uid)
    assert mark and mark.points == 13
