"""Authors show a picture of themselves, on their page and through the API."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.auth.closing.forgetting import forget_here
from educrowd.blueprints.blog.media.removing import InUse, remove
from educrowd.blueprints.blog.models import Author, Media
from educrowd.core import files
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import photo
from tests.queries import queries
from tests.structured import structured

PAGE = "/studio/posts/author"


def portrait_of(author: str) -> Media:
    db.session.expire_all()
    picture = db.session.scalars(select(Author).where(Author.slug == author)).one().portrait
    assert picture
    return picture


def test_a_portrait_is_shown_changed_and_taken_away(studio, write, visitor, demo):
    write("Ink", days_ago=1)
    browser = studio()
    drawn = visitor.get("/blog/authors/nell").text
    said = {"name": "Nell", "bio": ""}
    assert browser.submit(PAGE, **said, image=(photo(), "nell.jpg")).status_code == 303
    first = portrait_of("nell")
    page = visitor.get("/blog/authors/nell").text
    assert first.thumbnail in page and first.thumbnail not in drawn
    assert structured(page)["mainEntity"]["image"] == demo.origin + first.url
    assert first.alt == "Portrait of Nell" and first.thumbnail in browser.get(PAGE).text
    # What is no picture is refused, and nothing else that was typed is kept.
    refused = browser.submit(PAGE, name="Nobody", bio="", image=(io.BytesIO(b"<svg onload=alert(1)>"), "x.svg"))
    assert refused.status_code == 422 and "Nobody" in refused.text
    assert portrait_of("nell") == first and visitor.get("/blog/authors/nell").text == page
    # One that is shown can't be deleted; a form without a file leaves it.
    with pytest.raises(InUse, match="Author “Nell”"):
        remove(first)
    browser.submit(PAGE, **said)
    browser.submit(PAGE, **said, image=(photo("plum"), "nell.jpg"))
    assert portrait_of("nell") != first
    assert browser.submit(PAGE, **said, without="yes").status_code == 303
    assert visitor.get("/blog/authors/nell").text == drawn


def test_a_portrait_through_the_api(client, nell, ben, write, visitor):
    write("Ink", days_ago=1, co_authors=[ben])
    mine = f"/api/v1/blog/authors/{Author.of(nell).id}/"
    theirs = f"/api/v1/blog/authors/{Author.of(ben).id}/"
    current.user = nell
    picture = Media.upload(photo(), name="nell.jpg", alt="Nell at her press", decorative=False)
    db.session.commit()
    told = client(nell).patch(mine, json={"portrait_id": picture.id}).get_json()["data"]
    assert told["portrait_id"] == picture.id and told["portrait_url"].endswith(picture.url)
    with queries() as one:
        visitor.get("/api/v1/blog/authors/")
    client(nell).patch(theirs, json={"portrait_id": picture.id})
    with queries() as two:
        assert [each["portrait_id"] for each in visitor.get("/api/v1/blog/authors/").get_json()["data"]] == [
            picture.id,
            picture.id,
        ]
    assert len(two) == len(one)
    for wrong in (2**40, -1, "portrait", True):
        assert client(nell).patch(mine, json={"portrait_id": wrong, "bio": "x"}).status_code == 422
    assert client(ben).patch(mine, json={"portrait_id": None}).status_code == 403
    shown = visitor.get(mine).get_json()["data"]
    assert (shown["portrait_id"], shown["bio"]) == (picture.id, "")
    assert client(nell).patch(mine, json={"portrait_id": None}).get_json()["data"]["portrait_url"] is None


def test_the_face_of_who_leaves_goes_with_them(write, nell, visitor):
    write("Ink", days_ago=1)
    author, current.user = Author.of(nell), nell
    author.show_portrait(photo(), name="nell.jpg")
    db.session.commit()
    picture = portrait_of("nell")
    stored = [files.path_of(f"{picture.public_id}-{width}.webp") for width in picture.widths]
    assert all(path.is_file() for path in stored)
    forget_here(nell.id)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Media)) == 0
    assert not any(path.exists() for path in stored)
    assert "Somebody who left" in visitor.get(f"/blog/authors/left-{author.id}").text
