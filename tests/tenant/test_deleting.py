"""The end of a site: closed at once, taken back within thirty days, erased after them but for the books."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.founding import is_free
from educrowd.blueprints.tenant.leaving.deleting import begin
from educrowd.blueprints.tenant.leaving.erasing import look_after_deletion
from educrowd.blueprints.tenant.leaving.importing import take_in
from educrowd.blueprints.tenant.models import SiteDeletion, Tenant
from educrowd.core import registry, schedule, tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import NoTenant
from tests.conftest import PASSWORD, new_person_here, unique
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.tenant.sites import folder_of


@pytest.fixture
def days_pass(database_urls):
    """`days_pass(site, 30)`: only a superuser can move the day, for everybody else it is frozen."""
    superuser = create_engine(database_urls.superuser)

    def move(tenant_id: int, days: int) -> None:
        db.session.commit()
        with superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            moved = text(
                "UPDATE public.site_deletions SET erases_at = erases_at - make_interval(days => :days)"
                " WHERE tenant_id = :id"
            )
            connection.execute(moved, {"id": tenant_id, "days": days})
        db.session.expire_all()

    yield move
    superuser.dispose()


@pytest.fixture
def mails(app):
    return lambda words, person: len(written_letters(app, to=person, about=words))


@pytest.fixture
def studio(visit, demo, owner):
    return visit(demo).sign_in(owner)


def ask(studio, demo, **changed):
    return studio.submit("/studio/leaving/deletion", **({"name": demo.name, "current_password": PASSWORD} | changed))


def test_whoever_deletes_a_site_types_its_name_and_the_password(studio, demo):
    assert "Demo" in studio.get("/studio/leaving/").text
    assert "not your password" in ask(studio, demo, current_password="wrong").text
    assert "Type the name" in ask(studio, demo, name="Another").text
    assert ask(studio, demo, name="").status_code == 422
    assert SiteDeletion.open() is None
    assert ask(studio, demo).status_code == 303


def test_a_site_that_is_closing_says_so_and_its_owner_can_keep_it(studio, demo, owner, visitor, mails):
    ask(studio, demo)
    run_jobs()
    shown = visitor.get("/")
    assert (shown.status_code, "is closing" in shown.text, "will be erased" in shown.text) == (503, True, True)
    assert studio.get("/studio/").status_code == 503
    assert "will be erased on" in studio.get("/studio/leaving/").text
    assert visitor.get("/login").status_code == 200
    assert mails("will be deleted", owner.email) == 1
    assert studio.submit("/studio/leaving/withdrawal").status_code == 303
    run_jobs()
    assert visitor.get("/").status_code == 200
    assert mails("stays", owner.email) == 1
    assert SiteDeletion.open() is None


def test_admins_may_neither_delete_the_site_nor_take_its_file(visit, demo, new_person):
    adam = visit(demo).sign_in(new_person("adam", "admin"))
    assert adam.get("/studio/leaving/").status_code == 403
    assert ask(adam, demo).status_code == 403
    assert adam.submit("/studio/leaving/files").status_code == 403


def test_a_site_with_open_money_stays_and_says_why(studio, demo):
    offers = list(registry.keeps_site._offers)
    registry.keeps_site.offer()(lambda: "“Telescope” has pledges.")
    try:
        assert "has pledges" in studio.get("/studio/leaving/").text
        refused = ask(studio, demo)
        assert (refused.status_code, "has pledges" in refused.text) == (409, True)
    finally:
        registry.keeps_site._offers = offers
    assert SiteDeletion.open() is None


def test_nobody_is_erased_before_their_day(studio, demo, owner, days_pass, mails):
    ask(studio, demo)
    with pytest.raises(Exception, match="frozen"):
        db.session.execute(text("UPDATE public.site_deletions SET erases_at = now()"))
    db.session.rollback()
    with pytest.raises(Exception, match="not to be erased"):
        db.session.execute(text("SELECT app.erase_some(10)"))
    db.session.rollback()
    days_pass(demo.id, 22)
    look_after_deletion()
    run_jobs()
    assert mails("in a week", owner.email) == 0
    days_pass(demo.id, 2)
    for _ in range(2):
        look_after_deletion()
        run_jobs()
    assert mails("in a week", owner.email) == 1
    assert demo.id in db.session.scalars(text("SELECT app.tenants_leaving()")).all()
    assert db.session.get_one(Tenant, demo.id).status == "deleting"


def test_after_thirty_days_nothing_of_a_full_site_is_left(exported_once, context, visit, days_pass, mails, app):
    with exported_once.open("rb") as stream:
        tenant_id = take_in(stream, slug=(slug := unique("gone")), name="Gone")
    email = f"{unique('olga')}@example.org"
    with tenancy.transaction(tenant_id):
        olga = User.guest(email, "Olga")
        olga.take("owner", is_accepted=True)
        db.session.commit()
        current.user = olga
        begin(olga)
    assert any(folder_of(tenant_id).rglob("*.webp"))
    days_pass(tenant_id, 31)
    with tenancy.bind(tenant_id):
        look_after_deletion.later()
        run_jobs()
    with tenancy.bind(None):
        run_jobs()
        tenant = db.session.get_one(Tenant, tenant_id)
        assert (tenant.status, tenant.slug, tenant.email, tenant.settings) == ("erased", f"erased-{tenant_id}", "", {})
    assert is_free(slug)
    assert mails("is erased", email) == 1
    assert not folder_of(tenant_id).exists()
    superuser = create_engine(app.config["DATABASE_OPS_URL"])
    with superuser.connect() as connection:
        left = {}
        for table in connection.execute(
            text(
                "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id'"
                " AND table_schema = 'public'"
            )
        ).scalars():
            count = connection.execute(
                text(f"SELECT count(*) FROM public.{table} WHERE tenant_id = :id"), {"id": tenant_id}
            ).scalar()
            if count:
                left[table] = count
        assert connection.execute(text("SELECT to_regnamespace(:name)"), {"name": f"blog_{tenant_id}"}).scalar() is None
    superuser.dispose()
    assert left.keys() <= {"site_deletions", "outbox"}
    with pytest.raises(NoTenant):
        tenancy.tenant_by_id(tenant_id)
    # Others' work goes on, although functions of the database may still name the erased one.
    assert schedule.tick() >= 0
    operators_see_that_it_was(tenant_id, visit(None))
    commands_say_that_it_was(f"erased-{tenant_id}", app.test_cli_runner())


def operators_see_that_it_was(tenant_id, browser):
    opal = new_person_here("opal")
    db.session.commit()
    make_operator(opal.id)
    page = browser.sign_in(opal).get(f"/operator/tenants/{tenant_id}/")
    assert (page.status_code, "Erased" in page.text, "Usage" in page.text) == (200, True, False)
    login = browser.post("/api/v1/auth/login/", json={"email": opal.email, "password": PASSWORD})
    token = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    assert browser.get("/api/v1/tenants/?per_page=100", headers=token).status_code == 200
    at = f"/api/v1/tenants/{tenant_id}/"
    assert browser.get(at, headers=token).json["data"]["status"] == "erased"
    for method, path, body in (
        ("PATCH", at, {"name": "Back"}),
        ("POST", f"{at}exports/", {}),
        ("GET", f"{at}domains/", None),
    ):
        answer = browser.open(path, method=method, json=body, headers=token)
        assert answer.status_code == 404, f"{method} {path}"


def commands_say_that_it_was(slug, flask):
    assert "erased" in flask.invoke(args=["tenant", "show", slug]).output
    for command in (
        ("tenant", "plan", slug),
        ("tenant", "suspend", slug, "--reason", "No."),
        ("tenant", "verify", slug),
        ("tenant", "copy", slug, unique("copied")),
        ("user", "grant", "olga@people.example", "--site", slug),
    ):
        done = flask.invoke(args=command)
        assert (done.exit_code, done.output) == (1, f"Error: {slug} is erased: nothing of it is left\n"), command
