"""Questions from files: read by format, looked at first, written once, and every loss said."""

from __future__ import annotations

import base64
import io
from contextlib import suppress

import pytest

from educrowd.blueprints.lms.bank.comparing import steps_of
from educrowd.blueprints.lms.bank.importing import look_into
from educrowd.blueprints.lms.bank.writing import rewrite, write
from educrowd.blueprints.lms.exchange import aiken, gift
from educrowd.blueprints.lms.exchange.formats import MOST, found_in
from educrowd.blueprints.lms.exchange.html_text import markdown_of
from educrowd.blueprints.lms.exchange.plain import escaped
from educrowd.blueprints.lms.models import QuizQuestion
from educrowd.core import files, imports
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.imports import Import, ImportedAlready
from educrowd.core.markdown import render
from tests.queries import queries

from .test_api import COURSES, api  # noqa: F401

STARS = """// A file of Ines's
$CATEGORY: $course$/top/Stars

// question: 7 [id:pole] [tag:north] [tag:easy]
::Pole star:: [html]<p>Which star is <b>nearest</b> to the pole?</p><img src="@@PLUGINFILE@@/sky.png"> {
  =Polaris#Yes.
  ~Vega#Too far \\= south.
  ~%25%Kochab####It stands still.
}

The Plough has {=seven =%50%7 =*#Count again.} stars.

Earth is {#149.6:0.5} million kilometres from the Sun.

Io belongs to Jupiter. {T#Look again.#Right.}

{=Io -> Jupiter =Titan -> Saturn = -> Mars} Which belongs to which?

Which are planets? {~%50%Venus ~%50%Mars ~%-50%Titan}

Tell of your night. {}

This is only a text.

Half of it {=one
"""
PLANETS = "Which is red?\nA. Venus\nB) Mars\nANSWER: B\n\nWhich is large?\nA. Jupiter\nB. Io\n\nAnd?\nA. x\nANSWER: Z\n"


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


def at(course, *parts):
    return "/".join((f"/studio/courses/{course.slug}/question-imports", *parts))


def sent(text: str | bytes, name="stars.txt", **facts):
    data = text.encode() if isinstance(text, str) else text
    return {"file": (io.BytesIO(data), name), **facts}


def looked(course, ines, text: str | bytes, format=None):
    data = text.encode() if isinstance(text, str) else text
    return look_into(course, name="stars.txt", stream=io.BytesIO(data), format=format, by=ines)


def bank(course):
    return list(db.session.scalars(QuizQuestion.of(course)))


def outcomes(made):
    return [row["outcome"] for row in made.report]


def test_gift_is_read_in_all_its_kinds():
    pole, plough, sun, io_, moons, planets, essay, words, half = gift.read(STARS.encode())
    assert (pole.kind, pole.title, pole.id, pole.category) == ("choice", "Pole star", "pole", "Stars")
    assert pole.text == "Which star is **nearest** to the pole?" and pole.tags == ["north", "easy"]
    assert [row["fraction"] for row in pole.content["choices"]] == [100, 0, 25]
    assert pole.content["choices"][1]["feedback"] == "Too far = south." and pole.feedback == "It stands still."
    assert pole.notes == ["The picture “sky.png” is left out."]
    assert plough.kind == "short" and "The feedback for any other answer is left out." in plough.notes
    assert plough.text == "The Plough has … stars."
    assert [(row["text"], row["fraction"]) for row in plough.content["answers"]] == [("seven", 100), ("7", 50)]
    assert (sun.kind, sun.content["answers"][0]["value"]) == ("numeric", "149.6")
    assert io_.content == {"correct": True, "feedback_true": "Right.", "feedback_false": "Look again."}
    assert len(moons.content["pairs"]) == 2 and [row["text"] for row in moons.content["options"]][2] == "Mars"
    assert planets.kind == "multiple" and essay.kind == "essay"
    assert "description" in words.refused and "closing brace" in half.refused


@pytest.mark.parametrize(
    ("answers", "value", "tolerance"),
    [("#3:2", "3", "2"), ("#1..5", "3", "2"), ("#=3.14:0.01 ~#no", "3.14", "0.01"), ("#many", None, None)],
)
def test_numbers_of_gift_come_with_their_margin(answers, value, tolerance):
    found = gift.read(f"How many? {{{answers}}}".encode())[0]
    if value is None:
        assert "no number" in found.refused
    else:
        assert found.content["answers"][0] | {"value": value, "tolerance": tolerance} == found.content["answers"][0]


def test_aiken_is_read_and_what_has_no_answer_stays_out():
    red, large, and_ = aiken.read(PLANETS.encode())
    assert red.content == {"choices": [{"text": "Venus", "fraction": 0}, {"text": "Mars", "fraction": 100}]}
    assert "ANSWER" in large.refused and and_.refused == "ANSWER: Z is none of its choices."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_however_it_was_saved(encoding):
    assert aiken.read("Où?\nA. là\nB. çà\nANSWER: A\n".encode(encoding))[0].content["choices"][0]["text"] == "là"


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4", "a_b and _c_", "# no head", "1. no list", "[x](y)", "<b>", "a\nb", "x &amp; y", "- z", "`q`"]
)
def test_plain_text_looks_as_it_stands_once_it_is_markdown(text):
    html = render(escaped(text))
    assert not any(tag in html for tag in ("<em>", "<h2>", "<ol>", "<ul>", "<a ", "<b>", "<code>"))
    assert ("<br>" in html) == ("\n" in text)


def test_html_becomes_markdown_and_says_what_it_lost():
    html = "<h3>Sky</h3><p>A <em>long</em> <a href='https://x.org/a'>way</a><br>up</p><ol><li>one</li><li>two</li></ol>"
    words, notes = markdown_of(html + "<script>alert(1)</script><iframe src='x'></iframe>H<sub>2</sub>O")
    assert notes == ["A script is left out.", "Something embedded from another site is left out."]
    shown = render(words)
    for part in ("<em>long</em>", 'href="https://x.org/a"', "<li>two</li>", "<sub>2</sub>", "<br>", "Sky</h2>"):
        assert part in shown
    assert "alert" not in shown


def test_a_look_writes_nothing_and_the_import_writes_what_it_said(hers, stars, ines):
    page = hers.get(at(stars, ""))
    assert page.status_code == 200 and "GIFT" in page.text and "Earlier imports" not in page.text
    looked_at = hers.submit(at(stars, ""), **sent(STARS))
    assert looked_at.status_code == 303, looked_at.text
    report = hers.get(looked_at.location)
    assert "Import 7 questions" in report.text and "The picture “sky.png” is left out." in report.text
    assert "a description, not a question" in report.text and bank(stars) == []
    done = hers.submit(f"{looked_at.location}/completion")
    assert done.status_code == 303
    assert [question.current.kind for question in bank(stars)] == [
        *("choice", "short", "numeric", "truefalse", "match", "multiple", "essay")
    ]
    pole = bank(stars)[0]
    assert (pole.category, pole.tags, pole.current.title, pole.imported_as) == (
        *("Stars", ["north", "easy"], "Pole star"),
        "pole",
    )
    assert "To the questions" in hers.get(looked_at.location).text and "Earlier imports" in hers.get(at(stars, "")).text


def test_a_second_import_changes_nothing(stars, ines):
    imports.confirm(looked(stars, ines, STARS), by=ines)
    versions = [(question.id, question.version) for question in bank(stars)]
    again = looked(stars, ines, STARS)
    assert again.counts == {"new": 0, "changed": 0, "same": 7, "left_out": 2}
    imports.confirm(again, by=ines)
    assert [(question.id, question.version) for question in bank(stars)] == versions


def test_a_question_with_a_name_is_changed_and_keeps_what_was_said_here(stars, ines):
    imports.confirm(looked(stars, ines, STARS), by=ines)
    pole = bank(stars)[0]
    ids = {row["text"]: row["id"] for row in pole.current.content["choices"]}
    corrected = STARS.replace("~%25%Kochab", "~%10%Kochab")
    imports.confirm(looked(stars, ines, corrected), by=ines)
    assert pole.version == 2 and [row["fraction"] for row in pole.current.content["choices"]] == [100, 0, 10]
    assert {row["text"]: row["id"] for row in pole.current.content["choices"]} == ids
    rewrite(pole, by=ines, text="Which star stands still?")
    old = looked(stars, ines, corrected)
    assert outcomes(old)[0] == "same" and old.report[0]["notes"][0] == "It was changed here since; that stays."
    assert len(bank(stars)) == 7


def test_the_same_question_twice_in_a_file_is_said(stars, ines):
    made = looked(stars, ines, "One? {T}\n\nOne? {T}\n\nTwo? {T}")
    assert outcomes(made) == ["new", "left_out", "new"] and "number 1 of the file" in made.report[1]["notes"][0]


def test_what_our_kinds_do_not_allow_stays_out_with_the_reason(stars, ines):
    made = looked(stars, ines, "Which? {~%50%a =%50%b}\n\nWhich? {=a ~a}\n\nPair {=a -> b =a -> c}\n\nPattern {=a*b}")
    assert outcomes(made) == ["left_out"] * 4
    assert [
        next(word for word in ("100%", "the same", "pattern") if word in row["notes"][0]) for row in made.report
    ] == ["100%", "the same", "the same", "pattern"]


def test_a_retired_question_may_come_back(stars, ines):
    imports.confirm(looked(stars, ines, STARS), by=ines)
    bank(stars)[0].retire()
    assert outcomes(looked(stars, ines, STARS))[0] == "new"


def test_an_import_is_done_once_and_its_file_goes(stars, ines):
    made = looked(stars, ines, STARS)
    path = files.path_of(made.place)
    db.session.commit()
    assert path.is_file()
    imports.confirm(made, by=ines)
    db.session.commit()
    assert not path.exists()
    with pytest.raises(ImportedAlready):
        imports.confirm(made, by=ines)


def test_another_look_replaces_the_one_that_waits(stars, ines):
    first = looked(stars, ines, STARS)
    path = files.path_of(first.place)
    db.session.commit()
    looked(stars, ines, PLANETS)
    db.session.commit()
    assert not path.exists() and db.session.query(Import).count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\x00\x01", "no text file"),
        (b"// nothing\n", "no question"),
        (b"a {T}\n\n" * (MOST + 1), "at most"),
    ],
    ids=["empty", "binary", "nothing", "many"],
)
def test_a_file_that_cannot_be_read_says_so_at_the_field(hers, stars, data, said):
    answer = hers.submit(at(stars, ""), **sent(data))
    assert answer.status_code == 422 and said in answer.text
    assert db.session.query(Import).count() == 0


@pytest.mark.parametrize(
    "text",
    ["{" * 200_000, "[" * 200_000 + " {T}", "// " + "[tag:" * 100_000, "\n" * 300_000 + "a {T}", "a {#" + "." * 200_000]
    + ["x {=" + "<" * 300_000 + "}", "[html]" + "<a " * 60_000 + "{T}", "a {" + "=~" * 100_000 + "}"],
    ids=["braces", "brackets", "marks", "lines", "dots", "angles", "tags", "signs"],
)
def test_a_spiteful_file_is_read_in_no_time_or_refused(stars, ines, text):
    with suppress(Invalid):
        assert "new" not in outcomes(looked(stars, ines, text)) or text.startswith("\n")


def test_programs_look_and_import(api, ines, ada, stars, new_person):  # noqa: F811
    teacher, learner = api(ines), api(ada)
    path = f"{COURSES}{stars.id}/question-imports/"
    body = {"name": "stars.txt", "content": base64.b64encode(STARS.encode()).decode()}
    made = teacher.data("POST", path, body, status=201)
    assert made["counts"] == {"new": 7, "changed": 0, "same": 0, "left_out": 2} and made["done_at"] is None
    assert made["format"] == "gift" and made["report"][0]["notes"] == ["The picture “sky.png” is left out."]
    one = f"/api/v1/lms/question-imports/{made['id']}/"
    done = teacher.data("POST", f"{one}completion/")
    assert done["done_at"] and teacher.data("GET", one)["counts"]["new"] == 7
    assert teacher("POST", f"{one}completion/").status_code == 409
    assert len(teacher.data("GET", path)) == 1 and len(bank(stars)) == 7
    assert teacher.error("POST", path, body | {"content": "?"}) == (422, "invalid", "content")
    assert teacher.error("POST", path, body | {"format": "word"})[0] == 422
    for other in (learner, api(new_person("otto", "instructor"))):
        for method, at_, sent_ in (("POST", path, body), ("GET", path, None), ("GET", one, None)):
            assert other(method, at_, sent_).status_code == 403


def test_no_other_course_shows_an_import(hers, stars, ines):
    made = looked(stars, ines, STARS)
    other = type(stars).draft(ines, title="Moons")
    db.session.commit()
    assert hers.get(at(stars, made.uid)).status_code == 200
    assert hers.get(at(other, made.uid)).status_code == 404
    assert hers.submit(f"{at(other, made.uid)}/completion").status_code == 404


def test_a_long_bank_asks_the_database_no_more(stars, ines):
    found = found_in(STARS.encode(), "gift")

    def asked() -> int:
        db.session.flush()
        db.session.expire_all()
        with queries() as seen:
            steps_of(stars, found)
        return len(seen)

    write(stars, by=ines, kind="truefalse", text="One?", content={"correct": True})
    few = asked()
    for number in range(20):
        write(stars, by=ines, kind="truefalse", text=f"Number {number}?", content={"correct": True})
    assert asked() == few
