"""An assignment of the demonstration: graded by a rubric, waiting, returned, and reviewed by others."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from educrowd.core.db import db, utcnow

from ..assignments.rubrics import mark, read_levels
from ..grading.gradebook import record
from ..models import Assessment, Course, Enrollment, LessonRule, PeerReview, Rubric, Submission, SubmissionVersion

TITLE, OUT_OF = "One evening, in your own words", Decimal(20)
BODY = """Go out on a clear evening and write down what you see in one hour: where you stood, what moved, what did not.

A page is enough. Add a photograph of your sketch if you made one."""
CRITERIA = (
    ("Seeing", "4 | Exact | Times, places and brightness are there\n2 | In part | Some of it\n0 | Missing"),
    ("Understanding", "4 | Says why | What moved, and why\n2 | Says what | What moved\n0 | Missing"),
    ("Writing", "2 | Clear | Somebody else finds it again\n1 | Hard to follow\n0 | Missing"),
)
WORK = (
    "I sat on the balcony from nine to ten. Arcturus stood over the chimney at nine and a hand to its right at ten; "
    "Polaris did not move at all. One bright point near the Lion did not twinkle and did not stay: Jupiter, I think.",
    "It was cloudy in the west. I saw the Plough, and under it, quite low, something orange. After forty minutes the "
    "Plough had turned so that its handle pointed at the church tower.",
    "We were on the hill behind the station. I counted eleven stars in the Plough's bowl with the naked eye, which "
    "cannot be right, so I counted again and got seven.",
    "Saw many stars. It was cold.",
    "From the harbor wall: Vega rose at half past nine over the crane, blue-white, and the triangle was up by ten.",
)
RETURNED = "A good beginning. Where did you stand, and at what time did you look? Write down one thing that moved."
REVIEWS = ((16, "I could find the place again. Say how bright Jupiter was."), (18, "Clear, and I learned a word."))


def give_assignment(course: Course, *, by: Any) -> None:
    """A lesson in which something is handed in, and the rubric it is graded by."""
    criteria = [
        {"id": title.lower(), "title": title, "description": "", "levels": read_levels(levels)}
        for title, levels in CRITERIA
    ]
    rubric = Rubric.add(by, title="An observation", criteria=criteria)
    settings = {"rubric": rubric.uid, "out_of": int(OUT_OF), "late": "reduce", "peer_reviews": 2, "most_words": 500}
    section = course.sections[min(1, len(course.sections) - 1)]
    lesson = course.add_lesson(TITLE, section=section, kind="assignment", body=BODY, settings=settings, required=False)
    LessonRule.set(course, lesson, due_at=(utcnow() + timedelta(days=5)).replace(minute=0, second=0, microsecond=0))


def hand_in_work(course: Course) -> None:
    """Written as rows: nobody gets a letter. The first learner has a grade, two wait, one is to write anew."""
    lesson = next(each for each in course.edition.lessons if each.title == TITLE)
    learners = select(Enrollment).where(Enrollment.course_id == course.id).order_by(Enrollment.id).limit(len(WORK))
    pieces = [_piece(each, lesson, number) for number, each in enumerate(db.session.scalars(learners))]
    for place, chosen in ((0, (1, 1, 2)), (4, (2, 1, 1))):
        if place < len(pieces):
            _grade(pieces[place], lesson, course, chosen)
    if len(pieces) > 3:
        _send_back(pieces[3], course)
    for reviewer, (points, words) in zip(pieces[1:3], REVIEWS, strict=False):
        _review(pieces[0], reviewer, points, words)
    db.session.flush()


def _piece(enrollment: Enrollment, lesson: Any, number: int) -> Submission:
    handed_in = utcnow() - timedelta(hours=5 + 19 * number)
    known = {"lesson_uid": lesson.uid, "text": WORK[number], "state": "submitted", "waiting_since": handed_in}
    piece = Submission(enrollment=enrollment, revision=1, seq=2, **known)
    version = SubmissionVersion(
        submission=piece, number=1, text=WORK[number], submitted_at=handed_in, counts_from=handed_in
    )
    db.session.add_all([piece, version])
    db.session.flush()
    enrollment.complete(lesson)
    return piece


def _grade(piece: Submission, lesson: Any, course: Course, levels: tuple[int, ...]) -> None:
    rubric = Rubric.called(lesson.settings["rubric"])
    assert rubric
    chosen = {each["id"]: (level, "") for each, level in zip(rubric.criteria, levels, strict=True)}
    points, marks = mark(rubric.criteria, chosen, OUT_OF)
    change = record(piece.enrollment, lesson.uid, points, OUT_OF, by=course.instructor, source="assignment")
    words = "You looked twice, which is the whole art. Next time, note the minute as well."
    given = {"points": points, "out_of": OUT_OF, "marks": marks, "change_id": change.id, "feedback": words}
    _say(piece, course, "graded", **given)


def _send_back(piece: Submission, course: Course) -> None:
    _say(piece, course, "returned", feedback=RETURNED)


def _say(piece: Submission, course: Course, state: str, **said: Any) -> None:
    db.session.add(Assessment(version=piece.versions[0], by_id=course.instructor_id, **said))
    piece.state, piece.waiting_since, piece.revision = state, None, 2
    db.session.flush()


def _review(piece: Submission, reviewer: Submission, points: int, words: str) -> None:
    said = {"points": Decimal(points), "out_of": OUT_OF, "feedback": words, "done_at": utcnow()}
    db.session.add(PeerReview(version_id=piece.versions[0].id, reviewer_id=reviewer.enrollment_id, **said))
