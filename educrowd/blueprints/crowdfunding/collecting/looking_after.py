"""What goes on by itself while backers are asked: who pays late is asked too, the silent are reminded."""

from __future__ import annotations

from educrowd.core.db import db
from educrowd.core.jobs import job

from ..models import AddressLock, Survey
from ..rewards.address_locking import warn
from ..surveys.letters import invite, remind


@job
def look_after_surveys() -> None:
    """Write the letters whose day has come; two runs at once write each of them once."""
    for survey in db.session.scalars(Survey.open().options(*Survey.whole())):
        invite(survey)
        remind(survey)
    for lock in db.session.scalars(AddressLock.coming()):
        warn(lock)
