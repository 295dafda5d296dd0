"""The people of a site."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth import roles
from educrowd.blueprints.auth.joining import joining
from educrowd.blueprints.auth.models import Membership, User
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, is_htmx, paginate, render

from ..member_forms import MemberSearch, NewMemberForm, RoleForm
from ..queries import members, members_by_role, memberships_of
from . import studio

PER_PAGE = 25


@studio.get("/members/")
@needs("members.manage")
def members_index() -> Response:
    form = MemberSearch(request.args)
    if not form.validate():
        return invalid("admin/members/index.html", form, page=None, counts={})
    page = paginate(members(words=form.q.data or "", role=form.role.data or ""), per_page=PER_PAGE)
    context = {"form": form, "page": page, "memberships": memberships_of(page)}
    if is_htmx():
        return render("admin/members/_list.html", **context)
    return render("admin/members/index.html", **context, counts=members_by_role())


@studio.get("/members/new")
@needs("members.manage")
def new_member() -> Response:
    return render("admin/members/new.html", form=NewMemberForm(grantable(), role=roles.STUDENT))


@studio.post("/members/")
@needs("members.manage")
def create_member() -> Response:
    form = NewMemberForm(grantable())
    if not form.validate():
        return invalid("admin/members/new.html", form)
    try:
        membership = joining.invite(**form.invitation)
    except Refused as refusal:
        form.refuse(refusal)
        return render("admin/members/new.html", status=refusal.status, form=form)
    flash_ok(f"{said_of(membership)} A letter is on its way.")
    return go(url_for("studio.member", user_id=membership.user_id))


@studio.get("/members/<int:user_id>/")
@needs("members.manage")
def member(user_id: int) -> Response:
    return render("admin/members/show.html", form=RoleForm(grantable(), role=roles.STUDENT), **about(user_id))


@studio.post("/members/<int:user_id>/memberships")
@needs("members.manage")
def give_role(user_id: int) -> Response:
    context, form = about(user_id), RoleForm(grantable())
    if not form.validate():
        return invalid("admin/members/show.html", form, **context)
    try:
        membership = joining.invite(context["person"].email, form.role.data, expires_at=form.until)
    except Refused as refusal:
        form.refuse(refusal)
        return render("admin/members/show.html", status=refusal.status, form=form, **context)
    flash_ok(said_of(membership))
    return go(url_for("studio.member", user_id=user_id))


def about(user_id: int) -> dict:
    """A person who has or had a role here, and all of these roles; a stranger is 404."""
    held = Membership.here().where(Membership.user_id == user_id).options(joinedload(Membership.assigned_by))
    memberships = db.session.scalars(held.order_by(Membership.assigned_at.desc())).all()
    return {"person": find(User, id=user_id), "memberships": memberships} if memberships else abort(404)


def said_of(membership: Membership) -> str:
    person, role = membership.user.shown_name, membership.role
    return f"{person} is now {role} here." if membership.accepted_at else f"{person} is asked to be {role} here."


def grantable() -> tuple[str, ...]:
    return current.user.grantable_roles
