"""Lists of people to enroll: read, looked at, and done as a whole or not at all."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from secrets import token_hex

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.lms.enrolling import from_lists as bulk_enrolling
from educrowd.blueprints.lms.enrolling.from_lists import MOST_LINES, Wanted, enroll_all, look, read
from educrowd.blueprints.lms.models import Enrollment
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs
from tests.queries import queries

from .test_api import Client


@pytest.fixture
def new(demo):
    """The address of somebody whom nobody knows."""
    return f"nova-{token_hex(4)}@example.org"


def outcomes(course, text, by):
    return [line.outcome for line in look(course, read(text), by)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("ada@example.org\n\nben@example.org\n", [(1, "ada@example.org", ""), (3, "ben@example.org", "")]),
        ("ada@example.org, Ada Byron", [(1, "ada@example.org", "Ada Byron")]),
        ("\ufeffName;E-Mail\nAda Byron;ada@example.org", [(2, "ada@example.org", "Ada Byron")]),
        ("email\tfirst_name\tlast_name\na@b.org\tAda\tByron", [(2, "a@b.org", "Ada Byron")]),
        ('Email,Name\n"a@b.org","Byron, ""Ada"""', [(2, "a@b.org", 'Byron, "Ada"')]),
        ("Email\r\na@b.org\r\n", [(2, "a@b.org", "")]),
    ],
)
def test_lists_are_read_as_people_keep_them(text, people):
    assert read(text) == [Wanted(*each) for each in people]


@pytest.mark.parametrize("text", ["", " \n", "Email,Name\n", "a@b.org\n" * (MOST_LINES + 1), "x" * 100_001])
def test_nobody_and_too_many_are_refused(text):
    with pytest.raises(Invalid):
        read(text)


def test_a_look_says_what_becomes_of_each_line_and_writes_nothing(stars, ada, ben, ines, owner, new):
    stars.enroll(ben)
    db.session.commit()
    text = f"{ada.email}\n{ben.email}\n{new}\n{new.upper()}\nnobody\n"
    assert outcomes(stars, text, ines) == ["enroll", "already", "invite", "twice", "invalid"]
    stars.enrollment_of(ben).close(by=owner)
    assert outcomes(stars, ben.email, ines) == ["again"]
    assert db.session.scalar(select(func.count(Enrollment.id))) == 1
    assert db.session.scalar(User.known_as(new)) is None


def test_ines_enrolls_a_list_in_two_steps(stars, ada, ines, visit, demo, letters_to, new):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}/enrollments/list"
    assert "Enroll many from a list" in studio.get(f"/studio/courses/{stars.slug}/enrollments").text
    seen = studio.submit(f"{at}/preview", people=f"{ada.email}\n{new}, Nova Stern\nnonsense").text
    assert "2 of 3 will be enrolled" in seen and "Is no email address" in seen
    assert db.session.scalar(select(func.count(Enrollment.id))) == 0
    kept = unescape(re.search(r'name="people" value="([^"]*)"', seen)[1])
    assert studio.submit(at, people=kept).status_code == 303
    run_jobs()
    nova = db.session.scalars(User.known_as(new)).one()
    assert stars.enrollment_of(ada).source == stars.enrollment_of(nova).source == "staff"
    (letter,) = letters_to(nova)
    assert "has enrolled you" in letter["Subject"] and "/password/" in letter.get_body(("plain",)).get_content()
    assert [each["Subject"] for each in letters_to(ada)] == [f"Welcome to “{stars.title}”"]
    assert "Nova" not in studio.get(f"/studio/courses/{stars.slug}/enrollments").text, "she has not come yet"
    assert studio.submit(at, people=kept).status_code == 303
    run_jobs()
    assert len(letters_to(nova)) == 1 and db.session.scalar(select(func.count(Enrollment.id))) == 2


def test_a_file_is_read_as_well_and_another_encoding_refused(stars, ada, ines, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}/enrollments/list/preview"

    def upload(data):
        form = {"file": (BytesIO(data), "people.csv"), "people": "", "csrf_token": studio.token}
        return studio.post(at, data=form, headers={"Origin": studio.origin})

    assert "1 of 1 will be enrolled" in upload(f"Email\n{ada.email}".encode("utf-8-sig")).text
    assert upload("Name\nJörg".encode("latin-1")).status_code == 422
    assert upload(b"").status_code == 422
    assert upload(b'"never closed\n' * 3).status_code in (200, 422)
    assert studio.submit(at, people="").status_code == 422


def test_all_or_nobody(stars, ada, ines, new, monkeypatch):
    admitted = []

    def admit(self, user_id, *, source):
        admitted.append(user_id)
        if len(admitted) == 2:
            raise RuntimeError("the power fails")
        return real(self, user_id, source=source)

    real = type(stars).admit
    monkeypatch.setattr(type(stars), "admit", admit)
    with pytest.raises(RuntimeError):
        enroll_all(stars, read(f"{ada.email}\n{new}"), ines)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Enrollment.id))) == 0
    assert db.session.scalar(User.known_as(new)) is None


def test_a_site_by_invitation_takes_newcomers_only_from_those_who_manage_members(stars, ines, owner, new, monkeypatch):
    assert outcomes(stars, new, ines) == ["invite"]
    monkeypatch.setattr(bulk_enrolling, "is_open", lambda: False)
    assert outcomes(stars, new, ines) == ["stranger"] and outcomes(stars, new, owner) == ["invite"]


def test_only_who_edits_the_course_enrolls(stars, ada, new_person, visit, demo):
    other = visit(demo).sign_in(new_person("ivo", "instructor"))
    assert other.submit(f"/studio/courses/{stars.slug}/enrollments/list", people=ada.email).status_code == 403
    assert visit(demo).sign_in(ada).get(f"/studio/courses/{stars.slug}/enrollments/list").status_code == 403


def test_a_look_asks_as_much_for_many_as_for_one(stars, ada, ben, ines, new_person):
    people = [new_person(f"p{number}", "student").email for number in range(5)]

    def cost(text):
        with queries() as seen:
            look(stars, read(text), ines)
        return len(seen)

    outcomes(stars, ada.email, ines)
    assert cost(ada.email) == cost("\n".join([*people, ada.email, ben.email, "x@example.org"]))


def test_the_api_enrolls_a_list(stars, ada, ben, ines, new, visit, demo):
    teacher, at = Client(visit(demo), ines), f"/api/v1/lms/courses/{stars.id}/enrollment-list/"
    people = [{"email": ada.email}, {"email": new, "name": "Nova"}, {"email": "nonsense"}]
    tried = teacher.data("POST", at, {"people": people, "dry_run": True})
    assert [line["outcome"] for line in tried["lines"]] == ["enroll", "invite", "invalid"] and tried["dry_run"]
    assert db.session.scalar(select(func.count(Enrollment.id))) == 0
    done = teacher.data("POST", at, {"people": people})
    assert [line["number"] for line in done["lines"]] == [1, 2, 3]
    again = teacher.data("POST", at, {"people": people})
    assert [line["outcome"] for line in again["lines"]] == ["already", "already", "invalid"]
    nova = db.session.scalars(User.known_as(new)).one()
    assert db.session.scalar(Membership.here().where(Membership.user_id == nova.id)).accepted_at is None
    assert teacher.error("POST", at, {"people": []})[0] == 422
    assert Client(visit(demo), ben)("POST", at, {"people": people}).status_code == 403
