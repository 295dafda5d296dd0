"""An account is closed: asked with the password, done by a letter's link; what others need stays without a name."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import delete, func, select

from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.core import personal_data, tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import NoTenant, Refused
from educrowd.core.limits import address, throttle

from .. import roles
from ..entering.recognizing import present_session
from ..entering.resetting import BadCode
from ..entering.signing_in import confirm_password
from ..models import DataExport, KnownDevice, Membership, Operator, Passkey, RecoveryCode, Session, SingleUseCode, User
from ..models.link import CLOSE
from . import forgetting, mailers

OPERATES = "You run the platform. Somebody else has to take that from you first."
ONLY_OWNER = "You are the only owner of “{site}”. Make somebody else one there, or let the site be deleted."


def ask(user: User, password: str) -> None:
    """Mail the link that does it; Refused with the reasons while something has to be done first."""
    confirm_password(user, password, field="current_password")
    refuse_while_needed(user)
    throttle("5 per day", "close-account", str(user.id))
    mailers.send_link.later(user.id)


def whose(code: str) -> User | None:
    """Whose account the link would close; looking does not use it up."""
    row = SingleUseCode.peek(code, CLOSE)
    return row.user if row else None


def close(code: str) -> None:
    """Do what the link says, once; Refused while something came up since."""
    throttle("20 per hour", "close-account-confirm", address())
    user = whose(code)
    if user is None:
        raise BadCode()
    refuse_while_needed(user)
    if SingleUseCode.redeem(code, CLOSE) is None:
        raise BadCode()
    for site in sites_of(user):
        with tenancy.transaction(site):
            forgetting.forget_here(user.id)
    mailers.send_farewell.later(user.email, user.first_name or user.name)
    _become_nobody(user)


def refuse_while_needed(user: User) -> None:
    if reasons := what_keeps(user):
        raise Refused(" ".join(reasons))


def what_keeps(user: User) -> list[str]:
    """What has to be done before, site by site, in words."""
    found = [OPERATES] if db.session.get(Operator, user.id) else []
    for site in sites_of(user):
        with tenancy.bind(site):
            if _owns_alone(user.id) and current.tenant.status != "deleting":
                found.append(ONLY_OWNER.format(site=current.tenant.name))
            found += [f"{current.tenant.name}: {reason}" for reason in personal_data.keeps_account.collect(user.id)]
    return found


def sites_of(user: User) -> Iterator[int]:
    """Those that know this person and are there."""
    for tenant_id in db.session.scalars(select(func.app.sites_knowing(user.id))).all():
        with suppress(NoTenant):
            yield tenancy.tenant_by_id(tenant_id).id


def _owns_alone(user_id: int) -> bool:
    owners = select(Membership.user_id).where(Membership.is_current(), Membership.role == roles.OWNER)
    return set(db.session.scalars(owners.where(Membership.expires_at.is_(None)))) == {user_id}


def _become_nobody(user: User) -> None:
    """The row stays, as books and others' work point at it; it names nobody and opens nothing."""
    Session.end_others(user, but=present_session())
    for model in (Passkey, KnownDevice, RecoveryCode, SingleUseCode):
        db.session.execute(delete(model).where(model.user_id == user.id))
    for export in db.session.scalars(select(DataExport).where(DataExport.user_id == user.id)):
        export.path.unlink(missing_ok=True)
        db.session.delete(export)
    for arrival in db.session.scalars(select(SiteArrival).where(SiteArrival.asked_by_id == user.id)):
        arrival.forget_bytes()
        db.session.delete(arrival)
    user.email, user.username = f"{secrets.token_hex(8)}@erased.invalid", f"(left {user.id})"
    user.first_name, user.last_name, user.password_hash = personal_data.SOMEBODY, "", None
    user.is_active = user.is_verified = False
    profile = user.profile
    profile.avatar, profile.bio = "", ""
    profile.phone_number = profile.birthday = profile.postal_address = None
    profile.totp_secret = profile.totp_since = None
    db.session.flush()
