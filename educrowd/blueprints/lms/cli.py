"""`flask course` and `flask questions`: courses and questions in and out of a site, from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask.cli import AppGroup
from sqlalchemy import select

from educrowd.blueprints.auth.commands import member
from educrowd.blueprints.tenant.commands import at
from educrowd.core.db import db
from educrowd.core.imports.telling import tell
from educrowd.core.options import AS_JSON, BY, DRY_RUN

from .bank import importing as questions
from .exchange.formats import FORMATS, format_of
from .models import Course
from .transfer.archive import write_archive
from .transfer.importing import bring_in

course_group = AppGroup("course", help="Courses: export, import.")
questions_group = AppGroup("questions", help="Questions of courses: import.")
SITE = click.option("--site", required=True, help="The site's slug.")
FILE = click.argument("file", type=click.Path(path_type=Path))
Rows = list[dict[str, Any]]


class Done(NamedTuple):
    """What an import is about, and what became of each part."""

    slug: str
    rows: Rows


def import_options(command: Callable[..., None]) -> Callable[..., None]:
    """Who does it, and what is asked and said."""
    for option in (
        AS_JSON,
        click.option("--yes", is_flag=True, help="Import without asking."),
        DRY_RUN,
        BY,
    ):
        command = option(command)
    return command


@course_group.command("export", help="Write a course and all that belongs to it into an archive.")
@click.argument("slug")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@SITE
def export_course(slug: str, target: Path, site: str) -> None:
    with at(site), write_archive(_course(slug)) as stream, target.open("wb") as file:
        shutil.copyfileobj(stream, file)
    click.echo(f"{target}: {target.stat().st_size} bytes")


@course_group.command("import", help="Read an archive into a site; the same one again changes nothing.")
@FILE
@SITE
@import_options
def import_course(file: Path, site: str, by: str, **asked: bool) -> None:
    def work(keeps: bool) -> Done:
        with file.open("rb") as stream:
            course, report = bring_in(stream, by=member(by), keeps=keeps)
        return Done(course.slug, report.rows)

    _import(work, site, **asked)


@questions_group.command("import", help="Read questions into a course's bank; the same file again changes nothing.")
@FILE
@click.option("--course", required=True, help="The course's slug.")
@click.option("--format", type=click.Choice(list(FORMATS)), help="As the content says by default.")
@SITE
@import_options
def import_questions(file: Path, course: str, format: str | None, site: str, by: str, **asked: bool) -> None:
    def work(keeps: bool) -> Done:
        data, into, person = file.read_bytes(), _course(course), member(by)
        if not into.editable_by(person):
            raise click.ClickException(f"{by} may not edit the course {course}.")
        facts = {"name": file.name, "format": format or format_of(data), "by": person}
        return Done(into.slug, questions.bring_in(into, data, **facts))

    _import(work, site, **asked)


def _import(work: Callable[[bool], Done], site: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """A look first, unless it is left out; then, after a yes, for good."""
    if as_json and not dry_run and not yes:
        raise click.ClickException("With --json nobody can be asked: add --yes or --dry-run.")
    if not yes or dry_run:
        with at(site):
            found = work(False)
            db.session.rollback()
        _say(found, as_json, is_written=False)
        if dry_run or not _is_wanted(found) or not click.confirm("Import it?"):
            return
    with at(site):
        done = work(True)
    _say(done, as_json, is_written=True)


def _say(done: Done, as_json: bool, *, is_written: bool) -> None:
    tell(done.rows, as_json, is_written=is_written, course=done.slug)
    if is_written and not as_json:
        click.echo(f"This is the course {done.slug}.")


def _is_wanted(found: Done) -> bool:
    return any(row["outcome"] in ("new", "changed") for row in found.rows)


def _course(slug: str) -> Course:
    course = db.session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise click.ClickException(f"There is no course called {slug}.")
    return course
