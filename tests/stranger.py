"""A whole platform of its own, as `make run` starts it, and strangers who use it from outside, by plain HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg2
import pytest
import requests

from educrowd.core import local
from tests.nameserver import NameServer
from tests.services import PROJECT, new_database, settings_for
from tests.up import Platform, eventually, two_free_ports

PASSWORD = "paper boats on a pond"
STORY = "We fold *fifty* boats, and whoever likes may let one go on the pond. " * 3
RISKS = "It may rain for a week; then we wait for a dry day and tell everybody."
DEADLINE_PASSES = "UPDATE public.projects SET deadline = clock_timestamp() - interval '1 second' WHERE title = %s"


class Api:
    """The API as one program sees it: `api("POST", "lms/courses/", {...})` answers the data, or fails."""

    def __init__(self, port: str, host: str = "localhost"):
        self.port, self.host = port, host
        self.http = requests.Session()
        self.http.trust_env = False

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.ask(method, f"/api/v1/{path}", json=body, headers=headers)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()["data"] if answer.content else None

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **request: Any) -> requests.Response:
        headers = {"Host": f"{self.host}:{self.port}"} | (headers or {})
        url = f"http://127.0.0.1:{self.port}{path}"
        return self.http.request(method, url, headers=headers, allow_redirects=False, timeout=20, **request)

    def enter_as(self, tokens: dict[str, Any]) -> None:
        self.http.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    def log_in(self, email: str) -> None:
        self.enter_as(self("POST", "auth/login/", {"email": email, "password": PASSWORD}))


class Town:
    """The platform from the street: its addresses, the name server that it asks, its mailbox, its clock, its books."""

    def __init__(self, platform: Platform, superuser_url: str, names: NameServer):
        self.platform, self.superuser_url, self.names = platform, superuser_url, names

    def url(self, slug: str = "", path: str = "/", domain: str = "") -> str:
        host = domain or f"{slug and f'{slug}.'}localhost"
        return f"http://{host}:{self.platform.port}{path}"

    def api(self, slug: str = "") -> Api:
        return Api(self.platform.port, f"{slug}.localhost" if slug else "localhost")

    def new_site(self) -> tuple[str, Api]:
        """Sam registers and founds a site by the API: its slug, and the API there as its owner."""
        slug, door = f"boats-{token_hex(4)}", self.api()
        email = f"sam-{slug}@example.org"
        sam = {"email": email, "password": PASSWORD, "first_name": "Sam", "last_name": "Stranger"}
        door.enter_as(door("POST", "auth/register/", sam))
        door("POST", "tenants/", {"name": "Paper Boats", "slug": slug})
        owner = self.api(slug)
        owner.log_in(email)
        return slug, owner

    def letters_to(self, address: str) -> list[dict[str, str]]:
        """The letters in the mailbox."""
        letters = self.api().ask("GET", "/_dev/mail.json").json()
        return [letter for letter in letters if letter["to"] == address]

    def has_told(self, address: str, *subjects: str, seconds: float = 60) -> bool:
        """Whether letters with these words in their subjects arrive in time."""
        return eventually(
            lambda: all(any(words in letter["subject"] for letter in self.letters_to(address)) for words in subjects),
            seconds=seconds,
        )

    def pass_deadline(self, title: str) -> None:
        """Let a project's time be over: only a superuser can, for everybody else a deadline is frozen."""
        with self._superuser() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(DEADLINE_PASSES, [title])
            assert cursor.rowcount == 1

    @contextmanager
    def _superuser(self) -> Iterator[Any]:
        with closing(psycopg2.connect(self.superuser_url.replace("+psycopg2", ""))) as connection, connection:
            yield connection.cursor()

    def check_money(self) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flask", "money", "check"]
        return subprocess.run(command, cwd=PROJECT, env=self.platform.env, capture_output=True, text=True, timeout=180)


def new_course(owner: Api, title: str, *lessons: str, **details: Any) -> dict[str, Any]:
    """A course with lessons, by the API."""
    course = owner("POST", "lms/courses/", {"title": title, **details})
    for lesson in lessons:
        owner("POST", f"lms/courses/{course['id']}/lessons/", {"title": lesson, "body": "Fold it *once*."})
    if course["status"] == "published":
        owner("POST", f"lms/courses/{course['id']}/versions/", {"note": "With its lessons"})
    return course


def new_project(owner: Api, title: str, course: dict[str, Any]) -> dict[str, Any]:
    """A launched project with a reward, which opens the course when it succeeds, by the API."""
    project = owner(
        "POST",
        "crowdfunding/projects/",
        {
            "title": title,
            "summary": "Fifty boats for the pond.",
            "story": STORY,
            "risks": RISKS,
            "goal_amount": 50_00,
            "deadline": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
            "course_id": course["id"],
        },
    )
    owner("POST", f"crowdfunding/projects/{project['id']}/rewards/", {"title": "A boat", "amount": 10_00})
    return owner("POST", f"crowdfunding/projects/{project['id']}/launch/")


@contextmanager
def open_town(services: local.Services, database: str, *, store: int, home: Path) -> Iterator[Town]:
    """`flask up` on a database and a store that no other test uses."""
    names = NameServer.started()
    urls = new_database(services, database)
    settings = settings_for(urls, f"{services.redis_url}?db={store}", home)
    choices = {"EDUCROWD_ENV": "development", "PORT": str(two_free_ports()), "DEMO": "0", "STRIPE_SECRET_KEY": ""}
    choices["DNS_SERVERS"] = "{}:{}".format(*names.address)
    platform = Platform(os.environ | settings | choices).wait_until_ready()
    try:
        yield Town(platform, urls.superuser, names)
    finally:
        platform.process.terminate()
        platform.process.wait(timeout=30)
        names.socket.close()


@pytest.fixture(scope="session")
def town(services: local.Services, worker: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The platform of all strangers' tests."""
    home = tmp_path_factory.mktemp("town")
    with open_town(services, f"educrowd_town_{worker}", store=worker + 8, home=home) as town:
        yield town


@pytest.fixture
def elsewhere(services: local.Services, worker: int, tmp_path: Path) -> Iterator[Town]:
    """Another platform, where nobody of the town has ever been."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    with open_town(services, f"educrowd_elsewhere_{worker}", store=worker + 10, home=home) as town:
        yield town
