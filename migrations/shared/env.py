"""Alembic for the shared tables: runs as the owner, looks at the public schema only."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

from educrowd.core.db import Model
from educrowd.core.encryption import EncryptedText

# Nothing of ours lies on the path: reflection then names the public schema as the models do.
CONNECTING = {"options": "-c search_path=ext -c lock_timeout=5s"}


def is_ours(object: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    return kind != "table" or object.schema == "public"


def written_as(kind: str, object: Any, autogen_context: Any) -> str | Literal[False]:
    """Encrypted columns are text to the database."""
    return "sa.Text()" if kind == "type" and isinstance(object, EncryptedText) else False


def run() -> None:
    engine = create_engine(current_app.config["DATABASE_OWNER_URL"], poolclass=pool.NullPool, connect_args=CONNECTING)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            include_object=is_ours,
            include_schemas=True,
            include_name=lambda name, kind, _: kind != "schema" or name in (None, "public"),
            version_table_schema="public",
            compare_server_default=False,
            render_item=written_as,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
