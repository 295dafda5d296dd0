"""The studio pages on which people keep order, alike for every module's comments; usable by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Select

from ..current import current
from ..errors import Refused
from ..pages import authorize, find, flash_error, flash_ok, go, is_htmx, paginate, render, safe_next
from .forms import REASON_WORDS, CommentForm
from .moderated import PAST
from .queue import VIEWS, count_waiting, in_view


@dataclass(frozen=True, slots=True)
class Desk:
    """One module's comments and their reports, its verbs, and its templates `index.html` and `_row.html`."""

    comments: Any
    reports: Any
    moderate: Callable[..., None]
    answer: Callable[[Any, str], object]
    home: str
    templates: str

    def queue(self, comments: Select[Any], *, status: int = 200, **beside: Any) -> Response:
        """The page of those comments that are in the state asked for."""
        view = request.args.get("view", "")
        view = view if view in VIEWS else VIEWS[0]
        page = paginate(in_view(comments, self.comments, view))
        beside |= {"counts": count_waiting(comments, self.comments), "just_done": self._just_done()}
        return self._render("index", page.items, status=status, page=page, view=view, **beside)

    def moderated(self, comment_id: int) -> Response:
        """Do the verb that was sent, and show what became of the comment."""
        comment, verb = self._moderatable(comment_id), request.form.get("verb", "")
        try:
            self.moderate(comment, verb, by=current.user)
        except Refused as refusal:
            flash_error(refusal.message)
            return go(self._back())
        if is_htmx():
            return self._render("_row", [comment], comment=comment, here=self._back(), done=verb)
        flash_ok(f"{PAST[verb].capitalize()}.")
        return go(self._back(done=comment.id if verb != "undo" else None))

    def answered(self, comment_id: int) -> Response:
        """Answer a comment, and let it appear where it does not yet."""
        comment, form = self._moderatable(comment_id), CommentForm()
        if not form.validate_on_submit():
            flash_error("Write something; 4,000 characters at most.")
            return go(self._back())
        try:
            if not comment.is_published:
                self.moderate(comment, "approve", by=current.user)
            self.answer(comment, form.body.data or "")
        except Refused as refusal:
            flash_error(refusal.message)
            return go(self._back())
        flash_ok("Answered.")
        return go(self._back())

    def _render(self, template: str, comments: list[Any], **values: Any) -> Response:
        values |= {"reports": self.reports.on(comments), "reason_words": REASON_WORDS}
        return render(f"{self.templates}/{template}.html", **values)

    def _just_done(self) -> Any:
        """What was just moderated without scripts: shown once more, with its way back."""
        comment_id = request.args.get("done", type=int)
        return self._moderatable(comment_id) if comment_id else None

    def _moderatable(self, comment_id: int) -> Any:
        comment = find(self.comments, id=comment_id)
        authorize(comment.moderatable_by(current.user))
        return comment

    def _back(self, *, done: int | None = None) -> str:
        """The list that one came from."""
        page = safe_next(url_for(self.home))
        if done is None:
            return page
        return f"{page}{'&' if '?' in page else '?'}done={done}"
