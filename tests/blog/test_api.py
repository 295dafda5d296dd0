"""Posts and tags for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Post
from educrowd.core.db import db, utcnow
from tests.queries import queries

POSTS = "/api/v1/blog/posts/"


def data(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.get_json()["data"]


def refused(answer, status, code, field=None):
    assert answer.status_code == status, answer.text
    problem = answer.get_json()["errors"][0]
    assert (problem["code"], problem["field"]) == (code, field)


def test_a_program_writes_and_publishes(client, nell, demo, visitor):
    answer = client(nell).post(
        POSTS, json={"title": "Ink", "body_markdown": "**Black**", "tags": ["Craft"], "status": "published"}
    )
    post = data(answer, 201)
    assert answer.headers["Location"].endswith(f"{POSTS}{post['id']}/")
    assert (post["slug"], post["status"], post["version"], post["tags"]) == ("ink", "published", 1, ["Craft"])
    assert post["tenant_id"] == demo.id and post["author"] == {"id": nell.id, "name": "Nell"}
    assert post["body_html"] == "<p><strong>Black</strong></p>\n" and post["url"] == f"{demo.origin}/blog/ink"
    assert post["published_at"].endswith("Z") and post["created_at"].endswith("Z")
    assert "<strong>Black</strong>" in visitor.get("/blog/ink").text


def test_with_and_without_the_last_slash(client, nell, write):
    post = write("Ink", days_ago=1)
    assert data(client(nell).get(f"{POSTS}{post.id}")) == data(client(nell).get(f"{POSTS}{post.id}/"))


def test_strangers_read_what_is_public(visitor, write):
    public, secret = write("Ink", days_ago=1), write("Secret plans")
    listed = visitor.get(POSTS).get_json()
    assert [post["title"] for post in listed["data"]] == ["Ink"] and listed["meta"]["total"] == 1
    assert data(visitor.get(f"{POSTS}{public.id}/"))["body_markdown"] == "Some words."
    assert visitor.get(f"{POSTS}{secret.id}/").status_code == 404
    assert visitor.post(POSTS, json={"title": "Mine"}).status_code == 401


def test_a_draft_looks_like_nothing_to_those_who_may_not_change_it(client, write, ben, ada):
    secret = write("Secret plans")
    hidden, absent = client(ben).get(f"{POSTS}{secret.id}/"), client(ben).get(f"{POSTS}999999/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.get_json()["errors"] == absent.get_json()["errors"]
    refused(client(ada).post(POSTS, json={"title": "Mine"}), 403, "forbidden")


def test_authors_list_their_own_drafts_and_editors_all(client, write, ben, nell):
    write("Lecture notes", by=ben)
    write("Secret plans")
    write("Ink", days_ago=1)
    assert titles(client(ben).get(POSTS)) == {"Lecture notes", "Ink"}
    assert titles(client(nell).get(POSTS)) == {"Lecture notes", "Secret plans", "Ink"}


def titles(answer) -> set[str]:
    return {post["title"] for post in data(answer)}


def test_a_stale_version_is_a_conflict_and_changes_nothing(client, nell, write):
    post = write("Ink")
    api = client(nell)
    assert data(api.patch(f"{POSTS}{post.id}/", json={"version": 1, "title": "Black ink"}))["version"] == 2
    refused(api.patch(f"{POSTS}{post.id}/", json={"version": 1, "title": "Red ink"}), 409, "conflict", "version")
    assert data(api.get(f"{POSTS}{post.id}/"))["title"] == "Black ink"


def test_a_patch_leaves_the_rest_alone_and_a_put_does_not(client, nell, write):
    post = write("Ink", tags=["Craft"], excerpt="How to.")
    api = client(nell)
    patched = data(api.patch(f"{POSTS}{post.id}/", json={"title": "Black ink"}))
    assert (patched["tags"], patched["excerpt"], patched["body_markdown"]) == (["Craft"], "How to.", "Some words.")
    put = data(api.put(f"{POSTS}{post.id}/", json={"title": "Ink again", "body_markdown": "New."}))
    assert (put["title"], put["tags"], put["excerpt"], put["status"]) == ("Ink again", [], "", "draft")


def test_posts_are_scheduled_published_and_withdrawn(client, nell, write):
    post, api = write("Ink"), client(nell)
    soon = (utcnow() + timedelta(days=1)).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    scheduled = data(api.patch(f"{POSTS}{post.id}/", json={"status": "scheduled", "published_at": soon}))
    assert (scheduled["status"], scheduled["published_at"]) == ("scheduled", soon)
    assert data(api.patch(f"{POSTS}{post.id}/", json={"title": "Black"}))["published_at"] == soon
    assert data(api.patch(f"{POSTS}{post.id}/", json={"status": "published"}))["published_at"] < soon
    assert data(api.patch(f"{POSTS}{post.id}/", json={"status": "draft"}))["status"] == "draft"


def test_a_post_moved_in_keeps_its_date(client, nell):
    body = {"title": "Old", "body_markdown": "Words.", "status": "published", "published_at": "2009-05-01T12:00:00Z"}
    assert data(client(nell).post(POSTS, json=body), 201)["published_at"] == "2009-05-01T12:00:00Z"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Ink", "slug": "No good"}, "slug"),
        ({"title": "Ink", "slug": "tags"}, "slug"),
        ({"title": "Ink", "status": "gone"}, "status"),
        ({"title": "Ink", "status": "scheduled", "body_markdown": "x"}, "published_at"),
        (
            {"title": "Ink", "status": "published", "body_markdown": "x", "published_at": "2999-01-01T00:00:00Z"},
            "published_at",
        ),
        ({"title": "Ink", "status": "published"}, "body_markdown"),
        ({"title": "Ink", "tags": ["x"] * 11}, "tags"),
        ({"title": "Ink", "tags": ["ink", "😀"]}, "tags"),
        ({"title": "Ink", "tags": "ink"}, "tags"),
        ({"title": "Ink", "body_markdown": "x" * 200_001}, "body_markdown"),
        ({"title": "Ink", "published_at": "yesterday"}, "published_at"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(client, nell, body, field):
    answer = client(nell).post(POSTS, json=body)
    assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"].split(".")[0] == field
    assert db.session.scalars(select(Post)).all() == []


@pytest.mark.parametrize("field", ["author_id", "body_html", "tenant_id", "id", "created_at"])
def test_fields_that_are_not_the_clients_are_refused(client, nell, field):
    refused(client(nell).post(POSTS, json={"title": "Ink", field: 1}), 422, "unknown_field", field)


def test_ben_may_not_touch_nells_public_post(client, write, ben):
    post = write("Ink", days_ago=1)
    assert client(ben).patch(f"{POSTS}{post.id}/", json={"title": "Mine"}).status_code == 403
    assert client(ben).delete(f"{POSTS}{post.id}/").status_code == 403


def test_deleting(client, nell, write):
    post, api = write("Ink", days_ago=1), client(nell)
    assert api.delete(f"{POSTS}{post.id}/").status_code == 204
    assert api.get(f"{POSTS}{post.id}/").status_code == 404


def test_lists_are_filtered_sorted_and_searched(client, nell, write):
    write("Ink", days_ago=3, tags=["Craft"])
    write("100% cotton", days_ago=1, tags=["Paper"])
    write("Plans")
    api = client(nell)
    for query, expected in {
        "status=draft": ["Plans"],
        "tag=craft": ["Ink"],
        "q=100%25": ["100% cotton"],
        "q=%25": ["100% cotton"],
        "sort=title": ["100% cotton", "Ink", "Plans"],
        "sort=published_at&status=published": ["Ink", "100% cotton"],
        "per_page=1&page=2&sort=-title": ["Ink"],
    }.items():
        assert [post["title"] for post in data(api.get(f"{POSTS}?{query}"))] == expected, query


@pytest.mark.parametrize(
    "query", ["sort=author_id", "sort=title;drop", "status=x", "page=0", "per_page=101", "secret=1"]
)
def test_unknown_questions_are_refused(visitor, query):
    assert visitor.get(f"{POSTS}?{query}").status_code == 422


def test_a_longer_list_costs_no_more_queries(visitor, write):
    write("Ink", days_ago=1, tags=["Craft"])
    with queries() as few:
        visitor.get(POSTS)
    for number in range(8):
        write(f"Post {number}", days_ago=1, tags=[f"Tag {number}"])
    with queries() as many:
        visitor.get(POSTS)
    assert len(many) == len(few)


def test_tags_come_with_their_counts(visitor, write, demo):
    write("One", days_ago=1, tags=["Craft", "Ink"])
    write("Two", days_ago=1, tags=["Craft"])
    write("Plans", tags=["Secret"])
    tags = data(visitor.get("/api/v1/blog/tags/"))
    assert all(tag["tenant_id"] == demo.id and tag["created_at"].endswith("Z") for tag in tags)
    assert [(tag["slug"], tag["name"], tag["posts_count"]) for tag in tags] == [
        ("craft", "Craft", 2),
        ("ink", "Ink", 1),
    ]


def test_what_has_not_changed_is_not_sent_again(visitor, write):
    post = write("Ink", days_ago=1)
    tag = visitor.get(f"{POSTS}{post.id}/").headers["ETag"]
    assert visitor.get(f"{POSTS}{post.id}/", headers={"If-None-Match": tag}).status_code == 304


def test_if_match_guards_an_update(client, nell, write):
    post, api = write("Ink"), client(nell)
    tag = api.get(f"{POSTS}{post.id}/").headers["ETag"]
    assert api.patch(f"{POSTS}{post.id}/", json={"title": "Black"}, headers={"If-Match": tag}).status_code == 200
    assert api.patch(f"{POSTS}{post.id}/", json={"title": "Red"}, headers={"If-Match": tag}).status_code == 412


def test_the_same_key_writes_one_post(client, nell):
    api, headers = client(nell), {"Idempotency-Key": "ink-1"}
    first = api.post(POSTS, json={"title": "Ink"}, headers=headers)
    again = api.post(POSTS, json={"title": "Ink"}, headers=headers)
    assert data(first, 201) == data(again, 201)
    assert len(db.session.scalars(select(Post)).all()) == 1
