"""Which way a move button points."""

from __future__ import annotations

from flask import abort, request

MOST = 10_000
STEPS = {"up": -1, "down": 1}


def direction() -> int:
    """-1 for up, 1 for down; anything else is a bad request."""
    return STEPS.get(request.form.get("direction", "")) or abort(400)


def place() -> int:
    """The place in a section, from 1, to which something was dragged."""
    number = request.form.get("place", 0, type=int)
    return number if 0 < number < MOST else abort(400)
