"""/studio/members/: who belongs to the site, and as what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.auth.models import Membership, User
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow
from educrowd.core.outbox import OutboxEntry
from tests.conftest import unique


def membership_of(person, role):
    db.session.expire_all()
    return db.session.scalars(Membership.here().where(Membership.user_id == person.id, Membership.role == role)).one()


def test_everyone_is_listed_with_their_roles(studio, new_person):
    grace = new_person("grace", "instructor", "editor")
    page = studio.get("/studio/members/").text
    row = page[page.index(f'id="user_{grace.id}"') :].split("</tr>")[0]
    assert grace.email in row
    assert "Instructor" in row and "Editor" in row


@pytest.mark.parametrize("words", ["GRACE", "grace-gw"])
def test_search_finds_part_of_a_name_or_address(studio, new_person, ada, words):
    grace = new_person("grace", "student")
    page = studio.get("/studio/members/", query_string={"q": words}).text
    assert grace.email in page
    assert ada.email not in page


def test_a_role_narrows_the_list(studio, new_person, ada):
    grace = new_person("grace", "creator")
    page = studio.get("/studio/members/?role=creator").text
    assert grace.email in page and ada.email not in page


def test_long_lists_have_pages_and_keep_the_search(studio, new_person, demo):
    for number in range(27):
        User.guest(f"{unique('guest')}@example.org", f"Guest {number:02}").take("backer")
    db.session.commit()
    first = studio.get("/studio/members/?role=backer").text
    assert "Page 1 of 2" in first
    assert "role=backer&amp;page=2" in first
    second = studio.get("/studio/members/?role=backer&page=2").text
    assert second.count('<tr id="user_') == 2


def test_htmx_gets_the_list_alone(studio):
    answer = studio.get("/studio/members/", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert '<tr id="user_' in answer.text


def test_a_filtered_list_is_announced_to_those_who_do_not_see_it(studio, new_person):
    new_person("grace", "creator")
    answer = studio.get("/studio/members/?role=creator", headers={"HX-Request": "true"}).text
    assert '<hx-partial hx-target="#announced" hx-swap="innerHTML"><p class="visually-hidden">1 person</p>' in answer
    nobody = studio.get("/studio/members/?q=zzzzz", headers={"HX-Request": "true"}).text
    assert "No people</p>" in nobody
    assert "hx-partial" not in studio.get("/studio/members/").text


@pytest.mark.parametrize("query", ["role=emperor", "q=" + "x" * 101])
def test_a_search_for_nonsense_is_refused(studio, query):
    assert studio.get(f"/studio/members/?{query}").status_code == 422


def test_the_owner_adds_a_newcomer_who_gets_a_letter(studio, demo):
    email = f"{unique('linus')}@example.org"
    answer = studio.submit("/studio/members/", email=email, name="Linus Pauling", role="instructor")
    assert answer.status_code == 303
    linus = db.session.scalars(User.known_as(email)).one()
    assert linus.name == "Linus Pauling" and not linus.is_claimed
    assert linus.id in db.session.scalars(select(Membership.user_id).where(Membership.role == "instructor")).all()
    promised = db.session.scalars(select(OutboxEntry).where(OutboxEntry.queue == "mail")).all()
    assert [entry.args["args"] for entry in promised] == [[linus.id, "instructor"]]
    written = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "member.added")).one()
    assert written.subject_id == linus.id


def test_a_last_day_ends_the_role_when_it_is_over(studio, new_person):
    grace = new_person("grace", "student")
    tomorrow = (utcnow() + timedelta(days=1)).date()
    studio.submit(f"/studio/members/{grace.id}/memberships", role="editor", expires_at=tomorrow.isoformat())
    end = membership_of(grace, "editor").expires_at
    assert end and end.date() == tomorrow + timedelta(days=1)
    assert f'<time datetime="{tomorrow}">' in studio.get(f"/studio/members/{grace.id}/").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "", "role": "student"}, "Please fill this in."),
        ({"email": "not an address", "role": "student"}, "This is not an email address."),
        ({"email": "x@example.org", "role": "emperor"}, "Not a valid choice"),
        ({"email": "x@example.org", "role": "student", "expires_at": "2020-01-01"}, "This moment has passed."),
        ({"email": "x@example.org", "role": "student", "expires_at": "soon"}, "Not a valid date"),
        ({"email": "x@example.org"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_written(studio, demo, fields, said):
    answer = studio.submit("/studio/members/", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(User.known_as("x@example.org")) is None


def test_an_admin_makes_neither_owners_nor_admins(as_person, new_person):
    admin = as_person(new_person("lucia", "admin"))
    assert 'value="owner"' not in admin.get("/studio/members/new").text
    refused = admin.submit("/studio/members/", email="eve@example.org", role="owner")
    assert refused.status_code == 422
    assert db.session.scalar(User.known_as("eve@example.org")) is None


def test_an_admin_does_not_take_the_owners_role_away(as_person, new_person, owner):
    admin = as_person(new_person("lucia", "admin"))
    owners = membership_of(owner, "owner")
    assert "End now" not in admin.get(f"/studio/members/{owner.id}/").text
    for verb in ("edit", "end"):
        assert admin.submit(f"/studio/members/roles/{owners.id}/{verb}").status_code == 403
    assert membership_of(owner, "owner").is_active


def test_a_role_ends_after_a_question(studio, new_person, as_person):
    grace = new_person("grace", "editor")
    held = membership_of(grace, "editor")
    her_browser = as_person(grace)
    assert "End grace" in studio.get(f"/studio/members/roles/{held.id}/end").text.replace("Grace", "grace")
    assert membership_of(grace, "editor").is_active, "asking changes nothing"
    assert studio.submit(f"/studio/members/roles/{held.id}/end").status_code == 303
    assert not membership_of(grace, "editor").is_active
    assert her_browser.get("/studio/").headers["Location"].startswith("/login")


def test_the_last_owner_stays(new_site, visit):
    from educrowd.core import tenancy

    site = new_site("lonely")
    with tenancy.bind(site):
        membership = db.session.scalars(Membership.here()).one()
        person = db.session.get_one(User, membership.user_id)
        browser = visit(site).sign_in(person)
        refused = browser.submit(f"/studio/members/roles/{membership.id}/end")
        assert refused.status_code == 409
        assert "A site needs an owner for good." in refused.text
        assert membership_of(person, "owner").is_active


def test_the_end_of_a_role_can_be_moved_and_taken_back(studio, new_person):
    grace = new_person("grace", "creator")
    path = f"/studio/members/roles/{membership_of(grace, 'creator').id}/edit"
    day = (utcnow() + timedelta(days=40)).date()
    assert studio.submit(path, expires_at=day.isoformat()).status_code == 303
    assert f'value="{day.isoformat()}"' in studio.get(path).text
    assert studio.submit(path, expires_at="").status_code == 303
    assert membership_of(grace, "creator").expires_at is None


def test_people_of_other_sites_are_not_found(studio, new_site):
    from educrowd.core import tenancy

    other = new_site("other")
    with tenancy.bind(other):
        theirs = db.session.scalars(Membership.here()).one()
    assert studio.get(f"/studio/members/{theirs.user_id}/").status_code == 404
    assert studio.submit(f"/studio/members/{theirs.user_id}/memberships", role="student").status_code == 404
    assert studio.submit(f"/studio/members/roles/{theirs.id}/end").status_code == 404
    with tenancy.bind(other):
        assert db.session.get_one(Membership, theirs.id).is_active


@pytest.mark.parametrize("role", ["instructor", "creator", "editor", "student"])
def test_others_do_not_manage_members(as_person, new_person, ada, role):
    browser = as_person(new_person("mallory", role))
    assert browser.get("/studio/members/").status_code == 403
    assert browser.submit(f"/studio/members/{ada.id}/memberships", role="admin").status_code == 403


def test_who_was_only_asked_is_shown_by_the_address_typed(studio, demo):
    linus = User.guest(f"{unique('linus')}@example.org", "Linus Pauling")
    db.session.commit()
    studio.submit("/studio/members/", email=linus.email, role="instructor")
    page = f"/studio/members/{linus.id}/"
    held = membership_of(linus, "instructor")
    for path in ("/studio/members/", page, f"/studio/members/roles/{held.id}/end", "/studio/audit/"):
        shown = studio.get(path).text
        assert linus.email in shown and "Pauling" not in shown, path
    assert linus.email not in studio.get("/studio/members/?q=pauling").text
    linus.is_verified = True
    linus.accept_roles()
    db.session.commit()
    assert "Linus Pauling" in studio.get(page).text
