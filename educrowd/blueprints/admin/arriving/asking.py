"""A site is brought in: kept and looked into, then agreed to. What a stranger brings, an operator agrees to."""

from __future__ import annotations

import os
import shutil
from typing import Any, BinaryIO

from educrowd.blueprints.auth.joining.signing_up import suggested_slug
from educrowd.blueprints.auth.names import email_address
from educrowd.blueprints.tenant.founding import TAKEN, is_free
from educrowd.blueprints.tenant.models import SiteArrival, Tenant
from educrowd.blueprints.tenant.slugs import check_slug
from educrowd.core.access import require_paid
from educrowd.core.db import after_rollback, db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.imports.running import file_name
from educrowd.core.limits import throttle

from .. import arrival_mailers as mailers
from .working import look, make

MB = 1024**2
LARGEST = 2048 * MB
# What anybody may bring who has an account; larger ones come by an operator.
LARGEST_BROUGHT = 512 * MB
RATE = "10 per day"
COPIES = "3 per day"
THERE = "This site is there already."
OVER = "This is over. Choose the file again."


def bring(stream: BinaryIO, *, name: str, by: Any, by_operator: bool = False) -> SiteArrival:
    """Keep a site's file and have it looked into; Invalid where it is too large or empty."""
    size, most = stream.seek(0, os.SEEK_END), LARGEST if by_operator else LARGEST_BROUGHT
    if not 0 < size <= most:
        raise Invalid("file", f"Choose a file of at most {most // MB:,} MB that is not empty.")
    if not by_operator:
        throttle(RATE, "site-file", str(by.id))
        _forget_waiting(by)
    facts = {"asked_by_id": by.id, "by_operator": by_operator, "file_name": file_name(name) or "site.zip"}
    arrival = _added(SiteArrival(state="looking", size_bytes=size, **facts))
    _keep(arrival, stream)
    look.later(arrival.id)
    return arrival


def copy(
    source: Tenant, *, by: Any, by_operator: bool = False, with_members: bool = False, **wanted: str
) -> SiteArrival:
    """Have a second site made like one; without its members where its owner asks, who acts in the site's name."""
    if source.status in ("deleting", "erased"):
        raise Refused("This site is being deleted.")
    if not by_operator:
        _check_own(source, by)
    facts = {"asked_by_id": by.id, "by_operator": by_operator, "source_id": source.id, "with_members": with_members}
    arrival = SiteArrival(state="working", **facts, **_checked(**wanted))
    make.later(_added(arrival).id)
    return arrival


def _check_own(source: Tenant, by: Any) -> None:
    """A second site is no way around what holds the first one, nor a way to fill the disk."""
    require_paid()
    if not source.is_active:
        raise Refused("Only a site that is active can be copied.")
    if db.session.scalar(SiteArrival.of(by).where(SiteArrival.source_id.is_not(None), SiteArrival.is_still_open())):
        raise Refused("A copy is being made already.")
    throttle(COPIES, "site-copy", str(by.id))


def agree(arrival: SiteArrival, *, by: Any, **wanted: str) -> None:
    """Have the site made; where it is not an operator who says so, an operator is asked."""
    _hold(arrival)
    if arrival.site_id:
        raise Refused(THERE)
    may = ("ready", "asked") if by.is_operator else ("ready",)
    if arrival.state not in may:
        raise Refused(OVER)
    checked = _checked(**wanted)
    if by.is_operator:
        arrival.begin(**checked)
        make.later(arrival.id)
        return
    arrival.ask(**checked)
    mailers.ask_operators(arrival)


def decline(arrival: SiteArrival, reason: str) -> None:
    """An operator says no, and why."""
    _hold(arrival)
    if arrival.state != "asked":
        raise Refused(OVER)
    arrival.end("declined", reason)
    mailers.send_arrival_letter.later(arrival.id)


def cancel(arrival: SiteArrival) -> None:
    """Nobody wants it any more; whoever works on it stops, and what was written is taken back."""
    _hold(arrival)
    if not arrival.is_open:
        raise Refused(OVER)
    arrival.end("canceled")


def _checked(*, slug: str, name: str, owner_email: str = "") -> dict[str, str]:
    slug = slug.strip().lower() or suggested_slug(name)
    if not is_free(check_slug(slug)):
        raise Refused(TAKEN, field="slug")
    return {"slug": slug, "name": name, "owner_email": owner_email and email_address(owner_email)}


def _added(arrival: SiteArrival) -> SiteArrival:
    db.session.add(arrival)
    db.session.flush()
    return arrival


def _hold(arrival: SiteArrival) -> None:
    db.session.refresh(arrival, with_for_update=True)


def _keep(arrival: SiteArrival, stream: BinaryIO) -> None:
    """Readers come after the commit; a rollback leaves nothing."""
    folder = arrival.folder
    after_rollback(lambda: shutil.rmtree(folder, ignore_errors=True))
    folder.mkdir(parents=True)
    stream.seek(0)
    with arrival.path.open("wb") as file:
        shutil.copyfileobj(stream, file)
        file.flush()
        os.fsync(file.fileno())


def _forget_waiting(by: Any) -> None:
    """Who brings another file has done with the one before; one that an operator was asked about, or makes, stands."""
    waiting = SiteArrival.of(by).where(SiteArrival.source_id.is_(None), SiteArrival.is_still_open())
    for arrival in db.session.scalars(waiting.with_for_update()):
        if arrival.state not in ("looking", "ready"):
            raise Refused("Your last file is waiting for an answer, or comes in now. Cancel it to bring another one.")
        arrival.end("canceled")
