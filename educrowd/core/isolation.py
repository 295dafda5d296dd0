"""Whether the database role of this process can look past the wall between tenants."""

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

# Asked of PostgreSQL itself: what counts is what the role can do, not what it is called.
WEAKNESSES = {
    "is a superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
    "bypasses row-level security": "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user",
    "owns tables": """
        SELECT EXISTS (
          SELECT FROM pg_class WHERE relowner = current_user::regrole AND relkind IN ('r', 'p')
        )""",
    "can become a role that does": """
        SELECT EXISTS (
          SELECT FROM pg_roles WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'SET')
          AND (rolsuper OR rolbypassrls OR oid IN (SELECT relowner FROM pg_class WHERE relkind IN ('r', 'p')))
        )""",
    "may create schemas": "SELECT has_database_privilege(current_database(), 'CREATE')",
    "may create temporary tables": "SELECT has_database_privilege(current_database(), 'TEMP')",
}


def weaknesses(connection: Connection) -> list[str]:
    """What makes the connected role unfit to serve several tenants; empty when it is fit."""
    return [name for name, question in WEAKNESSES.items() if connection.scalar(text(question))]


def refuse_unsafe_role(engine: Engine) -> None:
    """End the process with one line when the role of `engine` could bypass isolation."""
    try:
        with engine.connect() as connection:
            found = weaknesses(connection)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SystemExit(f"EduCrowd does not start: the database does not answer: {reason}") from None
    if found:
        raise SystemExit(
            f"EduCrowd does not start: the database role {engine.url.username} {' and '.join(found)}; "
            "DATABASE_URL must name educrowd_app (docs/operations.md)"
        )
