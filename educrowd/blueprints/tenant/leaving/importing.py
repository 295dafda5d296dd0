"""A site from a file, under a new name: its own id, no ties to the payment provider, and all of it or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from marshmallow import EXCLUDE, ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from educrowd.core import files, people, registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.uids import new_uid

from ..founding import founding
from ..schemas import TenantChanges
from .inserting import insert
from .portable import FACTS_THAT_STAY, SETTINGS_THAT_STAY
from .reading import PEOPLE, SiteFile
from .tables import tables_of_site

MEMBERS = text("""
    INSERT INTO public.memberships (tenant_id, user_id, role, is_active, expires_at)
    SELECT :tenant_id, (CAST(:people AS bigint[]))[r.person], r.role, r.is_active, r.expires_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        r (person integer, role text, is_active boolean, expires_at timestamptz)
    ON CONFLICT DO NOTHING""")
MEMBERS_AT_ONCE = 1_000
AWAKE_SECONDS = 5.0
LONGEST_SETTINGS = 100_000
Told = Callable[[int, int], None]


class Nothing(Exception):
    """A rehearsal is over, and all of it is taken back."""


def take_in(
    stream: BinaryIO,
    *,
    slug: str,
    name: str = "",
    tell: Told = lambda done, total: None,
    begun: Callable[[], object] = lambda: None,
    ended: Callable[[], None] = lambda: None,
) -> int:
    """Found a site from a file; answers its id. Whoever is named in it waits to come, and gets no letter.

    `begun` and `ended` run in the transaction that makes the site, as its first and its last.
    """
    site = SiteFile(stream)
    facts, settings = _facts(site.json("site.json"))
    said = facts.pop("name")
    with founding(slug=slug, name=name or said, **facts) as tenant:
        begun()
        with _file_at_fault():
            _fill(site, tell)
            tenant.settings = _settings(settings)
        db.session.flush()
        ended()
        return tenant.id


def rehearse(
    site: SiteFile, *, tell: Told = lambda done, total: None, begun: Callable[[], object] = lambda: None
) -> None:
    """Do all of it but the files, and take it back; Invalid says what would have stopped it."""
    facts, settings = _facts(site.json("site.json"))
    with suppress(Nothing), founding(slug=f"rehearsal-{new_uid()}", **facts) as tenant:
        begun()
        with _file_at_fault():
            _fill(site, tell, is_rehearsal=True)
            tenant.settings = _settings(settings)
        db.session.flush()
        raise Nothing


def _facts(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the site says about itself, as its owner could have typed it, and its settings."""
    if not isinstance(value, dict):
        raise Invalid("file", "The file says nothing about its site.")
    asked = TenantChanges(unknown=EXCLUDE, exclude=FACTS_THAT_STAY)
    try:
        facts: Any = asked.load({key: said for key, said in value.items() if said != ""})
    except ValidationError as error:
        raise Invalid("file", f"What the file says about its site can't be: {', '.join(error.messages)}.") from None
    settings = value.get("settings", {})
    if not isinstance(settings, dict) or len(json.dumps(settings)) > LONGEST_SETTINGS or "name" not in facts:
        raise Invalid("file", "What the file says about its site can't be: settings.")
    return facts, settings


def _settings(said: dict[str, Any]) -> dict[str, Any]:
    """Switches, numbers, words and lists of words as they are; what is more is read by the module it belongs to."""
    readers = {name: read for reading in registry.taken_settings.collect() for name, read in reading.items()}
    travelling = {name: value for name, value in said.items() if name not in SETTINGS_THAT_STAY}
    return {name: readers.get(name, _plain)(value) for name, value in travelling.items()}


def _plain(value: Any) -> Any:
    words = value if isinstance(value, list) else []
    if isinstance(value, bool | int | str | list) and all(isinstance(word, str) for word in words):
        return value
    raise Invalid("file", "What the file says about its site can't be: settings.")


@contextmanager
def _file_at_fault() -> Iterator[None]:
    """What the database refuses was wrong in the file."""
    try:
        yield
    except OperationalError:
        raise
    except DBAPIError as error:
        said = str(error.orig).strip().partition("\n")[0]
        raise Invalid("file", f"The file holds what can't be: {said[:200]}") from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Invalid("file", "A line of the file can't be read.") from None


def _fill(site: SiteFile, tell: Told, *, is_rehearsal: bool = False) -> None:
    known = {table.name: table for table in tables_of_site().travelling}
    told = {table["name"]: table for table in site.manifest["tables"]}
    if strange := sorted(told.keys() - known.keys()):
        raise Invalid("file", f"The file holds a table that this EduCrowd does not know: {strange[0]}.")
    kept = site.kept_files()
    total, done = len(told) + len(kept), 0
    tell(done, total)
    accounts = [_account(json.loads(line)) for line in site.lines(PEOPLE)]
    _write_members(site, accounts)
    for table in (known[name] for name in known if name in told):
        insert(table, told[table.name]["columns"], site.lines(f"tables/{table.name}.jsonl"), accounts)
        tell(done := done + 1, total)
    for name in kept:
        place = _place_of(name)
        if not is_rehearsal:
            files.write_stream(place, _Stream(_awake(site.chunks(name))))  # pyright: ignore[reportArgumentType]
        tell(done := done + 1, total)
    registry.taken_in.collect()
    db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    db.session.execute(text("SELECT app.ids_follow(moves => :moves)"), {"moves": not is_rehearsal})


def _account(person: Any) -> int:
    """The account with this address, made without a password where there is none."""
    words = [person["email"], person.get("first_name", ""), person.get("last_name", "")]
    if not all(isinstance(word, str) and len(word) <= 300 for word in words):
        raise ValueError("a person has words")
    return people.account_of(*words)


def _write_members(site: SiteFile, accounts: list[int]) -> None:
    rows = site.lines("members.jsonl")
    while batch := list(islice(rows, MEMBERS_AT_ONCE)):
        said = b",".join(batch).decode()
        bound = {"tenant_id": current.tenant_id, "people": accounts, "rows": f"[{said}]"}
        db.session.execute(MEMBERS, bound)


def _place_of(name: str) -> str:
    """Where in the site's folder a file belongs, which its name says."""
    _, shelf, *rest = PurePosixPath(name).parts
    kept = "/".join(rest)
    with suppress(files.Outside):
        if rest and shelf == kept[:2] and files.path_of(kept):
            return kept
    raise Invalid("file", f"“{name}” in the file has no place here.")


def _awake(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """PostgreSQL closes a transaction that is silent for half a minute, as one is while a long film is written."""
    asked_at = time.monotonic()
    for chunk in chunks:
        yield chunk
        if time.monotonic() > asked_at + AWAKE_SECONDS:
            asked_at = time.monotonic()
            db.session.execute(select(1))


class _Stream:
    """Chunks, read as a file is."""

    def __init__(self, chunks: Iterator[bytes]):
        self._chunks = chunks

    def read(self, size: int = -1) -> bytes:
        return next(self._chunks, b"")
