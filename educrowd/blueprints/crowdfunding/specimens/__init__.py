"""Made-up letters about projects, by who gets them."""

from __future__ import annotations

from . import to_backers, to_creators, to_others

__all__ = ["to_backers", "to_creators", "to_others"]
