"""What readers wrote below Ghost's posts: in exports that were asked for it by name, and in no others."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from .found import Entry, Left, Remark
from .rows import Row, by_id, moment, said

MISSING = Left(
    "other",
    "Readers’ comments",
    "Ghost leaves them out of its export. Log in to Ghost, open /ghost/api/admin/db/?include=comments,members there in"
    " the same browser, and bring in that file: it holds them too.",
)


class GhostComments:
    """The comments of one file, by post."""

    def __init__(self, tables: dict[str, list[Row]]):
        self._readers = by_id(tables.get("members"))
        self._of: defaultdict[str, list[Row]] = defaultdict(list)
        for row in tables.get("comments", ()):
            self._of[said(row, "post_id")].append(row)

    def add_to(self, entry: Entry, post_id: str) -> None:
        """Give a post what is below it; what was hidden or deleted there is counted and stays out."""
        lost: Counter[str] = Counter()
        for row in sorted(self._of[post_id], key=_order):
            status = said(row, "status")
            if status == "published":
                entry.comments.append(self._remark(row))
            else:
                lost["hidden" if status == "hidden" else "deleted"] += 1
        if lost:
            counts = ", ".join(f"{count} × {what}" for what, count in lost.items())
            entry.notes.append(f"Comments that stay out: {counts}.")

    def _remark(self, row: Row) -> Remark:
        reader = self._readers.get(said(row, "member_id"), {})
        return Remark(
            id=said(row, "id"),
            name=said(reader, "name"),
            html=said(row, "html"),
            at=moment(row.get("created_at")),
            answers=said(row, "in_reply_to_id") or said(row, "parent_id"),
        )


def _order(row: Row) -> tuple[str, str]:
    return said(row, "created_at"), said(row, "id")


def comments_of(tables: dict[str, Any]) -> list[Left]:
    """What to say where a file holds none."""
    return [] if "comments" in tables else [MISSING]
