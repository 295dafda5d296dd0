"""What a test's site takes over from one before it: an empty schema, and nothing else."""

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.blog.models import Post, Tag
from educrowd.blueprints.tenant.verifying import verify
from educrowd.core import migrating, tenancy
from educrowd.core.db import db
from tests.conftest import tenant_called

CHANGES = (
    "CREATE TABLE {0}.stray (id int)",
    "ALTER TABLE {0}.tags ADD COLUMN stray int",
    "ALTER TABLE {0}.tags ADD CONSTRAINT stray CHECK (slug <> 'stray')",
    "ALTER TABLE {0}.tags NO FORCE ROW LEVEL SECURITY",
    "DROP INDEX {0}.ix_posts_author_id",
    "REVOKE INSERT ON {0}.tags FROM educrowd_app",
    "DROP SCHEMA {0} CASCADE",
    "UPDATE app.blog_schemas SET version = '0001' WHERE tenant_id = {1}",
)


def oid_of(site):
    with migrating.owner_engine().connect() as connection:
        return connection.scalar(text("SELECT oid FROM pg_namespace WHERE nspname = :name"), {"name": site.schema})


@pytest.fixture
def left(new_site, estate):
    """A site that a test has used: its tables have been written to, little and much."""
    estate.left.clear()
    site = new_site("left")
    with tenancy.bind(site):
        db.session.execute(text("INSERT INTO tags (slug, name) SELECT i, i FROM generate_series(1, 2000) i"))
        db.session.add(Post(slug="told", title="Told", author_id=1, author_name="Ada"))
        db.session.commit()
    return site


def test_the_next_site_gets_it_empty_and_as_a_new_one(left, new_site, estate):
    was = oid_of(left)
    estate.leave(left.id)
    site = new_site("heir")
    assert oid_of(site) == was
    assert site.id > left.id
    assert not list(verify([site.id]))
    with tenancy.bind(site):
        tables = db.session.scalars(
            text("SELECT format('%I', relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = :oid"), {"oid": was}
        ).all()
        assert len(tables) > 20
        assert [table for table in tables if db.session.scalar(text(f"SELECT EXISTS (TABLE {table})"))] == []
        db.session.add(Tag(slug="first", name="First"))
        db.session.flush()
        assert db.session.scalars(select(Tag.id)).all() == [1]
    with tenancy.bind(None):
        assert tenant_called(left.slug).status == "erased"


def test_one_that_was_changed_goes_no_further(left, new_site, estate):
    for change in CHANGES:
        estate.cursor.execute(f"BEGIN; {change.format(left.schema, left.id)}")
        assert estate.shape_of(left.id) != estate.shape, change
        estate.cursor.execute("ROLLBACK")
    was = oid_of(left)
    estate.cursor.execute(CHANGES[0].format(left.schema))
    estate.leave(left.id)
    assert oid_of(new_site("fresh")) != was


def test_one_that_somebody_still_holds_goes_no_further(left, new_site, estate):
    was = oid_of(left)
    with migrating.owner_engine().connect() as connection:
        connection.execute(text(f"LOCK TABLE {left.schema}.tags"))
        estate.leave(left.id)
        assert oid_of(new_site("fresh")) != was
