"""What a developer can make happen: the things that banks, cardholders and time do to real money."""

from collections.abc import Callable

from sandbox import checking_out, disputing, events, objects, onboarding, paying_out, refunding
from sandbox.errors import InvalidRequest

Action = Callable[[objects.Object], object]

ACTIONS: dict[str, dict[str, Action]] = {
    "account": {
        "verify": lambda account: onboarding.decide(account, "verified"),
        "ask for more": lambda account: onboarding.decide(account, "more_information"),
        "reject": lambda account: onboarding.decide(account, "rejected"),
    },
    "charge": {
        "dispute": lambda charge: disputing.open_on(charge),
        "inquire": lambda charge: disputing.open_on(charge, "inquiry"),
    },
    "checkout.session": {"expire": lambda session: checking_out.expire(session["id"])},
    "dispute": {
        "win": lambda dispute: disputing.close(dispute, "won"),
        "lose": lambda dispute: disputing.close(dispute, "lost"),
    },
    "event": {"send again": events.queue},
    "payout": {
        "arrive": lambda payout: paying_out.arrive(payout["id"]),
        "fail": lambda payout: paying_out.fail(payout, "account_closed", "The bank account has been closed."),
    },
    "refund": {"fail": lambda refund: refunding.fail(refund["id"])},
}


def names(obj: dict) -> list[str]:
    """What can be made to happen to an object."""
    return list(ACTIONS.get(obj["object"], {}))


def perform(obj: objects.Object, name: str) -> None:
    """Make it happen."""
    action = ACTIONS.get(obj["object"], {}).get(name)
    if action is None:
        raise InvalidRequest(f"Nothing called '{name}' can happen to a {obj['object']}; try one of {names(obj)}.")
    action(obj)
