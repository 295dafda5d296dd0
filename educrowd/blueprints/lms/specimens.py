"""Made-up letters about courses."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from educrowd.core import specimens
from educrowd.core.comments import as_html
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.money import Money
from educrowd.core.specimens import Made

from .subscriptions.settled import TOO_LATE
from .teams.teaming import ROLE_WORDS

POST = {
    "author_name": "Ines Moon",
    "body": "Any bowl will do, as long as it is round.",
    "lesson_title": "Choosing the glass",
    "status": "published",
}


def _contents() -> dict[str, Any]:
    origin, currency = current.tenant.origin, current.tenant.currency
    user = Made(name="Ada Lovelace", first_name="Ada", email="ada@example.org", is_claimed=False)
    course = Made(title="Grinding a Mirror", slug="grinding-a-mirror", summary="From a disk of glass to first light.")
    course.price = Money(60_00, currency)
    course.clock, course.is_free, course.renewable, course.access_until = UTC, False, False, None
    order = Made(
        id=1042,
        title=course.title,
        user=user,
        price=Money(60_00, currency),
        discount=Money(15_00, currency),
        discount_amount=15_00,
        total=Money(45_00, currency),
        total_amount=45_00,
        coupon=Made(code="FIRSTLIGHT"),
        paid_at=utcnow(),
        payment=Made(charge_id="ch_3PExample"),
        bundle_id=None,
        lines=[Made(title=course.title), Made(title="Reading the Night Sky")],
    )
    addresses: dict[str, Any] = {"course_url": origin, "order_url": origin} | _subscription(currency)
    item = Made(title="Which mirror for which sky?")
    certificate = Made(
        code="k3f9x2mp7qh4t8vw", cycle=1, expires_at=utcnow(), revoked_reason="It was for somebody else."
    )
    certificate.snapshot = {"learner": user.name, "course": course.title, "expires_on": "November 27, 2029"}
    addresses |= {"certificate": certificate, "page_url": origin, "pdf_url": origin}
    words = "On Friday the sky will be clear. Come to the hill at nine, and bring a blanket."
    announcement = Made(subject="Clear sky on Friday", body=words, html=as_html(words), author=Made(name="Ines Moon"))
    addresses |= {"announcement": announcement, "leave_url": origin, "choose_url": origin}
    post = Made(**POST, author_role="instructor", parent_id=7, html=as_html(POST["body"]))
    question = Made(
        **POST | {"author_name": "Ben Ito", "body": "Which bowl is good for the first mirror?"}, parent_id=None
    )
    addresses |= {"answer": post, "post": question, "posts": [question], "post_url": origin, "studio_url": origin}
    addresses |= {"reports": [Made(reason="spam", words="It sells bowls.")], "words": REASON_WORDS}
    addresses |= {"title": item.title, "lesson_url": origin, "grading_url": origin, "learner": user}
    user.shown_name, course.clock = user.name, None
    addresses["version"] = Made(number=2, submitted_at=utcnow())
    addresses["assessment"] = Made(feedback="Well observed. Say in the next version how you measured the angle.")
    body = "Clear, and fun to follow. I would have liked more pictures of the test rig."
    addresses["review"] = Made(author_name="Ben Ito", stars=4, body=body, status="published", because="", id=3)
    addresses["review"].answer = "Thank you! Pictures are on their way."
    addresses["reviews_url"] = origin
    addresses["renewal_url"] = ""
    due = Made(lesson=item, course=course, moment=utcnow(), kind="due")
    addresses |= {"dates": [(due, origin)], "calendar_url": origin}
    addresses["granted"] = Made(opens=False, due_at=utcnow(), closes_at=None, extra_minutes=30, time_factor=1)
    addresses["granted"].extra_attempts = 1
    lesson, days_ago = Made(title="Polishing"), timedelta(days=9)
    standing = Made(enrollment=Made(user=Made(shown_name="Ben Ito")), next_lesson=lesson, last_at=utcnow() - days_ago)
    addresses["courses"] = [Made(course=course, count=3, latest=[standing], others=2)]
    addresses["count"] = 3
    addresses["invitation"] = Made(subject=course, invited_by=Made(name="Ines Moon"))
    addresses |= {"role_words": ROLE_WORDS["assistant"], "join_url": origin}
    enrollment = Made(user=user, course=course, expires_at=utcnow())
    return {"course": course, "item": item, "enrollment": enrollment, "order": order, **addresses}


def _subscription(currency: str) -> dict[str, Any]:
    """What the letters of subscriptions show."""
    in_a_month = utcnow() + timedelta(days=30)
    plan = Made(title="All courses, monthly", every="month", price=Money(19_00, currency), is_open=True)
    subscription = Made(title=plan.title, every="month", money=Money(15_00, currency), plan=plan, because="cancelled")
    subscription.card, subscription.state = Made(last4="4242"), "active"
    subscription.user = Made(email="ada@example.org", is_claimed=True)
    subscription.charges_next_at = subscription.ends_at = in_a_month
    subscription.awaits_bank, subscription.is_open = False, True
    subscription.payment = Made(failure_message="Your card has insufficient funds.", next_try_at=utcnow())
    paid = Made(charge_id="ch_3PExample", captured_at=utcnow(), money=subscription.money)
    urls = dict.fromkeys(("subscription_url", "start_url", "plan_url"), current.tenant.origin)
    about = {"recovery": Made(ends_at=utcnow() + timedelta(days=14)), "day": 0, "plan": plan}
    return {"subscription": subscription, "period": Made(number=3, payment=paid), **about, **urls}


FIRST = {"subscription.user.is_claimed": False, "period.number": 1}

specimens.offer(
    "lms",
    "Learners",
    _contents,
    {
        "welcome": ("Welcome to a course", {}),
        "invited": ("Enrolled by the staff, before ever coming", {"url": "https://example.org/", "is_proven": False}),
        "invited.proven": ("The same, with an account", {"url": "https://example.org/", "is_proven": True}),
        "access_ending": ("Access to a course ends soon", {}),
        "access_ending.renewable": ("The same, where more can be bought", {"renewal_url": "https://example.org/"}),
        "grade": ("A grade was released", {}),
        "certificate": ("A certificate was awarded", {}),
        "certificate.renewed": ("A certificate was renewed", {"certificate.cycle": 2}),
        "certificate_ending": ("A certificate expires soon", {}),
        "certificate_revoked": ("A certificate was revoked", {}),
        "announcement": ("An announcement of a course", {}),
        "answered": ("Somebody answered in a discussion", {}),
        "due_soon": ("Something is due soon", {}),
        "granted": ("Later dates or more time were granted", {}),
        "handed_in": ("Work that was handed in arrived", {}),
        "returned": ("Work came back for another version", {}),
        "to_grade": ("Work waits to be graded, to the teacher", {}),
        "review_answered": ("An answer to a review", {}),
        "receipt": ("Receipt for a course", {}),
        "receipt.member": ("Receipt for a course, to a member", {"order.user.is_claimed": True}),
        "receipt.bundle": ("Receipt for a bundle", {"order.bundle_id": 7, "order.title": "Both sides of the eyepiece"}),
        "refunded": ("A course was refunded", {}),
        "refunded.bundle": ("A bundle was refunded", {"order.bundle_id": 7}),
        "subscription_receipt": ("Receipt for a period of a subscription", {}),
        "subscription_receipt.guest": ("Receipt for the first period, without an account", FIRST),
        "subscription_card": ("The card of a subscription was declined", {}),
        "subscription_card.bank": ("The bank asks about a subscription", {"subscription.awaits_bank": True}),
        "subscription_card.again": ("The card still was not charged", {"day": 9}),
        "subscription_ending": ("A subscription was cancelled", {}),
        "subscription_ended": ("A subscription has ended", {}),
        "subscription_ended.late": ("A subscription could not be charged", {"subscription.because": TOO_LATE}),
        "subscription_refunded": ("A period was refunded", {"subscription.state": "ended"}),
        "subscription_price": ("New subscribers pay another price", {}),
    },
)

specimens.offer(
    "lms",
    "Teachers",
    _contents,
    {
        "new_posts": ("New questions and answers in a course", {}),
        "new_review": ("A new review of a course", {}),
        "stuck": ("Who is stuck, on Mondays", {}),
        "review_reported": ("A review was reported", {}),
        "team_invitation": ("An invitation to teach a course", {}),
        "post_reported": ("A post in a discussion was reported", {}),
    },
)
