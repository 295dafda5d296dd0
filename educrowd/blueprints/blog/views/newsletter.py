"""Where visitors ask for the newsletter, confirm it and leave it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import flash_ok, go, is_htmx, privately, render, unkept

from ..models import Subscriber
from ..newsletter.forms import SignUpForm
from ..newsletter.offering import takes_subscribers
from ..newsletter.sender import asked_by, prove
from ..newsletter.subscribing import ask, behind_link, come_back, confirm, leave

bp = Blueprint("newsletter", __name__)


@bp.get("/newsletter")
@needs(PUBLIC)
@cached_page
def new() -> Response:
    if not takes_subscribers():
        abort(404)
    return render("blog/newsletter/new.html", form=SignUpForm(formdata=None))


@bp.post("/newsletter")
@needs(PUBLIC)
def create() -> Response:
    if not takes_subscribers():
        abort(404)
    form = SignUpForm()
    if not form.validate_on_submit():
        return _again(form)
    try:
        is_done = ask(form.email.data or "", trap=form.homepage.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _again(form, status=refusal.status)
    if is_htmx():
        return render("blog/newsletter/_asked.html", is_done=is_done)
    return go(url_for(".confirmed" if is_done else ".asked"))


@bp.get("/newsletter/asked")
@needs(PUBLIC)
def asked() -> Response:
    return render("blog/newsletter/asked.html")


@bp.get("/newsletter/confirmation/<code>")
@needs(PUBLIC)
def confirmation(code: str) -> Response:
    """Mail scanners follow links, so that looking changes nothing."""
    return privately(render("blog/newsletter/confirm.html", code=code, subscriber=Subscriber.behind(code)))


@bp.post("/newsletter/confirmation/<code>")
@needs(PUBLIC)
def create_confirmation(code: str) -> Response:
    if confirm(code) is None:
        return privately(render("blog/newsletter/confirm.html", status=410, code=code, subscriber=None))
    flash_ok("You get our letters from now on.")
    return go(url_for(".confirmed"))


@bp.get("/newsletter/confirmed")
@needs(PUBLIC)
def confirmed() -> Response:
    return render("blog/newsletter/confirmed.html")


@bp.get("/newsletter/reply-address/<code>")
@needs(PUBLIC)
def reply_address(code: str) -> Response:
    return privately(render("blog/newsletter/reply_address.html", code=code, email=asked_by(code), is_done=False))


@bp.post("/newsletter/reply-address/<code>")
@needs(PUBLIC)
def prove_reply_address(code: str) -> Response:
    """Whoever reads there says that answers may come."""
    is_done = prove(code)
    page = render(
        "blog/newsletter/reply_address.html", status=200 if is_done else 410, code=code, email="", is_done=is_done
    )
    return privately(page)


@bp.get("/unsubscribe/newsletter/<token>")
@needs(PUBLIC)
def leaving(token: str) -> Response:
    subscriber, _ = _behind(token)
    return _left_page(token, subscriber)


@bp.post("/unsubscribe/newsletter/<token>")
@needs(PUBLIC, unpaid=True)
def unsubscribe(token: str) -> Response:
    """The button of the page, and of mail programs, which send neither cookie nor token."""
    subscriber, post_id = _behind(token)
    if subscriber:
        leave(subscriber, post_id)
    return _left_page(token, subscriber)


@bp.post("/unsubscribe/newsletter/<token>/return")
@needs(PUBLIC, unpaid=True)
def subscribe_again(token: str) -> Response:
    subscriber, _ = _behind(token)
    if subscriber:
        come_back(subscriber)
    return _left_page(token, subscriber)


def _again(form: SignUpForm, *, status: int = 422) -> Response:
    template = "blog/newsletter/_again.html" if is_htmx() else "blog/newsletter/new.html"
    return render(template, status=status, form=form)


def _behind(token: str) -> tuple[Subscriber | None, int]:
    """Whose link it is, None where the address was removed since; and the letter that it stood in."""
    subscriber_id, post_id = behind_link(token) or abort(404)
    return db.session.get(Subscriber, subscriber_id), post_id


def _left_page(token: str, subscriber: Subscriber | None) -> Response:
    is_left = subscriber is None or subscriber.is_closed
    can_return = subscriber is not None and subscriber.state == "unsubscribed"
    page = render("blog/newsletter/leave.html", token=token, is_left=is_left, can_return=can_return)
    page.headers["Referrer-Policy"] = "no-referrer"
    return unkept(page)
