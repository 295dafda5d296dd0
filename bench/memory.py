"""What a small installation holds in memory, `flask serve` and all below it, after some use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
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
            used = pss_mb(platform.pid)
        finally:
            platform.terminate()
            platform.wait(20)
    print(f"\n{'memory (PSS), 2 web workers, RQ worker, scheduler':<52}{used:>11.0f} MB{f'≤ {TARGET_MB} MB':>12}")
    return [f"memory: {used:.0f} MB, target {TARGET_MB}"] if used > TARGET_MB else []


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
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own / 1024 + sum(pss_mb(int(child)) for child in children)
