"""Many people enrolled at once from a list: first a look at what would become of each line, then all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from educrowd.blueprints.auth import names, roles
from educrowd.blueprints.auth.entering.signing_in import is_open
from educrowd.blueprints.auth.models import Membership, User
from educrowd.core import people_lists
from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.people_lists import LONGEST_NAME, Wanted

from ..models import Course, Enrollment

MOST_LINES = 500
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
    """The people of a list."""
    return people_lists.read(text, most=MOST_LINES)


def listed(people: Sequence[dict[str, str]]) -> list[Wanted]:
    """The same of what a program sends."""
    return people_lists.listed(people, most=MOST_LINES)


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


def _address(email: str) -> str | None:
    try:
        return names.email_address(email)
    except Invalid:
        return None
