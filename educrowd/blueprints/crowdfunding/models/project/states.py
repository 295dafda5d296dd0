"""The kinds of projects, their states, and which of them the public sees."""

from __future__ import annotations

KINDS = ("all_or_nothing", "keep_it_all", "recurring")
STATES = (
    "draft", "review", "scheduled", "live", "funded", "failed", "collecting", "settled", "cancelling", "cancelled",
)  # fmt: skip
RUNNING_STATES = ("draft", "review", "scheduled", "live")
PUBLIC_STATES = ("live", "funded", "failed", "collecting", "settled")
