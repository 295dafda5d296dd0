"""Questions of other systems, read and written: Moodle XML, QTI 1.2 and 2.1, GIFT."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from educrowd.blueprints.lms.bank.comparing import steps_of
from educrowd.blueprints.lms.bank.exporting import export_questions
from educrowd.blueprints.lms.bank.writing import write
from educrowd.blueprints.lms.exchange import moodle_xml, qti
from educrowd.blueprints.lms.exchange.formats import WRITTEN, format_of, found_in
from educrowd.blueprints.lms.models import Course, QuizQuestion
from educrowd.blueprints.lms.questions import KINDS
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from .packages import zipped
from .test_api import COURSES, api  # noqa: F401
from .test_questions import CONTENTS, TEXTS

LISTED = "Which **one** = {it}?\n\n- a\n- b"


def sample(name):
    return (Path(__file__).parent / "samples" / name).read_bytes()


@pytest.fixture
def bank(stars, ines):
    """One question of each kind, with a category, tags and feedback."""
    filed = {"category": "Sky", "tags": ["north"], "feedback": "Look up.\n\nAgain."}
    made = [
        write(
            stars,
            by=ines,
            kind=kind,
            content=CONTENTS[kind],
            text=TEXTS.get(kind, LISTED),
            **filed,
        )
        for kind in KINDS
    ]
    db.session.commit()
    return made


def test_moodle_xml_is_read_in_all_its_types(stars):
    steps = steps_of(stars, moodle_xml.read(sample("moodle.xml")))
    assert [step.outcome for step in steps] == ["new"] * 8 + ["left_out"] * 3, [step.row for step in steps]
    pole, truth, short, number, pairs, cloze, gaps, essay, *_ = (step.found for step in steps)
    assert (pole.kind, pole.title, pole.id, pole.category, pole.tags) == (
        "choice",
        "Pole",
        "pole",
        "Stars/North",
        ["north"],
    )
    assert pole.text == "Which is **near**?" and not pole.content["shuffle"] and pole.feedback == "It stands."
    assert pole.notes == [
        "The picture “sky.png” is left out: This is no JPEG, PNG, WebP, AVIF or GIF picture.",
        "Feedback to all right, partly right and wrong answers is left out.",
        "Hints are left out.",
        "Its points are left out: a quiz says what a question counts.",
    ]
    assert truth.content == {"correct": False, "feedback_true": "No.", "feedback_false": ""}
    assert short.content["case_sensitive"] and len(short.content["answers"]) == 1 and short.notes
    assert number.content["units"][1] == {"unit": "cm", "factor": "0.01"} and number.content["unit_required"]
    assert len(pairs.content["options"]) == 3 and len(pairs.content["pairs"]) == 2
    assert cloze.text == "The *Plough* has [[1]] stars, points [[2]] at [[3]]."
    assert cloze.content["gaps"][0]["weight"] == 2
    assert [row["fraction"] for row in cloze.content["gaps"][0]["content"]["answers"]] == [100, 50]
    assert gaps.text == "It is [[1]]." and gaps.content["gaps"][0]["content"]["choices"][1]["fraction"] == 100
    assert essay.content == {"least_words": 30, "note": "Look."}
    assert "formula" in steps[8].reason and "description" in steps[9].reason and "coderunner" in steps[10].reason


def test_qti_1_2_is_read_with_its_conditions(stars):
    steps = steps_of(stars, qti.read(sample("canvas.xml")))
    assert [step.outcome for step in steps] == ["new"] * 7, [step.row for step in steps]
    pole, several, number, blank, moons, drop, tell = (step.found for step in steps)
    assert pole.text == "Which is *near*?" and [row["fraction"] for row in pole.content["choices"]] == [100, 0]
    assert pole.content["choices"][1]["feedback"] == "Too far." and pole.id == "i1"
    assert [row["fraction"] for row in several.content["choices"]] == [50, 50, -50] and several.notes
    assert (number.content["answers"][0]["value"], number.content["answers"][0]["tolerance"]) == ("4", "0.5")
    assert [row["text"] for row in blank.content["answers"]] == ["Ursa", "Bear"]
    assert moons.kind == "match" and drop.text == "It is [[1]] and [[2]]." and tell.kind == "essay"


def test_a_package_of_qti_names_the_files_that_are_no_questions():
    item = '<assessmentItem identifier="x" title="T"><itemBody><p>Words only.</p></itemBody></assessmentItem>'
    found = qti.read(zipped({"imsmanifest.xml": "<manifest/>", "a.xml": item, "sky.png": b"\x89PNG"}))
    assert [(each.name, bool(each.refused)) for each in found] == [("T", True), ("sky.png", True)]
    assert "without an interaction" in found[0].refused and "beside the questions" in found[1].refused


@pytest.mark.parametrize(
    "data",
    [
        b"<quiz",
        b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>',
        b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
        b"<html><quiz></quiz></html>",
        b'<?xml version="1.0" encoding="nonsense"?><quiz/>',
        b"PK\x03\x04nothing",
        zipped({"../up.xml": "<assessmentItem/>"}),
        zipped({"a.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><assessmentItem>&a;</assessmentItem>"}),
    ],
    ids=["broken", "laughs", "passwd", "html", "encoding", "zip", "up", "entity"],
)
def test_a_hostile_file_is_refused_and_says_why(data):
    with pytest.raises(Invalid) as refusal:
        found_in(data, format_of(data))
    assert refusal.value.field == "file"


@pytest.mark.parametrize("format", WRITTEN)
def test_what_was_exported_changes_nothing_where_it_comes_back(stars, bank, format):
    made = export_questions(stars, format)
    assert format_of(made.data) == format
    lost = {loss.kind for loss in made.losses if loss.refused}
    assert lost == ({"order", "cloze"} if format == "gift" else set())
    steps = steps_of(stars, found_in(made.data, format))
    differs = {step.found.kind for step in steps if step.outcome != "same"}
    # Of numbers QTI and GIFT know no units, and QTI knows no half points for an order.
    assert differs == {"gift": {"numeric"}, "moodle_xml": set(), "qti": {"numeric"}}[format], [s.row for s in steps]


@pytest.mark.parametrize("format", WRITTEN)
def test_an_exported_bank_comes_to_another_course(stars, bank, ines, format):
    moons = Course.draft(ines, title="Moons")
    steps = steps_of(moons, found_in(export_questions(stars, format).data, format))
    assert {step.outcome for step in steps} == {"new"}, [step.row for step in steps]


def test_a_second_export_is_the_same_to_the_byte(stars, bank):
    assert all(export_questions(stars, format).data == export_questions(stars, format).data for format in WRITTEN)


def test_qti_has_its_parts_in_order(stars, bank):
    archive = found_in(export_questions(stars, "qti").data, "qti")
    assert {each.kind for each in archive} == set(KINDS)


def test_an_instructor_reads_what_is_lost_and_downloads(visit, demo, ines, stars, bank):
    browser = visit(demo).sign_in(ines)
    at = f"/studio/courses/{stars.slug}/question-exports/"
    page = browser.get(at)
    assert (
        page.status_code == 200
        and "7 of 9 questions" in page.text
        and "GIFT has no questions of this kind." in page.text
    )
    file = browser.get(f"{at}moodle_xml")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    assert len(fromstring(file.data).findall("question")) == 10
    assert browser.get(f"{at}aiken").status_code == 404 and browser.get(f"{at}word").status_code == 404


def test_programs_export_and_import_in_every_format(api, ines, ada, stars, bank):  # noqa: F811
    teacher = api(ines)
    moons = teacher.data("POST", COURSES, {"title": "Moons"}, status=201)
    for format in WRITTEN:
        path = f"{COURSES}{stars.id}/question-exports/{format}/"
        made = teacher.data("GET", path)
        assert made["count"] == 9 - sum(row["outcome"] == "left_out" for row in made["report"])
        body = {"name": made["name"], "content": made["content"]}
        looked = teacher.data("POST", f"{COURSES}{moons['id']}/question-imports/", body, status=201)
        assert looked["format"] == format and base64.b64decode(made["content"])
        assert api(ada)("GET", path).status_code == 403
    assert teacher("GET", f"{COURSES}{stars.id}/question-exports/word/").status_code == 404
    assert db.session.query(QuizQuestion).filter_by(course_id=moons["id"]).count() == 0
