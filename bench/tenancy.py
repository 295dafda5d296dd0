"""What the walls between tenants cost: founding, migrating, resolving, guarding."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session, load_only

from educrowd.blueprints.lms.models import Course, Enrollment, Lesson, Section
from educrowd.blueprints.tenant.founding import founding, keep_schemas_ready
from educrowd.blueprints.tenant.resolving import resolver
from educrowd.core import migrating, tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.current import BoundTenant, bound
from educrowd.core.db import BoundSession, db
from educrowd.core.entitlements import Entitlement

from .ground import Ground, filled_site, ground
from .signup import signup_ms

SITES, SCHEMAS = 60, 500
REVISION = "ALTER TABLE posts ADD COLUMN bench text; CREATE INDEX ix_posts_bench ON posts (bench);\n"
TURNS, PAGES = 15, 60


def run() -> list[str]:
    with ground() as place:
        site = filled_site().tenant
        figures = [
            ("found a site, its schema standing ready, median", founding_ms("ready", keep_schemas_ready), 60.0, "ms"),
            ("found a site, its schema made then, median", founding_ms("made", lambda: None), None, "ms"),
            ("sign-up, whole request, median", signup_ms(place), 300.0, "ms"),
            (f"migrate {SCHEMAS} schemas (a column and its index), each", migrating_ms(), 3.0, "ms"),
            ("resolve a cached host, median", resolving_ms(site), 0.2, "ms"),
            ("tenant guard's share of an 8-query page's CPU", guard_percent(place, site), 15.0, "%"),
        ]
    print(f"\n{'tenancy':<52}{'measured':>14}{'target':>12}")
    for name, measured, target, unit in figures:
        print(f"{name:<52}{measured:>11.3f} {unit:<2}{f'≤ {target:g} {unit}' if target else '':>12}")
    return [
        f"{name}: {measured:.3f} {unit}" for name, measured, target, unit in figures if target and measured > target
    ]


def timed_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def founding_ms(name: str, before: Callable[[], None]) -> float:
    return statistics.median(_found_ms(f"{name}-{number}", before) for number in range(SITES // 2))


def _found_ms(slug: str, before: Callable[[], None]) -> float:
    with tenancy.transaction(None):
        before()
    return timed_ms(lambda: found(slug))


def found(slug: str) -> None:
    with founding(slug=slug, name="Bench"):
        pass


def migrating_ms() -> float:
    """What a usual revision costs for each schema, in batches as `flask db-tenants upgrade` replays it."""
    for number in range(SITES, SCHEMAS):
        found(f"bench-{number}")
    engine = migrating.owner_engine()
    with engine.connect() as connection:
        ids = [known.tenant_id for known in migrating.versions(connection)]
    elapsed = timed_ms(
        lambda: [migrating.replay(engine, REVISION, batch, migrating.head()) for batch in migrating.chunks(ids)]
    )
    return elapsed / len(ids)


def resolving_ms(site: BoundTenant) -> float:
    resolver().by_host(site.host)
    return statistics.median(timed_ms(lambda: resolver().by_host(site.host)) for _ in range(2000))


# ---- the guard ------------------------------------------------------------------------------------


def guard_percent(place: Ground, site: BoundTenant) -> float:
    """CPU of application and backend for eight questions: with setter, row-level security and criteria against
    the same questions that name the tenant themselves, so that the same indexes serve, asked by a role that no
    policy binds."""
    open_plain = create_engine(place.environment["DATABASE_OPS_URL"], pool_size=1)
    shares = []
    with bound(site):
        for _ in range(TURNS):
            with_wall = page_cpu(db.engine, lambda _: BoundSession(), select)
            without = page_cpu(open_plain, Session, lambda model: select(model).where(model.tenant_id == site.id))
            shares.append(100 * (with_wall - without) / with_wall)
    open_plain.dispose()
    return statistics.median(shares)


def page_cpu(engine: Engine, new_session: Callable[[Engine], Session], ask: Callable[..., object]) -> float:
    """CPU seconds of this process and of the backend for a page's eight questions."""
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    before = time.process_time() + backend_cpu(backend)
    for _ in range(PAGES):
        with new_session(engine) as session:
            eight_questions(session, ask)
            session.commit()
    return time.process_time() + backend_cpu(backend) - before


def eight_questions(session: Session, ask: Callable[..., object]) -> None:
    for model in (Course, Section, Lesson, Enrollment):
        session.scalars(ask(model).limit(20)).all()  # pyright: ignore
    for model in (AuditEntry, Entitlement):
        session.scalars(ask(model).limit(5)).all()  # pyright: ignore
    session.scalars(ask(Course).where(Course.slug == "course-number-3")).one()  # pyright: ignore
    session.scalars(ask(Lesson).options(load_only(Lesson.title)).limit(50)).all()  # pyright: ignore


def backend_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
