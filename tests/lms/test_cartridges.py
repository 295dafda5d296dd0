"""Common Cartridges: courses of other systems, with every part that stays out named."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from educrowd.blueprints.lms.bank.writing import write
from educrowd.blueprints.lms.models import Course, QuizQuestion
from educrowd.blueprints.lms.transfer import cartridge_resources
from educrowd.blueprints.lms.transfer.cartridge_writer import Cartridge
from educrowd.blueprints.lms.transfer.importing import look_into_course
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from .imported import import_course
from .packages import package, zipped
from .test_api import COURSES, api  # noqa: F401
from .test_questions import CONTENTS

SAMPLES = Path(__file__).parent / "samples"
WORK = '<assignment xmlns="x"><text texttype="text/html">&lt;b&gt;Draw&lt;/b&gt; it.</text></assignment>'
TOPIC = '<topic xmlns="x"><text texttype="text/html">&lt;p&gt;What did you see?&lt;/p&gt;</text></topic>'
BANK = '<questestinterop><objectbank><item ident="b1" title="Words"/></objectbank></questestinterop>'
FILES = {
    "imsmanifest.xml": (SAMPLES / "cartridge.xml").read_bytes(),
    "page.html": "<html><head><title>x</title></head><body><h1>Dark</h1><p>Find a <b>hill</b>.</p>"
    '<img src="hill.png"><script>alert(1)</script></body></html>',
    "hill.png": b"\x89PNG\r\n",
    "files/star map.pdf": b"%PDF-1.7\n",
    "files/a.swf": b"FWS",
    "link.xml": '<webLink xmlns="x"><title>S</title><url href="https://sky.example/?a=1&amp;b=2"/></webLink>',
    "film.xml": '<webLink xmlns="x"><title>F</title><url href="https://vimeo.com/76979871"/></webLink>',
    "test.xml": (SAMPLES / "canvas.xml").read_bytes(),
    "bank.xml": BANK,
    "topic.xml": TOPIC,
    "work.xml": WORK,
    "tool.xml": "<cartridge_basiclti_link/>",
}


def look(ines, files=FILES):
    return look_into_course(name="sky.imscc", stream=io.BytesIO(zipped(files)), by=ines)


@pytest.fixture
def sky(ines, demo):
    course = import_course(look(ines), by=ines)
    db.session.commit()
    return course


def test_a_cartridge_becomes_a_course_in_its_order(sky, ines):
    assert sky.title == "Night sky" and sky.is_draft and sky.instructor_id == ines.id
    assert [[(each.title, each.kind) for each in section.lessons] for section in sky.sections] == [
        [("A dark place", "text"), ("The map", "file"), ("The society", "text"), ("A film elsewhere", "embed")],
        [("A test", "quiz"), ("Talk", "text"), ("Draw it", "assignment")],
    ]
    page, map_, link, film, test, talk, work = sky.lessons
    assert "<strong>hill</strong>" in page.html and "alert" not in page.html and "<h2>Dark</h2>" in page.html
    assert len(map_.settings["files"]) == 1 and film.settings == {"url": "https://vimeo.com/76979871"}
    assert 'href="https://sky.example/?a=1&amp;b=2"' in link.html
    assert "What did you see?" in talk.html and "<strong>Draw</strong>" in work.html
    questions = db.session.query(QuizQuestion).filter_by(course_id=sky.id).order_by(QuizQuestion.id).all()
    assert [slot["question"] for slot in test.settings["slots"]] == [question.uid for question in questions]
    assert len(questions) == 7 and {question.category for question in questions} == {"A test"}


def test_every_part_that_stays_out_is_named(ines, demo):
    made = look(ines)
    out = {row["name"]: row["notes"][0] for row in made.report if row["outcome"] == "left_out"}
    assert out == {
        "A planetarium": "It starts a program elsewhere by an old way of LTI (1.1), which needs a shared secret.",
        "Nothing": "The cartridge does not say what it is.",
        "An applet": "Files “.swf” stay out.",
        "Words": "It asks nothing: an item without a presentation.",
        "tool.xml": "Nothing in the outline leads to it.",
    }
    notes = {row["name"]: row["notes"] for row in made.report if row["outcome"] == "new" and row["notes"]}
    broken = "The picture “hill.png” is left out: This is no JPEG, PNG, WebP, AVIF or GIF picture."
    assert notes["A dark place"] == [broken, "A script is left out."]
    assert notes["Several"] and notes["Talk"]


def test_the_same_cartridge_again_changes_nothing(sky, ines):
    again = look(ines)
    assert again.counts["new"] == again.counts["changed"] == 0, [r for r in again.report if r["outcome"] != "same"]
    assert import_course(again, by=ines) is sky and db.session.query(Course).count() == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"imsmanifest.xml": "<manifest"}, "can't be read"),
        ({"imsmanifest.xml": "<manifest><metadata><schema>ADL SCORM</schema></metadata></manifest>"}, "ADL SCORM"),
        ({"imsmanifest.xml": '<!DOCTYPE m [<!ENTITY a "b">]><manifest>&a;</manifest>'}, "can't be read"),
        (FILES | {"test.xml": '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}, None),
        (FILES | {"link.xml": '<webLink><url href="javascript:alert(1)"/></webLink>'}, None),
    ],
    ids=["broken", "scorm", "entity", "test", "script"],
)
def test_a_hostile_cartridge_is_refused_or_its_part_left_out(ines, demo, files, said):
    if said is None:
        assert {"A test", "The society"} & {
            row["name"] for row in look(ines, files).report if row["outcome"] == "left_out"
        }
        return
    with pytest.raises(Invalid, match=said):
        look(ines, files)


def test_a_bank_that_is_not_there_is_named_and_keeps_nothing_else_out(ines, demo):
    made = look(ines, {name: data for name, data in FILES.items() if name != "bank.xml"})
    assert {"Question bank", "A dark place"} <= {row["name"] for row in made.report} and made.counts["new"] > 10


def test_a_file_of_a_cartridge_is_no_larger_than_an_upload(ines, demo, monkeypatch):
    monkeypatch.setattr(cartridge_resources, "LARGEST_FILM", 3)
    out = {row["name"]: row["notes"] for row in look(ines).report if row["outcome"] == "left_out"}
    assert out["star map.pdf"] == ["A file has at most 0 MB."]


def test_a_scorm_package_is_sent_to_its_lesson(ines, demo):
    with pytest.raises(Invalid, match="SCORM"):
        look_into_course(name="x.zip", stream=io.BytesIO(package()), by=ines)


def test_what_learners_read_goes_out_as_a_cartridge_and_comes_back_in(sky, ines):
    sky.add_lesson("North", kind="scorm", settings={})
    write(sky, by=ines, kind="multiple", text="Which?", content=CONTENTS["multiple"], category="A test")
    sky.publish()
    db.session.commit()
    cartridge = Cartridge(sky)
    with cartridge.write() as stream:
        archive = stream.read()
    out = {row["name"]: row["notes"] for row in cartridge.report.rows}
    assert out["North"] == ["Common Cartridges have no place for SCORM packages."]
    assert out["1 of the bank"] == ["No quiz asks them by name."]
    assert out["Draw it"] and out["Moons"] == ["Common Cartridges have no questions of this kind."]
    made = look_into_course(name="sky.imscc", stream=io.BytesIO(archive), by=ines)
    assert not [row for row in made.report if row["outcome"] == "left_out"], made.report
    back = import_course(made, by=ines)
    db.session.commit()
    kinds = [(lesson.title, lesson.kind) for lesson in back.lessons]
    assert kinds == [
        *(("A dark place", "text"), ("The map", "file"), ("The society", "text"), ("A film elsewhere", "embed")),
        *(("A test", "quiz"), ("Talk", "text"), ("Draw it", "text")),
    ]
    questions = {question.current.title: question.current for question in db.session.scalars(QuizQuestion.of(back))}
    assert [row["fraction"] for row in questions["Pole"].content["choices"]] == [100, 0]
    assert [row["fraction"] for row in questions["Several"].content["choices"]] == [50, 50, -50]
    assert {row["text"] for row in questions["Blank"].content["answers"]} == {"Ursa", "Bear"}
    assert questions["Tell"].kind == "essay" and "<strong>hill</strong>" in back.lessons[0].html


def test_instructors_and_programs_take_a_cartridge(sky, ines, ada, visit, demo, api):  # noqa: F811
    browser = visit(demo).sign_in(ines)
    page = browser.get(f"/studio/courses/{sky.slug}/exports/")
    assert page.status_code == 200 and "Common Cartridge 1.1" in page.text and "It comes as a page" in page.text
    assert browser.get(f"/studio/courses/{sky.slug}/cartridge").data.startswith(b"PK")
    made = api(ines).data("GET", f"{COURSES}{sky.id}/cartridge/")
    assert made["name"] == f"{sky.slug}.imscc" and made["report"][0]["notes"]
    assert api(ada)("GET", f"{COURSES}{sky.id}/cartridge/").status_code in (403, 404)
