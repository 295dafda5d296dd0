"""Refusals that people are meant to read; pages show the message, the API answers with the code."""

from __future__ import annotations


class Refused(Exception):
    """The business says no. `code` is part of the API contract, `field` names the input at fault.

    A refusal that always says the same names its message beside its code.
    """

    code = "conflict"
    status = 409
    message: str = ""
    field: str | None = None

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        status: int | None = None,
        field: str | None = None,
    ):
        self.message = message or type(self).message
        self.field = field or type(self).field
        self.code = code or type(self).code
        self.status = status or type(self).status
        super().__init__(self.message)


class Invalid(Refused):
    """An input that can't be accepted: `Invalid("slug", "This address is taken.")`."""

    code = "invalid"
    status = 422

    def __init__(self, field: str | None, message: str, *, code: str | None = None):
        super().__init__(message, field=field, code=code)


class Unpaid(Refused):
    """The site's plan has not been paid; whatever would change it waits."""

    code = "site_unpaid"
    status = 402
    message = (
        "This site is read-only: its plan has not been paid. Nothing has been lost. "
        "Its owner puts it right under Studio → Plan."
    )


class Unavailable(Refused):
    """Something we stand on is away for now; the same request may work in a moment."""

    code = "unavailable"
    status = 503
    headers = {"Retry-After": "5"}


class NoTenant(RuntimeError):
    """A tenant-owned question was asked while no tenant is bound: a defect, never a default tenant."""


class TenantSwitch(RuntimeError):
    """A transaction or session that began for one tenant was used for another."""
