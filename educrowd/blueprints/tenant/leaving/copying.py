"""A second site with all that a first one has."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import current_app

from educrowd.core import tenancy

from .exporting import export
from .importing import take_in


def copy(tenant_id: int, *, slug: str, name: str = "", members: bool = True) -> int:
    """Found a site like this one under another slug; without `members` only staff and what they made come along."""
    with tempfile.TemporaryDirectory(dir=current_app.config["EDUCROWD_HOME"]) as folder:
        path = Path(folder, "site.zip")
        with tenancy.bind(tenant_id):
            export(path, members=members)
        with path.open("rb") as stream:
            return take_in(stream, slug=slug, name=name)
