"""Posts and pages for machines: JSON-LD as schema.org names things."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.current import current

from .models import Author, Page, Post


def _person(author: Author) -> dict[str, str]:
    url = current.tenant.origin + url_for("blog.authors.show", slug=author.slug)
    return {"@type": "Person", "name": author.name, "url": url}


def article(post: Post) -> dict[str, Any]:
    """The post as a BlogPosting."""
    tenant = current.tenant
    address = tenant.origin + url_for("blog.posts.show", slug=post.slug)
    return {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "description": post.summary,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": post.published_at and post.published_at.isoformat(),
        "dateModified": post.updated_at.isoformat(),
        "wordCount": post.words,
        "inLanguage": tenant.locale.replace("_", "-"),
        "keywords": [tag.name for tag in post.tags],
        "author": [_person(author) for author in post.authors],
        "publisher": {"@type": "Organization", "name": tenant.name, "url": tenant.origin},
        "isAccessibleForFree": not post.is_gated,
        **({"image": tenant.origin + post.picture} if post.picture else {}),
    }


def web_page(page: Page) -> dict[str, Any]:
    """The page as a WebPage."""
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": page.title,
        "description": page.summary,
        "url": current.tenant.origin + page.path,
        "dateModified": page.updated_at.isoformat(),
        "inLanguage": current.tenant.locale.replace("_", "-"),
        "isPartOf": {"@type": "WebSite", "name": current.tenant.name, "url": current.tenant.origin},
        **({"image": current.tenant.origin + page.picture} if page.picture else {}),
    }
