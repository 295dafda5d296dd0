"""Refunds and disputes of charges on a connected account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from ...currencies import currencies
from ..gateway_returns import DisputeMovement, DisputeSeen, RefundSeen
from .calls import Caller, moment, on, speaking

PER_PAGE = 100


class Returns(Caller):
    """Money on its way back."""

    def create_refund(
        self, account: str, *, charge: str, amount: int, currency: str, with_fee: bool, reference: str, key: str
    ) -> str:
        params: Any = {
            "charge": charge,
            "amount": currencies()[currency].to_provider(amount),
            "metadata": {"refund": reference},
        }
        if with_fee:
            params["refund_application_fee"] = True
        with speaking():
            return self.client.refunds.create(params, on(account, key)).id

    def list_refunds(
        self, account: str, *, charge: str | None = None, since: datetime | None = None
    ) -> Iterator[RefundSeen]:
        params: Any = filters(charge, since) | {"expand": ["data.balance_transaction"]}
        with speaking():
            for found in self.client.refunds.list(params, on(account)).auto_paging_iter():
                yield refund_seen(found)

    def list_disputes(
        self, account: str, *, charge: str | None = None, since: datetime | None = None
    ) -> Iterator[DisputeSeen]:
        with speaking():
            for found in self.client.disputes.list(filters(charge, since), on(account)).auto_paging_iter():
                yield dispute_seen(found)

    def upload_evidence(self, account: str, *, name: str, data: bytes, key: str) -> str:
        file = BytesIO(data)
        file.name = name
        with speaking():
            return self.client.files.create({"purpose": "dispute_evidence", "file": file}, on(account, key)).id

    def send_evidence(
        self, account: str, dispute: str, *, text: str, facts: Mapping[str, str], file: str | None, key: str
    ) -> None:
        evidence = {"uncategorized_text": text, **facts} | ({"uncategorized_file": file} if file else {})
        with speaking():
            self.client.disputes.update(dispute, {"evidence": evidence, "submit": True}, on(account, key))


def filters(charge: str | None, since: datetime | None) -> Any:
    of_charge = {"charge": charge} if charge else {}
    young = {"created": {"gte": int(since.timestamp())}} if since else {}
    return {"limit": PER_PAGE} | of_charge | young


def refund_seen(found: Any) -> RefundSeen:
    code = found.currency.upper()
    known = currencies()[code]
    moved = found.balance_transaction
    fees = [] if moved is None or isinstance(moved, str) else moved.fee_details
    return RefundSeen(
        id=found.id,
        charge=found.charge,
        status=found.status,
        amount=known.from_provider(found.amount),
        currency=code,
        reference=getattr(found.metadata, "refund", ""),
        moved=moved is not None,
        fee_returned=known.from_provider(-sum(fee.amount for fee in fees if fee.type == "application_fee")),
        failure=getattr(found, "failure_reason", None),
        made_at=moment(found.created),
    )


def dispute_seen(found: Any) -> DisputeSeen:
    code = found.currency.upper()
    known = currencies()[code]
    details = found.evidence_details
    return DisputeSeen(
        id=found.id,
        charge=found.charge,
        status=found.status,
        reason=found.reason,
        amount=known.from_provider(found.amount),
        currency=code,
        evidence_due_at=moment(details.due_by) if details.due_by else None,
        has_evidence=bool(details.submission_count),
        movements=tuple(
            DisputeMovement(moved.id, known.from_provider(moved.amount), known.from_provider(moved.fee))
            for moved in found.balance_transactions
        ),
    )
