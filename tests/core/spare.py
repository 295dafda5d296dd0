"""Asking and filling a database that a test may take apart, as who may do anything."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from tests.services import DatabaseUrls


def ask(urls: DatabaseUrls, question: str) -> list:
    engine = create_engine(urls.superuser)
    with engine.connect() as connection:
        answer = connection.execute(text(question)).scalars().all()
    engine.dispose()
    return list(answer)


def do(urls: DatabaseUrls, script: str) -> None:
    """Run statements in one transaction."""
    engine = create_engine(urls.superuser)
    with engine.begin() as connection:
        connection.execute(text(script))
    engine.dispose()
