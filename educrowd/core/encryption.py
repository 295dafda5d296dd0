"""Sensitive columns, encrypted by the application with keys that can be rotated.

`FIELD_KEYS` lists Fernet keys with commas between, newest first: the first one writes, all of them read.
To rotate, put a new key in front, run `flask reencrypt`, then drop the old one.
"""

from __future__ import annotations

from collections.abc import Iterator

import click
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, current_app
from sqlalchemy import Column, Connection, Dialect, Text, create_engine, select, type_coerce, update
from sqlalchemy.types import TypeDecorator

from educrowd.core.db import Model


class Undecipherable(RuntimeError):
    """A stored secret was written with a key that is no longer listed."""


class EncryptedText(TypeDecorator[str]):
    """Text that reaches the database only as a Fernet token; it can't be searched or sorted there."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value)


def encrypt(plain: str) -> str:
    return _fernet().encrypt(plain.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecipherable("no key in FIELD_KEYS opens this value") from error


def rotate(token: str) -> str:
    """The same secret under the newest key."""
    return _fernet().rotate(token.encode()).decode()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in current_app.config["FIELD_KEYS"].split(",")])


def init_app(app: Flask) -> None:
    app.cli.add_command(reencrypt)


@click.command("reencrypt", help="Write every encrypted field anew under the first of FIELD_KEYS.")
def reencrypt() -> None:
    # All sites at once, which the web application's role can't.
    engine = create_engine(current_app.config["DATABASE_OPS_URL"])
    with engine.begin() as connection:
        done = sum(_rotate_column(connection, column) for column in encrypted_columns())
    engine.dispose()
    click.echo(f"{done} fields written anew")


def encrypted_columns() -> Iterator[Column[str]]:
    for table in Model.metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, EncryptedText))


def _rotate_column(connection: Connection, column: Column[str]) -> int:
    keys = column.table.primary_key.columns
    stored = select(*keys, type_coerce(column, Text).label("token")).where(column.is_not(None))
    rows = connection.execute(stored).mappings().all()
    for row in rows:
        this_row = [key == row[key.name] for key in keys]
        connection.execute(
            update(column.table).where(*this_row).values({column: type_coerce(rotate(row["token"]), Text)})
        )
    return len(rows)
