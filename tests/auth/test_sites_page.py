"""/sites: one's own sites, on the platform."""

from __future__ import annotations

import re

from educrowd.core import tenancy
from educrowd.core.db import db


def test_one_sees_the_sites_one_belongs_to_and_no_others(visit, demo, ada, new_site):
    other = new_site("other")
    page = visit(None).sign_in(ada).get("/sites").text
    assert f"{demo.origin}/enter?next=/" in page
    assert other.host not in page


def test_a_site_that_only_asked_is_told_by_its_letter_alone(visit, ada, new_site):
    from educrowd.blueprints.auth.models import Membership

    ada_id, other = ada.id, new_site("asking")
    db.session.rollback()
    with tenancy.transaction(other):
        Membership.give(ada_id, "student", assigned_by=None, expires_at=None)
    platform = visit(None).sign_in(ada)
    assert other.host not in platform.get("/sites").text
    with tenancy.transaction(other):
        db.session.scalars(Membership.offered_to(ada_id)).one().accept()
    assert other.host in platform.get("/sites").text


def test_no_entry_of_the_platforms_menu_leads_nowhere(visit, ada):
    browser = visit(None).sign_in(ada)
    menu = browser.get("/sites").text.partition("account-menu")[2].partition("</details>")[0]
    entries = re.findall(r'href="(/[^"]*)"', menu)
    assert "/sites" in entries
    assert {browser.get(entry).status_code for entry in entries} == {200}


def test_a_link_signs_one_in_on_the_site(visit, demo, ada):
    browser = visit(None).sign_in(ada)
    on_site = visit(demo)
    to_platform = on_site.get("/enter?next=/account/")
    back = browser.get(to_platform.headers["Location"])
    arrived = on_site.get(back.headers["Location"])
    assert arrived.headers["Location"] == "/account/"
    assert ada.email in on_site.get("/account/").text


def test_a_closed_site_is_named_but_not_opened(visit, demo, ada):
    from educrowd.blueprints.tenant.models import Tenant

    db.session.get_one(Tenant, demo.id).suspend("For a while.")
    db.session.commit()
    page = visit(None).sign_in(ada).get("/sites").text
    assert demo.host in page and "Closed" in page
    assert f"{demo.origin}/enter" not in page


def test_an_ended_role_ends_the_entry(visit, demo, ada):
    from educrowd.blueprints.auth.models import Membership

    with tenancy.transaction(demo):
        for membership in db.session.scalars(Membership.here().where(Membership.user_id == ada.id)):
            membership.end()
    page = visit(None).sign_in(ada).get("/sites").text
    assert "No site yet" in page


def test_whoever_is_not_signed_in_is_asked_to_first(visit):
    assert visit(None).get("/sites").headers["Location"] == "/login?next=/sites"
