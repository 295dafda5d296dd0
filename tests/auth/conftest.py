"""What the tests of accounts share: clients of the API that hold somebody's tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from educrowd.application import EduCrowd
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import jobs, tenancy
from educrowd.core.current import BoundTenant
from educrowd.core.db import db
from educrowd.core.outbox import OutboxEntry
from tests.conftest import PASSWORD, Browser, unique
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.queries import statements


@pytest.fixture
def log_in(visit: Callable[..., Browser], demo: BoundTenant) -> Callable[..., dict[str, Any]]:
    """`log_in(ada)` answers her tokens on the demo site."""

    def tokens_of(user: User, site: BoundTenant | None = demo, password: str = PASSWORD) -> dict[str, Any]:
        body = {"email": user.email, "password": password}
        answer: Any = visit(site).post("/api/v1/auth/login/", json=body)
        assert answer.status_code == 200, answer.json
        return answer.json["data"]

    return tokens_of


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def grace() -> dict[str, str]:
    """A newcomer's registration."""
    return {
        "email": f"{unique('grace')}@example.org",
        "password": "the first real bug",
        "first_name": "Grace",
        "last_name": "Hopper",
    }


@pytest.fixture
def site_setting(demo: BoundTenant) -> Callable[..., None]:
    """`site_setting(allow_registration=False)` changes the demo site's settings."""

    def change(**settings: Any) -> None:
        tenant = db.session.get_one(Tenant, demo.id)
        tenant.settings = {**tenant.settings, **settings}
        changed()
        db.session.commit()

    return change


@pytest.fixture
def count_queries(app: EduCrowd) -> Callable[..., int]:
    """`count_queries(act, about="users")`: how many statements about a table something sends to the database."""

    def count(act: Callable[[], Any], *, about: str) -> int:
        with statements() as sent:
            act()
        return sum(f"public.{about}" in statement for statement in sent)

    return count


@pytest.fixture
def do_work(demo) -> Callable[[], None]:
    """Do what was promised on the demo site, as a worker would."""

    def work() -> None:
        db.session.rollback()
        waiting = select(OutboxEntry.id).where(OutboxEntry.done_at.is_(None), OutboxEntry.tenant_id == demo.id)
        for entry_id in db.session.scalars(waiting.order_by(OutboxEntry.id)).all():
            jobs.perform(entry_id, demo.id, None)

    return work


@pytest.fixture
def do_platforms_work(demo) -> Callable[[], None]:
    """Write the letters that were promised on the platform's host, as a worker would."""

    def work() -> None:
        db.session.rollback()
        with tenancy.bind(None):
            run_jobs()

    return work


@pytest.fixture
def mailbox(app) -> Callable[[str], list]:
    """`mailbox(address)` lists the letters to somebody."""
    return lambda address: written_letters(app, to=address)


@pytest.fixture
def platform(visit) -> Browser:
    """A browser on the platform's host, where letters lead that are about a whole account."""
    return visit(None)


def go_on(browser: Browser, answer: Any, site: BoundTenant) -> Browser:
    """Press the button that leads on to the site from which a letter was asked for; the browser is there then."""
    page = browser.get(answer.location)
    assert page.status_code == 200 and site.name in page.text
    browser.token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    answer = browser.submit(answer.location)
    assert answer.location.startswith(site.origin), answer.text
    for origin in (site.origin, browser.origin, site.origin):
        assert answer.location.startswith(origin)
        answer = browser.get(answer.location.removeprefix(origin), base_url=origin)
    assert answer.location == "/"
    browser.origin = site.origin
    return browser


def path_in(letter: Any, start: str) -> str:
    """The address in a letter, as a path of its site, that begins like this."""
    words = letter.get_body(("plain",)).get_content()
    return urlsplit(re.findall(rf"https?://[^/\s]+{start}[\w-]+", words)[0]).path
