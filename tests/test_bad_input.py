"""Absurd input at every address and in every form: a page or a clear refusal, never a crash.

The application runs as in the other tests: what production would answer with 500 is raised or shown as such.
Each address gets a share of the values, its neighbors the others, so that each value is met by each kind of address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.blog.models import Post
from educrowd.core.access import BOTH, PLATFORM, SITE
from educrowd.core.current import current
from educrowd.core.db import db
from tests.conftest import PASSWORD
from tests.crawler import Form, crawl
from tests.crowdfunding.conftest import nell, new_project, telescope  # noqa: F401
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.routes import Route, routes_of

T = TypeVar("T")
LONG = "x" * 5_000
VALUES = (
    *("", " ", "\x00", "a\x00b", "🚀" * 300, "\u202e\u0301", "\ud800", LONG),
    *("-1", "0", "NaN", "Infinity", "-0", "1e400", "9" * 400, str(2**63), "²", "0x10", "1,000.00", "1_000"),
    *("0000-00-00", "9999-12-31T23:59", "10000-01-01", "2026-02-30", "24:61"),
    *("' OR 1=1 --", "%", "%00", "\\", "../../etc/passwd", "{{ 7 * 7 }}", "<script>", "javascript:alert(1)"),
    *("http://[", "//evil.example", "a@b", "[]", "{}", "null", "true"),
)
IN_PATHS = ("%00", "%ff", "%ed%a0%80", "%F0%9F%9A%80", "-1", "0", str(2**63), "9" * 400, LONG, "..%2f..", "%25", "a b")
PARAMETERS = (
    *("page", "per_page", "sort", "q", "next", "status", "slug", "site", "site_name", "code", "state", "key", "reward"),
    *("accent", "unsaved", "role", "actor", "action", "since", "until"),
)
BODIES = (
    *(b"", b"{", b"null", b"[]", b'"text"', b"1", b"NaN", b'{"a": NaN}', b"\xff\xfe", b"\xed\xa0\x80", b"\x00"),
    *(b"[" * 100_000, b'{"a":' * 20_000, b'{"title": "a", "title": {}}', b'{"title": "\\ud800"}', b"9" * 5_000),
)
FORM = "application/x-www-form-urlencoded"
KINDS = ("application/json", FORM, "multipart/form-data", "text/plain", "nonsense")
JSON_VALUES = (*VALUES, None, True, -1, 0, 2**31, 2**63, 10**400, 1.5, [], {}, [[]], {"a": {}})
HEADERS = (
    *("Origin", "Referer", "Cookie", "Authorization", "Accept", "Accept-Language", "If-None-Match", "If-Match"),
    *("HX-Request", "HX-Target", "HX-Current-URL", "Idempotency-Key", "Sec-Fetch-Site", "Range", "X-Forwarded-For"),
)
IN_HEADERS = ("", "http://[", "\xff\xfe", "null", "-1", "%00", "bytes=9-1", '"', "Bearer a.b.c", LONG)
STARTS = {SITE: ("/", "/studio/", "/account/"), PLATFORM: ("/", "/operator/", "/account/")}
ENDS = re.compile("logout|delet|closure|cancel|/end|leaving|withdraw|suspension|password|sessions")


@pytest.fixture
def insider(visit, demo, telescope, stars, owner):  # noqa: F811
    """The owner of a site that has something of everything; an operator too: in a browser and with a token."""
    current.user = owner
    Post.draft("Ink", body_markdown="Some words.").publish()
    stars.enroll(owner)
    make_operator(owner.id)
    db.session.commit()

    def on(host: str) -> Any:
        browser = visit(demo if host == SITE else None).sign_in(owner)
        login = browser.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
        browser.bearer = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
        db.session.commit()
        return browser

    return on


@pytest.fixture(params=[SITE, PLATFORM])
def host(request) -> str:
    return request.param


@pytest.fixture
def browser(insider, host) -> Any:
    return insider(host)


@pytest.fixture
def routes(app, host) -> list[Route]:
    """The routes of this kind of host."""
    here = [route for route in routes_of(app) if route.host in (host, BOTH)]
    return sorted(here, key=lambda route: ends(route.path))


def test_no_address_is_too_odd(browser, routes):
    odd = [route for route in routes if "<" in route.path]
    assert not crashes(
        attempt(browser, route.method, re.sub("<[^>]+>", value, route.path))
        for turn, route in enumerate(odd)
        for value in share(IN_PATHS, turn, of=4)
    )


def test_no_query_is_too_odd(browser, host):
    pages, _ = crawl(browser, *STARTS[host])
    assert not crashes(
        attempt(browser, "GET", f"{page}?{query(value)}")
        for turn, page in enumerate(pages)
        for value in share(VALUES, turn, of=12)
    )


def test_no_field_is_too_odd(browser, host):
    _, forms = crawl(browser, *STARTS[host])
    assert forms
    assert not crashes(
        attempt(browser, "POST", form.action, data=filled(form, browser.token, name, value), content_type=FORM)
        for turn, (form, name) in enumerate(fields_of(forms))
        for value in share(VALUES, turn, of=12)
    )


def test_no_body_is_too_odd(browser, routes):
    unsafe = [route for route in routes if route.method not in ("GET", "DELETE")]
    assert not crashes(
        attempt(browser, route.method, route.example, data=body, content_type=kind)
        for turn, route in enumerate(unsafe)
        for kind in KINDS
        for body in share(BODIES, turn, of=8)
    )


def test_no_property_is_too_odd(browser, host, stars, telescope):  # noqa: F811
    ids = {"courses": stars.id, "projects": telescope.id, "rewards": telescope.rewards[0].id}
    ids |= {"sections": stars.sections[0].id, "lessons": stars.lessons[0].id}
    db.session.commit()
    assert not crashes(
        attempt(browser, method, path, json=good | {name: value})
        for turn, (method, path, good, name) in enumerate(properties(browser, ids))
        for value in share(JSON_VALUES, turn, of=26)
    )


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_is_too_odd(visitor, name):
    visitor.token, visitor.bearer = "", {}
    assert not crashes(
        attempt(visitor, method, path, headers={name: value})
        for method, path in (("GET", "/"), ("POST", "/theme"), ("GET", "/api/v1/auth/me/"), ("GET", "/static/x"))
        for value in IN_HEADERS
    )


@pytest.mark.parametrize("path", ["/login", "/studio/courses/", "/api/v1/lms/courses/", "/webhooks/stripe"])
def test_ten_megabytes_of_text_are_too_much(insider, path):
    browser = insider(SITE)
    headers = {"Origin": browser.origin, "X-CSRFToken": browser.token, **browser.bearer}
    text = "x" * 10_000_000
    sent = {"json": {"title": text}} if "api" in path else {"data": {"title": text, "login": text}}
    assert browser.post(path, headers=headers, **sent).status_code in (400, 413, 422)


def share(values: Sequence[T], turn: int, *, of: int) -> Sequence[T]:
    """One of `of` shares of the values; which one depends on whose turn it is."""
    return values[turn % of :: of]


def crashes(attempts: Iterable[str]) -> str:
    """What went wrong in them, a line each."""
    return "\n".join(filter(None, attempts))


def attempt(browser: Any, method: str, path: str, **request: Any) -> str:
    """What went wrong; nothing when the answer is one that people can use."""
    asked = f"{method} {path[:150]} {str(request)[:300]}"
    headers = {"Origin": browser.origin, "X-CSRFToken": browser.token} | request.pop("headers", {})
    if path.startswith("/api/"):
        headers = browser.bearer | headers
    try:
        answer = browser.open(path, method=method, headers=headers, **request)
    except Exception as error:
        return f"{asked} raised {type(error).__name__}: {str(error)[:300]}"
    answer.close()
    return f"{asked} → {answer.status}" if answer.status_code >= 500 else ""


def query(value: str) -> str:
    return urlencode(dict.fromkeys(PARAMETERS, encoded(value)))


def fields_of(forms: list[Form]) -> list[tuple[Form, str]]:
    ordered = sorted(forms, key=lambda form: ends(form.action))
    return [(form, name) for form in ordered for name in form.fields if name != "csrf_token"]


def filled(form: Form, token: str, name: str, value: str) -> str:
    """The form as the page shows it, with one field gone wrong."""
    return urlencode(form.fields | {"csrf_token": token, name: encoded(value)})


def encoded(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def properties(browser: Any, ids: dict[str, int]) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Every property of every body that the API reads: (method, path, a good body, the property's name)."""
    document = browser.get("/api/v1/openapi.json").json
    for path, item in sorted(document["paths"].items(), key=lambda one: ends(one[0])):
        address = re.sub(r"(\w+)/\{\w+\}", lambda found: f"{found[1]}/{ids.get(found[1], 1)}", path)
        for method, operation in item.items():
            if "requestBody" not in operation:
                continue
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            known = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
            good = {name: rule["example"] for name, rule in known.items() if "example" in rule}
            yield from ((method.upper(), address, good, name) for name in known)


def ends(path: str) -> bool:
    """Whether it takes away what the others need, so that it has to come last."""
    return bool(ENDS.search(path))
