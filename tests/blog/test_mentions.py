"""Webmentions: taken, looked at, approved and shown; and sent, once for each text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from educrowd.blueprints.blog.mentions import receiving
from educrowd.blueprints.blog.mentions.discovering import endpoint_of
from educrowd.blueprints.blog.mentions.fetching import Fetched
from educrowd.blueprints.blog.mentions.moderating import forget_deleted_mentions
from educrowd.blueprints.blog.mentions.places import own_hosts
from educrowd.blueprints.blog.mentions.policy import are_sent
from educrowd.blueprints.blog.mentions.reading import EXCERPT, read
from educrowd.blueprints.blog.mentions.sending import deliver, send_mention, tell_of_end, tell_of_links
from educrowd.blueprints.blog.models import ImportedItem, Mention, Post, SentMention
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.outbound import Answer
from educrowd.core.outbox import OutboxEntry
from tests.blog.elsewhere import elsewhere, loopback  # noqa: F401
from tests.jobs import run_jobs

PAGE = "https://other.example/post/1"
TARGET = "https://here.example/blog/ink"
HTML = {"content-type": "text/html"}
REPLY = """<title>Their page</title><article class="h-entry"><h1 class="p-name">On <b>ink</b></h1>
  <a class="p-author h-card" href="/"><span class="p-name">Ida\u202e Brandt</span></a>
  <a class="u-in-reply-to" href="{0}">this</a>
  <div class="e-content">So <script>alert(1)</script>true.</div></article>"""


def page(body: str = "", *, link: str = "", **headers: str) -> Fetched:
    given = HTML | ({"link": link} if link else {}) | headers
    return Fetched(PAGE, Answer(200, given, body.encode()))


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        (page(link="</wm>; rel=webmention"), "https://other.example/wm"),
        (page(link='<https://a.example/>; rel="me", </wm>; rel="WebMention"'), "https://other.example/wm"),
        (page(link='<wm?a=1,2;b>; title="x, y; z"; rel="other webmention"'), "https://other.example/post/wm?a=1,2;b"),
        (page(link="<>; rel=webmention"), PAGE),
        (page(link="</no>; rel=not-webmention"), None),
        (page('<a rel="webmention" href="/a">a</a>', link="</header>; rel=webmention"), "https://other.example/header"),
        (page('<link rel="webmention" href="https://b.example/wm?x=1"><a rel=webmention href=/a>'), "https://b.example/wm?x=1"),
        (page('<a href="/a" rel="nofollow webmention"></a><link rel=webmention href=/b>'), "https://other.example/a"),
        (page('<link rel="webmention" href="">'), PAGE),
        (page('<link rel="webmention"><a rel="webmention" href="/a">'), "https://other.example/a"),
        (page('<!-- <link rel="webmention" href="/no"> --><a rel=webmention href=/yes>'), "https://other.example/yes"),
        (page('<code>&lt;a rel="webmention" href="/no"&gt;</code><a rel="webmention" href="/yes">'), "https://other.example/yes"),
        (page('<link rel="not-webmention" href="/no">'), None),
        (page('<base href="https://c.example/d/"><a rel="webmention" href="wm">'), "https://c.example/d/wm"),
        (page('<a rel="webmention" href="/no">', **{"content-type": "text/plain"}), None),
        (page('<a rel="webmention" href="http://[">'), PAGE),
        (page(link="<" * 9_000), None),
    ],
)  # fmt: skip
def test_an_endpoint_is_found_as_the_recommendation_says(given, endpoint):
    assert endpoint_of(given) == endpoint


def test_what_a_page_says_is_plain_text_and_only_of_a_page_that_links_here():
    said = read(page(REPLY.format(TARGET)), {TARGET})
    assert said and (said.kind, said.title, said.author_name) == ("reply", "On ink", "Ida Brandt")
    assert "true." in said.body
    for name, kind in (("u-like-of", "like"), ("u-repost-of", "repost"), ("u-bookmark-of", "bookmark")):
        cite = f'<div class="h-entry"><p class="{name} h-cite"><a class="u-url" href="{TARGET}">x</a></p></div>'
        found = read(page(cite), {TARGET})
        assert found and found.kind == kind
    plain = read(page(f"<title>A\nlist</title><p>See <a href='{TARGET}'>ink</a> {'x' * 900}</p>"), {TARGET})
    assert plain and plain.title == "A list" and plain.body.startswith("See ink") and len(plain.body) <= EXCERPT
    relative = Fetched("https://here.example/x", Answer(200, HTML, b"<img src='blog/ink'>"))
    assert read(relative, {TARGET})
    for body in (
        f"{TARGET} in words",
        f"<!-- <a href='{TARGET}'> -->",
        f"<a href='{TARGET}-2'>",
        "<a href='http://['>",
    ):
        assert read(page(body), {TARGET}) is None, body
    kinds = {
        "application/json": (f'{{"a": ["{TARGET}"]}}', f'{{"a": "see {TARGET}"}}'),
        "text/plain": (f"see {TARGET}, or not", f"see {TARGET}-2"),
        "image/png": (None, f"{TARGET}"),
    }
    for kind, (good, bad) in kinds.items():
        assert good is None or read(page(good, **{"content-type": kind}), {TARGET}), kind
        assert read(page(bad, **{"content-type": kind}), {TARGET}) is None, kind
    assert read(page("[" * 100_000, **{"content-type": "application/json"}), {TARGET}) is None
    assert read(page(f"{'<div>' * 20_000}<a href='{TARGET}'>x</a>"), {TARGET})


def test_a_mention_waits_is_approved_and_goes_with_its_source(
    write, visitor, studio, mails, elsewhere, demo  # noqa: F811
):  # fmt: skip
    ink = write("Ink", days_ago=1)
    write("Draft")
    write("Closed", days_ago=1, comment_policy="off")
    target, source = f"{demo.origin}/blog/ink", elsewhere.put("/reply")
    elsewhere.put("/reply", REPLY.format(target))

    def send(source=source, target=target):
        return visitor.post("/webmention", data={"source": source, "target": target})

    shown = visitor.get("/blog/ink")
    assert shown.headers["Link"] == '</webmention>; rel="webmention"'
    assert '<link rel="webmention" href="/webmention">' in shown.text
    assert "Link" not in visitor.get("/blog/closed").headers
    # Faults have a status and a sentence each.
    faults = {
        ("", target): "source", (source, ""): "target", ("ftp://a.example/", target): "http",
        ("http://[", target): "http", (f"{target}#x", target): "same page",
        (source, f"{demo.origin}/blog/draft"): "no post",
        (source, f"{demo.origin}/blog/none"): "no post", (source, "https://else.example/blog/ink"): "no post",
        (source, f"{demo.origin}/blog/%00"): "http",
    }  # fmt: skip
    for fault, words in faults.items():
        answer = send(*fault)
        assert (answer.status_code, words in answer.text) == (400, True), (fault, answer.text)
    assert send(source, f"{demo.origin}/blog/closed").status_code == 403
    # A person gets a page for the same.
    assert f'value="{target}"' in visitor.get(f"/webmention?target={target}").text
    asked = visitor.post(
        "/webmention", data={"source": "", "target": target}, headers={"Accept": "text/html,*/*;q=0.8"}
    )
    assert asked.status_code == 400 and "An address is missing here." in asked.text and "<form" in asked.text
    assert visitor.post("/webmention", json=1.5).status_code == 400
    # Taken twice, kept once, told by one letter, shown to nobody yet.
    assert send().status_code == send().status_code == 202
    assert run_jobs() >= 2
    mention = db.session.scalars(select(Mention)).one()
    assert (mention.status, mention.kind, mention.author_name, mention.post_id) == (
        "held",
        "reply",
        "Ida Brandt",
        ink.id,
    )
    receiving.tell_of_mentions(ink.id)
    run_jobs()
    assert len(mails("Another site mentions “Ink”")) == 1
    assert "Ida Brandt" not in visitor.get("/blog/ink").text
    # Approved in the studio, it stands below the post at once, escaped and without the other site's anything.
    editor = studio()
    assert "Ida Brandt" in editor.get("/studio/posts/mentions").text
    path = f"/studio/posts/mentions/{mention.id}/moderation"
    assert editor.submit(path, verb="nonsense").status_code == 303
    row = editor.submit(path, htmx=True, verb="approve")
    assert "Approved." in row.text and "Undo" in row.text
    shown = visitor.get("/blog/ink").text
    assert f'<a href="{source}" rel="nofollow ugc noopener"' in shown and "All 1" in shown and "<script>" not in shown
    assert "Ida Brandt" in visitor.get("/blog/ink/mentions").text
    # Other words wait again; a source that links no more takes its mention along.
    elsewhere.put("/reply", REPLY.format(target).replace("true", "false"))
    send()
    run_jobs()
    db.session.refresh(mention)
    assert mention.status == "held" and "false" in mention.body and mention.because == receiving.CHANGED
    elsewhere.put("/reply", "", status=500)
    send()
    run_jobs()
    assert db.session.scalars(select(Mention)).one()
    elsewhere.put("/reply", "Nothing here any more.")
    send()
    run_jobs()
    assert db.session.scalars(select(Mention)).all() == []


def test_former_addresses_count_floods_fill_nothing_and_hosts_are_blocked(
    write, visitor, client, nell, ben, owner, elsewhere, demo, new_site, monkeypatch  # noqa: F811
):  # fmt: skip
    monkeypatch.setattr(receiving, "MOST_OF_POST", 2)
    ink = write("Ink", days_ago=1)
    current.user = nell
    ink.rewrite(slug="black-ink")
    db.session.commit()
    target = f"{demo.origin}/blog/ink"
    elsewhere.put("/led", status=302, Location="/one")
    elsewhere.put("/round", status=302, Location="/round")
    for name in ("/one", "/two", "/three"):
        elsewhere.put(name, f"<p><a href='{target}'>{name}</a></p>")
    elsewhere.put("/none", "<p>No link.</p>")
    for name in ("/led", "/two", "/three", "/round", "/none", "/missing"):
        answer = visitor.post("/webmention", data={"source": elsewhere.origin + name, "target": target})
        assert answer.status_code == 202, answer.text
    run_jobs()
    sources = db.session.scalars(select(Mention.source).order_by(Mention.id)).all()
    assert sources == [f"{elsewhere.origin}{name}" for name in ("/led", "/two")]
    assert elsewhere.asked.count("/round") == 6
    failed = select(OutboxEntry).where(OutboxEntry.tenant_id == demo.id, OutboxEntry.error.is_not(None))
    assert db.session.scalars(failed).all() == []
    # Another site's host leads to nothing here.
    there = new_site("there")
    answer = visitor.post("/webmention", data={"source": elsewhere.origin, "target": f"{there.origin}/blog/black-ink"})
    assert answer.status_code == 400
    with tenancy.bind(there):
        assert db.session.scalars(select(Mention)).all() == []
    # The API: whose posts they are, states, paging, one host and out.
    api, one = client(nell), db.session.scalars(select(Mention.id).order_by(Mention.id)).first()
    listed = api.get("/api/v1/blog/mentions/?status=held&per_page=1").get_json()
    assert [each["id"] for each in listed["data"]] == [one] and listed["meta"]["total"] == 2
    assert api.get("/api/v1/blog/mentions/?host=other.example").get_json()["data"] == []
    assert client(ben).get(f"/api/v1/blog/mentions/{one}/").status_code == 403
    moderation = f"/api/v1/blog/mentions/{one}/moderation/"
    assert api.post(moderation, json={"verb": "approve"}).get_json()["data"]["status"] == "published"
    assert len(visitor.get(f"/api/v1/blog/posts/{ink.id}/mentions/").get_json()["data"]) == 1
    assert api.delete(f"/api/v1/blog/mentions/{one}/").status_code == 204
    assert api.post(moderation, json={"verb": "undo"}).get_json()["data"]["status"] == "published"
    api.delete(f"/api/v1/blog/mentions/{one}/")
    db.session.execute(update(Mention).where(Mention.id == one).values(updated_at=utcnow() - timedelta(days=31)))
    forget_deleted_mentions()
    db.session.commit()
    two = db.session.scalars(select(Mention.id)).one()
    assert api.post(f"/api/v1/blog/mentions/{two}/host-block/").status_code == 204
    assert api.get("/api/v1/blog/mention-policy/").get_json()["data"]["blocked_hosts"] == ["127.0.0.1"]
    visitor.post("/webmention", data={"source": f"{elsewhere.origin}/two", "target": target})
    run_jobs()
    db.session.expire_all()
    assert db.session.scalars(select(Mention)).all() == []
    bad = {"takes": False, "sends": False, "blocked_hosts": ["a b"]}
    assert api.put("/api/v1/blog/mention-policy/", json=bad).status_code == 422
    assert api.put("/api/v1/blog/mention-policy/", json=bad | {"blocked_hosts": []}).status_code == 200
    answer = visitor.post("/webmention", data={"source": f"{elsewhere.origin}/two", "target": target})
    assert (answer.status_code, "takes no webmentions" in answer.text) == (403, True)
    assert "Link" not in visitor.get("/blog/black-ink").headers
    assert visitor.get("/webmention").status_code == 404


def test_a_post_tells_each_page_it_links_to_once_for_each_text(write, studio, nell, elsewhere, demo):  # noqa: F811
    elsewhere.put("/a", Link="</mention?k=1>; rel=webmention")
    elsewhere.put("/b", '<link rel="webmention" href="/mention">')
    elsewhere.put("/quiet", "<p>No endpoint.</p>")
    a, b, quiet = (f"{elsewhere.origin}/{name}" for name in ("a", "b", "quiet"))

    def told():
        found, elsewhere.told = [(each["target"][0], each["at"][0]) for each in elsewhere.told], []
        return found

    def states():
        rows = db.session.execute(select(SentMention.target, SentMention.state).order_by(SentMention.id)).all()
        return {row.target: row.state for row in rows}

    own = f"[home]({demo.origin}/blog/x) [twice]({a})"
    post = write("Ink", text=f"[a]({a}) [b]({b}) [q]({quiet}) {own}")
    run_jobs()
    assert told() == [] and elsewhere.asked == []
    post.publish()
    run_jobs()
    assert elsewhere.told[0]["source"] == [f"{demo.origin}/blog/ink"]
    assert sorted(told()) == [(a, "/mention?k=1"), (b, "/mention")]
    assert states() == {a: "taken", b: "taken", quiet: "silent"}
    assert a in (page := studio().get(f"/studio/posts/{post.id}/mentions").text) and "202" in page
    # The same text is told once; another one to who is left, who is gone and who is new.
    tell_of_links(post.id)
    run_jobs()
    assert told() == []
    elsewhere.put("/c", '<a rel="webmention" href="/mention">')
    elsewhere.answers = 500
    current.user = nell
    post.rewrite(body_markdown=f"[a]({a}) [c]({elsewhere.origin}/c)")
    db.session.commit()
    tell_of_links(post.id)
    run_jobs()
    assert sorted(target for target, _ in told()) == [a, b, f"{elsewhere.origin}/c"]
    assert set(states().values()) == {"waiting"} and quiet not in states()
    elsewhere.answers = 202
    post.unpublish()
    run_jobs()
    assert sorted(target for target, _ in told()) == [a]
    # What not everybody reads tells nobody.
    gated = write("Members", text=f"[a]({a})", audience="members")
    gated.publish()
    assert gated.is_published
    run_jobs()
    assert told() == []
    # A deleted post tells of its end, an imported one of nothing.
    other = write("Gone", text=f"[a]({a})")
    other.publish()
    run_jobs()
    current.user = nell
    db.session.get_one(Post, other.id).delete()
    run_jobs()
    assert told() == [(a, "/mention?k=1")] * 2
    came = write("Came")
    current.user = nell
    came.arrive("published", None)
    db.session.add(ImportedItem(source="s", kind="post", source_id="1", digest="", post_id=came.id))
    came.rewrite(body_markdown=f"[a]({a})")
    db.session.commit()
    assert db.session.scalars(SentMention.of(came.id)).all() == []


def test_an_endpoint_is_told_where_it_has_moved_but_never_inside(elsewhere, demo):  # noqa: F811
    inside = "http://10.0.0.1/"
    elsewhere.moved = {
        "/old": (301, "/older"), "/older": (307, "/mention"), "/seen": (303, "/thanks"), "/lost": (303, "/none"),
        "/in": (308, inside), "/in-later": (303, inside), "/file": (302, "file:///etc/passwd"),
        "/home": (302, f"{demo.origin}/webmention"), "/round": (302, "/round"),
    }  # fmt: skip
    elsewhere.put("/thanks")
    outcomes = {
        "/old": ("taken", 202, "", ["/old", "/older", "/mention"]),
        "/seen": ("taken", 200, "", ["/seen"]),
        "/lost": ("failed", 404, "answered 404", ["/lost"]),
        "/in": ("failed", None, "public internet", ["/in"]),
        "/in-later": ("failed", None, "public internet", ["/in-later"]),
        "/file": ("failed", None, "no address", ["/file"]),
        "/home": ("failed", None, "to this site", ["/home"]),
        "/round": ("failed", None, "more often", ["/round"] * 6),
    }
    for endpoint, (state, status, reason, at) in outcomes.items():
        elsewhere.told = []
        target = elsewhere.put("/a", Link=f"<{endpoint}>; rel=webmention")
        outcome = deliver("https://here.example/ink", target, own_hosts())
        assert (outcome.state, outcome.http_status, reason in outcome.reason) == (state, status, True), outcome
        assert [each["at"][0] for each in elsewhere.told] == at
        assert all(each["target"] == [target] for each in elsewhere.told)
    # The page itself leads on as well: there its endpoint is looked for, and nowhere inside.
    elsewhere.put("/new/page", '<link rel="webmention" href="wm">')
    moved = elsewhere.put("/page", status=301, Location="/new/page")
    assert deliver(PAGE, moved, own_hosts()).endpoint == f"{elsewhere.origin}/new/wm"
    led_inside = elsewhere.put("/page", status=301, Location="http://169.254.169.254/latest/")
    assert "public internet" in deliver(PAGE, led_inside, own_hosts()).reason


def test_who_does_not_answer_is_asked_thrice_and_an_unpaid_site_tells_nobody(write, elsewhere, demo, nell):  # noqa: F811
    def waits(job):
        """Until its last try: how many minutes lie before each."""
        found = []
        pending = select(OutboxEntry).where(OutboxEntry.job == job.name, OutboxEntry.done_at.is_(None))
        while run_jobs() >= 0 and (entry := db.session.scalar(pending.where(OutboxEntry.tenant_id == demo.id))):
            found.append(round((entry.run_at - utcnow()) / timedelta(minutes=1)))
            entry.run_at = utcnow()
        return found

    target = elsewhere.put("/a", Link="</mention>; rel=webmention")
    elsewhere.answers = 503
    post = write("Ink", text=f"[a]({target})")
    unpaid = replace(current.tenant, status="past_due")
    with tenancy.bind(unpaid, nell):
        db.session.get_one(Post, post.id).publish()
        db.session.commit()
        assert not are_sent()
    assert waits(tell_of_links) == [] and elsewhere.asked == []
    tell_of_links(post.id)
    sent = db.session.scalars(SentMention.of(post.id)).one()
    with tenancy.bind(unpaid):
        send_mention(sent.id)
        db.session.commit()
    assert elsewhere.asked == []
    assert waits(send_mention) == [10, 120]
    sent = db.session.scalars(SentMention.of(post.id)).one()
    assert (sent.state, sent.http_status, len(elsewhere.told)) == ("failed", 503, 3)
    # Also of its end, and of a source that is not there just now.
    current.user = nell
    db.session.get_one(Post, post.id).delete()
    assert waits(tell_of_end) == [10, 120] and len(elsewhere.told) == 6
    other = write("Other", days_ago=1)
    receiving.look.later(other.id, elsewhere.put("/down", status=503), f"{demo.origin}/blog/other")
    assert waits(receiving.look) == [10, 120] and elsewhere.asked.count("/down") == 3


def test_nothing_inside_is_called(write, visitor, demo):
    """Without the leave that tests give, this machine is no other site: neither to fetch from nor to tell."""
    inside = "http://127.0.0.1/x"
    post = write("Ink", text=f"[a]({inside})")
    post.publish()
    db.session.commit()
    answer = visitor.post("/webmention", data={"source": inside, "target": f"{demo.origin}/blog/ink"})
    assert answer.status_code == 202
    run_jobs()
    sent = db.session.scalars(SentMention.of(post.id)).one()
    assert sent.state == "failed" and "public internet" in sent.reason
    assert db.session.scalars(select(Mention)).all() == []
