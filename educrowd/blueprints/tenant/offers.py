"""What sites put on pages of the platform."""

from __future__ import annotations

from flask import url_for

from educrowd.core import registry
from educrowd.core.registry import Link


@registry.platform_menu.offer()
def explore_link() -> Link:
    return Link("Explore", url_for("tenant.explore"))
