"""What the benchmarks stand on: servers of their own, a migrated database, an application, a site with content."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

import config
from educrowd import create_app
from educrowd.application import EduCrowd
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.tenant.founding import founding
from educrowd.core import local
from educrowd.core.current import BoundTenant, current
from educrowd.core.db import db
from educrowd.core.local.locks import Lock

PASSWORD = "paper boats on a pond"
LESSON = "A paragraph that says something about the matter at hand, and a *second* thought.\n\n" * 12


@dataclass(frozen=True)
class Ground:
    """A place to measure on."""

    app: EduCrowd
    environment: dict[str, str]
    superuser_url: str


@contextmanager
def ground() -> Iterator[Ground]:
    """Durable servers as in production, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="educrowd-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        services = local.ensure(folder)
        environment = {
            "EDUCROWD_ENV": "testing",
            "EDUCROWD_HOME": folder,
            "DATABASE_URL": services.database_url("app"),
            "DATABASE_OWNER_URL": services.database_url("owner"),
            "DATABASE_OPS_URL": services.database_url("ops"),
            "REDIS_URL": services.redis_url,
            "STATEMENT_TIMEOUT_MS": "60000",
        }
        os.environ.update(environment)
        for command in (["db", "upgrade"], ["db-tenants", "upgrade"]):
            subprocess.run([sys.executable, "-m", "flask", *command], check=True, stdout=subprocess.DEVNULL)
        app = create_app(config.load("testing", environment))
        try:
            with app.app_context():
                yield Ground(app, environment, services.database_url("superuser"))
                db.engine.dispose()
        finally:
            services.release()
            with Lock(Path(folder) / "users.lock"):
                """The servers have stopped once nobody shares this lock."""


def analyze(place: Ground) -> None:
    """What autovacuum does a minute after a database has grown."""
    engine = create_engine(place.superuser_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


@dataclass(frozen=True)
class FilledSite:
    """A site as a small academy has it, and where its pages are."""

    tenant: BoundTenant
    learner_email: str
    post: str
    course: str
    lesson: str


def filled_site(slug: str = "bench-site") -> FilledSite:
    """A site with 24 courses of 12 lessons, 30 posts, and a learner in the middle of a course."""
    with founding(slug=slug, name="Bench") as tenant:
        owner = User.register(email="owner@bench.example", password=PASSWORD, first_name="Olga")
        owner.take("owner")
        learner = User.register(email="learner@bench.example", password=PASSWORD, first_name="Lena")
        learner.take("student")
        current.user = owner
        posts = [written(number) for number in range(30)]
        courses = [taught(number, owner) for number in range(24)]
        enrollment = courses[0].enroll(learner)
        for lesson in courses[0].lessons[:5]:
            enrollment.mark(lesson, done=True)
        lesson = courses[0].lessons[5]
        return FilledSite(
            tenant.snapshot(),
            learner.email,
            f"/blog/{posts[0].slug}",
            f"/courses/{courses[0].slug}",
            f"/learn/{courses[0].slug}/{lesson.uid}",
        )


def written(number: int) -> Post:
    post = Post.draft(f"Post number {number}", body_markdown=LESSON)
    post.publish()
    return post


def taught(number: int, instructor: User) -> Course:
    course = Course.draft(instructor, title=f"Course number {number}")
    for part in range(3):
        section = course.add_section(f"Part {part}")
        for chapter in range(4):
            course.add_lesson(f"Lesson {part}.{chapter}", section=section, body=LESSON)
    course.publish()
    return course
