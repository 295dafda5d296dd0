"""The end of a site, wished by its owner: closed at once, erased after thirty days, taken back at any time before."""

from __future__ import annotations

from typing import Any

from educrowd.core import people, registry
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.formatting import format_date

from ..models import SiteDeletion, Subscription
from ..plans.keeping import this_tenant
from ..resolving import changed
from . import news

CLOSED = "Its owner has asked that it be deleted. On {day} everything in it will be erased."


def request(by: Any, *, name: str, password: str) -> SiteDeletion:
    """Close the site and count thirty days; whoever asks types its name and their password."""
    people.confirm_password(by, password, field="current_password")
    if name.strip() != this_tenant().name:
        raise Invalid("name", "Type the name of the site as it stands above.")
    return begin(by)


def begin(by: Any) -> SiteDeletion:
    """The same for who is known to mean it; Refused while money is open."""
    tenant = this_tenant()
    if tenant.status in ("deleting", "erased"):
        raise Refused("This site is being deleted already.")
    refuse_while_open()
    wish = SiteDeletion(requested_by_id=by.id, status_before=tenant.status, reason_before=tenant.status_reason)
    db.session.add(wish)
    db.session.flush()
    db.session.refresh(wish)
    tenant.status, tenant.status_reason = "deleting", CLOSED.format(day=format_date(wish.erases_at).striptags())
    audit("site.deletion_requested", subject=tenant)
    changed()
    news.tell("deletion_requested", deletion=wish)
    return wish


def withdraw(by: Any) -> None:
    """Open the site again as it was."""
    tenant, wish = this_tenant(), SiteDeletion.open()
    if wish is None:
        raise Refused("Nobody has asked that this site be deleted.")
    wish.withdraw(by)
    tenant.status, tenant.status_reason = wish.status_before, wish.reason_before
    audit("site.deletion_withdrawn", subject=tenant)
    changed()
    news.tell("deletion_withdrawn", deletion=wish)


def what_keeps_it() -> list[str]:
    """What has to be done before, in words."""
    subscription = Subscription.mine()
    if subscription is not None and subscription.is_live and not subscription.cancels_at_period_end:
        return ["The plan is paid by subscription. Cancel it under Plan first.", *registry.keeps_site.collect()]
    return registry.keeps_site.collect()


def refuse_while_open() -> None:
    if reasons := what_keeps_it():
        raise Refused(" ".join(reasons))
