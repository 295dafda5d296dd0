"""Old addresses: how they are spelled, where they lead, and what becomes of a table of them."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from educrowd.blueprints.blog.models import Redirect
from educrowd.blueprints.blog.redirects.lists import MOST_LINES, write_one
from educrowd.blueprints.blog.redirects.planning import Wanted, plan
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.queries import queries


@pytest.fixture
def leads(nell):
    """`leads("/old", "/new")` writes a redirect of the demo site."""

    def written(path, target):
        made = write_one(path, target)
        db.session.commit()
        return made

    return written


def known() -> dict[str, str]:
    db.session.expire_all()
    return dict(db.session.execute(select(Redirect.path, Redirect.target)).all())


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/2019/04/hello", "/2019/04/hello"),
        ("/2019/04/hello/", "/2019/04/hello"),
        ("/2019/04/hello", "/2019/04/hello/?utm_source=letter"),
        ("/caf%C3%A9", "/café/"),
        ("/café", "/caf%C3%A9"),
        ("/a b", "/a%20b"),
        ("/?p=123", "/?p=123"),
        ("/?p=123&lang=en", "/?lang=en&p=123"),
        ("/index.php?p=7", "/index.php?p=7"),
        ("https://old.example/posts/ink.html#top", "/posts/ink.html"),
        ("/blog/never-was", "/blog/never-was"),
    ],
)
def test_an_old_address_is_found_however_it_is_spelled(visitor, leads, written, asked):
    leads(written, "/blog/")
    answer = visitor.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/blog/"), answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_a_query_is_told_from_another_and_from_none(visitor, leads):
    leads("/?p=1", "/blog/one")
    leads("/?p=2", "/blog/two")
    assert [visitor.get(f"/?p={n}").headers.get("Location") for n in (1, 2, 3)] == ["/blog/one", "/blog/two", None]
    assert visitor.get("/").status_code == 200 and visitor.get("/?p=3").status_code == 200


def test_a_target_may_ask_for_many_things(visitor, leads):
    target = "/blog/?" + "&".join(f"a{number}=1" for number in range(60))
    leads("/many", target)
    assert visitor.get("/many").headers["Location"] == target


def test_a_page_that_is_there_is_not_led_away(visitor, leads, write):
    leads("/blog/ink", "/courses/")
    write("Ink", days_ago=1)
    assert visitor.get("/blog/ink").status_code == 200


def test_only_who_reads_is_led_on_and_never_a_program(visitor, leads):
    leads("/old", "/blog/")
    assert visitor.submit("/old").status_code in (404, 405) and visitor.get("/api/v1/old").status_code == 404
    assert visitor.head("/old").status_code == 301


def test_an_address_that_no_database_keeps_is_nowhere(visitor):
    assert visitor.get("/a%00b").status_code == visitor.get("/?p=%00").status_code == 404


def test_an_address_that_is_nowhere_costs_one_question(visitor, leads):
    leads("/old", "/blog/")
    visitor.get("/2019/nowhere")
    with queries() as asked:
        assert visitor.get("/2019/nowhere").status_code == 404
    assert len(asked) == 1


def test_redirects_of_one_site_lead_nobody_on_another(visit, leads, new_site):
    leads("/old", "/blog/")
    assert visit(new_site("other")).get("/old").status_code == 404


def test_no_rule_leads_round_in_a_circle(visitor, write):
    """Rows that stand there from before these were refused."""
    rows = {
        "/news": "/news/feed/",
        "/a": "/b/page/2",
        "/b": "/a/page/2",
        "/self": "/self/page/2?x=1#top",
        "/é": "/%C3%A9/rss/",
        "/blog/tags/é": "/blog/tags/%C3%A9",
        "/old": "/blog/",
        "/old/page": "/old",
    }
    db.session.add_all(Redirect(path=path, target=target) for path, target in rows.items())
    db.session.commit()
    astray = "/news/feed", "/news/rss", "/a/page/2", "/b/page/3", "/self/page/2", "/self/page/3", "/é/rss", "/é/feed"
    for path in (*astray, "/blog/tags/é/feed.xml"):
        assert visitor.get(path).status_code == 404, path
    assert [visitor.get(path).headers["Location"] for path in ("/old/page/2", "/old/feed")] == ["/blog/", "/blog/"]
    assert visitor.get("/news").headers["Location"] == "/news/feed/"


def test_nobody_walks_in_a_circle_that_stands_there(visitor, write):
    rows = {
        "/x": "/y?from=x#top", "/y": "/?p=7", "/?p=7": "/x/", "/into": "/x",
        "/a": "/c/page/2", "/c": "/a", "/self": "https://else.example/self",
        "/1": "/2", "/2": "/blog/ink", "/blog/ink": "/1", "/blog/": "/1", "/fine": "/blog/",
    }  # fmt: skip
    write("Ink")
    db.session.add_all(Redirect(path=path.rstrip("/") or "/", target=target) for path, target in rows.items())
    db.session.commit()
    for path in ("/x", "/y", "/into", "/a", "/c", "/1", "/2", "/blog/ink"):
        assert visitor.get(path).status_code == 404, path
    assert [visitor.get(path).headers["Location"] for path in ("/self", "/fine")] == [rows["/self"], "/blog/"]
    assert visitor.get("/?p=7").status_code == 200, "the front page needs no redirect"


@pytest.mark.parametrize(
    ("path", "target", "field", "said"),
    [
        ("old", "/blog/", "path", "Begin it with /"),
        ("", "/blog/", "path", "Begin it with /"),
        ("/", "/blog/", "path", "a page of its own"),
        ("/blog", "/courses/", "path", "a page of its own"),
        ("/blog/?page=2", "/courses/", "path", "a page of its own"),
        ("/studio/x", "/blog/", "path", "a page of its own"),
        ("/api/v1/x", "/blog/", "path", "a page of its own"),
        ("/a\u0007b", "/blog/", "path", "none of them unseen"),
        ("/" + "x" * 1001, "/blog/", "path", "at most 1,000"),
        ("/?" + "&".join(f"a{n}=1" for n in range(99)), "/blog/", "path", "too many"),
        ("/old", "//evil.example", "target", "Write a path such as"),
        ("/old", "/\\evil.example", "target", "no blanks"),
        ("/old", "http://other.example/", "target", "Write a path such as"),
        ("/old", "https://nell@evil.example/", "target", "Write a path such as"),
        ("/old", "https://", "target", "Write a path such as"),
        ("/old", "javascript:alert(1)", "target", "Write a path such as"),
        ("/old", "evil.example", "target", "Write a path such as"),
        ("/old", "/new\nX-Header: 1", "target", "no blanks"),
        ("/old", "/OLD/../old", None, None),
        ("/old/", "/old", "target", "leads to itself"),
        ("/old", "/old/?a=1", None, None),
    ],
)
def test_what_may_not_be_written_is_refused_with_a_reason(demo, path, target, field, said):
    line = plan({}, [Wanted(1, path, target)])[0]
    if said:
        assert line.outcome == "refused" and said in line.why and line.field == field
    else:
        assert line.outcome in ("added", "refused")


def test_another_host_is_led_to_only_by_its_full_address(visitor, leads, demo):
    leads("/shop", "https://shop.example/ink?x=1")
    assert visitor.get("/shop").headers["Location"] == "https://shop.example/ink?x=1"
    assert leads("/home", f"{demo.origin}/blog/").target == "/blog/"


def test_a_circle_is_refused_and_what_leads_into_none_is_written(demo):
    known = {"/a": "/b", "/b": "/c"}
    lines = plan(
        known, [Wanted(1, "/c", "/a"), Wanted(2, "/d", "/a"), Wanted(3, "/e", "/f"), Wanted(4, "/f", "/e?x=1")]
    )
    assert [line.outcome for line in lines] == ["refused", "added", "refused", "refused"]
    assert lines[0].why == "It would lead in a circle."
    # Further pages and feeds move with their list, and a step may come back by that.
    by_rule = {
        "/news": "/news/feed/",
        "/d": "/e/page/2",
        "/e": "/d/page/2",
        "/b": "/c",
        "/c": "/b/page/2",
        "/blog/tags/a": "/blog/tags/b",
        "/blog/tags/b": "/blog/tags/a/feed.xml",
        "/f": "/g/feed/",
    }
    lines = plan({}, [Wanted(number, *pair) for number, pair in enumerate(by_rule.items())])
    assert [line.outcome for line in lines] == ["refused"] * 7 + ["added"]


def test_a_later_line_may_open_a_circle_that_an_earlier_one_would_close(demo):
    lines = plan({"/b": "/a"}, [Wanted(1, "/a", "/b"), Wanted(2, "/b", "/c")])
    assert [line.outcome for line in lines] == ["added", "changed"]


def test_an_address_stands_in_a_table_once(demo):
    lines = plan({"/x": "/blog/"}, [Wanted(1, "/a", "/b"), Wanted(2, "/a/", "/c"), Wanted(3, "/x", "/blog/")])
    assert [line.outcome for line in lines] == ["added", "refused", "same"]
    assert lines[1].why == "Line 1 says where this address leads."


names = st.sampled_from([f"/{letter}" for letter in "abcdef"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(st.dictionaries(names, names, max_size=4), st.lists(st.tuples(names, names), max_size=8))
def test_whatever_is_written_nobody_walks_in_a_circle(demo, before, wanted):
    apart = {path: target for path, target in before.items() if path < target}
    lines = plan(apart, [Wanted(n, *pair) for n, pair in enumerate(wanted)])
    leads = {**apart, **{line.path: line.target for line in lines if line.does_something}}
    for start in leads:
        steps, path = 0, start
        while path in leads:
            path, steps = leads[path], steps + 1
            assert steps <= len(leads)


# ---- the studio ----------------------------------------------------------------------------------


def test_one_is_added_found_and_removed_in_the_studio(studio):
    browser = studio()
    assert "No redirects yet" in browser.get("/studio/posts/redirects/").text
    answer = browser.submit("/studio/posts/redirects/", path="/old", target="/blog/")
    assert answer.status_code == 303 and known() == {"/old": "/blog/"}
    page = browser.get("/studio/posts/redirects/?q=OLD").text
    assert "/old leads to /blog/ now" in page and "None like it" not in page
    made = db.session.scalars(select(Redirect)).one()
    browser.submit(f"/studio/posts/redirects/{made.id}/removal")
    assert known() == {} and browser.get("/old").status_code == 404


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(studio):
    answer = studio().submit("/studio/posts/redirects/", path="/old", target="//evil.example")
    assert answer.status_code == 422 and "Write a path such as" in answer.text and 'value="/old"' in answer.text
    assert known() == {}


TABLE = "old,new\n/a,/blog/\n/a/,/x\n/b;/c\n/same,/blog/\n/moved,/blog/new\n/y,//evil.example\n"


def test_a_table_is_looked_at_first_and_then_written(studio, leads):
    leads("/same", "/blog/")
    leads("/moved", "/blog/old")
    browser = studio()
    page = browser.submit("/studio/posts/redirects/list/preview", file=(io.BytesIO(TABLE.encode()), "map.csv"))
    assert "2 redirects to write" in page.text and "Added: 1. Changed: 1. As they are: 1. Left out: 3." in page.text
    assert "Line 2 says where this address leads." in page.text and len(known()) == 2
    answer = browser.submit("/studio/posts/redirects/list", redirects=TABLE)
    assert answer.status_code == 303
    assert known() == {"/a": "/blog/", "/same": "/blog/", "/moved": "/blog/new"}
    assert "1 added, 1 changed, 3 left out." in browser.get("/studio/posts/redirects/").text


def test_the_table_that_is_loaded_may_be_sent_back(studio, leads):
    leads("/a", "/blog/")
    leads("/b, c", "https://other.example/x")
    browser = studio()
    table = browser.get("/studio/posts/redirects/list.csv").get_data(as_text=True)
    page = browser.submit("/studio/posts/redirects/list/preview", redirects=table)
    assert "As they are: 2. Left out: 0." in page.text


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no address in this list"),
        ("old,new", "no address in this list"),
        ('/a,"/b', "added"),
        ("/a,/b\n" * (MOST_LINES + 1), f"this list has {MOST_LINES + 1:,}"),
        ("x" * 400_001, "characters at once"),
    ],
)
def test_a_table_that_is_none_is_refused_with_words(studio, table, said):
    answer = studio().submit("/studio/posts/redirects/list/preview", redirects=table)
    assert answer.status_code in (200, 422) and said in answer.text.replace("Will be added", "added")


def test_a_file_that_is_no_text_is_refused(studio):
    answer = studio().submit("/studio/posts/redirects/list/preview", file=(io.BytesIO(b"\xff\xfe\x00"), "a.xls"))
    assert answer.status_code == 422 and "Save the table as CSV in UTF-8" in answer.text


def test_former_addresses_of_posts_are_listed(studio, write, nell):
    post = write("Ink", days_ago=1)
    post.rewrite(slug="black-ink")
    db.session.commit()
    page = studio().get("/studio/posts/redirects/former").text
    assert "/blog/ink" in page and "Ink</a>" in page


# ---- the API -------------------------------------------------------------------------------------


def test_programs_write_read_change_and_remove(client, nell):
    browser = client(nell)
    made = browser.post("/api/v1/blog/redirects/", json={"path": "/old/", "target": "/blog/"})
    assert made.status_code == 201 and made.json["data"]["path"] == "/old"
    place = made.headers["Location"]
    assert browser.get(place).json["data"]["target"] == "/blog/"
    assert browser.patch(place, json={"target": "/courses/"}).json["data"]["target"] == "/courses/"
    assert browser.get("/api/v1/blog/redirects/?q=ol").json["meta"]["total"] == 1
    refused = browser.patch(place, json={"target": "http://x.example"})
    assert refused.status_code == 422 and refused.json["errors"][0]["field"] == "target"
    assert browser.delete(place).status_code == 204 and known() == {}


def test_programs_write_many_after_a_look(client, nell):
    pairs = [{"path": "/a", "target": "/b"}, {"path": "/b", "target": "/a"}, {"path": "/c", "target": "/blog/"}]
    browser = client(nell)
    look = browser.post("/api/v1/blog/redirect-list/", json={"redirects": pairs, "dry_run": True}).json["data"]
    assert [line["outcome"] for line in look["lines"]] == ["refused", "refused", "added"] and known() == {}
    done = browser.post("/api/v1/blog/redirect-list/", json={"redirects": pairs}).json["data"]
    assert done["lines"] == look["lines"] and known() == {"/c": "/blog/"}
    again = browser.post("/api/v1/blog/redirect-list/", json={"redirects": pairs}).json["data"]
    assert again["lines"][2]["outcome"] == "same"


def test_former_slugs_are_there_for_programs(client, write, nell):
    post = write("Ink", days_ago=1)
    post.rewrite(slug="black-ink")
    db.session.commit()
    listed = client(nell).get("/api/v1/blog/former-slugs/").json["data"]
    assert [(each["slug"], each["post_id"]) for each in listed] == [("ink", post.id)]


def test_who_only_writes_posts_has_no_say(client, studio, ben):
    assert studio(ben).get("/studio/posts/redirects/").status_code == 403
    assert client(ben).get("/api/v1/blog/redirects/").status_code == 403


def test_another_sites_redirect_is_not_there(client, nell, new_site):
    other = new_site("other")
    with tenancy.transaction(other):
        write_one("/theirs", "/blog/")
    assert client(nell).get("/api/v1/blog/redirects/").json["meta"]["total"] == 0
