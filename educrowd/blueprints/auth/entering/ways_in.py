"""How people come in to a site, as its staff decide: freely, with a proven address, by two factors."""

from __future__ import annotations

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.current import current
from educrowd.core.errors import Invalid

from ..second_factor.demanding import SETTING
from .recognizing import present_session

DEFAULTS = {"allow_registration": True, "confirm_email_first": False, SETTING: False}
CALLED = {
    "allow_registration": "open registration",
    "confirm_email_first": "addresses confirmed first",
    SETTING: "second step for staff",
}


def ways_in() -> dict[str, bool]:
    """What holds on the current site."""
    return {name: bool(current.tenant.settings.get(name, default)) for name, default in DEFAULTS.items()}


def decide(**wanted: bool) -> None:
    """Change what is named; nobody asks two factors of the staff without having come in by two."""
    before = ways_in()
    changes = {name: value for name, value in wanted.items() if value != before[name]}
    present = present_session()
    if changes.get(SETTING) and not (present and present.is_strong):
        raise Invalid(SETTING, "Switch your own second step on first, and log in with it.")
    for name, value in changes.items():
        set_setting(name, value, called=CALLED[name])
