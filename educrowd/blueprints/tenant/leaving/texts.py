"""Posts and pages as Markdown files that other programs read, each with what it is said to be above its text."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import yaml
from sqlalchemy import text

from educrowd.core.audiences import EVERYONE
from educrowd.core.db import db

from .packing import Pack

# As Hugo and as Jekyll say it.
HIDDEN = {"draft": True, "published": False}
ONE_LINE = 1_000_000
ASKED = text("""
    SELECT p.id, p.kind, p.slug, p.title, p.status, p.published_at, p.excerpt, p.body_markdown,
        CASE WHEN p.audience = 'everyone' THEN p.audience
            WHEN p.audience_kind IS NULL THEN concat_ws(':', p.about_kind, p.about_id)
            ELSE concat_ws(':', p.audience_kind, p.audience_id) END AS audience,
        ARRAY(SELECT t.name FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id
            ORDER BY t.slug) AS tags,
        ARRAY(SELECT a.name FROM post_authors pa JOIN authors a ON a.id = pa.author_id WHERE pa.post_id = p.id
            ORDER BY pa.place, a.id) AS authors
    FROM posts p ORDER BY p.slug, p.id""")


def write_texts(pack: Pack) -> None:
    """One file each."""
    for row in db.session.execute(ASKED):
        name = f"markdown/posts/{row.slug}.md"
        if name in pack.digests:  # A post and a page may share an address.
            name = f"markdown/posts/{row.slug}-{row.id}.md"
        head = yaml.safe_dump(_head(row), allow_unicode=True, sort_keys=False, width=ONE_LINE)
        pack.put_text(name, f"---\n{head}---\n\n{row.body_markdown}\n")


def _head(row: Any) -> dict[str, Any]:
    said = {
        "title": row.title,
        "slug": row.slug,
        "layout": row.kind,
        "date": row.published_at and row.published_at.astimezone(UTC).isoformat(timespec="seconds"),
        "status": row.status,
        "audience": row.audience,
        "summary": row.excerpt,
        "authors": list(row.authors),
        "tags": list(row.tags),
    }
    # Programs that know neither status nor audience must not show to everybody what everybody may not read.
    is_open = row.status == "published" and row.audience == EVERYONE
    return {name: value for name, value in said.items() if value} | ({} if is_open else HIDDEN)
