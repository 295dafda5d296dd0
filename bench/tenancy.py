"""What the walls between tenants cost: founding, migrating, resolving, guarding."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session, load_only

from educrowd.blueprints.lms.models import Course, Enrollment, Lesson, Section
from educrowd.blueprints.tenant.founding import founding
from educrowd.blueprints.tenant.resolving import resolver
from educrowd.core import migrating
from educrowd.core.audit import AuditEntry
from educrowd.core.current import BoundTenant, bound
from educrowd.core.db import BoundSession
from educrowd.core.entitlements import Entitlement
from educrowd.core.tenancy import guard

from .ground import Ground, filled_site, ground
from .signup import signup_ms

SITES, SCHEMAS = 60, 500
REVISION = "ALTER TABLE posts ADD COLUMN bench text; CREATE INDEX ix_posts_bench ON posts (bench);\n"
TURNS, PAGES = 15, 60


def run() -> list[str]:
    with ground() as place:
        site = filled_site().tenant
        figures = [
            ("create a tenant with its blog schema, median", founding_ms(), 60.0, "ms"),
            ("sign-up, whole request, median", signup_ms(place), 300.0, "ms"),
            (f"migrate {SCHEMAS} schemas (a column and its index), each", migrating_ms(), 3.0, "ms"),
            ("resolve a cached host, median", resolving_ms(site), 0.2, "ms"),
            ("tenant guard's share of an 8-query page's CPU", guard_percent(place, site), 15.0, "%"),
        ]
    print(f"\n{'tenancy':<52}{'measured':>14}{'target':>12}")
    for name, measured, target, unit in figures:
        print(f"{name:<52}{measured:>11.3f} {unit:<2}{f'≤ {target:g} {unit}':>12}")
    return [f"{name}: {measured:.3f} {unit}" for name, measured, target, unit in figures if measured > target]


def timed_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def founding_ms() -> float:
    def found(number: int) -> None:
        with founding(slug=f"bench-{number}", name="Bench"):
            pass

    return statistics.median(timed_ms(lambda number=number: found(number)) for number in range(SITES))


def migrating_ms() -> float:
    """What a usual revision costs for each schema, in batches as `flask db-tenants upgrade` replays it."""
    for number in range(SITES, SCHEMAS):
        with founding(slug=f"bench-{number}", name="Bench"):
            pass
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
    the same questions as an application for one tenant would ask them, of a role that no policy binds."""
    walled = create_engine(place.environment["DATABASE_URL"], pool_size=1, pool_reset_on_return=None)
    guard(place.app, walled)
    open_plain = create_engine(place.environment["DATABASE_OPS_URL"], pool_size=1)
    shares = []
    with bound(site):
        for _ in range(TURNS):
            with_wall = page_cpu(walled, lambda engine: BoundSession(bind=engine), select)
            without = page_cpu(open_plain, Session, select)
            shares.append(100 * (with_wall - without) / with_wall)
    walled.dispose()
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
