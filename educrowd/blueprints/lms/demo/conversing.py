"""What learners of the demonstration course ask, what they say about it, and who walks through it together."""

from __future__ import annotations

from datetime import timedelta

from educrowd.core.db import db, utcnow

from ..cohorts.grouping import add_cohort
from ..models import Course, CourseReview, DiscussionPost, Enrollment

# Stars, words, and what the teacher answers.
REVIEWS = (
    (
        5,
        "I have walked home from work under the same sky for thirty years. Now I know its names.",
        "Then look up tonight!",
    ),
    (4, "Clear and unhurried. I would have liked more about the southern sky.", ""),
    (5, "My daughter draws maps with me now.", ""),
    (3, "Good, but you need patience with clouds.", "So do we. The lesson on cloudy evenings was written for you."),
    (4, "", ""),
)
ASKED = (
    (1, "Street lamps stand on three sides of our house. Is there any use in going outside?", (
        "Stand in the shadow of the wall and give your eyes twenty minutes. You will see more than you think.",
    )),
    (2, "How do I hold the paper so that north on it is north up there?", ()),
)  # fmt: skip


def converse(course: Course) -> None:
    """Written as rows: nobody gets a letter for what was said months ago."""
    learners = [each for each in course.enrollments if each.completions]
    for number, (learner, said) in enumerate(zip(learners, REVIEWS, strict=False)):
        db.session.add(_review(course, learner, *said, days_ago=3 + 11 * number))
    for number, (place, question, answers) in enumerate(ASKED):
        _ask(course, learners[number], place, question, answers, 9 - 5 * number)
    starts_at = (utcnow() + timedelta(days=20)).replace(hour=18, minute=0, second=0, microsecond=0)
    add_cohort(course, name="Winter evenings", starts_at=starts_at, ends_at=starts_at + timedelta(days=60), seats=30)


def _review(course: Course, learner: Enrollment, stars: int, body: str, answer: str, *, days_ago: int) -> CourseReview:
    when = utcnow() - timedelta(days=days_ago)
    signed = {"author_id": learner.user_id, "author_name": learner.user.name, "author_face": str(learner.user_id)}
    review = CourseReview(course_id=course.id, stars=stars, body=body, answer=answer, **signed)
    review.created_at = review.updated_at = when
    if answer:
        review.answered_at, review.answered_by_id = when + timedelta(days=1), course.instructor_id
    return review


def _ask(course: Course, learner: Enrollment, place: int, body: str, answers: tuple[str, ...], days_ago: int) -> None:
    lesson, when = course.edition.lessons[place], utcnow() - timedelta(days=days_ago)
    about = {"course_id": course.id, "lesson_uid": lesson.uid, "lesson_title": lesson.title}
    signed = {"author_id": learner.user_id, "author_name": learner.user.name, "author_face": str(learner.user_id)}
    question = DiscussionPost(body=body, told_at=when, created_at=when, **about, **signed)
    db.session.add(question)
    db.session.flush()
    teacher, later = course.instructor, when + timedelta(hours=5)
    by = {"author_id": teacher.id, "author_name": teacher.name, "author_face": str(teacher.id)}
    told = {"told_at": later, "answer_told_at": later, "created_at": later}
    accepted = {"accepted_at": later, "accepted_by_id": teacher.id}
    for words in answers:
        post = DiscussionPost(parent_id=question.id, body=words, author_role="instructor", **about, **by)
        for name, value in (told | accepted).items():
            setattr(post, name, value)
        db.session.add(post)
    db.session.flush()
