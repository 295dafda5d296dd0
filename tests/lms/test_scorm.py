"""SCORM 1.2: taken in with suspicion, played on a host of its own, kept, completed and graded."""

from __future__ import annotations

import base64
import io
import json
import stat
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from educrowd.blueprints.lms.grading import gradebook
from educrowd.blueprints.lms.models import Course, ScormPackage, ScormRun
from educrowd.blueprints.lms.scorm import links as scorm_links
from educrowd.blueprints.lms.scorm.data import merged, score_of, seconds_of, status_of, timespan
from educrowd.blueprints.lms.scorm.forgetting import forget_old_packages
from educrowd.blueprints.lms.scorm.lessons import package_of
from educrowd.blueprints.lms.scorm.links import player_url
from educrowd.blueprints.lms.scorm.packing import place_of, take_in
from educrowd.core import files, tenancy
from educrowd.core.archives import Archive, Limits
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from .packages import manifest, package, zipped
from .test_api import COURSES, api  # noqa: F401


@pytest.fixture
def north(stars):
    """A published lesson that plays a package."""
    lesson = stars.add_lesson("Finding north", kind="scorm", settings={})
    lesson.change(settings={"package": take_in(stars, package()).public_id})
    stars.publish()
    db.session.commit()
    return lesson


@pytest.fixture
def learner(north, stars, ada, visit, demo):
    """Ada, enrolled and at the lesson."""
    stars.enroll(ada)
    db.session.commit()
    return visit(demo).sign_in(ada)


@pytest.fixture
def age_packages():
    """Let all packages be two days old."""

    def age():
        db.session.execute(update(ScormPackage).values(created_at=utcnow() - timedelta(days=2)))
        db.session.commit()

    return age


def known():
    return set(db.session.scalars(select(ScormPackage.public_id)))


def told(browser, stars, lesson, seq, begins=False, /, **values):
    named = {f"cmi.core.{name.replace('__', '.')}": value for name, value in values.items()}
    fields = {"values": json.dumps(named), "seq": str(seq)} | ({"begins": "1"} if begins else {})
    return browser.submit(f"/learn/{stars.slug}/{lesson.uid}/scorm", htmx=True, **fields)


def run() -> ScormRun:
    db.session.expire_all()
    return db.session.query(ScormRun).one()


def link(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"no archive",
        b"",
        zipped({"../up.txt": "x"}),
        zipped({"/root.txt": "x"}),
        zipped({"a/../../up.txt": "x"}),
        zipped({"a\\b.txt": "x"}),
        zipped({"c:/b.txt": "x"}),
        zipped({"/".join("a" * 20): "x"}),
        zipped({f"{number}.txt": "x" for number in range(11)}),
        zipped({"big.txt": b"\0" * 2_000_000}),
        zipped({"line\nbreak.txt": "x"}),
        link("passwd"),
    ],
    ids=["text", "nothing", "up", "root", "updown", "backslash", "drive", "deep", "many", "bomb", "line", "link"],
)
def test_an_archive_that_is_not_honest_is_refused(data):
    with pytest.raises(Invalid):
        Archive(data, limits=Limits(members=10, bytes=10_000_000, depth=12))


def test_an_archive_that_lies_about_its_sizes_gives_no_more_than_it_said():
    data = bytearray(zipped({"a.txt": "x" * 5_000}))
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Invalid):
        Archive(bytes(data)).read("a.txt")


@pytest.mark.parametrize(
    "files",
    [
        {"index.html": "no manifest"},
        {"imsmanifest.xml": "<manifest"},
        {"imsmanifest.xml": '<!DOCTYPE x [<!ENTITY a "b">]><manifest>&a;</manifest>'},
        {"imsmanifest.xml": "<manifest/>"},
        {"imsmanifest.xml": manifest(version="2004 4th Edition"), "north/index.html": ""},
        {"imsmanifest.xml": manifest(href="missing.html")},
        {"imsmanifest.xml": manifest(href="https://evil.example/")},
        {"imsmanifest.xml": manifest(more='<item identifierref="r"/>'), "north/index.html": ""},
    ],
    ids=["none", "broken", "entities", "empty", "2004", "no page", "elsewhere", "two parts"],
)
def test_a_package_that_cannot_be_played_is_refused_with_the_reason(stars, files):
    with pytest.raises(Invalid) as refusal:
        take_in(stars, zipped(files))
    assert refusal.value.field == "file" and refusal.value.message
    assert db.session.query(ScormPackage).count() == 0


def test_an_instructor_uploads_a_package_and_learners_see_it_once_published(visit, demo, ines, stars):
    browser = visit(demo).sign_in(ines)
    lesson = stars.add_lesson("Finding north", kind="scorm")
    db.session.commit()
    place = f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"
    assert "No package has been uploaded" in browser.get(place).text
    refused = browser.submit(f"{place}/package", file=(io.BytesIO(b"no archive"), "north.zip"))
    assert refused.status_code == 422 and "no ZIP archive" in refused.text
    sent = browser.submit(f"{place}/package", file=(io.BytesIO(package()), "north.zip"))
    assert sent.location.endswith(place)
    shown = browser.get(place).text
    assert "Finding north" in shown and "passed with 80 points" in shown
    assert browser.submit(place, title="North", required="y", version=2).status_code == 303
    db.session.expire_all()
    assert lesson.settings["package"] and lesson.title == "North"


def test_the_lesson_frames_the_content_host_and_no_other(learner, stars, north, demo):
    page = learner.get(f"/learn/{stars.slug}/{north.uid}")
    origin = f"http://{demo.slug}.content.localhost"
    assert f'data-player="{origin}' in page.text and "Finding north" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-src {origin}" in policy
    assert 'action="/learn' not in page.text.split('id="completion"')[1].split("</p>")[0]


def test_the_content_host_serves_packages_alone(visit, demo, learner, stars, north, new_site):
    with tenancy.bind(demo):
        url = player_url(db.session.query(ScormPackage).one().public_id)
    host, path = url.removeprefix("http://").split("/", 1)
    stranger = visit(demo)
    stranger.origin = f"http://{host}"
    player = stranger.get(f"/{path}")
    assert player.status_code == 200 and 'data-start="files/north/index.html"' in player.text
    page = stranger.get(f"/{path}files/north/index.html")
    assert page.mimetype == "text/html" and b"LMSInitialize" in page.data
    for answer in (player, page):
        assert f"frame-ancestors 'self' {demo.origin}" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
    for wrong in (
        "",
        "login",
        "courses/",
        f"learn/{stars.slug}/",
        "scorm/forged/",
        f"{path}files/../../x",
        "api/v1/me",
    ):
        assert stranger.get(f"/{wrong}").status_code == 404, wrong
    # Neither on the site's own host, nor on another site's.
    assert visit(demo).get(f"/{path}").status_code == 404
    other = visit(new_site("other"))
    other.origin = other.origin.replace(".localhost", ".content.localhost")
    assert other.get(f"/{path}").status_code == 404


def test_an_old_address_of_a_package_opens_nothing(app, visit, demo, north):
    url = player_url(db.session.query(ScormPackage).one().public_id)
    token = url.rstrip("/").rpartition("/")[2]
    assert scorm_links.package_in(token)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorm_links, "LASTS_SECONDS", -1)
        assert scorm_links.package_in(token) is None


def test_what_a_package_tells_is_kept_and_told_again(learner, stars, north):
    answer = told(learner, stars, north, 0, True, lesson_location="page 2", exit="suspend", session_time="00:05:00")
    assert answer.status_code == 200
    assert told(learner, stars, north, 1, lesson_status="incomplete", session_time="00:07:30").status_code == 200
    page = learner.get(f"/learn/{stars.slug}/{north.uid}").text
    assert 'data-seq="2"' in page and "page 2" in page and "resume" in page and "0000:07:30" in page
    told(learner, stars, north, 2, True, session_time="00:00:30")
    assert (run().total_seconds, run().sitting_seconds) == (450, 30)


def test_a_tab_left_behind_undoes_nothing(learner, stars, north):
    told(learner, stars, north, 0, lesson_location="page 9")
    stale = told(learner, stars, north, 0, lesson_location="page 1")
    assert stale.status_code == 409 and "another tab" in stale.text
    assert run().values["cmi.core.lesson_location"] == "page 9"


def test_passing_completes_the_lesson_and_gives_a_grade(learner, stars, north, ada):
    told(learner, stars, north, 0, lesson_status="completed", score__raw="70")
    enrollment = stars.enrollment_of(ada)
    db.session.expire_all()
    assert run().status == "failed" and not enrollment.journey.has_done(north)
    told(learner, stars, north, 1, lesson_status="completed", score__raw="90")
    db.session.expire_all()
    assert run().status == "passed" and enrollment.journey.has_done(north)
    told(learner, stars, north, 2, lesson_status="incomplete")
    assert run().status == "passed"
    changes = gradebook.book_of(stars).history([enrollment.id], released=True)[enrollment.id]
    assert [(change.points, change.out_of, change.source) for change in changes] == [
        (70, 100, "scorm"),
        (90, 100, "scorm"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"cmi.core.lesson_status": "famous"},
        {"cmi.core.score.raw": "101"},
        {"cmi.core.score.raw": "NaN"},
        {"cmi.core.score.raw": "-1"},
        {"cmi.core.student_name": "Somebody else"},
        {"cmi.core.total_time": "99:00:00"},
        {"cmi.core.session_time": "soon"},
        {"cmi.suspend_data": 7},
        {"cmi.suspend_data": "\0"},
        {"cmi.suspend_data": "x" * 300_000},
        {"window.location": "x"},
        {f"cmi.interactions.{number}.id": "x" for number in range(2_500)},
    ],
    ids=str,
)
def test_what_no_package_may_say_is_refused_and_nothing_of_it_kept(learner, stars, north, values):
    fields = {"values": json.dumps(values), "seq": "0"}
    answer = learner.submit(f"/learn/{stars.slug}/{north.uid}/scorm", htmx=True, **fields)
    assert answer.status_code == 422
    assert db.session.query(ScormRun).count() == 0


@pytest.mark.parametrize("fields", [{}, {"values": "{}"}, {"values": "[]", "seq": "0"}, {"values": "{}", "seq": "-1"}])
def test_a_message_that_cannot_be_read_is_refused(learner, stars, north, fields):
    assert learner.submit(f"/learn/{stars.slug}/{north.uid}/scorm", htmx=True, **fields).status_code == 422


def test_only_the_enrolled_are_heard(visit, demo, ben, stars, north):
    stranger = visit(demo).sign_in(ben)
    assert told(stranger, stars, north, 0, lesson_status="passed").status_code == 403


def score(raw, least, most):
    return {f"cmi.core.score.{name}": str(value) for name, value in (("raw", raw), ("min", least), ("max", most))}


@pytest.mark.parametrize(
    ("values", "mastery", "status", "points"),
    [
        ({}, None, "not attempted", None),
        ({"cmi.core.lesson_status": "completed"}, None, "completed", None),
        ({"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "79.5"}, 80, "failed", (Decimal("79.5"), 100)),
        ({"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "80"}, 80, "passed", (80, 100)),
        ({"cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "99"}, 80, "incomplete", (99, 100)),
        (
            {"cmi.core.score.raw": "15", "cmi.core.score.min": "10", "cmi.core.score.max": "20"},
            None,
            "not attempted",
            (5, 10),
        ),
        (
            {"cmi.core.score.raw": "15", "cmi.core.score.min": "20", "cmi.core.score.max": "20"},
            None,
            "not attempted",
            None,
        ),
        (score(25, 0, 20), None, "not attempted", (20, 20)),
    ],
    ids=str,
)
def test_status_and_score_of_what_was_told(values, mastery, status, points):
    assert status_of(merged({}, values), None if mastery is None else Decimal(mastery)) == status
    assert score_of(values) == points


def test_time_spans_are_read_and_written():
    assert seconds_of({"cmi.core.session_time": "0001:02:03.5"}) == 3723
    assert timespan(3723) == "0001:02:03"


def test_the_same_through_the_api(api, ines, ada, stars, north):  # noqa: F811
    teacher, learner = api(ines), api(ada)
    packages, lesson = f"{COURSES}{stars.id}/packages/", f"/api/v1/lms/lessons/{north.id}/"
    made = teacher.data("POST", packages, {"content": base64.b64encode(package()).decode()}, status=201)
    assert made["mastery_score"] == 80 and made["title"] == "Finding north"
    newest, _ = teacher.data("GET", packages)
    assert newest["public_id"] == made["public_id"]
    for content in ("no base64!", "eA=="):
        assert teacher("POST", packages, {"content": content}).status_code == 422
    teacher.data("PATCH", lesson, {"settings": {"package": made["public_id"]}})
    assert teacher("PATCH", lesson, {"settings": {"package": "nothing"}}).status_code == 422
    stars.enroll(ada)
    db.session.commit()
    place = f"/api/v1/lms/enrollments/{stars.enrollment_of(ada).id}/scorm/{north.id}/"
    assert learner("GET", place).status_code == 404
    body = {"values": {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "88"}, "seq": 0}
    assert learner.data("PATCH", place, body)["status"] == "passed"
    assert learner("PATCH", place, body).status_code == 409
    assert learner.data("GET", place)["seq"] == 1


def test_no_lesson_plays_the_package_of_another_course(api, new_person, stars, north):  # noqa: F811
    ben = new_person("ben", "instructor")
    own = Course.draft(ben, title="Mine")
    lesson = own.add_lesson("Taken", kind="scorm", settings={})
    db.session.commit()
    settings = {"package": north.settings["package"]}
    refused = api(ben)("PATCH", f"/api/v1/lms/lessons/{lesson.id}/", {"settings": settings})
    assert refused.status_code == 422 and "This course has no such package" in refused.text
    lesson.change(settings=settings)
    assert package_of(lesson) is None and package_of(north)


def test_a_package_that_nothing_plays_goes_after_a_day_and_an_edition_keeps_its_own(north, stars, age_packages):
    first = north.settings["package"]
    second, waiting = take_in(stars, package()).public_id, take_in(stars, package()).public_id
    north.change(settings={"package": second})
    db.session.commit()
    forget_old_packages()
    db.session.commit()
    assert known() == {first, second, waiting}
    age_packages()
    forget_old_packages()
    db.session.commit()
    assert known() == {first, second}
    assert not files.path_of(place_of(waiting, "")).exists()
    assert files.path_of(place_of(first, "north/index.html")).is_file()
    stars.restore(stars.edition)
    db.session.commit()
    forget_old_packages()
    db.session.commit()
    assert known() == {first} and not files.path_of(place_of(second, "")).exists()


def test_the_packages_of_a_deleted_course_leave_no_bytes(visit, demo, ines, north, stars):
    root = files.path_of(place_of(north.settings["package"], ""))
    assert root.is_dir()
    assert visit(demo).sign_in(ines).submit(f"/studio/courses/{stars.slug}/deletion").status_code == 303
    assert not root.exists()
