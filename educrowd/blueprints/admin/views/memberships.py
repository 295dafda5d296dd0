"""One role of one person: until when, and its end."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.auth.joining import joining
from educrowd.blueprints.auth.models import Membership
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import authorize, find, flash_ok, go, invalid, render

from ..forms import last_day
from ..member_forms import TermForm
from . import studio

EDIT = "admin/memberships/edit.html"
END = "admin/memberships/end.html"


@studio.get("/members/roles/<int:id>/edit")
@needs("members.manage")
def edit_membership(id: int) -> Response:
    membership = editable(id)
    form = TermForm(expires_at=last_day(membership.expires_at))
    return render(EDIT, form=form, membership=membership)


@studio.post("/members/roles/<int:id>/edit")
@needs("members.manage")
def update_membership(id: int) -> Response:
    membership, form = editable(id), TermForm()
    if not form.validate():
        return invalid(EDIT, form, membership=membership)
    try:
        joining.change(membership, expires_at=form.until)
    except Refused as refusal:
        form.refuse(refusal)
        return render(EDIT, status=refusal.status, form=form, membership=membership)
    flash_ok("The new end is set." if form.until else "The role is for good.")
    return go(url_for("studio.member", user_id=membership.user_id))


@studio.get("/members/roles/<int:id>/end")
@needs("members.manage")
def confirm_end(id: int) -> Response:
    return render(END, form=Form(), membership=editable(id))


@studio.post("/members/roles/<int:id>/end")
@needs("members.manage")
def end_membership(id: int) -> Response:
    membership, form = editable(id), Form()
    try:
        joining.remove(membership)
    except Refused as refusal:
        form.refuse(refusal)
        return render(END, status=refusal.status, form=form, membership=membership)
    flash_ok(f"{membership.user.shown_name} is no longer {membership.role} here.")
    return go(after(membership))


def editable(id: int) -> Membership:
    """The active role with this number here, if whoever asks may give and take it."""
    membership = find(Membership, id=id, tenant_id=current.tenant_id, is_active=True)
    authorize(membership.editable_by(current.user))
    return membership


def after(membership: Membership) -> str:
    """Back to the person; whoever gave up a role of their own may not see that page any more."""
    is_me = membership.user_id == current.user.id
    return "/" if is_me else url_for("studio.member", user_id=membership.user_id)
