"""Tools elsewhere, for those who run the site."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import find, flash_ok, go, invalid, render

from ...lti.forms import ToolForm, checked_tool
from ...lti.launching import DEPLOYMENT
from ...models import LtiTool
from ..blueprint import bp

EDIT = "lms/studio/lti/edit.html"


@bp.get("/studio/tools/")
@needs("courses.manage")
def lti_tools():
    return render("lms/studio/lti/index.html", tools=list(db.session.scalars(LtiTool.all_of_them())))


@bp.get("/studio/tools/new")
@needs("courses.manage")
def new_lti_tool():
    return render(EDIT, form=ToolForm(formdata=None), tool=None)


@bp.post("/studio/tools/")
@needs("courses.manage")
def create_lti_tool():
    form = ToolForm()
    facts = _facts(form)
    if facts is None:
        return invalid(EDIT, form, tool=None)
    tool = LtiTool.add(by=current.user, **facts)
    flash_ok("The tool is here. Tell it the facts below.")
    return go(url_for("lms.edit_lti_tool", uid=tool.uid))


@bp.get("/studio/tools/<uid>")
@needs("courses.manage")
def edit_lti_tool(uid: str):
    tool = find(LtiTool, uid=uid)
    form = ToolForm(formdata=None, obj=tool, redirects="\n".join(tool.redirect_urls))
    return render(EDIT, form=form, tool=tool, told=_told(tool))


@bp.post("/studio/tools/<uid>")
@needs("courses.manage")
def update_lti_tool(uid: str):
    tool, form = find(LtiTool, uid=uid), ToolForm()
    facts = _facts(form)
    if facts is None:
        return invalid(EDIT, form, tool=tool, told=_told(tool))
    tool.change(**facts)
    flash_ok("Saved.")
    return go(url_for("lms.edit_lti_tool", uid=uid))


@bp.post("/studio/tools/<uid>/deletion")
@needs("courses.manage")
def delete_lti_tool(uid: str):
    find(LtiTool, uid=uid).remove()
    flash_ok("The tool is taken out. Lessons that start it say so.")
    return go(url_for("lms.lti_tools"))


def _facts(form: ToolForm) -> dict[str, Any] | None:
    """What was filled in, if all of it is well."""
    if not form.validate():
        return None
    try:
        return checked_tool(form.facts)
    except Invalid as refusal:
        form.refuse(refusal)
        return None


def _told(tool: LtiTool) -> list[tuple[str, str]]:
    """What the tool must know of us."""
    return [
        ("Platform (issuer)", current.tenant.origin),
        ("Client ID", tool.uid),
        ("Deployment ID", DEPLOYMENT),
        ("Authorization address", url_for("lms.authorize_launch", _external=True)),
        ("Token address", url_for("lms.lti_token", _external=True)),
        ("Keys (JWKS)", url_for("lms.lti_keys", _external=True)),
    ]
