"""The list of letters: a specimen for every template, which finds in its contents all that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import render_template
from jinja2 import StrictUndefined

from educrowd.blueprints.auth.models import User
from educrowd.core.specimens import SPECIMENS

TEMPLATES = Path(__file__).parents[2] / "educrowd" / "templates"


@pytest.fixture
def strict(app, monkeypatch):
    """Templates that refuse what their contents do not have."""
    monkeypatch.setattr(app.jinja_env, "undefined", StrictUndefined)
    app.jinja_env.cache.clear()
    yield
    app.jinja_env.cache.clear()


def letters_on_disk() -> set[str]:
    found = (path.relative_to(TEMPLATES).with_suffix("") for path in TEMPLATES.glob("*/mail/*.html"))
    return {str(path) for path in found if not path.name.startswith("_")}


def test_every_letter_has_a_specimen(app):
    assert {specimen.template for specimen in SPECIMENS.values()} == letters_on_disk()


def test_every_specimen_has_all_that_its_letter_names(demo, strict):
    wrong = []
    for key, specimen in SPECIMENS.items():
        try:
            shown = render_template(
                f"{specimen.template}.html", subject=specimen.title, sender="", **specimen.contents()
            )
        except Exception as error:
            wrong.append(f"{key}: {error!r}")
            continue
        said = re.sub(r"<style>.*?</style>|<[^>]+>", " ", shown, flags=re.S)
        if odd := re.findall(r"None|namespace\(|Undefined|\{\{|<built-in", said):
            wrong.append(f"{key} says {odd[0]}")
    assert wrong == []


def test_titles_tell_letters_apart(app):
    titles = [(specimen.readers, specimen.title) for specimen in SPECIMENS.values()]
    assert len(titles) == len(set(titles))


def test_an_owner_looks_at_the_letters_of_their_site(visit, demo, owner):
    studio = visit(demo).sign_in(owner)
    page = studio.get("/studio/letters/").text
    shown = re.findall(r'href="(/studio/letters/[^"]+)"', page)
    assert len(set(shown)) == len(SPECIMENS)
    letter = studio.get("/studio/letters/crowdfunding/receipt")
    assert "A telescope for every school" in letter.text and demo.name in letter.text
    assert "Lens  $30.00\n" in letter.text  # as plain text, what stood in cells stands apart
    alone = studio.get("/studio/letters/crowdfunding/receipt/html")
    assert "sandbox" in alone.headers["Content-Security-Policy"] and "<style>" not in alone.text
    assert studio.get("/studio/letters/crowdfunding/nothing").status_code == 404
    assert "/studio/letters/" in studio.get("/studio/brand/").text


def test_looking_at_letters_writes_nothing_and_mails_nobody(visit, demo, owner, app):
    from educrowd.core.db import db

    studio = visit(demo).sign_in(owner)
    people = db.session.query(User).count()
    for module, name in SPECIMENS:
        assert studio.get(f"/studio/letters/{module}/{name}/html").status_code == 200, name
    db.session.rollback()
    assert db.session.query(User).count() == people


def test_the_list_is_at_home_under_the_brand(visit, demo, owner):
    menu = visit(demo).sign_in(owner).get("/studio/letters/").text.partition("</nav>")[0]
    assert re.search(r'href="/studio/brand/" aria-current="page"', menu)
