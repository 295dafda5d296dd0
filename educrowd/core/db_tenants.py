"""`flask db-tenants`: the tenants' own schemas, all of them."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from . import migrating
from .db import SchemaOwned

group = AppGroup("db-tenants", help="Migrate the tenants' own schemas (migrations/tenant).")


@group.command("upgrade")
@click.argument("target", required=False)
def upgrade(target: str | None) -> None:
    """Lead every schema to TARGET (the newest revision by default)."""
    _migrate(target or migrating.head())


@group.command("downgrade")
@click.argument("target", required=False)
def downgrade(target: str | None) -> None:
    """Lead every schema down to TARGET (one revision by default)."""
    _migrate(target or migrating.step_down(migrating.head()))


def _migrate(target: str) -> None:
    _check(target)
    with migrating.owner_engine().connect() as connection:
        behind = sum(known.version != target for known in migrating.versions(connection))
    with click.progressbar(length=behind, label=f"{behind} schemas to {target}") as bar:
        for count in migrating.migrate(target):
            bar.update(count)


def _check(target: str) -> None:
    known = {script.revision for script in migrating.tree().walk_revisions()} | {migrating.BASE}
    if target not in known:
        raise click.ClickException(f"no revision is called {target}; known: {', '.join(sorted(known))}")


@group.command("status")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status(as_json: bool) -> None:
    """How many schemas stand at which revision."""
    with migrating.owner_engine().connect() as connection:
        standing: dict[str, int] = {}
        for known in migrating.versions(connection):
            standing[known.version] = standing.get(known.version, 0) + 1
    if as_json:
        click.echo(json.dumps({"head": migrating.head(), "schemas": standing}))
        return
    click.echo(f"head: {migrating.head()}")
    for version, count in standing.items():
        click.echo(f"{count:>8} at {version}")


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
