"""The pledge that a recovery is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import relationship

from educrowd.core.payments import Recovery

# A payment is behind one pledge; the database says so by a unique key, not by a foreign one. Core knows no pledges.
known: Any = Recovery
known.pledge = relationship(
    "Pledge",
    primaryjoin="and_(Pledge.tenant_id == foreign(Recovery.tenant_id),"
    " Pledge.payment_id == foreign(Recovery.payment_id))",
    viewonly=True,
)
