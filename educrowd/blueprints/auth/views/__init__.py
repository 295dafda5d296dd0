"""The pages of accounts."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("auth", __name__)

from . import (  # noqa: E402
    account,  # noqa: F401
    addresses,  # noqa: F401
    closing,  # noqa: F401
    disowning,  # noqa: F401
    exports,  # noqa: F401
    going_on,  # noqa: F401
    handoff,  # noqa: F401
    keys,  # noqa: F401
    letters,  # noqa: F401
    links,  # noqa: F401
    login,  # noqa: F401
    passkeys,  # noqa: F401
    passwords,  # noqa: F401
    register,  # noqa: F401
    second_factor,  # noqa: F401
    second_step,  # noqa: F401
    sessions,  # noqa: F401
    signup,  # noqa: F401
    sites,  # noqa: F401
)
