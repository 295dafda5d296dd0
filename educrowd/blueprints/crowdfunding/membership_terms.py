"""What a membership cannot have: an end that is known before, and a rule for what is collected by then."""

from __future__ import annotations

from typing import Any

from educrowd.core.errors import Invalid

TERMS = ("kind", "deadline", "collected_percent")


def check_terms(kind: str = "", deadline: Any = None, collected_percent: Any = None, **_: Any) -> None:
    """Refuse terms that do not go with the kind of a project."""
    if kind != "recurring":
        return
    if deadline is not None:
        raise Invalid("deadline", "A membership runs until you stop it: leave this empty.")
    if collected_percent is not None:
        raise Invalid("collected_percent", "A membership has no goal to be collected by a day: leave this empty.")
