"""Jobs for the tests of jobs; a real worker imports them from here."""

from __future__ import annotations

import os
import signal
import time

from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.jobs import job


@job
def note(word: str) -> None:
    """Leaves a trace in the audit log, in the name of whoever promised it."""
    audit("test.noted", word=word, tenant=current.tenant and current.tenant.slug, process=os.getpid())


@job
def note_slowly(word: str, seconds: float) -> None:
    audit("test.noted", word=word)
    db.session.flush()
    time.sleep(seconds)


@job
def fail(word: str) -> None:
    audit("test.noted", word=word)
    db.session.flush()
    raise RuntimeError(f"poison: {word}")


@job
def rename(person_id: int, name: str) -> None:
    person = db.session.scalars(select(User).where(User.id == person_id).with_for_update()).one()
    person.first_name = name


@job
def kill_the_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@job(queue="bulk")
def every_now_and_then() -> None:
    audit("test.every_now_and_then")
