"""Which months of fees are shown, and whom invoices are written to."""

from __future__ import annotations

from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import Email, Length, Optional

from educrowd.core.forms import Form

from ..limits import ADDRESS_LINE, EMAIL, INVOICE_ADDRESS


class FeesForm(Form):
    """A year among those with charges."""

    year = SelectField("Year", [Optional()], coerce=int)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.year.choices = [SelectChoice(0, "All years"), *(SelectChoice(year, str(year)) for year in years)]


class BillingForm(Form):
    """All optional: the site's name and its owners' addresses stand in."""

    name = StringField("Name", [Length(max=ADDRESS_LINE)], description="The person or company that the site is for.")
    address = TextAreaField("Address", [Length(max=INVOICE_ADDRESS)], render_kw={"rows": 4})
    tax_id = StringField("Tax number", [Length(max=ADDRESS_LINE)])
    email = EmailField(
        "Email for invoices", [Optional(), Email(), Length(max=EMAIL)], description="Empty: the owners of the site."
    )
