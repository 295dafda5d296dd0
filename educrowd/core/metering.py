"""What a site used, day by day: a job reads the meters, so that the past is kept and months can be summed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import Date, UniqueConstraint, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from .allowances import METERS, counts, used
from .current import current
from .db import Model, TenantOwned, bound_tenant_id, db, utcnow
from .jobs import job

MAILS = "mails_a_month"


class SentMail(TenantOwned, Model):
    """One letter that left; a row of its own, as a sum would make all who mail wait for each other."""

    __tablename__ = "sent_mails"

    sent_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class UsageReading(TenantOwned, Model):
    """One meter on one day: how much there was, or for letters how many left that day."""

    __tablename__ = "usage_readings"
    __constraints__ = (UniqueConstraint("tenant_id", "meter", "day"),)

    meter: Mapped[str]
    day: Mapped[date]
    used: Mapped[int]


def note_mail() -> None:
    """A letter of the bound site has left; letters of the platform are nobody's."""
    if current.tenant_id is not None:
        db.session.add(SentMail())


@counts(MAILS)
def mails_this_month() -> int:
    """Letters since the first of the month: days that were read, and what came since."""
    first = utcnow().date().replace(day=1)
    read = select(func.sum(UsageReading.used)).where(UsageReading.meter == MAILS, UsageReading.day >= first)
    since = select(func.count()).select_from(SentMail).where(SentMail.sent_at >= _midnight(first))
    return int(db.session.scalar(read) or 0) + (db.session.scalar(since) or 0)


@job(queue="bulk")
def read_meters() -> None:
    """Read what there is, and turn the letters of past days into a number each."""
    today = utcnow().date()
    for meter in METERS:
        if meter != MAILS:
            _note(meter, today, used(meter))
    for day, count in _past_days(today):
        _note(MAILS, day, count, is_sum=True)


def readings(meter: str, days: int) -> list[int]:
    """The last readings, the oldest first."""
    latest = select(UsageReading.used).where(UsageReading.meter == meter).order_by(UsageReading.day.desc()).limit(days)
    return list(db.session.scalars(latest))[::-1]


def _past_days(today: date) -> list[tuple[date, int]]:
    """Letters of days that are over, taken out; two runs at once never get the same rows."""
    gone = delete(SentMail).where(SentMail.sent_at < _midnight(today)).returning(SentMail.sent_at).cte("gone")
    day = cast(func.timezone("UTC", gone.c.sent_at), Date)
    return [(day, count) for day, count in db.session.execute(select(day, func.count()).group_by(day))]


def _note(meter: str, day: date, amount: int, *, is_sum: bool = False) -> None:
    row = insert(UsageReading).values(tenant_id=bound_tenant_id(), meter=meter, day=day, used=amount)
    value = UsageReading.used + amount if is_sum else amount
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "meter", "day"], set_={"used": value}))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
