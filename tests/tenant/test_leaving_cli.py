"""`flask tenant export | import | copy`."""

from __future__ import annotations

import json

import pytest

from educrowd.blueprints.tenant.founding import is_free
from educrowd.core import tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db
from tests.conftest import unique


@pytest.fixture
def flask(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["tenant", *arguments])


def test_a_site_is_exported_imported_and_copied(flask, new_site, tmp_path):
    site, file, slugs = new_site("atelier"), tmp_path / "atelier.zip", (unique("again"), unique("twin"))
    written = json.loads(flask("export", site.slug, str(file), "--json").output)
    assert written == {"slug": site.slug, "file": str(file), "size_bytes": file.stat().st_size}
    made = json.loads(flask("import", str(file), slugs[0], "--json").output)
    assert (made["slug"], made["name"], made["plan"]) == (slugs[0], "Atelier", "academy")
    copied = json.loads(flask("copy", site.slug, slugs[1], "--name", "Twin", "--without-members", "--json").output)
    assert (copied["slug"], copied["name"]) == (slugs[1], "Twin")
    with tenancy.bind(site):
        assert db.session.scalar(db.select(AuditEntry).where(AuditEntry.action == "site.exported"))


def test_a_site_is_deleted_and_kept_after_all(flask, new_site):
    site = new_site("atelier")
    unmeant = flask("delete", site.slug)
    assert (unmeant.exit_code, f"--confirm {site.slug}" in unmeant.output) == (1, True)
    assert json.loads(flask("delete", site.slug, "--confirm", site.slug, "--json").output)["status"] == "deleting"
    assert flask("delete", site.slug, "--confirm", site.slug).exit_code == 1
    assert json.loads(flask("delete", site.slug, "--undo", "--json").output)["status"] == "active"
    assert flask("delete", site.slug, "--undo").exit_code == 1


def test_a_refusal_is_one_line(flask, new_site, tmp_path):
    site, picture = new_site("atelier"), tmp_path / "picture.zip"
    picture.write_bytes(b"GIF89a")
    free = unique("free")
    for arguments in (
        ("export", "no-such-site", str(tmp_path / "site.zip")),
        ("export", site.slug, "/proc/none/site.zip"),
        ("import", str(picture), free),
        ("copy", site.slug, site.slug),
        ("copy", site.slug, "admin"),
        ("copy", "no-such-site", free),
    ):
        refused = flask(*arguments)
        assert refused.exit_code == 1, arguments
        assert refused.output.startswith("Error: ") and refused.output.count("\n") == 1, refused.output
    assert is_free(free)
