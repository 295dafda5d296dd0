"""Forms: trimmed text that PostgreSQL can keep; the token is checked once for all of them, in security.py."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, PasswordField, StringField

LARGEST = 2**63 - 1


class Form(FlaskForm):
    """The base of every form: `if not form.validate_on_submit(): return invalid(template, form)`.

    Where a page has two forms with fields of one name, one of them puts a word before its ids: `id_prefix = "reward"`.
    """

    id_prefix = ""

    class Meta(FlaskForm.Meta):
        csrf: Any = False

        def bind_field(self, form: Any, unbound_field: Any, options: MutableMapping[str, Any]) -> Any:
            if _is_text(unbound_field.field_class):
                options["filters"] = [tidy, *unbound_field.kwargs.get("filters", ())]
            if issubclass(unbound_field.field_class, IntegerField):
                options["filters"] = [bounded, *unbound_field.kwargs.get("filters", ())]
            if form.id_prefix:
                options["id"] = f"{form.id_prefix}-{options['name']}"
            return super().bind_field(form, unbound_field, options)

    def refuse(self, refusal: Any) -> None:
        """Show a Refused at the field it names, or above the form."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


def tidy(value: Any) -> Any:
    """Text without NUL, which PostgreSQL can't keep, with plain line ends and no blanks around.

    A field that was not sent is empty; what a form shows of an object may be no text and stays as it is.
    """
    if not isinstance(value, str | None):
        return value
    return (value or "").replace("\x00", "").replace("\r\n", "\n").strip()


def bounded(value: Any) -> Any:
    """A number that PostgreSQL can keep: a longer one becomes the largest, and the field's range refuses it."""
    return max(-LARGEST, min(value, LARGEST)) if isinstance(value, int) else value


def _is_text(field_class: type) -> bool:
    return issubclass(field_class, StringField) and not issubclass(field_class, PasswordField)
