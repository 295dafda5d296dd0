"""From an upload to what it became: a look first, then the same for good; small files at once, all others by a worker.

Each step is one transaction, so a worker that is killed leaves nothing, and the next does the step anew.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from sqlalchemy import select

from .. import files
from ..current import current
from ..db import db
from ..errors import Invalid, Refused
from ..jobs import job, running_entry_id, stood_in_line
from ..limits import throttle
from ..outbox import MAX_TRIES, OutboxEntry
from ..tenancy import transaction
from .errors import Canceled, ImportedAlready, NotToImport, OverAlready
from .importers import IMPORTERS
from .progress import Progress, WrittenProgress
from .record import Import
from .weighing import is_small

LONGEST_NAME = 120
RATE = "60 per hour"
MB = 1024**2
GONE = "The file is not there any more. Choose it again."
NOT_YOURS = "You may no longer import here."
OUR_FAULT = "Something went wrong on our side. Nothing was written; it was noted, and you may try again."


def begin(kind: str, *, name: str, stream: BinaryIO, by: Any, format: str, about_id: int | None = None) -> Import:
    """Keep a file and look into it, now or soon; Invalid where it can't be read, TooMany where it is one of many."""
    known, size = IMPORTERS[kind], stream.seek(0, 2)
    if not size:
        raise Invalid("file", "The file is empty.")
    if size > known.largest:
        raise Invalid("file", f"Choose a file of at most {known.largest // MB} MB.")
    throttle(RATE, "import", str(by.id))
    _forget_waiting(kind, about_id, by)
    facts = {"kind": kind, "about_id": about_id, "format": format, "name": file_name(name) or known.otherwise_called}
    made, at_once = Import(size_bytes=size, imported_by_id=by.id, **facts), is_small(stream)
    if at_once:
        made.show(known.look(made, stream, by, Progress()))
        stream.seek(0)
    db.session.add(made)
    db.session.flush()
    files.write_stream(made.place, stream)
    if not at_once:
        look_into.later(made.id)
    return made


def confirm(made: Import, *, by: Any) -> None:
    """Do what the look promised, now or soon. ImportedAlready the second time."""
    db.session.refresh(made, with_for_update=True)
    if made.is_done:
        raise ImportedAlready()
    if made.state != "ready":
        raise NotToImport()
    made.begin()
    made.imported_by_id = by.id
    db.session.flush()
    if _is_small(made):
        _carry_out_at_once(made, by=by)
    else:
        carry_out.later(made.id)


def cancel(made: Import) -> None:
    """Nobody wants it any more; whoever works on it stops, and what was written is taken back."""
    db.session.refresh(made, with_for_update=True)
    if not made.is_open:
        raise OverAlready()
    made.end("canceled")


def forget(kind: str, about_id: int) -> None:
    """With what it was about goes an import, and the file that waits for it."""
    for made in db.session.scalars(Import.of(kind, about_id)):
        made.forget_bytes()
        db.session.delete(made)


@job(queue="bulk")
def look_into(import_id: int) -> None:
    """Say what would come of a file."""
    _work_on(import_id, "looking", _look)


@job(queue="bulk")
def carry_out(import_id: int) -> None:
    """Import a file."""
    _work_on(import_id, "importing", _carry_out)


def file_name(name: str) -> str:
    """A file's name without folders and signs that no screen shows."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-LONGEST_NAME:]


def _forget_waiting(kind: str, about_id: int | None, by: Any) -> None:
    """Who looks into another file has done with the one before."""
    waiting = Import.of(kind, about_id).where(Import.imported_by_id == by.id, Import.state.in_(("looking", "ready")))
    for made in db.session.scalars(waiting):
        made.forget_bytes()
        db.session.delete(made)


def _is_small(made: Import) -> bool:
    """One that is gone is as soon said to be."""
    path = files.path_of(made.place)
    if not path.is_file():
        return True
    with path.open("rb") as stream:
        return is_small(stream)


def _carry_out_at_once(made: Import, *, by: Any) -> None:
    try:
        with db.session.begin_nested(), _bytes_of(made) as stream:
            _carry_out(made, stream, Progress(), by=by)
    except Refused as refusal:
        made.fail(refusal.message)


def _look(made: Import, stream: BinaryIO, progress: Progress, *, by: Any) -> None:
    id, rows = made.id, IMPORTERS[made.kind].look(made, stream, by, progress)
    made = _still(id, "looking")
    made.show(rows)


def _carry_out(made: Import, stream: BinaryIO, progress: Progress, *, by: Any) -> None:
    id, (rows, about_id) = made.id, IMPORTERS[made.kind].carry_out(made, stream, by, progress)
    made = _still(id, "importing")
    made.finish(rows, about_id)


def _still(import_id: int, state: str) -> Import:
    """The row, held from now on; Canceled where somebody was quicker."""
    held = select(Import).where(Import.id == import_id, Import.state == state).with_for_update()
    made = db.session.scalar(held.execution_options(populate_existing=True))
    if made is None:
        raise Canceled()
    return made


def _work_on(import_id: int, state: str, work: Any) -> None:
    made = db.session.scalar(select(Import).where(Import.id == import_id, Import.state == state))
    if made is None:
        return
    try:
        if not IMPORTERS[made.kind].may(made, current.user):
            raise Refused(NOT_YOURS)
        with _bytes_of(made) as stream:
            work(made, stream, WrittenProgress(made), by=current.user)
    except Canceled:
        db.session.rollback()
    except Refused as refusal:
        db.session.rollback()
        _fail(import_id, state, refusal.message)
    except Exception as error:
        if not stood_in_line(error) and _is_last_try():
            db.session.rollback()
            with transaction(current.tenant, current.user):
                _fail(import_id, state, OUR_FAULT)
        raise


def _bytes_of(made: Import) -> BinaryIO:
    path = files.path_of(made.place)
    if not path.is_file():
        raise Refused(GONE)
    return path.open("rb")


def _fail(import_id: int, state: str, problem: str) -> None:
    failed = select(Import).where(Import.id == import_id, Import.state == state).with_for_update()
    if made := db.session.scalar(failed):
        made.fail(problem)


def _is_last_try() -> bool:
    db.session.rollback()
    tries = db.session.scalar(select(OutboxEntry.tries).where(OutboxEntry.id == running_entry_id()))
    return tries is not None and tries + 1 >= MAX_TRIES
