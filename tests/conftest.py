"""Fixtures of all tests: every test has sites of its own, so nothing has to be cleaned up."""

from __future__ import annotations

import gc
import itertools
import os
import re
from collections.abc import Callable, Iterator
from contextvars import Context
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

import config
from educrowd import create_app
from educrowd.application import EduCrowd
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.founding import founding
from educrowd.core import tenancy
from educrowd.core.current import BoundTenant
from educrowd.core.db import db
from tests.letters import forget_letters

if TYPE_CHECKING:
    from tests.inheriting import Estate

pytest_plugins = [
    "tests.services",
    "tests.chromium",
    "tests.gateway",
    "tests.inheriting",
    "tests.nameserver",
    "tests.receiver",
    "tests.stranger",
    "tests.tenant.plans",
    "tests.tenant.sites",
    "tests.webhooks",
    "tests.workers",
]

_numbers = itertools.count(1)
PASSWORD = "correct horse battery staple"


def unique(name: str) -> str:
    """A name that no other test of this session has."""
    return f"{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}-{next(_numbers)}"


@pytest.fixture(scope="session")
def app(environment: dict[str, str]) -> EduCrowd:
    application = create_app(config.load("testing", environment))
    # What is loaded by now stays to the end: looking through it for garbage again and again cost a fifth of the run.
    gc.collect()
    gc.freeze()
    # Nor is it worth looking for garbage after each 700 new things, when a page makes as many.
    gc.set_threshold(20_000, 20, 20)
    return application


@pytest.fixture
def context(app: EduCrowd) -> Iterator[None]:
    with app.app_context():
        yield
    forget_letters(app)


@pytest.fixture
def new_site(context: None, estate: Estate) -> Iterator[Callable[..., BoundTenant]]:
    """`new_site("atelier")` founds a site of this test's own, with an owner; answers its snapshot."""
    sites: list[int] = []

    def found_next(name: str, **details: object) -> BoundTenant:
        estate.pass_on()
        site = found(name, **details)
        estate.founded(site.id)
        sites.append(site.id)
        return site

    yield found_next
    estate.leave(*sites)


@pytest.fixture(scope="session")
def museum(app: EduCrowd) -> BoundTenant:
    """A site for tests that only look: founded once, as a schema of its own costs a tenth of a second."""
    with app.app_context():
        return found("museum")


def found(name: str, **details: object) -> BoundTenant:
    slug = unique(name)
    with founding(slug=slug, name=name.title(), **details):
        new_person_here(f"{name}-owner").take("owner")
    with tenancy.bind(None):
        return tenant_called(slug).snapshot()


def tenant_called(slug: str):
    from educrowd.blueprints.tenant.models import Tenant

    return db.session.scalars(Tenant.called(slug)).one()


def new_person_here(name: str, *, password: str = PASSWORD) -> User:
    """A person with a unique address, in the current session; nobody's member yet."""
    handle = unique(name)
    return User.register(email=f"{handle}@example.org", password=password, username=handle, first_name=name.title())


@pytest.fixture
def demo(new_site: Callable[..., BoundTenant]) -> Iterator[BoundTenant]:
    """A fresh site, bound for the whole test."""
    site = new_site("demo")
    with tenancy.bind(site):
        yield site


@pytest.fixture
def new_person(demo: BoundTenant) -> Callable[..., User]:
    """`new_person("ada", "student")` registers a person with roles on the demo site."""

    def register(name: str, *roles: str) -> User:
        person = new_person_here(name)
        for role in roles:
            person.take(role)
        db.session.commit()
        return person

    return register


@pytest.fixture
def ada(new_person: Callable[..., User]) -> User:
    """A student of the demo site."""
    return new_person("ada", "student")


@pytest.fixture
def owner(new_person: Callable[..., User]) -> User:
    """An owner of the demo site."""
    return new_person("olga", "owner")


class Browser(FlaskClient):
    """A test client that stays on one host, as a browser on one site does."""

    def __init__(self, *args, origin: str, **options):
        super().__init__(*args, **options)
        self.origin = origin
        self.token: str | None = None

    def open(self, *args, **options):
        options.setdefault("base_url", self.origin)
        # In a context of its own, as a server would: nothing of the test's leaks into the request.
        return Context().run(super().open, *args, **options)

    def sign_in(self, person: User, password: str = PASSWORD) -> Browser:
        """Log in through the page, as people do."""
        answer = self.submit("/login", login=person.email, password=password)
        assert answer.status_code == 303, answer.text
        self.token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/account/").text)[1]
        return self

    def submit(self, path: str, /, htmx: bool = False, **fields):
        """Send a form as a browser does: with its origin and the token of the sign-in."""
        headers = {"Origin": self.origin} | ({"HX-Request": "true"} if htmx else {})
        data = fields if self.token is None else fields | {"csrf_token": self.token}
        return self.post(path, data=data, headers=headers)


@pytest.fixture
def visit(app: EduCrowd) -> Callable[[BoundTenant | None], Browser]:
    """`visit(demo)` is a browser on that site; `visit(None)` on the platform's host."""

    def browser_on(site: BoundTenant | None) -> Browser:
        origin = site.origin if site else f"http://{app.config['BASE_DOMAIN']}:{app.config['PORT']}"
        return Browser(app, app.response_class, origin=origin)

    return browser_on


@pytest.fixture
def visitor(visit: Callable[..., Browser], demo: BoundTenant) -> Browser:
    """A browser on the demo site that has not signed in."""
    return visit(demo)
