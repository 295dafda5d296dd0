"""Migrations of the tenants' own schemas: rendered to SQL once, replayed over every schema in batches.

`migrations/shared` belongs to Flask-Migrate (`flask db`). Here is the second tree, `migrations/tenant`: its
revisions are pure SQL, and one central table says which schema stands where, so a killed run goes on.

Alembic is imported where it is used: what serves pages and does jobs needs none of its 11 MB.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from sqlalchemy import Connection, Engine, create_engine, pool, text
from sqlalchemy.exc import OperationalError

from .db import SchemaOwned, db

if TYPE_CHECKING:
    from alembic.script import Script, ScriptDirectory

MIGRATIONS = Path(__file__).parents[2] / "migrations"
BATCH = 50
TRIES = 8
BASE = "base"


class Unknown(click.ClickException):
    """A revision that is not in the tree."""


class Locked(click.ClickException):
    """Somebody held a table of a schema for as long as it was tried."""


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """Where one tenant's schema stands."""

    tenant_id: int
    version: str


def init_app(app: Flask) -> None:
    @app.cli.command(
        "db",
        help="Migrate the shared tables (migrations/shared).",
        add_help_option=False,
        context_settings={"ignore_unknown_options": True},
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def shared_tree(arguments: tuple[str, ...]) -> None:
        """Hand all of it to Flask-Migrate."""
        from flask_migrate import Migrate
        from flask_migrate.cli import db as group

        Migrate(app, db, directory=str(MIGRATIONS / "shared"), compare_type=True)
        group.main(arguments, prog_name="flask db", standalone_mode=False)


@cache
def tree() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS / "tenant"))


def head() -> str:
    return tree().get_current_head() or BASE


def sql_between(old: str, new: str) -> str:
    """The statements that lead a schema from one version to another, up or down."""
    up = list(_between(old, new))
    if up:
        return _rendered((script, "upgrade") for script in reversed(up))
    return _rendered((script, "downgrade") for script in _between(new, old))


def _between(lower: str, upper: str) -> Iterator[Script]:
    """Revisions above `lower` up to `upper`, newest first; none when `upper` isn't above."""
    if lower == upper or upper == BASE:
        return iter(())
    chain = list(tree().walk_revisions(BASE, upper))
    names = [script.revision for script in chain]
    if lower == BASE:
        return iter(chain)
    return iter(chain[: names.index(lower)]) if lower in names else iter(())


def _rendered(steps: Iterable[tuple[Script, str]]) -> str:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    output = io.StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": output})
    with Operations.context(context):
        for script, direction in steps:
            getattr(script.module, direction)()
    return output.getvalue()


def owner_engine() -> Engine:
    return create_engine(current_app.config["DATABASE_OWNER_URL"], poolclass=pool.NullPool)


def refresh_template(connection: Connection, version: str) -> None:
    """What app.provision_blog replays for a new tenant."""
    connection.execute(
        text(
            "INSERT INTO app.blog_template (one, version, ddl) VALUES (true, :version, :ddl)"
            " ON CONFLICT (one) DO UPDATE SET version = excluded.version, ddl = excluded.ddl"
        ),
        {"version": version, "ddl": sql_between(BASE, version)},
    )


def versions(connection: Connection) -> list[SchemaVersion]:
    rows = connection.execute(text("SELECT tenant_id, version FROM app.blog_schemas ORDER BY version, tenant_id"))
    return [SchemaVersion(row.tenant_id, row.version) for row in rows]


def template_version(connection: Connection) -> str:
    """What a new tenant gets."""
    return connection.scalar(text("SELECT version FROM app.blog_template")) or BASE


def place(version: str) -> int:
    """Where a revision stands in the row of all, BASE first; Unknown for one that newer code has made."""
    row = [BASE, *reversed([script.revision for script in tree().walk_revisions()])]
    if version not in row:
        raise Unknown(f"no revision is called {version}; known: {', '.join(row)}")
    return row.index(version)


def to_move(connection: Connection, target: str, *, down: bool) -> list[SchemaVersion]:
    """The schemas below `target`, or above it: what stands on its other side is not touched."""
    where = place(target)
    return [known for known in versions(connection) if _is_to_move(known.version, where, down)]


def _is_to_move(version: str, where: int, down: bool) -> bool:
    return place(version) > where if down else place(version) < where


def migrate(target: str, *, down: bool = False) -> Iterator[int]:
    """Lead every schema up, or down, to `target`; yields the number of schemas after each batch.

    New tenants get the new version from the first moment, the others follow batch by batch.
    """
    engine = owner_engine()
    with engine.begin() as connection:
        moving = to_move(connection, target, down=down)
        if _is_to_move(template_version(connection), place(target), down):
            refresh_template(connection, target)
    for version, group in groupby(moving, key=lambda known: known.version):
        script = sql_between(version, target)
        for batch in chunks([known.tenant_id for known in group]):
            replay(engine, script, batch, target)
            yield len(batch)


def chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def replay(engine: Engine, script: str, tenant_ids: list[int], target: str) -> None:
    """One transaction for a batch; a schema in use for longer than a second makes it wait and try again.

    Locked, when it stays so.
    """
    for attempt in range(TRIES):
        try:
            with engine.begin() as connection:
                _replay_now(connection, script, tenant_ids, target)
            return
        except OperationalError as error:
            if getattr(error.orig, "pgcode", "") != "55P03":
                raise
            if attempt == TRIES - 1:
                raise Locked(
                    f"something holds a table of one of blog_{tenant_ids[0]} … blog_{tenant_ids[-1]}:"
                    " what was done stays; run this again when it has let go"
                ) from None
            time.sleep(0.1 * 2**attempt)


def _replay_now(connection: Connection, script: str, tenant_ids: list[int], target: str) -> None:
    statements = "".join(
        f"SET LOCAL search_path = blog_{tenant_id}, ext, pg_catalog;\n"
        + script.replace("__TENANT_ID__", str(tenant_id))
        for tenant_id in tenant_ids
    )
    connection.exec_driver_sql("SET LOCAL lock_timeout = '1s';\n" + statements.replace("%", "%%"))
    connection.execute(
        text("UPDATE app.blog_schemas SET version = :target, migrated_at = now() WHERE tenant_id = ANY(:ids)"),
        {"target": target, "ids": tenant_ids},
    )


def step_down(version: str) -> str:
    """The revision before `version`, or BASE."""
    script = tree().get_revision(version) if version != BASE else None
    return str(script.down_revision) if script and script.down_revision else BASE


def next_below(connection: Connection) -> str:
    """Where a downgrade leads: one below the template, which goes first, so to it as long as a schema is above it."""
    template = template_version(connection)
    return template if to_move(connection, template, down=True) else step_down(template)


def differences() -> list[object]:
    """What autogenerate would change in a schema at the head: nothing, when revisions and models agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    engine = owner_engine()
    with engine.connect() as connection:
        try:
            build_scratch(connection)
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return compare_metadata(context, SchemaOwned.metadata)
        finally:
            connection.rollback()


def build_scratch(connection: Connection, schema: str = "blog_scratch") -> None:
    """A schema at the head inside this transaction, to be compared with and rolled back."""
    script = sql_between(BASE, head()).replace("__TENANT_ID__", "0").replace("%", "%%")
    connection.exec_driver_sql(f"CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}, ext; {script}")
