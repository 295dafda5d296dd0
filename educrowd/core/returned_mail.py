"""Letters that came back: delivery status notifications (RFC 3464) and complaints (RFC 5965), read and passed on.

Whose letter it was is said by its return path alone, which is sealed; whatever else such a message says about that
could be made up by anybody who can write to the address.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from email.utils import getaddresses
from typing import Any, NamedTuple

from blinker import signal
from sqlalchemy import text

from . import return_paths
from .db import db
from .tenancy import transaction

HARD, SOFT, COMPLAINT = "hard", "soft", "complaint"
RECIPIENT_HEADERS = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
# Statuses (RFC 3463) that say that there is no such mailbox; full ones, policies and faults of ours may pass.
GONE = ("5.0.", "5.1.", "5.2.0", "5.2.1", "5.4.4")
OURS = ("5.1.7", "5.1.8")

# key, kind, reason; heard in the transaction of the site that the letter came from.
letter_returned = signal("core.letter_returned")


class Returned(NamedTuple):
    """A letter that came back; `tenant_id` and `key` are its return path's."""

    tenant_id: int
    key: str
    kind: str
    reason: str


def note_returned(raw: bytes, recipient: str = "") -> bool:
    """Read a message that came to the address for returns, and tell its site; whether it was about one of our letters.

    `recipient` is whom the mail server says it was for, where it says so.
    """
    returned = read(raw, recipient)
    if returned is None or not _is_there(returned.tenant_id):
        return False
    with transaction(returned.tenant_id):
        letter_returned.send(key=returned.key, kind=returned.kind, reason=returned.reason)
    return True


def read(raw: bytes, recipient: str = "") -> Returned | None:
    """What a message says about one of our letters; None where it says nothing that we may believe."""
    message = message_from_bytes(raw, policy=policy.compat32)
    said = _said(message)
    if said is None:
        return None
    for address in (recipient, *_addresses(message)):
        if whose := return_paths.read(address):
            return Returned(*whose, *said)
    return None


def _said(message: Message) -> tuple[str, str] | None:
    """The kind of return and its reason."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            fields = _blocks(part)
            return _complaint(fields[0]) if fields else None
        if part.get_content_type() == "message/delivery-status":
            return next(filter(None, map(_bounce, _blocks(part))), None)
    return None


def _complaint(fields: Message) -> tuple[str, str] | None:
    kind = _field(fields, "Feedback-Type").lower()
    return (COMPLAINT, kind) if kind in ("abuse", "fraud") else None


def _bounce(fields: Message) -> tuple[str, str] | None:
    """What one recipient's block says; a delay is no answer yet."""
    if _field(fields, "Action").lower() != "failed":
        return None
    status = _field(fields, "Status").partition(" ")[0]
    is_hard = status.startswith(GONE) and not status.startswith(OURS)
    reason = f"{status} {_field(fields, 'Diagnostic-Code')}".strip()
    return (HARD if is_hard else SOFT), reason[:500]


def _addresses(message: Message) -> Iterator[str]:
    """All places where our return path may stand: whom it is to, and what it says of the letter itself."""
    yield from _addresses_in(message, RECIPIENT_HEADERS)
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            for fields in _blocks(part):
                yield from _addresses_in(fields, ("Original-Mail-From",))
        elif part.get_content_type() == "message/rfc822":
            for letter in _blocks(part):
                yield from _addresses_in(letter, ("Return-Path",))
        elif part.get_content_type() == "text/rfc822-headers":
            yield from _addresses_in(message_from_string(str(part.get_payload())), ("Return-Path",))


def _addresses_in(fields: Message, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from (address for _, address in getaddresses([str(one) for one in fields.get_all(name, [])]))


def _blocks(part: Message) -> list[Message]:
    """The fields that stand in it, as messages of their own."""
    inside: Any = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _field(fields: Message, name: str) -> str:
    return " ".join(str(fields.get(name, "")).replace("\x00", "").split())


def _is_there(tenant_id: int) -> bool:
    with transaction(None):
        return db.session.scalar(text("SELECT id FROM public.tenants WHERE id = :id"), {"id": tenant_id}) is not None
