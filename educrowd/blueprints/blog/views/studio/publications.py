"""Showing a post to the world, now or later, and taking it back; what was typed is saved along."""

from __future__ import annotations

from flask import Blueprint, Response

from educrowd.core.access import needs

from ...models import Entry
from ...writing_form import WritingForm
from .editing import save

bp = Blueprint("publications", __name__)


@bp.post("/<int:id>/publication")
@needs("updates.write")
def create(id: int) -> Response:
    return save(id, message="Published.", then=lambda post, form: post.publish())


@bp.post("/<int:id>/schedule")
@needs("updates.write")
def schedule(id: int) -> Response:
    return save(id, message="Scheduled.", then=_schedule)


@bp.post("/<int:id>/leaving")
@needs("updates.write")
def leave(id: int) -> Response:
    return save(id, message="Saved.", then=_leave)


@bp.post("/<int:id>/withdrawal")
@needs("updates.write")
def withdraw(id: int) -> Response:
    return save(id, message="A draft again: readers don't see it.", then=lambda post, form: post.unpublish())


def _schedule(post: Entry, form: WritingForm) -> None:
    leaves_at = form.moment_of("unpublish_at", post)
    post.unpublish_at = None
    post.schedule(form.moment_of("published_at", post))
    post.leave(leaves_at)


def _leave(post: Entry, form: WritingForm) -> None:
    post.leave(form.moment_of("unpublish_at", post))
