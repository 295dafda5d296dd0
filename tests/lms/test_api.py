"""Courses through the API."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Course, Enrollment
from educrowd.core.db import db
from tests.conftest import PASSWORD

COURSES = "/api/v1/lms/courses/"
ENROLLMENTS = "/api/v1/lms/enrollments/"


class Client:
    """Somebody who speaks JSON on one site."""

    def __init__(self, browser, person=None):
        self.browser, self.headers = browser, {}
        if person is not None:
            answer = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
            self.headers = {"Authorization": f"Bearer {answer.json['data']['access_token']}"}

    def __call__(self, method, path, body=None, **headers):
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.browser.open(path, method=method, json=body, headers=sent)

    def data(self, method, path, body=None, status=200):
        answer = self(method, path, body)
        assert answer.status_code == status, answer.text
        return answer.json["data"] if status != 204 else None

    def error(self, method, path, body=None):
        answer = self(method, path, body)
        first = (answer.json["errors"] or [{}])[0]
        return answer.status_code, first.get("code"), first.get("field")


@pytest.fixture
def api(visit, demo):
    """`api(ada)` is a client with Ada's token, `api()` one without."""
    return lambda person=None: Client(visit(demo), person)


def test_a_course_is_made_taken_and_finished_through_the_api(api, ines, ada):
    teacher, learner = api(ines), api(ada)
    made = teacher("POST", COURSES, {"title": "Comets", "description": "*Ice*.", "status": "published"})
    course = made.json["data"]
    assert made.status_code == 201 and made.headers["Location"] == f"{COURSES}{course['id']}/"
    assert course["slug"] == "comets" and course["price_amount"] == 0 and course["status"] == "published"
    assert course["description_html"] == "<p><em>Ice</em>.</p>\n"
    at = f"{COURSES}{course['id']}"
    section = teacher.data("POST", f"{at}/sections/", {"title": "Basics", "position": 1}, status=201)
    lesson = {"title": "Tails", "body": "**Two**.", "section_id": section["id"]}
    tails = teacher.data("POST", f"{at}/lessons/", lesson, status=201)
    assert teacher.data("GET", f"/api/v1/lms/lessons/{tails['id']}/")["title"] == "Tails"
    assert tails["html"] == "<p><strong>Two</strong>.</p>\n" and tails["position"] == 1
    assert teacher.data("POST", f"{at}/versions/", {"note": "Tails"}, status=201)["number"] == 2
    enrollment = learner.data("POST", ENROLLMENTS, {"course_id": course["id"]}, status=201)
    assert enrollment["status"] == "active" and enrollment["progress_percent"] == 0
    way = learner.data("GET", f"{ENROLLMENTS}{enrollment['id']}/lessons/")
    assert [step["title"] for step in way if step["is_next"]] == [way[0]["title"]]
    completion = f"{ENROLLMENTS}{enrollment['id']}/completions/{tails['id']}/"
    assert learner("GET", completion).status_code == 404
    done = learner.data("PUT", completion)
    assert done["status"] == "completed" and done["progress_percent"] == 100
    assert learner.data("GET", completion)["lesson_uid"] == tails["uid"]
    learner.data("DELETE", completion, status=204)
    again = learner.data("GET", f"{ENROLLMENTS}{enrollment['id']}/")
    assert again["progress_percent"] == 0 and again["status"] == "completed" and again["completed_at"]


def test_visitors_list_published_courses_and_makers_their_drafts_too(api, ines, stars):
    Course.draft(ines, title="Moons")
    db.session.commit()
    assert [course["title"] for course in api().data("GET", COURSES)] == [stars.title]
    assert {course["title"] for course in api(ines).data("GET", COURSES)} == {stars.title, "Moons"}
    drafts = api(ines).data("GET", COURSES + "?status=draft")
    assert [course["title"] for course in drafts] == ["Moons"]
    moons = f"{COURSES}{drafts[0]['id']}"
    for path in (f"{moons}/", f"{moons}/sections/", f"{moons}/lessons/"):
        assert api()("GET", path).status_code == 404, path


def test_lists_are_searched_sorted_and_paged(api, ines):
    for title in ("Comets", "Moons", "Moonless nights"):
        Course.draft(ines, title=title).publish()
    db.session.commit()
    found = api()("GET", COURSES + "?q=moon&sort=title&per_page=1")
    assert [course["title"] for course in found.json["data"]] == ["Moonless nights"]
    assert found.json["meta"]["total"] == 2 and 'rel="next"' in found.headers["Link"]
    for bad in ("?sort=slug", "?per_page=0", "?page=x", "?status=gone", "?nonsense=1"):
        assert api()("GET", COURSES + bad).status_code == 422, bad


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "invalid", "title"),
        ({"title": " "}, "invalid", "title"),
        ({"title": "x" * 201}, "invalid", "title"),
        ({"title": "A", "slug": "No Slug"}, "invalid", "slug"),
        ({"title": "A", "slug": "new"}, "invalid", "slug"),
        ({"title": "A", "price_amount": -1}, "invalid", "price_amount"),
        ({"title": "A", "price_amount": 1.5}, "invalid", "price_amount"),
        ({"title": "A", "currency": "XXQ"}, "invalid", "currency"),
        ({"title": "A", "status": "live"}, "invalid", "status"),
        ({"title": "A", "instructor_id": 1}, "unknown_field", "instructor_id"),
        ({"title": "A", "tenant_id": 1}, "unknown_field", "tenant_id"),
    ],
)
def test_a_bad_course_is_refused_and_nothing_is_written(api, ines, body, code, field):
    assert api(ines).error("POST", COURSES, body) == (422, code, field)
    assert db.session.scalars(select(Course)).all() == []


def test_a_course_is_changed_replaced_and_deleted(api, ines, stars):
    teacher, at = api(ines), f"{COURSES}{stars.id}/"
    changed = teacher.data("PATCH", at, {"summary": "New."})
    assert changed["summary"] == "New." and changed["title"] == stars.title
    replaced = teacher.data("PUT", at, {"title": "Stars", "slug": "stars"})
    assert replaced["summary"] == "" and replaced["slug"] == "stars" and replaced["status"] == "draft"
    tag = teacher("GET", at).headers["ETag"]
    assert teacher("GET", at, If_None_Match=tag).status_code == 304
    teacher.data("PATCH", at, {"title": "Skies"})
    assert teacher("PATCH", at, {"title": "Late"}, If_Match=tag).status_code == 412
    teacher.data("DELETE", at, status=204)
    assert teacher("GET", at).status_code == 404


def test_a_course_with_learners_is_archived_instead_of_deleted(api, ines, stars, ada):
    stars.enroll(ada)
    db.session.commit()
    assert api(ines).error("DELETE", f"{COURSES}{stars.id}/") == (409, "conflict", None)


def test_two_courses_want_one_address(api, ines, stars):
    assert api(ines).error("POST", COURSES, {"title": "B", "slug": stars.slug}) == (422, "invalid", "slug")


def test_rights_are_checked_for_every_change(api, new_person, stars, ada):
    ivo, course, lesson = new_person("ivo", "instructor"), f"{COURSES}{stars.id}/", stars.lessons[0]
    changes = [
        ("PATCH", course, {"title": "Mine"}),
        ("PUT", course, {"title": "Mine"}),
        ("DELETE", course, None),
        ("POST", f"{course}sections/", {"title": "Mine"}),
        ("POST", f"{course}lessons/", {"title": "Mine"}),
        ("GET", f"{course}analytics/", None),
        ("PATCH", f"/api/v1/lms/lessons/{lesson.id}/", {"title": "Mine"}),
        ("DELETE", f"/api/v1/lms/lessons/{lesson.id}/", None),
        ("PATCH", f"/api/v1/lms/sections/{lesson.section_id}/", {"title": "Mine"}),
        ("DELETE", f"/api/v1/lms/sections/{lesson.section_id}/", None),
    ]
    clients = {401: api(), 403: api(ada)}
    for method, path, body in changes:
        for status, client in clients.items():
            assert client(method, path, body).status_code == status, (method, path, status)
        assert api(ivo)(method, path, body).status_code == 403, (method, path)
    assert api(ada)("POST", COURSES, {"title": "Mine"}).status_code == 403


def test_lesson_texts_are_for_the_enrolled_and_previews_for_all(api, stars, ada, ines):
    learner = api(ada)
    preview, plough = (f"/api/v1/lms/lessons/{lesson.id}/" for lesson in stars.lessons[:2])
    listed = api().data("GET", f"{COURSES}{stars.id}/lessons/")
    assert [lesson["title"] for lesson in listed][1] == "The Plough"
    assert all("body" not in lesson and "html" not in lesson for lesson in listed)
    assert api().data("GET", preview)["body"] == "Find a **dark** hill."
    assert api()("GET", plough).status_code == 403
    learner.data("POST", ENROLLMENTS, {"course_id": stars.id}, status=201)
    assert learner.data("GET", plough)["body"] == "Seven stars."
    assert api(ines).data("GET", plough)["body"] == "Seven stars."


def test_lessons_and_sections_are_changed_moved_and_deleted(api, ines, stars):
    teacher = api(ines)
    one, two = (section.id for section in stars.sections)
    plough = f"/api/v1/lms/lessons/{stars.lessons[1].id}/"
    moved = teacher.data("PATCH", plough, {"title": "The Dipper", "section_id": two, "position": 1, "required": False})
    assert (moved["title"], moved["section_id"], moved["position"], moved["required"]) == ("The Dipper", two, 1, False)
    assert teacher.error("PATCH", plough, {"section_id": two + 1000}) == (422, "invalid", "section_id")
    assert teacher.error("PATCH", plough, {"kind": "hologram"}) == (422, "invalid", "kind")
    assert teacher.error("PATCH", plough, {"position": 0}) == (422, "invalid", "position")
    assert teacher.data("PATCH", f"/api/v1/lms/sections/{two}/", {"position": 1, "title": "Maps"})["position"] == 1
    assert [s["id"] for s in teacher.data("GET", f"{COURSES}{stars.id}/sections/")] == [two, one]
    teacher.data("DELETE", plough, status=204)
    teacher.data("DELETE", f"/api/v1/lms/sections/{two}/", status=204)
    assert [lesson["title"] for lesson in teacher.data("GET", f"{COURSES}{stars.id}/lessons/")] == ["Choosing a place"]


def test_enrolling_twice_is_already_enrolled(api, stars, ada):
    learner, body = api(ada), {"course_id": stars.id}
    learner.data("POST", ENROLLMENTS, body, status=201)
    assert learner.error("POST", ENROLLMENTS, body) == (409, "already_enrolled", "course_id")


def test_what_is_not_there_or_not_open_takes_nobody(api, ines, stars, ada):
    draft = Course.draft(ines, title="Moons")
    stars.price_amount = 100
    db.session.commit()
    assert api(ada)("POST", ENROLLMENTS, {"course_id": draft.id}).status_code == 404
    assert api(ada)("POST", ENROLLMENTS, {"course_id": 2**60}).status_code == 404
    assert api(ada)("POST", ENROLLMENTS, {"course_id": stars.id}).status_code == 409
    assert api()("POST", ENROLLMENTS, {"course_id": stars.id}).status_code == 401
    for bad in ({}, {"course_id": "1"}, {"course_id": 0}, {"course_id": stars.id, "status": "completed"}):
        assert api(ada)("POST", ENROLLMENTS, bad).status_code == 422, bad


def test_makers_enroll_members_and_learners_do_not_enroll_each_other(api, ines, stars, ada, ben, new_site, new_person):
    body = {"course_id": stars.id, "user_id": ada.id}
    assert api(ben)("POST", ENROLLMENTS, body).status_code == 403
    assert api(ines).data("POST", ENROLLMENTS, body, status=201)["user_id"] == ada.id
    stranger = new_person("stranger")
    assert api(ines).error("POST", ENROLLMENTS, body | {"user_id": stranger.id}) == (422, "invalid", "user_id")


def test_enrollments_are_seen_by_their_learner_the_maker_and_the_staff(api, ines, owner, stars, ada, ben, new_person):
    enrollment = stars.enroll(ada)
    db.session.commit()
    ivo, path = new_person("ivo", "instructor"), f"{ENROLLMENTS}{enrollment.id}/"
    for person in (ada, ines, owner):
        assert [row["id"] for row in api(person).data("GET", ENROLLMENTS)] == [enrollment.id], person.name
        assert api(person).data("GET", path)["user_id"] == ada.id
    for person in (ben, ivo):
        assert api(person).data("GET", ENROLLMENTS) == [], person.name
        assert api(person)("GET", path).status_code == 404
        assert api(person)("DELETE", path).status_code == 404
        assert api(person)("PUT", f"{path}completions/{stars.lessons[0].id}/").status_code == 404
    assert api(ines)("PUT", f"{path}completions/{stars.lessons[0].id}/").status_code == 403
    assert api(ines).data("GET", ENROLLMENTS + f"?course_id={stars.id + 1}") == []


def test_a_closed_enrollment_keeps_its_progress_and_takes_no_more(api, stars, ada):
    learner = api(ada)
    enrollment = learner.data("POST", ENROLLMENTS, {"course_id": stars.id}, status=201)
    path = f"{ENROLLMENTS}{enrollment['id']}/"
    learner.data("PUT", f"{path}completions/{stars.lessons[0].id}/")
    learner.data("DELETE", path, status=204)
    closed = learner.data("GET", path)
    assert closed["status"] == "closed" and closed["progress_percent"] == 33
    assert learner("PUT", f"{path}completions/{stars.lessons[1].id}/").status_code == 409
    assert api(ada)("GET", f"/api/v1/lms/lessons/{stars.lessons[1].id}/").status_code == 403


def test_whoever_the_teacher_shut_out_is_told_so(api, ines, stars, ada, visit, demo):
    enrollment = api(ada).data("POST", ENROLLMENTS, {"course_id": stars.id}, status=201)
    api(ines).data("DELETE", f"{ENROLLMENTS}{enrollment['id']}/", status=204)
    refused = api(ada)("POST", ENROLLMENTS, {"course_id": stars.id})
    assert (refused.status_code, "Ask whoever runs it" in refused.text) == (409, True)
    page = visit(demo).sign_in(ada).get(f"/courses/{stars.slug}").text
    assert "Your access was ended" in page
    assert "Enroll for free" not in page


def test_a_lesson_of_another_course_is_not_completed(api, ines, stars, ada):
    moons = Course.draft(ines, title="Moons")
    io = moons.add_lesson("Io")
    moons.publish()
    enrollment = stars.enroll(ada)
    db.session.commit()
    assert api(ada)("PUT", f"{ENROLLMENTS}{enrollment.id}/completions/{io.id}/").status_code == 404


def test_another_site_answers_as_if_nothing_were_there(api, visit, new_site, stars, ada):
    enrollment = stars.enroll(ada)
    db.session.commit()
    elsewhere = visit(new_site("atelier"))
    client = Client(elsewhere)
    for path in (
        f"{COURSES}{stars.id}/",
        f"{COURSES}{stars.id}/lessons/",
        f"/api/v1/lms/lessons/{stars.lessons[0].id}/",
    ):
        assert client("GET", path).status_code == 404, path
    assert client.data("GET", COURSES) == []
    client.headers = api(ada).headers
    assert client("GET", f"{ENROLLMENTS}{enrollment.id}/").status_code == 401


def test_an_idempotency_key_enrolls_once(api, stars, ada):
    learner, body = api(ada), {"course_id": stars.id}
    first = learner("POST", ENROLLMENTS, body, Idempotency_Key="enroll-ada")
    second = learner("POST", ENROLLMENTS, body, Idempotency_Key="enroll-ada")
    assert first.status_code == second.status_code == 201
    assert first.json["data"] == second.json["data"]
    assert len(db.session.scalars(select(Enrollment)).all()) == 1


def test_figures_are_shown_to_makers(api, ines, stars, ada):
    from educrowd.blueprints.lms.analytics import compute_figures

    assert api(ines).data("GET", f"{COURSES}{stars.id}/analytics/") == {}
    stars.enroll(ada)
    compute_figures(stars.id)
    db.session.commit()
    figures = api(ines).data("GET", f"{COURSES}{stars.id}/analytics/")
    assert figures["enrollments"] == 1 and figures["completion_rate"] == 0
    assert figures["lessons"][0]["title"] == "Choosing a place"
