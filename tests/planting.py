"""A site that holds hostile texts wherever people write: in the columns themselves, past every form."""

from __future__ import annotations

import json
import re
from itertools import cycle
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import IntegrityError

from educrowd.core import markdown
from educrowd.core.current import BoundTenant
from tests.hostile import payloads

# What people write freely. Codes, addresses and keys have forms that refuse these texts.
WORDS = {
    *("about", "actor_name", "alt", "answer", "asked_by_name", "audience_words", "author_name", "bio", "body"),
    *("body_markdown", "category", "description", "excerpt", "explanation", "feedback", "file_name", "first_name"),
    *("help", "intro", "label", "last_name", "lesson_title", "message", "name", "note", "question", "recipient_name"),
    *("report_words", "risks", "signatory", "signatory_role", "sponsor_name", "statement", "story", "subject"),
    *("subject_name", "summary", "text", "title", "value", "words"),
}
LONG = {
    *("about", "bio", "body", "body_markdown", "description", "explanation", "feedback", "intro", "risks", "story"),
    *("text", "words"),
}
# Kept as HTML: what the one renderer makes of the texts.
HTML = {"body_html", "description_html", "html"}
JSON = {"answer", "blocks", "choices", "content", "criteria", "details", "facts", "published", "snapshot"}
COLUMNS = """
    SELECT c.table_schema AS schema, c.table_name AS table, c.column_name AS column, c.data_type AS kind
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb')
      AND t.table_name <> 'pledge_addresses' -- it is encrypted
      AND (c.table_schema = :schema
      OR c.table_schema = 'public' AND t.table_name <> 'tenants' AND EXISTS (SELECT FROM information_schema.columns k
        WHERE k.table_schema = 'public' AND k.table_name = c.table_name AND k.column_name = 'tenant_id'))
    ORDER BY 1, 2, 3"""
PEOPLE = "{0} IN (SELECT user_id FROM public.memberships WHERE tenant_id = {1})"
# Leaves whatever it stands in: an attribute, a title, a field, a script.
BREAKS = "\"'></title></script></textarea><script>alert(1)</script>"
FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\uff1d1", "Bob;=1+1"]
NAMES = [f"{start} {BREAKS}" for start in payloads() + FORMULAS]
TEXTS = ["\n\n".join(NAMES[start : start + 60]) for start in range(0, len(NAMES), 60)]


def plant(superuser_url: str, site: BoundTenant) -> dict[str, int]:
    """Put the texts into every free column of this site; answers how many rows of each took them."""
    engine = create_engine(superuser_url, poolclass=NullPool)
    with engine.begin() as connection:
        # Without triggers: some keep what was promised.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        columns = connection.execute(text(COLUMNS), {"schema": site.schema}).all()
        sown = {
            f"{one.table}.{one.column}": (sow if one.kind == "text" else sow_json)(
                connection, f"{one.schema}.{one.table}", one.column, rows_of(site, one)
            )
            for one in columns
            if one.column in (WORDS | HTML if one.kind == "text" else JSON)
        }
        for column in ("first_name", "last_name"):
            sown[f"users.{column}"] = sow(connection, "public.users", column, PEOPLE.format("id", site.id))
        sown["profiles.bio"] = sow(connection, "public.profiles", "bio", PEOPLE.format("user_id", site.id))
        return sown


def is_number(text: str) -> bool:
    """No form takes another text for the value that a numeric question has."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def rows_of(site: BoundTenant, one: Any) -> str:
    return f"tenant_id = {site.id}" if one.schema == "public" else "true"


def sow(connection: Connection, table: str, column: str, where: str) -> int:
    """Each row its own text, and many of them in long ones; a table that may not be changed keeps its own."""
    texts = [markdown.render(each) for each in TEXTS] if column in HTML else TEXTS if column in LONG else NAMES
    change = f'UPDATE {table} SET "{column}" = (:texts)[1 + abs(hashtext(ctid::text)) % :count]'
    try:
        with connection.begin_nested():
            return connection.execute(
                text(f"{change} WHERE \"{column}\" <> '' AND {where}"), {"texts": texts, "count": len(texts)}
            ).rowcount
    except IntegrityError:
        return 0


def sow_json(connection: Connection, table: str, column: str, where: str) -> int:
    turn, count = cycle(NAMES), 0
    for place, value in connection.execute(text(f'SELECT ctid::text, "{column}" FROM {table} WHERE {where}')).all():
        if (hostile := within(value, turn)) != value:
            change = text(f'UPDATE {table} SET "{column}" = CAST(:value AS jsonb) WHERE ctid = CAST(:place AS tid)')
            count += connection.execute(change, {"value": json.dumps(hostile), "place": place}).rowcount
    return count


def within(value: Any, turn: cycle[str], name: str = "") -> Any:
    """The same structure with every text of people in it replaced."""
    match value:
        case dict():
            return {key: within(each, turn, key) for key, each in value.items()}
        case list():
            return [within(each, turn, name) for each in value]
        case str() if name in HTML:
            return markdown.render(TEXTS[0])
        case str() if (name in WORDS or " " in value) and not is_number(value):
            return next(turn)
    return value
