"""Lists of redirects: read from CSV or from a program, looked at, and written all at once."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.forms import tidy

from ..models import Redirect
from .planning import Line, Wanted, plan

MOST_LINES = 2_000
LONGEST_LIST = 400_000
MOST_OF_A_SITE = 20_000


def read(text: str) -> list[Wanted]:
    """The lines of a table with two columns; a heading above them is passed over."""
    if len(text) > LONGEST_LIST:
        raise Invalid("redirects", f"At most {LONGEST_LIST:,} characters at once.")
    try:
        rows = [[tidy(cell) for cell in row] for row in csv.reader(StringIO(text.lstrip("\ufeff")), _dialect(text))]
    except csv.Error:
        raise Invalid("redirects", "This is no table: a quotation mark is not closed, or a cell is too long.") from None
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if numbered and not any(cell.startswith(("/", "http")) for cell in numbered[0][1]):
        numbered = numbered[1:]
    return counted([Wanted(number, row[0], row[1] if len(row) > 1 else "") for number, row in numbered])


def listed(pairs: Sequence[dict[str, str]]) -> list[Wanted]:
    """The same of what a program sends."""
    return counted([Wanted(number, each["path"], each["target"]) for number, each in enumerate(pairs, start=1)])


def counted(wanted: list[Wanted]) -> list[Wanted]:
    if not wanted:
        raise Invalid("redirects", "There is no address in this list.")
    if len(wanted) > MOST_LINES:
        raise Invalid("redirects", f"At most {MOST_LINES:,} lines at once; this list has {len(wanted):,}.")
    return wanted


def look(wanted: Iterable[Wanted]) -> list[Line]:
    """What would become of each line; nothing is written."""
    known = dict(db.session.execute(select(Redirect.path, Redirect.target)).all())
    lines = plan(known, wanted)
    if len(known) + sum(line.outcome == "added" for line in lines) > MOST_OF_A_SITE:
        raise Invalid("redirects", f"A site has at most {MOST_OF_A_SITE:,} redirects; this one has {len(known):,}.")
    return lines


def write(wanted: Iterable[Wanted]) -> list[Line]:
    """Do for each line what a look says."""
    stand_in_line()
    lines = look(wanted)
    doing = [{"path": line.path, "target": line.target} for line in lines if line.does_something]
    if doing:
        said = insert(Redirect).values(doing)
        changed = {"target": said.excluded.target, "updated_at": utcnow()}
        db.session.execute(said.on_conflict_do_update(index_elements=["path"], set_=changed))
        counts = Counter(line.outcome for line in lines)
        audit("redirect.listed", added=counts["added"], changed=counts["changed"])
    return lines


def write_one(path: str, target: str) -> Redirect:
    """Add or change one; Invalid where an address does not do."""
    line = write([Wanted(1, path, target)])[0]
    if line.outcome == "refused":
        raise Invalid(line.field, line.why)
    return db.session.scalars(select(Redirect).where(Redirect.path == line.path)).one()


def remove(redirect: Redirect) -> None:
    audit("redirect.removed", path=redirect.path)
    db.session.delete(redirect)


def stand_in_line() -> None:
    """Two who write at once could close a circle together."""
    line = func.hashtextextended(f"{current.tenant.schema}.redirects", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(line)))


def _dialect(text: str) -> Any:
    """The delimiter is what the first line has most of."""
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    return type("Listed", (csv.excel,), {"delimiter": max(",;\t", key=first.count)})
