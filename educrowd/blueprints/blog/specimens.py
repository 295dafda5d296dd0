"""A made-up update."""

from __future__ import annotations

from typing import Any

from educrowd.core import specimens
from educrowd.core.current import current
from educrowd.core.specimens import Made

TEXT = "<p>Yesterday the mirror came back from the coating. We looked at <em>Saturn</em> first, of course.</p>"


def _contents() -> dict[str, Any]:
    origin = current.tenant.origin
    post = Made(
        title="First light",
        summary="The mirror is back, and it is good.",
        author_name="Nell Arden",
        subject=Made(title="A telescope for every school"),
    )
    return {"post": post, "html": TEXT, "post_url": origin, "subject_url": origin, "leave_url": origin}


specimens.offer("blog", "Backers", _contents, {"update": ("An update", {})})
