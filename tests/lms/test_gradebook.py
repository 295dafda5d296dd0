"""Grades are recorded, held back, released, shown and explained."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.lms.grading.gradebook import book_of, grade_of, record
from educrowd.blueprints.lms.models import GradeChange, GradeGroup, GradeItem
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs
from tests.lms.test_api import Client
from tests.queries import queries


@pytest.fixture
def oral(stars, ines):
    """An oral exam, graded by hand."""
    item = GradeItem.add(stars, title="Oral exam")
    db.session.commit()
    return item


@pytest.fixture
def learning(stars, ada):
    """Ada's enrollment."""
    enrollment = stars.enroll(ada)
    db.session.commit()
    return enrollment


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


def at(course, *parts):
    return "/".join(("", "studio", "courses", course.slug, *map(str, parts)))


@pytest.mark.parametrize("act", ["UPDATE public.grade_changes SET points = 100", "DELETE FROM public.grade_changes"])
def test_nothing_that_was_said_can_be_unsaid(learning, oral, act):
    record(learning, oral.uid, Decimal(50), Decimal(100))
    db.session.commit()
    with pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text(act))
    db.session.rollback()
    assert grade_of(learning).percent == 50


def test_a_lesson_that_gives_grades_is_an_item_and_readers_write_nothing(stars, learning):
    quiz = stars.add_lesson("What is up?", kind="quiz")
    stars.publish()
    db.session.commit()
    assert [item.title for item in book_of(stars).items] == ["What is up?"]
    assert db.session.scalars(select(GradeItem)).all() == []
    record(learning, quiz.uid, Decimal(8), Decimal(10), source="quiz")
    quiz.title = "What is above?"
    stars.publish()
    db.session.commit()
    book = book_of(stars)
    assert [item.title for item in book.items] == ["What is above?"] and not db.session.dirty
    assert grade_of(learning).percent == 80
    stars.remove_lesson(quiz)
    stars.publish()
    db.session.commit()
    assert grade_of(learning).percent is None


def test_what_the_course_does_not_have_is_not_graded(learning):
    with pytest.raises(Invalid):
        record(learning, "nonsense", Decimal(1), Decimal(1))


def test_a_grade_that_is_held_back_is_nowhere_before_its_release(
    visit,
    demo,
    stars,
    learning,
    oral,
    ada,
    hers,
    letters_to,
):
    browser, api = visit(demo).sign_in(ada), Client(visit(demo), ada)
    paths = [f"/learn/{stars.slug}/grades", f"/learn/{stars.slug}/", "/account/learning", f"/courses/{stars.slug}"]
    resources = [f"/api/v1/lms/enrollments/{learning.id}/{part}" for part in ("", "grade/", "grades/")]

    def seen():
        pages = [browser.get(path) for path in paths] + [api("GET", path) for path in resources]
        assert all(answer.status_code == 200 for answer in pages), pages
        return pages

    hers.submit(at(stars, "grading", "items", oral.uid), title="Oral exam", out_of="100", group_id="0", held="y")
    before = [api("GET", path).headers["ETag"] for path in resources]
    entered = hers.submit(
        at(stars, "grades", learning.id, oral.uid), change="graded", points="41,37", out_of="100", note="Zephyr"
    )
    assert entered.status_code == 303
    for answer in seen():
        assert "41.37" not in answer.text and "Zephyr" not in answer.text
    assert [api("GET", path).headers["ETag"] for path in resources] == before
    assert api("GET", f"/api/v1/lms/courses/{stars.id}/gradebook/").status_code == 403
    assert browser.get(at(stars, "grades.csv")).status_code == 403
    assert "41.37" in hers.get(at(stars, "grades", learning.id)).text
    assert "41.37" in hers.get(at(stars, "grades.csv")).text
    released = hers.submit(at(stars, "grading", "items", oral.uid, "release"))
    assert released.status_code == 303
    assert run_jobs() >= 1
    [letter] = [letter for letter in letters_to(ada) if letter["Subject"] == "Your grade for “Oral exam”"]
    assert "41.37" not in letter.as_string()
    shown = seen()
    assert "41.37" in shown[0].text and "Zephyr" in shown[0].text
    assert shown[5].json["data"]["percent"] == 41.37


def test_what_is_graded_after_a_release_waits_for_the_next_one(learning, oral):
    oral.held = True
    record(learning, oral.uid, Decimal(50), Decimal(100))
    assert oral.release() == [learning.id] and grade_of(learning).percent == 50
    record(learning, oral.uid, Decimal(90), Decimal(100))
    assert grade_of(learning).percent == 50 and grade_of(learning, released=False).percent == 90
    assert oral.release() == [learning.id] and oral.release() == []
    assert grade_of(learning).percent == 90


def test_ines_sets_up_what_counts_and_grades_by_hand(hers, visit, demo, stars, learning, ada):
    assert "Nothing is graded here yet" in hers.get(at(stars, "grades")).text
    hers.submit(at(stars, "grading", "groups", ""), title="Exams", weight="60", drop_lowest="")
    group = db.session.scalars(select(GradeGroup)).one()
    hers.submit(at(stars, "grading", "items", ""), title="Oral exam", out_of="20", group_id=str(group.id))
    item = db.session.scalars(select(GradeItem)).one()
    assert item.group_id == group.id and "Oral exam" in hers.get(at(stars, "grading")).text
    entry = at(stars, "grades", learning.id, item.uid)
    assert 'value="20"' in hers.get(entry).text
    assert hers.submit(entry, change="graded", points="", out_of="20").status_code == 422
    for points in ("-1", "NaN", "1e9", "many"):
        assert hers.submit(entry, change="graded", points=points, out_of="20").status_code == 422
    assert db.session.scalars(select(GradeChange)).all() == []
    hers.submit(entry, change="graded", points="15", out_of="20", note="Well argued.")
    assert "75%" in hers.get(at(stars, "grades")).text
    assert "75 = (60 × 75) ÷ 60" in hers.get(at(stars, "grades", learning.id)).text
    page = visit(demo).sign_in(ada).get(f"/learn/{stars.slug}/grades").text
    assert "75 = 15 ÷ 20 × 20" not in page and "15 = 15 ÷ 20 × 20" in page and "Well argued." in page
    hers.submit(entry, change="exempt")
    assert "Exempt" in hers.get(at(stars, "grades")).text
    hers.submit(at(stars, "grading", "groups", group.id, "deletion"))
    db.session.expire_all()
    assert db.session.scalars(select(GradeItem)).one().group_id is None
    assert hers.submit(at(stars, "grading", "items", item.uid, "deletion")).status_code == 303
    assert hers.get(entry).status_code == 404


def test_grades_through_the_api(visit, demo, stars, learning, ines, ada, new_person):
    teacher, learner = Client(visit(demo), ines), Client(visit(demo), ada)
    course, enrollment = f"/api/v1/lms/courses/{stars.id}", f"/api/v1/lms/enrollments/{learning.id}"
    group = teacher.data("POST", f"{course}/grade-groups/", {"title": "Exams", "weight": 100}, status=201)
    item = teacher.data(
        "POST", f"{course}/grade-items/", {"title": "Oral", "out_of": 20, "group_id": group["id"]}, status=201
    )
    said = {"item_uid": item["uid"], "points": 18.5, "out_of": 20}
    assert teacher.error("POST", f"{enrollment}/grades/", {"item_uid": item["uid"]})[:1] == (422,)
    assert teacher.error("POST", f"{enrollment}/grades/", said | {"item_uid": "x"}) == (422, "invalid", "item_uid")
    assert teacher.error("POST", f"{course}/grade-items/", {"title": "B", "group_id": 2**40})[::2] == (422, "group_id")
    assert teacher.data("POST", f"{enrollment}/grades/", said, status=201)["points"] == 18.5
    assert learner("POST", f"{enrollment}/grades/", said).status_code == 403
    grade = learner.data("GET", f"{enrollment}/grade/")
    assert grade["percent"] == 92.5 and grade["steps"][-1]["expression"] == "1 × 92.5"
    line = teacher("GET", f"{course}/gradebook/").json["data"][0]
    assert line["user_id"] == ada.id and line["percent"] == 92.5 and line["marks"][0]["points"] == 18.5
    held = teacher.data("PATCH", f"{course}/grade-items/{item['uid']}/", {"held": True})
    assert held["held"]
    teacher.data("POST", f"{enrollment}/grades/", said | {"change": "do_over"}, status=201)
    assert learner.data("GET", f"{enrollment}/grade/")["percent"] == 92.5
    teacher.data("POST", f"{course}/grade-items/{item['uid']}/release/")
    assert learner.data("GET", f"{enrollment}/grade/")["percent"] is None
    assert [row["change"] for row in learner("GET", f"{enrollment}/grades/").json["data"]] == ["graded", "do_over"]
    stranger = Client(visit(demo), new_person("eve", "student"))
    assert stranger("GET", f"{enrollment}/grade/").status_code == 404
    teacher.data("PATCH", f"/api/v1/lms/grade-groups/{group['id']}/", {"drop_lowest": 2})
    teacher.data("DELETE", f"/api/v1/lms/grade-groups/{group['id']}/", status=204)
    teacher.data("DELETE", f"{course}/grade-items/{item['uid']}/", status=204)
    assert teacher.data("GET", f"{course}/grade-items/") == []


def test_a_gradebook_of_a_thousand_learners_and_fifty_items(hers, stars, learning, ines, ada, demo):
    paths = [at(stars, "grades"), at(stars, "grades", learning.id), at(stars, "grading")]

    def costs():
        found = []
        for path in paths:
            hers.get(path)
            with queries() as asked:
                assert hers.get(path).status_code == 200
            found.append(len(asked))
        return found

    GradeItem.add(stars, title="First")
    db.session.commit()
    little = costs()
    for number in range(49):
        GradeItem.add(stars, title=f"Item {number}")
    db.session.flush()
    db.session.execute(
        text(f"""WITH people AS (
          INSERT INTO public.users (email, username, password_hash, first_name, last_name)
          SELECT format('%s%s@example.org', '{demo.slug}-l', n), format('%s%s', '{demo.slug}-l', n), '', 'L', n
          FROM generate_series(1, 999) n RETURNING id)
          INSERT INTO public.enrollments (tenant_id, course_id, user_id)
          SELECT {demo.id}, {stars.id}, id FROM people""")
    )
    db.session.execute(
        text(f"""INSERT INTO public.grade_changes (tenant_id, enrollment_id, item_uid, change, points, out_of)
          SELECT {demo.id}, e.id, i.uid, 'graded', (e.id * 7 + i.id) % 101, 100
          FROM public.enrollments e CROSS JOIN public.grade_items i
          WHERE e.course_id = {stars.id} AND i.course_id = {stars.id}""")
    )
    db.session.commit()
    assert costs() == little
    assert "Page 1 of 20" in hers.get(paths[0]).text
    table = hers.get(at(stars, "grades.csv")).text.splitlines()
    assert len(table) == 1001 and len(table[1].split(",")) == 53
