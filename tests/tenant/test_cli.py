"""`flask tenant`."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from educrowd.core import migrating
from tests.conftest import unique


@pytest.fixture
def flask(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=[*arguments])

    return run


def test_a_site_is_created_shown_suspended_and_resumed(flask):
    slug = unique("cli")
    made = json.loads(flask("tenant", "create", slug, "--name", "By hand", "--json").output)
    assert made["url"].startswith(f"http://{slug}.")
    assert slug in flask("tenant", "list").output
    assert slug in {site["slug"] for site in json.loads(flask("tenant", "list", "--json").output)}
    suspended = json.loads(flask("tenant", "suspend", slug, "--reason", "Unpaid", "--json").output)
    assert (suspended["status"], suspended["status_reason"]) == ("suspended", "Unpaid")
    assert json.loads(flask("tenant", "resume", slug, "--json").output)["status"] == "active"
    assert json.loads(flask("tenant", "show", slug, "--json").output)["name"] == "By hand"


@pytest.mark.parametrize("arguments", [("create", "admin"), ("show", "no-such-site"), ("verify", "no-such-site")])
def test_a_refusal_is_one_line(flask, arguments):
    refused = flask("tenant", *arguments)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert refused.output.count("\n") == 1


def test_verify_finds_what_was_changed_by_hand(flask, new_site):
    site = new_site("crooked")
    assert json.loads(flask("tenant", "verify", site.slug, "--json").output) == {"clean": True, "findings": []}
    with migrating.owner_engine().begin() as owner:
        owner.execute(text(f"CREATE TABLE {site.schema}.stray (id int)"))
    verified = flask("tenant", "verify", site.slug, "--json")
    assert verified.exit_code == 1
    assert any("stray" in finding for finding in json.loads(verified.output)["findings"])
    with migrating.owner_engine().begin() as owner:
        owner.execute(text(f"DROP TABLE {site.schema}.stray"))
