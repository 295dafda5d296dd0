"""Pictures in questions: from files and by hand, kept by what they are, seen by whoever is asked and nobody else."""

from __future__ import annotations

import base64
import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, update

from educrowd.blueprints.lms.bank.exporting import export_questions
from educrowd.blueprints.lms.bank.importing import bring_in
from educrowd.blueprints.lms.bank.picturing import forget_unasked_pictures, keep
from educrowd.blueprints.lms.bank.writing import write
from educrowd.blueprints.lms.editions.copying import copy_course
from educrowd.blueprints.lms.exchange.found import Found
from educrowd.blueprints.lms.models import Course, CoursePicture, QuizQuestion
from educrowd.blueprints.lms.models.pictures import pictures_in, sign
from educrowd.blueprints.lms.transfer.archive import write_archive
from educrowd.blueprints.lms.transfer.cartridge_writer import Cartridge
from educrowd.blueprints.lms.transfer.document import document_of
from educrowd.blueprints.lms.transfer.importing import bring_in as bring_course_in
from educrowd.core import files
from educrowd.core.archives import Archive
from educrowd.core.db import db, utcnow
from educrowd.core.documents import place_of_document
from educrowd.core.errors import Invalid
from educrowd.core.stills import still_of

from .packages import zipped
from .quizzes import add_quiz
from .test_api import COURSES, api  # noqa: F401

PLACE = 0x8825
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photo(color="navy", kind="JPEG", size=(64, 48), **options):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **options)
    return out.getvalue()


def told_by_a_camera(color="navy"):
    exif = Image.Exif()
    exif.get_ifd(PLACE)[1] = "N"
    return photo(color, exif=exif)


def b64(data):
    return base64.b64encode(data).decode()


def file(name, data):
    return f'<file name="{name}" path="/" encoding="base64">{b64(data)}</file>'


def html(tag, words, *files, attributes=""):
    return f'<{tag} format="html" {attributes}><text><![CDATA[{words}]]></text>{"".join(files)}{{}}</{tag}>'


def moodle():
    """A choice with pictures in its text, a choice, a feedback to one, and one for everybody."""
    bear, sky = file("bear.jpg", told_by_a_camera()), file("a sky.png", photo("black", "PNG"))
    said = html(
        "feedback", '<p>Look: <img src="@@PLUGINFILE@@/why.gif" alt="why"></p>', file("why.gif", photo("red", "GIF"))
    )
    asked = '<p>Which is it?</p><p><img src="@@PLUGINFILE@@/a%20sky.png" alt="Seven [stars]"></p>'
    return f"""<?xml version="1.0"?><quiz><question type="multichoice"><name><text>Bear</text></name>
    {html("questiontext", asked, sky).format("")}
    {html("generalfeedback", '<img src="@@PLUGINFILE@@/x.svg" alt="The map">', file("x.svg", SVG)).format("")}
    <single>true</single><idnumber>bear</idnumber>
    {html("answer", '<img src="@@PLUGINFILE@@/bear.jpg">', bear, attributes='fraction="100"').format(said.format(""))}
    {html("answer", "<p>None</p>", attributes='fraction="0"').format("")}
    </question></quiz>""".encode()


def bank(course):
    return list(db.session.scalars(QuizQuestion.of(course)))


def brought(course, ines, data, format="moodle_xml"):
    rows = bring_in(course, data, name="x", format=format, by=ines)
    db.session.commit()
    return [row["outcome"] for row in rows], [note for row in rows for note in row["notes"]]


def pictures(course):
    return set(db.session.scalars(select(CoursePicture.digest).where(CoursePicture.course_id == course.id)))


def bytes_of(course, digest):
    return files.path_of(place_of_document(f"{digest}-{course.id}")).read_bytes()


@pytest.fixture
def bear(stars, ines):
    """The question of the file, in the bank of the course."""
    assert brought(stars, ines, moodle())[0] == ["new"]
    return bank(stars)[0]


@pytest.fixture
def quiz(stars, bear):
    lesson = add_quiz(stars, [bear], review="never")
    db.session.commit()
    return lesson


def test_moodle_brings_pictures_in_texts_answers_and_feedback(stars, ines, bear):
    now = bear.current
    first, second = now.content["choices"]
    assert now.text.startswith("Which is it?\n\n![Seven (stars)](pictures/") and "<img" in now.html
    assert first["text"].startswith("![Picture 3](pictures/") and second["text"] == "None"
    assert first["feedback"].startswith("Look: ![why](pictures/") and now.feedback == "The map"
    assert pictures(stars) == pictures_in(now.text, now.content) and len(pictures(stars)) == 3
    for digest in pictures(stars):
        image = Image.open(io.BytesIO(bytes_of(stars, digest)))
        assert image.format == "WEBP" and not image.getexif(), "what the camera wrote stays out"
    outcomes, notes = brought(Course.draft(ines, title="Another"), ines, moodle())
    assert outcomes == ["new"] and any("x.svg” is left out: This is no JPEG" in note for note in notes)
    assert any("“bear.jpg” shows is said nowhere" in note for note in notes)


def test_the_same_file_again_makes_nothing_twice(stars, ines, bear):
    before = pictures(stars)
    assert brought(stars, ines, moodle())[0] == ["same"]
    assert brought(stars, ines, moodle().replace(b"Which is it?", b"Which one is it?"))[0] == ["changed"]
    assert pictures(stars) == before and bear.version == 2


def test_a_look_at_a_file_keeps_no_picture(visit, demo, stars, ines):
    hers = visit(demo).sign_in(ines)
    looked = hers.submit(f"/studio/courses/{stars.slug}/question-imports/", file=(io.BytesIO(moodle()), "bear.xml"))
    assert "Import 1 question" in hers.get(looked.location).text and not pictures(stars)


@pytest.mark.parametrize("format", ["moodle_xml", "qti"])
def test_an_export_brings_the_pictures_to_another_course(stars, ines, bear, format):
    order = {"items": [{"text": sign(digest, f"Star {place}")} for place, digest in enumerate(sorted(pictures(stars)))]}
    write(stars, by=ines, kind="order", text="Sort.", content=order, feedback=f"So: {order['items'][0]['text']}")
    db.session.commit()
    export = export_questions(stars, format)
    other = Course.draft(ines, title="Another")
    outcomes, _ = brought(other, ines, export.data, format)
    assert outcomes == ["new", "new"] and pictures(other) == pictures(stars)
    assert all_said(other) == all_said(stars)
    assert brought(stars, ines, export.data, format)[0] == ["same", "same"]


def all_said(course):
    said = [each.current for each in bank(course)]
    return sorted((now.text, now.feedback, sorted(pictures_in(now.content))) for now in said)


def test_gift_says_that_it_has_no_place_for_pictures(stars, bear):
    export = export_questions(stars, "gift")
    assert export.losses[0].notes == ["Its pictures are left out: GIFT has no place for them."]
    assert b"pictures/" not in export.data and b"Picture 3" in export.data


QTI2 = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Bear">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>a</value></correctResponse></responseDeclaration>
<itemBody><p>Which?<object data="../media/sky.png" type="image/png">The sky</object></p>
<choiceInteraction responseIdentifier="RESPONSE"><simpleChoice identifier="a"><img src="../media/a.jpg" alt="A bear"/>
</simpleChoice><simpleChoice identifier="b">None</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""
QTI1 = """<questestinterop><item ident="i" title="Bear"><presentation>
<material><mattext texttype="text/html">&lt;p&gt;Which?
&lt;img src="$IMS-CC-FILEBASE$/sky.png" alt="The sky"&gt;&lt;/p&gt;
</mattext></material><response_lid ident="r" rcardinality="Single"><render_choice>
<response_label ident="a"><material><matimage uri="media/a.jpg" label="A bear"/></material></response_label>
<response_label ident="b"><material><mattext>None</mattext></material></response_label></render_choice></response_lid>
</presentation><resprocessing><respcondition><conditionvar><varequal respident="r">a</varequal></conditionvar>
<setvar varname="SCORE" action="Set">100</setvar></respcondition></resprocessing></item></questestinterop>"""


@pytest.mark.parametrize(
    "members",
    [
        {"items/i.xml": QTI2, "media/sky.png": photo("black", "PNG"), "media/a.jpg": photo()},
        {"i.xml": QTI1, "web_resources/sky.png": photo("black", "PNG"), "media/a.jpg": photo()},
    ],
    ids=["2.1", "1.2"],
)
def test_packages_of_qti_bring_pictures_by_their_paths(stars, ines, members):
    outcomes, notes = brought(stars, ines, zipped({**members, "spare.png": photo("red", "PNG")}), "qti")
    assert outcomes == ["new", "left_out"] and notes == ["A file beside the questions, not a question."]
    now = bank(stars)[0].current
    assert now.text.startswith("Which?") and "![The sky](pictures/" in now.text
    assert now.content["choices"][0]["text"].startswith("![A bear](pictures/") and len(pictures(stars)) == 2


def test_no_picture_comes_from_outside_its_package(stars, ines):
    outside = QTI2.replace("../media/sky.png", "../../../../etc/passwd").replace(
        "../media/a.jpg", "https://x.example/a.jpg"
    )
    outcomes, notes = brought(stars, ines, zipped({"items/i.xml": outside}), "qti")
    assert outcomes == ["new"] and notes == ["The picture “passwd” is left out.", "The picture “a.jpg” is left out."]
    assert not pictures(stars)


def test_a_learner_sees_the_pictures_of_a_question_once_it_is_asked(visit, demo, stars, ada, ben, ines, bear, quiz):
    text, choice = bear.current.text, bear.current.content["choices"][0]
    (sky,), (shown,), (why,) = pictures_in(text), pictures_in(choice["text"]), pictures_in(choice["feedback"])
    stars.enroll(ada)
    stars.enroll(ben)
    db.session.commit()
    hers, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{quiz.uid}/attempts"
    assert hers.get(f"{at}/1/pictures/{sky}.webp").status_code == 404, "nothing was asked yet"
    hers.submit(at)
    page = hers.get(f"{at}/1").text
    assert f'<img src="{at}/1/pictures/{sky}.webp" alt="Seven (stars)"' in page
    assert f'src="{at}/1/pictures/{shown}.webp" alt="Picture 3"' in page and why not in page
    got = hers.get(f"{at}/1/pictures/{sky}.webp")
    assert (got.mimetype, got.data) == ("image/webp", bytes_of(stars, sky))
    assert "private" in got.headers["Cache-Control"] and got.headers["X-Content-Type-Options"] == "nosniff"
    for path in (f"{at}/1/pictures/{why}.webp", f"{at}/1/pictures/{'0' * 32}.webp", f"{at}/2/pictures/{sky}.webp"):
        assert hers.get(path).status_code == 404, path
    assert visit(demo).sign_in(ben).get(f"{at}/1/pictures/{sky}.webp").status_code == 404, "it is Ada's attempt"
    assert visit(demo).get(f"{at}/1/pictures/{sky}.webp").status_code in (302, 303, 401)
    for address in (f"/files/{sky}-64.webp", f"/studio/courses/{stars.slug}/question-pictures/{sky}.webp"):
        assert hers.get(address).status_code in (403, 404), address
    hers.submit(f"{at}/1", seq="1", q1=choice["id"], then="submit")
    assert hers.get(f"{at}/1/pictures/{why}.webp").status_code == 404, "the review is not out"
    db.session.expire_all()
    assert (
        visit(demo).sign_in(ines).get(f"/studio/courses/{stars.slug}/question-pictures/{why}.webp").status_code == 200
    )


def test_a_picture_of_the_solution_comes_with_the_solution(visit, demo, stars, ada, bear):
    lesson = add_quiz(stars, [bear], review="submitted")
    stars.enroll(ada)
    db.session.commit()
    (why,) = pictures_in(bear.current.content["choices"][0]["feedback"])
    hers, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{lesson.uid}/attempts"
    hers.submit(at)
    assert hers.get(f"{at}/1/pictures/{why}.webp").status_code == 404
    hers.submit(f"{at}/1", seq="1", q1=bear.current.content["choices"][0]["id"], then="submit")
    page = hers.get(f"{at}/1").text
    assert page.count('alt="Picture 3"') == 2, "what was answered, and what is right"
    assert f'src="{at}/1/pictures/{why}.webp" alt="why"' in page and "“Picture 3” gives 100" in page
    assert hers.get(f"{at}/1/pictures/{why}.webp").status_code == 200


def test_only_those_who_work_on_the_course_load_its_pictures_in_the_studio(visit, demo, stars, ines, bear, new_person):
    digest = next(iter(pictures(stars)))
    at = f"/studio/courses/{stars.slug}/question-pictures/{digest}.webp"
    assert visit(demo).sign_in(ines).get(at).status_code == 200
    assert visit(demo).sign_in(new_person("otto", "instructor")).get(at).status_code in (403, 404)


def test_an_archive_and_a_copy_have_the_same_pictures(stars, ines, quiz, bear):
    with write_archive(stars) as stream:
        data = stream.read()
    named = {name for name in Archive(data).names if name.startswith("pictures/")}
    assert named == {f"pictures/{digest}.webp" for digest in pictures(stars)}
    stars.imported_from = "somewhere else"
    db.session.commit()
    back, report = bring_course_in(io.BytesIO(data), by=ines)
    db.session.commit()
    assert back.id != stars.id and not [row for row in report.rows if row["outcome"] == "left_out"]
    for course in (back, copy_course(stars, by=ines)):
        assert pictures(course) == pictures(stars)
        assert all(bytes_of(course, digest) == bytes_of(stars, digest) for digest in pictures(stars))
        said = [{n: v for n, v in row.items() if n != "uid"} for row in document_of(course)["questions"]]
        assert said == [{n: v for n, v in row.items() if n != "uid"} for row in document_of(stars)["questions"]]
    _, report = bring_course_in(io.BytesIO(data), by=ines)
    assert {row["outcome"] for row in report.rows} == {"same"}


def test_an_archive_whose_picture_was_exchanged_or_lost_says_so(stars, ines, bear):
    (sky,) = pictures_in(bear.current.text)
    with write_archive(stars) as stream:
        members = contents(stream.read())
    stars.imported_from = "somewhere else"
    db.session.commit()
    members[f"pictures/{sky}.webp"] = SVG
    course, report = bring_course_in(io.BytesIO(zipped({**members})), by=ines)
    notes = next(row["notes"] for row in report.rows if row["kind"] == "question")
    assert any("is left out: This is no JPEG" in note for note in notes)
    assert bank(course)[0].current.text == "Which is it?\n\nSeven (stars)" and sky not in pictures(course)


def contents(data):
    archive = Archive(data)
    return {name: archive.read(name) for name in archive.names}


def test_a_cartridge_takes_the_pictures_along(stars, ines, quiz):
    with Cartridge(stars).write() as stream:
        data = stream.read()
    course, report = bring_course_in(io.BytesIO(data), by=ines)
    assert pictures(course) == {d for d in pictures(stars) if d not in pictures_in(feedback_of(stars))}
    assert "![Seven (stars)](pictures/" in bank(course)[0].current.text
    assert not [row["name"] for row in report.rows if row["name"].startswith("pictures/") and row["outcome"] == "new"]


def feedback_of(course):
    return [row["feedback"] for row in bank(course)[0].current.content["choices"]]


def test_an_instructor_adds_a_picture_with_words_to_a_question(visit, demo, stars, ines):
    hers, new = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}/questions/new/choice"
    said = {"text": "Which?", "rows-0-text": "This", "rows-0-fraction": "100", "rows-1-text": "That", "version": "0"}
    page = hers.get(new).text
    assert 'type="file"' in page and "What it shows" in page and '<option value="row-1">Choice 2</option>' in page
    without = hers.submit(new, picture=(io.BytesIO(photo()), "a.jpg"), **said)
    assert without.status_code == 422 and "Say what the picture shows." in without.text
    drawn = hers.submit(new, picture=(io.BytesIO(SVG), "a.svg"), shows="A bear", **said)
    assert drawn.status_code == 422 and "This is no JPEG" in drawn.text and 'value="That"' in drawn.text
    nowhere = hers.submit(
        new, picture=(io.BytesIO(photo()), "a.jpg"), shows="A bear", place_for_picture="row-9", **said
    )
    assert nowhere.status_code == 422 and "Choose where it stands." in nowhere.text and not pictures(stars)
    made = hers.submit(new, picture=(io.BytesIO(photo()), "a.jpg"), shows="A bear", place_for_picture="row-1", **said)
    assert made.status_code == 303
    (digest,) = pictures(stars)
    assert bank(stars)[0].current.name == "Which?"
    page = hers.get(made.location).text
    assert f'src="/studio/courses/{stars.slug}/question-pictures/{digest}.webp" alt="A bear"' in page
    edit = hers.get(f"{made.location}/edit").text
    assert f"That ![A bear](pictures/{digest}.webp)" in edit and "<code>![A bear](pictures/" in edit
    stale = hers.submit(f"{made.location}/edit", picture=(io.BytesIO(photo("red")), "b.jpg"), shows="Red", **said)
    assert stale.status_code == 409 and "![Red]" not in stale.text and 'value="Red"' in stale.text
    assert pictures(stars) == {digest}, "what is refused leaves no picture behind"


def test_programs_keep_pictures_and_learners_programs_load_them(api, stars, ines, ada, quiz, bear):  # noqa: F811
    author, at = api(ines), f"{COURSES}{stars.id}/pictures/"
    made = author.data("POST", at, {"content": b64(photo("green"))}, status=201)
    assert made["name"] == f"pictures/{made['digest']}.webp" and (made["width"], made["height"]) == (64, 48)
    assert author("GET", f"{at}{made['digest']}/").data == bytes_of(stars, made["digest"])
    assert len(author.data("GET", at)) == 4
    assert author.error("POST", at, {"content": b64(SVG)}) == (422, "invalid", "image")
    assert author.error("POST", at, {"content": "%"}) == (422, "invalid", "content")
    stars.enroll(ada)
    db.session.commit()
    learner = api(ada)
    lesson_id = next(each.lesson_id for each in stars.edition.lessons if each.uid == quiz.uid)
    attempt = learner.data("POST", f"/api/v1/lms/quizzes/{lesson_id}/attempts/", status=201)
    (sky,) = pictures_in(bear.current.text)
    assert [each["name"] for each in attempt["pictures"]] == sorted(
        f"pictures/{digest}.webp"
        for digest in pictures_in(bear.current.text, bear.current.content["choices"][0]["text"])
    )
    url = next(each["url"] for each in attempt["pictures"] if sky in each["name"])
    assert learner("GET", url).data == bytes_of(stars, sky)
    assert learner("GET", url.replace(sky, made["digest"])).status_code == 404
    assert learner("GET", f"{at}{sky}/").status_code in (403, 404)


def test_a_picture_that_no_question_took_is_forgotten_after_a_day(stars, ines, bear):
    (lonely,) = keep(stars, [still_of(photo("green"))])
    db.session.commit()
    forget_unasked_pictures()
    db.session.commit()
    assert lonely.digest in pictures(stars), "it may wait for a day"
    db.session.execute(update(CoursePicture).values(updated_at=utcnow() - timedelta(days=2)))
    forget_unasked_pictures()
    db.session.commit()
    assert len(pictures(stars)) == 3 and not files.path_of(place_of_document(f"{lonely.digest}-{stars.id}")).is_file()


def test_a_deleted_course_takes_its_pictures_along_and_leaves_the_copys(visit, demo, stars, ines, bear):
    copied = copy_course(stars, by=ines)
    db.session.commit()
    gone = [files.path_of(place_of_document(f"{digest}-{stars.id}")) for digest in pictures(stars)]
    kept = [files.path_of(place_of_document(f"{digest}-{copied.id}")) for digest in pictures(copied)]
    visit(demo).sign_in(ines).submit(f"/studio/courses/{stars.slug}/deletion")
    assert not any(path.is_file() for path in gone) and all(path.is_file() for path in kept) and len(kept) == 3


def test_a_kept_picture_stays_what_it_is_and_one_with_more_in_it_is_made_anew():
    kept = still_of(photo(size=(3000, 1500)))
    assert (kept.width, kept.height) == (1200, 600) and still_of(kept.data) == kept
    exif = Image.Exif()
    exif.get_ifd(PLACE)[1] = "N"
    told = photo(kind="WEBP", exif=exif)
    assert still_of(told).data != told and not Image.open(io.BytesIO(still_of(told).data)).getexif()
    assert still_of(kept.data + b"more").data != kept.data + b"more"
    with pytest.raises(Invalid):
        still_of(kept.data[:30])


def test_a_file_brings_so_many_pictures_and_no_more(monkeypatch):
    monkeypatch.setattr("educrowd.blueprints.lms.exchange.pictures.MOST", 1)
    found = Found(1)
    for color in ("red", "green", "red"):
        found.picture(f"data:image/png;base64,{b64(photo(color, 'PNG'))}", color)
    assert len(found.stills) == 1 and found.notes == [
        "The picture in the text is left out: A file brings at most 1 pictures."
    ]
    assert found.picture("data:image/png;base64,%", "broken") == ""
