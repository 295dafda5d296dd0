"""Disputes: list, read, answer."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import find
from educrowd.core.payments import Dispute, DisputeEvidence, write_evidence

from ..refunds.disputing import facts_of
from ..refunds.queries import disputes
from ..schemas.disputes import DisputeOut, DisputeQuery, EvidenceIn, EvidenceOut
from .blueprint import crowdfunding

FILTERS = ("payment_id", "state")


@crowdfunding.route("/disputes/")
class Disputes(MethodView):
    @crowdfunding.arguments(DisputeQuery, location="query")
    @crowdfunding.page(DisputeOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> Select[Dispute]:
        """Every dispute of the site."""
        return disputes().filter_by(**{name: query[name] for name in FILTERS if name in query})


@crowdfunding.route("/disputes/<int:id>/")
class OneDispute(MethodView):
    @crowdfunding.response(200, DisputeOut)
    @needs("money.read")
    def get(self, id: int) -> Dispute:
        """One dispute."""
        return find(Dispute, id=id)


@crowdfunding.route("/disputes/<int:id>/evidence/")
class Evidence(MethodView):
    @crowdfunding.response(200, EvidenceOut)
    @needs("money.read")
    def get(self, id: int) -> DisputeEvidence:
        """What the bank was told; 404 while nothing was."""
        return DisputeEvidence.of(find(Dispute, id=id)) or abort(404)

    @crowdfunding.arguments(EvidenceIn)
    @crowdfunding.created(EvidenceOut, at="/api/v1/crowdfunding/disputes/{dispute_id}/evidence/")
    @needs("money.refund", unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> DisputeEvidence:
        """Tell the bank, once; words and file go to it as they are."""
        dispute = find(Dispute, id=id)
        return write_evidence(
            dispute, words=body["words"], facts=facts_of(dispute), by=current.user, **_file(body["file"])
        )


def _file(file: dict[str, str] | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return {"file_name": file["name"], "file_data": b64decode(file["content"], validate=True)}
    except (NotBase64, ValueError):
        raise Invalid("file.content", "Send the file in Base64.") from None
