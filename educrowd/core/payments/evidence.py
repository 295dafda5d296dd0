"""Sending evidence: written down, then uploaded and submitted with keys, so that a bank reads it once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from .. import registry
from ..audit import audit
from ..db import db, utcnow
from ..errors import Invalid, Refused
from ..jobs import job
from .dispute import Dispute
from .dispute_evidence import DisputeEvidence
from .gateway import GatewayAway, GatewayRefused, gateway
from .returning import settle_returns

LARGEST = 5 * 1024 * 1024
LONGEST = 20_000
# By their first bytes; a name proves nothing.
KINDS = {b"%PDF-": ".pdf", b"\x89PNG\r\n": ".png", b"\xff\xd8\xff": ".jpg"}
AGAIN_AFTER = timedelta(seconds=30)


class TooLate(Refused):
    """The bank hears nobody any more, or has heard us already."""

    code = "too_late"


def write_evidence(
    dispute: Dispute, *, words: str, facts: dict[str, str], file_name: str = "", file_data: bytes = b"", by: Any
) -> DisputeEvidence:
    """Keep what the bank is to read, and promise to send it."""
    dispute = Dispute.locked(dispute.id)
    known = DisputeEvidence.of(dispute)
    if not dispute.waits_for_us or (known and known.stands):
        raise TooLate("The bank takes no evidence for this dispute, or has it already.")
    evidence = DisputeEvidence(
        dispute_id=dispute.id,
        words=words,
        facts=facts,
        file_name=_file_name(file_name, file_data),
        file_data=file_data or None,
        written_by=by.id,
    )
    db.session.add(evidence)
    db.session.flush()
    audit("dispute.answered", subject=dispute, file=evidence.file_name)
    send_evidence.later(evidence.id)
    return evidence


@job(queue="payments")
def send_evidence(evidence_id: int) -> None:
    """Hand it to the provider; however long that is away, and however often this runs, it is handed over once."""
    evidence = _one(evidence_id)
    if evidence.state != "waiting":
        return
    payment_id = evidence.dispute.payment_id
    try:
        _upload(evidence)
        _submit(evidence)
    except GatewayAway:
        db.session.rollback()
        send_evidence.later(evidence_id, _at=utcnow() + AGAIN_AFTER)
        return
    except GatewayRefused as error:
        db.session.rollback()
        _give_up(evidence_id, str(error))
        return
    DisputeEvidence.locked(evidence_id).arrive()
    settle_returns(payment_id)


def _upload(evidence: DisputeEvidence) -> None:
    if evidence.file_data is None or evidence.gateway_file_id:
        return
    account = evidence.dispute.payment.account
    key = f"evidence:{evidence.reference}:file"
    evidence.gateway_file_id = gateway().upload_evidence(
        account, name=evidence.file_name, data=evidence.file_data, key=key
    )
    db.session.commit()


def _submit(evidence: DisputeEvidence) -> None:
    gateway().send_evidence(
        evidence.dispute.payment.account,
        evidence.dispute.gateway_id,
        text=evidence.words,
        facts=evidence.facts,
        file=evidence.gateway_file_id,
        key=f"evidence:{evidence.reference}",
    )


def _give_up(evidence_id: int, reason: str) -> None:
    """Refused; or taken already by a try whose answer was lost and whose key the provider has forgotten."""
    settle_returns(_one(evidence_id).dispute.payment_id)
    evidence = DisputeEvidence.locked(evidence_id)
    if evidence.dispute.has_evidence:
        evidence.arrive()
    else:
        evidence.refuse(reason)
        registry.evidence_news.collect(evidence)


def _file_name(name: str, data: bytes) -> str:
    if not data:
        return ""
    kind = next((kind for start, kind in KINDS.items() if data.startswith(start)), None)
    if kind is None:
        raise Invalid("file", "The bank reads PDF, JPEG and PNG.")
    if len(data) > LARGEST:
        raise Invalid("file", "A file has at most 5 MB.")
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return "".join(letter for letter in stem if letter.isprintable())[:100].strip() + kind or f"evidence{kind}"


def _one(evidence_id: int) -> DisputeEvidence:
    return db.session.scalars(select(DisputeEvidence).where(DisputeEvidence.id == evidence_id)).one()
