"""`flask demo`: demonstration sites, for development."""

from __future__ import annotations

import time

import click
from flask import current_app
from flask.cli import AppGroup

from educrowd.blueprints.tenant.models.tenant import origin_of, slug_host

from .demo import seed
from .demo.cast import OPERATOR, PASSWORD, SITES, Cast

demo_group = AppGroup("demo", help="Demonstration sites, for development.")


@demo_group.command("seed", help="Found the demonstration sites, once.")
def seed_sites() -> None:
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("demonstration accounts share a known password, so production has none")
    began = time.monotonic()
    made = seed()
    took = f"founded in {time.monotonic() - began:.1f} s"
    click.echo(f"demonstration sites {took}: {', '.join(made)}" if made else "demonstration sites: kept as they are")


@demo_group.command("show", help="Where the demonstration sites are, and who may log in.")
def show_sites() -> None:
    for cast in SITES:
        click.echo(f"  {origin_of(slug_host(cast.slug)):<32} {cast.name}: {cast.owner.email} (or {others(cast)})")
    click.echo(f"  {origin_of(current_app.config['BASE_DOMAIN']) + '/operator/':<32} the operator: {OPERATOR.email}")
    click.echo(f"  {'':<32} every password is {PASSWORD}")


def others(cast: Cast) -> str:
    """Who else shows a part of the site, by the beginning of their addresses."""
    people = dict.fromkeys((cast.instructor, cast.creator, cast.editor, cast.members[0]))
    return ", ".join(person.email.partition("@")[0] + "@" for person in people if person is not cast.owner)
