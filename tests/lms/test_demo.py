"""What new and demonstration sites begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.dates.windows import effective_window
from educrowd.blueprints.lms.demo import first_course
from educrowd.blueprints.lms.demo.assigning import give_assignment, hand_in_work
from educrowd.blueprints.lms.demo.awarding import award_and_announce
from educrowd.blueprints.lms.demo.conversing import converse
from educrowd.blueprints.lms.demo.editing import chart, go_on_editing, leave_a_draft
from educrowd.blueprints.lms.demo.grading import make_due, weigh
from educrowd.blueprints.lms.demo.quizzing import add_quizzes, take_quizzes
from educrowd.blueprints.lms.demo.reading import PART, lines_of, read
from educrowd.blueprints.lms.demo.selling import announce_coupon, offer_bundle, sell
from educrowd.blueprints.lms.demo.subscribing import offer_plan, subscribe
from educrowd.blueprints.lms.grading.gradebook import grade_of
from educrowd.blueprints.lms.lessons.noting import notes_of
from educrowd.blueprints.lms.models import (
    Announcement,
    Attempt,
    Bundle,
    Certificate,
    Cohort,
    Coupon,
    Course,
    LearnerSubscription,
    Order,
    Submission,
)
from educrowd.blueprints.lms.models.changes import unpublished
from educrowd.core.db import db
from tests.jobs import run_jobs


def test_a_new_site_has_a_published_course_to_walk_through(visitor, owner):
    first_course(owner)
    db.session.commit()
    page = visitor.get("/courses/how-to-make-a-good-course")
    assert page.status_code == 200 and "What a lesson is" in page.text
    course = db.session.scalars(select(Course)).one()
    assert course.editable_by(owner) and course.version == 1
    assert "<table" in course.lessons[1].html


def test_a_course_is_read_from_one_file(tmp_path, ines):
    path = tmp_path / "moons.md"
    path.write_text(
        "Title: Moons\nSummary: All of them.\nStatus: draft\n\nAbout.\n\n@section Near\n\n"
        "@lesson Io {preview}\n\nHot.\n\n@lesson Europa {optional}\n\nCold.\n\n"
        "@section Far\n\n@lesson Charon\n\nDark.\n"
    )
    course = read(path, instructor=ines)
    db.session.commit()
    assert (course.title, course.summary, course.description, course.status) == (
        "Moons",
        "All of them.",
        "About.",
        "draft",
    )
    assert [(lesson.title, lesson.preview, lesson.required) for lesson in course.lessons] == [
        ("Io", True, True),
        ("Europa", False, False),
        ("Charon", False, True),
    ]
    assert course.lessons[2].html == "<p>Dark.</p>\n"


@pytest.mark.parametrize("line", ["@lesson One", "@section Two words", "@lesson Three {preview}"])
def test_parts_are_marked_by_lines(line):
    assert PART.match(line)


def test_finishers_of_the_demonstration_hold_certificates_without_a_letter(stars, ada, letters_to, visitor):
    enrollment = stars.enroll(ada)
    for lesson in stars.edition.lessons:
        enrollment.complete(lesson)
    award_and_announce(stars)
    run_jobs()
    certificate = db.session.scalars(Certificate.of_course(stars)).one()
    assert "is valid" in visitor.get(f"/certificates/{certificate.code}").text
    assert [letter["Subject"] for letter in letters_to(ada)] == ["Welcome to “Reading the Night Sky”"]
    assert db.session.scalars(Announcement.to(enrollment)).one().subject


def test_the_demonstration_has_work_in_every_state_and_nobody_gets_a_letter(
    stars, ines, new_person, visit, demo, letters_to
):
    give_assignment(stars, by=ines)
    stars.publish()
    learners = [new_person(f"learner{number}", "student") for number in range(6)]
    for learner in learners:
        stars.enroll(learner)
    hand_in_work(stars)
    run_jobs()
    states = [piece.state for piece in db.session.scalars(select(Submission).order_by(Submission.id))]
    assert states == ["graded", "submitted", "submitted", "returned", "graded"]
    assert [letter["Subject"][:10] for letter in letters_to(learners[0])] == ["Welcome to"]
    page = visit(demo).sign_in(learners[0]).get(f"/learn/{stars.slug}/{stars.edition.lessons[-1].uid}").text
    assert "<strong>18</strong>" in page and "You have reviewed 0 of 2" in page
    assert "2 pieces of work" in visit(demo).sign_in(ines).get("/studio/").text


@pytest.fixture
def shop(tmp_path, ines):
    """A course that costs 40, with the coupon FOLD for 25% off."""
    path = tmp_path / "boats.md"
    path.write_text("Title: Boats\nSummary: Fold.\nPrice: 40\nCoupon: FOLD | 25% | 9 | 30\n\nAbout.\n")
    course = read(path, instructor=ines)
    for parts in lines_of(path, "Coupon"):
        announce_coupon(course, *parts)
    db.session.commit()
    return course


def test_what_costs_something_is_sold_once_with_its_coupon(app, sandbox, monkeypatch, shop, owner):
    monkeypatch.setitem(app.config, "SANDBOX_PORT", 1)
    orders = [["Ida Rehm", "", "FOLD", "paid"], ["Sven", "", "", "refunded"], ["Wilma", "", "", "left"]]
    for _ in range(2):
        sell(shop.id, orders, owner.id)
        run_jobs()
    states = {order.user.first_name: (order.state, order.total.minor) for order in db.session.scalars(select(Order))}
    assert states == {"Ida": ("paid", 30_00), "Sven": ("refunded", 40_00), "Wilma": ("pending", 40_00)}
    assert db.session.scalars(select(Coupon.uses)).one() == 1


def test_on_stripes_own_pages_nobody_types(sandbox, shop, owner):
    sell(shop.id, [["Ida Rehm", "", "", "paid"]], owner.id)
    assert db.session.scalars(select(Order)).all() == []


def test_a_coupon_may_be_over_already(shop):
    announce_coupon(shop, "OLD-5", "5", "-", "over")
    assert (Coupon.called("old-5").state, Coupon.called("old-5").amount) == ("over", 5_00)


def test_plans_of_the_demonstration_find_their_subscribers(app, shop, owner, sandbox, monkeypatch):
    monkeypatch.setitem(app.config, "SANDBOX_PORT", 1)
    plan = offer_plan(shop, owner, "All of it", "all", "month", "19", "Fold everything.")
    subscribe.later(plan.id, "Noor Haddad", "noor@example.net")
    run_jobs()
    subscribe.later(plan.id, "Noor Haddad", "noor@example.net")
    run_jobs()
    [joined] = db.session.scalars(select(LearnerSubscription))
    assert (joined.state, joined.amount, joined.user.email) == ("active", 19_00, "noor@example.net")


def test_a_bundle_of_the_demonstration_holds_what_costs_something(shop, stars, ines):
    other = Course.draft(ines, title="Kites", price_amount=30_00)
    other.publish()
    offer_bundle(ines, "Paper", "60", "Fold both.")
    bundle = db.session.scalars(select(Bundle)).one()
    assert bundle.courses == [shop, other] and (bundle.price.minor, bundle.is_for_sale) == (60_00, True)


def test_a_course_may_have_grades_and_dates(stars, ada, ben):
    enrollments = [stars.enroll(person) for person in (ada, ben)]
    weigh(stars, "Sketches", "60", "1", "The Plough", "A planet", "A map")
    make_due(stars, "2", "14")
    grades = [grade_of(enrollment).percent for enrollment in enrollments]
    assert all(percent and percent <= 100 for percent in grades)
    due = effective_window(enrollments[0], stars.lessons[1]).due_at
    assert due and (due - enrollments[0].created_at).days in (13, 14)


def test_the_chart_of_the_demonstration_is_a_pdf_whose_table_of_places_is_true():
    file = chart()
    places = [int(line.split()[0]) for line in file.partition(b"xref\n")[2].splitlines()[2:6]]
    assert file.startswith(b"%PDF-") and all(
        file[place:].startswith(b"%d 0 obj" % n) for n, place in enumerate(places, 1)
    )


def test_makers_of_a_demonstration_course_go_on_working(stars, ines, ada):
    enrollment = stars.enroll(ada)
    go_on_editing(stars, by=ines)
    leave_a_draft(stars, enrollment)
    db.session.commit()
    assert stars.version == 2 and stars.edition.lessons[-1].kind == "file"
    assert [change.what for change in unpublished(stars)] == ["changed", "added"]
    assert len(notes_of(enrollment)) == 1


def test_the_demonstration_has_quizzes_that_were_taken_and_essays_that_wait(stars, ines, new_person, visit, demo):
    add_quizzes(stars, by=ines)
    stars.publish()
    for number in range(6):
        stars.enroll(new_person(f"learner{number}", "student"))
    db.session.commit()
    take_quizzes(stars)
    db.session.commit()
    quiz, essay = (lesson for lesson in stars.edition.lessons if lesson.kind == "quiz")
    percents = [attempt.percent for attempt in db.session.scalars(Attempt.listed(stars, quiz.uid))]
    assert len(percents) == 7 and min(percents) < 60 < max(percents) == 100
    assert len(db.session.scalars(Attempt.listed(stars, essay.uid, "waits")).all()) == 2
    page = visit(demo).sign_in(ines).get(f"/studio/courses/{stars.slug}/quizzes/{quiz.uid}/analysis").text
    assert "Which star stands still" in page


def test_learners_of_the_demonstration_ask_and_review(stars, ada, ben, visit, demo, visitor):
    for person in (ada, ben):
        stars.enroll(person).complete(stars.edition.lessons[0])
    converse(stars)
    db.session.commit()
    assert "Now I know its names." in visitor.get(f"/courses/{stars.slug}").text
    asked = visit(demo).sign_in(ben).get(f"/learn/{stars.slug}/discussion").text
    assert "Street lamps" in asked and "Answered" in asked
    assert run_jobs() >= 0 and db.session.scalars(select(Cohort)).one().size == 0
