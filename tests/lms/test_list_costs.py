"""How many questions lists of learners and makers ask, and pages of one subscription: as many for all as for few."""

from __future__ import annotations

from io import BytesIO
from secrets import token_urlsafe

import pytest

from educrowd.blueprints.lms.bank.importing import look_into
from educrowd.blueprints.lms.discussions.discussing import ask
from educrowd.blueprints.lms.lessons.noting import note
from educrowd.blueprints.lms.letters.announcing import announce
from educrowd.blueprints.lms.models import CertificateScheme, Course, LtiTool, Rubric
from educrowd.blueprints.lms.selling.buying import Wish, place_order
from educrowd.blueprints.lms.selling.couponing import make_coupon
from educrowd.blueprints.lms.subscriptions.planning import make_plan
from educrowd.core import imports
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.queries import queries

from .quizzes import add_quiz, questions_of
from .subscribed import period_of, periods_of, renewed, subscribe
from .test_api import COURSES, Client
from .test_costs import cost
from .test_lti import FACTS

LEVELS = [{"points": "0", "title": "No", "description": ""}, {"points": "3", "title": "Yes", "description": ""}]
CRITERIA = [{"id": "stars", "title": "Stars", "description": "", "levels": LEVELS}]


@pytest.fixture
def gather(stars, ines, owner, ada, sandbox):
    """`gather()`: a course that Ada finishes with a certificate and an order, and one more of everything on lists."""

    def one_more():
        number = db.session.query(Course).count()
        course = Course.draft(ines, title=f"Course {number}", price_amount=20_00)
        CertificateScheme.of(course).change(is_on=True, statement="knows it.")
        lesson = course.add_lesson("Only one", body=f"About star {number}.")
        course.publish()
        place_order(course, ada, Wish(token_urlsafe(12)))
        make_coupon(ines, code=f"STAR{number}", percent=25, course_id=course.id)
        course.change(price_amount=0)
        course.enroll(ada).complete(lesson)
        here = stars.add_lesson(f"Star {number}", body=f"About star {number}.")
        stars.publish()
        note(stars.enrollment_of(ada), here, f"Note {number}")
        ask(stars, here, ada, f"Question {number}?")
        announce(stars, ines, token=str(number), state="everyone", subject=f"Night {number}", body="Come.")
        LtiTool.add(by=owner, **FACTS | {"title": f"Tool {number}"})
        Rubric.add(ines, title=f"Rubric {number}", criteria=CRITERIA)
        file = f"Is star {number} far? {{T}}".encode()
        imports.confirm(look_into(stars, name=f"{number}.gift", stream=BytesIO(file), format="gift", by=ines), by=ines)
        db.session.commit()
        run_jobs()

    stars.enroll(ada)
    return one_more


def test_a_learners_lists_ask_as_much_for_many_as_for_one(gather, stars, ada, visit, demo):
    hers, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}"
    paths = ["/account/certificates", "/account/orders", "/account/learning", f"{at}/announcements", f"{at}/notes"]
    paths += [f"{at}/notes.md", f"{at}/grades", f"{at}/search?q=star", f"{at}/discussion"]
    gather()
    little = {path: cost(hers, path) for path in paths}
    for _ in range(3):
        gather()
    assert {path: cost(hers, path) for path in paths} == little


def test_makers_lists_ask_as_much_for_many_as_for_one(gather, stars, ines, owner, visit, demo):
    quiz = add_quiz(stars, list(questions_of(stars, ines).values())[:1])
    teacher, boss, at = visit(demo).sign_in(ines), visit(demo).sign_in(owner), f"/studio/courses/{stars.slug}"
    makers = ["/studio/coupons/", "/studio/rubrics/", f"{at}/question-imports/", f"{at}/discussion", f"{at}/figures"]
    makers += [
        f"{at}/announcements/",
        f"{at}/lessons/{quiz.uid}/slots",
        f"{at}/certificates/",
        f"{at}/certificates.csv",
    ]
    pages = [*((teacher, path) for path in makers), (boss, "/studio/tools/"), (boss, "/studio/courses/")]
    gather()
    little = {path: cost(browser, path) for browser, path in pages}
    for _ in range(3):
        gather()
    assert {path: cost(browser, path) for browser, path in pages} == little


def test_a_long_subscription_asks_as_much_as_a_short_one(
    visit, demo, ada, ines, owner, stars, monthly, everything, sandbox, period_passes
):
    """The pages of one, for its learner, its seller and who gives a period back; and those of the plan."""
    subscription = subscribe(monthly, ada, sandbox)
    hers, teacher, boss = (visit(demo).sign_in(person) for person in (ada, ines, owner))
    mine, sold = f"/account/subscriptions/{subscription.public_id}", f"/studio/subscribers/{subscription.id}"
    pages = [(hers, mine), (hers, f"{mine}/cancellation"), (teacher, sold)]
    pages += [(teacher, f"/studio/subscriptions/{monthly.id}"), (hers, f"/subscriptions/{everything.slug}")]
    pages += [(boss, f"{sold}/periods/{period_of(subscription).id}/refund")]
    program, periods = Client(visit(demo), ada), f"/api/v1/lms/subscriptions/{subscription.id}/periods/"

    def costs():
        db.session.expire_all()
        with queries() as asked:
            assert program.data("GET", periods)
        return [cost(browser, path) for browser, path in pages], len(asked)

    little = costs()
    for number in range(2):
        period_passes(subscription)
        renewed()
        other = Course.draft(ines, title=f"Course {number}", price_amount=10_00)
        other.publish()
        make_plan(
            ines, title=f"Stars {number}", course_id=stars.id, every="year", price_amount=5_00, status="published"
        )
    db.session.commit()
    assert [number for number, _ in periods_of(subscription)] == [3, 2, 1]
    assert costs() == little


def cost_of_list(program, path):
    """How many questions it asks, and how long the list is."""
    program("GET", path)
    db.session.expire_all()
    with queries() as asked:
        answer = program("GET", path)
    assert answer.status_code == 200, answer.text
    return len(asked), answer.json["meta"]["total"]


def test_what_programs_list_asks_as_much_for_many_as_for_one(gather, owner, ada, visit, demo):
    names = ["coupons", "rubrics", "tools", "orders", "enrollments", "subscription-plans", "discussion"]
    boss = Client(visit(demo), owner)
    lists = {f"/api/v1/lms/{name}/": boss for name in names}
    lists["/api/v1/lms/certificates/"] = Client(visit(demo), ada)
    gather()
    little = {path: cost_of_list(program, path)[0] for path, program in lists.items()}
    for _ in range(3):
        gather()
    assert {path: cost_of_list(program, path)[0] for path, program in lists.items()} == little


def test_what_programs_list_of_a_course_asks_as_much_for_many_as_for_one(gather, stars, ines, visit, demo):
    parts = ["announcements", "discussion", "question-imports", "questions", "progress", "versions", "lessons"]
    program = Client(visit(demo), ines)
    gather()
    little = {part: cost_of_list(program, f"{COURSES}{stars.id}/{part}/") for part in parts}
    for _ in range(3):
        gather()
    for part, (cost_of_few, few) in little.items():
        cost_of_many, many = cost_of_list(program, f"{COURSES}{stars.id}/{part}/")
        assert cost_of_many == cost_of_few and (many > few or part == "progress"), part
