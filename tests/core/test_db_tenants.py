"""`flask db-tenants`: how the schemas of all sites are led up and down."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from educrowd.core import migrating
from tests.core.spare import ask, do
from tests.services import PROJECT, DatabaseUrls
from tests.workers import eventually

IDS = (7, 8, 9)
# `flask db-tenants` with batches of one schema.
ONE_BY_ONE = """
from educrowd.core import migrating
from flask.cli import main
migrating.BATCH = 1
import sys
sys.argv.insert(1, "db-tenants")
main()
"""
# What stands in each schema: columns of tables and of indexes, and constraints.
SHAPES = """
    SELECT string_agg(named.name, ' ' ORDER BY named.name) FROM pg_namespace n JOIN (
      SELECT relnamespace AS schema, c.relname || '.' || a.attname AS name FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT connamespace, conname FROM pg_constraint
    ) named ON named.schema = n.oid
    WHERE n.nspname LIKE 'blog%' GROUP BY n.oid"""


@pytest.fixture
def run(app, spare: DatabaseUrls, monkeypatch):
    """`run("upgrade")` on a database with three blogs; answers the exit code and the lines."""
    monkeypatch.setitem(app.config, "DATABASE_OWNER_URL", spare.owner)
    for id in IDS:
        do(spare, f"SET LOCAL app.tenant_id = '{id}'; SELECT app.provision_blog({id})")

    def run(*command: str) -> tuple[int, list[str]]:
        ended = app.test_cli_runner().invoke(args=["db-tenants", *command])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended.exit_code, ended.output.splitlines()

    return run


def standing(spare: DatabaseUrls) -> dict[str, list[int]]:
    with_ids = ask(spare, "SELECT version || ' ' || tenant_id FROM app.blog_schemas ORDER BY tenant_id")
    found: dict[str, list[int]] = {}
    for version, id in (each.split() for each in with_ids):
        found.setdefault(version, []).append(int(id))
    return found


def template(spare: DatabaseUrls) -> list[str]:
    return ask(spare, "SELECT version FROM app.blog_template")


def test_schemas_are_led_down_and_up_and_status_tells_where_they_are(run, spare):
    head = migrating.head()
    below, lower = (before := migrating.step_down(head)), migrating.step_down(before)
    assert run("status") == (0, [f"head: {head}", f"       3 at {head}"])
    [newest] = set(ask(spare, SHAPES))
    assert run("downgrade") == (0, [f"3 schemas to {below}"])
    assert (standing(spare), template(spare)) == ({below: [7, 8, 9]}, [below])
    [older] = set(ask(spare, SHAPES))
    assert older != newest
    assert run("status")[1][1:] == [f"       3 at {below}", "3 behind: flask db-tenants upgrade"]
    # Once more by default, from where they stand now.
    assert run("downgrade") == (0, [f"3 schemas to {lower}"])
    # A new one is founded as the others are; then one of them is led on by itself.
    do(spare, "SET LOCAL app.tenant_id = '10'; SELECT app.provision_blog(10)")
    assert standing(spare) == {lower: [7, 8, 9, 10]}
    list(migrating_alone(spare, 8, lower, head))
    told = json.loads(run("status", "--json")[1][0])
    assert told == {"head": head, "schemas": {lower: 3, head: 1}, "behind": 3}
    # What is above is not led down by an upgrade, nor what is below led up by a downgrade.
    assert run("upgrade", below) == (0, [f"3 schemas to {below}"])
    assert standing(spare) == {below: [7, 9, 10], head: [8]}
    assert run("downgrade", head) == (0, [f"0 schemas to {head}"])
    assert standing(spare) == {below: [7, 9, 10], head: [8]} and template(spare) == [below]
    assert run("upgrade") == (0, [f"3 schemas to {head}"])
    assert (standing(spare), template(spare)) == ({head: [7, 8, 9, 10]}, [head])
    assert ask(spare, SHAPES) == [newest] * 4
    # To the ground and back.
    assert run("downgrade", "base")[0] == 0
    assert ask(spare, "SELECT count(*) FROM pg_tables WHERE schemaname LIKE 'blog%'") == [0]
    assert run("upgrade")[0] == 0 and standing(spare) == {head: [7, 8, 9, 10]}


@contextmanager
def held(spare: DatabaseUrls, schema: str):
    """Somebody reads and writes all tables of a schema for as long as the block takes, or until they roll back."""
    engine = create_engine(spare.superuser)
    with engine.connect() as reader:
        tables = ask(spare, f"SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = '{schema}'")
        reader.execute(text(f"LOCK TABLE {', '.join(tables)} IN ROW EXCLUSIVE MODE"))
        yield reader
    engine.dispose()


def migrating_alone(spare: DatabaseUrls, id: int, version: str, target: str):
    engine = migrating.owner_engine()
    yield migrating.replay(engine, migrating.sql_between(version, target), [id], target)


def test_what_stops_an_upgrade_is_told_in_a_line_and_the_next_one_goes_on(run, spare, spare_environment, monkeypatch):
    head = migrating.head()
    below = migrating.step_down(head)
    known = ["base", *sorted(script.revision for script in migrating.tree().walk_revisions())]
    for command in ("upgrade", "downgrade"):
        code, lines = run(command, "nonsense")
        assert code == 1 and lines == [f"Error: no revision is called nonsense; known: {', '.join(known)}"]
    run("downgrade")
    monkeypatch.setattr(migrating, "BATCH", 1)
    # Killed after the first schema.
    with held(spare, "blog_8"):
        upgrade = subprocess.Popen([sys.executable, "-c", ONE_BY_ONE, "upgrade"], cwd=PROJECT, env=spare_environment)
        eventually(lambda: standing(spare) == {head: [7], below: [8, 9]})
        upgrade.kill()
        assert upgrade.wait(10) == -signal.SIGKILL
    assert standing(spare) == {head: [7], below: [8, 9]}
    assert run("status")[1][-1] == "2 behind: flask db-tenants upgrade"
    # A reader holds a table: tried again and again, then told.
    waits: list[float] = []
    monkeypatch.setattr(migrating, "time", SimpleNamespace(sleep=waits.append))
    monkeypatch.setattr(migrating, "TRIES", 2)
    with held(spare, "blog_8") as reader:
        code, lines = run("upgrade")
        assert code == 1 and waits == [0.1]
        assert lines[-1].startswith("Error: something holds a table of one of blog_8") and len(lines) == 2
        assert standing(spare) == {head: [7], below: [8, 9]}
        # One that lets go in time is only waited for.
        monkeypatch.setattr(migrating, "time", SimpleNamespace(sleep=lambda seconds: reader.rollback()))
        assert run("upgrade")[0] == 0
    assert standing(spare) == {head: [7, 8, 9]}
    # A downgrade that was stopped has lowered the template already: the next one ends it, and goes no further.
    replay_now = migrating._replay_now

    def killed(connection, script, ids, target):
        replay_now(connection, script, ids, target)
        if ids == [8]:
            raise SystemExit(137)

    monkeypatch.setattr(migrating, "_replay_now", killed)
    assert run("downgrade")[0] == 137
    assert (standing(spare), template(spare)) == ({below: [7], head: [8, 9]}, [below])
    monkeypatch.setattr(migrating, "_replay_now", replay_now)
    assert run("downgrade") == (0, [f"2 schemas to {below}"])
    assert standing(spare) == {below: [7, 8, 9]}
    assert run("upgrade")[0] == 0
    # One that newer code has led on stays where it is.
    do(spare, "UPDATE app.blog_schemas SET version = '9999' WHERE tenant_id = 8")
    code, lines = run("upgrade")
    assert code == 1 and lines == [f"Error: no revision is called 9999; known: {', '.join(known)}"]
    assert standing(spare) == {head: [7, 9], "9999": [8]}


def test_the_former_code_works_on_what_a_revision_makes(spare):
    """Nothing that it reads goes away, and nothing that it does not know has to be written: what is not so any more
    is taken away by a revision of the next release."""
    do(spare, "CREATE SCHEMA blog_0")
    engine = create_engine(spare.superuser)
    with engine.connect() as connection:
        for script in reversed(list(migrating.tree().walk_revisions())):
            before = columns(connection)
            sql = migrating.sql_between(str(script.down_revision or migrating.BASE), script.revision)
            sql = sql.replace("__TENANT_ID__", "0").replace("%", "%%")
            connection.exec_driver_sql("SET LOCAL search_path = blog_0, ext, pg_catalog;" + sql)
            after = columns(connection)
            known = {table for table, _ in before}
            lost = {column for column, (type, _) in before.items() if after.get(column, ("", ""))[0] != type}
            musts = {column for column, (_, must) in after.items() if must and column[0] in known}
            wanted = {column for column in musts if not before.get(column, ("", False))[1]}
            assert (lost, wanted) == (set(), set()), f"revision {script.revision} is for new code alone"
    engine.dispose()


def columns(connection) -> dict[tuple[str, str], tuple[str, bool]]:
    """Of each column its type, and whether whoever writes a row has to know it."""
    asked = """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
            a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'blog_0'::regnamespace AND c.relkind = 'r'"""
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(text(asked))}
