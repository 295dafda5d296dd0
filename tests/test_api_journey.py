"""From a project to its settlement with plain HTTP, on the whole platform."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.gateway import Sandbox
from tests.stranger import Town, new_course, new_project
from tests.up import eventually

pytestmark = pytest.mark.xdist_group("town")


def test_a_project_is_launched_backed_charged_and_settled_by_http_alone(town: Town):
    slug, owner = town.new_site()
    course = new_course(owner, "Knots", "The bowline")
    project = new_project(owner, f"Rope for all in {slug}", course)
    backer, guest = town.api(slug), f"gina-{slug}@example.org"
    wish = {"project_id": project["id"], "amount": 60_00, "email": guest, "name": "Gina Guest"}
    pledge = backer("POST", "crowdfunding/pledges/", wish, **{"Idempotency-Key": slug})
    assert backer("POST", "crowdfunding/pledges/", wish, **{"Idempotency-Key": slug})["id"] == pledge["id"]
    back = Sandbox("").fill_in_card(pledge["setup"]["url"])
    assert backer.ask("GET", urlsplit(back)._replace(scheme="", netloc="").geturl()).status_code == 303
    town.pass_deadline(project["title"])
    here = f"crowdfunding/projects/{project['id']}/"
    assert eventually(lambda: owner("GET", here)["state"] == "settled", seconds=60), owner("GET", here)
    settled = owner("GET", here)
    assert (settled["collected_amount"], settled["backers_count"]) == (60_00, 1)
    assert [row["kind"] for row in owner("GET", f"{here}ledger/")] == ["release", "charge"]
    assert owner("GET", f"lms/courses/{course['id']}/")["status"] == "published"
    enrolled = owner("GET", f"lms/enrollments/?course_id={course['id']}")
    assert [enrollment["status"] for enrollment in enrolled] == ["active"]
    assert town.has_told(guest, "Your pledge for", "Receipt", "Welcome to “Knots”")
    checked = town.check_money()
    assert (checked.returncode, "all is well" in checked.stdout) == (0, True), checked.stdout
