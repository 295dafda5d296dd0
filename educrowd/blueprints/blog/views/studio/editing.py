"""What all views of the editor share: saving what it holds, and showing it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find, flash_ok, go, render

from ...checking import check
from ...forms import PostForm
from ...models import Entry, Newsletter, Page, Post, Series, Tag
from ...newsletter.sending import choose
from ...pages.forms import PageForm
from ...writing_form import WritingForm


def editable(id: int) -> Any:
    """The post or page at whose desk one is, if the person acting may change it."""
    at_pages = f"{request.blueprint}.".startswith(f"{Page.desk}.")
    post = find(Page if at_pages else Post, id=id)
    authorize(post.editable_by(current.user))
    return post


def form_for(entry: Any, **filled: Any) -> Any:
    """Its editor's form."""
    return (PageForm if isinstance(entry, Page) else PostForm)(**filled)


def save(id: int, *, message: str, then: Callable[[Any, WritingForm], None] | None = None) -> Response:
    """Save the text, do what its author asked for besides, and return to the editor; all of it or nothing."""
    post = editable(id)
    form = form_for(post)
    form.offer(post)
    if not form.validate():
        return edit_page(post, form, status=422)
    try:
        post.rewrite(form.version.data, **form.text)
        if isinstance(post, Post):
            _note_newsletter(post, form)
        if then:
            then(post, form)
    except Invalid as refusal:
        return show_refusal(post, form, refusal)
    post.forget_unsaved(form.editor.data or "")
    flash_ok(message)
    return go(edit_url(post))


def _note_newsletter(post: Post, form: PostForm) -> None:
    if form.newsletter.raw_data and current.user.can("posts.manage") and not post.is_published:
        choose(post, form.newsletter.data or "")


def edit_url(entry: Entry, **query: Any) -> str:
    """Where its editor is."""
    return url_for(f"{entry.editor}.edit", id=entry.id, **query)


def show_refusal(post: Entry, form: WritingForm, refusal: Invalid) -> Response:
    """The editor again, with what was typed and why it can't be."""
    db.session.rollback()
    form.refuse(refusal)
    return edit_page(post, form, status=422)


def edit_page(post: Entry, form: WritingForm, *, status: int = 200) -> Response:
    """The editor."""
    form.offer(post)
    shown = _around(post) if isinstance(post, Post) else {}
    elsewhere = post.unsaved_beside(form.editor.data or "").limit(5)
    return render(
        "blog/pages/edit.html" if isinstance(post, Page) else "blog/studio/edit.html",
        status=status,
        post=post,
        form=form,
        findings=check(post.body_html),
        elsewhere=db.session.scalars(elsewhere).all(),
        is_refused=status >= 400,
        **shown,
    )


def _around(post: Post) -> dict[str, Any]:
    """What only a post has: its newsletter, and what is offered while one types the name of a series or a tag."""
    series = select(Series.title).order_by(Series.title).limit(200)
    tags = select(Tag.name).order_by(Tag.slug).limit(200)
    known = {"known_series": db.session.scalars(series).all(), "known_tags": db.session.scalars(tags).all()}
    return {"newsletter": Newsletter.of(post), **known}
