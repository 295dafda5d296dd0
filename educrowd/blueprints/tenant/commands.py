"""What commands of every module need: a site by its slug, and refusals in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.errors import Refused

from .models import Tenant


@contextmanager
def at(site: str | None) -> Iterator[None]:
    """A transaction bound to the site that is called so, or to nobody."""
    tenant_id = None if site is None else id_of(site)
    with refusals_in_one_line(), tenancy.transaction(tenant_id):
        yield


def id_of(slug: str) -> int:
    """The id of a site that something can be done with: of an erased one only its row is left."""
    with tenancy.bind(None):
        tenant = named(slug)
        if tenant.is_erased:
            raise click.ClickException(f"{slug} is erased: nothing of it is left")
        return tenant.id


def named(slug: str) -> Tenant:
    """The site, erased or not, in a session that is bound to nobody."""
    tenant = db.session.scalar(Tenant.called(slug))
    if tenant is None:
        raise click.ClickException(f"no site is called {slug}; `flask tenant list` names them")
    return tenant


@contextmanager
def refusals_in_one_line() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
