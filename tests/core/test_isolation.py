"""Production runs under a database role that the wall between tenants holds back, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine

from educrowd.core.isolation import refuse_unsafe_role
from tests.core.test_config import PRODUCTION
from tests.services import PROJECT, DatabaseUrls

RISKS = {
    "superuser": "is a superuser",
    "owner": "owns tables",
    "ops": "bypasses row-level security",
}


@pytest.mark.parametrize(("role", "why"), RISKS.items())
def test_a_role_that_can_look_past_the_wall_is_refused_in_one_line(database_urls: DatabaseUrls, role: str, why: str):
    engine = create_engine(getattr(database_urls, role))
    with pytest.raises(SystemExit) as refusal:
        refuse_unsafe_role(engine)
    engine.dispose()
    line = str(refusal.value)
    assert why in line and "educrowd_app" in line and "\n" not in line


def test_the_role_of_the_application_is_fit(database_urls: DatabaseUrls):
    engine = create_engine(database_urls.app)
    refuse_unsafe_role(engine)
    engine.dispose()


def test_production_does_not_start_with_such_a_role(database_urls: DatabaseUrls, redis_url: str, tmp_path):
    here = {"DATABASE_URL": database_urls.superuser, "REDIS_URL": redis_url, "EDUCROWD_HOME": str(tmp_path)}
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=PROJECT,
        env=os.environ | PRODUCTION | here,
        capture_output=True,
        text=True,
    )
    assert started.returncode == 1 and started.stderr.startswith("EduCrowd does not start: the database role")
