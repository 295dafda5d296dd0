"""Writing, publishing and finding posts."""

from __future__ import annotations

import pytest

from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.blog.models.writable import Stale
from educrowd.core.db import db


def test_nell_writes_a_draft_that_only_the_studio_knows(write):
    post = write("Crème brûlée, at last")
    assert post.slug == "creme-brulee-at-last"
    assert post.status == "draft" and post.version == 1
    assert db.session.scalars(Post.published()).all() == []


def test_a_save_over_an_old_version_is_refused(write):
    post = write("Ink")
    post.rewrite(1, body_markdown="New words.")
    with pytest.raises(Stale):
        post.rewrite(1, body_markdown="Other words.")
