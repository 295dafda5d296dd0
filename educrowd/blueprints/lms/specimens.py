"""Made-up letters about courses."""

from __future__ import annotations

from typing import Any

from educrowd.core import specimens
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.money import Money
from educrowd.core.specimens import Made


def _contents() -> dict[str, Any]:
    origin, currency = current.tenant.origin, current.tenant.currency
    user = Made(name="Ada Lovelace", first_name="Ada", email="ada@example.org", is_claimed=False)
    course = Made(title="Grinding a Mirror", slug="grinding-a-mirror", summary="From a disk of glass to first light.")
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
    )
    addresses = {"course_url": origin, "order_url": origin}
    item = Made(title="Which mirror for which sky?")
    return {"course": course, "item": item, "enrollment": Made(user=user, course=course), "order": order, **addresses}


specimens.offer(
    "lms",
    "Learners",
    _contents,
    {
        "welcome": ("Welcome to a course", {}),
        "grade": ("A grade was released", {}),
        "receipt": ("Receipt for a course", {}),
        "receipt.member": ("Receipt for a course, to a member", {"order.user.is_claimed": True}),
        "refunded": ("A course was refunded", {}),
    },
)
