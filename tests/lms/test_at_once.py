"""Several people act in the same moment, each on a connection of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from educrowd.blueprints.lms.models import Attempt, Course, Enrollment, QuizMark
from educrowd.blueprints.lms.models.errors import AlreadyEnrolled, AttemptOver, Stale, StaleAnswer
from educrowd.blueprints.lms.quizzes.attempting import begin, save, submit
from educrowd.core import tenancy
from educrowd.core.db import db

from .quizzes import add_quiz, questions_of


def all_at_once(app, site, *acts):
    """Run the acts in transactions that begin together; answers their results."""
    start = Barrier(len(acts))

    def run(act):
        with app.app_context(), tenancy.transaction(site):
            start.wait()
            return act()

    with ThreadPoolExecutor(len(acts)) as people:
        results = list(people.map(run, acts))
    db.session.rollback()
    db.session.expire_all()
    return results


def test_a_double_click_enrolls_once(app, demo, stars, ada):
    course_id = stars.id

    def enroll():
        try:
            return db.session.scalars(select(Course).where(Course.id == course_id)).one().enroll(ada).id
        except AlreadyEnrolled:
            return None

    enrolled = all_at_once(app, demo, *[enroll] * 6)
    assert len([id for id in enrolled if id]) == 1
    assert db.session.scalar(select(func.count(Enrollment.id))) == 1


def test_the_last_two_lessons_done_in_two_tabs_complete_the_course(app, demo, stars, ada):
    enrollment = stars.enroll(ada)
    enrollment.complete(stars.lessons[0])
    db.session.commit()
    enrollment_id = enrollment.id

    def complete(place):
        def act():
            mine = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one()
            mine.complete(mine.course.lessons[place])

        return act

    all_at_once(app, demo, complete(1), complete(2))
    assert enrollment.status == "completed" and enrollment.progress_percent == 100


def test_two_makers_moving_lessons_leave_a_gapless_order(app, demo, stars):
    course_id, uids = stars.id, [lesson.uid for lesson in stars.lessons]

    def move(uid, by):
        def act():
            course = db.session.scalars(select(Course).where(Course.id == course_id)).one()
            course.move_lesson(next(lesson for lesson in course.lessons if lesson.uid == uid), by=by)

        return act

    all_at_once(app, demo, move(uids[0], 1), move(uids[3], -1), move(uids[1], 1), move(uids[2], -1))
    for section in stars.sections:
        assert [lesson.position for lesson in section.lessons] == list(range(1, len(section.lessons) + 1))
    assert sorted(lesson.uid for lesson in stars.lessons) == sorted(uids)


def test_lessons_added_at_once_all_find_a_place(app, demo, stars):
    course_id = stars.id

    def add():
        db.session.scalars(select(Course).where(Course.id == course_id)).one().add_lesson("At once")

    all_at_once(app, demo, *[add] * 4)
    assert [lesson.position for lesson in stars.sections[1].lessons] == [1, 2, 3, 4, 5, 6]


def test_enrolling_does_not_wait_for_somebody_who_edits(app, demo, stars, ada):
    course_id = stars.id
    stars.add_lesson("Unfinished")

    def enroll():
        return db.session.scalars(select(Course).where(Course.id == course_id)).one().enroll(ada).id

    with ThreadPoolExecutor(1) as elsewhere:

        def run():
            with app.app_context(), tenancy.transaction(demo):
                return enroll()

        assert elsewhere.submit(run).result(timeout=5)


def test_of_two_saves_of_one_lesson_one_learns_that_it_is_late(app, demo, stars):
    course_id, uid = stars.id, stars.lessons[0].uid

    def save(text):
        def act():
            course = db.session.scalars(select(Course).where(Course.id == course_id)).one()
            lesson = next(lesson for lesson in course.lessons if lesson.uid == uid)
            try:
                course.rewrite_lesson(lesson, over=1, body=text)
            except Stale:
                return None
            return text

        return act

    saved = all_at_once(app, demo, save("Mornings."), save("Evenings."))
    assert sorted(map(bool, saved)) == [False, True]
    assert stars.lessons[0].body in saved and stars.lessons[0].version == 2


def test_a_quiz_begun_and_answered_in_two_tabs_at_once_is_one_attempt_with_one_answer(app, demo, stars, ines, ada):
    quiz = add_quiz(stars, [questions_of(stars, ines)["choice"]], attempts=1)
    enrollment_id, uid = stars.enroll(ada).id, quiz.uid
    db.session.commit()

    def start():
        mine = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one()
        return begin(mine, next(each for each in mine.course.edition.lessons if each.uid == uid)).id

    begun = all_at_once(app, demo, *[start] * 20)
    assert len(set(begun)) == 1 and db.session.scalar(select(func.count(Attempt.id))) == 1

    def choose(answer):
        def act():
            attempt = db.session.scalars(select(Attempt).where(Attempt.id == begun[0])).one()
            try:
                save(attempt, {attempt.questions[0]: answer}, over=1)
            except StaleAnswer:
                return "stale"
            return answer

        return act

    outcomes = all_at_once(app, demo, choose("right"), choose("wrong"))
    (kept,) = set(outcomes) - {"stale"}
    attempt = db.session.scalars(select(Attempt)).one()
    assert "stale" in outcomes and attempt.questions[0].answer == kept and attempt.seq == 2

    def hand_in():
        attempt = db.session.scalars(select(Attempt).where(Attempt.id == begun[0])).one()
        try:
            submit(attempt)
        except AttemptOver:
            return "over"
        return "handed in"

    assert sorted(all_at_once(app, demo, *[hand_in] * 3)) == ["handed in", "over", "over"]
    assert db.session.scalar(select(func.count(QuizMark.id))) == 1
