"""Courses and bundles as search engines read them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.current import current

from .models import Bundle, Course, CourseReview


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


def about_bundle(bundle: Bundle) -> dict[str, Any]:
    """The bundle as a Product of schema.org: what all of it costs, and the courses that come with it."""
    tenant = current.tenant
    url = tenant.origin + url_for("lms.bundle", slug=bundle.slug)
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": bundle.title,
        "description": bundle.summary or bundle.title,
        "url": url,
        "brand": {"@type": "Organization", "name": tenant.name, "url": tenant.origin},
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": str(bundle.price.decimal),
            "priceCurrency": bundle.currency,
            "availability": f"https://schema.org/{'InStock' if bundle.is_for_sale else 'OutOfStock'}",
            "itemOffered": [_named(course) for course in bundle.courses],
        },
    }


def _named(course: Course) -> dict[str, Any]:
    url = current.tenant.origin + url_for("lms.course", slug=course.slug)
    described = {"description": course.summary or course.title, "url": url}
    provider = {"@type": "Organization", "name": current.tenant.name, "url": current.tenant.origin}
    return {"@type": "Course", "name": course.title, **described, "provider": provider}


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
