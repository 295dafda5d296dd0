"""A person and their site come into being together; later, one more site of theirs."""

from __future__ import annotations

from educrowd.blueprints.tenant.founding import TAKEN, found_for, founding, furnish, is_free
from educrowd.blueprints.tenant.slugs import check_slug
from educrowd.core import tenancy
from educrowd.core.current import BoundTenant
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import address, throttle
from educrowd.core.slugs import first_free, slugify

from .. import mailers
from ..models import User

LONGEST_STEM = 36  # leaves room for a number where the name is taken


def sign_up(*, name: str, email: str, password: str, site_name: str, slug: str = "") -> tuple[User, BoundTenant]:
    """An account that owns a new site with sample content; all of it or nothing."""
    throttle("10 per hour", "sign-up", address())
    first_name, _, last_name = name.partition(" ")
    with founding(slug=_slug_of(site_name, slug), name=site_name, email=email) as tenant:
        user = User.register(email=email, password=password, first_name=first_name, last_name=last_name)
        furnish(user)
        mailers.send_welcome.later(user.id)
        user_id, site = user.id, tenant.snapshot()
    return db.session.get_one(User, user_id), site


def found_another(owner: User, *, site_name: str, slug: str = "") -> BoundTenant:
    """One more site of somebody who has an account."""
    details = {"slug": _slug_of(site_name, slug), "name": site_name, "email": owner.email}
    return tenancy.tenant_by_id(found_for(owner.id, **details))


def _slug_of(site_name: str, slug: str) -> str:
    return slug.lower() or suggested_slug(site_name)


def suggested_slug(site_name: str) -> str:
    """A free address made of the site's name."""
    whole = slugify(site_name, otherwise="my-site")
    stem = (whole if len(whole) <= LONGEST_STEM else _cut(whole)).strip("-").ljust(3, "0")
    return first_free(stem, lambda slug: not _is_possible(slug))


def _cut(slug: str) -> str:
    """The beginning of a long name, between words where it has any."""
    return slug[: LONGEST_STEM + 1].rpartition("-")[0] or slug[:LONGEST_STEM]


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
