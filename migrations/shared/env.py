"""Alembic for the shared tables: runs as the owner, looks at the public schema only."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool, text

from educrowd.core.db import Model


def is_ours(object: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    return kind != "table" or object.schema == "public"


def run() -> None:
    engine = create_engine(current_app.config["DATABASE_OWNER_URL"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'; SET search_path = public, ext"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            include_object=is_ours,
            include_schemas=True,
            include_name=lambda name, kind, _: kind != "schema" or name in (None, "public"),
            version_table_schema="public",
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
