"""Entries of the audit log in words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from educrowd.core.audit import AuditEntry
from educrowd.core.formatting import money

from .phrases import PHRASES


class Kind(NamedTuple):
    """What acts are about: a name for the filter, and a picture."""

    name: str
    icon: str


KINDS = {
    "site": Kind("The site", "home"),
    "member": Kind("People", "people"),
    "course": Kind("Courses", "book"),
    "enrollment": Kind("Enrollments", "check"),
    "discussion": Kind("Discussions", "message"),
    "review": Kind("Reviews", "star"),
    "certificate": Kind("Certificates", "star"),
    "project": Kind("Projects", "rocket"),
    "pledge": Kind("Pledges", "heart"),
    "comment": Kind("Comments", "message"),
    "conversation": Kind("Conversations", "mail"),
    "plan": Kind("The plan", "card"),
    "fee_invoice": Kind("Invoices", "receipt"),
    "delivery": Kind("Deliveries", "gift"),
    "milestone": Kind("Milestones", "flag"),
    "refund": Kind("Refunds", "back"),
    "refund_request": Kind("Refund requests", "receipt"),
    "dispute": Kind("Disputes", "alert"),
    "match": Kind("Sponsors", "gift"),
    "payout": Kind("Payouts", "wallet"),
    "bundle": Kind("Bundles", "tag"),
    "coupon": Kind("Coupons", "tag"),
    "subscription_plan": Kind("Subscription plans", "card"),
    "subscription": Kind("Subscriptions", "card"),
    "post": Kind("Posts", "edit"),
    "page": Kind("Pages", "edit"),
    "media": Kind("Pictures", "image"),
    "newsletter": Kind("Newsletter", "mail"),
    "redirect": Kind("Redirects", "arrow"),
    "api_key": Kind("API keys", "key"),
    "webhook": Kind("Webhooks", "link"),
    "domain": Kind("Domains", "link"),
    "job": Kind("Jobs", "settings"),
}

FIELDS = {"is_listed": "place on Explore"}


def sentence(entry: AuditEntry) -> str:
    """What was done, as the end of a sentence that begins with a name: "published the course “Optics”"."""
    phrase = PHRASES.get(entry.action)
    if phrase is None:
        return _plain(entry)
    details = {name: _spoken(value) for name, value in entry.details.items()}
    return phrase.format_map(defaultdict(str, details, name=entry.subject_name, sum=_sum(entry.details)))


def actor(entry: AuditEntry) -> str:
    return entry.actor_name or "EduCrowd"


def icon_of(entry: AuditEntry) -> str:
    kind = KINDS.get(entry.action.partition(".")[0])
    return kind.icon if kind else "info"


def _plain(entry: AuditEntry) -> str:
    noun, _, verb = entry.action.partition(".")
    name = f" “{entry.subject_name}”" if entry.subject_name else ""
    return f"{verb.replace('_', ' ')} the {noun.replace('_', ' ')}{name}"


def _sum(details: dict[str, Any]) -> str:
    amount, currency = details.get("amount"), details.get("currency")
    return money(amount, currency) if amount is not None and currency else ""


def _spoken(value: object) -> str:
    return ", ".join(FIELDS.get(one, str(one)) for one in value) if isinstance(value, list) else str(value)
