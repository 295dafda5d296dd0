"""What the current site knew of somebody who leaves: roles and keys go, what they said to others loses its name."""

from __future__ import annotations

from sqlalchemy import delete, text

from educrowd.blueprints.tenant.leaving.tables import site_tables
from educrowd.core import personal_data
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.personal_data import SOMEBODY

from ..models import ApiKey, Membership


def forget_here(user_id: int) -> None:
    """Roles and keys, then what each module has of a person's own, then the names beside what they wrote."""
    db.session.execute(delete(ApiKey).where(ApiKey.user_id == user_id))
    db.session.execute(
        delete(Membership).where(Membership.user_id == user_id, Membership.tenant_id == current.tenant_id)
    )
    personal_data.forget.collect(user_id)
    _take_names_off(user_id)
    audit("member.left")


def _take_names_off(user_id: int) -> None:
    """Whatever carries its author's name beside the author, in every table that there is or will be."""
    for table in site_tables():
        if {"author_id", "author_name"} <= table.by_name.keys():
            face = ", author_face = ''" if "author_face" in table.by_name else ""
            of_site = " AND tenant_id = :tenant_id" if table.is_shared else ""
            changed = f"UPDATE {table.sql} SET author_name = :name{face} WHERE author_id = :user_id{of_site}"
            bound = {"name": SOMEBODY, "user_id": user_id}
            db.session.execute(text(changed), bound | ({"tenant_id": current.tenant_id} if table.is_shared else {}))
