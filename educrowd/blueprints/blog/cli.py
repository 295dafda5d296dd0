"""`flask blog`: another system's blog into a site; `flask newsletter`: what mail servers hand over."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.commands import at
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.imports import OUTCOMES
from educrowd.core.returned_mail import note_returned

from .moving.importing import bring_in, look, may_import
from .moving.report import Report

blog_group = AppGroup("blog", help="The blog: import.")
newsletter_group = AppGroup("newsletter", help="The newsletter: letters that come back.")


@blog_group.command("import", help="Bring in a blog as its system exports it; the same file again changes nothing.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "--site", "site", required=True, help="The site's slug.")
@click.option("--by", required=True, help="The email address of who does it.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def import_blog(file: Path, site: str, by: str, dry_run: bool, as_json: bool) -> None:
    with _at(site, by), file.open("rb") as stream:
        report = look(stream) if dry_run else bring_in(stream)
    _say(report, as_json, is_written=not dry_run)


@newsletter_group.command("bounce", help="Read a message from stdin that came to the address for returned letters.")
@click.option("--recipient", default="", help="Whom the mail server says it was for.")
def bounce(recipient: str) -> None:
    is_ours = note_returned(sys.stdin.buffer.read(), recipient)
    click.echo("Noted." if is_ours else "Not about a letter of ours.")


def _say(report: Report, as_json: bool, *, is_written: bool) -> None:
    counts = Counter(row["outcome"] for row in report.rows)
    said = {outcome: counts[outcome] for outcome in OUTCOMES}
    if as_json:
        click.echo(json.dumps({"written": is_written, "counts": said, "report": report.rows}))
        return
    for row in report.rows:
        click.echo(f"{row['outcome']:<9} {row['kind']:<8} {row['name']}")
        for note in row["notes"]:
            click.echo(f"{'':<19}{note}")
    click.echo(", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in said.items()) + ".")
    if not is_written:
        click.echo("Nothing is written.")


@contextmanager
def _at(site: str, email: str) -> Iterator[None]:
    """A transaction at the site in this person's name."""
    with at(site):
        current.user = _person(email)
        yield


def _person(email: str) -> User:
    person = db.session.scalar(User.members().where(User.email == email.lower()))
    if person is None:
        raise click.ClickException(f"Nobody on this site has the address {email}.")
    if not may_import(person):
        raise click.ClickException(f"{email} may not bring in a blog: that takes an editor.")
    return person
