"""The pages of accounts."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("auth", __name__)

from . import account, addresses, handoff, keys, links, login, passwords, register, sessions, signup, sites  # noqa: E402, F401
