"""Made-up letters to those who back a project."""

from __future__ import annotations

from educrowd.core import specimens

from .made import MONTH, NEXT_MONTH, contents

specimens.offer(
    "crowdfunding",
    "Backers",
    contents,
    {
        "pledge_saved": ("A pledge was made", {}),
        "pledge_saved.at_once": ("A pledge was made, charged at once", {"pledge.charges_at_once": True}),
        "receipt": ("Receipt for a pledge", {}),
        "receipt.at_once": ("Receipt for a pledge, charged at once or late", {"pledge.charges_at_once": True}),
        "pledge_saved.monthly": ("Somebody became a member", {"pledge.is_monthly": True}),
        "receipt.monthly": ("Receipt for a month", {"pledge.is_monthly": True, "pledge.charges_next_at": NEXT_MONTH}),
        "membership_changing": ("A member changes amount or reward", {"pledge.next_month_at": NEXT_MONTH}),
        "membership_changing.not": ("A member stays as it was", {"pledge.planned": None}),
        "membership_ending": (
            "A member leaves",
            {"pledge.ends_at": NEXT_MONTH, "pledge.leaves_at": NEXT_MONTH},
        ),
        "membership_ending.stopped": ("A membership is stopped", {"pledge.leaves_at": NEXT_MONTH}),
        "membership_ended": ("A membership has ended", {"project.is_open": True}),
        "membership_ended.lapsed": ("A month was not paid", {"project.is_open": True, "pledge.state": "dropped"}),
        "released": ("A goal was not reached", {}),
        "released.called_off": ("A project was cancelled before the charge", {"project.is_called_off": True}),
        "card_problem": ("A card was declined", {}),
        "card_problem.bank": ("A bank asks", {"pledge.state": "action_required"}),
        "card_problem.reminder": ("A card is still declined", {"day": 3}),
        "let_go": ("A pledge was let go", {}),
        "fell_short": ("Too little could be collected", {}),
        "refunded": ("A refund is on its way", {"pledge.state": "refunded"}),
        "refunded.called_off": (
            "A refund, as the project was cancelled",
            {"pledge.state": "refunded", "project.is_called_off": True},
        ),
        "refunded.monthly": ("A refund of a month is on its way", {"month": MONTH}),
        "refund_returned": ("A refund came back", {}),
        "request_noted": ("A refund was asked for", {}),
        "request_noted.monthly": ("A refund of a month was asked for", {"request.month": MONTH}),
        "request_answered": ("A refund was granted", {}),
        "request_answered.declined": (
            "A refund was declined",
            {"request.refund": None, "request.answer": "The reward was sent already."},
        ),
        "delivery": ("A reward was sent", {}),
        "delivery.arrived": ("A reward has arrived", {"status": "delivered"}),
        "survey": ("A survey asks", {}),
        "survey.reminder": ("A survey still waits", {"step": 3, "survey.locks_at": None}),
        "files": ("Files of a reward are there", {}),
        "address_lock": ("Addresses will stand", {}),
        "address_lock.missing": ("Addresses will stand, and there is none", {"pledge.address": None}),
        "messages_to_backer": ("The creator wrote", {}),
        "broadcast": ("The creator wrote to many", {}),
    },
)
