"""Rubrics and the grading queue: who grades what next, by which criteria, and what the learner reads of it."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.assignments import rubrics as arithmetic
from educrowd.blueprints.lms.assignments.assessing import assess, claim
from educrowd.blueprints.lms.grading.gradebook import grade_of
from educrowd.blueprints.lms.grading.queue import count_for, queue_for, shown, take_next
from educrowd.blueprints.lms.models import Course, Rubric, Submission
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs
from tests.queries import queries

from .assigned import handed_in, published, work_of
from .test_api import COURSES, api  # noqa: F401

STARS = {
    "title": "Stars",
    "description": "Which are there",
    "levels": "3 | Clear | All are named\n1,5 | In part\n0 | None",
}
NORTH = {"title": "North", "description": "", "levels": "2 | Right\n0 | Wrong"}


def rows(*criteria):
    return {f"rows-{place}-{name}": value for place, each in enumerate(criteria) for name, value in each.items()}


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


@pytest.fixture
def rubric(ines):
    criteria = [
        {"id": name, **each, "levels": arithmetic.read_levels(each["levels"])}
        for name, each in (("stars", STARS), ("north", NORTH))
    ]
    made = Rubric.add(ines, title="Sketches", criteria=criteria)
    db.session.commit()
    return made


@pytest.fixture
def by_rubric(stars, sketch, rubric, adas):
    """The assignment, graded by the rubric, as it is published."""
    sketch.settings = {**sketch.settings, "rubric": rubric.uid}
    stars.publish()
    return published(stars, sketch)


def test_levels_are_read_as_people_write_them_and_written_the_same():
    levels = arithmetic.read_levels("3 | Clear | All | are named\n\n1,5|In part\n0 | None | ")
    assert [level["points"] for level in levels] == ["3", "1.5", "0"]
    assert levels[0]["description"] == "All | are named" and levels[2]["description"] == ""
    assert arithmetic.read_levels(arithmetic.write_levels(levels)) == levels


@pytest.mark.parametrize(
    "text", ["", "3 | Alone", "Clear | 3\n0 | None", "3 |\n0 | None", "-1 | Bad\n0 | None", "1e9 | x\n0 | y"]
)
def test_levels_that_make_no_sense_are_refused(text):
    with pytest.raises(Invalid):
        arithmetic.read_levels(text)


def test_points_follow_from_the_levels(rubric):
    points, marks = arithmetic.mark(rubric.criteria, {"stars": (2, "Which?"), "north": (1, "")}, Decimal(20))
    assert points == 14, "(1.5 + 2) of 5, of 20"
    assert marks[0] == {"criterion": "Stars", "level": "In part", "comment": "Which?", "points": "1.5", "out_of": "3"}
    with pytest.raises(Invalid, match="North"):
        arithmetic.mark(rubric.criteria, {"stars": (1, ""), "north": (3, "")}, Decimal(20))


def test_a_rubric_is_made_changed_and_deleted_in_the_studio(hers, visit, demo, stars, sketch, new_person):
    new = hers.get("/studio/rubrics/new").text
    assert 'name="rows-1-levels"' in new
    more = hers.submit("/studio/rubrics/", title="Sketches", version=0, then="add", **rows(STARS))
    assert 'name="rows-1-title"' in more.text and "All are named" in more.text
    less = hers.submit("/studio/rubrics/", title="Sketches", version=0, then="remove-0", **rows(STARS, NORTH))
    assert "Wrong" in less.text and "All are named" not in less.text
    for bad in [
        rows(),
        rows({**STARS, "levels": "3 | Alone"}),
        rows({**STARS, "levels": "0 | A\n0 | B"}),
        rows({**STARS, "title": ""}),
    ]:
        assert hers.submit("/studio/rubrics/", title="Sketches", version=0, **bad).status_code == 422, bad
    assert hers.submit("/studio/rubrics/", title="Sketches", version=0, **rows(STARS, NORTH)).status_code == 303
    rubric = db.session.scalars(select(Rubric)).one()
    at, ids = f"/studio/rubrics/{rubric.uid}", [each["id"] for each in rubric.criteria]
    page = hers.get(at).text
    assert "1.5 | In part" in page
    sent = rows({"id": ids[0], **STARS}, {"id": ids[1], **NORTH})
    assert hers.submit(at, title="Sketches of stars", version=1, **sent).status_code == 303
    assert hers.submit(at, title="Older tab", version=1, **sent).status_code == 409
    db.session.expire_all()
    assert (rubric.title, rubric.version, [each["id"] for each in rubric.criteria]) == ("Sketches of stars", 2, ids)
    kims = visit(demo).sign_in(new_person("kim", "instructor"))
    assert "Ines" in kims.get(at).text and kims.submit(at, title="Mine", version=2, **sent).status_code == 403
    sketch.settings = {"rubric": rubric.uid}
    db.session.commit()
    hers.submit(f"{at}/deletion")
    assert db.session.scalars(select(Rubric)).all(), "an assignment is graded by it"
    sketch.settings = {}
    db.session.commit()
    hers.submit(f"{at}/deletion")
    assert not db.session.scalars(select(Rubric)).all()


def test_a_piece_is_graded_by_its_rubric_and_the_learner_reads_why(
    visit, demo, stars, by_rubric, adas, ada, hers, rubric
):
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{by_rubric.uid}"
    assert "How it is graded: Sketches" in browser.get(at).text
    submission = handed_in(adas, by_rubric)
    one = f"/studio/courses/{stars.slug}/submissions/{submission.id}"
    page = hers.get(one).text
    assert "3 · Clear: All are named" in page and 'name="points"' not in page
    missing = hers.submit(f"{one}/assessments", outcome="graded", revision=1, mark_0="1")
    assert missing.status_code == 422 and "This field is required" in missing.text
    assert hers.submit(f"{one}/assessments", outcome="graded", revision=1, mark_0="9", mark_1="1").status_code == 422
    graded = hers.submit(f"{one}/assessments", outcome="graded", revision=1, mark_0="2", comment_0="Mizar?", mark_1="1")
    assert graded.status_code == 303
    rubric.criteria, rubric.title = [], "Emptied"
    db.session.commit()
    assert grade_of(adas).percent == 70
    shown_to_ada = browser.get(at).text
    assert "<strong>14</strong>" in shown_to_ada and "Mizar?" in shown_to_ada and "In part" in shown_to_ada


def test_the_queue_holds_the_oldest_first_and_hands_out_what_nobody_grades(
    hers, stars, sketch, adas, ben, ines, new_person
):
    lesson, kim = published(stars, sketch), new_person("kim", "owner")
    first, second = handed_in(adas, lesson), handed_in(stars.enroll(ben), lesson)
    listed = hers.get("/studio/grading").text
    assert listed.index("Ada") < listed.index("Ben") and "Nobody yet" in listed
    assert [row.id for row in queue_for(ines)] == [first.id, second.id]
    taken = take_next(kim)
    assert taken and taken.id == first.id
    db.session.commit()
    assert "Kim" in hers.get("/studio/grading").text
    following = hers.submit("/studio/grading/next")
    assert following.location.endswith(f"/submissions/{second.id}"), "Kim grades the first one"
    done = hers.submit(f"{following.location}/assessments", outcome="graded", points=9, revision=1, then="next")
    assert done.location.endswith(f"/submissions/{second.id}"), "what Kim grades is not handed out"
    assert "Nothing waits" in hers.submit("/studio/grading/next").headers["Location"] or count_for(ines) == 1
    db.session.expire_all()
    assess(work_of(adas, lesson), published(stars, sketch), by=kim, points=Decimal(3), over=1)
    db.session.commit()
    assert count_for(ines) == 0 and "Nothing waits" in hers.get("/studio/grading").text


def test_who_skips_a_piece_comes_back_to_it_last(stars, sketch, adas, ben, ines):
    lesson = published(stars, sketch)
    first, second = handed_in(adas, lesson), handed_in(stars.enroll(ben), lesson)
    after_first = take_next(ines, after=f"assignment-{first.id}")
    assert after_first and after_first.id == second.id
    after_second = take_next(ines, after=f"assignment-{second.id}")
    assert after_second and after_second.id == first.id


def test_the_queue_is_of_ones_own_courses_and_of_one_course_if_asked(
    visit, demo, stars, sketch, adas, ines, new_person, hers
):
    submission = handed_in(adas, published(stars, sketch))
    kim = new_person("kim", "instructor")
    other = Course.draft(kim, title="Comets")
    db.session.commit()
    assert queue_for(kim) == [] and count_for(ines) == 1
    kims = visit(demo).sign_in(kim)
    assert "Nothing waits" in kims.get("/studio/grading").text
    assert kims.get(f"/studio/grading?course={stars.slug}").status_code == 404
    assert "Ada" in hers.get(f"/studio/grading?course={stars.slug}").text
    assert "1 piece of work to grade" in hers.get("/studio/").text and submission
    assert other


def test_another_sites_queue_and_rubrics_are_nowhere(demo, new_site, visit, stars, sketch, adas, rubric, new_person):
    handed_in(adas, published(stars, sketch))
    elsewhere, uid = new_site("elsewhere"), rubric.uid
    with tenancy.bind(elsewhere):
        assert Rubric.called(uid) is None
        assert db.session.scalars(select(Rubric)).all() == []


def test_a_longer_queue_costs_no_more_queries(hers, stars, sketch, adas, new_person):
    handed_in(adas, published(stars, sketch))
    hers.get("/studio/grading")
    counts = []
    for _ in range(2):
        with queries() as seen:
            assert hers.get("/studio/grading").status_code == 200
        counts.append(len(seen))
        for name in ("cleo", "dan"):
            handed_in(stars.enroll(new_person(name, "student")), published(stars, sketch))
    assert counts[0] == counts[1]


def test_rubrics_and_the_queue_through_the_api(api, ines, ada, stars, sketch, adas):  # noqa: F811
    teacher = api(ines)
    levels = [{"points": 3, "title": "Clear"}, {"points": 0, "title": "None"}]
    body = {"title": "Sketches", "criteria": [{"id": "stars", "title": "Stars", "levels": levels}]}
    made = teacher.data("POST", "/api/v1/lms/rubrics/", body, status=201)
    at = f"/api/v1/lms/rubrics/{made['id']}/"
    assert made["criteria"][0]["levels"][0]["points"] == 3 and teacher.data("GET", at)["version"] == 1
    for bad in [
        [],
        [{"title": "Stars", "levels": levels[:1]}],
        [{"title": "S", "levels": [{"points": 0, "title": "a"}] * 2}],
    ]:
        assert teacher.error("POST", "/api/v1/lms/rubrics/", {**body, "criteria": bad})[0] == 422, bad
    assert teacher.error("POST", "/api/v1/lms/rubrics/", {**body, "criteria": body["criteria"] * 2})[0] == 422
    assert teacher.data("PATCH", at, {"title": "Stars", "version": 1})["version"] == 2
    assert teacher.error("PATCH", at, {"title": "Stars", "version": 1})[0] == 409
    for part in [[[]], [{}], [{"title": "No levels"}], [{"title": "Stars", "levels": [{"title": "No points"}] * 2}]]:
        assert teacher.error("PATCH", at, {"criteria": part})[0] == 422, "a criterion is whole, or it is none"
    lesson = f"/api/v1/lms/lessons/{sketch.id}/"
    assert teacher.error("PATCH", lesson, {"settings": {"rubric": "unknown"}})[:2] == (422, "invalid")
    teacher.data("PATCH", lesson, {"settings": {"rubric": made["uid"], "out_of": 20}})
    assert teacher.error("DELETE", at)[0] == 409
    teacher.data("POST", f"{COURSES}{stars.id}/versions/", {}, status=201)
    submission = handed_in(adas, published(stars, sketch))
    (waiting,) = teacher.data("GET", "/api/v1/lms/grading-queue/")
    assert (waiting["id"], waiting["title"], waiting["claimed_by_id"]) == (submission.id, "A first sketch", None)
    assert api(ada)("GET", "/api/v1/lms/grading-queue/").status_code == 403
    grades = f"/api/v1/lms/submissions/{submission.id}/assessments/"
    assert teacher.error("POST", grades, {"revision": 1, "points": 3}) == (422, "invalid", "marks")
    marks = [{"criterion": "stars", "level": 1, "comment": "All of them."}]
    graded = teacher.data("POST", grades, {"revision": 1, "marks": marks}, status=201)
    assert graded["assessments"][0]["points"] == 20 and graded["assessments"][0]["marks"][0]["level"] == "Clear"
    assert teacher.data("GET", "/api/v1/lms/grading-queue/") == []


def test_a_claim_is_seen_by_others(stars, sketch, adas, ines, hers):
    submission = handed_in(adas, published(stars, sketch))
    claim(submission, by=ines)
    db.session.commit()
    (piece,) = shown(queue_for(ines))
    assert piece.claimed_by == ines and "You" in hers.get("/studio/grading").text


def told(page):
    """What the page's form tells of its rubric."""
    return unescape(re.search(r'name="rubric" type="hidden" value="([^"]*)"', page)[1])


def test_a_rubric_that_changed_under_an_open_page_grades_nothing_and_keeps_the_words(
    hers, stars, by_rubric, adas, rubric
):
    one = f"/studio/courses/{stars.slug}/submissions/{handed_in(adas, by_rubric).id}"
    stand = told(hers.get(one).text)
    said = {"outcome": "graded", "revision": 1, "rubric": stand, "mark_0": "1", "comment_0": "Mizar?", "mark_1": "1"}
    said |= {"comment_1": "It lies left.", "feedback": "Well drawn."}
    north = {"id": "north", **NORTH, "levels": arithmetic.read_levels(NORTH["levels"])}
    rubric.change(over=1, criteria=[north, {**north, "id": "light", "title": "Light"}])
    db.session.commit()
    refused = hers.submit(f"{one}/assessments", **said)
    assert refused.status_code == 409 and "was changed after you opened the page" in refused.text
    assert 'name="comment_0" type="text" value="It lies left."' in refused.text, "the criterion stands first now"
    assert "Well drawn.\n\nMizar?" in refused.text and "checked" in refused.text.split("mark_0")[0]
    db.session.expire_all()
    assert work_of(adas, by_rubric).state == "submitted" and grade_of(adas).percent is None
    again = {"outcome": "graded", "revision": 1, "rubric": told(refused.text), "mark_0": "1", "mark_1": "2"}
    assert hers.submit(f"{one}/assessments", **again).status_code == 303
    for odd in ("[", "{}", '["x"]', "[[[]]]"):
        assert hers.submit(f"{one}/assessments", **again | {"rubric": odd}).status_code in (303, 409), odd


def test_a_reviewing_learner_keeps_the_words_too(visit, demo, stars, sketch, by_rubric, adas, ben, ada, rubric):
    sketch.settings = {**sketch.settings, "peer_reviews": 1}
    stars.publish()
    lesson = published(stars, sketch)
    handed_in(stars.enroll(ben), lesson)
    handed_in(adas, lesson)
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{lesson.uid}/reviews"
    review = browser.submit(at).location
    said = {"rubric": told(browser.get(review).text), "mark_0": "1", "comment_0": "All of them!", "mark_1": "1"}
    rubric.change(over=1, criteria=rubric.criteria[::-1])
    db.session.commit()
    refused = browser.submit(review, **said)
    assert refused.status_code == 409 and 'name="comment_1" type="text" value="All of them!"' in refused.text
    assert browser.submit(review, **said | {"rubric": told(refused.text)}).status_code == 303


@pytest.mark.parametrize("is_out", [False, True], ids=["still read", "gone for learners"])
def test_a_piece_is_graded_after_its_lesson_left_the_course(visit, demo, hers, stars, sketch, adas, ada, is_out):
    submission = handed_in(adas, published(stars, sketch))
    uid = sketch.uid
    stars.remove_lesson(next(each for each in stars.lessons if each.uid == uid))
    if is_out:
        stars.publish()
    db.session.commit()
    one = f"/studio/courses/{stars.slug}/submissions/{submission.id}"
    assert ("Removed since" if is_out else "A first sketch") in hers.get("/studio/grading").text
    assert hers.get(f"/studio/courses/{stars.slug}/submissions/").status_code == 200
    page = hers.get(one).text
    assert "A first sketch" in page and ("has left the course" in page) is is_out
    assert hers.submit(f"{one}/assessments", outcome="graded", revision=1, points="15").status_code == 303
    db.session.expire_all()
    assert Submission.of(adas, uid).state == "graded"
    assert "A first sketch" in hers.get(one).text and "15" in hers.get(f"{one}").text
    learner = visit(demo).sign_in(ada)
    assert learner.get(f"/learn/{stars.slug}/{uid}").status_code == (404 if is_out else 200)
    assert learner.get(f"/learn/{stars.slug}/grades").status_code == 200
    assert hers.get(f"/studio/courses/{stars.slug}/grades").status_code == 200
    run_jobs()
    assert grade_of(adas).percent == (None if is_out else 75)
