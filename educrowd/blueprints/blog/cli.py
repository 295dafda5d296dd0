"""`flask blog`: another system's blog into a site; `flask newsletter`: what mail servers hand over."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from educrowd.blueprints.auth.commands import member
from educrowd.blueprints.tenant.commands import at
from educrowd.core.current import current
from educrowd.core.imports.telling import tell
from educrowd.core.options import AS_JSON, BY, DRY_RUN
from educrowd.core.returned_mail import note_returned

from .moving.importing import bring_in, look, may_import

blog_group = AppGroup("blog", help="The blog: import.")
newsletter_group = AppGroup("newsletter", help="The newsletter: letters that come back.")


@blog_group.command("import", help="Bring in a blog as its system exports it; the same file again changes nothing.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "--site", "site", required=True, help="The site's slug.")
@BY
@DRY_RUN
@AS_JSON
def import_blog(file: Path, site: str, by: str, dry_run: bool, as_json: bool) -> None:
    with _at(site, by), file.open("rb") as stream:
        report = look(stream) if dry_run else bring_in(stream)
    tell(report.rows, as_json, is_written=not dry_run)


@newsletter_group.command("bounce", help="Read a message from stdin that came to the address for returned letters.")
@click.option("--recipient", default="", help="Whom the mail server says it was for.")
def bounce(recipient: str) -> None:
    is_ours = note_returned(sys.stdin.buffer.read(), recipient)
    click.echo("Noted." if is_ours else "Not about a letter of ours.")


@contextmanager
def _at(site: str, email: str) -> Iterator[None]:
    """A transaction at the site in this person's name."""
    with at(site):
        current.user = member(email)
        if not may_import(current.user):
            raise click.ClickException(f"{email} may not bring in a blog: that takes an editor.")
        yield
