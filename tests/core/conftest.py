"""A database of one's own, and the commands that take it apart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from educrowd.core import local
from tests.conftest import unique
from tests.services import PROJECT, DatabaseUrls, clone, settings_for, urls_of


@pytest.fixture
def spare(services: local.Services, database_urls: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """A migrated database that a test may take apart."""
    name = unique("educrowd_spare").replace("-", "_")
    clone(services, name)
    yield urls_of(services, name)
    services.postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def spare_environment(spare: DatabaseUrls, redis_url: str, tmp_path) -> dict[str, str]:
    """That of a program on the spare database."""
    return os.environ | settings_for(spare, redis_url, tmp_path)


@pytest.fixture
def flask(spare_environment) -> Callable[..., object]:
    """`flask("db", "downgrade", "base")` on the spare database."""
    return lambda *command: subprocess.run(
        [sys.executable, "-m", "flask", *command], cwd=PROJECT, env=spare_environment, check=True, capture_output=True
    )
