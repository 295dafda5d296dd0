"""The states of a pledge, and which of them count."""

from __future__ import annotations

STATES = (
    "draft", "active", "charging", "collected", "action_required", "errored", "dropped", "released", "cancelled",
    "refunded", "disputed",
)  # fmt: skip
LIVE_STATES = ("active", "charging", "collected", "action_required", "errored", "disputed")
HOLDING_STATES = ("draft", *LIVE_STATES)
