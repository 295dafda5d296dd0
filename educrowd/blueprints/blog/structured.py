"""Posts and pages for machines: JSON-LD as schema.org names things."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.current import current

from .models import Author, Page, Post, Series, Tag


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
        "inLanguage": _language(),
        "keywords": [tag.name for tag in post.tags],
        "author": [_person(author) for author in post.authors],
        "publisher": _publisher(),
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
        "inLanguage": _language(),
        "isPartOf": _site(),
        **({"image": current.tenant.origin + page.picture} if page.picture else {}),
    }


def blog(path: str) -> dict[str, Any]:
    """All posts as a Blog."""
    tenant = current.tenant
    return _listing("Blog", tenant.name, path, tenant.description or f"Posts by {tenant.name}", publisher=_publisher())


def about_archive(title: str, path: str) -> dict[str, Any]:
    """Posts of some time as a CollectionPage."""
    return _listing("CollectionPage", title, path, f"{title}: posts by {current.tenant.name}")


def about_tag(tag: Tag, path: str) -> dict[str, Any]:
    """The posts with this tag as a CollectionPage."""
    return _listing("CollectionPage", tag.name, path, tag.description or f"Posts about {tag.name}")


def about_series(series: Series, path: str) -> dict[str, Any]:
    """The parts of a series as a CollectionPage."""
    return _listing("CollectionPage", series.title, path, series.description or f"A series of posts: {series.title}")


def about_author(author: Author, path: str) -> dict[str, Any]:
    """Somebody's page as a ProfilePage."""
    said = author.bio or f"Posts by {author.name}"
    return _listing("ProfilePage", author.name, path, said, mainEntity=_person(author) | _portrait(author))


def _listing(type_: str, name: str, path: str, description: str, **more: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": type_,
        "name": name,
        "description": description,
        "url": current.tenant.origin + path,
        "inLanguage": _language(),
        "isPartOf": _site(),
        **more,
    }


def _person(author: Author) -> dict[str, str]:
    url = current.tenant.origin + url_for("blog.authors.show", slug=author.slug)
    return {"@type": "Person", "name": author.name, "url": url}


def _portrait(author: Author) -> dict[str, str]:
    return {"image": current.tenant.origin + author.portrait.url} if author.portrait else {}


def _publisher() -> dict[str, str]:
    return {"@type": "Organization", "name": current.tenant.name, "url": current.tenant.origin}


def _site() -> dict[str, str]:
    return {"@type": "WebSite", "name": current.tenant.name, "url": current.tenant.origin}


def _language() -> str:
    return current.tenant.locale.replace("_", "-")
