"""Who may go where: every route, asked for by everybody, against the reviewed table in routes.txt.

A new route fails here until its line is in the table: `python -m tests.routes` writes it, a person reads it.
"""

from __future__ import annotations

from typing import Any

import pytest

from educrowd.blueprints.auth import roles
from educrowd.blueprints.auth.cli import make_operator
from educrowd.core.access import BOTH, OPERATOR, PLATFORM, PUBLIC, SIGNED_IN, SITE, TOKEN
from tests.auth.test_pages import send
from tests.conftest import PASSWORD
from tests.routes import TABLE, Route, routes_of

# In this order: the one of the browser, all but the token's own, that one.
ENDS = ("/logout", "/api/v1/auth/sessions/", "/api/v1/auth/logout/")
ANYONE = (None, "nobody", *roles.ROLES)


def test_the_table_lists_every_route_with_what_it_needs(app):
    written = TABLE.read_text().splitlines()
    declared = [str(route) for route in routes_of(app)]
    assert declared == written, "routes.txt is out of date: run `python -m tests.routes` and review what changed"


class Caller:
    """Somebody with a role, or without (`nobody`), or not even signed in (None): on pages and in the API."""

    def __init__(self, browser: Any, user: Any):
        self.browser, self.headers = browser, {}
        if user:
            send(browser, "/login", login=user.email, password=PASSWORD)
            login = browser.post("/api/v1/auth/login/", json={"email": user.email, "password": PASSWORD})
            self.headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}

    def is_refused(self, route: Route) -> bool:
        headers = self.headers if route.path.startswith("/api/") else {}
        answer = self.browser.open(route.example, method=route.method, headers=headers)
        sent_to_log_in = answer.status_code == 303 and answer.headers["Location"].startswith("/login?next=")
        return answer.status_code in (401, 403) or sent_to_log_in


@pytest.mark.parametrize("role", ANYONE, ids=str)
def test_a_site_lets_each_role_do_what_the_table_says(app, visit, demo, new_person, role):
    caller = Caller(visit(demo), role and _person(new_person, role))
    held = {role} & set(roles.ROLES)
    wrong = [
        f"{route} {'refuses' if refused else 'admits'} {role}"
        for route in _in_order(app, SITE)
        if (refused := caller.is_refused(route)) != (not _meets(route.need, role, held))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [None, "somebody", "operator"], ids=str)
def test_the_platform_keeps_its_doors(app, visit, ada, who):
    if who == "operator":
        make_operator(ada.id)
    caller = Caller(visit(None), ada if who else None)
    wrong = [
        f"{route} {'refuses' if refused else 'admits'} {who}"
        for route in _in_order(app, PLATFORM)
        if (refused := caller.is_refused(route)) != (not _meets(route.need, who, {who}))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("host", [SITE, PLATFORM])
def test_a_route_of_the_other_kind_of_host_is_not_there(app, visit, demo, host):
    browser = visit(demo if host == SITE else None)
    elsewhere = [route for route in routes_of(app) if route.host not in (host, BOTH)]
    found = [str(route) for route in elsewhere if _status(browser, route) != 404]
    assert elsewhere and not found


def _person(new_person: Any, role: str) -> Any:
    return new_person("eve", *({role} & set(roles.ROLES)))


def _in_order(app: Any, host: str) -> list[Route]:
    """The routes of a kind of host; what ends the caller's sign-ins comes last."""
    here = [route for route in routes_of(app) if route.host in (host, BOTH)]
    return sorted(here, key=lambda route: ENDS.index(route.path) if route.path in ENDS else -1)


def _meets(need: str, role: str | None, held: set[str]) -> bool:
    if need == PUBLIC:
        return True
    if need == SIGNED_IN:
        return role is not None
    if need == TOKEN:
        return False
    return need in held if need == OPERATOR else roles.can(held & set(roles.ROLES), need)


def _status(browser: Any, route: Route) -> int:
    return browser.open(route.example, method=route.method).status_code
