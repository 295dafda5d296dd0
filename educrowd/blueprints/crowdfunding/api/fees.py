"""Fees by month and project, and the platform's invoices for them."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.blueprints.tenant.billing import BillingDetails as Details
from educrowd.blueprints.tenant.billing import billing_details, change_billing_details
from educrowd.core.access import needs
from educrowd.core.pages import find

from ..fees.breakdown import MonthFees, fee_breakdown
from ..models import FeeInvoice
from ..schemas.fees import BillingDetails, FeeInvoiceOut, FeeInvoiceQuery, FeesOut, FeesQuery
from .blueprint import crowdfunding


@crowdfunding.route("/fees/")
class Fees(MethodView):
    @crowdfunding.arguments(FeesQuery, location="query")
    @crowdfunding.page(FeesOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> list[MonthFees]:
        """What was charged, what it cost and what is left, for each month, project and currency."""
        return fee_breakdown(year=query.get("year"), project_id=query.get("project_id"))


@crowdfunding.route("/fee-invoices/")
class FeeInvoices(MethodView):
    @crowdfunding.arguments(FeeInvoiceQuery, location="query")
    @crowdfunding.page(FeeInvoiceOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> Select[FeeInvoice]:
        """The platform's invoices for its fees, and credit notes for those that it returned."""
        return select(FeeInvoice).filter_by(**{name: query[name] for name in ("kind", "currency") if name in query})


@crowdfunding.route("/fee-invoices/<int:id>/")
class OneFeeInvoice(MethodView):
    @crowdfunding.response(200, FeeInvoiceOut)
    @needs("money.read")
    def get(self, id: int) -> FeeInvoice:
        """One of them."""
        return find(FeeInvoice, id=id)


@crowdfunding.route("/fee-invoices/recipient/")
class Recipient(MethodView):
    @crowdfunding.response(200, BillingDetails)
    @needs("money.read")
    def get(self) -> Details:
        """Whom the next invoice is written to; what is empty, the site's own name stands in for."""
        return billing_details()

    @crowdfunding.arguments(BillingDetails)
    @crowdfunding.response(200, BillingDetails)
    @needs("site.manage", unpaid=True)
    def put(self, body: dict[str, str]) -> Details:
        """Say it anew; invoices that are written stay as they are."""
        return change_billing_details(**body)
