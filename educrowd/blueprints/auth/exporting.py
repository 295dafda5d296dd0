"""All that is kept of a person, over all their sites, as one ZIP of JSON and files."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from typing import Any

from sqlalchemy import func, select

from educrowd.core import personal_data, tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.limits import throttle
from educrowd.core.personal_data import Part, part

from . import security_mailers
from .entering.signing_in import confirm_password
from .models import ApiKey, DataExport, KnownDevice, Membership, Passkey, Session, User
from .models.data_export import KEPT

ACCOUNT = ("email", "username", "first_name", "last_name", "is_verified", "created_at", "password_changed_at")
UNPROVEN = "Confirm your email address first, under Security: then the file is made."
PROFILE = ("bio", "phone_number", "birthday", "postal_address", "totp_since")


def ask(user: User, password: str) -> DataExport:
    """Have it made; one at a time, and for whom the address belongs to: a site's file may have brought their work."""
    confirm_password(user, password, field="current_password")
    if not user.is_verified:
        raise Refused(UNPROVEN, code="forbidden", status=403)
    throttle("5 per day", "data-export", str(user.id))
    under_way = DataExport.of(user).where(DataExport.ready_at.is_(None))
    if db.session.scalar(under_way):
        raise Refused("Your file is being made. A letter says when it is ready.")
    export = DataExport(user_id=user.id)
    db.session.add(export)
    db.session.flush()
    make.later(export.id)
    return export


@job(queue="bulk")
def make(export_id: int) -> None:
    """Write the file, and tell whom it is about."""
    export = db.session.get(DataExport, export_id)
    if export is None or export.ready_at:
        return
    export.path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=export.path.parent)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, export.user)
    os.replace(temporary, export.path)
    export.size_bytes, export.ready_at, export.expires_at = export.path.stat().st_size, utcnow(), utcnow() + KEPT
    security_mailers.tell_of_export.later(export.id)


def _write(archive: zipfile.ZipFile, user: User) -> None:
    for known in _of_account(user):
        _put(archive, f"account/{known.name}.json", known.rows)
    for tenant_id in db.session.scalars(select(func.app.sites_knowing(user.id))).all():
        with tenancy.bind(tenant_id):
            _write_site(archive, user.id)


def _write_site(archive: zipfile.ZipFile, user_id: int) -> None:
    folder = f"sites/{current.tenant.slug}"
    for known in [*_of_site(user_id), *personal_data.parts.collect(user_id)]:
        if known.rows:
            _put(archive, f"{folder}/{known.name}.json", known.rows)
        for name, path in known.files:
            if path.is_file():
                archive.write(path, f"{folder}/{known.name}/{name.replace('/', '_')}")


def _put(archive: zipfile.ZipFile, name: str, rows: list[dict[str, Any]]) -> None:
    archive.writestr(name, json.dumps(rows, indent=2, ensure_ascii=False, default=str))


def _of_account(user: User) -> list[Part]:
    mine = lambda model: db.session.scalars(select(model).where(model.user_id == user.id)).all()  # noqa: E731
    return [
        part("account", [user], *ACCOUNT, *(f"profile.{field}" for field in PROFILE)),
        part("sign_ins", mine(Session), "device", "address", "created_at", "last_seen_at", "expires_at"),
        part("known_devices", mine(KnownDevice), "device", "network", "created_at", "last_seen_at"),
        part("passkeys", mine(Passkey), "name", "created_at", "last_used_at"),
    ]


def _of_site(user_id: int) -> list[Part]:
    roles = db.session.scalars(Membership.here().where(Membership.user_id == user_id)).all()
    keys = db.session.scalars(select(ApiKey).where(ApiKey.user_id == user_id)).all()
    return [
        part("roles", roles, "role", "is_active", "assigned_at", "accepted_at", "expires_at"),
        part("api_keys", keys, "name", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"),
    ]
