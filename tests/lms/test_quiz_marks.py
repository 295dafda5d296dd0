"""Marks: given by people, given anew by a corrected question, and what they tell of the questions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from educrowd.blueprints.lms.bank.writing import rewrite
from educrowd.blueprints.lms.grading import gradebook
from educrowd.blueprints.lms.models import QuizMark
from educrowd.blueprints.lms.models.errors import Claimed, GradedMeanwhile, StaleQuestion, StillOpen
from educrowd.blueprints.lms.quizzes.attempting import begin, save, submit
from educrowd.blueprints.lms.quizzes.grading import claim_attempt, grade_answer
from educrowd.blueprints.lms.quizzes.item_analysis import analyze, correlation
from educrowd.blueprints.lms.quizzes.regrading import plan, regrade
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs
from tests.queries import queries

from .quizzes import add_quiz, questions_of, slot
from .test_api import api  # noqa: F401


@pytest.fixture
def bank(stars, ines):
    return questions_of(stars, ines)


@pytest.fixture
def take(stars):
    """`take(ada, quiz, "right", "Stars.")` hands in these answers."""

    def handed_in(person, quiz, *given):
        enrollment = stars.enrollment_of(person) or stars.enroll(person)
        attempt = begin(enrollment, next(each for each in stars.edition.lessons if each.uid == quiz.uid))
        save(attempt, dict(zip(attempt.questions, given, strict=False)))
        submit(attempt)
        db.session.commit()
        return attempt

    return handed_in


@pytest.fixture
def essay(stars, bank):
    """A quiz of a choice and an essay that is worth as much."""
    lesson = add_quiz(stars, [bank["choice"], bank["essay"]])
    db.session.commit()
    return lesson


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


def grades(course, person):
    id = course.enrollment_of(person).id
    changes = gradebook.book_of(course).history([id], released=True)[id]
    return [change.points for change in changes]


def test_a_teacher_grades_an_essay_and_the_learner_reads_it(
    hers, visit, demo, stars, essay, take, ada, ines, letters_to
):
    attempt = take(ada, essay, "right", "A sky full of stars.")
    run_jobs()
    assert [letter["Subject"] for letter in letters_to(ines)] == ["To be graded: “What do you know?”"]
    place = f"/studio/courses/{stars.slug}/quizzes/{essay.uid}/attempts/{attempt.id}"
    assert attempt.enrollment.user.shown_name in hers.get(f"{place.rsplit('/', 1)[0]}?state=waits").text
    page = hers.get(place).text
    assert "A sky full of stars." in page and "canary-note" in page and "Grade this answer" in page
    assert hers.submit(f"{place}/marks/2", points="2", comment="", marks="0").status_code == 422
    assert hers.submit(f"{place}/marks/9", points="1", marks="0").status_code == 404
    assert hers.submit(f"{place}/marks/2", points="0,75", comment="Name one.", marks="0").status_code == 303
    run_jobs()
    assert grades(stars, ada) == [Decimal("87.50")] and attempt.enrollment.journey.has_done(essay)
    assert any("Your grade" in letter["Subject"] for letter in letters_to(ada))
    stale = hers.submit(f"{place}/marks/2", points="1", comment="Better", marks="0")
    assert stale.status_code == 409 and "have a look" in stale.text
    learner = visit(demo).sign_in(ada).get(f"/learn/{stars.slug}/{essay.uid}/attempts/1").text
    assert "0.75 of 1 point" in learner and "Name one." in learner and "canary-note" not in learner


def test_a_second_letter_comes_only_once_all_is_graded(stars, essay, take, ada, ben, ines, letters_to):
    first, second = take(ada, essay, "right", "Stars"), take(ben, essay, "right", "Moon")
    run_jobs()
    assert len(letters_to(ines)) == 1
    for attempt in (first, second):
        grade_answer(attempt.questions[1], Decimal(1), by=ines)
    take(ada, essay, "right", "Stars again")
    run_jobs()
    assert len(letters_to(ines)) == 2


def test_two_people_do_not_grade_one_attempt_at_once(essay, take, ada, ines, owner):
    attempt = take(ada, essay, "right", "Stars")
    claim_attempt(attempt, by=ines)
    with pytest.raises(Claimed, match="Ines"):
        claim_attempt(attempt, by=owner)
    with pytest.raises(Claimed):
        grade_answer(attempt.questions[1], Decimal(1), by=owner)
    claim_attempt(attempt, by=owner, takes_over=True)
    grade_answer(attempt.questions[1], Decimal(1), by=owner, over=0)
    assert not attempt.is_claimed
    with pytest.raises(GradedMeanwhile):
        grade_answer(attempt.questions[1], Decimal(0), by=owner, over=0)


def test_essays_stand_in_the_grading_queue_until_they_are_graded(hers, stars, essay, take, ada, ben):
    first, second = take(ada, essay, "right", "Stars"), take(ben, essay, "right", "Moon")
    queue = hers.get("/studio/grading").text
    assert ada.shown_name in queue and ben.shown_name in queue
    places = [f"/studio/courses/{stars.slug}/quizzes/{essay.uid}/attempts/{each.id}" for each in (first, second)]
    assert hers.submit("/studio/grading/next").location.endswith(places[0])
    following = hers.submit(f"{places[0]}/marks/2", points="1", marks="0", then="next")
    assert following.location.endswith(places[1])
    queue = hers.get("/studio/grading").text
    assert ada.shown_name not in queue and ben.shown_name in queue
    stars.remove_lesson(next(each for each in stars.lessons if each.uid == essay.uid))
    stars.publish()
    db.session.commit()
    assert ben.shown_name not in hers.get("/studio/grading").text


def test_a_person_outvotes_the_machine_and_both_marks_stay(essay, bank, stars, take, ada, ines):
    attempt = take(ada, add_quiz(stars, [bank["short"]]), "bear")
    grade_answer(attempt.questions[0], Decimal("0.5"), by=ines, comment="Nearly")
    marks = db.session.query(QuizMark).order_by(QuizMark.id).all()
    assert [(mark.fraction, mark.by_id) for mark in marks] == [(0, None), (Decimal("0.5"), ines.id)]
    assert attempt.percent == 50 and grades(stars, ada) == [0, 50]
    with pytest.raises(Invalid):
        grade_answer(attempt.questions[0], Decimal(2), by=ines)


def test_an_open_attempt_is_not_graded(stars, essay, ada, ines):
    attempt = begin(stars.enroll(ada), next(each for each in stars.edition.lessons if each.uid == essay.uid))
    with pytest.raises(StillOpen):
        grade_answer(attempt.questions[1], Decimal(1), by=ines)


def turn(question, author):
    """The other choice is the right one."""
    content = {"choices": [{"id": "right", "text": "Polaris"}, {"id": "wrong", "text": "Vega", "fraction": 100}]}
    rewrite(question, by=author, content=content)


def test_a_corrected_question_shows_who_changes_before_anything_is_written(
    hers, stars, bank, take, ada, ben, ines, owner
):
    quiz = add_quiz(stars, [bank["choice"], bank["short"]])
    take(ada, quiz, "right", "canary-word")
    take(ben, quiz, "wrong", "canary-word")
    place = f"/studio/courses/{stars.slug}/questions/{bank['choice'].uid}/regrade"
    assert "No mark would change" in hers.get(place).text
    turn(bank["choice"], ines)
    db.session.commit()
    page = hers.get(place).text
    assert "2 answers get other marks" in page and ada.shown_name in page and "100 → <strong>50" in page
    assert {(change.percent_before, change.percent_after) for change in plan(bank["choice"])} == {(100, 50), (50, 100)}
    assert db.session.query(QuizMark).count() == 4 and grades(stars, ada) == [100]
    assert hers.submit(place, reason="", version="2").status_code == 422
    assert hers.submit(place, reason="Wrong key", version="1").status_code == 409
    assert hers.submit(place, reason="Wrong key", version="2").status_code == 303
    run_jobs()
    assert grades(stars, ada) == [100, 50] and grades(stars, ben) == [50, 100]
    latest = db.session.query(QuizMark).order_by(QuizMark.id.desc()).first()
    assert (latest.reason, latest.by_id, latest.version.number) == ("Wrong key", ines.id, 2)
    assert stars.enrollment_of(ada).journey.has_done(quiz)
    assert "No mark would change" in hers.get(place).text
    assert regrade(bank["choice"], by=ines, reason="Again", over=2) == 0


def test_a_regrade_leaves_marks_that_a_person_gave(stars, bank, take, ada, ines):
    attempt = take(ada, add_quiz(stars, [bank["choice"]]), "right")
    grade_answer(attempt.questions[0], Decimal("0.25"), by=ines)
    turn(bank["choice"], ines)
    assert plan(bank["choice"]) == []
    with pytest.raises(StaleQuestion):
        regrade(bank["choice"], by=ines, reason="Wrong key", over=1)


def test_after_a_regrade_the_review_shows_the_right_answer_of_now(visit, demo, stars, bank, take, ada, ines):
    quiz = add_quiz(stars, [bank["choice"]])
    take(ada, quiz, "right")
    turn(bank["choice"], ines)
    regrade(bank["choice"], by=ines, reason="Wrong key", over=2)
    run_jobs()
    page = visit(demo).sign_in(ada).get(f"/learn/{stars.slug}/{quiz.uid}/attempts/1").text
    assert "0 of 1 point" in page and "<dt>Right</dt><dd>Vega</dd>" in page


def test_correlation_is_pearsons():
    assert correlation([1, 2, 3], [2, 4, 6]) == 1 and correlation([1, 2, 3], [3, 2, 1]) == -1
    assert correlation([1, 1, 1], [1, 2, 3]) is None
    assert correlation([0, 1, 2, 3], [1, 3, 2, 5]) == pytest.approx(0.8315, abs=0.0001)


def test_item_analysis_tells_easy_from_misleading_questions(hers, stars, bank, take, new_person, ines):
    quiz = add_quiz(stars, [], slots=[slot(bank["choice"], 0.2), slot(bank["short"]), slot(bank["order"])])
    order = ["mercury", "venus", "earth"]
    # Those who know the rest choose what the key says is wrong.
    given = [
        ("wrong", "canary-word", order),
        ("wrong", "canary-word", order),
        ("right", "bear", None),
        ("right", None, None),
        ("right", "bear", order),
    ]
    people = [new_person(f"learner{number}", "student") for number in range(5)]
    for person, answers in zip(people, given, strict=True):
        take(person, quiz, *answers)
    take(people[-1], quiz, "wrong", "canary-word", order)
    items = analyze(stars, quiz.uid)
    choice, short, _ = items
    assert (choice.asked, choice.facility, short.unanswered) == (5, 0.6, 1)
    told = [float(item.discrimination or 0) for item in items]
    assert told[0] < 0 < told[1] and told[2] > 0
    assert [(each.text, each.count, each.is_right) for each in choice.choices] == [
        ("Polaris", 3, True),
        ("Vega", 2, False),
    ]
    assert "right answer the right one" in choice.advice and short.advice == ""
    place = f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/analysis"
    page = hers.get(place).text
    assert "60%" in page and "Chosen by 3 of 5" in page and "right answer the right one" in page
    file = hers.get(f"{place}.csv").text
    assert "*Polaris: 3; Vega: 2" in file and file.count("\n") == 4


def test_many_attempts_cost_analysis_and_regrade_no_more_queries(hers, stars, bank, take, new_person, ines):
    quiz = add_quiz(stars, [bank["choice"]])
    paths = (
        f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/analysis",
        f"/studio/courses/{stars.slug}/questions/{bank['choice'].uid}/regrade",
    )

    def cost(path):
        hers.get(path)
        with queries() as asked:
            assert hers.get(path).status_code == 200
        return len(asked)

    take(new_person("first", "student"), quiz, "right")
    turn(bank["choice"], ines)
    db.session.commit()
    little = [cost(path) for path in paths]
    for number in range(4):
        take(new_person(f"learner{number}", "student"), quiz, "right")
    assert [cost(path) for path in paths] == little


def test_the_same_through_the_api(api, stars, essay, bank, take, ada, ben, ines, new_person):  # noqa: F811
    attempt = take(ada, essay, "right", "Stars")
    teacher, learner = api(ines), api(ada)
    mark = f"/api/v1/lms/attempts/{attempt.id}/marks/{bank['essay'].id}/"
    assert learner.error("PUT", mark, {"points": 1})[0] == 403
    assert api(new_person("iris", "instructor")).error("PUT", mark, {"points": 1})[0] == 404
    assert teacher.error("PUT", mark, {"points": 7}) == (422, "invalid", "points")
    marked = teacher.data("PUT", mark, {"points": 0.5, "comment": "Half", "marks": 0})
    assert marked["score"]["percent"] == 75 and marked["review"][1]["explanation"] == "Half"
    assert teacher.error("PUT", mark, {"points": 0.5, "marks": 0})[0] == 409
    turn(bank["choice"], ines)
    db.session.commit()
    place = f"/api/v1/lms/questions/{bank['choice'].id}/regrade/"
    (change,) = teacher.data("GET", place)
    assert (change["points_before"], change["points_after"]) == (1, 0)
    assert (change["percent_before"], change["percent_after"]) == (75, 25)
    assert teacher.data("POST", place, {"reason": "Wrong key", "version": 2}) == {"count": 1}
    run_jobs()
    assert teacher.data("GET", place) == []
    items = teacher.data("GET", f"/api/v1/lms/quizzes/{essay.id}/analysis/")
    assert [item["facility"] for item in items] == [0, 0.5]
    assert learner.error("GET", f"/api/v1/lms/quizzes/{essay.id}/analysis/")[0] == 403
    assert learner.error("GET", place)[0] == 403
