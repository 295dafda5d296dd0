"""A site comes into being whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.blog.models import Tag
from educrowd.blueprints.tenant.founding import READY, found_for, founding, is_free, keep_schemas_ready
from educrowd.blueprints.tenant.slugs import RESERVED, check_slug
from educrowd.blueprints.tenant.verifying import verify
from educrowd.core import migrating, tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from tests.conftest import unique


@pytest.mark.parametrize("slug", ["ab", "-abc", "abc-", "a--b", "Abc", "a b", "ü" * 4, "x" * 41, "", "abc\n", "a.b"])
def test_bad_names_are_refused(slug):
    with pytest.raises(Invalid):
        check_slug(slug)


@pytest.mark.parametrize("slug", sorted(RESERVED)[:5] + ["www", "admin", "api"])
def test_reserved_names_are_refused(slug):
    with pytest.raises(Invalid):
        check_slug(slug)


def test_a_new_site_has_its_own_schema(demo):
    schema = db.session.execute(text("SELECT to_regnamespace(:name)"), {"name": demo.schema}).scalar()
    assert schema is not None


def test_the_block_sees_the_site_as_it_will_be(context):
    with founding(slug=unique("mill"), name="Mill", currency="EUR", timezone="Europe/Lisbon") as tenant:
        assert current.tenant == tenant.snapshot()
        assert (current.tenant.currency, current.tenant.timezone) == ("EUR", "Europe/Lisbon")


def test_opening_the_site_is_the_first_thing_in_its_log_and_its_founders_deed(ada):
    site_id = found_for(ada.id, slug=unique("mill"), name="Mill")
    with tenancy.bind(site_id):
        log = db.session.scalars(select(AuditEntry).order_by(AuditEntry.created_at)).all()
    assert log[0].action == "site.created" and len(log) > 1
    assert {entry.actor_id for entry in log} == {ada.id}


def test_a_taken_name_is_refused_with_its_field(new_site, context):
    site = new_site("atelier")
    with pytest.raises(Refused) as refusal, founding(slug=site.slug, name="Again"):
        pass
    assert refusal.value.field == "slug"


def test_a_failure_on_the_way_leaves_nothing(context):
    slug = unique("halfway")
    tenant_id = 0
    with pytest.raises(ZeroDivisionError), founding(slug=slug, name="Halfway") as tenant:
        tenant_id = tenant.id
        raise ZeroDivisionError
    assert is_free(slug)
    with migrating.owner_engine().connect() as owner:
        assert owner.execute(text("SELECT to_regnamespace(:name)"), {"name": f"blog_{tenant_id}"}).scalar() is None
        known = owner.execute(text("SELECT count(*) FROM app.blog_schemas WHERE tenant_id = :id"), {"id": tenant_id})
        assert known.scalar() == 0


@pytest.fixture
def stock(context):
    """Schemas made beforehand, oldest first; `stock()` are those that nobody has taken."""
    with tenancy.transaction(None):
        keep_schemas_ready()
    yield lambda: owner_ask("SELECT tenant_id FROM app.blog_stock WHERE taken_at IS NULL ORDER BY 1")
    # What is left here would give other tests sites that were made before they began.
    for site in owner_ask("DELETE FROM app.blog_stock RETURNING tenant_id"):
        owner_ask(f"DROP SCHEMA blog_{site} CASCADE; DELETE FROM app.blog_schemas WHERE tenant_id = {site} RETURNING 1")


def owner_ask(question):
    with migrating.owner_engine().begin() as connection:
        return connection.execute(text(question)).scalars().all()


def oid_of(site):
    return owner_ask(f"SELECT oid FROM pg_namespace WHERE nspname = 'blog_{site}'")


def test_a_site_takes_a_schema_that_stands_ready(stock):
    ready = stock()
    assert len(ready) == READY
    made = oid_of(ready[0])
    with founding(slug=unique("ready"), name="Ready") as tenant:
        assert tenant.id == ready[0]
        db.session.add(Tag(slug="first", name="First"))
    assert oid_of(ready[0]) == made
    with tenancy.bind(ready[0]):
        assert db.session.scalars(select(Tag.slug)).all() == ["first"]
    assert stock() == ready[1:]
    assert not list(verify(ready))


def test_a_schema_of_a_founding_that_failed_is_taken_later(stock):
    ready = stock()
    with pytest.raises(ZeroDivisionError), founding(slug=unique("failed"), name="Failed") as tenant:
        assert tenant.id == ready[0]
        db.session.add(Tag(slug="half", name="Half"))
        db.session.flush()
        raise ZeroDivisionError
    assert stock() == ready[1:]
    owner_ask("UPDATE app.blog_stock SET taken_at = taken_at - interval '11 minutes' RETURNING 1")
    with tenancy.transaction(None):
        keep_schemas_ready()
    assert stock() == ready
    with founding(slug=unique("again"), name="Again") as tenant:
        assert (tenant.id, db.session.scalars(select(Tag)).all()) == (ready[0], [])


def test_of_many_at_once_each_gets_a_schema_of_its_own_even_when_the_stock_ends(stock, app):
    def found(number):
        with app.app_context(), founding(slug=unique(f"many-{number}"), name="Many") as tenant:
            return tenant.id

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(found, range(READY + 2)))
    assert len(set(ids)) == READY + 2
    assert not stock()


def test_of_many_who_race_for_a_name_one_gets_it(app):
    slug, start = unique("race"), Barrier(4)

    def found(_):
        with app.app_context():
            start.wait(5)
            try:
                with founding(slug=slug, name="Mine"):
                    return "founded"
            except Refused:
                return "refused"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(found, range(4))) == ["founded", "refused", "refused", "refused"]


def test_nobody_provisions_for_somebody_else(demo, new_site):
    with pytest.raises(Exception, match="is not the bound one"):
        db.session.execute(text("SELECT app.provision_blog(999999)"))
    db.session.rollback()
