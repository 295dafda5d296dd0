"""What a small installation holds in memory, `flask serve` and all below it, after some use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from .ground import FilledSite, filled_site, ground

TARGET_MB = 200


def run() -> list[str]:
    with ground() as place:
        site = filled_site()
        port = free_port()
        environment = os.environ | place.environment | {"PORT": str(port)}
        platform = subprocess.Popen([sys.executable, "-m", "flask", "serve"], env=environment)
        try:
            use(port, site)
            everything, scheduler = settled(platform.pid)
        finally:
            platform.terminate()
            platform.wait(20)
    used = everything - scheduler
    print(f"\n{'memory (PSS), parent, web server + 2, 2 RQ workers':<52}{used:>11.0f} MB{f'≤ {TARGET_MB} MB':>12}")
    print(f"{'the same with the scheduler':<52}{everything:>11.0f} MB")
    return [f"memory: {used:.0f} MB, target {TARGET_MB}"] if used > TARGET_MB else []


def settled(pid: int) -> tuple[float, float]:
    """What all processes hold, and what would be free without the scheduler; between jobs, not during one."""
    time.sleep(5)
    readings = []
    while len(readings) < 5:
        time.sleep(1)
        if not jobs_below(pid):
            readings.append((pss_mb(pid), private_mb(part_called("scheduler", pid))))
    return sorted(readings)[len(readings) // 2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use(port: int, site: FilledSite) -> None:
    """Wait until it answers, then look at each page often enough for every worker and thread to have."""
    for path in ("/readyz", *("/", site.post, "/courses/", site.course, "/login") * 40):
        ask(f"http://127.0.0.1:{port}{path}", site.tenant.host)


def ask(url: str, host: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(url, headers={"Host": host}), timeout=10).read()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def pss_mb(pid: int) -> float:
    """Proportional set size of a process and all below it."""
    return held_mb(pid, "Pss") + sum(pss_mb(child) for child in children_of(pid))


def private_mb(pid: int) -> float:
    """What a process shares with nobody."""
    return held_mb(pid, "Private_Clean") + held_mb(pid, "Private_Dirty")


def held_mb(pid: int, kind: str) -> float:
    """What a process holds; one that has just ended holds nothing."""
    with suppress(FileNotFoundError, ProcessLookupError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(f"{kind}:")) / 1024
    return 0


def jobs_below(pid: int) -> list[int]:
    """The processes of jobs: a worker has one for each, for as long as it runs."""
    return [job for name in ("worker", "bulk worker") for job in children_of(part_called(name, pid))]


def part_called(name: str, pid: int) -> int:
    return next(child for child in children_of(pid) if Path(f"/proc/{child}/comm").read_text() == f"{name}\n")


def children_of(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
