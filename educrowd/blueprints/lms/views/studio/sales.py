"""What was sold: the list with its figures, and the same as a file."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.money import display
from educrowd.core.pages import find, flash_ok, go, paginate, render

from ...models import Bundle, Course, Order
from ...models.order import STATES
from ...selling import sales as selling
from ...selling.returned import refund_order
from ..blueprint import bp


@bp.get("/studio/sales/")
@needs("courses.work")
def sales():
    filters = _filters()
    found = selling.sales(current.user, **filters)
    context = filters | {"states": STATES, "courses": _own(Course), "bundles": _own(Bundle)}
    context["in_bundles"] = selling.in_bundles(filters["course"]) if filters["course"] else []
    page = paginate(selling.with_people(found), per_page=50)
    return render("lms/studio/sales/index.html", page=page, figures=selling.figures(found), **context)


@bp.get("/studio/sales.csv")
@needs("courses.work")
def sales_file():
    found = selling.sales(current.user, **_filters())
    return csv_file("sales.csv", selling.COLUMNS, selling.with_people(found), selling.row_of)


@bp.get("/studio/sales/<int:id>/refund")
@needs("money.refund")
def ask_to_refund(id: int):
    return render("lms/studio/sales/refund.html", order=find(Order, id=id), form=Form())


@bp.post("/studio/sales/<int:id>/refund")
@needs("money.refund", unpaid=True)
def refund_sale(id: int):
    order, form = find(Order, id=id), Form()
    try:
        refund = refund_order(order, by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return render("lms/studio/sales/refund.html", status=refusal.status, order=order, form=form)
    flash_ok(f"{display(refund.amount, order.currency)} go back to {order.name}.")
    return go(url_for("lms.sales"))


def _filters() -> dict[str, Any]:
    """What the address asks for; what makes no sense is left out."""
    state = request.args.get("state", "")
    return {
        "course": _asked_for(Course, "course"),
        "bundle": _asked_for(Bundle, "bundle"),
        "state": state if state in STATES else "",
    }


def _asked_for(kind: type[Course] | type[Bundle], name: str) -> Any:
    slug = request.args.get(name, "").replace("\x00", "")
    return db.session.scalars(kind.run(current.user).where(kind.slug == slug)).first() if slug else None


def _own(kind: type[Course] | type[Bundle]) -> list[tuple[str, str]]:
    own = kind.run(current.user).with_only_columns(kind.slug, kind.title).order_by(None)
    return [(slug, title) for slug, title in db.session.execute(own.order_by(kind.title)).all()]
