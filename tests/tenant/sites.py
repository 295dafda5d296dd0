"""A site full of demonstration content, made once, and what a site's file says apart from its own name and day."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import text

from educrowd.blueprints.admin import demo
from educrowd.blueprints.admin.demo.cast import PASSWORD
from educrowd.blueprints.auth import passwords
from educrowd.blueprints.blog.models import FrontPage
from educrowd.blueprints.blog.pages import menus
from educrowd.blueprints.blog.pages.blocks import checked
from educrowd.blueprints.tenant.founding import is_free
from educrowd.blueprints.tenant.leaving.exporting import export
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from tests.conftest import tenant_called

CAST = demo.SITES[0]
OF_ITS_SITE = {"exported_at", "exported_from", "schema"}


@pytest.fixture(scope="session")
def full_site(app):
    """The demonstration site “northgate”: courses, quizzes, grades, projects with pledges, posts with comments."""
    with app.app_context():
        if is_free(CAST.slug):
            demo.found(CAST, passwords.hash_password(PASSWORD))
        with tenancy.bind(None):
            return tenant_called(CAST.slug).snapshot()


@pytest.fixture(scope="session")
def exported_once(app, full_site, tmp_path_factory):
    """Its file."""
    path = tmp_path_factory.mktemp("sites") / "northgate.zip"
    with app.app_context(), tenancy.bind(full_site):
        add_talk()
        export(path)
    return path


def add_talk() -> None:
    """What the demonstration lacks: access that was bought, a word against letters, moved addresses, a kept draft."""
    post, author = db.session.execute(text("SELECT id, author_id FROM posts ORDER BY id LIMIT 1")).one()
    said = {"post": post, "author": author}
    thread = db.session.scalar(text(COMMENT.format(thread="NULL", parent="NULL", depth=0)), said)
    db.session.execute(text(COMMENT.format(thread=thread, parent=thread, depth=1)), said)
    here = {"tenant_id": current.tenant_id, "author": author}
    db.session.execute(text(ACCESS), here)
    db.session.execute(text(LEFT), here)
    for what in MOVED:
        db.session.execute(text(what), said)
    arrange()
    db.session.commit()


def arrange() -> None:
    """A front page of blocks, and a menu with a link."""
    opening = checked("hero", title="Come in", text="*Here.*", label="Courses", to="/courses/")
    shown = checked("courses", title="New", source="newest", count=3)
    page = FrontPage.locked([opening, shown])
    page.published = page.blocks
    with menus.arranging("footer") as footer:
        footer.append(menus.checked("link", "https://library.example/", "The library"))


COMMENT = """
    INSERT INTO post_comments (post_id, thread_id, parent_id, depth, author_id, author_name, author_face,
        author_role, body, status, because) VALUES
        (:post, {thread}, {parent}, {depth}, :author, 'Elena', '', '', 'A good idea.', 'published', '')
    RETURNING id"""
ACCESS = """
    INSERT INTO public.entitlements (tenant_id, user_id, kind, subject_id, source) VALUES
        (:tenant_id, :author, 'course', 1, 'order:7'), (:tenant_id, :author, 'catalogue', 0, 'subscription:3'),
        (:tenant_id, :author, 'course', 2, 'staff')"""
MOVED = (
    "INSERT INTO redirects (path, target) VALUES ('/old/ink', '/blog/ink'), ('/shop', 'https://shop.example/')",
    "INSERT INTO slug_redirects (slug, post_id) VALUES ('former-name', :post)",
    "INSERT INTO imported_items (source, kind, source_id, digest, post_id, version, address)"
    " VALUES ('https://ink.example', 'post', '7', 'abc', :post, 1, 'https://ink.example/?p=7')",
    "INSERT INTO autosaves (post_id, editor, base_version, title, body_markdown, author_id, author_name)"
    " VALUES (:post, 'tab-1', 1, 'Half a title', 'Half a sentence', :author, 'Elena')",
    "INSERT INTO letters (post_id, user_id, state) VALUES (:post, :author, 'delivered') ON CONFLICT DO NOTHING",
)
LEFT = "INSERT INTO public.unsubscriptions (tenant_id, topic, user_id) VALUES (:tenant_id, 'updates', :author)"


def parts_of(path: Path) -> dict[str, bytes]:
    """What a site's file holds, except records and what names the site."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("records/")}
    manifest = json.loads(parts.pop("manifest.json"))
    kept = {name: told for name, told in manifest["files"].items() if not name.startswith("records/")}
    says = {name: value for name, value in manifest.items() if name not in OF_ITS_SITE}
    parts["manifest.json"] = json.dumps(says | {"files": kept}, sort_keys=True).encode()
    return parts


def rows_of(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows of one part."""
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(name).splitlines()]


def rewritten(path: Path, to: Path, **changes: Any) -> Path:
    """The same file with parts replaced, and its manifest made to agree with them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= changes.pop("parts", {})
    manifest = json.loads(parts.pop("manifest.json")) | changes
    manifest["files"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts.items()
    }
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    return to


def folder_of(tenant_id: int) -> Path:
    return Path(current_app.config["EDUCROWD_HOME"], "files", str(tenant_id))
