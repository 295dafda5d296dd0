"""What the studio asks of whoever arranges the site."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from educrowd.core.forms import Form

from ..writing_form import WritingForm
from .menus import ADDRESS, LABEL


class PageForm(WritingForm):
    """The editor of a page: its text, its address and its summary."""


class MenuPlaceForm(Form):
    """An entry that leads to a part of the site or to one of its pages."""

    id_prefix = "place"
    target = SelectField("Leads to", [DataRequired("Choose where it leads.")])
    label = StringField("Name in the menu", [Length(max=LABEL)], description="Empty: as it is called itself.")

    def offer(self, parts: dict[str, str], pages: dict[str, str]) -> None:
        """Offer what may be chosen."""
        offered = {"Parts of the site": _choices("part", parts), "Pages": _choices("page", pages)}
        self.target.choices = {group: choices for group, choices in offered.items() if choices}

    @property
    def entry(self) -> tuple[str, str, str]:
        """Kind, address and label."""
        kind, _, address = (self.target.data or "").partition(":")
        return kind, address, self.label.data or ""


class MenuLinkForm(Form):
    """An entry that leads somewhere else."""

    id_prefix = "link"
    label = StringField("Name in the menu", [DataRequired("Say what the link is called."), Length(max=LABEL)])
    to = StringField(
        "Address", [DataRequired("Say where it leads."), Length(max=ADDRESS)], description="https://… or mailto:…"
    )

    def offer(self, parts: dict[str, str], pages: dict[str, str]) -> None:
        """Nothing is chosen."""

    @property
    def entry(self) -> tuple[str, str, str]:
        """Kind, address and label."""
        return "link", self.to.data or "", self.label.data or ""


class MenuLabelForm(Form):
    """What an entry is called."""

    label = StringField("Name in the menu", [Length(max=LABEL)])


def _choices(kind: str, places: dict[str, str]) -> dict[str, str]:
    return {f"{kind}:{address}": label for address, label in places.items()}
