"""Attempts at a quiz: begun, answered one by one, handed in or over by the server's clock, and graded."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.lms.bank.writing import rewrite, write
from educrowd.blueprints.lms.dates.adjusting import adjust, pause, resume, unadjust
from educrowd.blueprints.lms.grading import gradebook
from educrowd.blueprints.lms.models import Attempt, AttemptEvent, QuizMark
from educrowd.blueprints.lms.models.errors import AttemptOver, NoAttemptLeft, NoQuestions, StaleAnswer
from educrowd.blueprints.lms.quizzes import attempting
from educrowd.blueprints.lms.quizzes.attempting import allowance_of, begin, save, submit
from educrowd.blueprints.lms.quizzes.settling import counting
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs

from .quizzes import PLANETS, add_quiz, choices, questions_of, slot


@pytest.fixture
def bank(stars, ines):
    return questions_of(stars, ines)


@pytest.fixture
def learn(stars, ada):
    """`learn(minutes=10)` publishes a quiz so set and answers it with Ada's enrollment."""

    def published(questions, **settings):
        lesson = add_quiz(stars, questions, **settings)
        enrollment = stars.enrollment_of(ada) or stars.enroll(ada)
        db.session.commit()
        published = next(each for each in stars.edition.lessons if each.uid == lesson.uid)
        return published, enrollment

    return published


def answer(attempt, *answers):
    """Answers to the first questions, in their order."""
    save(attempt, dict(zip(attempt.questions, answers, strict=False)))


def grades(enrollment):
    book = gradebook.book_of(enrollment.course)
    changes = book.history([enrollment.id], released=True)[enrollment.id]
    return [change.points for change in changes if change.source.startswith("quiz:")]


def test_right_answers_pass_the_quiz_and_complete_its_lesson(learn, bank):
    quiz, enrollment = learn([bank["choice"], bank["short"]], pass_percent=100)
    attempt = begin(enrollment, quiz)
    answer(attempt, "right", "Canary-Word")
    assert not enrollment.journey.has_done(quiz)
    submit(attempt)
    assert attempt.percent == 100 and enrollment.journey.has_done(quiz) and grades(enrollment) == [100]


def test_too_few_right_answers_leave_the_lesson_open_and_the_highest_attempt_counts(learn, bank):
    quiz, enrollment = learn([bank["choice"], bank["order"]], pass_percent=90)
    for given in (("right", list(PLANETS[::-1])), ("right", ["venus", "mercury", "earth"]), ("wrong", None)):
        attempt = begin(enrollment, quiz)
        answer(attempt, *given)
        submit(attempt)
    assert not enrollment.journey.has_done(quiz) and grades(enrollment) == [50, 50, 50]
    answer(attempt := begin(enrollment, quiz), "right", list(PLANETS))
    submit(attempt)
    assert grades(enrollment)[-1] == 100 and enrollment.journey.has_done(quiz)


@pytest.mark.parametrize(
    ("rule", "percent"), [("highest", 80), ("last", 50), ("first", 20), ("average", Decimal("50.00"))]
)
def test_which_of_several_attempts_counts(rule, percent):
    assert counting([Decimal(20), Decimal(80), Decimal(50)], rule) == percent


def test_beginning_twice_goes_on_with_the_open_attempt(learn, bank):
    quiz, enrollment = learn([bank["choice"]], attempts=1)
    first = begin(enrollment, quiz)
    assert begin(enrollment, quiz) is first
    submit(first)
    with pytest.raises(NoAttemptLeft):
        begin(enrollment, quiz)
    with pytest.raises(AttemptOver):
        submit(first)
    with pytest.raises(AttemptOver):
        answer(first, "right")


def test_a_teacher_gives_one_attempt_more(learn, bank, ines):
    quiz, enrollment = learn([bank["choice"]], attempts=1)
    submit(begin(enrollment, quiz))
    adjust(enrollment, quiz, by=ines, reason="Power cut", extra_attempts=1)
    assert allowance_of(enrollment, quiz).left == 1
    assert begin(enrollment, quiz).number == 2


def test_a_quiz_without_questions_is_not_begun(learn):
    quiz, enrollment = learn([])
    with pytest.raises(NoQuestions):
        begin(enrollment, quiz)
    assert db.session.query(Attempt).count() == 0


def test_an_attempt_keeps_the_version_that_was_asked(learn, bank, ines):
    quiz, enrollment = learn([bank["choice"]])
    attempt = begin(enrollment, quiz)
    turned = {"choices": [{"id": "right", "text": "Polaris"}, {"id": "wrong", "text": "Vega", "fraction": 100}]}
    rewrite(bank["choice"], by=ines, content=turned)
    answer(attempt, "right")
    submit(attempt)
    assert attempt.percent == 100
    assert begin(enrollment, quiz).questions[0].version.number == 2


def test_questions_are_drawn_by_chance_and_none_is_asked_twice(learn, stars, ines, bank):
    pool = [
        write(stars, by=ines, kind="choice", text=f"Star {number}?", content=choices(), category="Stars")
        for number in range(8)
    ]
    slots = [slot(pool[0], 2.0), {"question": "", "category": "Stars", "draw": 4, "points": 0.5}]
    quiz, enrollment = learn([], slots=slots, shuffle=True)
    orders = set()
    for _ in range(6):
        attempt = begin(enrollment, quiz)
        asked = [question.version.question_id for question in attempt.questions]
        assert len(set(asked)) == 5 and pool[0].id in asked and attempt.out_of == 4
        orders.add(tuple(asked))
        submit(attempt)
    assert len(orders) > 1


def test_a_stale_tab_overwrites_nothing_and_a_repeated_save_is_no_second_event(learn, bank):
    quiz, enrollment = learn([bank["choice"], bank["short"]])
    attempt = begin(enrollment, quiz)
    question = attempt.questions[0]
    seen = attempt.seq
    save(attempt, {question: "right"}, over=seen)
    save(attempt, {question: "right"}, over=seen)
    with pytest.raises(StaleAnswer):
        save(attempt, {question: "wrong"}, over=seen)
    assert question.answer == "right" and attempt.seq == seen + 1
    events = db.session.query(AttemptEvent).order_by(AttemptEvent.seq).all()
    assert [(event.seq, event.kind, event.answer) for event in events] == [
        (1, "started", None),
        (2, "answered", "right"),
    ]


def test_what_is_no_answer_is_refused_and_nothing_kept(learn, bank):
    quiz, enrollment = learn([bank["choice"], bank["order"]])
    attempt = begin(enrollment, quiz)
    for position, wrong in ((0, "neither"), (1, ["venus"]), (1, {"venus": 1}), (0, 7)):
        with pytest.raises(Invalid):
            save(attempt, {attempt.questions[position]: wrong})
    assert attempt.seq == 1 and attempt.answered_count == 0


def test_the_end_of_the_time_hands_in_what_was_saved(learn, bank):
    quiz, enrollment = learn([bank["choice"]], minutes=10)
    attempt = begin(enrollment, quiz)
    answer(attempt, "right")
    db.session.commit()
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=10)
    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        with pytest.raises(AttemptOver):
            answer(attempt, "wrong")
        attempting.expire(attempt.id)
        attempting.expire(attempt.id)
    assert attempt.state == "expired" and attempt.submitted_at == attempt.deadline_at
    assert attempt.percent == 100 and grades(enrollment) == [100]


def test_a_worker_ends_an_attempt_at_its_deadline_and_not_before(learn, bank):
    quiz, enrollment = learn([bank["choice"]], minutes=10)
    attempt = begin(enrollment, quiz)
    db.session.commit()
    run_jobs()
    assert attempt.is_open
    # As if it had begun eleven minutes ago.
    db.session.execute(text("UPDATE public.quiz_attempts SET deadline_at = now() - interval '1 minute'"))
    db.session.execute(
        text("UPDATE public.outbox SET run_at = now() - interval '1 second' WHERE done_at IS NULL AND job LIKE :job"),
        {"job": "%attempting:expire"},
    )
    run_jobs()
    assert attempt.state == "expired"


def test_beginning_after_the_end_of_the_time_begins_the_next(learn, bank):
    quiz, enrollment = learn([bank["choice"]], minutes=10)
    first = begin(enrollment, quiz)
    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        second = begin(enrollment, quiz)
    assert first.state == "expired" and (second.number, second.state) == (2, "open")


def test_more_time_moves_the_deadline_of_an_open_attempt_and_taking_it_back_moves_it_again(learn, bank, ines):
    quiz, enrollment = learn([bank["choice"]], minutes=10)
    attempt = begin(enrollment, quiz)
    began = attempt.started_at
    adjust(enrollment, quiz, by=ines, reason="Doctor's note", extra_minutes=5, time_factor=Decimal("1.5"))
    assert attempt.deadline_at == began + timedelta(minutes=20)
    with time_machine.travel(began + timedelta(minutes=19)):
        answer(attempt, "right")
    unadjust(enrollment, quiz, by=ines)
    assert attempt.deadline_at == began + timedelta(minutes=10)


def test_a_pause_lets_the_time_of_an_attempt_stand_still(learn, bank, ines):
    quiz, enrollment = learn([bank["choice"]], minutes=10)
    attempt = begin(enrollment, quiz)
    began = attempt.started_at
    with time_machine.travel(began + timedelta(minutes=4), tick=False):
        pause(enrollment, by=ines, reason="Fire alarm")
        assert attempt.deadline_at is None
    with time_machine.travel(began + timedelta(hours=2), tick=False):
        assert not attempting.end_if_over(attempt)
        resume(enrollment)
        assert attempt.deadline_at == began + timedelta(hours=2, minutes=6)


def test_the_quiz_closes_before_the_time_is_over(learn, bank, ines):
    quiz, enrollment = learn([bank["choice"]], minutes=10)
    closes_at = utcnow() + timedelta(minutes=3)
    adjust(enrollment, quiz, by=ines, reason="Leaves early", closes_at=closes_at)
    assert begin(enrollment, quiz).deadline_at == closes_at


def test_an_essay_waits_for_a_person_and_nothing_is_recorded_before(learn, bank):
    quiz, enrollment = learn([bank["choice"], bank["essay"]])
    attempt = begin(enrollment, quiz)
    answer(attempt, "right", "A sky full of stars.")
    submit(attempt)
    assert attempt.waits and grades(enrollment) == [] and not enrollment.journey.has_done(quiz)


@pytest.mark.parametrize("table", ["quiz_attempt_events", "quiz_marks"])
@pytest.mark.parametrize("change", ["UPDATE public.{} SET id = id", "DELETE FROM public.{}"])
def test_what_happened_and_what_was_given_for_it_cannot_be_changed(learn, bank, table, change):
    quiz, enrollment = learn([bank["choice"]])
    submit(begin(enrollment, quiz))
    assert db.session.query(QuizMark).count() == 1
    with pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text(change.format(table)))
    db.session.rollback()
