"""A person and their site come into being together."""

from __future__ import annotations

from educrowd.blueprints.tenant.founding import founding, is_free
from educrowd.blueprints.tenant.slugs import check_slug
from educrowd.core import registry
from educrowd.core.current import BoundTenant, current
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import address, throttle
from educrowd.core.slugs import first_free, slugify

from . import mailers, roles
from .models import User

TAKEN = "This address is taken. Please choose another."


def sign_up(*, name: str, email: str, password: str, site_name: str, slug: str = "") -> tuple[User, BoundTenant]:
    """An account that owns a new site with sample content; all of it or nothing."""
    throttle("10 per hour", "sign-up", address())
    first_name, _, last_name = name.partition(" ")
    slug = slug.lower() or suggested_slug(site_name)
    with founding(slug=slug, name=site_name, email=email) as tenant:
        user = User.register(email=email, password=password, first_name=first_name, last_name=last_name)
        furnish(user)
        user_id, site = user.id, tenant.snapshot()
    return db.session.get_one(User, user_id), site


def furnish(owner: User) -> None:
    """Give the current, new site its owner and its sample content."""
    current.user = owner
    owner.take(roles.OWNER)
    registry.samples.collect(owner)
    mailers.send_welcome.later(owner.id)


def suggested_slug(site_name: str) -> str:
    """A free address made of the site's name."""
    stem = slugify(site_name, otherwise="my-site")[:36].strip("-").ljust(3, "0")
    return first_free(stem, lambda slug: not _is_possible(slug))


def wanted_slug(site_name: str, slug: str) -> tuple[str, str]:
    """The address that the site would get, and what is wrong with it, if anything."""
    wanted = slug.strip().lower()
    if not wanted:
        return (suggested_slug(site_name), "") if site_name.strip() else ("", "")
    try:
        check_slug(wanted)
    except Invalid as refusal:
        return wanted, refusal.message
    return wanted, "" if is_free(wanted) else TAKEN


def _is_possible(slug: str) -> bool:
    try:
        return is_free(check_slug(slug))
    except Refused:
        return False
