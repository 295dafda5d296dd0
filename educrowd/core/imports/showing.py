"""What the page of an import shows, page by page; what stays out comes first, the rest is as one expects."""

from __future__ import annotations

from typing import Any

from flask import request

from ..pages import Page
from .record import Import

ROWS = 200


def shown(made: Import) -> dict[str, Any]:
    """The import, and one page of its report."""
    rows = sorted(made.report, key=lambda row: row["outcome"] != "left_out")
    number = min(max(1, request.args.get("page", 1, type=int)), 1_000_000)
    first = (number - 1) * ROWS
    return {"made": made, "rows": Page(rows[first : first + ROWS], number, ROWS, len(rows))}
