"""What the tests of assignments do again and again."""

from __future__ import annotations

from educrowd.blueprints.lms.assignments.handing_in import hand_in, keep
from educrowd.blueprints.lms.models import Submission
from educrowd.core.db import db


def published(course, lesson):
    db.session.commit()
    db.session.expire_all()
    return next(each for each in course.edition.lessons if each.uid == lesson.uid)


def work_of(enrollment, lesson) -> Submission:
    found = Submission.of(enrollment, lesson.uid)
    assert found is not None
    return found


def write(enrollment, lesson, words="Seven stars."):
    submission = Submission.of(enrollment, lesson.uid)
    return keep(enrollment, lesson, words, seq=submission.seq if submission else 0)


def handed_in(enrollment, lesson, words="Seven stars."):
    write(enrollment, lesson, words)
    hand_in(enrollment, lesson)
    db.session.commit()
    return work_of(enrollment, lesson)
