"""`flask course`: whole courses in and out of a site, from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.errors import Refused

from .models import Course
from .transfer.archive import write_archive
from .transfer.importing import bring_in

course_group = AppGroup("course", help="Courses: export, import.")
SITE = click.option("--site", required=True, help="The site's slug.")


@course_group.command("export", help="Write a course and all that belongs to it into an archive.")
@click.argument("slug")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@SITE
def export_course(slug: str, target: Path, site: str) -> None:
    with _at(site):
        course = db.session.scalar(select(Course).where(Course.slug == slug))
        if course is None:
            raise click.ClickException(f"There is no course called {slug}.")
        with write_archive(course) as stream, target.open("wb") as file:
            shutil.copyfileobj(stream, file)
    click.echo(f"{target}: {target.stat().st_size} bytes")


@course_group.command("import", help="Read an archive into a site; the same one again changes nothing.")
@click.argument("archive", type=click.File("rb"))
@click.option("--by", required=True, help="The email address of who will own it.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
@SITE
def import_course(archive: Any, by: str, dry_run: bool, site: str) -> None:
    with _at(site):
        person = db.session.scalar(User.members().where(User.email == by.lower()))
        if person is None:
            raise click.ClickException(f"Nobody on this site has the address {by}.")
        course, report = bring_in(archive, by=person, keeps=not dry_run)
        name = course.slug
        if dry_run:
            db.session.rollback()
    for row in report.rows:
        click.echo(f"{row['outcome']:<9} {row['kind']:<12} {row['name']}")
        for note in row["notes"]:
            click.echo(f"{'':<23}{note}")
    click.echo("Nothing is written." if dry_run else f"This is the course {name}.")


@contextmanager
def _at(site: str) -> Iterator[None]:
    """A transaction bound to the site; refusals become one line."""
    with tenancy.bind(None):
        tenant = db.session.scalar(Tenant.called(site))
        if tenant is None:
            raise click.ClickException(f"There is no site called {site}.")
        there = tenant.snapshot()
    try:
        with tenancy.transaction(there):
            yield
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
