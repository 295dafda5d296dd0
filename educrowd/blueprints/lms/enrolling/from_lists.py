"""Many people enrolled at once from a list: first a look at what would become of each line, then all or nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth import names, roles
from educrowd.blueprints.auth.entering.signing_in import is_open
from educrowd.blueprints.auth.models import Membership, User
from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.forms import tidy

from ..models import Course, Enrollment

MOST_LINES = 500
LONGEST_LIST = 100_000
LONGEST_NAME = 150
HEADINGS = {"email", "e-mail", "mail", "address", "email address"}
OUTCOMES = {
    "enroll": "Will be enrolled",
    "invite": "Will be invited and enrolled",
    "again": "Had access before, and gets it again",
    "already": "Is enrolled already",
    "twice": "Stands in the list a second time",
    "invalid": "Is no email address",
    "stranger": "Is not a member, and this site takes members by invitation only",
}
DOES = ("enroll", "invite", "again")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as it was written."""

    number: int
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what becomes of it: one of OUTCOMES."""

    number: int
    email: str
    name: str
    outcome: str

    @property
    def words(self) -> str:
        return OUTCOMES[self.outcome]

    @property
    def does_something(self) -> bool:
        return self.outcome in DOES


def read(text: str) -> list[Wanted]:
    """The lines of a list: addresses alone, or a table with the columns email, name, or first and last name."""
    if len(text) > LONGEST_LIST:
        raise Invalid("people", f"At most {LONGEST_LIST:,} characters.")
    try:
        rows = [[tidy(cell) for cell in row] for row in csv.reader(StringIO(text.lstrip("\ufeff")), _dialect(text))]
    except csv.Error:
        raise Invalid("people", "This is no table: a quotation mark is not closed, or a cell is too long.") from None
    columns, first = _columns(rows)
    wanted = [_wanted(number, row, columns) for number, row in enumerate(rows, start=1) if number > first and any(row)]
    return _counted(wanted)


def listed(people: Sequence[dict[str, str]]) -> list[Wanted]:
    """The same of what a program sends."""
    return _counted([Wanted(number, **person) for number, person in enumerate(people, start=1)])


def look(course: Course, wanted: Iterable[Wanted], by: User) -> list[Line]:
    """What would become of each line; nothing is written, and as much is asked for many lines as for one."""
    addressed = [(each, _address(each.email)) for each in wanted]
    known = _Known(course, [address for _, address in addressed if address])
    may_bring = by.can("members.manage") or is_open()
    seen: set[str] = set()
    lines = []
    for each, address in addressed:
        outcome = "twice" if address in seen else known.outcome(address, may_bring=may_bring)
        lines.append(Line(each.number, address or each.email[:254], each.name[:LONGEST_NAME], outcome))
        seen |= {address} if address else set()
    return lines


def enroll_all(course: Course, wanted: Iterable[Wanted], by: User) -> list[Line]:
    """Do for each line what a look says; who is new to the site gets a letter with the way in."""
    lines = look(course, wanted, by)
    if invited := sum(line.outcome == "invite" for line in lines):
        require_room("members", invited)
    for line in lines:
        if line.does_something:
            course.admit(_person(line, by).id, source="staff")
    counts = Counter(line.outcome for line in lines if line.does_something)
    if counts:
        audit("enrollment.listed", subject=course, count=counts.total(), invited=counts["invite"])
    return lines


class _Known:
    """What the site knows of these addresses."""

    def __init__(self, course: Course, addresses: list[str]):
        people = db.session.execute(select(User.email, User.id).where(User.email.in_(addresses))).all()
        self.ids: dict[str, int] = {row.email: row.id for row in people}
        ids = list(self.ids.values())
        given = select(Membership.user_id).where(Membership.user_id.in_(ids), Membership.is_given())
        self.members = set(db.session.scalars(given))
        mine = select(Enrollment).where(Enrollment.course_id == course.id, Enrollment.user_id.in_(ids))
        self.is_in = {each.user_id: each.is_open for each in db.session.scalars(mine)}

    def outcome(self, address: str | None, *, may_bring: bool) -> str:
        if address is None:
            return "invalid"
        id = self.ids.get(address)
        if id in self.is_in:
            return "already" if self.is_in[id] else "again"
        if id in self.members:
            return "enroll"
        return "invite" if may_bring else "stranger"


def _person(line: Line, by: User) -> User:
    person = User.guest(line.email, line.name)
    if line.outcome == "invite":
        person.take(roles.STUDENT, assigned_by=by)
    return person


def _counted(wanted: list[Wanted]) -> list[Wanted]:
    if not wanted:
        raise Invalid("people", "There is nobody in this list.")
    if len(wanted) > MOST_LINES:
        raise Invalid("people", f"At most {MOST_LINES} people at once; this list has {len(wanted)}.")
    return wanted


def _dialect(text: str) -> Any:
    """The delimiter is what the first line has most of."""
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return type("Listed", (csv.excel,), {"delimiter": delimiter})


def _columns(rows: list[list[str]]) -> tuple[list[str], int]:
    """What each column is, and how many lines the heading takes."""
    for number, row in enumerate(rows, start=1):
        if any(row):
            named = [cell.casefold().replace("_", " ") for cell in row]
            return (named, number) if HEADINGS & set(named) else (["email", "name"], number - 1)
    return ["email", "name"], 0


def _wanted(number: int, row: list[str], columns: list[str]) -> Wanted:
    cells = dict(zip(columns, row, strict=False))
    email = next((cells[name] for name in cells if name in HEADINGS), "")
    full = cells.get("name", "") or f"{cells.get('first name', '')} {cells.get('last name', '')}".strip()
    return Wanted(number, email, full)


def _address(email: str) -> str | None:
    try:
        return names.email_address(email)
    except Invalid:
        return None
