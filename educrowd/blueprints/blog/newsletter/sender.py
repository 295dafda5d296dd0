"""Who letters of a site are from: a name, and an address for answers that was proven by a letter first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from educrowd.blueprints.auth import names
from educrowd.blueprints.auth.secrets import hash_of, new_secret
from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.limits import throttle
from educrowd.core.mail import REPLY_TO, SENDER, mailer

ASKED = "mail_reply_to_asked"
GOOD_FOR = timedelta(days=2)


def sender() -> dict[str, Any]:
    """As it is now, with the address that was asked and has not answered."""
    settings = _settings()
    asked = settings.get(ASKED) or {}
    return {
        "sender_name": settings.get(SENDER, ""),
        "reply_to": settings.get(REPLY_TO, ""),
        "reply_to_asked": asked.get("email", "") if _is_open(asked) else "",
    }


def change_sender(name: str, reply_to: str) -> None:
    """Take the name at once; an address only once whoever reads there has said yes, unless it is one's own."""
    reply_to = names.email_address(reply_to) if reply_to else ""
    if name != _settings().get(SENDER, ""):
        set_setting(SENDER, " ".join(name.split()), called="name of the sender of letters")
    if reply_to == _settings().get(REPLY_TO, ""):
        return
    if not reply_to or (current.user.is_verified and current.user.email == reply_to):
        _take(reply_to)
    else:
        throttle("10 per day", "reply-to", str(current.tenant_id))
        _ask(reply_to)


def asked_by(code: str) -> str:
    """The address that a letter's link would prove; nothing where it is used up."""
    asked = _settings().get(ASKED) or {}
    return asked["email"] if _is_open(asked) and asked["code_hash"] == hash_of(code) else ""


def prove(code: str) -> bool:
    """Take the address that was asked, once."""
    asked = _asked()
    if asked.get("code_hash") != hash_of(code):
        return False
    _take(asked["email"])
    return True


@mailer
def send_reply_proof(email: str, asker: str) -> None:
    """Ask whoever reads there; an older link is worth nothing from now on."""
    if _asked().get("email") != email:
        return
    code = new_secret()
    set_setting(ASKED, _question(email, hash_of(code)), called="address for answers, which is asked first")
    mail.deliver(
        to=email,
        subject=f"Do answers to {current.tenant.name} come to you?",
        template="blog/mail/reply_address",
        asker=asker,
        email=email,
        confirm_url=f"{current.tenant.origin}/newsletter/reply-address/{code}",
    )


def _ask(email: str) -> None:
    set_setting(ASKED, _question(email), called="address for answers, which is asked first")
    send_reply_proof.later(email, current.user.name)


def _question(email: str, code_hash: str = "") -> dict[str, str]:
    return {"email": email, "code_hash": code_hash, "expires_at": (utcnow() + GOOD_FOR).isoformat()}


def _asked() -> dict[str, Any]:
    """What was asked and is still open, as the database has it now."""
    db.session.get_one(Tenant, current.tenant_id, populate_existing=True, with_for_update=True)
    asked = _settings().get(ASKED) or {}
    return asked if _is_open(asked) else {}


def _take(reply_to: str) -> None:
    set_setting(ASKED, None, called="address for answers that was asked")
    set_setting(REPLY_TO, reply_to, called="address for answers")


def _is_open(asked: dict[str, Any]) -> bool:
    return bool(asked) and datetime.fromisoformat(asked["expires_at"]) > utcnow()


def _settings() -> dict[str, Any]:
    """As this transaction has them, which may just have changed them."""
    return db.session.get_one(Tenant, current.tenant_id).settings
