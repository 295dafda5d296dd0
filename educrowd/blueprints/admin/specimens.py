"""Made-up letters to those who own a site, and to those who run the platform."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from educrowd.core import specimens
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.specimens import Made


def _contents() -> dict[str, Any]:
    origin, soon = current.tenant.origin, (utcnow() + timedelta(days=7)).date()
    endpoint = Made(host="hooks.example.org", disabled_because="It has not answered for three days.")
    plan = {"plan": "Studio", "on": soon, "until": soon, "plan_url": origin, "price": 29_00, "interval": "month"}
    return {
        "site": current.tenant.name,
        "export": Made(is_ready=True, expires_at=utcnow() + timedelta(days=7), size_bytes=48_000_000),
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
    },
)

specimens.offer(
    "admin",
    "Operators of the platform",
    lambda: {
        "site_url": current.tenant.origin,
        "until": (utcnow() + timedelta(days=7)).date(),
        "number": "AB12CD34-0001",
        "price": 29_00,
        "currency": current.tenant.currency,
        "reason": "fraudulent",
    },
    {
        "plan_disputed": ("A plan is disputed", {}),
        "plan_dispute_closed": ("A dispute about a plan is lost", {"state": "lost"}),
        "plan_dispute_closed.won": ("A dispute about a plan is won", {"state": "won"}),
    },
)
