"""What is made before the fork, and that nobody notices."""

from __future__ import annotations

import pytest
from flask import request, request_started

from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.tenant import resolving
from educrowd.blueprints.tenant.offers import oldest_site
from educrowd.core import cache, tenancy, warming
from educrowd.core.current import current
from educrowd.core.db import db


@pytest.fixture
def asked(app, demo, owner, monkeypatch):
    """The addresses that are asked for, on a site with a post that is the one to warm up."""
    monkeypatch.setattr(resolving, "LOOK_EVERY_SECONDS", 60)
    monkeypatch.setattr(warming.registry.warmed, "_offers", [(1, "demo", lambda: demo.origin)])
    current.user = owner
    Post.draft("Ink", body_markdown="Blue.").publish()
    db.session.commit()
    paths = []

    def note(_app, **_said):
        paths.append(request.path)

    with request_started.connected_to(note, app):
        yield paths


def test_a_page_of_each_kind_is_made_and_nobody_notices(app, asked, demo):
    with tenancy.bind(None):
        warming.warm_up()
    assert {"/", "/readyz", "/blog/ink", "/blog/", "/login"} <= set(asked)
    assert asked.count("/blog/ink") == warming.TIMES
    assert not list(cache.redis().scan_iter(f"t:{demo.id}:page:*"))
    assert not app.extensions["visits"]._noted


def test_a_page_that_breaks_keeps_nobody_from_a_server(asked, monkeypatch):
    monkeypatch.setattr(warming, "pages_of_each_kind", lambda origin: 1 / 0)
    warming.warm_up()


def test_an_open_site_is_chosen(demo):
    site = oldest_site()
    assert site and warming.look_at(site, "/").status_code == 200
