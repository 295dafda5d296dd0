"""Staff decide who may do what, within their own rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.auth import roles
from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.auth.offers import members_here
from educrowd.core import tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow
from tests.auth.conftest import bearer
from tests.conftest import new_person_here

MEMBERS = "/api/v1/members/"


@pytest.fixture
def as_(log_in):
    return lambda user: bearer(log_in(user)["access_token"])


def membership_of(user, role) -> Membership:
    return db.session.scalars(Membership.here().where(Membership.user_id == user.id, Membership.role == role)).one()


@pytest.mark.parametrize("role", ["instructor", "creator", "editor", "student", "backer"])
def test_only_staff_see_and_change_members(visitor, new_person, as_, role):
    token = as_(new_person("eve", role))
    assert visitor.get(MEMBERS, headers=token).status_code == 403
    body = {"email": "x@example.org", "role": "student"}
    assert visitor.post(MEMBERS, json=body, headers=token).status_code == 403


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_an_admin_makes_no_admins(visitor, new_person, as_, role):
    token = as_(new_person("alice", "admin"))
    answer = visitor.post(MEMBERS, json={"email": "x@example.org", "role": role}, headers=token)
    assert answer.status_code == 403


def test_an_admin_does_not_touch_the_owner(visitor, new_person, owner, as_):
    token = as_(new_person("alice", "admin"))
    path = f"{MEMBERS}{membership_of(owner, 'owner').id}/"
    assert visitor.patch(path, json={"role": "student"}, headers=token).status_code == 403
    assert visitor.delete(path, headers=token).status_code == 403


def test_a_site_keeps_an_owner(demo, visitor, owner, as_):
    founders = db.session.scalars(Membership.here().where(Membership.role == "owner")).all()
    token = as_(owner)
    answers = [visitor.delete(f"{MEMBERS}{held.id}/", headers=token).status_code for held in founders]
    assert sorted(answers) == [204, 409] or answers == [204, 403]
    assert db.session.scalar(Membership.here().where(Membership.role == "owner", Membership.is_active)) is not None


def test_a_role_may_end_on_a_day(visitor, owner, as_):
    token, until = as_(owner), (utcnow() + timedelta(days=30)).isoformat()
    body = {"email": "guest.teacher@example.org", "role": "instructor", "expires_at": until}
    shown = visitor.post(MEMBERS, json=body, headers=token).json["data"]
    assert shown["expires_at"].endswith("Z")
    past = (utcnow() - timedelta(days=1)).isoformat()
    answer = visitor.patch(f"{MEMBERS}{shown['id']}/", json={"expires_at": past}, headers=token)
    assert answer.status_code == 422
    forever = visitor.patch(f"{MEMBERS}{shown['id']}/", json={"expires_at": None}, headers=token)
    assert forever.json["data"]["expires_at"] is None


def test_the_last_owner_is_one_for_good(demo, visitor, owner, new_person, as_):
    """Neither by changing the day, nor by giving the role once more with one, nor with a second who leaves or waits."""
    token, until = as_(owner), (utcnow() + timedelta(days=30)).isoformat()
    for held in db.session.scalars(Membership.here().where(Membership.role == "owner")).all():
        if held.user_id != owner.id:
            held.is_active = False
    db.session.commit()
    mine = f"{MEMBERS}{membership_of(owner, 'owner').id}/"
    again = {"email": owner.email, "role": "owner", "expires_at": until}
    assert visitor.post(MEMBERS, json=again, headers=token).status_code == 409
    assert visitor.patch(mine, json={"expires_at": until}, headers=token).status_code == 409
    guest = {"email": "guest.owner@example.org", "role": "owner", "expires_at": until}
    assert visitor.post(MEMBERS, json=guest, headers=token).status_code == 201
    assert visitor.delete(mine, headers=token).status_code == 409
    unproven = {"email": "unproven.owner@example.org", "role": "owner"}
    assert visitor.post(MEMBERS, json=unproven, headers=token).status_code == 201
    assert visitor.delete(mine, headers=token).status_code == 409
    proven = db.session.scalars(select(User).where(User.email == "unproven.owner@example.org")).one()
    proven.is_verified = True
    proven.accept_roles()
    db.session.commit()
    assert visitor.delete(mine, headers=token).status_code == 204


def test_changing_the_role_alone_keeps_the_day(visitor, owner, as_):
    token, until = as_(owner), (utcnow() + timedelta(days=30)).isoformat()
    body = {"email": "guest.teacher2@example.org", "role": "instructor", "expires_at": until}
    shown = visitor.post(MEMBERS, json=body, headers=token).json["data"]
    changed = visitor.patch(f"{MEMBERS}{shown['id']}/", json={"role": "editor"}, headers=token)
    assert changed.json["data"]["role"] == "editor"
    assert changed.json["data"]["expires_at"] == shown["expires_at"]


def test_nobody_holds_a_role_twice(visitor, owner, new_person, as_):
    both = new_person("bob", "editor", "student")
    path = f"{MEMBERS}{membership_of(both, 'student').id}/"
    answer = visitor.patch(path, json={"role": "editor"}, headers=as_(owner))
    assert answer.status_code == 409 and answer.json["errors"][0]["field"] == "role"


def test_members_are_found_by_name_and_role(visitor, owner, ada, as_):
    token = as_(owner)
    found = visitor.get(f"{MEMBERS}?q=ADA&role=student", headers=token).json["data"]
    assert [row["user"]["email"] for row in found] == [ada.email]
    assert visitor.get(f"{MEMBERS}?q=100%25_", headers=token).json["data"] == []


def test_who_was_removed_is_gone_from_the_list(visitor, owner, ada, as_):
    token = as_(owner)
    path = f"{MEMBERS}{membership_of(ada, 'student').id}/"
    assert visitor.delete(path, headers=token).status_code == 204
    assert visitor.get(path, headers=token).status_code == 404
    emails = [row["user"]["email"] for row in visitor.get(MEMBERS, headers=token).json["data"]]
    assert ada.email not in emails


def test_the_list_asks_the_database_no_more_for_more_members(visitor, owner, new_person, as_, count_queries):
    token = as_(owner)
    few = count_queries(lambda: visitor.get(MEMBERS, headers=token), about="users")
    for _ in range(5):
        new_person("bob", "student")
    assert count_queries(lambda: visitor.get(MEMBERS, headers=token), about="users") == few


def test_every_ability_names_known_roles():
    assert all(set(holders) <= set(roles.ROLES) for holders in roles.ABILITIES.values())
    assert all(roles.can({roles.OWNER}, ability) for ability in roles.ABILITIES)
    assert not any(roles.can({roles.STUDENT, roles.BACKER}, ability) for ability in roles.ABILITIES)


def test_a_misspelled_ability_is_a_mistake_not_a_refusal():
    with pytest.raises(KeyError):
        roles.can({roles.OWNER}, "course.create")


@pytest.fixture
def grace(demo) -> User:
    """Somebody with a proven account, and a name that this site has never heard."""
    person = new_person_here("grace")
    person.last_name, person.is_verified = "Hopper", True
    db.session.commit()
    return person


def test_an_address_that_staff_type_tells_them_no_name(visitor, owner, grace, as_):
    """Not in the answer, in the list, by a search, in the audit log or the order; and the role waits for its person."""
    token = as_(owner)
    shown = visitor.post(MEMBERS, json={"email": grace.email, "role": "editor"}, headers=token).json["data"]
    assert shown["user"] == {"id": grace.id, "name": grace.email, "email": grace.email}
    assert shown["accepted_at"] is None
    for words in ("", "?q=grace-", "?sort=id"):
        assert "Hopper" not in visitor.get(MEMBERS + words, headers=token).text
    assert visitor.get(f"{MEMBERS}?q=Hopper", headers=token).json["data"] == []
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "member.added")).one()
    assert noted.subject_name == grace.email
    assert not db.session.get_one(User, grace.id, populate_existing=True).is_member


def test_the_role_and_the_name_are_there_once_the_person_has_come(visitor, owner, grace, as_):
    token = as_(owner)
    shown = visitor.post(MEMBERS, json={"email": grace.email, "role": "editor"}, headers=token).json["data"]
    as_(grace)
    there = visitor.get(f"{MEMBERS}{shown['id']}/", headers=token).json["data"]
    assert there["user"]["name"] == "Grace Hopper" and there["accepted_at"]
    assert [row["id"] for row in visitor.get(f"{MEMBERS}?q=hopper", headers=token).json["data"]] == [shown["id"]]
    second = visitor.post(MEMBERS, json={"email": grace.email, "role": "creator"}, headers=token).json["data"]
    assert second["accepted_at"], "who is here already need not come once more"


def test_who_comes_to_another_site_has_not_come_here(visitor, owner, grace, as_, new_site):
    elsewhere, grace_id = new_site("elsewhere"), grace.id
    with tenancy.transaction(elsewhere):
        db.session.get_one(User, grace_id).take("student")
    shown = visitor.post(MEMBERS, json={"email": grace.email, "role": "editor"}, headers=as_(owner)).json["data"]
    assert shown["user"]["name"] == grace.email


def test_a_place_that_was_offered_is_taken_up_once(visitor, owner, grace, as_):
    before = members_here()
    for role in ("editor", "creator"):
        visitor.post(MEMBERS, json={"email": grace.email, "role": role}, headers=as_(owner))
    db.session.rollback()
    assert members_here() == before + 1
    as_(grace)
    db.session.rollback()
    assert members_here() == before + 1
