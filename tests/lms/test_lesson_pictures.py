"""Pictures in the texts of lessons: out of cartridges and archives, put in by hand, seen by whoever may read them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import update

from educrowd.blueprints.lms.bank.picturing import forget_unasked_pictures, keep
from educrowd.blueprints.lms.editions.copying import copy_course
from educrowd.blueprints.lms.models import CoursePicture
from educrowd.blueprints.lms.models.pictures import pictures_in, sign
from educrowd.blueprints.lms.transfer.archive import write_archive
from educrowd.blueprints.lms.transfer.cartridge_writer import Cartridge
from educrowd.blueprints.lms.transfer.illustrating import illustrate
from educrowd.blueprints.lms.transfer.importing import bring_in
from educrowd.core import tenancy
from educrowd.core.archives import Archive
from educrowd.core.db import db, utcnow
from educrowd.core.stills import still_of
from tests.conftest import new_person_here

from .packages import zipped
from .test_api import COURSES, api  # noqa: F401
from .test_question_pictures import SVG, b64, bytes_of, photo, pictures, told_by_a_camera

MANIFEST = """<manifest identifier="m"><metadata><schema>IMS Common Cartridge</schema>
<lom><general><title><string>Night sky</string></title></general></lom></metadata>
<organizations><organization><item identifier="root"><item identifier="s"><title>Looking</title>
<item identifier="i1" identifierref="page"><title>A dark place</title></item>
<item identifier="i2" identifierref="talk"><title>Talk</title></item></item></item></organization></organizations>
<resources><resource identifier="page" type="webcontent" href="pages/dark.html">
<file href="pages/dark.html"/></resource>
<resource identifier="talk" type="imsdt_xmlv1p1"><file href="topic.xml"/></resource></resources></manifest>"""
PAGE = f"""<html><body><p>Find a hill.</p><img src="../media/hill.jpg" alt="A hill [at night]">
<img src="data:image/png;base64,{b64(photo("red", "PNG"))}"><img src="../media/map.svg" alt="The map">
<img src="https://x.example/spy.gif" alt="Elsewhere"><img src="../../etc/passwd" alt="Secret"></body></html>"""
TOPIC = (
    '<topic xmlns="x"><text texttype="text/html">&lt;p&gt;Which?&lt;/p&gt;'
    '&lt;img src="$IMS-CC-FILEBASE$/media/hill.jpg" alt="The same"&gt;</text></topic>'
)
FILES = {
    "imsmanifest.xml": MANIFEST,
    "pages/dark.html": PAGE,
    "topic.xml": TOPIC,
    "media/hill.jpg": told_by_a_camera(),
    "media/map.svg": SVG,
}


def brought(ines, data):
    course, report = bring_in(io.BytesIO(data), by=ines)
    db.session.commit()
    return course, report.rows


@pytest.fixture
def dark(ines, demo):
    """A course out of a cartridge, published, its first page for everybody."""
    course, _ = brought(ines, zipped(FILES))
    course.lessons[0].preview = True
    course.become("published")
    db.session.commit()
    return course


@pytest.fixture
def plough(stars):
    """Ines's second lesson shows a picture."""
    [kept] = keep(stars, [still_of(photo())])
    stars.lessons[1].change(body=f"Seven stars.\n\n{sign(kept.digest, 'The Plough')}")
    stars.publish()
    db.session.commit()
    return kept.digest


def test_a_cartridge_brings_the_pictures_of_its_pages(ines, demo):
    course, rows = brought(ines, zipped(FILES))
    page, talk = course.lessons
    assert (
        page.body.startswith("Find a hill.\n\n![A hill (at night)](pictures/") and "![Picture 2](pictures/" in page.body
    )
    assert "![The same](pictures/" in talk.body and len(pictures(course)) == 2, "one picture, shown twice, is kept once"
    assert pictures(course) == pictures_in(page.body, talk.body)
    assert b"Exif" not in b"".join(bytes_of(course, digest) for digest in pictures(course))
    notes = next(row["notes"] for row in rows if row["name"] == "A dark place")
    assert any("“map.svg” is left out: This is no JPEG" in note for note in notes)
    assert "The picture “spy.gif” is left out." in notes and "The picture “passwd” is left out." in notes
    assert "The map" in page.body and "Secret" in page.body and "x.example" not in page.html
    assert not [row for row in rows if row["kind"] == "file"], "no picture is said to lead nowhere"


def test_the_same_cartridge_again_keeps_no_picture_twice(ines, demo):
    course, _ = brought(ines, zipped(FILES))
    before = pictures(course)
    again, rows = brought(ines, zipped(FILES))
    assert again is course and {row["outcome"] for row in rows} == {"same"} and pictures(course) == before
    other = {**FILES, "media/hill.jpg": photo("green")}
    _, rows = brought(ines, zipped(other))
    changed = [row["name"] for row in rows if row["outcome"] == "changed"]
    assert changed == ["A dark place", "Talk"] and len(pictures(course)) == 3


def test_a_look_at_a_cartridge_keeps_no_picture(ines, demo, visit):
    hers = visit(demo).sign_in(ines)
    looked = hers.submit("/studio/course-imports/", file=(io.BytesIO(zipped(FILES)), "sky.imscc"))
    assert "map.svg" in hers.get(looked.location).text and db.session.query(CoursePicture).count() == 0


def test_a_picture_is_seen_where_its_lesson_may_be_read(dark, visitor, visit, demo, ada, ben):
    page, talk = dark.edition.lessons
    shown = visitor.get(f"/learn/{dark.slug}/{page.uid}").text
    for digest in pictures_in(page.body):
        at = f"/learn/{dark.slug}/{page.uid}/pictures/{digest}.webp"
        assert f'src="{at}"' in shown
        answer = visitor.get(at)
        assert (answer.data, answer.mimetype) == (bytes_of(dark, digest), "image/webp")
    (hill,) = pictures_in(talk.body)
    at = f"/learn/{dark.slug}/{talk.uid}/pictures"
    assert visitor.get(f"{at}/{hill}.webp").location.startswith("/login")
    dark.enroll(ada)
    db.session.commit()
    hers = visit(demo).sign_in(ada)
    assert hers.get(f"{at}/{hill}.webp").status_code == 200
    (red,) = pictures_in(page.body) - {hill}
    assert hers.get(f"{at}/{red}.webp").status_code == 404, "this lesson does not show it"
    assert visit(demo).sign_in(ben).get(f"{at}/{hill}.webp").status_code == 403


def test_another_site_shows_nothing_of_it(dark, new_site, visit):
    lesson = dark.edition.lessons[0]
    (digest, *_) = pictures_in(lesson.body)
    elsewhere = new_site("elsewhere")
    assert visit(elsewhere).get(f"/learn/{dark.slug}/{lesson.uid}/pictures/{digest}.webp").status_code == 404
    with tenancy.bind(elsewhere):
        assert db.session.query(CoursePicture).count() == 0


def test_archives_copies_and_sites_have_the_pictures_too(stars, ines, plough, new_site):
    copied = copy_course(stars, by=ines)
    stars.lessons[1].change(body="Only words now.")
    db.session.commit()
    assert pictures(copied) == {plough} and bytes_of(copied, plough) == bytes_of(stars, plough)
    with write_archive(stars) as stream:
        data = stream.read()
    assert Archive(data).read(f"pictures/{plough}.webp") == bytes_of(stars, plough), "its edition shows it"
    assert {row["outcome"] for row in brought(ines, data)[1]} == {"same"}
    with tenancy.bind(new_site("elsewhere")):
        moved, _ = bring_in(io.BytesIO(data), by=new_person_here("instructor"))
        assert pictures(moved) == {plough} and plough in moved.edition.lessons[1].html
        assert bytes_of(moved, plough).startswith(b"RIFF")


def test_an_archive_without_the_bytes_says_what_the_picture_showed(stars, ines, plough):
    with write_archive(stars) as stream:
        held = Archive(stream.read())
    members: dict[str, str | bytes] = {name: held.read(name) for name in held.names if not name.startswith("pictures/")}
    db.session.query(CoursePicture).delete()
    course, rows = brought(ines, zipped(members))
    assert course is stars and course.lessons[1].body == "Seven stars.\n\nThe Plough"
    assert f"The picture “{plough}” is left out." in str(rows)


def test_a_cartridge_of_ours_comes_back_with_its_pictures(stars, ines, plough):
    with Cartridge(stars).write() as stream:
        data = stream.read()
    course, rows = brought(ines, data)
    assert course is not stars and f"![The Plough](pictures/{plough}.webp)" in course.lessons[1].body
    assert not [row for row in rows if row["outcome"] == "left_out"] and pictures(course) == {plough}


def test_an_author_puts_a_picture_where_the_cursor_stood(visit, demo, stars, ines):
    hers, lesson = visit(demo).sign_in(ines), stars.lessons[1]
    at = f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"
    said = {"title": "The Plough", "required": "y", "version": lesson.version, "body": "Seven stars.\n\nIn the north."}
    assert "Add a picture" in hers.get(at).text
    for wrong, words in [
        ({}, "Choose a picture first."),
        ({"picture": (io.BytesIO(photo()), "a.jpg")}, "Say what the picture shows."),
        ({"picture": (io.BytesIO(SVG), "a.svg"), "shows": "It"}, "This is no JPEG"),
    ]:
        refused = hers.submit(f"{at}/pictures", **said, **wrong)
        assert refused.status_code == 422 and words in refused.text and "In the north." in refused.text
        assert "shows" not in wrong or 'value="It"' in refused.text
    # What it shows stays typed whatever is pressed before the picture is in the text.
    typed = said | {"shows": "Seven in a row"}
    for path, changed in ((f"{at}/preview", {}), (at, {"title": ""}), (at, {"version": 0})):
        assert "Seven in a row" in hers.submit(path, **typed | changed).text, path
    sent = {"picture": (io.BytesIO(photo()), "a.jpg"), "shows": "The Plough", "cursor": 12}
    assert hers.submit(f"{at}/pictures", **said, **sent).status_code == 303
    db.session.expire_all()
    (digest,) = pictures(stars)
    assert lesson.body == f"Seven stars.\n\n![The Plough](pictures/{digest}.webp)\n\nIn the north."
    studio = f"/studio/courses/{stars.slug}/question-pictures/{digest}.webp"
    assert studio in hers.submit(f"{at}/preview", htmx=True, **said | {"body": lesson.body}).text
    shown = hers.get(f"/studio/courses/{stars.slug}/preview/{lesson.uid}").text
    assert re.search(f'<img src="{studio}" alt="The Plough"', shown)
    sent["picture"] = (io.BytesIO(photo("red")), "b.jpg")
    stale = hers.submit(f"{at}/pictures", **said, **sent)
    assert stale.status_code == 409 and "In the north." in stale.text and pictures(stars) == {digest}


def test_programs_write_lessons_with_pictures_and_learners_programs_load_them(api, stars, ines, ada, plough):  # noqa: F811
    author, made = api(ines), stars.edition.lessons[1].lesson_id
    green = author.data("POST", f"{COURSES}{stars.id}/pictures/", {"content": b64(photo("green"))}, status=201)
    lesson = {"title": "Green", "body": f"![Green]({green['name']})"}
    (shown,) = author.data("POST", f"{COURSES}{stars.id}/lessons/", lesson, status=201)["pictures"]
    assert shown["name"] == green["name"] and author("GET", shown["url"]).data == bytes_of(stars, green["digest"])
    at = f"/api/v1/lms/lessons/{made}/"
    assert api()("GET", f"{at}pictures/{plough}/").status_code == 403
    stars.enroll(ada)
    db.session.commit()
    learner = api(ada)
    (shown,) = learner.data("GET", at)["pictures"]
    assert learner("GET", shown["url"]).data == bytes_of(stars, plough)
    assert learner("GET", f"{at}pictures/{green['digest']}/").status_code == 404


def test_what_the_draft_or_an_edition_shows_is_not_forgotten(stars, plough):
    [lonely, drafted] = keep(stars, [still_of(photo("green")), still_of(photo("red"))])
    stars.lessons[0].change(body=sign(drafted.digest, "Red"))
    stars.lessons[1].change(body="Only words now.")
    db.session.commit()
    db.session.execute(update(CoursePicture).values(updated_at=utcnow() - timedelta(days=2)))
    forget_unasked_pictures()
    db.session.commit()
    assert pictures(stars) == {plough, drafted.digest} and lonely.digest not in pictures(stars)


def test_a_name_that_appears_where_a_lost_picture_stood_is_left_as_it_is():
    here, gone = "a" * 32, "b" * 32
    body = f"pic![tures/{here}.webp](pictures/{gone}.webp)"
    document = {"sections": [{"lessons": [{"body": body, "notes": []}]}], "edition": None}
    course, assets = cast(Any, None), cast(Any, SimpleNamespace(picture=lambda digest: None))
    illustrate(course, document, assets, keeps=False)
    assert document["sections"][0]["lessons"][0]["body"] == f"pictures/{here}.webp"
