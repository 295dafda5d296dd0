"""Where a backer came from, as the link said; nothing about the person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import Row, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, bound_tenant_id, db, refers

from .pledge import Pledge

if TYPE_CHECKING:
    from .project import Project

WORD = re.compile(r"[\w.-]{1,40}", re.ASCII)


class PledgeSource(TenantOwned, Model):
    """One word from the link's `ref` or `utm_source`, kept with the pledge."""

    __tablename__ = "pledge_sources"
    __constraints__ = (UniqueConstraint("tenant_id", "pledge_id"),)

    pledge_id: Mapped[int] = refers("pledges", ondelete="CASCADE", index=False)
    source: Mapped[str]

    @classmethod
    def note(cls, pledge: Pledge, source: str) -> None:
        """Keep the first word that was told; what is no word of a link is not kept."""
        if not WORD.fullmatch(source):
            return
        values = {"tenant_id": bound_tenant_id(), "pledge_id": pledge.id, "source": source.lower()}
        db.session.execute(insert(cls).values(values).on_conflict_do_nothing())

    @classmethod
    def figures(cls, project: Project) -> list[Row]:
        """Pledges that count and their sum by source, the largest first; "" is a link that said nothing."""
        source = func.coalesce(cls.source, "").label("source")
        return list(
            db.session.execute(
                Pledge.backing()
                .with_only_columns(source, func.count().label("pledges"), func.sum(Pledge.amount).label("amount"))
                .outerjoin(cls, (cls.tenant_id == Pledge.tenant_id) & (cls.pledge_id == Pledge.id))
                .where(Pledge.project_id == project.id)
                .group_by(source)
                .order_by(func.sum(Pledge.amount).desc(), source)
            )
        )
