"""A worker looks into a site's file, and makes the site: all of it or nothing, and once however often it is run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select, update

from educrowd.blueprints.auth import mailers as auth_mailers
from educrowd.blueprints.auth import roles
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.leaving.describing import describe
from educrowd.blueprints.tenant.leaving.exporting import Told, export
from educrowd.blueprints.tenant.leaving.importing import rehearse, take_in
from educrowd.blueprints.tenant.leaving.reading import LIMITS, MostLines, SiteFile
from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.core import people, tenancy
from educrowd.core.archives import Limits
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.jobs import job, running_entry_id, stood_in_line
from educrowd.core.outbox import MAX_TRIES, OutboxEntry

from .. import arrival_mailers as mailers

TELL_EVERY_SECONDS = 0.5
# A file that unpacks to more than that is a trap: tables shrink to a tenth, pictures and films hardly.
MOST_TIMES, BESIDES = 20, 50 * 1024**2
# What a stranger's file may ask of the database before anybody has looked at it.
MOST_BROUGHT = MostLines(rows=1_000_000, people=50_000)
NOT_YOURS = "You may no longer do this."
OUR_FAULT = "Something went wrong on our side. Nothing was written; it was noted, and you may try again."


class Over(Exception):
    """Nobody wants it any more, or somebody was quicker."""


@job(queue="bulk")
def look(arrival_id: int) -> None:
    """Say what would come of a file: every row is written once and taken back."""
    _work_on(arrival_id, "looking", _look)


@job(queue="bulk")
def make(arrival_id: int) -> None:
    """Make the site."""
    _work_on(arrival_id, "working", _make)


def _look(arrival: SiteArrival) -> None:
    id, most = arrival.id, min(LIMITS.bytes, MOST_TIMES * arrival.size_bytes + BESIDES)
    limits = Limits(members=LIMITS.members, bytes=most, depth=LIMITS.depth, name=LIMITS.name)
    most_lines = None if arrival.by_operator else MOST_BROUGHT
    with arrival.path.open("rb") as stream:
        db.session.commit()
        site = SiteFile(stream, limits=limits, most=most_lines)
        rehearse(site, tell=_told(id, "looking"), begun=lambda: _in_line(id, "looking"))
        report = describe(site)
    arrival = _still(id, "looking")
    arrival.report = report
    arrival.wait()
    db.session.flush()


def _make(arrival: SiteArrival) -> None:
    if not _may(arrival):
        raise Refused(NOT_YOURS)
    id, wanted, path, tell = arrival.id, (arrival.slug, arrival.name), arrival.path, _told(arrival.id, "working")
    source_id, members = arrival.source_id, arrival.with_members
    db.session.commit()  # PostgreSQL closes a transaction that is silent while a large site is written.
    if source_id and not path.is_file():
        with tenancy.bind(source_id):
            export(path, members=members)
    with path.open("rb") as stream:
        slug, name = wanted
        take_in(stream, slug=slug, name=name, tell=tell, begun=lambda: _begun(id), ended=lambda: _ended(id))


def _may(arrival: SiteArrival) -> bool:
    """Asked again when it is made: an operator, or for a copy without members whoever owns the site."""
    is_owner = arrival.source_id == current.tenant_id and not arrival.with_members and current.user.can("site.delete")
    return current.user.is_operator or (arrival.is_copy and is_owner)


def _begun(arrival_id: int) -> None:
    """What a run that was killed left behind goes."""
    attempt_id = _in_line(arrival_id, "working")
    if attempt_id:
        home = Path(current_app.config["EDUCROWD_HOME"])
        shutil.rmtree(home / "files" / str(attempt_id), ignore_errors=True)


def _in_line(arrival_id: int, state: str) -> int | None:
    """One at a time: a second run waits here, and stops where the first was done; answers what that one tried."""
    line = func.hashtextextended(f"site-arrival.{arrival_id}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(line)))
    standing = select(SiteArrival.attempt_id).where(SiteArrival.id == arrival_id, SiteArrival.state == state)
    row = db.session.execute(standing).first()
    if row is None:
        raise Over
    return row.attempt_id


def _ended(arrival_id: int) -> None:
    """In the transaction of the site itself: it is there and this says so, or neither."""
    arrival = _still(arrival_id, "working")
    _give_owner(arrival)
    arrival.finish(current.tenant_id or 0)
    mailers.send_arrival_letter.later(arrival.id)


def _give_owner(arrival: SiteArrival) -> None:
    """Whoever brought it for themselves; otherwise whom an operator named, by an invitation."""
    if not arrival.by_operator:
        people.acting(arrival.asked_by_id).take(roles.OWNER)
    elif arrival.owner_email:
        person = User.guest(arrival.owner_email)
        person.take(roles.OWNER, assigned_by=people.acting(arrival.asked_by_id))
        auth_mailers.send_invitation.later(person.id, roles.OWNER)


def _still(arrival_id: int, state: str) -> SiteArrival:
    arrival = SiteArrival.held(arrival_id, state)
    if arrival is None:
        raise Over
    return arrival


def _told(arrival_id: int, state: str) -> Told:
    told_at = 0.0
    mine = update(SiteArrival).where(SiteArrival.id == arrival_id, SiteArrival.state == state)

    def tell(done: int, total: int) -> None:
        nonlocal told_at
        if done and time.monotonic() < told_at + TELL_EVERY_SECONDS:
            return
        told_at, attempt = time.monotonic(), current.tenant_id
        here = mine.values(done_count=done, total_count=total, attempt_id=attempt).returning(SiteArrival.id)
        with tenancy.transaction(None):
            is_wanted = db.session.execute(here).first()
        if not is_wanted:
            raise Over
        db.session.execute(select(1))

    return tell


def _work_on(arrival_id: int, state: str, work: Callable[[SiteArrival], Any]) -> None:
    arrival = db.session.scalar(select(SiteArrival).where(SiteArrival.id == arrival_id, SiteArrival.state == state))
    if arrival is None:
        return
    try:
        work(arrival)
    except Over:
        db.session.rollback()
    except Refused as refusal:
        db.session.rollback()
        _refuse(arrival_id, state, refusal)
    except Exception as error:
        if not stood_in_line(error) and _is_last_try():
            with tenancy.transaction(None):
                _refuse(arrival_id, state, Refused(OUR_FAULT))
        raise


def _refuse(arrival_id: int, state: str, refusal: Refused) -> None:
    """An address that somebody else took meanwhile is chosen anew; all else is over."""
    arrival = SiteArrival.held(arrival_id, state)
    if arrival is None:
        return
    if refusal.field == "slug" and not arrival.is_copy:
        arrival.wait(refusal.message)
    else:
        arrival.end("failed", refusal.message)
    mailers.send_arrival_letter.later(arrival_id)


def _is_last_try() -> bool:
    db.session.rollback()
    tries = db.session.scalar(select(OutboxEntry.tries).where(OutboxEntry.id == running_entry_id()))
    return tries is not None and tries + 1 >= MAX_TRIES
