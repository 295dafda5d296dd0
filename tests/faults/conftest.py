"""How large the proofs are: FAULTS=whole is what `make faults` runs, anything else the size for every day."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.crowdfunding.conftest import back, client, nell, new_project, people, visit_card_page  # noqa: F401


@dataclass(frozen=True)
class Size:
    """How much of everything; `death_rate` is that of each step, `everywhere` wants one at every step."""

    death_rate: float
    everywhere: bool
    pledges: int
    seeds: int
    rounds: int
    buyers: int
    examples: int
    steps: int


SIZES = {
    "whole": Size(
        death_rate=0.003, everywhere=True, pledges=3_000, seeds=4, rounds=10, buyers=500, examples=30, steps=40
    ),
    "reduced": Size(
        death_rate=0.008, everywhere=False, pledges=60, seeds=1, rounds=2, buyers=150, examples=5, steps=15
    ),
}
SIZE = SIZES["whole" if os.environ.get("FAULTS") == "whole" else "reduced"]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """`figure("3000 pledges, 0 charged twice")` is printed at the end of `make faults`."""
    return lambda line: record_property("figure", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    figures = [line for report in reports for name, line in getattr(report, "user_properties", []) if name == "figure"]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(map(str, figures)))
