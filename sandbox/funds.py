"""The balance of an account: every movement is a balance transaction."""

from sandbox import clock, current, later, objects, store
from sandbox.errors import InvalidRequest
from sandbox.settings import APPLICATION, settings


def move(kind: str, amount: int, source: dict, *, fees: list[dict] | None = None, at_once: bool = False, **values):
    """Write one balance transaction; `amount` is signed, fees are what is kept of it."""
    fee = sum(part["amount"] for part in fees or [])
    days = 0 if at_once else settings.settlement_days
    entry = objects.shape(
        "balance_transaction",
        id=objects.new_id("txn"),
        type=kind,
        amount=amount,
        currency=source["currency"],
        fee=fee,
        fee_details=fees or [],
        net=amount - fee,
        source=source["id"],
        available_on=clock.now() + days * clock.DAY,
        status="pending" if days else "available",
        **{"reporting_category": kind} | values,
    )
    objects.insert(entry)
    store.execute(
        "INSERT INTO funds VALUES (?, ?, ?, ?)",
        current.account(),
        entry["currency"],
        entry["available_on"],
        entry["net"],
    )
    if days:
        later.schedule(settle, entry["id"], days * clock.DAY)
    return entry


def fee(kind: str, amount: int, currency: str, description: str) -> dict:
    """One line of a balance transaction's fees."""
    application = APPLICATION if kind == "application_fee" else None
    return {
        "amount": amount,
        "application": application,
        "currency": currency,
        "description": description,
        "type": kind,
    }


def totals() -> dict[str, tuple[int, int]]:
    """Per currency: what is available now and what is pending."""
    rows = store.execute(
        "SELECT currency, sum(CASE WHEN available_on <= ?1 THEN net ELSE 0 END),"
        " sum(CASE WHEN available_on <= ?1 THEN 0 ELSE net END)"
        " FROM funds WHERE account = ?2 GROUP BY currency ORDER BY currency",
        clock.now(),
        current.account(),
    )
    return {currency: (available, pending) for currency, available, pending in rows}


def require(amount: int, currency: str) -> None:
    """Refuse to pay out what is not there."""
    available, _ = totals().get(currency, (0, 0))
    if amount > available:
        raise InvalidRequest(
            "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.",
            "balance_insufficient",
            "amount",
        )


@later.task
def settle(entry_id: str) -> None:
    """A pending movement becomes available."""
    objects.save(objects.find("balance_transaction", entry_id), status="available")
