"""Lists: a statement becomes one page of rows, its meta and its Link header."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from educrowd.core.db import db


def rows_of(listing: Select[Any] | list[Any], query: dict[str, Any]) -> tuple[Any, dict[str, int]]:
    """One page of a statement or a list: (rows, meta)."""
    page, per_page = query["page"], query["per_page"]
    start = (page - 1) * per_page
    if isinstance(listing, list):
        rows, total = listing[start : start + per_page], len(listing)
    else:
        rows = db.session.scalars(ordered(listing, query).limit(per_page).offset(start)).unique().all()
        total = count(listing)
    return rows, {"total": total, "page": page, "per_page": per_page}


def ordered(statement: Select[Any], query: dict[str, Any]) -> Select[Any]:
    """The statement in the order that the query asks for; ties by id."""
    if "sort" not in query:
        return statement
    entity = statement.column_descriptions[0]["entity"]
    name = query["sort"]
    column = getattr(entity, name.removeprefix("-"))
    return statement.order_by(None).order_by(column.desc() if name.startswith("-") else column, entity.id)


def count(statement: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def links(meta: dict[str, int]) -> str:
    """The Link header of a page: next and prev, where there are any."""
    last = -(-meta["total"] // meta["per_page"])
    pages = {"prev": meta["page"] - 1, "next": meta["page"] + 1}
    return ", ".join(f'<{_at(page)}>; rel="{rel}"' for rel, page in pages.items() if 1 <= page <= last)


def _at(page: int) -> str:
    return f"{request.base_url}?{urlencode({**request.args, 'page': page})}"
