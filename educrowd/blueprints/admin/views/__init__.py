"""The pages of the top floor: the staff's on a site, the operators' on the platform."""

from __future__ import annotations

from flask import Blueprint

studio = Blueprint("studio", __name__, url_prefix="/studio")
operator = Blueprint("operator", __name__, url_prefix="/operator")
arrivals = Blueprint("arrivals", __name__, url_prefix="/sites/arrivals")

from . import (  # noqa: E402, F401
    arriving,
    audit,
    blocklist,
    brand,
    copying,
    dashboard,
    deliveries,
    domains,
    jobs,
    keys,
    leaving,
    members,
    memberships,
    overview,
    own_arriving,
    plan,
    site_plan,
    sites,
    specimens,
    ways_in,
    webhooks,
)
