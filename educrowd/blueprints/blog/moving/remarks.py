"""Comments that came along: guests' words under the names they gave, each in its thread, told to nobody."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core.comments.forms import COMMENT
from educrowd.core.db import db, utcnow

from ..comments.commenting import place_below
from ..limits import NAME
from ..models import ImportedItem, Post, PostComment
from .found import Remark
from .html_text import plain_of
from .report import Report

WAITED = "It waited for approval where it comes from."
Known = dict[tuple[str, str], ImportedItem]


def write_remarks(post: Post, remarks: list[Remark], *, source: str, known: Known, report: Report) -> None:
    """Add what is not here yet below a post."""
    there = _there(post, remarks, known)
    for remark in sorted(remarks, key=_order):
        body = plain_of(remark.html)
        if ("comment", remark.id) in known:
            report.add("comment", _words(remark, body), "same")
        elif not body:
            report.add("comment", _words(remark, body), "left_out", "It has no words.")
        else:
            there[remark.id] = comment = _write(post, remark, body, there.get(remark.answers))
            facts = {"source": source, "kind": "comment", "source_id": remark.id, "digest": ""}
            known["comment", remark.id] = ImportedItem(**facts, post_id=post.id, comment_id=comment.id)
            db.session.add(known["comment", remark.id])
            cut = "It was longer than a comment may be here, and is cut." if len(body) > COMMENT else ""
            report.add("comment", _words(remark, body), "new", WAITED if comment.status == "held" else "", cut)


def _there(post: Post, remarks: list[Remark], known: Known) -> dict[str, PostComment]:
    """Those that came before, for others to answer."""
    ids = {item.comment_id: remark.id for remark in remarks if (item := known.get(("comment", remark.id)))}
    if not ids or len(ids) == len(remarks):
        return {}
    found = db.session.scalars(select(PostComment).where(PostComment.post_id == post.id, PostComment.id.in_(ids)))
    return {ids[comment.id]: comment for comment in found}


def _write(post: Post, remark: Remark, body: str, answered: PostComment | None) -> PostComment:
    name = " ".join(remark.name.split())[:NAME] or "Anonymous"
    comment = PostComment(
        post_id=post.id,
        author_id=None,
        author_name=name,
        author_face=f"guest {name}",
        author_role="guest",
        body=body if len(body) <= COMMENT else f"{body[: COMMENT - 2]} …",
        status=remark.status,
        because=WAITED if remark.status == "held" else "",
        created_at=remark.at or utcnow(),
        told_at=utcnow(),
        answer_told_at=utcnow(),
        **place_below(answered),
    )
    db.session.add(comment)
    db.session.flush()
    return comment


def _order(remark: Remark) -> tuple[int, str]:
    """As they were written: an answer after what it answers."""
    return (int(remark.id), "") if remark.id.isdecimal() and len(remark.id) < 19 else (0, remark.id)


def _words(remark: Remark, body: str) -> str:
    return f"{remark.name or 'Anonymous'}: {body}"
