"""The question bank: written in the studio and through the API, versioned, searched, tried."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.lms.bank.forms import FORMS
from educrowd.blueprints.lms.bank.writing import rewrite, write
from educrowd.blueprints.lms.models import QuizQuestion
from educrowd.blueprints.lms.questions import KINDS
from educrowd.blueprints.lms.quizzes.asking import asked_of
from educrowd.core.db import db
from tests.queries import queries

from .test_api import COURSES, api  # noqa: F401

STARS = {"choices": [{"text": "Polaris", "fraction": 100}, {"text": "Vega", "feedback": "Too far south."}]}
SECRET = "Too far south."
CONTENTS = {
    "choice": STARS,
    "multiple": STARS,
    "truefalse": {"correct": False},
    "short": {"answers": [{"text": "Ursa Major"}, {"text": "The Plough", "fraction": 50}]},
    "numeric": {"answers": [{"value": "4.2", "tolerance": "0.1"}], "units": [{"unit": "ly"}], "unit_required": True},
    "match": {
        "pairs": [{"text": "Io", "option": "j"}, {"text": "Titan", "option": "s"}],
        "options": [{"id": "j", "text": "Jupiter"}, {"id": "s", "text": "Saturn"}, {"id": "m", "text": "Mars"}],
    },
    "order": {"items": [{"text": "Mercury"}, {"text": "Venus"}, {"text": "Earth"}]},
    "cloze": {
        "gaps": [
            {"kind": "short", "content": {"answers": [{"text": "seven"}]}},
            {"kind": "choice", "content": {"choices": [{"text": "north", "fraction": 100}, {"text": "south"}]}},
            {"kind": "numeric", "content": {"answers": [{"value": "90", "tolerance": "0.5"}]}},
        ]
    },
    "essay": {"least_words": 20, "note": "Look for the ecliptic."},
}
TEXTS = {"cloze": "It has [[1]] stars, points [[2]] and stands at [[3]] degrees."}


@pytest.fixture
def bank(stars, ines):
    """One question of each kind in Ines's course."""
    made = {
        kind: write(stars, by=ines, kind=kind, text=TEXTS.get(kind, "Which one?"), content=CONTENTS[kind])
        for kind in KINDS
    }
    db.session.commit()
    return made


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


def at(course, *parts):
    return "/".join(("/studio/courses", course.slug, "questions", *parts))


def sent(form):
    """What a browser would send of a form as it stands."""
    found = {}
    for field in form:
        fields = [part for entry in field.entries for part in entry.form] if field.type == "FieldList" else [field]
        for each in fields:
            if each.type == "BooleanField":
                found |= {each.name: "y"} if each.data else {}
            else:
                found[each.name] = str(each.data if each.data is not None else "")
    return found


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(bank, ines):
    question = bank["choice"]
    first, named = question.current, question.current.content["choices"]
    rewrite(question, by=ines, text="Which star stands still?", content={"choices": named})
    assert question.version == 2 and question.current.html == "<p>Which star stands still?</p>\n"
    assert question.current.content == first.content and first.text == "Which one?"
    rewrite(question, by=ines, text="Which star stands still?", category="North")
    assert question.version == 2 and question.category == "North"
    db.session.commit()
    for act in ("UPDATE public.quiz_question_versions SET text = 'x'", "DELETE FROM public.quiz_question_versions"):
        with pytest.raises(DBAPIError, match="permission denied"):
            db.session.execute(text(act))
        db.session.rollback()


@pytest.mark.parametrize("kind", KINDS)
def test_the_editor_shows_each_kind_and_saving_it_unchanged_changes_nothing(hers, stars, bank, kind, app):
    question = bank[kind]
    page = hers.get(at(stars, question.uid, "edit"))
    assert page.status_code == 200, page.text
    with app.test_request_context():
        form = FORMS[kind].showing(question)
        data = sent(form)
    saved = hers.submit(at(stars, question.uid, "edit"), **data)
    assert saved.status_code == 303, saved.text
    db.session.expire_all()
    assert question.version == 1 and question.current.number == 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_shown_and_tried_as_learners_see_it(hers, stars, bank, kind):
    question = bank[kind]
    page = hers.get(at(stars, question.uid))
    assert page.status_code == 200 and "As learners see it" in page.text and SECRET not in page.text
    assert "<fieldset" in page.text and "<legend>" in page.text
    ids = {
        row["text"]: row["id"]
        for rows in question.current.content.values()
        if isinstance(rows, list)
        for row in rows
        if "text" in row and "id" in row
    }
    answers = {
        "choice": {"answer": ids.get("Polaris")},
        "multiple": {"answer": ids.get("Polaris")},
        "truefalse": {"answer": "false"},
        "short": {"answer": "ursa major"},
        "numeric": {"answer": "4,2 ly"},
        "match": {f"answer-{ids.get('Io')}": "j", f"answer-{ids.get('Titan')}": "s"},
        "order": {
            f"answer-{ids[name]}": place for place, name in enumerate(("Mercury", "Venus", "Earth"), 1) if name in ids
        },
        "essay": {"answer": "Words."},
    }
    if kind == "cloze":
        first, second, third = question.current.content["gaps"]
        north = second["content"]["choices"][0]["id"]
        answers["cloze"] = {
            f"answer-{first['id']}": "Seven",
            f"answer-{second['id']}": north,
            f"answer-{third['id']}": "90",
        }
    tried = hers.submit(at(stars, question.uid, "trial"), **answers[kind])
    assert ("Waits for a person" if kind == "essay" else "<strong>100%") in tried.text, tried.text


def test_a_question_is_built_with_buttons_alone(hers, stars):
    new = at(stars, "new", "choice")
    page = hers.get(new)
    assert page.text.count("Remove row") >= 4
    typed = {
        "text": "Which?",
        "version": "0",
        "rows-0-text": "Polaris",
        "rows-0-fraction": "100",
        "rows-1-text": "Vega",
    }
    more = hers.submit(new, **typed, then="add")
    assert more.status_code == 200 and 'name="rows-2-text"' in more.text and 'value="Polaris"' in more.text
    less = hers.submit(new, **typed, then="remove-1")
    assert 'name="rows-1-text"' not in less.text
    refused = hers.submit(new, **(typed | {"rows-0-fraction": "50"}))
    assert refused.status_code == 422 and "worth 100%" in refused.text
    made = hers.submit(new, **typed, category="North", labels="easy, stars, easy")
    (question,) = db.session.scalars(QuizQuestion.of(stars))
    assert made.location.endswith(question.uid) and question.tags == ["easy", "stars"]
    assert hers.get(at(stars, "new", "riddle")).status_code == 404


def test_an_older_tab_is_told_and_loses_nothing(hers, stars, bank, ines):
    question = bank["essay"]
    mine = {"text": "My words", "version": "1"}
    rewrite(question, by=ines, text="Her words")
    db.session.commit()
    late = hers.submit(at(stars, question.uid, "edit"), **mine)
    assert late.status_code == 409 and "My words" in late.text and "Somebody saved" in late.text
    hers.submit(at(stars, question.uid, "edit"), text="My words", version="2")
    db.session.expire_all()
    assert question.current.text == "My words" and question.version == 3


def test_questions_are_found_by_words_kind_category_and_tag(hers, stars, ines):
    write(stars, by=ines, kind="essay", text="Describe **Orion**.", content={}, category="South", tags=["long"])
    write(stars, by=ines, kind="truefalse", text="Vega is red.", content={"correct": False})
    db.session.commit()
    listed = at(stars, "")
    assert 'name="q"' in hers.get(listed).text
    assert "Orion" in hers.get(listed).text and "Vega" in hers.get(listed).text
    for query in ("q=orion", "kind=essay", "category=South", "tag=long"):
        found = hers.get(f"{listed}?{query}").text
        assert "Orion" in found and "Vega" not in found, query
    assert "Nothing found" in hers.get(listed + "?q=100%25").text


def test_a_retired_question_is_asked_nowhere(hers, stars, bank, api, ines):  # noqa: F811
    hers.submit(at(stars, bank["short"].uid, "retirement"))
    db.session.expire_all()
    assert hers.get(at(stars, bank["short"].uid)).status_code == 404
    assert api(ines)("GET", f"/api/v1/lms/questions/{bank['short'].id}/").status_code == 404
    assert len(db.session.scalars(QuizQuestion.of(stars)).all()) == len(KINDS) - 1


def test_programs_write_change_try_and_list_questions(api, ines, ada, stars):  # noqa: F811
    teacher, path, at = api(ines), f"{COURSES}{stars.id}/questions/", ""
    for kind, content in CONTENTS.items():
        body = {"kind": kind, "text": TEXTS.get(kind, "Which one?"), "content": content, "tags": ["sky"]}
        made = teacher.data("POST", path, body, status=201)
        assert made["kind"] == kind and made["version"] == 1
        at = f"/api/v1/lms/questions/{made['id']}/"
        assert teacher.data("GET", at) == made
        assert teacher.data("PATCH", at, {"content": made["content"], "category": "North"})["version"] == 1
    assert teacher.data("PATCH", at, {"text": "At length"})["version"] == 2
    assert len(teacher.data("GET", path + "?kind=choice&category=North&tag=sky")) == 1
    first = teacher.data("GET", path)[0]
    trial, polaris = f"/api/v1/lms/questions/{first['id']}/trial/", first["content"]["choices"][0]["id"]
    result = teacher.data("POST", trial, {"answer": polaris})
    assert (result["fraction"], result["right"]) == (1.0, "Polaris")
    assert teacher.error("POST", trial, {"answer": "nobody"}) == (422, "invalid", "answer")
    bad = {"kind": "choice", "text": "Which?", "content": {"choices": [{"text": "A"}, {"text": "B"}]}}
    assert teacher.error("POST", path, bad) == (422, "invalid", "content.choices")
    gap = {"kind": "cloze", "text": "No gap at all", "content": CONTENTS["cloze"]}
    assert teacher.error("POST", path, gap) == (422, "invalid", "text")
    learner = api(ada)
    assert learner("GET", path).status_code == 403 and learner("GET", at).status_code == 403
    assert teacher("DELETE", at).status_code == 204 and teacher("GET", at).status_code == 404


def test_a_text_with_gaps_is_named_without_their_numbers(bank):
    assert bank["cloze"].current.name == "It has … stars, points … and stands at … degrees."


def test_a_gap_inside_an_attribute_is_no_gap(stars, ines, api):  # noqa: F811
    body = {"kind": "cloze", "text": "![[[1]]](https://x.example/a.png) [[2]] [[3]]", "content": CONTENTS["cloze"]}
    assert api(ines).error("POST", f"{COURSES}{stars.id}/questions/", body) == (422, "invalid", "text")


def test_rows_are_shuffled_for_each_seed_and_stay(bank):
    version = bank["order"].current
    shown = [[row["text"] for row in asked_of(version, seed=str(seed)).parts["items"]] for seed in range(20)]
    assert len({tuple(each) for each in shown}) > 2
    assert asked_of(version, seed="7") == asked_of(version, seed="7")


def test_a_long_bank_asks_the_database_no_more(hers, stars, ines, bank):
    def cost():
        hers.get(at(stars, ""))
        with queries() as asked:
            assert hers.get(at(stars, "?fresh=1")).status_code == 200
        return len(asked)

    little = cost()
    for number in range(20):
        write(stars, by=ines, kind="essay", text=f"Number {number}", content={}, category=f"C{number}")
    db.session.commit()
    assert cost() == little
