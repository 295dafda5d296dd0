"""A deadline run against the Stripe sandbox: how fast, what each pledge costs, and what a crowd does to a page.

Real workers charge through the real adapter, without the pace of 80 calls a second that production keeps to. The
provider is a process of this machine, too, and takes its part of the cores. MONEY_PLEDGES=1000,10000 are the sizes of
the two runs; smaller ones by default.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.models import Pledge, Project
from educrowd.blueprints.tenant.founding import founding
from educrowd.core import tenancy
from educrowd.core.current import BoundTenant
from educrowd.core.db import db
from educrowd.core.payments.checking import findings
from tests.faults.crowd import backed_project, move_deadline
from tests.gateway import running_sandbox

from .ground import Ground, ground
from .pages import Case

SIZES = tuple(map(int, os.environ.get("MONEY_PLEDGES", "300,3000").split(",")))
WORKERS = 2
FEWEST = 60
MOST_TIMES = 1.2
FEW, MANY = 10, 10_000
TURNS = 9
LONGEST_SECONDS = 1_800


def run() -> list[str]:
    """Print the figures; answers the targets that were missed."""
    with ground() as place, tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder)) as sandbox:
        place.app.config.update(STRIPE_SECRET_KEY="sk_test_sandbox", STRIPE_API_BASE=sandbox.origin)
        settings = {"STRIPE_SECRET_KEY": "sk_test_sandbox", "STRIPE_API_BASE": sandbox.origin}
        workers = [start_worker(place, settings) for _ in range(WORKERS)]
        try:
            rates = [deadline_run(place, number, size) for number, size in enumerate(SIZES)]
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait(20)
        page = page_ratio(place)
    return report(rates, page)


def report(rates: list[float], page: float) -> list[str]:
    few, many = SIZES[0], SIZES[-1]
    cost = rates[0] / rates[-1]
    figures = [
        (f"pledges charged a second, {many} at one deadline", rates[-1], f"≥ {FEWEST}", rates[-1] < FEWEST),
        (f"cost of a pledge, {many} against {few}", cost, f"≤ {MOST_TIMES}", cost > MOST_TIMES),
        (f"project page, {MANY} backers against {FEW}", page, f"≤ {MOST_TIMES}", page > MOST_TIMES),
    ]
    print(f"\n{'money':<52}{'measured':>12}{'target':>12}")
    for name, measured, target, _ in figures:
        print(f"{name:<52}{measured:>12.2f}{target:>12}")
    return [f"{name}: {measured:.2f}, target {target}" for name, measured, target, is_missed in figures if is_missed]


def start_worker(place: Ground, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "worker", "payments"]
    return subprocess.Popen(command, env=os.environ | place.environment | settings)


def deadline_run(place: Ground, number: int, size: int) -> float:
    """Pledges a second, from the close to the last card; the money must be right, too."""
    with tenancy.bind(new_site(f"bench-run-{number}")):
        project = backed_project(size)
        project_id = project.id
        move_deadline(project, place.superuser_url, seconds=0)
        began = time.monotonic()
        close_project(project_id)
        db.session.commit()
        while collected(project_id) < size:
            assert time.monotonic() < began + LONGEST_SECONDS, "the workers do not come to an end"
            time.sleep(0.2)
        seconds = time.monotonic() - began
        assert findings() == []
    return size / seconds


def collected(project_id: int) -> int:
    db.session.rollback()
    done = select(func.count()).where(Pledge.project_id == project_id, Pledge.state == "collected")
    return db.session.scalar(done) or 0


def page_ratio(place: Ground) -> float:
    """The page's CPU with many backers, as times of that with few."""
    site = new_site("bench-page")
    with tenancy.bind(site):
        paths = [page_of(backed_project(count, cards=(), title=f"Page {count}")) for count in (FEW, MANY)]
    host = {"Host": f"{site.host}:{place.app.config['PORT']}"}
    few, many = (Case(path, place.app.wsgi_app, path, host) for path in paths)
    for _ in range(TURNS):
        few.turn()
        many.turn()
    return statistics.median(many.turns) / statistics.median(few.turns)


def page_of(project: Project) -> str:
    return f"/projects/{project.slug}"


def new_site(slug: str) -> BoundTenant:
    with founding(slug=slug, name="Bench") as tenant:
        return tenant.snapshot()
