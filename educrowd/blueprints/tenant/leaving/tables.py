"""The current site's tables as PostgreSQL knows them, in an order in which their rows can be written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import text

from educrowd.core import catalogue
from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, db
from educrowd.core.encryption import EncryptedText

from .portable import ARRIVES, DERIVED, LEFT_OUT, OF_MEMBERS, OF_STAFF, ONLY, PEOPLE, RECORDS

COLUMNS = text("""
    SELECT c.relname AS table, n.nspname AS place, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
        a.attnotnull AS required
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE n.nspname IN ('public', :own) AND c.relkind IN ('r', 'p') ORDER BY n.nspname, c.relname, a.attnum""")
KEYS = text("""
    SELECT c.relname AS table, n.nspname AS place, k.contype, f.relname AS target,
        ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS key(num, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.num ORDER BY key.place) AS columns
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_class f ON f.oid = k.confrelid
    WHERE n.nspname IN ('public', :own) AND k.contype IN ('p', 'f')""")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a tenant's table; `of_person` where it holds an account's id."""

    name: str
    type: str
    required: bool
    of_person: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows of the table point at rows of `target`."""

    columns: tuple[str, ...]
    target: str
    required: bool


@dataclass(frozen=True)
class Table:
    """One of the site's tables, without the column that says whose rows they are."""

    place: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]

    @property
    def sql(self) -> str:
        return f'{self.place}."{self.name}"' if self.is_shared else f'"{self.name}"'

    @property
    def is_shared(self) -> bool:
        return self.place == "public"

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def html(self) -> dict[str, str]:
        """Columns with HTML, each with the one that it is made of."""
        return {name: found for name in self.by_name if (found := self._source_of(name))}

    @property
    def travelling(self) -> tuple[Column, ...]:
        """What the file holds; the rest is made anew."""
        return tuple(column for column in self.columns if not self._is_derived(column))

    @property
    def own_references(self) -> list[str]:
        """Columns that point at rows of this table."""
        return [each.columns[0] for each in self.references if each.target == self.name]

    def without(self, gone: set[str]) -> Table:
        """The same where some tables are not there."""
        return replace(self, references=tuple(each for each in self.references if each.target not in gone))

    def emptied(self, gone: set[str]) -> set[str]:
        """Columns whose target stays behind."""
        lost = {name for each in self.references if each.target in gone for name in each.columns}
        return {name for name in lost if not self.by_name[name].required}

    def _is_derived(self, column: Column) -> bool:
        return column.name in self.html or column.type == "tsvector" or (self.name, column.name) in DERIVED

    def _source_of(self, name: str) -> str | None:
        if name == "html":
            return next((source for source in ("body", "text") if source in self.by_name), None)
        if not name.endswith("_html"):
            return None
        stem = name.removesuffix("_html")
        return next((source for source in (f"{stem}_markdown", stem) if source in self.by_name), None)


@dataclass(frozen=True)
class Tables:
    """All of a site, by the way that it goes: into the new site, to the owner alone, or nowhere."""

    travelling: list[Table]
    records: list[Table]
    left_out: set[str]

    @property
    def to_keep(self) -> list[Table]:
        """What is written down as it stands: records, and rows that arrive otherwise."""
        changed = ARRIVES.keys() | ONLY.keys()
        return [*self.records, *(table for table in self.travelling if table.name in changed)]

    @property
    def stay(self) -> set[str]:
        return self.left_out | {table.name for table in self.records}


def tables_of_site(*, members: bool = True) -> Tables:
    """The current site's tables; without `members` what is about them counts as left out."""
    known = in_order(site_tables())
    about_members = {table.name for table in known if _is_about_members(table)} if not members else set()
    left_out = _hanging_on(known, LEFT_OUT.keys() | about_members, besides=set(RECORDS))
    records = _hanging_on(known, set(RECORDS), besides=left_out) - left_out
    return Tables(
        travelling=[table for table in known if table.name not in left_out | records],
        records=[table for table in known if table.name in records],
        left_out=left_out,
    )


def site_tables() -> list[Table]:
    """The shared tables of tenants and those in the site's own schema."""
    own = current.tenant.schema
    shared = set(catalogue.tenant_tables(db.session.connection()))
    columns: dict[tuple[str, str], list[Any]] = {}
    for row in db.session.execute(COLUMNS, {"own": own}):
        if (row.place == own or row.table in shared) and row.name != "tenant_id":
            columns.setdefault((row.place, row.table), []).append(row)
    keys: dict[tuple[str, str], list[Any]] = {}
    for row in db.session.execute(KEYS, {"own": own}):
        keys.setdefault((row.place, row.table), []).append(row)
    names = {name for _, name in columns}
    return [_table(place, name, rows, keys[place, name], names) for (place, name), rows in columns.items()]


def in_order(tables: list[Table]) -> list[Table]:
    """Those that are pointed at come first."""
    by_name = {table.name: table for table in tables}
    graph = {
        table.name: sorted({each.target for each in table.references if each.target != table.name}) for table in tables
    }
    return [by_name[name] for name in TopologicalSorter(dict(sorted(graph.items()))).static_order()]


def encrypted_columns() -> set[tuple[str, str]]:
    metadata = (db.metadata, SchemaOwned.metadata)
    return {
        (table.name, column.name)
        for each in metadata
        for table in each.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    }


def _table(place: str, name: str, rows: list[Any], keys: list[Any], names: set[str]) -> Table:
    required = {row.name for row in rows if row.required}
    references, people, primary = [], set(), ()
    for key in keys:
        own = tuple(column for column in key.columns if column != "tenant_id")
        if key.contype == "p":
            primary = own
        elif key.target == "users":
            people |= set(own)
        elif key.target in names:
            references.append(Reference(own, key.target, set(own) <= required))
    pointing = {column for each in references for column in each.columns}
    people |= {row.name for row in rows if row.name in PEOPLE and row.name not in pointing}
    columns = tuple(Column(row.name, row.type, row.required, row.name in people) for row in rows)
    return Table(place, name, columns, primary, tuple(references))


def _hanging_on(tables: list[Table], roots: set[str], *, besides: set[str]) -> set[str]:
    """The named tables, and whatever needs a row of one of them."""
    found = set(roots)
    for table in tables:
        needs = {each.target for each in table.references if each.required}
        if table.name not in besides and needs & found:
            found.add(table.name)
    return found


def _is_about_members(table: Table) -> bool:
    mine = table.by_name.get("user_id")
    is_theirs = mine is not None and mine.of_person and mine.required and table.name not in OF_STAFF
    return is_theirs or table.name in OF_MEMBERS
