"""How many questions the pages of teams, missing work, cohorts and reviews ask: as many for all as for few."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from educrowd.blueprints.lms.assignments.peer_reviewing import review, take_piece
from educrowd.blueprints.lms.cohorts.grouping import add_cohort, assign
from educrowd.blueprints.lms.models import CourseMember, Enrollment
from educrowd.blueprints.lms.teams.teaming import invite_to_team, join_team
from educrowd.core.db import db, utcnow

from .assigned import handed_in, published
from .quizzes import add_quiz, questions_of
from .test_costs import cost
from .test_teams import _code


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


@pytest.fixture
def same(hers):
    """`same(paths, more)`: each page costs as much after `more()` as before it."""

    def check(paths, more, browser=hers):
        more()
        before = {path: cost(browser, path) for path in paths}
        more()
        more()
        assert {path: cost(browser, path) for path in paths} == before

    return check


@pytest.fixture
def people(new_person):
    """One more person each time."""
    return lambda: new_person("someone", "student")


def test_a_larger_team_costs_no_more(same, stars, ines, people):
    def more():
        person = people()
        person.is_verified = True
        join_team(_code(invite_to_team(stars, person.email, "teacher", by=ines)), person)
        invite_to_team(stars, f"later-{person.email}", "assistant", by=ines)
        db.session.commit()

    same([f"/studio/courses/{stars.slug}/team"], more)
    assert db.session.query(CourseMember).count() >= 3


def test_more_missing_work_and_larger_cohorts_cost_no_more(same, stars, ines, sketch, people):
    quiz = add_quiz(stars, [questions_of(stars, ines)["choice"]])
    lesson = published(stars, sketch)

    def more():
        cohort = add_cohort(stars, name=f"From {people().email}", starts_at=utcnow() + timedelta(days=3))
        for enrollment in (stars.enroll(people()), stars.enroll(people())):
            assign(enrollment, cohort)
        handed_in(stars.enroll(people()), lesson)

    cohort = add_cohort(stars, name="First")
    db.session.commit()
    at = f"/studio/courses/{stars.slug}"
    same(
        [
            f"{at}/missing/",
            f"{at}/missing/{sketch.uid}",
            f"{at}/missing/{quiz.uid}.csv",
            f"{at}/cohorts/",
            f"{at}/cohorts/{cohort.id}",
        ],
        more,
    )
    assert db.session.query(Enrollment).count() == 9


def test_more_reviews_cost_no_more(same, stars, sketch, people, ada):
    sketch.settings = {**sketch.settings, "peer_reviews": 5}
    stars.publish()
    lesson = published(stars, sketch)
    adas = stars.enroll(ada)
    piece = handed_in(adas, lesson)

    def more():
        reviewer = stars.enroll(people())
        handed_in(reviewer, lesson)
        review(take_piece(reviewer, lesson), lesson, points=Decimal(10), feedback="Clear.")
        review(take_piece(adas, lesson), lesson, points=Decimal(10), feedback="Clear.")
        db.session.commit()

    studio = f"/studio/courses/{stars.slug}/submissions/"
    same([f"{studio}{piece.id}", studio], more)


def test_more_reviews_of_ones_own_cost_a_learner_no_more(same, visit, demo, stars, sketch, people, ada):
    sketch.settings = {**sketch.settings, "peer_reviews": 5}
    stars.publish()
    lesson = published(stars, sketch)
    adas = stars.enroll(ada)
    handed_in(adas, lesson)

    def more():
        other = stars.enroll(people())
        handed_in(other, lesson)
        review(take_piece(other, lesson), lesson, points=Decimal(10), feedback="Clear.")
        review(take_piece(adas, lesson), lesson, points=Decimal(10), feedback="Clear.")
        db.session.commit()

    same([f"/learn/{stars.slug}/{lesson.uid}"], more, visit(demo).sign_in(ada))
