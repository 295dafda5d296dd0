"""API keys: for what their scopes list, never more than their person may, dead at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.auth import roles
from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.keys.keeping import MOST_KEYS, TooManyKeys, make_key
from educrowd.blueprints.auth.models import ApiKey, Membership, User
from educrowd.blueprints.auth.scopes import SCOPES, scopes_for
from educrowd.core import tenancy
from educrowd.core.access import PLATFORM
from educrowd.core.audit import AuditEntry
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from tests.conftest import PASSWORD
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.queries import queries
from tests.routes import Route, routes_of

from .conftest import bearer


def in_days(days: float) -> Any:
    return utcnow() + timedelta(days=days)


@pytest.fixture
def key_of(demo) -> Callable[..., str]:
    """`key_of(ada, "posts:read")` makes a key of hers and answers it."""

    def make(person: User, *scopes: str, days: float = 30) -> str:
        current.user = person
        _, token = ApiKey.make(person, name="Export", scopes=list(scopes), expires_at=in_days(days))
        db.session.commit()
        return token

    return make


@pytest.fixture
def call(visitor) -> Callable[..., Any]:
    """`call(key, "GET", "blog/posts/")`"""

    def send(key: str, method: str, path: str, body: Any = None) -> Any:
        return visitor.open(f"/api/v1/{path}", method=method, json=body, headers=bearer(key))

    return send


# ---- what a key may do ---------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "body"), [("exports", {}), ("copies", {"name": "Twin"})])
def test_a_key_takes_nothing_of_the_whole_site_along(call, key_of, owner, demo, what, body):
    """Also where the person is asked for anew, to act in a site's name."""
    answer = call(key_of(owner, "site:write", "site:read"), "POST", f"tenants/{demo.id}/{what}/", body)
    assert answer.status_code == 403


def test_a_key_acts_in_its_persons_name(call, key_of, owner):
    answer = call(key_of(owner, "account:read"), "GET", "auth/me/")
    assert answer.status_code == 200 and answer.json["data"]["id"] == owner.id


def test_outside_of_its_scopes_it_is_refused_with_the_scope_that_would_do(call, key_of, owner):
    answer = call(key_of(owner, "posts:read"), "GET", "members/")
    assert answer.status_code == 403 and "members:read" in answer.json["errors"][0]["message"]
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_who_may_only_read_changes_nothing(call, key_of, owner):
    key = key_of(owner, "posts:read")
    assert call(key, "GET", "blog/posts/").status_code == 200
    assert call(key, "POST", "blog/posts/", {"title": "No"}).status_code == 403
    assert call(key_of(owner, "posts:write"), "POST", "blog/posts/", {"title": "Yes"}).status_code == 201


def test_a_key_has_no_more_rights_than_its_person(call, key_of, ada):
    assert call(key_of(ada, *SCOPES), "GET", "members/").status_code == 403
    assert call(key_of(ada, *SCOPES), "POST", "blog/posts/", {"title": "No"}).status_code == 403


def test_what_a_scope_does_not_lend_its_owners_key_lacks_too(call, key_of, owner):
    """Money goes back only by a key made for that, whoever's it is."""
    path = "crowdfunding/projects/999/refunds/"
    assert call(key_of(owner, "projects:write"), "POST", path).status_code == 403
    assert call(key_of(owner, "refunds:write"), "POST", path).status_code == 404


def test_a_key_for_projects_neither_reads_backers_nor_writes_to_them(call, key_of, owner):
    key = key_of(owner, "projects:write")
    for path in ("deliveries", "recoveries", "surveys", "address-lock", "broadcasts"):
        assert call(key, "GET", f"crowdfunding/projects/999/{path}/").status_code == 403
    assert call(key_of(owner, "pledges:read"), "GET", "crowdfunding/projects/999/deliveries/").status_code == 404
    assert call(key_of(owner, "messages:write"), "GET", "crowdfunding/projects/999/broadcasts/").status_code == 404
    assert call(key, "GET", "crowdfunding/projects/999/figures/").status_code == 404


def test_a_role_that_ends_takes_the_keys_rights_along_at_once(call, key_of, new_person):
    admin = new_person("adam", "admin", "student")
    key = key_of(admin, "members:read")
    assert call(key, "GET", "members/").status_code == 200
    held = Membership.here().where(Membership.user_id == admin.id, Membership.role == "admin")
    db.session.scalars(held).one().is_active = False
    db.session.commit()
    assert call(key, "GET", "members/").status_code == 403


def test_a_key_makes_neither_owners_nor_admins(call, key_of, owner):
    key = key_of(owner, "members:write")
    for role, status in (("admin", 403), ("owner", 403), ("instructor", 201)):
        answer = call(key, "POST", "members/", {"email": f"hedy-{role}@example.org", "role": role})
        assert answer.status_code == status


def test_an_operators_key_does_not_operate(call, key_of, ada):
    make_operator(ada.id)
    assert [site["id"] for site in call(key_of(ada, "site:read"), "GET", "tenants/").json["data"]] == [
        current.tenant_id
    ]


@pytest.mark.parametrize("role", [None, *roles.ROLES], ids=str)
def test_every_route_is_open_to_a_key_of_all_scopes_exactly_where_it_is_to_its_person(
    app, call, key_of, new_person, role
):
    person = new_person("eve", *([role] if role else ["student"]))
    key = key_of(person, *SCOPES)
    held = {role or "student"}
    wrong = []
    for route in _api_routes(app):
        is_open = bool(scopes_for(route.method, route.path)) and _meets(route.need, held)
        answer = call(key, route.method, route.example.removeprefix("/api/v1/"))
        if (answer.status_code not in (401, 403)) != is_open:
            wrong.append(f"{route}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_every_route_is_closed_to_a_key_of_none_of_its_scopes(app, call, key_of, owner):
    """Neither all other scopes together open it, which is more than each alone, nor one of them, another each time."""
    keys, admitted = {}, []
    for turn, route in enumerate(_api_routes(app)):
        others = sorted(SCOPES.keys() - set(scopes_for(route.method, route.path)))
        for scopes in (tuple(others), (others[turn % len(others)],)):
            key = keys.get(scopes) or keys.setdefault(scopes, key_of(owner, *scopes))
            if call(key, route.method, route.example.removeprefix("/api/v1/")).status_code != 403:
                admitted.append(f"{scopes} {route}")
    assert len(keys) > len(SCOPES)
    assert not admitted, "\n".join(admitted)


def test_no_key_leads_to_log_ins_passwords_or_other_keys(app):
    """What no scope lists is closed to every key; a new address is closed until a scope names it."""
    guarded = [route for route in _api_routes(app) if route.path.startswith(("/api/v1/auth/", "/api/v1/keys/"))]
    opened = {f"{route.method} {route.path}" for route in guarded if scopes_for(route.method, route.path)}
    assert len(guarded) > 8 and opened == {"GET /api/v1/auth/me/"}


def _api_routes(app) -> list[Route]:
    documents = ("/api/v1/docs", "/api/v1/openapi.json")
    return [
        route
        for route in routes_of(app)
        if route.path.startswith("/api/") and route.host != PLATFORM and route.path not in documents
    ]


def _meets(need: str, held: set[str]) -> bool:
    return need in ("public", "signed in") or roles.can(held, need)


# ---- how it ends ---------------------------------------------------------------------------------


def test_revoked_it_is_dead_at_once(call, key_of, owner, log_in, visitor):
    key = key_of(owner, "account:read")
    id = db.session.scalars(select(ApiKey.id)).one()
    headers = bearer(log_in(owner)["access_token"])
    assert visitor.delete(f"/api/v1/keys/{id}/", headers=headers).status_code == 204
    answer = call(key, "GET", "auth/me/")
    assert answer.status_code == 401 and 'error="invalid_token"' in answer.headers["WWW-Authenticate"].replace(
        "=invalid_token", '="invalid_token"'
    )


def test_after_its_day_it_is_worth_nothing(call, key_of, owner):
    assert call(key_of(owner, "account:read", days=-0.001), "GET", "auth/me/").status_code == 401


def test_a_new_password_ends_all_keys(call, key_of, owner):
    key = key_of(owner, "account:read")
    db.session.get_one(User, owner.id).set_password("another long password")
    db.session.commit()
    assert call(key, "GET", "auth/me/").status_code == 401


def test_whoever_was_removed_from_the_site_has_no_key_there(call, key_of, ada):
    key = key_of(ada, "account:read")
    for membership in db.session.scalars(Membership.here().where(Membership.user_id == ada.id)):
        membership.is_active = False
    db.session.commit()
    assert call(key, "GET", "auth/me/").status_code == 401


def test_a_key_is_good_on_its_own_site_alone(key_of, owner, visit, new_site):
    key = key_of(owner, *SCOPES)
    other, owner_id = new_site("other"), owner.id
    with tenancy.transaction(other):
        db.session.get_one(User, owner_id).take("owner")
    for site in (other, None):
        assert visit(site).get("/api/v1/auth/me/", headers=bearer(key)).status_code == 401


@pytest.mark.parametrize("key", ["edu_", "edu_nonsense", "edu_" + "x" * 5000, "edu_\u00e9"])
def test_what_is_no_key_is_401(call, demo, key):
    assert call(key, "GET", "blog/posts/").status_code == 401


def test_a_key_opens_no_page(visitor, key_of, owner):
    answer = visitor.get("/account/", headers=bearer(key_of(owner, *SCOPES)))
    assert answer.status_code in (302, 303, 401)


# ---- what is kept --------------------------------------------------------------------------------


def test_the_database_holds_only_its_hash(key_of, owner):
    token = key_of(owner, "posts:read")
    row = db.session.execute(text("SELECT k::text FROM public.api_keys k")).scalar_one()
    assert token.removeprefix("edu_") not in row


def test_its_use_is_noted_with_its_address(call, key_of, owner):
    key = key_of(owner, "account:read")
    call(key, "GET", "auth/me/")
    db.session.expire_all()
    row = db.session.scalars(select(ApiKey)).one()
    assert row.last_used_at and row.last_used_address == "127.0.0.1"


def test_what_a_key_does_says_so_in_the_audit_log(call, key_of, owner):
    call(key_of(owner, "members:write"), "POST", "members/", {"email": "hedy@example.org", "role": "student"})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "member.added")).one()
    assert (entry.actor_id, entry.details["key"]) == (owner.id, "Export")


def test_a_key_costs_one_question_more_than_nobody(call, key_of, owner):
    key = key_of(owner, "posts:read")
    call(key, "GET", "blog/posts/")
    with queries() as sent:
        call(key, "GET", "blog/posts/")
    assert sum("public.api_keys" in each for each in sent) == 1


# ---- making one ----------------------------------------------------------------------------------


@pytest.fixture
def account(visit, demo, owner):
    """A browser in which the owner is signed in."""
    return visit(demo).sign_in(owner)


def wanted(**changes: Any) -> dict[str, Any]:
    body = {
        "name": "Nightly export",
        "scopes": ["pledges:read"],
        "expires_at": in_days(90).isoformat(),
        "password": PASSWORD,
    }
    return body | changes


def test_it_is_made_in_the_account_and_shown_once(app, account, owner, call):
    answer = account.submit("/account/keys/", name="Export", scopes=["account:read"], days="30", password=PASSWORD)
    token = answer.text.split('value="edu_')[1].split('"')[0]
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "private, no-store"
    page = account.get("/account/keys/").text
    assert "Export" in page and token not in page and f"…{token[-4:]}" in page
    assert call(f"edu_{token}", "GET", "auth/me/").status_code == 200
    run_jobs()
    letter = written_letters(app, to=owner.email)[-1]
    assert "A new API key" in letter["Subject"] and token not in letter.as_string()
    assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1] == "api_key.created"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "not mine at all"}, "This is not your password."),
        ({"scopes": []}, "Choose at least one."),
        ({"name": ""}, "What is it for?"),
        ({"days": "10000"}, "Not a valid choice"),
    ],
)
def test_a_form_that_is_wrong_makes_none(account, change, words):
    fields = {"name": "Export", "scopes": ["account:read"], "days": "30", "password": PASSWORD} | change
    answer = account.submit("/account/keys/", **fields)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalars(select(ApiKey)).all() == []


def test_only_scopes_of_use_are_offered(visit, demo, ada):
    page = visit(demo).sign_in(ada).get("/account/keys/new").text
    assert "enrollments:read" in page and "members:write" not in page and "refunds:write" not in page


def test_it_is_made_through_the_api_too(visitor, log_in, owner):
    headers = bearer(log_in(owner)["access_token"])
    made = visitor.post("/api/v1/keys/", json=wanted(), headers=headers)
    assert made.status_code == 201 and made.json["data"]["key"].startswith("edu_")
    read = visitor.get(made.headers["Location"], headers=headers).json["data"]
    assert "key" not in read and read["scopes"] == ["pledges:read"]
    assert len(visitor.get("/api/v1/keys/scopes/?per_page=100", headers=headers).json["data"]) == len(SCOPES)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "not mine at all"}, "password"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"expires_at": in_days(-1).isoformat()}, "expires_at"),
        ({"expires_at": in_days(800).isoformat()}, "expires_at"),
        ({"token_hash": "mine"}, "token_hash"),
    ],
)
def test_what_cannot_be_is_422(visitor, log_in, owner, change, field):
    answer = visitor.post("/api/v1/keys/", json=wanted(**change), headers=bearer(log_in(owner)["access_token"]))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_scope_beyond_ones_rights_is_refused(visitor, log_in, ada):
    answer = visitor.post(
        "/api/v1/keys/", json=wanted(scopes=["refunds:write"]), headers=bearer(log_in(ada)["access_token"])
    )
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "scopes")


def test_there_is_an_end_to_keys(owner, key_of):
    for _ in range(MOST_KEYS):
        key_of(owner, "posts:read")
    with pytest.raises(TooManyKeys):
        make_key(owner, name="One more", scopes=["posts:read"], expires_at=in_days(3), password=PASSWORD)


def test_others_keys_are_seen_and_revoked_by_staff_alone(app, account, visit, demo, ada, new_person, key_of, call):
    token = key_of(ada, "account:read")
    id = db.session.scalars(select(ApiKey.id)).one()
    bob = visit(demo).sign_in(new_person("bob", "student"))
    assert bob.submit(f"/account/keys/{id}/revocation").status_code == 404
    assert "Ada" in account.get("/studio/keys/").text
    assert "gets a letter" in account.get(f"/studio/keys/{id}/revocation").text
    account.submit(f"/studio/keys/{id}/revocation")
    assert call(token, "GET", "auth/me/").status_code == 401
    run_jobs()
    assert "was revoked" in written_letters(app, to=ada.email)[-1]["Subject"]


def test_a_week_before_its_day_its_person_is_written_to(app, owner):
    current.user = owner
    make_key(owner, name="Export", scopes=["posts:read"], expires_at=in_days(8), password=PASSWORD)
    run_jobs()
    assert not any("ends in a week" in letter["Subject"] for letter in written_letters(app, to=owner.email))
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE done_at IS NULL"))
    run_jobs()
    assert any("ends in a week" in letter["Subject"] for letter in written_letters(app, to=owner.email))


def test_the_document_names_the_scopes_of_each_address(visitor, demo):
    document = visitor.get("/api/v1/openapi.json").json
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    security = document["paths"]["/api/v1/crowdfunding/pledges/"]["get"]["security"]
    assert {"key": ["pledges:read", "pledges:write"]} in security
    assert all("key" not in each for each in document["paths"]["/api/v1/keys/"]["post"]["security"])
