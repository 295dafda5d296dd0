"""What all views of the editor share: saving what it holds, and showing it again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for
from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find, flash_ok, go, render

from ...checking import check
from ...forms import PostForm
from ...models import Autosave, Newsletter, Post, Series, Tag
from ...newsletter.sending import choose


def editable(id: int) -> Post:
    """The post, if the person acting may change it."""
    post = find(Post, id=id)
    authorize(post.editable_by(current.user))
    return post


def save(id: int, *, message: str, then: Callable[[Post, PostForm], None] | None = None) -> Response:
    """Save the text, do what its author asked for besides, and return to the editor; all of it or nothing."""
    post, form = editable(id), PostForm()
    form.offer(post)
    if not form.validate():
        return edit_page(post, form, status=422)
    try:
        post.rewrite(form.version.data, **form.text)
        if form.newsletter.raw_data and current.user.can("posts.manage") and not post.is_published:
            choose(post, form.newsletter.data or "")
        if then:
            then(post, form)
    except Invalid as refusal:
        return show_refusal(post, form, refusal)
    post.forget_unsaved(form.editor.data or "")
    flash_ok(message)
    return go(url_for("blog.studio.posts.edit", id=post.id))


def show_refusal(post: Post, form: PostForm, refusal: Invalid) -> Response:
    """The editor again, with what was typed and why it can't be."""
    db.session.rollback()
    form.refuse(refusal)
    return edit_page(post, form, status=422)


def edit_page(post: Post, form: PostForm, *, status: int = 200) -> Response:
    """The editor."""
    form.offer(post)
    other_words = (Autosave.editor != (form.editor.data or ""), Autosave.body_markdown != post.body_markdown)
    elsewhere = post.autosaves.select().where(*other_words).limit(5)
    return render(
        "blog/studio/edit.html",
        status=status,
        post=post,
        form=form,
        findings=check(post.body_html),
        newsletter=Newsletter.of(post),
        elsewhere=db.session.scalars(elsewhere).all(),
        known_series=db.session.scalars(select(Series.title).order_by(Series.title).limit(200)).all(),
        known_tags=db.session.scalars(select(Tag.name).order_by(Tag.slug).limit(200)).all(),
    )
