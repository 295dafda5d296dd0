"""What the pages show of a post's comments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.core.comments.queue import count_waiting
from educrowd.core.db import db
from educrowd.core.pages import Page, paginate

from ..models import Post, PostComment

LATEST = 5
# A post's own page stays light, however much is written below it.
MOST_LETTERS = 12_000
MOST_ANSWERS = 500


@dataclass(slots=True)
class Thread:
    """A comment and the answers to it, each with theirs; one that is gone stays where something answers it."""

    comment: PostComment
    answers: list[Thread] = field(default_factory=list)

    @property
    def is_worth_showing(self) -> bool:
        return self.comment.is_published or bool(self.answers)

    @property
    def letters(self) -> int:
        return len(self.comment.body) + 400 + sum(answer.letters for answer in self.answers)


def threads_page(post: Post) -> Page[Thread]:
    """One page of threads, newest first, each with its answers."""
    page = paginate(PostComment.beginnings(post))
    return Page(_with_answers(page.items), page.page, page.per_page, page.total)


def latest_threads(post: Post) -> list[Thread]:
    """The newest ones, as many as a light page holds."""
    threads = _with_answers(list(db.session.scalars(PostComment.beginnings(post).limit(LATEST))))
    shown: list[Thread] = []
    for thread in threads:
        if sum(each.letters for each in (*shown, thread)) > MOST_LETTERS:
            break
        shown.append(thread)
    return shown


def moderated_comments(user: Any) -> Select[PostComment]:
    """All comments where this person keeps order, each with its post."""
    mine = Post.editable(user).with_only_columns(Post.id).order_by(None)
    return select(PostComment).where(PostComment.post_id.in_(mine)).options(joinedload(PostComment.post))


def waiting_counts(user: Any) -> dict[str, int]:
    """How many wait for this person's word, and how many readers object to."""
    return count_waiting(moderated_comments(user), PostComment)


def _with_answers(beginnings: list[PostComment]) -> list[Thread]:
    answers: dict[int, list[PostComment]] = defaultdict(list)
    ids = [each.id for each in beginnings]
    listed = select(PostComment).where(PostComment.thread_id.in_(ids)).order_by(PostComment.id).limit(MOST_ANSWERS)
    for answer in db.session.scalars(listed) if ids else ():
        answers[answer.parent_id or 0].append(answer)
    return [_thread(each, answers) for each in beginnings]


def _thread(comment: PostComment, answers: dict[int, list[PostComment]]) -> Thread:
    below = [_thread(answer, answers) for answer in answers.get(comment.id, [])]
    return Thread(comment, [each for each in below if each.is_worth_showing])
