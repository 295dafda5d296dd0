"""Scopes of API keys: the one page to read about what a key may do.

A key may call what one of its scopes lists, and holds there those of its person's abilities that its scopes lend.
Nothing else is open to it: no log-in, no password, no other keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PREFIX = "/api/v1/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What anybody reads, whatever their key is for.
OPEN = frozenset({"docs", "openapi.json"})

PERSONAL = frozenset({"account", "enrollments", "orders", "pledges", "messages"})

COURSES = frozenset({"courses.create", "courses.manage", "courses.work"})
PROJECTS = frozenset({"projects.create", "projects.work", "projects.manage"})
POSTS = frozenset({"posts.write", "updates.write", "posts.manage"})
MEMBERS = frozenset({"members.manage"})
SITE = frozenset({"site.manage", "plan.manage"})
HOOKS = frozenset({"webhooks.manage"})
MONEY = frozenset({"money.read"})


@dataclass(frozen=True, slots=True)
class Scope:
    """`paths` begin what may be called, `but` what of it is another scope's; "*" stands for one number or word."""

    name: str
    words: str
    abilities: frozenset[str]
    paths: tuple[str, ...]
    but: tuple[str, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Whether it serves people without any ability: their own enrollments, orders and pledges."""
        return self.name.partition(":")[0] in PERSONAL

    @property
    def writes(self) -> bool:
        return self.name.endswith(":write")

    def covers(self, method: str, steps: list[str]) -> bool:
        may = self.writes or method in SAFE
        return may and _is_below(steps, self.paths) and not _is_below(steps, self.but)


def _both(
    area: str, words: str, abilities: frozenset[str], *paths: str, but: tuple[str, ...] = ()
) -> tuple[Scope, Scope]:
    return (
        Scope(f"{area}:read", f"Read {words}", abilities, paths, but),
        Scope(f"{area}:write", f"Read and change {words}", abilities, paths, but),
    )


# Of projects what tells of their backers, and what writes to them.
BACKERS = (
    "crowdfunding/projects/*/deliveries", "crowdfunding/projects/*/recoveries", "crowdfunding/projects/*/surveys",
    "crowdfunding/projects/*/address-lock",
)  # fmt: skip
LETTERS = ("crowdfunding/projects/*/broadcasts",)
# Who subscribed, and what reaches all of them, is more than a post.
NEWSLETTER = ("blog/subscribers", "blog/posts/*/newsletter")
SENDER = "blog/sender"


SCOPES = {
    scope.name: scope
    for scope in (
        Scope("account:read", "Read your own account", frozenset(), ("auth/me",)),
        *_both("courses", "courses, lessons and coupons", COURSES,
               "lms/courses", "lms/sections", "lms/lessons", "lms/bundles", "lms/coupons", "lms/subscription-plans",
               "lms/announcements", "lms/discussion", "lms/reviews", "lms/cohorts", "lms/team-members",
               "lms/team-invitations"),
        *_both("enrollments", "enrollments, progress and certificates", COURSES, "lms/enrollments", "lms/certificates"),
        *_both("orders", "orders of courses and subscriptions", COURSES,
               "lms/orders", "lms/quotes", "lms/subscriptions"),
        *_both("projects", "projects, rewards and their pages", PROJECTS,
               "crowdfunding/projects", "crowdfunding/rewards", "crowdfunding/reward-files", "crowdfunding/variants",
               "crowdfunding/shipping-zones", "crowdfunding/taxes", "crowdfunding/stretch-goals",
               "crowdfunding/questions", "crowdfunding/milestones", "crowdfunding/matches", "crowdfunding/reviews",
               "crowdfunding/comments", "crowdfunding/team-members", "crowdfunding/team-invitations",
               but=(*BACKERS, *LETTERS)),
        *_both("pledges", "pledges and surveys, with backers' addresses and answers", PROJECTS,
               "crowdfunding/pledges", "crowdfunding/gifts", "crowdfunding/waitlist", "crowdfunding/surveys",
               "crowdfunding/survey-questions", *BACKERS),
        *_both("messages", "letters between backers and creators", PROJECTS,
               "crowdfunding/conversations", "crowdfunding/broadcasts", "crowdfunding/pledges/*/messages", *LETTERS),
        Scope("money:read", "Read balances, payouts, refunds, disputes, fees and the books", MONEY,
              ("crowdfunding/account", "crowdfunding/balances", "crowdfunding/payouts", "crowdfunding/refunds",
               "crowdfunding/refund-requests", "crowdfunding/disputes", "crowdfunding/fees",
               "crowdfunding/fee-invoices", "crowdfunding/ledger")),
        Scope("refunds:write", "Give money back and answer disputes", MONEY | {"money.refund"},
              ("crowdfunding/refunds", "crowdfunding/refund-requests", "crowdfunding/pledges/*/refunds",
               "crowdfunding/projects/*/refunds", "crowdfunding/disputes/*/evidence", "lms/orders/*/refunds",
               "lms/subscriptions/*/refunds")),
        Scope("payouts:write", "Pay money out, and release what is held", MONEY | {"money.payout"},
              ("crowdfunding/account", "crowdfunding/payouts", "crowdfunding/milestones/*/release",
               "crowdfunding/fee-invoices")),
        *_both("posts", "posts and tags", POSTS, "blog", but=(*NEWSLETTER, SENDER)),
        *_both("newsletter", "subscribers, and mail posts to them", POSTS, *NEWSLETTER),
        *_both("members", "members and their roles", MEMBERS, "members", "invitations"),
        *_both("site", "the site's settings and plan", SITE, "tenants", "plan", "plans", SENDER),
        *_both("webhooks", "webhooks and their deliveries", HOOKS, "webhooks"),
    )
}  # fmt: skip


def allowed_by(names: Iterable[str], method: str, path: str) -> bool:
    """Whether a key with these scopes may call this address at all."""
    steps = _steps(path)
    return steps[0] in OPEN or any(SCOPES[name].covers(method, steps) for name in names if name in SCOPES)


def scopes_for(method: str, path: str) -> list[str]:
    """The scopes with which this address may be called; none where no key may."""
    return [scope.name for scope in SCOPES.values() if scope.covers(method.upper(), _steps(path))]


def abilities_of(names: Iterable[str]) -> frozenset[str]:
    """All that these scopes lend."""
    return frozenset().union(*(SCOPES[name].abilities for name in names if name in SCOPES))


def _steps(path: str) -> list[str]:
    return path.removeprefix(PREFIX).strip("/").split("/")


def _is_below(steps: list[str], paths: Iterable[str]) -> bool:
    return any(_begins(steps, path.split("/")) for path in paths)


def _begins(steps: list[str], pattern: list[str]) -> bool:
    return len(steps) >= len(pattern) and all(
        wanted in ("*", step) for wanted, step in zip(pattern, steps, strict=False)
    )
