"""Migrations lead where the models stand, and back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text

from educrowd.core import local
from tests.conftest import unique
from tests.services import PROJECT, DatabaseUrls, clone, settings_for, urls_of

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


@pytest.fixture
def spare(services: local.Services, database_urls: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """A migrated database that a test may take apart."""
    name = unique("educrowd_spare").replace("-", "_")
    clone(services, name)
    yield urls_of(services, name)
    services.postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def flask(spare: DatabaseUrls, redis_url: str, tmp_path) -> Callable[..., object]:
    """`flask("db", "downgrade", "base")` on the spare database."""
    environment = os.environ | settings_for(spare, redis_url, tmp_path)
    return lambda *command: subprocess.run(
        [sys.executable, "-m", "flask", *command], cwd=PROJECT, env=environment, check=True, capture_output=True
    )


def ask(urls: DatabaseUrls, question: str) -> list:
    engine = create_engine(urls.superuser)
    with engine.connect() as connection:
        answer = connection.execute(text(question)).scalars().all()
    engine.dispose()
    return list(answer)


def test_shared_migrations_can_be_taken_back_and_make_what_the_models_say(spare: DatabaseUrls, flask):
    before = ask(spare, TABLES)
    flask("db", "downgrade", "base")
    assert ask(spare, TABLES) == ["alembic_version"]
    assert ask(spare, "SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace('app')") == []
    flask("db", "upgrade")
    assert ask(spare, TABLES) == before and len(before) > 30
    flask("db", "check")
