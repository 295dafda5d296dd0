"""Who did what on this site."""

from __future__ import annotations

from flask import Response, request

from educrowd.core.access import needs
from educrowd.core.pages import invalid, is_htmx, paginate, render

from ..forms import AuditFilter
from ..queries import audit_entries
from . import studio

PER_PAGE = 50


@studio.get("/audit/")
@needs("audit.read")
def audit_log() -> Response:
    form = AuditFilter(request.args)
    if not form.validate():
        return invalid("admin/audit/index.html", form, page=None)
    page = paginate(audit_entries(**form.filters), per_page=PER_PAGE)
    return render("admin/audit/_entries.html" if is_htmx() else "admin/audit/index.html", form=form, page=page)
