"""Which way a move button points."""

from __future__ import annotations

from flask import abort, request

STEPS = {"up": -1, "down": 1}


def direction() -> int:
    """-1 for up, 1 for down; anything else is a bad request."""
    return STEPS.get(request.form.get("direction", "")) or abort(400)
