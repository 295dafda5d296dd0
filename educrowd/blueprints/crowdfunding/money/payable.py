"""Whether the site can be paid at all: the last line of the launch list, and the studio's reminder."""

from __future__ import annotations

from educrowd.core.payments import ConnectedAccount
from educrowd.core.payments.settlement import is_live

from ..models.errors import NotReady
from ..models.project.launching import Step


def payable_step() -> Step:
    """With a test key nobody is really paid, so an account that was never opened does not stand in the way."""
    account = ConnectedAccount.mine()
    is_done = account.charges_enabled if account else not is_live()
    return Step("Getting paid", is_done, "tell the payment provider who you are", "account")


def require_payable() -> None:
    """NotReady while the provider would refuse every card."""
    step = payable_step()
    if not step.is_done:
        raise NotReady([f"{step.label.lower()} ({step.hint})"])
