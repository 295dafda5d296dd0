"""All that is kept of a person, as one file that only they load."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.auth import exporting
from educrowd.blueprints.auth.forgetting import forget_what_ran_out
from educrowd.blueprints.auth.models import DataExport, Passkey
from educrowd.blueprints.blog import personal_data as blog_data
from educrowd.blueprints.blog.models import Media, Post
from educrowd.blueprints.crowdfunding import personal_data as crowd_data
from educrowd.blueprints.crowdfunding.models import Follow
from educrowd.blueprints.lms import personal_data as lms_data
from educrowd.blueprints.lms.models import Enrollment, GradeChange, Note, Submission, SubmissionFile
from educrowd.blueprints.lms.quizzes import attempting
from educrowd.core import files, jobs, personal_data, tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.documents import place_of_document
from educrowd.core.outbox import OutboxEntry
from educrowd.core.personal_data import Part
from tests.auth.conftest import bearer
from tests.blog.conftest import photo
from tests.conftest import PASSWORD
from tests.crowdfunding.conftest import nell, new_project, telescope  # noqa: F401
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.lms.quizzes import CANARIES, add_quiz, questions_of

PAGE = "/account/data"


@pytest.fixture
def work_there(demo):
    """Do what the platform has promised, as a worker would."""

    def work() -> None:
        db.session.rollback()
        with tenancy.bind(None):
            waiting = select(OutboxEntry.id).where(OutboxEntry.done_at.is_(None), OutboxEntry.tenant_id.is_(None))
            wanted = waiting.where(OutboxEntry.job.contains("export"))
            entries = db.session.scalars(wanted.order_by(OutboxEntry.id)).all()
        for entry_id in entries:
            jobs.perform(entry_id, None, None)

    return work


@pytest.fixture
def at_home(visit, ada):
    ada.is_verified = True
    db.session.commit()
    return visit(None).sign_in(ada)


@pytest.fixture
def archive(at_home, ada, work_there):
    """Ada's file, loaded."""
    assert at_home.submit(PAGE, current_password=PASSWORD).status_code == 303
    work_there()
    answer = at_home.get(f"{PAGE}/{public_id(ada)}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(answer.data))


def public_id(user) -> str:
    db.session.expire_all()
    return db.session.scalars(DataExport.of(user)).first().public_id


def rows(archive, name: str) -> list:
    return json.loads(archive.read(name))


def test_the_file_holds_the_account_and_every_site_but_no_secret(new_site, new_person, ada, demo, at_home, work_there):
    other, bens_id, adas_id = new_site("other"), new_person("ben").id, ada.id
    with tenancy.bind(other):
        ada_there = db.session.get_one(type(ada), adas_id)
        ada_there.take("editor")
        current.user = ada_there
        Post.draft("On notes", slug="notes", body_markdown="*A*")
        pictured = Media.upload(photo(), name="engine.jpg", alt="An engine", decorative=False).public_id
        current.user = db.session.get_one(type(ada), bens_id)
        Post.draft("On looms", body_markdown="*B*").place(co_authors=[ada_there])
        db.session.commit()
    ada.profile.phone_number = "+44 20 7946 0000"
    db.session.commit()
    at_home.submit(PAGE, current_password=PASSWORD)
    work_there()
    archive = zipfile.ZipFile(io.BytesIO(at_home.get(f"{PAGE}/{public_id(ada)}").data))
    (account,) = rows(archive, "account/account.json")
    assert account["email"] == ada.email and account["profile.phone_number"] == "+44 20 7946 0000"
    assert rows(archive, f"sites/{demo.slug}/roles.json")[0]["role"] == "student"
    post, written_along = rows(archive, f"sites/{other.slug}/posts.json")
    assert post["title"] == "On notes" and post["body_markdown"] == "*A*"
    assert written_along["title"] == "On looms"
    assert rows(archive, f"sites/{other.slug}/author_pages.json")[0]["slug"] == "ada"
    assert rows(archive, f"sites/{other.slug}/versions_of_texts.json")[0]["body_markdown"] == "*A*"
    assert rows(archive, f"sites/{other.slug}/pictures.json")[0]["alt"] == "An engine"
    (kept,) = [name for name in archive.namelist() if "/pictures/" in name]
    assert pictured in kept and archive.read(kept).startswith(b"RIFF")
    everything = b"".join(archive.read(name) for name in archive.namelist() if name != kept).decode()
    assert "hash" not in everything and "secret" not in everything and str(ada.password_hash) not in everything


def test_notes_and_files_that_were_handed_in_are_in_it(stars, telescope, ada, demo, at_home, work_there):  # noqa: F811
    enrollment = Enrollment(course_id=stars.id, user_id=ada.id)
    db.session.add(enrollment)
    db.session.flush()
    submission = Submission(enrollment_id=enrollment.id, lesson_uid="essay")
    note = Note(enrollment_id=enrollment.id, lesson_uid="essay", lesson_title="Light", text="Bends.")
    db.session.add_all([submission, note, Follow(project_id=telescope.id, user_id=ada.id)])
    db.session.flush()
    db.session.add(
        SubmissionFile(
            submission_id=submission.id,
            public_id="f" * 20,
            name="../../essay.txt",
            media_type="text/plain",
            size_bytes=5,
        )
    )
    files.write(place_of_document("f" * 20), b"Light")
    db.session.commit()
    at_home.submit(PAGE, current_password=PASSWORD)
    work_there()
    archive = zipfile.ZipFile(io.BytesIO(at_home.get(f"{PAGE}/{public_id(ada)}").data))
    (noted,) = rows(archive, f"sites/{demo.slug}/notes.json")
    assert noted["text"] == "Bends." and noted["enrollment.course.title"] == stars.title
    assert rows(archive, f"sites/{demo.slug}/followed_projects.json")[0]["project.title"] == telescope.title
    (handed_in,) = [name for name in archive.namelist() if name.endswith("essay.txt")]
    assert archive.read(handed_in) == b"Light" and "/../" not in handed_in and handed_in.startswith("sites/")


def test_answers_and_grades_that_may_be_known_are_in_it(stars, ada, demo, at_home, work_there):  # noqa: F811
    lesson = add_quiz(stars, [questions_of(stars, stars.instructor)["short"]])
    enrollment = stars.admit(ada.id, source="staff")
    attempt = attempting.begin(enrollment, lesson)
    attempt.questions[0].answer = "The Plough"
    db.session.add(GradeChange(enrollment_id=enrollment.id, item_uid="oral", change="graded", points=7, out_of=10))
    held = {"item_uid": "secret", "change": "graded", "points": 9, "out_of": 10, "held": True}
    db.session.add(GradeChange(enrollment_id=enrollment.id, **held))
    db.session.commit()
    at_home.submit(PAGE, current_password=PASSWORD)
    work_there()
    archive = zipfile.ZipFile(io.BytesIO(at_home.get(f"{PAGE}/{public_id(ada)}").data))
    (answer,) = rows(archive, f"sites/{demo.slug}/quiz_answers.json")
    assert (answer["version.text"], answer["answer"]) == ("What is the Great Bear called?", "The Plough")
    (grade,) = rows(archive, f"sites/{demo.slug}/grades.json")
    assert (grade["item_uid"], grade["points"]) == ("oral", "7.00")
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not any(canary in everything for canary in CANARIES)


def test_nothing_of_others_is_in_it(archive, new_person, demo):
    assert {name.split("/")[0] for name in archive.namelist()} == {"account", "sites"}
    assert {name.split("/")[1] for name in archive.namelist() if name.startswith("sites")} == {demo.slug}
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "owner" not in everything


def test_nobody_else_loads_it(archive, ada, visit, new_person, visitor):
    path = f"{PAGE}/{public_id(ada)}"
    assert visit(None).get(path).headers["Location"].startswith("/login")
    assert visit(None).sign_in(new_person("mallory")).get(path).status_code == 404
    assert visitor.sign_in(ada).get(path).status_code == 404, "a site's host has none"


def test_a_wrong_password_makes_none(at_home, ada):
    assert at_home.submit(PAGE, current_password="not hers").status_code == 422
    assert not db.session.scalars(DataExport.of(ada)).all()


def test_one_is_made_at_a_time_and_a_second_run_writes_no_second_letter(at_home, ada, work_there):
    at_home.submit(PAGE, current_password=PASSWORD)
    assert at_home.submit(PAGE, current_password=PASSWORD).status_code == 409
    work_there()
    db.session.expire_all()
    export = db.session.scalars(DataExport.of(ada)).one()
    before = export.ready_at
    exporting.make(export.id)
    assert export.ready_at == before


def test_after_a_week_it_is_gone_with_its_bytes(archive, at_home, ada):
    export = db.session.scalars(DataExport.of(ada)).one()
    path, address = export.path, f"{PAGE}/{export.public_id}"
    assert path.is_file()
    db.session.execute(text(f"UPDATE public.data_exports SET expires_at = now() WHERE id = {export.id}"))
    db.session.commit()
    assert at_home.get(address).status_code == 404
    forget_what_ran_out()
    db.session.commit()
    assert not path.exists()


def test_whoever_has_not_proven_the_address_gets_none(at_home, ada):
    ada.is_verified = False
    db.session.commit()
    refused = at_home.submit(PAGE, current_password=PASSWORD)
    assert refused.status_code == 403 and exporting.UNPROVEN in refused.text
    assert not db.session.scalars(DataExport.of(ada)).all()


def test_the_api_asks_for_it_and_lists_it(visit, at_home, ada, work_there):
    api, path = visit(None), "/api/v1/auth/exports/"
    login = api.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
    token = bearer(login.json["data"]["access_token"])
    assert api.post(path, json={"current_password": "not hers"}, headers=token).status_code == 422
    assert api.post(path, json={"current_password": PASSWORD}, headers=token).status_code == 201
    work_there()
    (shown,) = api.get(path, headers=token).json["data"]
    assert shown["ready_at"] and f"{PAGE}/{public_id(ada)}" in shown["url"]
    assert not db.session.scalars(Passkey.of(ada)).all()


def test_every_field_that_is_named_exists(demo, ada, monkeypatch):
    """A list of fields that is wrong would be noticed by the first person who has such a thing."""
    named = []

    def note(name, rows, *fields):
        named.append((name, rows, fields))
        return Part(name, [])

    of_a_kind = lambda wanted: [wanted.column_descriptions[0]["entity"]]  # noqa: E731
    monkeypatch.setattr(lms_data, "_all", of_a_kind)
    monkeypatch.setattr(blog_data, "_all", of_a_kind)
    for module in (lms_data, crowd_data, blog_data):
        monkeypatch.setattr(module, "part", note)
    monkeypatch.setattr(crowd_data, "_of", lambda model, *_: [model])
    monkeypatch.setattr(blog_data, "_messages", lambda _: [blog_data.ContactMessage])
    monkeypatch.setattr(blog_data, "_subscriptions", lambda _: [blog_data.Subscriber])
    monkeypatch.setattr(lms_data, "_work", lambda user_id: note("work", [lms_data.SubmissionVersion], *WORK_FIELDS))
    monkeypatch.setattr(blog_data, "_pictures", lambda user_id: note("pictures", [Media], *blog_data.PICTURE))
    personal_data.parts.collect(ada.id)
    assert len(named) == 26
    for name, (kind,), fields in named:
        for field in fields:
            assert reaches(kind, field), f"{name}: {kind.__name__} has no {field}"


WORK_FIELDS = (lms_data.WORK, "submission.lesson_uid", "number", "text", "submitted_at")


def reaches(kind, field: str) -> bool:
    """Whether a class has an attribute, along its relations."""
    first, _, rest = field.partition(".")
    attribute = getattr(kind, first, None)
    return bool(attribute is not None and (not rest or reaches(attribute.property.mapper.class_, rest)))
