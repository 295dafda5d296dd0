"""Application fees: the platform's share of a charge on a connected account."""

from sandbox import currencies, current, funds, objects
from sandbox.errors import InvalidRequest
from sandbox.events import emit
from sandbox.settings import APPLICATION, PLATFORM


def take(made: objects.Object, amount: int) -> str:
    """The platform's share of a charge on a connected account."""
    account = current.account()
    with current.acting_as(PLATFORM):
        fee = objects.shape(
            "application_fee",
            id=objects.new_id("fee"),
            account=account,
            amount=amount,
            application=APPLICATION,
            charge=made["id"],
            currency=made["currency"],
            fee_source={"charge": made["id"], "type": "charge"},
        )
        fee["refunds"]["url"] = f"/v1/application_fees/{fee['id']}/refunds"
        fee["balance_transaction"] = funds.move("application_fee", amount, fee, reporting_category="platform_earning")[
            "id"
        ]
        objects.insert(fee)
        emit("application_fee.created", fee)
    return fee["id"]


def refund(fee: objects.Object, amount: int, metadata: dict) -> objects.Object:
    """Give back part of an application fee (acting as the platform)."""
    left = fee["amount"] - fee["amount_refunded"]
    if not 0 < amount <= left:
        raise InvalidRequest(
            f"Refund amount ({amount}) is greater than unrefunded amount on fee ({left})",
            "application_fee_refunded",
            "amount",
        )
    made = objects.shape(
        "fee_refund",
        id=objects.new_id("fr"),
        amount=amount,
        currency=fee["currency"],
        fee=fee["id"],
        metadata=metadata,
    )
    made["balance_transaction"] = funds.move(
        "application_fee_refund", -amount, made, at_once=True, reporting_category="platform_earning_refund"
    )["id"]
    objects.insert(made)
    fee["refunds"]["data"].insert(0, made)
    refunded = fee["amount_refunded"] + amount
    objects.save(fee, amount_refunded=refunded, refunded=refunded == fee["amount"])
    emit("application_fee.refunded", fee)
    return made


def give_back(fee: objects.Object, amount: int) -> None:
    """A fee returned by itself reaches the connected account as an adjustment."""
    with current.acting_as(fee["account"]):
        charge = objects.find("charge", fee["charge"])
        funds.move(
            "adjustment",
            amount,
            charge,
            at_once=True,
            reporting_category="fee",
            description="Application fee refund",
        )


def refund_share(charge: objects.Object, amount: int) -> int:
    """Give back the part of a charge's application fee that goes with a refund of this amount; returns it."""
    if not charge["application_fee"]:
        return 0
    with current.acting_as(PLATFORM):
        fee = objects.find("application_fee", charge["application_fee"])
        left = fee["amount"] - fee["amount_refunded"]
        is_rest = amount == charge["amount_captured"] - charge["amount_refunded"]
        exact = fee["amount"] * amount // charge["amount_captured"]
        share = left if is_rest else min(left, exact - exact % currencies.step(charge["currency"]))
        if share:
            refund(fee, share, {})
    return share
