"""/operator/: the platform's own staff, on the platform's host."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.core import tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow
from educrowd.core.outbox import OutboxEntry
from tests.queries import queries

PAGES = ["/operator/", "/operator/tenants/", "/operator/jobs/"]


@pytest.fixture
def atelier(new_site):
    return new_site("atelier", description="Paper, ink and binding.")


def dead_letter(site, *, error="Traceback…\nValueError: no such course"):
    with tenancy.transaction(site):
        entry = OutboxEntry.promise("educrowd.blueprints.lms.mailers:send_welcome", [7], {}, queue="mail", at=None)
        entry.tries, entry.error, entry.dead_at = 3, error, utcnow()
        db.session.flush()
        return entry.id


def entry_at(site, entry_id):
    with tenancy.bind(site):
        return db.session.get_one(OutboxEntry, entry_id)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_operators_on_the_platform_only(visit, operate, owner, robin, demo, path):
    assert operate.get(path).status_code == 200
    assert visit(None).sign_in(owner).get(path).status_code == 403, "a site's owner is no operator"
    assert visit(None).get(path).headers["Location"].startswith("/login")
    assert visit(demo).sign_in(robin).get(path).status_code == 404, "a site has no such pages"


def test_changes_are_for_operators_only(visit, owner, atelier):
    stranger = visit(None).sign_in(owner)
    entry_id = dead_letter(atelier)
    for path in (f"/operator/tenants/{atelier.id}/suspension", f"/operator/tenants/{atelier.id}/resumption"):
        assert stranger.submit(path, reason="mine now").status_code == 403
    assert stranger.submit(f"/operator/jobs/{entry_id}/revival", site=str(atelier.id)).status_code == 403
    assert visit(atelier).get("/").status_code == 200
    assert entry_at(atelier, entry_id).dead_at


def test_sites_are_found_by_name_address_and_state(operate, atelier, demo):
    def shown(query):
        page = operate.get("/operator/tenants/", query_string=query).text
        return {site.slug for site in (atelier, demo) if f">{site.host}<" in page}

    assert shown({"q": atelier.slug}) == {atelier.slug}
    assert "Academy (trial)" in operate.get("/operator/tenants/", query_string={"q": atelier.slug}).text
    assert shown({"q": demo.slug, "status": "active"}) == {demo.slug}
    assert shown({"q": demo.slug, "status": "suspended"}) == set()
    assert operate.get("/operator/tenants/?status=lost").status_code == 422


def test_one_site_shows_its_people_and_usage_and_no_content(operate, atelier):
    page = operate.get(f"/operator/tenants/{atelier.id}/").text
    assert atelier.name in page and "Atelier-Owner" in page
    assert "Academy (trial)" in page and "Members" in page
    assert operate.get("/operator/tenants/999999999/").status_code == 404


def test_a_suspended_site_answers_with_the_reason_until_it_is_resumed(operate, visit, atelier, robin):
    path = f"/operator/tenants/{atelier.id}"
    visitor = visit(atelier)
    assert visitor.get("/").status_code == 200
    assert "Suspend" in operate.get(f"{path}/suspension").text
    assert visitor.get("/").status_code == 200, "asking changes nothing"

    assert operate.submit(f"{path}/suspension", reason="Sells what is not theirs.").status_code == 303
    closed = visitor.get("/")
    assert closed.status_code == 503
    assert "Sells what is not theirs." in closed.text
    assert "Suspended" in operate.get(f"{path}/").text

    assert operate.submit(f"{path}/resumption").status_code == 303
    assert visitor.get("/").status_code == 200

    with tenancy.bind(atelier):
        acts = db.session.scalars(select(AuditEntry).where(AuditEntry.actor_id == robin.id).order_by(AuditEntry.id))
        assert [(act.action, act.details) for act in acts] == [
            ("site.suspended", {"reason": "Sells what is not theirs."}),
            ("site.resumed", {}),
        ]


def test_a_suspension_needs_a_reason(operate, visit, atelier):
    refused = operate.submit(f"/operator/tenants/{atelier.id}/suspension", reason="  ")
    assert refused.status_code == 422
    assert "Please fill this in." in refused.text
    assert visit(atelier).get("/").status_code == 200


def test_an_open_site_is_not_resumed(operate, atelier):
    refused = operate.submit(f"/operator/tenants/{atelier.id}/resumption")
    assert refused.status_code == 409
    assert "not suspended" in refused.text


def test_dead_letters_of_all_sites_and_of_the_platform_are_listed(operate, atelier, demo):
    letters = [dead_letter(site) for site in (atelier, demo, None)]
    page = operate.get("/operator/jobs/").text
    for entry_id in letters:
        assert f'id="letter_{entry_id}"' in page
    assert "ValueError: no such course" in page
    assert atelier.name in page and "The platform" in page


def test_a_letter_is_tried_again_and_the_sites_log_tells_of_it(operate, atelier):
    entry_id = dead_letter(atelier)
    assert operate.submit(f"/operator/jobs/{entry_id}/revival", site=str(atelier.id)).status_code == 303
    entry = entry_at(atelier, entry_id)
    assert entry.dead_at is None and entry.tries == 0 and entry.enqueued_at is None
    with tenancy.bind(atelier):
        assert db.session.scalar(select(AuditEntry.action).where(AuditEntry.action == "job.revived"))
    assert f'id="letter_{entry_id}"' not in operate.get("/operator/jobs/").text


def test_the_platforms_own_letter_is_tried_again(operate):
    entry_id = dead_letter(None)
    assert operate.submit(f"/operator/jobs/{entry_id}/revival", site="").status_code == 303
    assert entry_at(None, entry_id).dead_at is None


def test_a_letter_is_revived_once_and_only_at_its_own_site(operate, atelier, demo):
    entry_id = dead_letter(atelier)
    assert operate.submit(f"/operator/jobs/{entry_id}/revival", site=str(demo.id)).status_code == 404
    assert entry_at(atelier, entry_id).dead_at
    path = f"/operator/jobs/{entry_id}/revival"
    operate.submit(path, site=str(atelier.id))
    operate.submit(path, site=str(atelier.id))
    assert "waits for its turn already" in operate.get("/operator/jobs/").text


def test_the_overview_counts_and_points_at_trouble(operate, atelier):
    dead_letter(atelier)
    page = operate.get("/operator/").text
    assert "Jobs that failed for good" in page
    assert atelier.name in page, "the newest site"


def test_a_longer_list_of_sites_asks_no_more_questions(operate, new_site):
    def questions():
        with queries() as asked:
            operate.get("/operator/tenants/")
        return asked

    new_site("first")
    before = questions()
    for name in ("second", "third", "fourth"):
        new_site(name)
    assert len(questions()) == len(before), "\n".join(before)


# ---- plans --------------------------------------------------------------------------------------------


def test_an_operator_gives_a_site_a_plan_and_its_audit_log_tells(operate, atelier, robin):
    assert "academy" in operate.get(f"/operator/tenants/{atelier.id}/plan").text
    page = f"/operator/tenants/{atelier.id}/plan"
    assert operate.submit(page, plan="studio", until="2001-01-01").status_code == 422
    assert operate.submit(page, plan="platinum").status_code == 422
    assert operate.submit(page, plan="studio", until="").status_code == 303
    shown = operate.get(f"/operator/tenants/{atelier.id}/").text
    assert "Studio" in shown and "of 50" in shown
    with tenancy.bind(atelier):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "plan.set")).one()
        assert (entry.actor_id, entry.details["plan"]) == (robin.id, "Studio")
