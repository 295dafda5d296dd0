"""Real PostgreSQL and Valkey for the tests: one pair of servers a session, one database a worker."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import config
from educrowd import create_app
from educrowd.core import local
from educrowd.core.db import db
from educrowd.core.local.locks import Lock

PROJECT = Path(__file__).parents[1]
HOME = "EDUCROWD_TEST_HOME"
TEMPLATE = "educrowd_template"
MIGRATIONS = (["db", "upgrade"], ["db-tenants", "upgrade"])
owned = pytest.StashKey[Path]()


@dataclass(frozen=True)
class DatabaseUrls:
    """The addresses of one database for each role."""

    owner: str
    app: str
    ops: str
    superuser: str


def pytest_configure(config: pytest.Config) -> None:
    """Choose the data folder, once for all workers; every account may pass through it."""
    if HOME not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="educrowd-tests-"))
        folder.chmod(0o711)
        os.environ[HOME] = str(folder)
        config.stash[owned] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the data folder when its servers have stopped."""
    if folder := config.stash.get(owned, None):
        local.release_all()
        local.wait_until_stopped(folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def services() -> local.Services:
    """The servers of this session."""
    return local.ensure(os.environ[HOME], durable=False)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> int:
    """The number of this xdist worker; 0 without xdist."""
    return int(getattr(request.config, "workerinput", {"workerid": "gw0"})["workerid"].removeprefix("gw"))


@pytest.fixture(scope="session")
def database_urls(services: local.Services, worker: int) -> DatabaseUrls:
    """This worker's own migrated database."""
    return new_database(services, f"educrowd_{worker}")


@pytest.fixture(scope="session")
def redis_url(services: local.Services, worker: int) -> str:
    """This worker's own numbered store in Valkey."""
    return f"{services.redis_url}?db={worker}"


@pytest.fixture(scope="session")
def environment(database_urls: DatabaseUrls, redis_url: str, worker: int) -> Iterator[dict[str, str]]:
    """The settings of this worker, in the environment, so that child processes have them too."""
    home = Path(os.environ[HOME]) / f"worker-{worker}"
    home.mkdir()
    settings = settings_for(database_urls, redis_url, home)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        yield settings


def settings_for(urls: DatabaseUrls, redis_url: str, home: Path) -> dict[str, str]:
    """The environment of a program that uses these servers."""
    return {
        "EDUCROWD_ENV": "testing",
        "EDUCROWD_HOME": str(home),
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_OPS_URL": urls.ops,
        "REDIS_URL": redis_url,
    }


def urls_of(services: local.Services, database: str) -> DatabaseUrls:
    """The addresses of a database."""
    return DatabaseUrls(
        **{role: services.database_url(role, database) for role in ("owner", "app", "ops", "superuser")}
    )


def new_database(services: local.Services, name: str) -> DatabaseUrls:
    """A migrated database without any content."""
    with Lock(services.home.path / "template.lock"):
        migrate_once(services)
        clone(services, name)
    return urls_of(services, name)


def clone(services: local.Services, name: str) -> None:
    """A copy of the migrated template, with the grants that a copy does not carry over."""
    services.postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER educrowd_owner')
    services.postgres.create_database(name)


def migrate_once(services: local.Services) -> None:
    """Make the template, the first time."""
    done = services.home.path / "migrated"
    if done.exists():
        return
    services.postgres.create_database(TEMPLATE)
    settings = settings_for(urls_of(services, TEMPLATE), services.redis_url, services.home.path)
    # In this process, which has everything loaded: a command of its own each would double the time to the first test.
    app = create_app(config.load("testing", settings))
    for command in MIGRATIONS:
        ended = app.test_cli_runner().invoke(args=command)
        assert ended.exit_code == 0, ended.output
    with app.app_context():
        db.engine.dispose()
    done.touch()
