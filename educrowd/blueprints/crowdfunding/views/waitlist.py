"""Standing in line for a reward that is gone."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_error, flash_ok, go, privately, render

from ..models import Reward, WaitlistEntry
from ..pledging.links import page_of
from ..waitlists.forms import WaitlistForm
from ..waitlists.links import behind_link, token_of
from ..waitlists.queries import entry_of, waiting_for
from ..waitlists.waiting import confirm, join, leave
from .blueprint import bp
from .finding import visible_reward
from .pledges import reward_key


@bp.get("/projects/<slug>/rewards/<int:reward_id>/waitlist")
@needs(PUBLIC)
def new_waitlist_entry(slug: str, reward_id: int):
    reward = visible_reward(slug, reward_id, reward_key())
    mine = entry_of(reward, current.user)
    if mine:
        return go(url_for("crowdfunding.waitlist_entry", token=token_of(mine)))
    return _ask(reward, _form(reward, formdata=None))


@bp.post("/projects/<slug>/rewards/<int:reward_id>/waitlist")
@needs(PUBLIC)
def create_waitlist_entry(slug: str, reward_id: int):
    """The answer is the same for addresses we know and those we do not."""
    throttle("20 per hour", "waitlist", address())
    reward = visible_reward(slug, reward_id, reward_key())
    form = _form(reward)
    if not form.validate_on_submit():
        return _ask(reward, form, status=422)
    try:
        entry = _join(reward, form)
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(reward, form, status=422)
    if entry.confirmed_at and entry.user_id == current.user.id:
        return go(url_for("crowdfunding.waitlist_entry", token=token_of(entry)))
    flash_ok("Look into your mailbox: one click there, and you are in line.")
    return go(url_for("crowdfunding.project", slug=slug, _anchor=f"reward_{reward.id}"))


@bp.get("/waitlist/<token>")
@needs(PUBLIC)
def waitlist_entry(token: str):
    """Mail scanners follow links, so that looking confirms nothing."""
    return _show(_entry(token), token)


@bp.post("/waitlist/<token>")
@needs(PUBLIC)
def confirm_waitlist_entry(token: str):
    entry = _entry(token)
    try:
        confirm(entry)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("crowdfunding.waitlist_entry", token=token))


@bp.post("/waitlist/<token>/end")
@needs(PUBLIC)
def end_waitlist_entry(token: str):
    leave(_entry(token))
    flash_ok("You are no longer in line.")
    return go(url_for("crowdfunding.waitlist_entry", token=token))


def _join(reward: Reward, form: WaitlistForm) -> WaitlistEntry:
    if current.user.is_authenticated:
        return join(reward, current.user, variant=form.variant, is_proven=current.user.is_verified)
    name = form.name.data or ""
    person = User.guest(form.email.data or "", name)
    return join(reward, person, variant=form.variant, is_proven=False, name=name)


def _form(reward: Reward, **options: None) -> WaitlistForm:
    return WaitlistForm(reward, is_known=current.user.is_authenticated, **options)


def _entry(token: str) -> WaitlistEntry:
    return behind_link(token) or abort(404)


def _ask(reward: Reward, form: WaitlistForm, *, status: int = 200) -> Response:
    page = {"reward": reward, "project": reward.project, "reward_key": reward_key(), "waiting": waiting_for(reward)}
    return privately(render("crowdfunding/waitlist/new.html", status=status, form=form, **page))


def _show(entry: WaitlistEntry, token: str) -> Response:
    page = {"entry": entry, "reward": entry.reward, "project": entry.reward.project, "token": token, "page_of": page_of}
    return privately(render("crowdfunding/waitlist/show.html", **page))
