"""A quiz as its learner takes it: on pages that do without JavaScript, and through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from educrowd.blueprints.lms.dates.adjusting import adjust, pause
from educrowd.blueprints.lms.models import Attempt
from educrowd.blueprints.lms.quizzes.settings import REVIEW
from educrowd.core.db import db, utcnow
from tests.queries import queries

from .quizzes import CANARIES, PLANETS, add_quiz, questions_of
from .test_api import COURSES, api  # noqa: F401

ATTEMPTS = "/api/v1/lms/attempts/"


@pytest.fixture
def bank(stars, ines):
    return questions_of(stars, ines)


@pytest.fixture
def quiz(stars, bank):
    """A choice, a short text and an order: ten minutes, two attempts."""
    lesson = add_quiz(stars, [bank["choice"], bank["short"], bank["order"]], minutes=10, attempts=2)
    db.session.commit()
    return lesson


@pytest.fixture
def hers(visit, demo, ada, stars, quiz):
    """Ada's browser; she is enrolled."""
    stars.enroll(ada)
    db.session.commit()
    return visit(demo).sign_in(ada)


@pytest.fixture
def at(stars, quiz):
    """`at("attempts/1")` is an address of the quiz."""
    return lambda *parts: "/".join((f"/learn/{stars.slug}/{quiz.uid}", *parts))


def attempt():
    db.session.expire_all()
    return db.session.query(Attempt).order_by(Attempt.id.desc()).first()


def test_a_learner_takes_a_quiz_without_javascript(hers, at, stars, ada, quiz):
    page = hers.get(at()).text
    assert "3 questions" in page and "10 minutes" in page and "2 attempts left" in page and "Begin the quiz" in page
    begun = hers.submit(at("attempts"))
    assert begun.status_code == 303 and begun.location.endswith(at("attempts/1"))
    page = hers.get(at("attempts/1")).text
    assert page.count('class="question"') == 3 and "<legend>Question 1" in page and 'role="timer"' in page
    places = {f"q3-{name}": str(place) for place, name in enumerate(PLANETS, start=1)}
    saved = hers.submit(at("attempts/1"), seq="1", q1="right", q2="", **places)
    assert saved.status_code == 303
    page = hers.get(at("attempts/1")).text
    assert "2 of 3 questions are answered" in page and 'value="right" checked' in page
    finish = hers.submit(at("attempts/1"), seq="3", q1="right", q2="CANARY-word", **places, then="finish")
    assert finish.location.endswith("/submission")
    assert "You have answered 3 of 3" in hers.get(at("attempts/1/submission")).text
    done = hers.submit(at("attempts/1/submission"))
    result = hers.get(done.location).text
    assert "100%" in result and "Passed" in result and "3 of 3 points" in result and "Try again" in result
    assert stars.enrollment_of(ada).journey.has_done(quiz)
    page = hers.get(at()).text
    assert "Attempt 1</a>" in page and "1 attempt left" in page
    assert hers.submit(at("attempts/1/submission")).status_code == 303
    assert "What do you know?" in hers.get(f"/learn/{stars.slug}/grades").text


def test_what_is_not_answered_is_named_before_it_is_handed_in(hers, at):
    hers.submit(at("attempts"))
    hers.submit(at("attempts/1"), seq="1", q1="wrong")
    page = hers.get(at("attempts/1/submission")).text
    assert "1 of 3 questions" in page and ">Question 2</a>" in page and ">Question 1</a>" not in page
    assert attempt().is_open


def test_answers_are_saved_one_by_one_and_the_page_learns_the_time(hers, at):
    hers.submit(at("attempts"))
    kept = hers.submit(at("attempts/1/answers/1"), htmx=True, seq="1", q1="right")
    assert kept.status_code == 200 and 'data-seq="2"' in kept.text and 'data-open="1"' in kept.text
    assert 'data-deadline="' in kept.text
    assert hers.submit(at("attempts/1/answers/1"), htmx=True, seq="1", q1="wrong").status_code == 409
    assert hers.submit(at("attempts/1/answers/1"), htmx=True, seq="2", q1="neither").status_code == 422
    assert hers.submit(at("attempts/1/answers/1"), htmx=True, q1="wrong").status_code == 422
    assert hers.submit(at("attempts/1/answers/9"), htmx=True, seq="2", q1="wrong").status_code == 404
    assert attempt().questions[0].answer == "right"


def test_a_tab_left_behind_keeps_its_words_and_overwrites_none(hers, at):
    hers.submit(at("attempts"))
    hers.submit(at("attempts/1"), seq="1", q2="the plough")
    stale = hers.submit(at("attempts/1"), seq="1", q2="the wagon")
    assert stale.status_code == 409 and "another tab" in stale.text
    assert 'value="the wagon"' in stale.text and 'name="seq" value="2"' in stale.text
    assert attempt().questions[1].answer == "the plough"


def test_an_answer_that_is_none_is_named_and_the_others_are_saved(hers, at):
    hers.submit(at("attempts"))
    refused = hers.submit(at("attempts/1"), seq="1", q1="right", q2="x" * 600)
    assert refused.status_code == 422 and "At most 500" in refused.text
    assert "Question 2</a>" in refused.text


def test_after_the_time_the_page_shows_what_was_handed_in(hers, at, stars, ada):
    hers.submit(at("attempts"))
    hers.submit(at("attempts/1"), seq="1", q1="right")
    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        late = hers.submit(at("attempts/1"), seq="2", q1="wrong", then="submit")
        assert late.status_code == 303
        result = hers.get(at("attempts/1")).text
    assert "The time was up" in result and "1 of 3 points" in result
    assert attempt().state == "expired"


def test_more_time_is_told_to_a_page_that_is_open(hers, at, stars, ada, ines, quiz):
    hers.submit(at("attempts"))
    before = hers.get(at("attempts/1/clock")).text
    adjust(stars.enrollment_of(ada), quiz, by=ines, reason="Ill", extra_minutes=30)
    db.session.commit()
    assert hers.get(at("attempts/1/clock")).text.split("data-deadline")[1] != before.split("data-deadline")[1]


def test_a_paused_learner_and_one_whose_access_ended_answer_nothing(hers, at, stars, ada, ines):
    hers.submit(at("attempts"))
    enrollment = stars.enrollment_of(ada)
    pause(enrollment, by=ines, reason="Ill")
    db.session.commit()
    assert hers.submit(at("attempts/1"), seq="1", q1="right").status_code == 403
    enrollment.close(by=ines)
    db.session.commit()
    assert hers.submit(at("attempts/1"), seq="1", q1="right").status_code == 403
    assert hers.submit(at("attempts")).status_code == 403


def test_nobody_sees_the_attempt_of_somebody_else(hers, at, visit, demo, ben, stars):
    hers.submit(at("attempts"))
    stranger = visit(demo).sign_in(ben)
    assert stranger.get(at("attempts/1")).status_code == 403
    stars.enroll(ben)
    db.session.commit()
    assert stranger.get(at("attempts/1")).status_code == 404
    assert stranger.submit(at("attempts/1"), seq="1", q1="right").status_code == 404
    assert stranger.get(f"/learn/{stars.slug}/{stars.lessons[0].uid}/attempts/1").status_code == 404


def told(text):
    return [word for word in CANARIES if word in text]


@pytest.mark.parametrize("review", [name for name in REVIEW if name != "submitted"])
def test_right_answers_do_not_leave_before_their_release(hers, at, api, ada, stars, bank, review):  # noqa: F811
    lesson = add_quiz(stars, [bank["choice"], bank["short"], bank["essay"]], attempts=2, review=review)
    due = utcnow() + timedelta(days=1)
    for known in (stars.enrollment_of(ada),):
        adjust(known, lesson, by=stars.instructor, reason="Due", due_at=due)
    db.session.commit()
    here, learner = f"/learn/{stars.slug}/{lesson.uid}", api(ada)
    quiz = f"/api/v1/lms/quizzes/{lesson.id}/"
    seen = [hers.get(here), learner("GET", quiz), learner("GET", f"/api/v1/lms/lessons/{lesson.id}/")]
    seen += [hers.submit(f"{here}/attempts"), hers.get(f"{here}/attempts/1"), learner("GET", quiz)]
    id = attempt().id
    seen += [learner("GET", f"{ATTEMPTS}{id}/"), hers.submit(f"{here}/attempts/1", seq="1", q1="wrong", q2="bear")]
    seen += [hers.get(f"{here}/attempts/1/submission"), hers.submit(f"{here}/attempts/1/submission")]
    seen += [hers.get(f"{here}/attempts/1"), learner("GET", f"{ATTEMPTS}{id}/"), hers.get(here)]
    assert all(answer.status_code < 400 for answer in seen)
    assert not [told(answer.text) for answer in seen if told(answer.text)]
    if review == "attempts":
        hers.submit(f"{here}/attempts")
        assert not told(hers.get(f"{here}/attempts/1").text)
        hers.submit(f"{here}/attempts/2/submission")
    with time_machine.travel(due + timedelta(minutes=1)):
        released = hers.get(f"{here}/attempts/1").text
    # What is for those who grade stays there.
    assert told(released) == ([] if review == "never" else list(CANARIES[:3]))


def test_without_right_answers_the_review_tells_marks_alone(hers, stars, bank):
    lesson = add_quiz(stars, [bank["short"]], answers=False)
    db.session.commit()
    here = f"/learn/{stars.slug}/{lesson.uid}"
    hers.submit(f"{here}/attempts")
    hers.submit(f"{here}/attempts/1", seq="1", q1="bear", then="submit")
    page = hers.get(f"{here}/attempts/1").text
    assert "0 of 1 point" in page and "None of the accepted answers." in page and not told(page)


def test_grades_that_are_held_back_hide_the_score(hers, at, stars, quiz):
    from educrowd.blueprints.lms.grading.gradebook import item_at

    item_at(stars, quiz.uid).held = True
    db.session.commit()
    hers.submit(at("attempts"))
    hers.submit(at("attempts/1"), seq="1", q1="right", then="submit")
    page = hers.get(at("attempts/1")).text
    assert "as soon as the grades are released" in page and "of 3 points" not in page and not told(page)
    item_at(stars, quiz.uid).release()
    db.session.commit()
    assert "1 of 3 points" in hers.get(at("attempts/1")).text


def test_the_same_through_the_api(api, ines, ada, stars):  # noqa: F811
    teacher, learner = api(ines), api(ada)
    quizzes = f"{COURSES}{stars.id}/quizzes/"
    body = {
        "title": "Stars",
        "settings": {"attempts": 1, "minutes": 5},
        "questions": [
            {
                "kind": "choice",
                "text": "Which one?",
                "content": {"choices": [{"id": "a", "text": "This", "fraction": 100}, {"id": "b", "text": "That"}]},
            },
            {"kind": "short", "text": "Its name?", "content": {"answers": [{"text": "canary-word"}]}, "points": 3},
        ],
    }
    made = teacher.data("POST", quizzes, body, status=201)
    assert made["asks"] == 2 and len(made["settings"]["slots"]) == 2
    at = f"/api/v1/lms/quizzes/{made['id']}/"
    assert learner("GET", at).status_code == 404
    teacher.data("POST", f"{COURSES}{stars.id}/versions/", {"note": "Quiz"}, status=201)
    assert [quiz["title"] for quiz in learner.data("GET", quizzes)] == ["Stars"]
    assert learner.error("POST", f"{at}attempts/")[0] == 403
    stars.enroll(ada)
    db.session.commit()
    shown = learner.data("GET", at)
    assert (shown["attempts_left"], shown["questions"], shown["settings"]) == (1, [], None)
    attempt = learner.data("POST", f"{at}attempts/", status=201)
    assert learner.data("POST", f"{at}attempts/", status=201)["id"] == attempt["id"]
    first, second = attempt["questions"]
    assert first["parts"]["choices"] and attempt["score"] is None and attempt["review"] is None
    here = f"{ATTEMPTS}{attempt['id']}/"
    saved = learner.data("PUT", f"{here}answers/{first['question_id']}/", {"answer": "a", "seq": attempt["seq"]})
    assert saved["seq"] == attempt["seq"] + 1
    stale = learner.error("PUT", f"{here}answers/{second['question_id']}/", {"answer": "x", "seq": attempt["seq"]})
    assert stale == (409, "conflict", "seq")
    assert learner.error("PUT", f"{here}answers/{second['question_id']}/", {"answer": ["x"]})[:2] == (422, "invalid")
    assert learner.error("PUT", f"{here}answers/999999/", {"answer": "x"})[0] == 404
    assert [one["answer"] for one in learner.data("GET", at)["questions"]] == ["a", None]
    assert teacher.error("PUT", f"{here}answers/{first['question_id']}/", {"answer": "b"})[0] == 403
    done = learner.data("POST", f"{here}submission/")
    assert (done["state"], done["score"]["points"], done["score"]["out_of"]) == ("submitted", 1, 4)
    assert done["score"]["passed"] is False and done["review"][1]["right"] == "canary-word"
    assert learner.error("POST", f"{here}submission/")[:2] == (409, "conflict")
    assert learner.error("PUT", f"{here}answers/{first['question_id']}/", {"answer": "b"})[:2] == (409, "conflict")
    assert learner.error("POST", f"{at}attempts/")[:2] == (409, "conflict")
    assert teacher.data("GET", f"{at}attempts/?state=submitted")[0]["id"] == attempt["id"]
    assert teacher.data("GET", here)["score"]["percent"] == 25


def test_attempts_of_another_learner_and_another_site_are_not_there(api, visit, new_site, hers, at, ben, quiz):  # noqa: F811
    hers.submit(at("attempts"))
    id = attempt().id
    other = api(ben)
    assert other.error("GET", f"{ATTEMPTS}{id}/") == other.error("GET", f"{ATTEMPTS}999999/")
    assert other.data("GET", f"/api/v1/lms/quizzes/{quiz.id}/attempts/") == []
    assert visit(new_site("other")).get(f"/api/v1/lms/quizzes/{quiz.id}/").status_code == 404


@pytest.mark.parametrize(
    "settings",
    [
        {"minutes": -1},
        {"counts": "luck"},
        {"slots": [{"question": "", "category": ""}]},
        {"slots": [{"question": "a", "category": "b"}]},
        {"slots": [{"question": "a"}, {"question": "a"}]},
        {"review": "attempts", "attempts": 0},
        {"color": "red"},
    ],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(api, ines, stars, settings):  # noqa: F811
    body = {"title": "Stars", "settings": settings}
    assert api(ines).error("POST", f"{COURSES}{stars.id}/quizzes/", body)[0] == 422


def test_many_attempts_cost_no_more_queries(hers, at, stars, quiz, bank):
    lesson = add_quiz(stars, [bank["choice"]])
    db.session.commit()
    here = f"/learn/{stars.slug}/{lesson.uid}"

    def cost(path):
        hers.get(path)
        with queries() as asked:
            assert hers.get(path).status_code == 200
        return len(asked)

    def take(number):
        hers.submit(f"{here}/attempts")
        hers.submit(f"{here}/attempts/{number}", seq="1", q1="right", then="submit")

    take(1)
    little = cost(here), cost(f"{here}/attempts/1")
    for number in range(2, 6):
        take(number)
    more = add_quiz(stars, list(bank.values()))
    db.session.commit()
    assert (cost(here), cost(f"{here}/attempts/1")) == little
    there = f"/learn/{stars.slug}/{more.uid}"
    hers.submit(f"{there}/attempts")
    one = cost(f"{there}/attempts/1")
    hers.submit(f"{here}/attempts")
    assert cost(f"{here}/attempts/6") == one
