"""Schema.org as far as this application speaks it: which properties a type has there, and what they hold.

From the vocabulary's pages and what search engines require of articles, courses and products.
"""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": r"^https?://[^\s]+$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
LANGUAGE = {"type": "string", "pattern": r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}
STARS = {"type": "integer", "minimum": 1, "maximum": 5}
MONEY = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}


def one(type_: str, required: list[str], **properties: Any) -> dict[str, Any]:
    """A thing of a type: nothing that the vocabulary does not have, and all that is needed."""
    return {
        "type": "object",
        "properties": {"@type": {"const": type_}, "@context": {"const": "https://schema.org"}, **properties},
        "required": ["@type", *required],
        "additionalProperties": False,
    }


def several(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema, "minItems": 1}


ORGANIZATION = one("Organization", ["name", "url"], name=TEXT, url=URL)
PERSON = one("Person", ["name"], name=TEXT, url=URL, image=URL)
RATING = one(
    "AggregateRating",
    ["ratingValue", "ratingCount"],
    ratingValue={"type": ["number", "string"]},
    ratingCount={"type": "integer", "minimum": 1},
    reviewCount={"type": "integer", "minimum": 0},
    bestRating={"type": "integer"},
    worstRating={"type": "integer"},
)
REVIEW = one(
    "Review",
    ["author", "reviewRating"],
    author=PERSON,
    reviewBody=TEXT,
    datePublished={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d"},
    reviewRating=one("Rating", ["ratingValue"], ratingValue=STARS, bestRating=STARS, worstRating=STARS),
)
COURSE = one("Course", ["name", "description", "provider"], name=TEXT, description=TEXT, url=URL, provider=ORGANIZATION)
OFFER = one(
    "Offer",
    ["price", "priceCurrency"],
    category={"enum": ["Free", "Paid"]},
    price=MONEY,
    priceCurrency={"type": "string", "pattern": "^[A-Z]{3}$"},
    url=URL,
    availability={"enum": ["https://schema.org/InStock", "https://schema.org/OutOfStock"]},
    itemOffered=several(COURSE),
)
SITE = one("WebSite", ["name", "url"], name=TEXT, url=URL)
SHOWN = {"url": URL, "inLanguage": LANGUAGE, "image": URL, "description": {"type": "string"}}
TYPES = {
    "BlogPosting": one(
        "BlogPosting",
        ["@context", "headline", "author", "datePublished", "dateModified", "publisher", "mainEntityOfPage"],
        headline=TEXT,
        mainEntityOfPage=URL,
        datePublished=MOMENT,
        dateModified=MOMENT,
        wordCount={"type": "integer", "minimum": 0},
        keywords={"type": "array", "items": TEXT},
        author=several(PERSON),
        publisher=ORGANIZATION,
        isAccessibleForFree={"type": "boolean"},
        **SHOWN,
    ),
    "WebPage": one(
        "WebPage",
        ["@context", "name", "url"],
        name=TEXT,
        dateModified=MOMENT,
        isPartOf=SITE,
        **SHOWN,
    ),
    "WebSite": one("WebSite", ["@context", "name", "url"], name=TEXT, publisher=ORGANIZATION, **SHOWN),
    "Blog": one("Blog", ["@context", "name", "url"], name=TEXT, publisher=ORGANIZATION, isPartOf=SITE, **SHOWN),
    "CollectionPage": one("CollectionPage", ["@context", "name", "url"], name=TEXT, isPartOf=SITE, **SHOWN),
    "ProfilePage": one(
        "ProfilePage", ["@context", "name", "url", "mainEntity"], name=TEXT, isPartOf=SITE, mainEntity=PERSON, **SHOWN
    ),
    "Course": one(
        "Course",
        ["@context", "name", "description", "provider"],
        name=TEXT,
        provider=ORGANIZATION,
        offers=OFFER,
        aggregateRating=RATING,
        review=several(REVIEW),
        **SHOWN,
    ),
    "Product": one(
        "Product",
        ["@context", "name", "offers"],
        name=TEXT,
        brand=ORGANIZATION,
        offers=OFFER,
        aggregateRating=RATING,
        **SHOWN,
    ),
}


def structured(page: str) -> dict[str, Any]:
    """What a page says about itself; fails where schema.org would not understand it."""
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    said = json.loads(written)
    jsonschema_rs.validate(TYPES[said["@type"]], said)
    return said
