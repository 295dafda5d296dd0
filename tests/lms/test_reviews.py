"""Reviews of courses: who may write one, what it shows, how it is answered and kept in order."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Course, CourseReview
from educrowd.blueprints.lms.reviews import reviewing
from educrowd.blueprints.lms.reviews.reviewing import NotLearned, may_review, review
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.structured import structured

from .test_api import Client
from .test_costs import cost

GOOD = "Clear, and fun to follow."


@pytest.fixture
def learned(stars, ada, ben):
    """Ada and Ben have done a lesson."""
    for person in (ada, ben):
        stars.enroll(person).complete(stars.edition.lessons[0])
    db.session.commit()
    run_jobs()
    return stars


def about(letters, words):
    return [letter for letter in letters if words in letter["Subject"]]


def test_ada_reviews_what_she_learned_and_everybody_reads_it(learned, ada, visit, demo, visitor):
    browser, at = visit(demo).sign_in(ada), f"/learn/{learned.slug}/review"
    assert "Review this course" in browser.get(f"/learn/{learned.slug}/").text
    assert browser.submit(at, stars="4", body=GOOD).status_code == 303
    for page in (f"/courses/{learned.slug}", f"/courses/{learned.slug}/reviews"):
        text = visitor.get(page).text
        assert GOOD in text and "4 of 5 stars" in text and "Ada" in text
    assert "4 (1)" in visitor.get("/courses/").text and "4 (1)" in visitor.get("/").text
    assert GOOD in browser.get(at).text
    browser.submit(at, stars="2", body="On second thoughts.")
    assert "4 (1)" not in visitor.get("/courses/").text and "2 (1)" in visitor.get("/courses/").text
    assert db.session.query(CourseReview).count() == 1
    assert browser.submit(f"{at}/deletion").status_code == 303
    assert "No reviews yet" in visitor.get(f"/courses/{learned.slug}/reviews").text
    assert browser.submit(f"{at}/deletion").status_code == 404


def test_the_average_is_of_what_is_published(learned, ada, ben, ines):
    review(learned, ada, stars=5)
    hidden = review(learned, ben, stars=2)
    db.session.commit()
    read = db.session.scalars(select(Course).options(Course.rating_option()))
    assert (read.one().rating, learned.reviews_count) == (3.5, 2)
    reviewing.moderate(hidden, "hide", by=ines)
    db.session.commit()
    db.session.expire_all()
    assert (learned.rating, learned.reviews_count) == (5, 1)
    assert reviewing.spread(learned) == {5: 1, 4: 0, 3: 0, 2: 0, 1: 0}


def test_only_who_has_done_something_may_review(stars, ada, ben, ines, owner, new_person, visit, demo, visitor):
    stars.enroll(ada)
    stars.enroll(ben).complete(stars.edition.lessons[0])
    stars.enrollment_of(ben).close(by=owner)
    db.session.commit()
    for person in (ada, ben, ines, owner, new_person("eve", "student")):
        assert not may_review(stars, person), person.first_name
        with pytest.raises(NotLearned):
            review(stars, person, stars=5)
        assert visit(demo).sign_in(person).submit(f"/learn/{stars.slug}/review", stars="5").status_code == 403
    assert visitor.get(f"/learn/{stars.slug}/review").status_code == 303


def test_whoever_finished_may_review_after_access_ended(stars, ada):
    enrollment = stars.enroll(ada)
    for lesson in stars.edition.lessons:
        enrollment.complete(lesson)
    enrollment.close()
    assert may_review(stars, ada)


@pytest.mark.parametrize("stars_given", ["", "0", "6", "x", "4.5"])
def test_no_stars_and_odd_stars_are_refused(learned, ada, visit, demo, stars_given):
    browser = visit(demo).sign_in(ada)
    answer = browser.submit(f"/learn/{learned.slug}/review", stars=stars_given, body=GOOD)
    assert answer.status_code == 422 and GOOD in answer.text
    assert db.session.query(CourseReview).count() == 0


def test_teachers_answer_and_both_hear_of_it(learned, ada, ines, visit, demo, visitor, letters_to):
    written = review(learned, ada, stars=4, body=GOOD)
    run_jobs()
    (letter,) = about(letters_to(ines), "4 of 5 stars")
    assert GOOD in letter.get_body(("plain",)).get_content() and letter["List-Unsubscribe"]
    teacher = visit(demo).sign_in(ines)
    assert GOOD in teacher.get(f"/studio/courses/{learned.slug}/reviews").text
    teacher.submit(f"/studio/course-reviews/{written.id}/answer", answer="Thank you, Ada!")
    teacher.submit(f"/studio/course-reviews/{written.id}/answer", answer="Thank you very much, Ada!")
    run_jobs()
    assert len(about(letters_to(ada), "An answer to your review")) == 1
    assert "Thank you very much, Ada!" in visitor.get(f"/courses/{learned.slug}/reviews").text
    review(learned, ada, stars=5, body=GOOD)
    run_jobs()
    assert len(about(letters_to(ines), "of 5 stars")) == 1, "a change is no new review"


def test_what_was_hidden_and_is_written_anew_waits(learned, ada, ines, visit, demo, visitor):
    written = review(learned, ada, stars=1, body="Rubbish!")
    db.session.commit()
    teacher, browser = visit(demo).sign_in(ines), visit(demo).sign_in(ada)
    assert "Hidden." in teacher.submit(f"/studio/course-reviews/{written.id}/moderation", htmx=True, verb="hide").text
    assert "taken off the page" in browser.get(f"/learn/{learned.slug}/review").text
    browser.submit(f"/learn/{learned.slug}/review/deletion")
    browser.submit(f"/learn/{learned.slug}/review", stars="1", body="Still rubbish!")
    assert "Still rubbish" not in visitor.get(f"/courses/{learned.slug}/reviews").text
    assert "Reviews that wait to appear" in teacher.get("/studio/").text
    assert "Still rubbish" in teacher.get("/studio/course-reviews/?view=held").text
    teacher.submit(f"/studio/course-reviews/{written.id}/moderation", verb="approve")
    assert "Still rubbish" in visitor.get(f"/courses/{learned.slug}/reviews").text


def test_a_blocked_word_and_the_trap(learned, ada, ben, monkeypatch):
    monkeypatch.setattr(reviewing, "blocked_words", lambda: ["rubbish"])
    assert review(learned, ada, stars=1, body="Rubbish!").status == "held"
    assert review(learned, ben, stars=5, body="Buy!", trap="x").status == "hidden"


def test_a_visitor_reports_once_and_teachers_and_staff_hear_of_it(learned, ada, ines, owner, visit, demo, letters_to):
    written = review(learned, ada, stars=1, body="Rubbish!")
    db.session.commit()
    at = f"/courses/{learned.slug}/reviews/{written.id}/report"
    anybody = visit(demo)
    assert "Rubbish!" in anybody.get(at).text
    for _ in range(2):
        assert anybody.submit(at, reason="abuse", words="How rude.").status_code == 303
    assert anybody.submit(at, reason="dull").status_code == 422
    run_jobs()
    for person in (ines, owner):
        assert len(about(letters_to(person), "was reported")) == 1
    assert "How rude." in visit(demo).sign_in(ines).get("/studio/course-reviews/?view=reported").text


def test_search_engines_read_the_rating(learned, ada, ben, visitor):
    review(learned, ada, stars=5, body="</script><b>Good</b>")
    review(learned, ben, stars=4)
    db.session.commit()
    page = visitor.get(f"/courses/{learned.slug}").text
    read = structured(page)
    assert read["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.5",
        "ratingCount": 2,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert [each["reviewBody"] for each in read["review"]] == ["</script><b>Good</b>"]
    assert read["offers"]["category"] == "Free" and read["name"] == learned.title


def test_a_course_without_reviews_shows_no_rating(learned, visitor):
    page = visitor.get(f"/courses/{learned.slug}").text
    assert "aggregateRating" not in page and "What learners say" not in page


def test_reviews_through_the_api(learned, ada, ben, ines, new_person, visit, demo):
    adas, bens, teacher, anybody = (Client(visit(demo), person) for person in (ada, ben, ines, None))
    mine, at = f"/api/v1/lms/courses/{learned.id}/review/", f"/api/v1/lms/courses/{learned.id}/reviews/"
    assert adas("GET", mine).status_code == 404
    made = adas.data("PUT", mine, {"stars": 4, "body": GOOD})
    assert adas.data("GET", mine)["id"] == made["id"]
    bens.data("PUT", mine, {"stars": 5})
    assert [each["stars"] for each in anybody.data("GET", at + "?stars=4") or ()] == [4]
    course = anybody.data("GET", f"/api/v1/lms/courses/{learned.id}/")
    assert (course["rating"], course["reviews_count"]) == (4.5, 2)
    one = f"/api/v1/lms/reviews/{made['id']}/"
    assert teacher.data("PUT", one + "answer/", {"answer": "Thanks"})["answered_at"]
    bens.data("POST", one + "reports/", {"reason": "other"}, status=204)
    reported = teacher.data("GET", "/api/v1/lms/reviews/?reported=true") or ()
    assert [each["id"] for each in reported] == [made["id"]]
    assert teacher.data("POST", one + "moderation/", {"verb": "hide"})["status"] == "hidden"
    assert anybody("GET", one).status_code == bens("GET", one).status_code == 404
    assert adas.data("GET", one)["status"] == "hidden"
    adas.data("DELETE", mine, status=204)
    assert adas("GET", mine).status_code == 404
    assert adas.error("PUT", mine, {"stars": 6}) == (422, "invalid", "stars")
    assert bens("PUT", one + "answer/", {"answer": "x"}).status_code == 403
    other = Client(visit(demo), new_person("ivo", "instructor"))
    assert other("POST", one + "moderation/", {"verb": "approve"}).status_code == 404
    assert other.error("PUT", mine, {"stars": 5})[0] == 403


def test_another_sites_reviews_do_not_exist_here(learned, ada, new_site):
    review(learned, ada, stars=5)
    db.session.commit()
    with tenancy.bind(new_site("elsewhere")):
        assert db.session.scalars(select(CourseReview)).all() == []


def test_pages_ask_as_much_for_many_reviews_as_for_one(learned, ada, ines, new_person, visitor, visit, demo):
    review(learned, ada, stars=5, body=GOOD)
    db.session.commit()
    teacher = visit(demo).sign_in(ines)
    pages = [
        (visitor, "/courses/"),
        (visitor, f"/courses/{learned.slug}"),
        (visitor, f"/courses/{learned.slug}/reviews"),
    ]
    pages.append((teacher, f"/studio/courses/{learned.slug}/reviews"))
    little = [cost(browser, page) for browser, page in pages]
    for number in range(5):
        person = new_person(f"reader{number}", "student")
        learned.enroll(person).complete(learned.edition.lessons[0])
        review(learned, person, stars=3, body=f"Words {number}")
        course = Course.draft(ines, title=f"Another {number}")
        course.add_lesson("Only one")
        course.publish()
        course.enroll(person).complete(course.edition.lessons[0])
        review(course, person, stars=4)
    db.session.commit()
    assert [cost(browser, page) for browser, page in pages] == little
