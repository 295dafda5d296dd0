"""What an installation stands on: each check answers with a detail, or raises with the remedy."""

import shutil
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import redis
from flask import current_app
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from .isolation import weaknesses

MIGRATIONS = Path(__file__).parents[2] / "migrations"
STATIC = Path(__file__).parents[1] / "static"
OLDEST_POSTGRESQL = 17
TOO_LITTLE_SPACE = 1024**3


class Failing(Exception):
    """A dependency that does not hold: what is wrong, and the remedy."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def check_data() -> str:
    home = Path(current_app.config["EDUCROWD_HOME"])
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    if free < TOO_LITTLE_SPACE:
        raise Failing(f"{free // 1024**2} MB free in {home}", "make room, or set EDUCROWD_HOME")
    return f"{home}, {free // 1024**3} GB free"


def check_postgresql() -> str:
    version = _ask("SHOW server_version")
    if int(version.split(".")[0]) < OLDEST_POSTGRESQL:
        raise Failing(f"PostgreSQL {version}", f"use PostgreSQL {OLDEST_POSTGRESQL} or newer")
    if not _ask("SELECT to_regnamespace('ext')"):
        raise Failing("extensions are missing", "run migrations/database.sql in the database as superuser")
    return f"PostgreSQL {version}"


def check_role() -> str:
    with create_engine(current_app.config["DATABASE_URL"]).connect() as connection:
        found = weaknesses(connection)
    if found:
        raise Failing(f"the role {', '.join(found)}", "let DATABASE_URL name educrowd_app")
    return "cannot look past the wall between tenants"


def check_migrations() -> str:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    wanted = ScriptDirectory(str(MIGRATIONS / "shared")).get_current_head()
    url = current_app.config["DATABASE_OWNER_URL"] or current_app.config["DATABASE_URL"]
    with create_engine(url).connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        raise Failing(f"the database is at {found}, the code at {wanted}", "flask db upgrade")
    return f"at {wanted}"


def check_redis() -> str:
    try:
        about = redis.Redis.from_url(current_app.config["REDIS_URL"], socket_timeout=2).info()
    except redis.RedisError as error:
        raise Failing(f"no answer: {error}", "start Valkey or Redis, or correct REDIS_URL") from None
    policy = about["maxmemory_policy"]
    if policy != "noeviction":
        raise Failing(f"it may forget jobs ({policy})", "set maxmemory-policy noeviction")
    return f"{about.get('server_name', 'redis')} {about.get('valkey_version', about['redis_version'])}"


def check_assets() -> str:
    if not (STATIC / "dist" / "manifest.json").exists():
        raise Failing("not built", "npm ci && flask assets build")
    return "built"


def check_mail() -> str:
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "folder":
        return f"kept in {url.path}"
    server = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    try:
        with server(url.hostname or "", url.port or 0, timeout=5):
            return f"{url.hostname} answers"
    except OSError as error:
        raise Failing(f"{url.hostname}: {error}", "start the mail server, or correct MAIL_URL") from None


def check_stripe() -> str:
    base = current_app.config["STRIPE_API_BASE"] or "https://api.stripe.com"
    if not current_app.config["STRIPE_SECRET_KEY"]:
        raise Failing("no key, so nobody can pay", "set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET")
    try:
        urllib.request.urlopen(base, timeout=5).close()
    except urllib.error.HTTPError:
        return f"{base} answers"
    except OSError as error:
        raise Failing(f"{base}: {error}", "correct STRIPE_API_BASE, or make run") from None
    return f"{base} answers"


def _ask(question: str) -> str:
    try:
        with create_engine(current_app.config["DATABASE_URL"]).connect() as connection:
            return str(connection.scalar(text(question)) or "")
    except OperationalError as error:
        problem = str(error.orig).strip().splitlines()[0]
        raise Failing(problem, "start PostgreSQL, or correct DATABASE_URL") from None


CHECKS: dict[str, Callable[[], str]] = {
    "data": check_data,
    "postgresql": check_postgresql,
    "role": check_role,
    "migrations": check_migrations,
    "redis": check_redis,
    "assets": check_assets,
    "mail": check_mail,
    "stripe": check_stripe,
}
