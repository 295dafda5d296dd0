"""Made-up letters to those who own a site, and to those who run the platform."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from educrowd.core import specimens
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.specimens import Made


def _arrival() -> Made:
    report = {"people_count": 248, "files_count": 1_310}
    return Made(title="Northgate", state="done", problem="This address is taken.", report=Made(**report))


def _contents() -> dict[str, Any]:
    origin, soon = current.tenant.origin, (utcnow() + timedelta(days=7)).date()
    endpoint = Made(host="hooks.example.org", disabled_because="It has not answered for three days.")
    plan = {"plan": "Studio", "on": soon, "until": soon, "plan_url": origin, "price": 29_00, "interval": "month"}
    return {
        "site": current.tenant.name,
        "export": Made(is_ready=True, expires_at=utcnow() + timedelta(days=7), size_bytes=48_000_000),
        "arrival": _arrival(),
        "site_url": origin,
        "deletion": Made(erases_at=utcnow() + timedelta(days=30)),
        "user": Made(name="Nell Arden", first_name="Nell"),
        "endpoint": endpoint,
        "url": origin,
        "host": "www.northgate.example.org",
        "currency": current.tenant.currency,
        **plan,
    }


specimens.offer(
    "admin",
    "Owners of a site",
    _contents,
    {
        "plan_trial_ending": ("The trial ends soon", {}),
        "plan_trial_ended": ("The trial has ended", {}),
        "plan_started": ("A plan has begun", {}),
        "plan_to_confirm": ("A change of the plan to confirm", {"confirm_url": "https://invoice.example.org"}),
        "plan_changed": ("Another plan", {}),
        "plan_ending": ("A plan is cancelled", {}),
        "plan_payment_failed": ("A plan could not be paid", {}),
        "plan_read_only": ("A site can only be read", {}),
        "plan_paid_again": ("A plan is paid again", {}),
        "plan_ended": ("A plan has ended", {}),
        "webhook_off": ("A webhook is switched off", {}),
        "domain_verified": ("A domain is proven", {}),
        "domain_unproven": ("The record of a domain is gone", {}),
        "domain_lapsed": ("A domain has lapsed", {}),
        "site_file": ("The site’s file is ready", {}),
        "site_file.failed": ("The site’s file could not be made", {"export": Made(is_ready=False)}),
        "site_deletion_requested": ("The site will be deleted", {}),
        "site_deletion_soon": ("The site will be erased in a week", {}),
        "site_deletion_withdrawn": ("The site stays", {}),
        "site_erased": ("The site is erased", {}),
        "site_arrival": ("A site is brought in", {}),
        "site_arrival.failed": ("A site could not be brought in", {"arrival.state": "failed"}),
        "site_arrival.declined": ("A site is not brought in", {"arrival.state": "declined"}),
        "site_arrival.ready": ("A site needs another address", {"arrival.state": "ready"}),
    },
)

specimens.offer(
    "admin",
    "Operators of the platform",
    lambda: {
        "arrival": _arrival(),
        "url": current.tenant.origin,
        "site_url": current.tenant.origin,
        "until": (utcnow() + timedelta(days=7)).date(),
        "number": "AB12CD34-0001",
        "price": 29_00,
        "currency": current.tenant.currency,
        "reason": "fraudulent",
    },
    {
        "plan_disputed": ("A plan is disputed", {}),
        "site_arrival_asked": ("A site would like to come in", {}),
        "plan_dispute_closed": ("A dispute about a plan is lost", {"state": "lost"}),
        "plan_dispute_closed.won": ("A dispute about a plan is won", {"state": "won"}),
    },
)
