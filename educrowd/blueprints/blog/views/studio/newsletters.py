"""A post as a letter to many: to whom, how it looks, and what became of it."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, flash_ok, go, render

from ...models import Newsletter, NewsletterLetter, Post, Subscriber
from ...newsletter.addressing import count_of, offered, words_for
from ...newsletter.forms import AudienceForm
from ...newsletter.sending import choose, letter_html, send_test
from .editing import editable
from .letters import STYLED

bp = Blueprint("newsletters", __name__)


@bp.get("/<int:id>/newsletter")
@needs("posts.write")
def show(id: int) -> Response:
    post = editable(id)
    newsletter = Newsletter.of(post)
    if newsletter and newsletter.has_begun:
        return _figures(post, newsletter)
    form = AudienceForm.for_post(post, request.args.get("to") or (newsletter and newsletter.audience))
    return _ask(post, form)


@bp.post("/<int:id>/newsletter")
@needs("posts.manage")
def update(id: int) -> Response:
    post = editable(id)
    form = AudienceForm.for_post(post)
    if not form.validate_on_submit():
        return _ask(post, form, status=422)
    if post.is_published and not form.audience.data:
        form.audience.errors = ["Choose whom it is mailed to."]
        return _ask(post, form, status=422)
    try:
        choose(post, form.audience.data or "")
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for(".show", id=id))
    flash_ok("On its way." if post.is_published else "Noted: it goes out when the post appears.")
    return go(url_for(".show", id=id))


@bp.get("/<int:id>/newsletter/letter")
@needs("posts.write")
def letter(id: int) -> Response:
    """The saved text as a letter; alone, as the mail's own styles stand in the way of the studio's."""
    response = Response(letter_html(editable(id)), mimetype="text/html")
    response.headers["Content-Security-Policy"] = STYLED
    return response


@bp.post("/<int:id>/newsletter/test")
@needs("posts.write")
def test(id: int) -> Response:
    send_test(editable(id), current.user)
    flash_ok(f"A test is on its way to {current.user.email}.")
    return go(url_for(".show", id=id))


def _ask(post: Post, form: AudienceForm, *, status: int = 200) -> Response:
    counts = [(name, count_of(post, audience)) for group in _common(post) for audience, name in group.items()]
    return render("blog/studio/newsletter/choose.html", status=status, post=post, form=form, counts=counts)


def _common(post: Post) -> list[dict[str, str]]:
    """The few groups whose size is told at once."""
    return [listed for title, listed in offered(post, current.user).items() if len(listed) <= 2][:3]


def _figures(post: Post, newsletter: Newsletter) -> Response:
    came_back = select(NewsletterLetter.reason, NewsletterLetter.changed_at, Subscriber.email)
    came_back = came_back.join(Subscriber, Subscriber.id == NewsletterLetter.subscriber_id)
    came_back = came_back.where(NewsletterLetter.post_id == post.id, NewsletterLetter.state == "bounced").limit(200)
    return render(
        "blog/studio/newsletter/figures.html",
        post=post,
        newsletter=newsletter,
        to=words_for(newsletter.audience),
        counts=NewsletterLetter.counts([post.id]).get(post.id, {}),
        bounced=db.session.execute(came_back).all() if current.user.can("posts.manage") else [],
    )
