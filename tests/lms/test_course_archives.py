"""A whole course out of one site and into another, or once more in the same."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.lms.assignments.lessons import ASSIGNMENT
from educrowd.blueprints.lms.bank.writing import write
from educrowd.blueprints.lms.cohorts.grouping import add_cohort
from educrowd.blueprints.lms.dates.access_terms import set_access
from educrowd.blueprints.lms.editions.copying import copy_course
from educrowd.blueprints.lms.lessons.filing import add_file, forget_unnamed
from educrowd.blueprints.lms.models import (
    CertificateScheme,
    Cohort,
    Course,
    CourseFile,
    CourseMember,
    GradeGroup,
    GradeItem,
    Lesson,
    LessonRule,
    QuizQuestion,
    Rubric,
    ScormPackage,
)
from educrowd.blueprints.lms.quizzes.lessons import QUIZ
from educrowd.blueprints.lms.scorm.packing import place_of, take_in
from educrowd.blueprints.lms.transfer import assets
from educrowd.blueprints.lms.transfer.archive import write_archive
from educrowd.blueprints.lms.transfer.document import document_of
from educrowd.blueprints.lms.transfer.importing import look_into_course
from educrowd.core import files, tenancy
from educrowd.core.archives import Archive
from educrowd.core.db import db
from educrowd.core.documents import place_of_document
from educrowd.core.errors import Invalid
from educrowd.core.imports import Import, ImportedAlready
from tests.conftest import new_person_here
from tests.queries import queries

from .imported import import_course
from .packages import package, zipped
from .test_api import COURSES, api  # noqa: F401

LEVELS = [{"points": "0", "title": "No", "description": ""}, {"points": "3", "title": "Yes", "description": ""}]
CRITERIA = [{"id": "stars", "title": "Stars", "description": "", "levels": LEVELS}]
MAP = b"%PDF-1.7\nA map.\n"


@pytest.fixture
def full(stars, ines):
    """A course with something of everything, published, with a change since."""
    plough = stars.lessons[1]
    asked = write(stars, by=ines, kind="truefalse", text="Stars move.", content={"correct": False}, category="Sky")
    map_ = add_file(stars, "file", name="map.pdf", stream=io.BytesIO(MAP), by=ines)
    stars.add_lesson("A map", kind="file", settings={"files": [map_.public_id]})
    north = take_in(stars, package()).public_id
    stars.add_lesson("North", kind="scorm", settings={"package": north})
    slots = [{"question": asked.uid, "category": "", "draw": 1, "points": 2.0}]
    quiz = stars.add_lesson("A quiz", kind="quiz", settings=QUIZ.checked({"slots": slots}))
    rubric = Rubric.add(ines, title="Drawing", criteria=CRITERIA)
    stars.add_lesson("Draw it", kind="assignment", settings=ASSIGNMENT.checked({"rubric": rubric.uid, "out_of": 40}))
    stars.place_lesson(quiz, len(stars.sections[1].lessons))
    group = GradeGroup.add(stars, title="Exams", weight=Decimal("60.00"))
    GradeItem.of_lesson(stars.id, quiz.uid, quiz.title).change(out_of=Decimal("20.00"), group_id=group.id)
    GradeItem.add(stars, title="Oral", out_of=Decimal("50.00"), group_id=group.id, held=True)
    LessonRule.set(stars, quiz, due_after_days=7, needs_uid=plough.uid, needs_percent=None)
    CertificateScheme.of(stars).change(is_on=True, statement="knows the sky.", signatory="Ines")
    until = datetime(2031, 6, 30, 22, tzinfo=UTC)
    set_access(stars, access_days=90, access_until=until, renewable=True, also_enrolled=False)
    add_cohort(stars, name="Autumn", starts_at=datetime(2030, 9, 1, 8, tzinfo=UTC), ends_at=None, seats=12)
    stars.publish(by=ines)
    stars.lessons[0].change(title="Choosing a dark place")
    db.session.commit()
    return stars


@pytest.fixture
def elsewhere(new_site):
    """`with elsewhere() as olga`: on another site, where Olga teaches."""

    @contextmanager
    def enter():
        with tenancy.bind(new_site("elsewhere")):
            olga = new_person_here("olga")
            olga.take("instructor")
            db.session.commit()
            yield olga

    return enter


def archived(course) -> io.BytesIO:
    with write_archive(course) as stream:
        return io.BytesIO(stream.read())


def changed(archive: io.BytesIO, edit, **files_) -> io.BytesIO:
    """The archive with another document in it."""
    with zipfile.ZipFile(archive) as old:
        held = {name: old.read(name) for name in old.namelist()}
    document = json.loads(held["course.json"])
    edit(document)
    return io.BytesIO(zipped(held | {"course.json": json.dumps(document)} | files_))


def of(model, course):
    return list(db.session.scalars(select(model).where(model.course_id == course.id).order_by(model.id)))


def outcomes(made) -> set[str]:
    return {row["outcome"] for row in made.report}


def as_written(course):
    """What a course says, without the ids that each site gives."""
    document = document_of(course)
    ids = [row["public_id"] for row in document["files"] + document["packages"]]
    ids += [row["uid"] for row in document["questions"] + document["items"] + document["sections"]]
    ids += [row["uid"] for row in document["rubrics"]]
    ids += [lesson["uid"] for section in document["sections"] for lesson in section["lessons"]]
    text = json.dumps(document | {"source": "", "edition": None}, sort_keys=True)
    for place, id in enumerate(ids):
        text = text.replace(id, f"<{place}>")
    return json.loads(text)


def test_a_copy_has_questions_packages_dates_and_grade_items_of_its_own(full, ines):
    copied = copy_course(full, by=ines)
    db.session.commit()
    assert as_written(copied) | {"title": ""} == as_written(full) | {"title": "", "cohorts": []}
    quiz, theirs = copied.lessons[-1], full.lessons[-1]
    question = of(QuizQuestion, copied)[0]
    assert quiz.settings["slots"][0]["question"] == question.uid != theirs.settings["slots"][0]["question"]
    item = next(item for item in of(GradeItem, copied) if not item.by_hand)
    assert item.uid == quiz.uid and item.group_id == of(GradeGroup, copied)[0].id != of(GradeGroup, full)[0].id
    rule = of(LessonRule, copied)[0]
    assert (rule.lesson_uid, rule.needs_uid) == (quiz.uid, copied.lessons[1].uid)
    north = of(ScormPackage, copied)[0]
    assert files.path_of(place_of(north.public_id, "north/index.html")).is_file()
    assert files.path_of(place_of_document(of(CourseFile, copied)[0].public_id)).read_bytes() == MAP
    assert copied.is_draft and copied.version == 0 and not copied.enrollments


def test_a_copy_keeps_its_files_when_the_first_course_drops_them(full, ines):
    copied = copy_course(full, by=ines)
    for lesson in [lesson for lesson in full.lessons if lesson.kind == "file"]:
        lesson.change(settings={"files": []})
    full.publish()
    forget_unnamed(full)
    db.session.commit()
    assert files.path_of(place_of_document(of(CourseFile, copied)[0].public_id)).is_file()


def test_another_site_gets_the_whole_course_with_what_learners_read(full, ines, elsewhere):
    archive = archived(full)
    written, published = as_written(full), [lesson.title for lesson in full.edition.lessons]
    with elsewhere() as olga:
        made = look_into_course(name="stars.zip", stream=archive, by=olga)
        assert outcomes(made) == {"new"} and db.session.scalar(select(func.count(Course.id))) == 0
        course = import_course(made, by=olga)
        db.session.commit()
        assert as_written(course) == written
        [cohort] = of(Cohort, course)
        assert (cohort.name, cohort.seats, course.access_days, course.renewable) == ("Autumn", 12, 90, True)
        assert [lesson.title for lesson in course.edition.lessons] == published
        assert course.is_draft and course.version == 1 and course.instructor_id == olga.id
        drawing = next(lesson for lesson in course.lessons if lesson.kind == "assignment")
        assert Rubric.called(drawing.settings["rubric"]).criteria == CRITERIA and drawing.settings["out_of"] == 40
        assert of(QuizQuestion, course)[0].uid != db.session.scalar(select(QuizQuestion.imported_as))
        again = look_into_course(name="stars.zip", stream=archive, by=olga)
        assert outcomes(again) == {"same"}
        import_course(again, by=olga)
        db.session.commit()
        assert as_written(course) == written and db.session.scalar(select(func.count(Course.id))) == 1


def test_the_own_export_changes_nothing_where_it_came_from(full, ines):
    made = look_into_course(name="stars.zip", stream=archived(full), by=ines)
    assert outcomes(made) == {"same"}, [row for row in made.report if row["outcome"] != "same"]
    before = as_written(full)
    assert import_course(made, by=ines) is full and as_written(full) == before


def test_a_newer_export_changes_the_draft_and_leaves_what_learners_read(full, ines):
    archive = archived(full)

    def edit(document):
        document["sections"][0]["lessons"][0]["body"] = "Find a **darker** hill."
        document["sections"][0]["lessons"].append({"uid": "brandnew22", "kind": "text", "title": "Clouds"})
        document["questions"][0]["content"]["correct"] = True

    mine = full.add_lesson("Only here")
    db.session.commit()
    made = look_into_course(name="stars.zip", stream=changed(archive, edit), by=ines)
    assert made.counts["changed"] == 2 and made.counts["new"] == 1
    import_course(made, by=ines)
    db.session.commit()
    assert "darker" in full.lessons[0].body and "Clouds" in [lesson.title for lesson in full.lessons]
    assert mine in full.lessons and "darker" not in full.edition.lessons[0].html
    assert of(QuizQuestion, full)[0].version == 2


def test_cohorts_and_access_are_changed_by_who_leads_and_an_older_file_leaves_them(full, ines, new_person):
    archive = archived(full)

    def older(document):
        del document["access"], document["cohorts"]

    def newer(document):
        document["access"]["access_days"] = 30
        document["cohorts"][0]["seats"] = 20
        backwards = {"starts_at": "2030-02-02T00:00:00Z", "ends_at": "2030-01-01T00:00:00Z"}
        document["cohorts"].append({"name": "Never", **backwards})

    import_course(look_into_course(name="old.zip", stream=changed(archive, older), by=ines), by=ines)
    assert (full.access_days, [cohort.seats for cohort in of(Cohort, full)]) == (90, [12])
    teacher = new_person("theo", "instructor")
    db.session.add(CourseMember(course_id=full.id, user_id=teacher.id, role="teacher", invited_by_id=ines.id))
    db.session.commit()
    made = look_into_course(name="new.zip", stream=changed(archive, newer), by=teacher)
    import_course(made, by=teacher)
    db.session.commit()
    left_out = [row["name"] for row in made.report if row["outcome"] == "left_out"]
    assert left_out == [full.title, "Never"]
    assert (full.access_days, [cohort.seats for cohort in of(Cohort, full)]) == (90, [20])


def test_a_look_leaves_nothing_behind(full, ines):
    def tables():
        models = (Course, Lesson, QuizQuestion, CourseFile, ScormPackage, GradeItem)
        return [db.session.scalar(select(func.count()).select_from(model)) for model in models]

    before, root = tables(), files.path_of("xx").parent.parent

    def elsewhere(document):
        document["source"] = "https://elsewhere.example/courses/7"

    kept = {path for path in root.rglob("*") if path.is_file()}
    made = look_into_course(name="stars.zip", stream=changed(archived(full), elsewhere), by=ines)
    db.session.commit()
    assert tables() == before and made.about_id is None
    assert {path for path in root.rglob("*") if path.is_file()} - kept == {files.path_of(made.place)}


def test_what_cannot_come_is_named_with_its_reason(full, ines):
    def edit(document):
        document["source"] = "https://elsewhere.example/courses/7"
        document["sections"][0]["lessons"][0]["kind"] = "hologram"
        document["sections"][0]["lessons"][1] |= {"kind": "embed", "settings": {"url": "javascript:alert(1)"}}
        document["files"].append({"public_id": "gone", "name": "gone.pdf"})
        document["files"].append({"public_id": "evil", "name": "evil.html"})
        document["rules"].append({"lesson_uid": "nowhere"})
        document["questions"][0]["kind"] = "riddle"
        document["price_amount"], document["currency"] = 1, "EUR"

    archive = changed(archived(full), edit, **{"files/evil": b"<script>"})
    made = look_into_course(name="stars.zip", stream=archive, by=ines)
    said = {row["name"]: " ".join(row["notes"]) for row in made.report if row["notes"]}
    assert "hologram" in said["Choosing a dark place"] and "settings are left out" in said["The Plough"]
    assert said["gone.pdf"] == "The archive does not hold it." and "handed out" in said["evil.html"]
    assert "no lesson" in said["nowhere"] and said["Stars move."] and "price" in said[full.title]
    course = import_course(made, by=ines)
    db.session.commit()
    assert course.is_free and "hologram" not in {lesson.kind for lesson in course.lessons}


def test_what_is_larger_than_an_upload_may_be_is_left_out_before_it_is_unpacked(full, ines, monkeypatch):
    unpacked = []
    chunks = Archive.chunks
    monkeypatch.setattr(Archive, "chunks", lambda self, name: unpacked.append(name) or chunks(self, name))
    monkeypatch.setattr(assets, "LARGEST_PACKAGE", 10)
    monkeypatch.setattr(assets, "LARGEST_FILM", 10)

    def elsewhere(document):
        document["source"] = "https://elsewhere.example/courses/7"

    made = look_into_course(name="stars.zip", stream=changed(archived(full), elsewhere), by=ines)
    said = [row["notes"][0] for row in made.report if row["outcome"] == "left_out"]
    assert [note for note in said if "too large to be read" in note] and "A file has at most 0 MB." in said
    assert "course.json" in unpacked and not [name for name in unpacked if name.startswith(("packages/", "files/"))]


@pytest.mark.parametrize(
    "archive",
    [
        b"",
        b"no archive",
        zipped({"x.txt": "x"}),
        zipped({"course.json": "{"}),
        zipped({"course.json": "[" * 50_000}),
        zipped({"course.json": "[]"}),
        zipped({"course.json": '{"format": "educrowd-course", "version": 1}'}),
        zipped({"course.json": '{"format": "educrowd-course", "version": 99, "source": "x", "title": "x"}'}),
        zipped({"course.json": '{"format": "educrowd-course", "version": 1, "source": "x", "title": "x", "x": 1}'}),
        zipped({"course.json": "{}", "../up": "x"}),
    ],
    ids=["nothing", "text", "no course", "broken", "deep", "list", "no title", "newer", "unknown", "up"],
)
def test_a_hostile_archive_is_refused(ines, demo, archive):
    with pytest.raises(Invalid) as refusal:
        look_into_course(name="x.zip", stream=io.BytesIO(archive), by=ines)
    assert refusal.value.field == "file" and db.session.scalar(select(func.count(Import.id))) == 0


def test_an_archive_says_what_it_holds_and_tells_of_no_learner(full, ada):
    full.enroll(ada)
    db.session.commit()
    with zipfile.ZipFile(archived(full)) as archive:
        names = archive.namelist()
        assert names[:2] == ["course.json", "README.txt"] and len(names) == 4
        assert ada.email not in archive.read("course.json").decode()
    assert archived(full).getvalue() == archived(full).getvalue()


def test_an_instructor_exports_and_imports_in_the_studio(full, ines, ada, visit, demo):
    browser = visit(demo).sign_in(ines)
    file = browser.get(f"/studio/courses/{full.slug}/export")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]

    def elsewhere(document):
        document |= {"source": "https://elsewhere.example/courses/7", "title": "Nights"}

    archive = changed(io.BytesIO(file.data), elsewhere)
    assert "Import a course" in browser.get("/studio/course-imports/").text
    looked = browser.submit("/studio/course-imports/", file=(archive, "nights.zip"))
    assert looked.status_code == 303, looked.text
    page = browser.get(looked.location)
    assert "nothing is written yet" in page.text and "Choosing a dark place" in page.text
    done = browser.submit(f"{looked.location}/completion")
    assert done.status_code == 303 and "To the course" in browser.get(looked.location).text
    assert db.session.scalar(select(Course).where(Course.title == "Nights")).instructor_id == ines.id
    refused = browser.submit("/studio/course-imports/", file=(io.BytesIO(b"no"), "x.zip"))
    assert refused.status_code == 422 and "no ZIP archive" in refused.text


def test_nobody_sees_what_others_look_into(full, ines, new_person, visit, demo):
    made = look_into_course(name="stars.zip", stream=archived(full), by=ines)
    db.session.commit()
    otto = visit(demo).sign_in(new_person("otto", "instructor"))
    assert otto.get(f"/studio/course-imports/{made.uid}").status_code == 404
    assert otto.submit(f"/studio/course-imports/{made.uid}/completion").status_code == 404
    assert otto.get(f"/studio/courses/{full.slug}/export").status_code == 403


def test_whoever_may_not_edit_the_course_gets_one_of_their_own(full, new_person):
    otto = new_person("otto", "instructor")
    made = look_into_course(name="stars.zip", stream=archived(full), by=otto)
    course = import_course(made, by=otto)
    db.session.commit()
    assert course is not full and course.instructor_id == otto.id
    with pytest.raises(ImportedAlready):
        import_course(made, by=otto)


def test_programs_export_and_import_a_course(api, full, ines, ada):  # noqa: F811
    teacher = api(ines)
    made = teacher.data("GET", f"{COURSES}{full.id}/export/")
    assert made["size_bytes"] == len(base64.b64decode(made["content"]))
    body = {"name": made["name"], "content": made["content"]}
    looked = teacher.data("POST", "/api/v1/lms/course-imports/", body, status=201)
    assert looked["course_id"] is None and looked["counts"]["new"] == 0
    one = f"/api/v1/lms/course-imports/{looked['id']}/"
    done = teacher.data("POST", f"{one}completion/")
    assert done["course_id"] == full.id and teacher.data("GET", one)["done_at"]
    assert teacher("POST", f"{one}completion/").status_code == 409
    assert teacher.error("POST", "/api/v1/lms/course-imports/", body | {"content": "AAAA"})[::2] == (422, "content")
    assert api(ada)("POST", "/api/v1/lms/course-imports/", body).status_code == 403
    assert api(ada)("GET", f"{COURSES}{full.id}/export/").status_code == 403


def test_a_long_course_is_written_with_as_many_questions_as_a_short_one(full, ines):
    def asked() -> int:
        db.session.commit()
        db.session.expire_all()
        with queries() as seen:
            document_of(full)
        return len(seen)

    few = asked()
    for number in range(10):
        full.add_lesson(f"Night {number}", body="Look up.")
    assert asked() == few


def test_the_command_line_takes_a_course_from_site_to_site(app, demo, full, ines, new_site, tmp_path):
    def run(*arguments, said=None):
        return app.test_cli_runner().invoke(args=["course", *arguments], input=said)

    file = str(tmp_path / "stars.zip")
    assert run("export", full.slug, file, "--site", demo.slug).exit_code == 0
    there = new_site("elsewhere")
    with tenancy.bind(there):
        olga = new_person_here("olga")
        olga.take("instructor")
        db.session.commit()
        olga_email = olga.email
        to_olga = ("--by", olga_email, "--site", there.slug)
    looked = run("import", file, *to_olga, "--dry-run")
    assert looked.exit_code == 0 and "Nothing is written." in looked.output, looked.output
    assert "new       course" in looked.output and "0 changed" in looked.output
    assert "Import it? [y/N]" in run("import", file, *to_olga, said="n\n").output
    assert run("import", file, *to_olga, said="y\n").output.endswith(f"This is the course {full.slug}.\n")
    again = json.loads(run("import", file, *to_olga, "--yes", "--json").output)
    assert again["written"] and again["counts"]["new"] == again["counts"]["changed"] == 0
    assert again["course"] == full.slug and again["report"][0]["kind"] == "course"
    for words, arguments in {
        "Nobody on this site": (file, "--by", "x@y.org", "--site", there.slug),
        "add --yes or --dry-run": (file, *to_olga, "--json"),
        "No such file": (str(tmp_path / "none.zip"), *to_olga, "--yes"),
        "no ZIP archive": (__file__, *to_olga, "--yes"),
        "no site is called": (file, "--by", olga_email, "--site", "nowhere"),
    }.items():
        refused = run("import", *arguments)
        assert refused.exit_code == 1 and refused.output.count("\n") == 1 and words in refused.output


def test_the_command_line_takes_questions_into_a_bank(app, demo, full, ines, ada, tmp_path):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=["questions", "import", *arguments])

    file = tmp_path / "stars.gift.txt"
    file.write_text("Io belongs to Jupiter. {T}\n\nWhich? {=a ~a}\n")
    here = (str(file), "--course", full.slug, "--site", demo.slug, "--by")
    looked = json.loads(run(*here, ines.email, "--dry-run", "--json").output)
    assert not looked["written"] and looked["counts"] == {"new": 1, "changed": 0, "same": 0, "left_out": 1}
    assert len(of(QuizQuestion, full)) == 1
    assert "1 new, 0 changed, 0 same, 1 left out." in run(*here, ines.email, "--yes").output
    db.session.rollback()
    assert len(of(QuizQuestion, full)) == 2
    assert "0 new, 0 changed, 1 same" in run(*here, ines.email).output
    refused = run(*here, ada.email, "--yes")
    assert refused.exit_code == 1 and refused.output == f"Error: {ada.email} may not edit the course {full.slug}.\n"
    file.write_text("// nothing")
    assert "There is no question in this file" in run(*here, ines.email, "--dry-run").output
