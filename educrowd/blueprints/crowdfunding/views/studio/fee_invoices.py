"""The platform's invoices for its fees, and whom they are written to."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, url_for

from educrowd.blueprints.tenant.billing import billing_details, change_billing_details
from educrowd.core.access import needs
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render, unkept

from ...fees.forms import BillingForm
from ...fees.pdf import pdf_of
from ...models import FeeInvoice
from ..blueprint import bp

ADDRESS = "crowdfunding/studio/fee_invoices/address.html"


@bp.get("/studio/money/invoices/")
@needs("money.read")
def fee_invoices():
    page = paginate(FeeInvoice.latest(), per_page=25)
    return render("crowdfunding/studio/fee_invoices/index.html", page=page, recipient=billing_details())


@bp.get("/studio/money/invoices/<int:invoice_id>/")
@needs("money.read")
def fee_invoice(invoice_id: int):
    return render("crowdfunding/studio/fee_invoices/show.html", invoice=find(FeeInvoice, id=invoice_id))


@bp.get("/studio/money/invoices/<int:invoice_id>.pdf")
@needs("money.read")
def fee_invoice_pdf(invoice_id: int):
    invoice = find(FeeInvoice, id=invoice_id)
    response = Response(pdf_of(invoice), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{invoice.number}.pdf")
    return unkept(response)


@bp.get("/studio/money/invoices/address")
@needs("site.manage")
def edit_billing_details():
    return render(ADDRESS, form=BillingForm(formdata=None, data=asdict(billing_details())))


@bp.post("/studio/money/invoices/address")
@needs("site.manage", unpaid=True)
def update_billing_details():
    form = BillingForm()
    if not form.validate_on_submit():
        return invalid(ADDRESS, form)
    change_billing_details(**form.data)
    flash_ok("Saved. The next invoice is written to this address.")
    return go(url_for("crowdfunding.fee_invoices"))
