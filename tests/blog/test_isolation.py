"""Two sites, two blogs: neither knows that the other's posts exist."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.models import Media, Post, Tag
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import NoTenant
from tests.blog.conftest import photo
from tests.conftest import PASSWORD


@pytest.fixture
def elsewhere(new_site):
    """Another site, on which the demo site's posts must not exist."""
    return new_site("elsewhere")


@pytest.fixture
def editor_of_both(nell, elsewhere, demo):
    """Nell edits both sites, so nothing but the wall between them stops her."""
    nell_id = nell.id
    with tenancy.transaction(elsewhere):
        db.session.get_one(User, nell_id).take("editor")
    return nell


def test_a_post_of_one_site_does_not_exist_on_the_other(write, visit, elsewhere, editor_of_both):
    posts = [write(f"Post {number}", days_ago=1) for number in range(3)]
    ids = [post.id for post in posts]
    browser = visit(elsewhere).sign_in(editor_of_both)
    for id in ids:
        assert browser.get(f"/studio/posts/{id}/edit").status_code == 404
        assert browser.submit(f"/studio/posts/{id}", title="Mine now", version="1").status_code == 404
    assert visit(elsewhere).get("/blog/post-0").status_code == 404
    assert "Post 0" not in visit(elsewhere).get("/feed.xml").text
    assert "post-0" not in visit(elsewhere).get("/sitemap.xml").text


def test_the_api_answers_for_anothers_post_as_for_none(write, visit, elsewhere, editor_of_both):
    post = write("Ink", days_ago=1)
    api = visit(elsewhere)
    tokens = api.post("/api/v1/auth/login/", json={"email": editor_of_both.email, "password": PASSWORD}).get_json()
    bearer = {"Authorization": f"Bearer {tokens['data']['access_token']}"}
    for method, body in (("get", None), ("patch", {"title": "Mine"}), ("delete", None)):
        answers = [
            getattr(api, method)(f"/api/v1/blog/posts/{id}/", json=body, headers=bearer) for id in (post.id, 999_999)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].get_json()["errors"] == answers[1].get_json()["errors"]


def test_equal_ids_are_different_posts(elsewhere, write, editor_of_both):
    here, nell_id = write("Here").id, editor_of_both.id
    with tenancy.bind(elsewhere):
        current.user = db.session.get_one(User, nell_id)
        there = Post.draft("There")
        db.session.commit()
        assert there.id == here == 1
        assert db.session.scalars(select(Post.title)).all() == ["There"]
    assert db.session.scalars(select(Post.title)).all() == ["Here"]


def test_the_database_itself_refuses_another_schema(demo, elsewhere):
    """Not the search path alone: naming the other site's table finds no row and takes none."""
    with tenancy.transaction(elsewhere):
        db.session.add(Tag(slug="there", name="There"))
    other = f"blog_{elsewhere.id}"
    assert db.session.scalar(text(f"SELECT count(*) FROM {other}.tags")) == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        db.session.execute(text(f"INSERT INTO {other}.tags (slug, name) VALUES ('x', 'x')"))
    db.session.rollback()


def test_pictures_stay_on_their_site(demo, elsewhere, nell, visit):
    current.user = nell
    picture = Media.upload(photo(), name="jar.jpg", alt="A jar", decorative=False)
    db.session.commit()
    url = picture.url
    assert visit(demo).get(url).status_code == 200
    assert visit(elsewhere).get(url).status_code == 404


def test_without_a_site_there_are_no_posts(context):
    with tenancy.bind(None), pytest.raises(NoTenant):
        db.session.scalars(select(Post)).all()
