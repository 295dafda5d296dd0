"""What is counted of those who read, what is not, and that it costs them nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from redis import Redis, RedisError
from sqlalchemy import select

from educrowd.blueprints.blog.models import VisitCount
from educrowd.blueprints.blog.statistics.gathering import gather_visits, write_visits
from educrowd.blueprints.blog.statistics.reading import days_of
from educrowd.blueprints.tenant import resolving
from educrowd.core import cache, tenancy
from educrowd.core.db import db
from educrowd.core.visits import notebook
from tests.jobs import run_jobs
from tests.queries import queries

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture(autouse=True)
def certain(monkeypatch):
    """However slow the machine is, what was learned of the site holds."""
    monkeypatch.setattr(resolving, "LOOK_EVERY_SECONDS", 60)


@pytest.fixture
def reader(visit, demo):
    """`reader("/blog/ink", ip="192.0.2.7")` is somebody who reads a page."""
    browser = visit(demo)

    def reads(path, *, ip="192.0.2.1", agent=FIREFOX, method="GET", site=None, **headers):
        who = visit(site) if site else browser
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return who.open(path, method=method, headers={"User-Agent": agent, **named}, environ_base={"REMOTE_ADDR": ip})

    return reads


@pytest.fixture
def counted(app):
    """`counted()` writes down what was noted and answers it: {(kind, name): count}."""

    def write() -> dict[tuple[str, str], int]:
        app.extensions["visits"].bring()
        write_visits()
        db.session.commit()
        return {(one.kind, one.name): one.count for one in db.session.scalars(select(VisitCount))}

    return write


def test_views_are_counted_by_page_and_people_about_once(reader, write, counted):
    write("Ink", days_ago=1)
    for ip in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        reader("/blog/ink", ip=ip)
    reader("/")
    found = counted()
    assert found == {("page", "/blog/ink"): 3, ("page", "/"): 1, ("visitor", ""): 2}


def test_writing_twice_changes_nothing_and_a_total_goes_on(reader, write, counted):
    write("Ink", days_ago=1)
    reader("/blog/ink")
    assert counted() == counted()
    reader("/blog/ink/".rstrip("/"))
    assert counted()["page", "/blog/ink"] == 2


def test_a_total_that_redis_has_lost_stays(reader, write, counted, demo):
    write("Ink", days_ago=1)
    for _ in range(3):
        reader("/blog/ink")
    counted()
    for key in cache.redis().scan_iter(f"t:{demo.id}:visits:*"):
        cache.redis().delete(key)
    reader("/blog/ink")
    assert counted()["page", "/blog/ink"] == 3


@pytest.mark.parametrize(
    "told",
    [
        {"DNT": "1"},
        {"Sec_GPC": "1"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"HX_Request": "true"},
        {"agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"agent": "curl/8.5.0"},
        {"agent": ""},
        {"method": "HEAD"},
    ],
    ids=str,
)
def test_who_is_no_reader_or_asks_to_be_left_out_is_not_counted(reader, write, counted, told):
    write("Ink", days_ago=1)
    assert reader("/blog/ink", **told).status_code == 200
    assert counted() == {}


@pytest.mark.parametrize("path", ["/nowhere", "/blog/nowhere", "/login", "/search", "/studio/", "/feed.xml", "/blog/"])
def test_only_pages_that_are_there_and_are_the_sites_own_are_counted(reader, counted, path):
    reader(path)
    assert counted() == {}


def test_staff_is_not_counted_and_learners_are(studio, write, counted, ada):
    write("Ink", days_ago=1)
    for person in (None, ada):
        studio(person).get("/blog/ink")
    assert counted().get(("page", "/blog/ink")) == 1


def test_of_where_one_came_from_only_the_host_is_kept(reader, write, counted, demo):
    write("Ink", days_ago=1)
    for referrer in ("https://News.example/a?token=secret", f"{demo.origin}/blog/", "javascript:x", "http://["):
        reader("/blog/ink", Referer=referrer)
    assert {name for kind, name in counted() if kind == "referrer"} == {"news.example"}


def test_no_key_or_row_holds_an_address_or_a_browser(reader, write, counted, demo):
    write("Ink", days_ago=1)
    reader("/blog/ink", ip="192.0.2.77")
    counted()
    for key in cache.redis().scan_iter("*visits*"):
        kept = cache.redis().dump(key) or b""
        assert b"192.0.2.77" not in kept and b"Firefox" not in kept
        assert key == notebook.SITES.encode() or 0 < cache.redis().ttl(key) <= notebook.KEPT_SECONDS


def test_the_digest_of_a_reader_is_another_tomorrow_and_on_another_site():
    day = datetime.now(UTC).date()
    one = notebook.Visit(1, day, "/", "", "192.0.2.1 Firefox")
    digests = {notebook.digest(b"a", one), notebook.digest(b"b", one), notebook.digest(b"a", one._replace(tenant_id=2))}
    assert len(digests) == 3


def test_a_page_from_the_cache_is_counted_without_a_question_to_anybody(reader, write, counted, app, monkeypatch):
    write("Ink", days_ago=1)
    reader("/blog/ink")
    reader("/blog/ink")
    counted()
    monkeypatch.setattr(app.extensions["visits"], "_process", -1)
    monkeypatch.setattr(notebook.threading.Thread, "start", lambda thread: None)
    asked = []
    execute = Redis.execute_command
    monkeypatch.setattr(
        Redis, "execute_command", lambda self, *args, **kw: asked.append(args[0]) or execute(self, *args, **kw)
    )
    with queries() as told:
        assert reader("/blog/ink").status_code == 200
    assert asked == ["MGET"] and told == []
    monkeypatch.undo()
    assert counted()["page", "/blog/ink"] == 3


def test_a_redis_that_is_away_costs_counts_and_no_page(reader, write, app, monkeypatch):
    write("Ink", days_ago=1)
    noted = app.extensions["visits"]

    def away(*_, **__):
        raise RedisError("away")

    monkeypatch.setattr(noted.redis, "pipeline", away)
    assert reader("/blog/ink").status_code == 200
    noted.bring()
    assert reader("/blog/ink").status_code == 200 and len(noted._noted) <= 1


def test_nobody_fills_redis_with_hosts_that_do_not_exist(reader, write, app, demo, monkeypatch):
    write("Ink", days_ago=1)
    monkeypatch.setattr(notebook, "MOST_NAMES", 3)
    for number in range(9):
        reader("/blog/ink", Referer=f"https://h{number}.example/")
        app.extensions["visits"].bring()
    today = datetime.now(UTC).date()
    assert cache.redis().hlen(notebook.key_of(demo.id, today, "referrer")) == 4


@pytest.mark.usefixtures("demo")
def test_a_full_day_stays_full_while_another_site_lives_on_the_next(monkeypatch):
    monkeypatch.setattr(notebook, "MOST_NAMES", 3)
    notes, today = notebook.Notebook(cache.redis()), datetime.now(UTC).date()

    def read(tenant_id, day, name):
        notes._noted.append(notebook.Visit(tenant_id, day, "/", f"h{name}.example", "somebody"))
        notes.bring()

    for number in range(9):
        read(900_001, today, number)
        read(900_002, today + timedelta(days=1), "b")
    assert cache.redis().hlen(notebook.key_of(900_001, today, "referrer")) == 4
    read(900_002, today + timedelta(days=3), "b")
    assert notes._full == {}
    cache.redis().srem(notebook.SITES, 900_001, 900_002)


def test_each_site_gets_its_own_counts_by_the_job(reader, write, app, demo, new_site):
    write("Ink", days_ago=1)
    other = new_site("other")
    reader("/blog/ink")
    reader("/", site=other)
    app.extensions["visits"].bring()
    with tenancy.bind(None):
        gather_visits()
    run_jobs()
    with tenancy.bind(other):
        run_jobs()
        assert [(one.kind, one.name) for one in db.session.scalars(select(VisitCount))] == [
            ("page", "/"),
            ("visitor", ""),
        ]
    db.session.expire_all()
    assert {(one.kind, one.name) for one in db.session.scalars(select(VisitCount))} == {
        ("page", "/blog/ink"),
        ("visitor", ""),
    }


@pytest.fixture
def read_before(demo):
    """Ten views yesterday, four a hundred days ago."""
    today = datetime.now(UTC).date()
    for days, count in ((1, 10), (100, 4)):
        day = today - timedelta(days=days)
        for kind, name in (("page", "/blog/ink"), ("referrer", "news.example"), ("visitor", "")):
            db.session.add(VisitCount(day=day, kind=kind, name=name, count=count))
    db.session.commit()


def test_the_studio_shows_the_days_pages_and_hosts(studio, read_before):
    browser = studio()
    page = browser.get("/studio/statistics/").text
    assert "/blog/ink" in page and "news.example" in page and ">10<" in page
    assert ">14<" in browser.get("/studio/statistics/?days=365").text
    assert browser.get("/studio/statistics/?days=nonsense").status_code == 200
    assert "/blog/ink,10" in browser.get("/studio/statistics/visits.csv").get_data(as_text=True)


def test_a_site_that_nobody_has_read_says_so(studio):
    assert "Nobody was counted yet" in studio().get("/studio/statistics/").text


def test_programs_get_the_same(client, nell, ben, read_before):
    told = client(nell).get("/api/v1/blog/statistics/?days=30").json["data"]
    assert told["views"] == 10 and len(told["days"]) == 30 and told["days"][-2]["visitors"] == 10
    assert told["pages"] == [{"name": "/blog/ink", "views": 10}]
    assert told["referrers"] == [{"name": "news.example", "views": 10}]
    assert client(nell).get("/api/v1/blog/statistics/?days=0").status_code == 422
    assert client(ben).get("/api/v1/blog/statistics/").status_code == 403


def test_a_day_is_the_day_of_the_site(reader, app, new_site):
    """On these two it is never the same one."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        site = new_site("island", timezone=zone)
        reader("/", site=site)
        app.extensions["visits"].bring()
        with tenancy.bind(site):
            write_visits()
            db.session.commit()
            day = datetime.now(ZoneInfo(zone)).date()
            assert set(db.session.scalars(select(VisitCount.day))) == {day}
            assert [(one.day, one.views) for one in days_of(2)] == [(day - timedelta(days=1), 0), (day, 1)]
