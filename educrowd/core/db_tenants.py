"""`flask db-tenants`: the tenants' own schemas, all of them."""

from __future__ import annotations

import json
from collections import Counter

import click
from flask.cli import AppGroup

from . import migrating
from .db import SchemaOwned
from .options import AS_JSON

group = AppGroup("db-tenants", help="Migrate the tenants' own schemas (migrations/tenant).")


@group.command("upgrade")
@click.argument("target", required=False)
def upgrade(target: str | None) -> None:
    """Lead every schema up to TARGET (the newest revision by default)."""
    _migrate(target or migrating.head(), down=False)


@group.command("downgrade")
@click.argument("target", required=False)
def downgrade(target: str | None) -> None:
    """Lead every schema down to TARGET (one revision by default; one that was stopped is ended first)."""
    with migrating.owner_engine().connect() as connection:
        below = migrating.next_below(connection)
    _migrate(target or below, down=True)


def _migrate(target: str, *, down: bool) -> None:
    with migrating.owner_engine().connect() as connection:
        moving = len(migrating.to_move(connection, target, down=down))
    with click.progressbar(length=moving, label=f"{moving} schemas to {target}") as bar:
        for count in migrating.migrate(target, down=down):
            bar.update(count)


@group.command("status")
@AS_JSON
def status(as_json: bool) -> None:
    """How many schemas stand at which revision, and how many are behind."""
    head = migrating.head()
    with migrating.owner_engine().connect() as connection:
        standing = Counter(known.version for known in migrating.versions(connection))
    behind = standing.total() - standing[head]
    if as_json:
        click.echo(json.dumps({"head": head, "schemas": standing, "behind": behind}))
        return
    click.echo(f"head: {head}")
    for version, count in standing.items():
        click.echo(f"{count:>8} at {version}")
    if behind:
        click.echo(f"{behind} behind: flask db-tenants upgrade")


@group.command("revision")
@click.option("-m", "--message", required=True)
def revision(message: str) -> None:
    """Write a new revision from the difference between the models and the newest schema."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.runtime.migration import MigrationContext
    from alembic.util import rev_id

    with migrating.owner_engine().connect() as connection:
        migrating.build_scratch(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        changes = produce_migrations(context, SchemaOwned.metadata)
        connection.rollback()
    assert changes.upgrade_ops is not None and changes.downgrade_ops is not None
    script = migrating.tree().generate_revision(
        rev_id(),
        message,
        upgrades=render_python_code(changes.upgrade_ops),
        downgrades=render_python_code(changes.downgrade_ops),
        imports="",
    )
    click.echo(script.path if script else "nothing written")
