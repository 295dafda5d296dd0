"""Who gets the newsletter: listed, brought in, taken out."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.errors import Invalid, Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render
from educrowd.core.people_lists import Wanted, read

from ...models import Newsletter, NewsletterLetter, Post, Subscriber
from ...newsletter.forms import SenderForm, SignUpSwitch, SubscriberListForm
from ...newsletter.importing import LONGEST_LIST, MOST_LINES, bring_in, look
from ...newsletter.managing import remove
from ...newsletter.offering import SETTING, takes_subscribers
from ...newsletter.sender import change_sender, sender

bp = Blueprint("subscribers", __name__)
LIST = "blog/studio/subscribers/list.html"
SENDER = "blog/studio/subscribers/sender.html"
HEADING = ("Email", "Name", "State", "Source", "Consent", "Confirmed", "Left", "Reason", "Since")


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()[:254]
    page = paginate(Subscriber.listed(state, words), per_page=50)
    counts = Subscriber.counts()
    return render("blog/studio/subscribers/index.html", page=page, counts=counts, state=state, words=words)


@bp.get("/letters")
@needs("posts.manage")
def letters() -> Response:
    """The posts that were mailed, and what became of their letters."""
    sent = select(Newsletter).join(Post).where(Newsletter.begun_at.is_not(None)).order_by(Newsletter.begun_at.desc())
    page = paginate(sent)
    counts = NewsletterLetter.counts([each.post_id for each in page.items])
    return render("blog/studio/subscribers/letters.html", page=page, counts=counts)


@bp.get("/sender")
@needs("site.manage")
def edit_sender() -> Response:
    said = sender()
    form = SenderForm(formdata=None, sender_name=said["sender_name"], reply_to=said["reply_to"])
    return render(SENDER, form=form, switch=_switch(), **said)


@bp.post("/sender")
@needs("site.manage")
def update_sender() -> Response:
    form = SenderForm()
    if not form.validate_on_submit():
        return invalid(SENDER, form, switch=_switch(), **sender())
    try:
        change_sender(form.sender_name.data or "", form.reply_to.data or "")
    except Refused as refusal:
        form.refuse(Invalid("reply_to" if refusal.field == "email" else refusal.field, refusal.message))
        return invalid(SENDER, form, switch=_switch(), **sender())
    flash_ok("Saved.")
    return go(url_for(".edit_sender"))


@bp.post("/form")
@needs("site.manage")
def switch_form() -> Response:
    form = SignUpSwitch()
    set_setting(SETTING, form.is_open.data, called="form for the newsletter")
    flash_ok("Visitors may subscribe now." if form.is_open.data else "The form is gone; letters go out as before.")
    return go(url_for(".edit_sender"))


@bp.get("/subscribers.csv")
@needs("posts.manage")
def download() -> Response:
    return csv_file(f"{current.tenant.slug}-subscribers.csv", HEADING, Subscriber.listed(), _row)


@bp.get("/subscribers/<int:id>")
@needs("posts.manage")
def show(id: int) -> Response:
    return render("blog/studio/subscribers/show.html", subscriber=find(Subscriber, id=id))


@bp.post("/subscribers/<int:id>/removal")
@needs("posts.manage")
def destroy(id: int) -> Response:
    subscriber = find(Subscriber, id=id)
    remove(subscriber)
    flash_ok(f"{subscriber.email} is forgotten.")
    return go(url_for(".index"))


@bp.get("/list")
@needs("posts.manage")
def new_list() -> Response:
    return render(LIST, form=SubscriberListForm(formdata=None), lines=None)


@bp.post("/list/preview")
@needs("posts.manage")
def preview_list() -> Response:
    form = SubscriberListForm()
    if not form.validate():
        return invalid(LIST, form, lines=None)
    try:
        form.people.data = _text(form)
        lines = look(_people(form), consent=form.consent.data or "")
    except Refused as refusal:
        return _refused(form, refusal)
    return render(LIST, form=form, lines=lines, counts=Counter(line.outcome for line in lines))


@bp.post("/list")
@needs("posts.manage")
def create_list() -> Response:
    form = SubscriberListForm()
    if not form.validate():
        return invalid(LIST, form, lines=None)
    try:
        lines = bring_in(_people(form), consent=form.consent.data or "")
    except Refused as refusal:
        return _refused(form, refusal)
    counts = Counter(line.outcome for line in lines)
    flash_ok(f"{counts['subscribe']} subscribed, {counts['ask']} asked by a letter.")
    return go(url_for(".index"))


def _switch() -> SignUpSwitch:
    return SignUpSwitch(formdata=None, is_open=takes_subscribers())


def _people(form: SubscriberListForm) -> list[Wanted]:
    return read(form.people.data or "", most=MOST_LINES, longest=LONGEST_LIST)


def _text(form: SubscriberListForm) -> str:
    """What was pasted, else what the file says."""
    file = request.files.get("file")
    if form.people.data or not file:
        return form.people.data or ""
    try:
        return file.stream.read(4 * LONGEST_LIST + 1).decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        raise Invalid("file", "Save the list as CSV in UTF-8; this file is something else.") from None


def _refused(form: SubscriberListForm, refusal: Refused) -> Response:
    form.refuse(refusal)
    return invalid(LIST, form, lines=None)


def _row(each: Subscriber) -> tuple[object, ...]:
    said = each.email, each.name, each.state, each.source, each.consent
    return (*said, each.confirmed_at, each.left_at, each.reason, each.created_at)
