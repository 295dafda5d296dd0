"""A quiz in the studio: what it asks, who took it, one more attempt, more time for all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from educrowd.blueprints.lms.bank.writing import write
from educrowd.blueprints.lms.models import Attempt, LessonRule
from educrowd.blueprints.lms.quizzes.attempting import allowance_of, begin, save, submit
from educrowd.blueprints.lms.quizzes.slotting import moved, with_points, with_questions, without
from educrowd.core.db import db, utcnow
from tests.queries import queries

from .quizzes import add_quiz, choices, questions_of, slot


@pytest.fixture
def bank(stars, ines):
    return questions_of(stars, ines)


@pytest.fixture
def quiz(stars, bank):
    """A published quiz of one question, one attempt."""
    lesson = add_quiz(stars, [bank["choice"]], attempts=1)
    db.session.commit()
    return lesson


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


def taken(course, person, given="right"):
    enrollment = course.enrollment_of(person) or course.enroll(person)
    lesson = next(each for each in course.edition.lessons if each.kind == "quiz")
    attempt = begin(enrollment, lesson)
    save(attempt, {attempt.questions[0]: given})
    submit(attempt)
    db.session.commit()
    return attempt


def named(*names):
    return [{"question": name, "category": "", "draw": 1, "points": 1.0} for name in names]


def test_slots_are_moved_weighed_and_taken_out():
    slots = named("a", "b", "c")
    order = lambda found: "".join(slot["question"] for slot in found)  # noqa: E731
    assert order(moved(slots, 0, by=1)) == "bac" and order(moved(slots, 2, by=-1)) == "acb"
    assert order(moved(slots, 0, by=-1)) == "abc" and order(moved(slots, 9, by=1)) == "abc"
    assert order(without(slots, 1)) == "ac"
    assert order(with_questions(slots, ["b", "d", "d"])) == "abcd"
    assert [slot["points"] for slot in with_points(slots, [2.0, None])] == [2.0, 1.0, 1.0]


def test_a_teacher_builds_a_quiz(hers, stars, bank, ines):
    for number in range(3):
        write(stars, by=ines, kind="choice", text=f"Star {number}?", content=choices(), category="Stars")
    lesson = stars.add_lesson("Quiz", kind="quiz")
    db.session.commit()
    editor = f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"
    assert "Nothing yet." in hers.get(editor).text
    page = hers.get(f"{editor}/slots").text
    assert "Nothing is asked yet" in page and "Which star stands still?" in page and "Stars (3)" in page
    chosen = [bank["choice"].uid, bank["short"].uid, "unknown"]
    assert hers.submit(f"{editor}/slots/questions", question=chosen, version="1").status_code == 303
    hers.submit(f"{editor}/slots/draws", category="Stars", draw="2", points="0,5", version="2")
    hers.submit(f"{editor}/slots", **{"points-0": "3", "points-1": "1", "do": "down-0", "version": "3"})
    db.session.expire_all()
    first, second, third = lesson.settings["slots"]
    assert (first["question"], second["question"]) == (bank["short"].uid, bank["choice"].uid)
    assert second["points"] == 3 and (third["category"], third["draw"], third["points"]) == ("Stars", 2, 0.5)
    page = hers.get(f"{editor}/slots").text
    assert "2 drawn from “Stars”" in page and page.count('name="question"') == 5
    hers.submit(f"{editor}/slots", do="remove-0", version="4")
    db.session.expire_all()
    assert len(lesson.settings["slots"]) == 2
    stale = hers.submit(f"{editor}/slots", do="remove-0", version="4")
    db.session.expire_all()
    assert len(lesson.settings["slots"]) == 2
    assert "Somebody saved this quiz" in hers.get(stale.location).text


def test_a_teacher_looks_at_the_questions_of_a_draft_before_anybody_takes_them(hers, stars, bank):
    slots = [slot(bank["choice"]), slot(bank["short"])]
    lesson = stars.add_lesson("Quiz", kind="quiz", settings={"slots": slots})
    empty = stars.add_lesson("Empty quiz", kind="quiz")
    db.session.commit()
    page = hers.get(f"/studio/courses/{stars.slug}/preview/{lesson.uid}").text
    assert "Which star stands still?" in page and page.count('class="question"') == 2 and "canary" not in page
    page = hers.get(f"/studio/courses/{stars.slug}/preview/{empty.uid}").text
    assert "no questions yet" in page and db.session.query(Attempt).count() == 0


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("", {"points-0": "-1", "version": "1"}, 422),
        ("", {"do": "explode-7"}, 422),
        ("/draws", {"category": "None", "draw": "1", "points": "1", "version": "1"}, 422),
        ("/draws", {"category": "Stars", "draw": "0", "points": "x", "version": "1"}, 422),
        ("/questions", {"question": "unknown", "version": "1"}, 303),
        ("/questions", {}, 303),
    ],
)
def test_what_makes_no_sense_in_the_builder_is_refused(hers, stars, bank, quiz, path, fields, status):
    before = dict(quiz.settings)
    assert hers.submit(f"/studio/courses/{stars.slug}/lessons/{quiz.uid}/slots{path}", **fields).status_code == status
    db.session.expire_all()
    assert quiz.settings == before


def test_settings_are_kept_in_the_lesson_editor(hers, stars, quiz):
    place = f"/studio/courses/{stars.slug}/lessons/{quiz.uid}"
    fields = {"minutes": "15", "attempts": "0", "counts": "average", "pass_percent": "80", "review": "attempts"}
    sent = {f"settings-{name}": value for name, value in fields.items()}
    lesson = {"title": "Quiz", "required": "y", "version": quiz.version}
    refused = hers.submit(place, **lesson, **sent)
    assert refused.status_code == 422 and "Limit the attempts" in refused.text
    assert hers.submit(place, **lesson, **(sent | {"settings-attempts": "3"})).status_code == 303
    db.session.expire_all()
    kept = quiz.settings
    assert (kept["minutes"], kept["counts"], kept["review"], kept["answers"]) == (15, "average", "attempts", False)
    assert len(kept["slots"]) == 1


def test_a_teacher_sees_all_attempts_and_gives_one_more(hers, stars, quiz, bank, ada, ben):
    place = f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/attempts"
    assert "Nobody has taken this quiz yet" in hers.get(place).text
    one = taken(stars, ada, "wrong")
    begin(stars.enroll(ben), next(each for each in stars.edition.lessons if each.uid == quiz.uid))
    db.session.commit()
    page = hers.get(place).text
    assert ada.shown_name in page and ben.shown_name in page and "not passed" in page
    assert ada.shown_name not in hers.get(f"{place}?state=open").text
    assert ben.shown_name not in hers.get(f"{place}?state=ended").text
    lines = hers.get(f"{place}.csv").text.splitlines()
    assert len(lines) == 3 and f"{ada.email},1,submitted," in lines[2] and ",open," in lines[1]
    shown = hers.get(f"{place}/{one.id}").text
    assert "Vega" in shown and "canary-because" in shown and "Polaris" in shown
    given = hers.submit(f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/learners/{one.enrollment_id}/attempts")
    assert given.status_code == 303 and "once more" in hers.get(given.location).text
    db.session.expire_all()
    assert allowance_of(one.enrollment, quiz).left == 1


def test_only_who_edits_the_course_sees_attempts(visit, demo, new_person, stars, quiz, ada):
    attempt = taken(stars, ada)
    place = f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/attempts"
    other = visit(demo).sign_in(new_person("iris", "instructor"))
    for path in (place, f"{place}/{attempt.id}", f"/studio/courses/{stars.slug}/lessons/{quiz.uid}/slots"):
        assert other.get(path).status_code == 403, path
        assert visit(demo).sign_in(ada).get(path).status_code == 403, path


def test_dates_of_a_quiz_change_the_deadlines_of_those_who_are_in_it(stars, quiz, ada):
    lesson = next(each for each in stars.edition.lessons if each.uid == quiz.uid)
    attempt = begin(stars.enroll(ada), lesson)
    assert attempt.deadline_at is None
    closes_at = utcnow() + timedelta(hours=1)
    LessonRule.set(stars, lesson, closes_at=closes_at)
    assert attempt.deadline_at == closes_at


def test_many_attempts_cost_the_list_no_more_queries(hers, stars, quiz, new_person):
    place = f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/attempts"

    def cost():
        hers.get(place)
        with queries() as asked:
            assert hers.get(place).status_code == 200
        return len(asked)

    taken(stars, new_person("first", "student"))
    little = cost()
    for number in range(4):
        taken(stars, new_person(f"learner{number}", "student"))
    assert cost() == little
