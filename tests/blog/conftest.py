"""The people and posts that tests of the blog are about."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from PIL import Image

from educrowd.blueprints.blog.models import Post
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from tests.conftest import PASSWORD, Browser
from tests.letters import written_letters


@pytest.fixture
def nell(new_person):
    """An editor of the demo site."""
    return new_person("nell", "editor")


@pytest.fixture
def ben(new_person):
    """An instructor, who writes his own posts only."""
    return new_person("ben", "instructor")


@pytest.fixture
def write(nell) -> Callable[..., Post]:
    """`write("Ink", by=ben)` makes a draft, `write("Ink", days_ago=2)` a public post; Nell's unless said."""

    def write(title: str, *, by=None, days_ago: int | None = None, text: str = "Some words.", **rest) -> Post:
        current.user = by or nell
        post = Post.draft(title, body_markdown=text, **rest)
        if days_ago is not None:
            post.publish(utcnow() - timedelta(days=days_ago))
        db.session.commit()
        return post

    return write


@pytest.fixture
def studio(visit, demo, nell) -> Callable[..., Browser]:
    """`studio(ben)` is a browser in which Ben has signed in; Nell's unless said."""
    return lambda person=None: visit(demo).sign_in(person or nell)


@pytest.fixture
def client(visit, demo) -> Callable[..., Browser]:
    """`client(ben)` speaks the API in Ben's name."""

    def signed_in(person) -> Browser:
        browser = visit(demo)
        answer = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['data']['access_token']}"
        return browser

    return signed_in


@pytest.fixture
def mails(app) -> Callable[[str], list[EmailMessage]]:
    """`mails("Ink")` are the letters of this site with those words in their subject."""
    return lambda subject: written_letters(app, about=subject, from_site=current.tenant.slug)


def fields_of(page) -> dict[str, str]:
    """What the editor's hidden fields hold."""
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text) for name in ("version", "editor")}
    return {name: match[1] for name, match in found.items() if match}


def found(pattern: str, text: str) -> str:
    """The first group of the first match; a missing one is a failure that shows the text."""
    match = re.search(pattern, text, re.DOTALL)
    assert match, text
    return match[1]


def photo(color: str = "teal", width: int = 900) -> io.BytesIO:
    """A picture as a camera would hand it over."""
    out = io.BytesIO()
    Image.new("RGB", (width, 600), color).save(out, "JPEG")
    out.seek(0)
    return out
