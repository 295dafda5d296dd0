"""`flask tenant export | import | copy | delete`: whole sites as files, and their end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from educrowd.core import tenancy
from educrowd.core.audit import audit
from educrowd.core.commands import allow_long_statements
from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db
from educrowd.core.options import AS_JSON

from ..cli import described, show_one, tenant_group
from ..commands import id_of, refusals_in_one_line
from ..models import Tenant
from . import copying, deleting, exporting, importing

name_option = click.option("--name", default="", help="What the new site is called; as the first one by default.")


@tenant_group.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without-members", is_flag=True, help="Leave out whoever learns, reads and backs, and what they did.")
@AS_JSON
def export(slug: str, file: Path, without_members: bool, as_json: bool) -> None:
    """Write all of a site to FILE, a ZIP."""
    allow_long_statements()
    tenant_id = id_of(slug)
    with refusals_in_one_line(), tenancy.transaction(tenant_id), steps(hidden=as_json) as tell:
        exporting.export(file.absolute(), members=not without_members, tell=tell)
        audit("site.exported", subject=db.session.get_one(Tenant, tenant_id))
    written = {"slug": slug, "file": str(file), "size_bytes": file.stat().st_size}
    click.echo(json.dumps(written) if as_json else f"{file}: {written['size_bytes']:,} bytes")


@tenant_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("slug")
@name_option
@AS_JSON
def take_in(file: Path, slug: str, name: str, as_json: bool) -> None:
    """Found a site called SLUG from FILE. Nobody gets a letter; give it an owner with `flask user grant`."""
    allow_long_statements()
    with refusals_in_one_line(), file.open("rb") as stream, steps(hidden=as_json) as tell:
        tenant_id = importing.take_in(stream, slug=slug, name=name, tell=tell)
    show_new(tenant_id, as_json)


@tenant_group.command("copy")
@click.argument("slug")
@click.argument("to")
@name_option
@click.option("--without-members", is_flag=True, help="Only the staff, and what they made.")
@AS_JSON
def copy(slug: str, to: str, name: str, without_members: bool, as_json: bool) -> None:
    """Found a site called TO with all that SLUG has, except money and what is tied to it."""
    allow_long_statements()
    tenant_id = id_of(slug)
    with refusals_in_one_line():
        copied = copying.copy(tenant_id, slug=to, name=name, members=not without_members)
    show_new(copied, as_json)


@tenant_group.command("delete")
@click.argument("slug")
@click.option("--confirm", metavar="SLUG", help="The site's slug again, to show that it is meant.")
@click.option("--undo", is_flag=True, help="Take the wish back within the 30 days of grace.")
@AS_JSON
def delete(slug: str, confirm: str | None, undo: bool, as_json: bool) -> None:
    """Close a site and have it erased after 30 days; its owners get a letter. --undo takes that back."""
    allow_long_statements()
    tenant_id = id_of(slug)
    if not undo and confirm != slug:
        raise click.ClickException(f"nothing was done; to show that you mean it, add --confirm {slug}")
    with refusals_in_one_line(), tenancy.transaction(tenant_id):
        if undo:
            deleting.withdraw(ANONYMOUS)
        else:
            deleting.begin(ANONYMOUS)
    show_new(tenant_id, as_json)


def show_new(tenant_id: int, as_json: bool) -> None:
    with tenancy.bind(tenant_id):
        shown = described(db.session.get_one(Tenant, tenant_id))
    show_one(shown, as_json)


@contextmanager
def steps(*, hidden: bool) -> Iterator[exporting.Told]:
    """A bar that fills with each table and file."""
    with click.progressbar(length=1, hidden=hidden or not sys.stdout.isatty(), label="tables and files") as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
