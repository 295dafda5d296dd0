"""Ghost's own export (JSON), alone or in an archive beside its pictures; of any version that is in use."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from educrowd.core.errors import Invalid

from .cards import LOST, parser
from .found import Entry, Found, Left, Writer
from .ghost_looks import PAYWALL, without_looks
from .lexical import html_of_lexical
from .mobiledoc import html_of_mobiledoc

# What stands for the blog's own address in texts.
HOME = "__GHOST_URL__"
MOST = 20_000
STATUSES = {"published": "published", "scheduled": "scheduled", "draft": "draft", "sent": "draft"}
NOT_AN_EXPORT = "This is JSON, but no export of Ghost (Settings → Import/Export)."
SENT = "It went out as a letter alone: it comes as a draft."
PAID = "It was for paying members: it comes as a draft, so that you choose who may read it."
Row = dict[str, Any]


def read_ghost(texts: Iterable[bytes]) -> Found:
    """All of an export; Invalid where it is none."""
    found = Found("ghost", "ghost")
    for text in texts:
        _Ghost(_tables(text)).add_to(found)
    if len(found.entries) > MOST:
        raise Invalid("file", f"This export has more than {MOST:,} posts.")
    return found


class _Ghost:
    """One file of tables."""

    def __init__(self, tables: dict[str, list[Row]]):
        self._posts = tables["posts"]
        self._tags = _by_id(tables.get("tags"))
        self._people = _by_id(tables.get("users"))
        self._meta = {str(row.get("post_id")): row for row in tables.get("posts_meta", ())}
        self._tags_of = _joined(tables.get("posts_tags"), "tag_id")
        self._writers_of = _joined(tables.get("posts_authors"), "author_id")

    def add_to(self, found: Found) -> None:
        for row in self._posts:
            if row.get("status") in STATUSES:
                found.entries.append(self._entry(row))
            else:
                why = f"Its state is “{_said(row, 'status')[:20]}”."
                found.left.append(Left("post", _said(row, "title"), why))

    def _entry(self, row: Row) -> Entry:
        id, slug = _said(row, "id"), _said(row, "slug")
        text, notes = _text(row)
        status, audience = STATUSES[row["status"]], ""
        if row["status"] == "sent":
            notes.append(SENT)
        visibility = _said(row, "visibility")
        if visibility == "members":
            audience = "members"
        elif visibility not in ("", "public"):
            status = "draft"
            notes.append(PAID)
        if row.get("featured") in (True, 1):
            notes.append("It was featured; here the newest post stands above all others.")
        return Entry(
            id=_said(row, "uuid") or id,
            kind="page" if row.get("type") == "page" or row.get("page") in (True, 1) else "post",
            title=_said(row, "title"),
            text=text,
            slug=slug,
            excerpt=_said(row, "custom_excerpt") or _said(self._meta.get(id, {}), "meta_description"),
            status=status,
            at=_moment(row.get("published_at")),
            tags=[name for tag in self._tags_of[id] if (name := self._tag(tag))],
            writers=self._writers(id, row),
            address=f"/{slug}/" if slug else "",
            picture=_at_home(_said(row, "feature_image")),
            picture_alt=_said(self._meta.get(id, {}), "feature_image_alt"),
            audience=audience,
            notes=notes,
        )

    def _tag(self, id: str) -> str:
        """Its name; tags for the staff begin with # and are nobody else's."""
        name = _said(self._tags.get(id, {}), "name")
        return "" if name.startswith("#") else name

    def _writers(self, id: str, row: Row) -> list[Writer]:
        ids = self._writers_of[id] or [_said(row, "author_id")]
        people = [self._people[each] for each in ids if each in self._people]
        return [Writer(_said(person, "name"), _said(person, "email")) for person in people]


def _tables(text: bytes) -> dict[str, list[Row]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("file", "This is JSON that can’t be read.") from None
    try:
        data = said["db"][0]["data"] if "db" in said else said["data"]
        tables = {name: [row for row in rows if isinstance(row, dict)] for name, rows in data.items() if rows}
        tables["posts"]
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Invalid("file", NOT_AN_EXPORT) from None
    return tables


def _text(row: Row) -> tuple[str, list[str]]:
    """The text as HTML; readers' HTML where the export has it, else what the editor keeps."""
    notes: list[str] = []
    if html := _said(row, "html"):
        notes += [LOST["paywall"]] if PAYWALL in html else []
        return _at_home(without_looks(html)), notes
    if lexical := _said(row, "lexical"):
        return _at_home(html_of_lexical(lexical, notes)), notes
    if mobiledoc := _said(row, "mobiledoc"):
        return _at_home(html_of_mobiledoc(mobiledoc, notes)), notes
    return _at_home(parser.render(_said(row, "markdown"))), notes


def _at_home(text: str) -> str:
    return text.replace(HOME, "")


def _said(row: Row, name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _by_id(rows: list[Row] | None) -> dict[str, Row]:
    return {_said(row, "id"): row for row in rows or ()}


def _joined(rows: list[Row] | None, name: str) -> defaultdict[str, list[str]]:
    """What belongs to each post, in its order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(rows or (), key=_place):
        found[_said(row, "post_id")].append(_said(row, name))
    return found


def _place(row: Row) -> int:
    place = row.get("sort_order")
    return place if isinstance(place, int) else 0


def _moment(value: Any) -> datetime | None:
    """`"2021-05-04T08:20:30.000Z"`, or milliseconds as they were counted once."""
    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value / 1000, UTC)
        moment = datetime.fromisoformat(str(value).replace(" ", "T", 1))
    except (ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
