"""Files that are too large for a request: looked into and imported by workers, killed ones too."""

from __future__ import annotations

import base64
import io
import os
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.lms.bank import importing
from educrowd.blueprints.lms.bank.importing import look_into
from educrowd.blueprints.lms.models import QuizQuestion
from educrowd.blueprints.lms.transfer.importing import look_into_course
from educrowd.core import bells, files, imports
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.imports import Import, running
from educrowd.core.imports.errors import OverAlready
from educrowd.core.imports.importers import IMPORTERS
from educrowd.core.imports.keeping import forget_old_uploads
from educrowd.core.imports.weighing import AT_ONCE
from educrowd.core.outbox import MAX_TRIES
from tests.jobs import run_jobs
from tests.workers import eventually, kill, running_worker

from .packages import zipped
from .test_api import COURSES, api  # noqa: F401
from .test_course_archives import archived, full  # noqa: F401
from .test_importing import at, bank, sent

SECONDS = 90
COUNT = 220
LONG = "north " * 50
MANY = "".join(f"Which star is number {number} of the list, from {LONG}? {{T}}\n\n" for number in range(COUNT))
assert len(MANY) > AT_ONCE


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


@pytest.fixture
def made(stars, ines):
    """Ines's file, looked into by a worker."""
    made = begun(stars, ines)
    run_jobs()
    assert made.state == "ready", made.problem
    return made


def begun(course, ines, words=MANY) -> Import:
    current.user = ines
    made = look_into(course, name="many.txt", stream=io.BytesIO(words.encode()), format=None, by=ines)
    db.session.commit()
    return made


@pytest.mark.xdist_group("jobs")
@pytest.mark.usefixtures("empty_queues")
def test_a_worker_looks_and_imports_while_the_page_says_how_far_it_is(environment, hers, stars):
    answer = hers.submit(at(stars, ""), **sent(MANY))
    page = hers.get(answer.location)
    assert "Being looked into" in page.text and 'hx-trigger="every 1s"' in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text and "many" not in page.text
    with running_worker(environment):
        eventually(lambda: f"Import {COUNT} questions" in hers.get(answer.location).text, SECONDS)
        hers.submit(f"{answer.location}/completion")
        eventually(lambda: "To the questions" in hers.get(answer.location).text, SECONDS)
    assert len(bank(stars)) == COUNT
    part = hers.get(answer.location, headers={"HX-Request": "true"}).text
    assert "<html" not in part and "every 1s" not in part and "Page 1 of 2" in part


@pytest.mark.xdist_group("jobs")
@pytest.mark.usefixtures("empty_queues")
def test_a_killed_workers_import_is_done_again_without_doubles(environment, database_urls, stars, ines, made):
    id = made.id
    imports.confirm(made, by=ines)
    db.session.commit()
    # Its last step, a line of the audit log, waits behind this one: there the worker dies.
    superuser = create_engine(database_urls.superuser)
    with superuser.begin() as held, running_worker(environment) as worker:
        held.execute(text("LOCK TABLE public.audit_log IN SHARE MODE"))
        eventually(lambda: of(id)[2], SECONDS)
        kill(worker)
    superuser.dispose()
    assert of(id)[0] == "importing" and bank(stars) == []
    with running_worker(environment):
        eventually(lambda: (bells.sweep() and False) or of(id)[0] == "done", SECONDS)
    assert len(bank(stars)) == COUNT


def of(id: int) -> tuple[str, int, int | None]:
    """State, done and total, as they are this moment."""
    asked = text("SELECT state, done_count, total_count FROM public.imports WHERE id = :id")
    return tuple(db.session.execute(asked, {"id": id}).one())


def test_a_second_import_by_a_worker_changes_nothing(stars, ines, made):
    imports.confirm(made, by=ines)
    run_jobs()
    assert made.is_done and made.counts["new"] == COUNT
    again = begun(stars, ines)
    run_jobs()
    assert again.counts["same"] == COUNT and not again.wanted


def test_whoever_cancels_stops_the_work(stars, ines, made, monkeypatch):
    """The worker is in the middle of it when Ines cancels in another tab."""
    imports.confirm(made, by=ines)
    monkeypatch.setattr("educrowd.core.imports.progress.PAUSE_SECONDS", -1)
    wrote = importing.carry_out
    seen = []

    def cancel_at_the_tenth(course, step, *, by):
        seen.append(step)
        if len(seen) == 10:
            db_of_another_tab(made.id, by)
        return wrote(course, step, by=by)

    monkeypatch.setattr(importing, "carry_out", cancel_at_the_tenth)
    run_jobs()
    assert made.state == "canceled" and bank(stars) == [] and len(seen) < 13
    assert not files.path_of(made.place).exists()
    with pytest.raises(OverAlready):
        imports.cancel(made)


def db_of_another_tab(id: int, person) -> None:
    from educrowd.core.tenancy import transaction

    with transaction(current.tenant, person):
        imports.cancel(db.session.get_one(Import, (current.tenant_id, id)))


def test_progress_is_told_while_the_import_is_not_committed(stars, ines, made, monkeypatch):
    imports.confirm(made, by=ines)
    monkeypatch.setattr("educrowd.core.imports.progress.PAUSE_SECONDS", -1)
    told = []
    wrote = importing.carry_out

    def look_at_the_page(course, step, *, by):
        told.append(of(made.id))
        return wrote(course, step, by=by)

    monkeypatch.setattr(importing, "carry_out", look_at_the_page)
    run_jobs()
    assert told[5] == ("importing", 5, COUNT) and [done for _, done, _ in told] == list(range(COUNT))


def test_a_file_that_cannot_be_read_says_why_and_goes(stars, ines, hers):
    broken = begun(stars, ines, "Which? {T}\n\n" * 6_000)
    run_jobs()
    assert broken.state == "failed" and "at most 1000" in broken.problem
    assert not files.path_of(broken.place).exists()
    page = hers.get(at(stars, broken.uid)).text
    assert "Nothing was imported" in page and "at most 1000" in page and "Another file" in page


def test_a_defect_of_ours_is_said_after_the_last_try(stars, ines, made, monkeypatch):
    def fall(*_):
        raise RuntimeError("a defect")

    known = IMPORTERS["questions"]
    broken = type(known)(known.largest, known.otherwise_called, known.may, known.look, fall)
    monkeypatch.setitem(IMPORTERS, "questions", broken)
    imports.confirm(made, by=ines)
    for _ in range(MAX_TRIES):
        db.session.execute(text("UPDATE public.outbox SET run_at = now() - interval '1 s' WHERE done_at IS NULL"))
        run_jobs()
    assert made.state == "failed" and "on our side" in made.problem


def test_who_may_no_longer_edit_the_course_imports_nothing(stars, ines, made, new_person):
    imports.confirm(made, by=ines)
    stars.instructor_id = new_person("otto", "instructor").id
    run_jobs()
    assert made.state == "failed" and made.problem == running.NOT_YOURS and bank(stars) == []


def test_uploads_are_let_go_after_a_day_and_reports_stay(stars, ines, made, hers):
    forget_old_uploads()
    assert made.state == "ready"
    made.updated_at = utcnow() - timedelta(hours=25)
    db.session.commit()
    sites = db.session.scalars(text("SELECT app.tenants_with_uploads()")).all()
    assert made.tenant_id in sites
    forget_old_uploads()
    db.session.commit()
    assert made.state == "expired" and not files.path_of(made.place).exists() and len(made.report) == COUNT
    assert hers.submit(f"{at(stars, made.uid)}/completion").status_code == 303
    page = hers.get(at(stars, made.uid)).text
    assert "let go" in page and "can’t be imported now" in page.replace("&#39;", "’").replace("'", "’")


def test_a_whole_course_is_looked_into_and_imported_by_a_worker(full, ines, elsewhere_document):  # noqa: F811
    current.user = ines
    made = look_into_course(name="nights.zip", stream=elsewhere_document, by=ines)
    db.session.commit()
    assert made.size_bytes > AT_ONCE and made.is_working
    run_jobs()
    assert made.state == "ready" and made.about_id is None and made.total_count == len(made.report)
    assert not db.session.query(QuizQuestion).filter(QuizQuestion.course_id != full.id).count()
    imports.confirm(made, by=ines)
    run_jobs()
    assert made.is_done and made.about_id not in (None, full.id)


@pytest.fixture
def elsewhere_document(full):  # noqa: F811
    """A course of another site, with a large file."""
    from .test_course_archives import changed

    def edit(document):
        document |= {"source": "https://elsewhere.example/courses/7", "title": "Nights"}
        document["files"].append({"public_id": "large", "name": "large.pdf"})

    return changed(archived(full), edit, **{"files/large": b"%PDF-1.7\n" + os.urandom(2 * AT_ONCE)})


def test_a_large_file_that_is_no_course_fails_in_words(ines, demo):
    current.user = ines
    made = look_into_course(name="x.zip", stream=io.BytesIO(zipped({"x.txt": "x" * 9}) + b"\0" * AT_ONCE), by=ines)
    db.session.commit()
    run_jobs()
    assert (made.state == "failed" and "course.json" in made.problem) or "ZIP" in made.problem


def test_programs_are_told_where_to_ask(api, ines, ada, stars):  # noqa: F811
    teacher = api(ines)
    body = {"name": "many.txt", "content": base64.b64encode(MANY.encode()).decode()}
    answer = teacher("POST", f"{COURSES}{stars.id}/question-imports/", body)
    assert answer.status_code == 202 and answer.json["data"]["state"] == "looking"
    one = answer.headers["Location"]
    assert teacher("POST", f"{one}completion/").status_code == 409
    run_jobs()
    looked = teacher.data("GET", one)
    assert (looked["state"], looked["done_count"], looked["total_count"]) == ("ready", COUNT, COUNT)
    answer = teacher("POST", f"{one}completion/")
    assert answer.status_code == 202 and answer.headers["Location"] == one
    run_jobs()
    assert teacher.data("GET", one)["state"] == "done" and len(bank(stars)) == COUNT
    assert teacher("POST", f"{one}cancellation/").status_code == 409
    again = teacher.data("POST", f"{COURSES}{stars.id}/question-imports/", body, status=202)
    at_ = f"/api/v1/lms/question-imports/{again['id']}/"
    assert api(ada)("POST", f"{at_}cancellation/").status_code == 403
    assert teacher.data("POST", f"{at_}cancellation/")["state"] == "canceled"
    run_jobs()
    assert teacher.data("GET", at_)["state"] == "canceled"


def test_with_a_course_goes_what_waits_for_it(hers, stars, made):
    path = files.path_of(made.place)
    assert hers.submit(f"/studio/courses/{stars.slug}/deletion").status_code == 303
    db.session.rollback()
    assert db.session.query(Import).count() == 0 and not path.exists()
