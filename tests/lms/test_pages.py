"""The pages of visitors and learners."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.lms.models import Course, Enrollment
from educrowd.core.db import db

ORDERS = {"_scheme": "javascript", "_method": "POST", "endpoint": "x"}


@pytest.fixture
def adas(visit, demo, ada):
    """Ada's browser."""
    return visit(demo).sign_in(ada)


def lesson_url(course, number):
    return f"/learn/{course.slug}/{course.lessons[number - 1].uid}"


def test_a_visitor_finds_the_course_in_the_catalogue(visitor, stars):
    html = visitor.get("/courses/").text
    assert stars.title in html and "/courses/reading-the-night-sky" in html
    assert "4 lessons" in html and "0 learners" not in html


def test_the_front_page_and_the_menus_lead_to_courses(visitor, adas, stars):
    html = visitor.get("/").text
    assert stars.title in html and 'href="/courses/"' in html
    assert 'href="/account/learning"' in adas.get("/").text


def test_a_card_counts_lessons_that_are_out_and_learners_who_are_in(visitor, stars, ada, ines):
    stars.enroll(ada)
    stars.enroll(ines).close()
    stars.add_lesson("Comets", section=stars.sections[0])
    stars.publish()
    stars.add_lesson("A draft", section=stars.sections[0])
    db.session.commit()
    card = visitor.get("/courses/").text
    assert "5 lessons" in card and "1 learner<" in card
    page = visitor.get(f"/courses/{stars.slug}").text
    assert "5 lessons" in page and "1 learner<" in page


def test_search_finds_words_of_title_and_summary(visitor, stars):
    assert stars.title in visitor.get("/courses/?q=night+way").text
    nothing = visitor.get("/courses/?q=100%25_baking")
    assert stars.title not in nothing.text and "Nothing found" in nothing.text


def test_searching_with_htmx_answers_the_results_alone(visitor, stars):
    answer = visitor.get("/courses/?q=sky", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert stars.title in answer.text and "<html" not in answer.text


def test_the_catalogue_has_pages(visitor, ines):
    for number in range(13):
        Course.draft(ines, title=f"Course {number}").publish()
    db.session.commit()
    assert "Page 1 of 2" in visitor.get("/courses/").text
    assert "Course 0" in visitor.get("/courses/?page=2").text
    assert visitor.get("/courses/?page=nonsense").status_code == 200
    strange = visitor.get("/courses/", query_string=ORDERS)
    assert strange.status_code == 200 and "/courses/?_scheme=javascript&amp;" in strange.text


def test_an_empty_catalogue_says_so(visitor, demo):
    assert "No courses yet" in visitor.get("/courses/").text


def test_the_cached_catalogue_shows_a_change_at_once(visitor, stars):
    assert "Find your way" in visitor.get("/courses/").text
    stars.summary = "Lose your way."
    db.session.commit()
    assert "Lose your way." in visitor.get("/courses/").text


def test_the_course_page_shows_the_outline_and_links_only_the_preview(visitor, stars):
    html = visitor.get(f"/courses/{stars.slug}").text
    assert "Taught by <b>Ines" in html and "Further reading" in html
    assert lesson_url(stars, 1) in html
    assert lesson_url(stars, 2) not in html


def test_a_draft_is_invisible_to_all_but_its_makers(visitor, visit, demo, stars, ines):
    stars.become("draft")
    db.session.commit()
    for path in (f"/courses/{stars.slug}", lesson_url(stars, 1)):
        assert visitor.get(path).status_code == 404
    assert "draft" in visit(demo).sign_in(ines).get(f"/courses/{stars.slug}").text


def test_an_old_address_redirects_with_the_query_and_unknown_ones_are_404(visitor, adas, stars):
    stars.move_to("stars")
    db.session.commit()
    answer = visitor.get("/courses/reading-the-night-sky?page=2")
    assert answer.status_code == 301 and answer.location.endswith("/courses/stars?page=2")
    strange = visitor.get("/courses/reading-the-night-sky", query_string=ORDERS)
    assert strange.status_code == 301 and strange.location.startswith("/courses/stars?_scheme=javascript&")
    assert visitor.get("/courses/nothing-here").status_code == 404
    assert adas.submit("/courses/reading-the-night-sky/enrollment").status_code == 308


def test_a_visitor_reads_the_preview_and_nothing_else(visitor, stars):
    assert "<strong>dark</strong>" in visitor.get(lesson_url(stars, 1)).text
    closed = visitor.get(lesson_url(stars, 2))
    assert closed.status_code == 403
    assert "Enroll to read this lesson" in closed.text and "Seven stars" not in closed.text


def test_a_visitor_who_wants_to_enroll_is_asked_to_log_in_and_led_back(visitor, stars):
    assert f"/courses/{stars.slug}/enrollment" in visitor.get(f"/courses/{stars.slug}").text
    answer = visitor.get(f"/courses/{stars.slug}/enrollment")
    assert answer.status_code in (302, 303) and "/login" in answer.location
    assert stars.slug in answer.location


def test_ada_enrolls_and_starts_with_lesson_one(adas, stars):
    assert "Enroll for free" in adas.get(f"/courses/{stars.slug}/enrollment").text
    answer = adas.submit(f"/courses/{stars.slug}/enrollment")
    assert answer.status_code == 303 and answer.location.endswith(f"/learn/{stars.slug}/")
    home = adas.get(f"/learn/{stars.slug}/").text
    assert "Start: lesson 1 of 4" in home and lesson_url(stars, 1) in home
    assert "Start: lesson 1 of 4" in adas.get("/account/learning").text


def test_enrolling_twice_is_no_error_and_makes_one_enrollment(adas, stars):
    for _ in range(2):
        answer = adas.submit(f"/courses/{stars.slug}/enrollment")
        assert answer.status_code == 303
    assert "enrolled in this course already" in adas.get("/account/learning").text
    assert db.session.scalar(select(func.count(Enrollment.id))) == 1


def test_ada_works_through_the_course_without_javascript(adas, stars, ada):
    adas.submit(f"/courses/{stars.slug}/enrollment")
    answer = adas.submit(lesson_url(stars, 1) + "/completion", done="1")
    assert answer.status_code == 303 and answer.location.endswith(lesson_url(stars, 1))
    page = adas.get(lesson_url(stars, 1)).text
    assert "1 of 3 required lessons done, 0 of 1 optional" in page and lesson_url(stars, 2) in page
    assert "Continue: lesson 2 of 4" in adas.get(f"/learn/{stars.slug}/").text
    for number in (2, 3):
        adas.submit(lesson_url(stars, number) + "/completion", done="1")
    assert "You completed this course on" in adas.get(f"/learn/{stars.slug}/").text
    adas.submit(lesson_url(stars, 3) + "/completion", done="0")
    home = adas.get(f"/learn/{stars.slug}/").text
    assert "You completed this course on" in home and "66" in home
    stars.lessons[3].required = True
    stars.publish()
    db.session.commit()
    assert "2 of 4 lessons done" in adas.get(lesson_url(stars, 1)).text


def test_with_htmx_only_what_changed_is_answered(adas, stars):
    adas.submit(f"/courses/{stars.slug}/enrollment")
    answer = adas.submit(lesson_url(stars, 1) + "/completion", htmx=True, done="1")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert answer.text.count("<hx-partial") == 3
    assert f'id="lesson-{stars.lessons[0].uid}" class="done"' in answer.text
    assert 'name="done" value="0"' in answer.text


def test_who_is_not_enrolled_marks_nothing_done(adas, visitor, stars):
    assert adas.submit(lesson_url(stars, 1) + "/completion", done="1").status_code == 403
    assert visitor.submit(lesson_url(stars, 1) + "/completion", done="1").status_code in (302, 303, 401)


def test_a_lesson_is_found_in_its_own_course_only(adas, stars, ines):
    moons = Course.draft(ines, title="Moons")
    io = moons.add_lesson("Io", preview=True)
    moons.publish()
    db.session.commit()
    assert adas.get(f"/learn/{stars.slug}/{io.uid}").status_code == 404
    assert adas.get(f"/learn/{stars.slug}/nonsense").status_code == 404


def test_ada_leaves_and_her_progress_waits_for_her(adas, stars):
    adas.submit(f"/courses/{stars.slug}/enrollment")
    adas.submit(lesson_url(stars, 1) + "/completion", done="1")
    assert "Leave this course?" in adas.get(f"/learn/{stars.slug}/leaving").text
    adas.submit(f"/learn/{stars.slug}/leaving")
    assert adas.get(lesson_url(stars, 2)).status_code == 403
    assert "Your access ended" in adas.get("/account/learning").text
    adas.submit(f"/courses/{stars.slug}/enrollment")
    assert "Continue: lesson 2 of 4" in adas.get(f"/learn/{stars.slug}/").text


def test_an_archived_course_stays_open_to_those_enrolled(adas, visitor, stars):
    adas.submit(f"/courses/{stars.slug}/enrollment")
    stars.archive()
    db.session.commit()
    assert visitor.get(f"/courses/{stars.slug}").status_code == 404
    assert adas.get(lesson_url(stars, 2)).status_code == 200


def test_a_backer_waits_for_a_course_in_preparation(adas, stars):
    adas.submit(f"/courses/{stars.slug}/enrollment")
    stars.become("draft")
    db.session.commit()
    assert "being prepared" in adas.get(f"/learn/{stars.slug}/").text
    assert adas.get(lesson_url(stars, 2)).status_code == 403


def test_nobody_enrolls_in_a_course_with_a_price(adas, stars):
    stars.price_amount = 25_00
    db.session.commit()
    assert "Enroll for free" not in adas.get(f"/courses/{stars.slug}").text
    assert adas.submit(f"/courses/{stars.slug}/enrollment").status_code == 409


def test_my_learning_is_empty_at_first_and_private(adas, visitor):
    answer = adas.get("/account/learning")
    assert "not enrolled in anything yet" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert visitor.get("/account/learning").status_code in (302, 303)


@pytest.mark.parametrize("path", ["/courses/%00", "/courses/?q=%00x", "/learn/%00/%00"])
def test_odd_bytes_in_an_address_are_no_server_error(visitor, demo, path):
    assert visitor.get(path).status_code < 500
