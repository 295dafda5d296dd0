"""A course as search engines read it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.current import current

from .models import Course, CourseReview


def about(course: Course, reviews: list[CourseReview]) -> dict[str, Any]:
    """The course as a Course of schema.org, with its rating where it has one."""
    tenant = current.tenant
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.title,
        "description": course.summary or course.title,
        "url": tenant.origin + url_for("lms.course", slug=course.slug),
        "inLanguage": tenant.locale.replace("_", "-"),
        "provider": {"@type": "Organization", "name": tenant.name, "url": tenant.origin},
        "offers": {
            "@type": "Offer",
            "category": "Free" if course.is_free else "Paid",
            "price": str(course.price.decimal),
            "priceCurrency": course.currency,
        },
        **_rating(course),
        **({"review": [_review(each) for each in reviews]} if reviews else {}),
    }


def _rating(course: Course) -> dict[str, Any]:
    if not course.reviews_count:
        return {}
    rating = {"ratingValue": str(course.rating), "ratingCount": course.reviews_count, "bestRating": 5, "worstRating": 1}
    return {"aggregateRating": {"@type": "AggregateRating", **rating}}


def _review(review: CourseReview) -> dict[str, Any]:
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": review.author_name},
        "datePublished": review.updated_at.isoformat(),
        "reviewBody": review.body,
        "reviewRating": {"@type": "Rating", "ratingValue": review.stars, "bestRating": 5, "worstRating": 1},
    }
