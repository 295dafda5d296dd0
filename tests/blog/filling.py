"""A site of a test's own, with what readers of a demonstration site have left there."""

from __future__ import annotations

from educrowd.blueprints.blog.demo import fill
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.registry import DemoSite

CAST = {"ruth": "owner", "tomas": "instructor", "priya": "creator", "jonas": "editor"}


def fill_blog(app, slug: str, new_person) -> DemoSite:
    """Fill the current site as the demonstration site of that name is, with a few people as its cast."""
    owner, instructor, creator, editor = (new_person(name, role) for name, role in CAST.items())
    site = DemoSite(
        slug,
        owner,
        instructor,
        creator,
        editor,
        tuple(new_person(f"member-{number}", "student") for number in range(10)),
    )
    current.user = site.owner
    with app.test_request_context(base_url=current.tenant.origin):
        fill(site)
        db.session.commit()
    return site
