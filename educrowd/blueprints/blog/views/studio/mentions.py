"""Keeping order among webmentions, and whom a post has told."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from educrowd.core.access import needs
from educrowd.core.comments import PAST
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, is_htmx, paginate, render, safe_next

from ...mentions.forms import MentionPolicyForm
from ...mentions.hosts import checked_hosts
from ...mentions.moderating import VIEWS, block, change_policy, count_waiting, in_view, moderate
from ...mentions.policy import are_sent, policy
from ...models import Mention, SentMention
from .editing import editable

bp = Blueprint("mentions", __name__)


@bp.get("/mentions")
@needs("posts.write")
def index() -> Response:
    said = policy()
    hosts = "\n".join(said.blocked_hosts)
    return _queue(MentionPolicyForm(formdata=None, takes=said.takes, sends=said.sends, hosts=hosts))


@bp.post("/mentions/policy")
@needs("posts.manage")
def set_site_policy() -> Response:
    form = MentionPolicyForm()
    if not form.validate_on_submit():
        return _queue(form, status=422)
    hosts = checked_hosts((form.hosts.data or "").split())
    change_policy(takes=form.takes.data, sends=form.sends.data, hosts=hosts)
    flash_ok("Saved.")
    return go(url_for(".index"))


@bp.post("/mentions/<int:mention_id>/moderation")
@needs("posts.write")
def moderation(mention_id: int) -> Response:
    mention, verb = _moderatable(mention_id), request.form.get("verb", "")
    try:
        moderate(mention, verb, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    if is_htmx():
        return render("blog/studio/mentions/_row.html", mention=mention, here=_back(), done=verb)
    flash_ok(f"{PAST[verb].capitalize()}.")
    return go(_back(done=mention.id if verb != "undo" else None))


@bp.post("/mentions/<int:mention_id>/host-block")
@needs("posts.manage")
def block_host(mention_id: int) -> Response:
    host = _moderatable(mention_id).source_host
    try:
        block(host)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    flash_ok(f"Nothing comes from {host} any more, and what came is gone.")
    return go(_back())


@bp.get("/<int:id>/mentions")
@needs("posts.write")
def sent(id: int) -> Response:
    """Which pages the post told of its links, and what they answered."""
    post = editable(id)
    page = paginate(SentMention.of(post.id), per_page=50)
    return render("blog/studio/mentions/sent.html", post=post, page=page, are_sent=are_sent())


def _queue(form: MentionPolicyForm, *, status: int = 200) -> Response:
    view = request.args.get("view", "")
    view = view if view in VIEWS else "waiting"
    page, waiting = paginate(in_view(current.user, view)), count_waiting(current.user)
    done_id = request.args.get("done", type=int)
    just_done = _moderatable(done_id) if done_id else None
    shown = {"page": page, "view": view, "waiting": waiting, "just_done": just_done, "form": form}
    return render("blog/studio/mentions/index.html", status=status, **shown)


def _moderatable(mention_id: int) -> Mention:
    mention = find(Mention, id=mention_id)
    authorize(mention.moderatable_by(current.user))
    return mention


def _back(*, done: int | None = None) -> str:
    """The list that one came from."""
    page = safe_next(url_for(".index"))
    return page if done is None else f"{page}{'&' if '?' in page else '?'}done={done}"
