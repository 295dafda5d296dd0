"""Who backs a project, for those who run it."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.pages import find, invalid, is_htmx, paginate, render
from educrowd.core.payments import Refund

from ...backers.finding import backers_like, countries_of, sum_of
from ...backers.forms import BackerFilter, BulkDeliveryForm, DeliveryForm
from ...finding import fulfilled_project
from ...messages.forms import MessageForm
from ...models import AddressLock, Pledge, PledgeUnlock, Project
from ...queries import months_of
from ...surveys.answering import surveys_for
from ..blueprint import bp

LIST = "crowdfunding/studio/pledges/index.html"
HEADING = (
    "backer", "email", "reward", "amount", "refunded", "currency", "state", "anonymous", "since", "paid_at", "receipt",
    "country", "address", "message", "delivery", "tracking", "late", "gift_for", "gift_email",
)  # fmt: skip


@bp.get("/studio/projects/<int:project_id>/backers")
@needs("projects.work")
def backers(project_id: int):
    project = fulfilled_project(project_id)
    form = _filter(project)
    if not form.validate():
        return invalid(LIST, form, project=project, page=None, sums=None)
    listed = backers_like(project, **form.wanted)
    page, sums = paginate(listed, per_page=50), sum_of(listed, project.currency)
    template = "crowdfunding/studio/pledges/_list.html" if is_htmx() else LIST
    bulk = BulkDeliveryForm(formdata=None)
    return render(template, project=project, form=form, bulk=bulk, page=page, sums=sums)


@bp.get("/studio/projects/<int:project_id>/backers.csv")
@needs("projects.work")
def backers_csv(project_id: int):
    project = fulfilled_project(project_id)
    form = _filter(project)
    if not form.validate():
        return invalid(LIST, form, project=project, page=None, sums=None)
    listed = backers_like(project, **form.wanted)
    return csv_file(f"{project.slug}-backers.csv", HEADING, listed, _row)


@bp.get("/studio/projects/<int:project_id>/backers/<int:pledge_id>")
@needs("projects.work")
def backer(project_id: int, pledge_id: int):
    return show_backer(find(Pledge, id=pledge_id, project_id=fulfilled_project(project_id).id))


def show_backer(pledge: Pledge, *, form: DeliveryForm | None = None, status: int = 200):
    return render(
        "crowdfunding/studio/pledges/show.html",
        status=status,
        project=pledge.project,
        pledge=pledge,
        months=months_of(pledge),
        refunds=Refund.of(pledge.payment) if pledge.payment else [],
        surveys=surveys_for(pledge),
        lock=AddressLock.of(pledge.project),
        is_unlocked=PledgeUnlock.of(pledge) is not None,
        form=form or DeliveryForm(formdata=None, obj=pledge.delivery),
        message_form=MessageForm(formdata=None),
    )


def _filter(project: Project) -> BackerFilter:
    return BackerFilter(project, countries_of(project), MultiDict({"sort": "newest"} | request.args.to_dict()))


def _row(pledge: Pledge) -> tuple:
    reward = pledge.reward.title if pledge.reward else ""
    payment = pledge.payment
    paid = (payment.captured_at, payment.charge_id) if payment else (None, None)
    amounts = (pledge.amount, pledge.refunded_amount, pledge.currency)
    shown = (pledge.state, "yes" if pledge.is_anonymous else "no", pledge.activated_at)
    sent = (pledge.country, ", ".join(pledge.address.lines) if pledge.address else "", pledge.message)
    way = (pledge.delivery.status, pledge.delivery.tracking) if pledge.delivery else ("", "")
    gift = (pledge.gift.recipient_name, pledge.gift.recipient_email) if pledge.gift else ("", "")
    kind = ("yes" if pledge.is_late else "no", *gift)
    return (pledge.name, pledge.user.email, reward, *amounts, *shown, *paid, *sent, *way, *kind)
