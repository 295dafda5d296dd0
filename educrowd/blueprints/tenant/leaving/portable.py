"""Reviewed: what of a site travels. Every table does that is named on none of these lists and hangs on none of them.

A table whose rows need a row of a listed one (a NOT NULL reference) goes the same way, so whoever adds a table adds
nothing here. A reference that may be empty becomes empty where its target stays behind.
"""

from __future__ import annotations

# Not in the file at all, with the reason.
LEFT_OUT = {
    "api_keys": "keys to this site",
    "card_setups": "cards at the payment provider",
    "connected_accounts": "the account at the payment provider",
    "course_invitations": "links that were sent out",
    "draft_links": "links that were given away",
    "gateway_calls": "calls of the payment provider",
    "gateway_customers": "people at the payment provider",
    "imports": "files that waited to be taken in, and their reports",
    "lti_keys": "the key that this site signs with",
    "payment_pages": "pages of the payment provider",
    "plan_news": "which letters about the plan were sent",
    "project_invitations": "links that were sent out",
    "sent_mentions": "what other sites were told about addresses of this one",
    "sent_mails": "a meter of this platform",
    "site_deletions": "its end on this platform",
    "site_exports": "files like this one",
    "usage_readings": "a meter of this platform",
    "webhook_endpoints": "secrets of receivers, who would hear everything twice",
}
# Written down for the owner to keep, never taken in: money, what is under way with it, and what happened here.
RECORDS = {
    "address_locks": "about what backers were promised",
    "audit_log": "what happened here, and who did it",
    "course_review_reports": "signed with a key of this site",
    "discussion_reports": "signed with a key of this site",
    "fee_invoices": "invoices of this platform",
    "late_sales": "a project that takes money",
    "learner_subscriptions": "money",
    "ledger_accounts": "the books",
    "ledger_transactions": "the books",
    "matches": "money that was promised",
    "orders": "money",
    "payments": "money",
    "payouts": "money",
    "plan_invoices": "what the site paid for its plan",
    "plan_requests": "what was wished for its plan",
    "pledges": "money",
    "post_comment_reports": "signed with a key of this site",
    "project_closes": "how a project ended",
    "project_comment_reports": "signed with a key of this site",
    "project_reviews": "asked for on this platform",
    "project_totals": "counted anew",
    "subscriptions": "the plan that the site has here",
    "waitlist_entries": "places for what backers have taken",
}
# Columns of records that would mean something to the payment provider, or open something.
SECRET_COLUMNS = frozenset(
    {
        *("account", "card_setup_id", "charge_id", "code_hash", "customer", "customer_id", "external_ref", "file_data"),
        *("gateway_file_id", "gateway_id", "gateway_invoice_id", "intent_id", "item_id", "lease_token", "made_in"),
        *("payment_method", "private", "secret", "session_id", "token", "token_hash", "url"),
    }
)
# Settings that mean something here alone: what is asked for the plan, and a mailbox that agreed to get answers.
SETTINGS_THAT_STAY = frozenset({"billing", "mail_reply_to", "mail_reply_to_asked"})
# What a site says about itself here alone: another platform's readers are not those it was opened to.
FACTS_THAT_STAY = ("is_listed",)
# What pays for access, by the beginning of its source.
PAID_BY = ("order", "pledge", "subscription")


def _of_pledge(row: str) -> str:
    return f"p.tenant_id = {row}.tenant_id AND {row}.source = 'pledge:' || p.id"


def _of_subscription(row: str) -> str:
    return f"s.tenant_id = {row}.tenant_id AND {row}.source = 'subscription:' || s.id"


def _is_paid(row: str) -> str:
    """Whether nothing is owed for an entitlement that is paid by the month."""
    return f"""({row}.source NOT LIKE 'subscription:%' OR EXISTS (
            SELECT 1 FROM public.learner_subscriptions s WHERE {_of_subscription(row)} AND s.state = 'active'))
        AND NOT EXISTS (SELECT 1 FROM public.pledges p WHERE {_of_pledge(row)}
            AND p.next_month_at IS NOT NULL AND p.state NOT IN ('collected', 'disputed'))"""


# How rows arrive: projects as drafts that were never launched, nothing sold, nothing sent, keys for checking only.
ARRIVES = {
    "coupons": {"uses": "0"},
    # A source of another site's numbers must not be taken for one of the new site's.
    "entitlements": {
        "source": f"CASE WHEN t.source ~ '^({'|'.join(PAID_BY)})' THEN 'elsewhere.' || t.source ELSE t.source END",
        "ends_at": f"""COALESCE(t.ends_at,
            (SELECT p.next_month_at FROM public.pledges p WHERE {_of_pledge("t")}),
            (SELECT s.next_period_at FROM public.learner_subscriptions s WHERE {_of_subscription("t")}))""",
    },
    # A gate asks the enrollment alone, so it must not outlive what opened it.
    "enrollments": {
        "status": f"""CASE WHEN t.source IN ('entitlement', 'elsewhere') AND NOT EXISTS (
            SELECT 1 FROM public.entitlements e
            WHERE e.tenant_id = t.tenant_id AND e.user_id = t.user_id AND e.revoked_at IS NULL AND {_is_paid("e")}
                AND (e.kind = 'course' AND e.subject_id = t.course_id OR e.kind = 'catalogue'))
            THEN 'closed' ELSE t.status END""",
    },
    "milestones": {"released_at": "NULL", "released_by_id": "NULL"},
    "projects": {
        "state": "'draft'",
        "deadline": "CASE WHEN t.kind = 'recurring' THEN NULL ELSE t.deadline END",
        "launched_at": "NULL",
        "launch_at": "NULL",
        "announced_at": "NULL",
        "suspended_at": "NULL",
        "cancel_reason": "''",
        "is_withheld": "false",
    },
    "reward_variants": {"taken": "0"},
    "rewards": {"taken": "0"},
    "signing_keys": {"private": "NULL", "retired_at": "COALESCE(t.retired_at, t.updated_at)"},
    # The link that would confirm them was sent from the first site.
    "subscribers": {"code_hash": "NULL", "code_expires_at": "NULL"},
    "surveys": {"sent_at": "NULL"},
}
# The same in words, for whoever reads what will become of a file.
ARRIVES_AS = {
    "coupons": "as if none had been used",
    "entitlements": "to the end of what is paid, where it is paid by the month",
    "enrollments": "closed where the month that pays for them is not paid",
    "milestones": "not yet released",
    "projects": "as drafts that were never launched",
    "rewards": "as if none had been taken",
    "signing_keys": "to check what was signed, not to sign",
    "subscribers": "who was sent a link to confirm needs a new one",
    "surveys": "not yet sent",
}
# What is paid by the month comes along to the end of what is paid; where a payment is missing it stays behind.
ONLY = {"entitlements": _is_paid("t")}
ONLY_BECAUSE = {"entitlements": "access whose month is not paid"}
# Made anew where a site is taken in.
DERIVED = {("posts", "named"), ("posts", "sought")}
# Columns that name a person although no foreign key says so; a tenant's own schema has none that leaves it.
PEOPLE = frozenset({"actor_id", "asked_by", "author_id", "moderator_id", "user_id"})
# What is somebody's who teaches or writes here; every other table with a user_id is about members.
OF_STAFF = frozenset({"authors", "course_members", "project_members"})
OF_MEMBERS = frozenset(
    {"contact_messages", "course_reviews", "discussion_posts", "post_comments", "project_comments", "subscribers"}
)
STAFF: tuple[str, ...] = ("owner", "admin", "instructor", "creator", "editor", "collaborator")
