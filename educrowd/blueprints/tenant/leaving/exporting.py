"""The current site, all of it, as one ZIP.

Inside are `tables/` (what another EduCrowd takes in), `files/` (pictures, documents, packages as they are kept),
`markdown/` (texts to read anywhere), `records/` (money and history, to keep), people and members, and a manifest.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import text

from educrowd.core import encryption, tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow

from ..models.tenant import LOOK
from . import manifest, selecting
from .packing import Pack
from .portable import SETTINGS_THAT_STAY, STAFF
from .tables import Table, Tables, encrypted_columns, tables_of_site
from .texts import write_texts

# Texts, colors and ways in; what the platform's contract with the site says stays here.
SITE = ("name", "description", "email", "website", "timezone", "language", "currency", *LOOK)
MEMBERS = """
    SELECT CAST(to_json(r) AS text) FROM (
        SELECT (CAST(:people AS jsonb) ->> CAST(user_id AS text))::bigint AS person, role, is_active,
            to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS.US"Z"') AS expires_at
        FROM public.memberships WHERE tenant_id = :tenant_id AND role = ANY(:roles) ORDER BY 1, 2
    ) r"""
Told = Callable[[int, int], None]


def export(path: Path, *, members: bool = True, tell: Told = lambda done, total: None) -> None:
    """Write the current site to `path`, from one moment of the database; readers see the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive, _one_moment():
            _write(Pack(archive), members=members, tell=tell)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def _one_moment() -> Iterator[None]:
    """A session of its own that sees the database as it is now, whatever others write meanwhile."""
    with tenancy.bind(current.tenant, current.user):
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield


def _write(pack: Pack, *, members: bool, tell: Told) -> None:
    tables = tables_of_site(members=members)
    kept_files = list(_files())
    total, done = len(tables.travelling) + len(tables.to_keep) + len(kept_files), 0
    people = _write_people(pack, tables, members=members)
    written = []
    for table in tables.travelling:
        rows = pack.put_lines(_place(table), selecting.lines(table, people, gone=tables.stay))
        written.append({"name": table.name, "columns": [each.name for each in table.travelling], "rows": rows})
        tell(done := done + 1, total)
    for table in tables.to_keep:
        _write_records(pack, table, people)
        tell(done := done + 1, total)
    write_texts(pack)
    for path in kept_files:
        pack.put_file(f"files/{path.relative_to(_folder()).as_posix()}", path)
        tell(done := done + 1, total)
    pack.put_json("site.json", _site())
    pack.put_json(manifest.NAME, _manifest(written, pack))


def _write_people(pack: Pack, tables: Tables, *, members: bool) -> str:
    """Accounts, by address; those that only records name come last. Answers their numbers as JSON."""
    roles: list[str] | None = None if members else [*STAFF]
    first = {person for table in tables.travelling for person in selecting.people_in(table)} | _members(roles)
    last = {person for table in tables.records for person in selecting.people_in(table)} - first
    numbers: dict[int, int] = {}
    for name, ids in (("people.jsonl", first), ("records/people.jsonl", last)):
        known = list(_accounts(ids))
        numbers |= {row.id: number for number, row in enumerate(known, start=len(numbers) + 1)}
        pack.put_lines(name, [_person(row) for row in known])
    people = json.dumps(numbers)
    asked = {"people": people, "tenant_id": current.tenant_id, "roles": roles or _all_roles()}
    pack.put_lines("members.jsonl", db.session.scalars(text(MEMBERS), asked))
    return people


def _members(roles: list[str] | None) -> set[int]:
    asked = "SELECT DISTINCT user_id FROM public.memberships WHERE tenant_id = :tenant_id AND role = ANY(:roles)"
    return set(db.session.scalars(text(asked), {"tenant_id": current.tenant_id, "roles": roles or _all_roles()}))


def _all_roles() -> list[str]:
    asked = text("SELECT DISTINCT role FROM public.memberships WHERE tenant_id = :tenant_id")
    return list(db.session.scalars(asked, {"tenant_id": current.tenant_id}))


def _accounts(ids: set[int]) -> Any:
    asked = 'SELECT id, email, first_name, last_name FROM public.users WHERE id = ANY(:ids) ORDER BY email COLLATE "C"'
    return db.session.execute(text(asked), {"ids": list(ids)})


def _person(row: Any) -> str:
    return json.dumps({"email": row.email, "first_name": row.first_name, "last_name": row.last_name})


def _write_records(pack: Pack, table: Table, people: str) -> None:
    hidden = {column for name, column in encrypted_columns() if name == table.name}
    lines = selecting.records(table, people)
    pack.put_lines(f"records/{table.name}.jsonl", (_readable(line, hidden) for line in lines) if hidden else lines)


def _readable(line: str, hidden: set[str]) -> str:
    """An address that we keep encrypted is the owner's to have."""
    row = json.loads(line)
    return json.dumps(row | {name: row[name] and encryption.decrypt(row[name]) for name in hidden & row.keys()})


def _site() -> dict[str, Any]:
    asked = text(f"SELECT {', '.join(SITE)}, settings FROM public.tenants WHERE id = :id")
    site = dict(db.session.execute(asked, {"id": current.tenant_id}).mappings().one())
    site["settings"] = {name: value for name, value in site["settings"].items() if name not in SETTINGS_THAT_STAY}
    return site


def _manifest(tables: list[dict[str, Any]], pack: Pack) -> dict[str, Any]:
    return {
        "format": manifest.FORMAT,
        "version": manifest.VERSION,
        "schema": manifest.versions(),
        "exported_at": utcnow().isoformat(),
        "exported_from": current.tenant.origin,
        "tables": tables,
        "files": pack.digests,
    }


def _place(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _folder() -> Path:
    return Path(current_app.config["EDUCROWD_HOME"], "files", str(current.tenant_id))


def _files() -> Iterator[Path]:
    """All that is kept for the site; what is being written, or waits to be taken in, is not yet."""
    found = (path for path in _folder().rglob("*") if path.is_file() and not path.is_symlink())
    yield from sorted(path for path in found if "." in path.name and path.suffix != ".import")
