"""What Stripe wants to know of a connected account before it may charge and be paid out."""

from sandbox import bank_accounts, current, objects, store
from sandbox.errors import StripeError
from sandbox.events import emit
from sandbox.settings import PLATFORM

REQUIRED = (
    "business_profile.product_description",
    "business_type",
    "external_account",
    "individual.dob",
    "individual.first_name",
    "individual.last_name",
    "tos_acceptance.date",
)
VERDICTS = ("verified", "more_information", "rejected")


def ensure_platform() -> None:
    """Make the platform's own account on first use."""
    with store.transaction():
        if objects.peek(PLATFORM):
            return
        platform = objects.shape("account", id=PLATFORM, type="standard", email="platform@example.com")
        platform["capabilities"] = {"card_payments": "active", "transfers": "active"}
        platform.hidden.update(known=[], submitted=True, verdict="verified")
        bank_accounts.attach(platform, bank_accounts.GOOD)
        objects.insert(review(platform))


def review(account: objects.Object) -> objects.Object:
    """Work out from what is known what the account still owes and may do."""
    hidden = account.hidden
    owed = [] if hidden["verdict"] == "verified" else [field for field in REQUIRED if field not in hidden["known"]]
    if hidden["verdict"] == "more_information":
        owed = ["individual.verification.document"]
    rejected = hidden["verdict"] == "rejected"
    enabled = not owed and not rejected
    account["requirements"].update(currently_due=owed, eventually_due=owed, disabled_reason=_reason(owed, rejected))
    account["capabilities"] = dict.fromkeys(account["capabilities"], "active" if enabled else "inactive")
    account.update(
        charges_enabled=enabled and account["capabilities"].get("card_payments", "active") == "active",
        payouts_enabled=enabled and bool(account["external_accounts"]["data"]),
        details_submitted=hidden["submitted"] or not owed,
    )
    return account


def require_charges_enabled() -> None:
    """Refuse to charge for an account that has not been let in yet."""
    account_id = current.account()
    with current.acting_as(PLATFORM):
        enabled = objects.find("account", account_id)["charges_enabled"]
    if not enabled:
        raise StripeError(
            "Your account cannot currently make charges. See its `requirements`.",
            "account_invalid",
        )


def save(account: objects.Object) -> objects.Object:
    """Write an account after a change and tell the platform's Connect endpoints, in the account's name."""
    with current.acting_as(PLATFORM):
        objects.save(review(account))
    with current.acting_as(account["id"]):
        emit("account.updated", account)
    return account


def decide(account: objects.Object, verdict: str) -> objects.Object:
    """Take Stripe's verdict on an account's papers."""
    account.hidden.update(verdict=verdict, submitted=True)
    return save(account)


def _reason(owed: list[str], rejected: bool) -> str | None:
    if rejected:
        return "rejected.other"
    return "requirements.past_due" if owed else None
