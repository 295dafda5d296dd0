"""Ghost's own export (JSON), alone or in an archive beside its pictures; of any version that is in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from educrowd.core.errors import Invalid
from educrowd.core.json_file import json_of

from .cards import LOST, parser
from .found import Entry, Found, Left, Writer
from .ghost_comments import GhostComments, comments_of
from .ghost_looks import PAYWALL, without_looks
from .ghost_rest import left_by_ghost, notes_on
from .lexical import html_of_lexical
from .lists import lists_of_ghost
from .mobiledoc import html_of_mobiledoc
from .reading import read_entry
from .rows import Row, by_id, moment, said

# What stands for the blog's own address in texts.
HOME = "__GHOST_URL__"
MOST = 20_000
# Texts of its editor are JSON too, inside of the export's: those of the largest that is taken have half as many.
MOST_VALUES = 8_000_000
STATUSES = {"published": "published", "scheduled": "scheduled", "draft": "draft", "sent": "draft"}
TEXTS = ("html", "lexical", "mobiledoc", "markdown")
NOT_AN_EXPORT = "This is JSON, but no export of Ghost (Settings → Import/Export)."
SENT = "It went out as a letter alone: it comes as a draft."
PAID = "It was for paying members: it comes as a draft, so that you choose who may read it."


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
        self._comments = GhostComments(tables)
        self._left = [*comments_of(tables), *left_by_ghost(tables)]
        self._tags = by_id(tables.get("tags"))
        self._people = by_id(tables.get("users"))
        self._meta = {str(row.get("post_id")): row for row in tables.get("posts_meta", ())}
        self._tags_of = _joined(tables.get("posts_tags"), "tag_id")
        self._writers_of = _joined(tables.get("posts_authors"), "author_id")

    def add_to(self, found: Found) -> None:
        for row in self._posts:
            if said(row, "status") in STATUSES:
                text = next(filter(None, (said(row, name) for name in TEXTS)), "")
                read_entry(found, "post", said(row, "title"), len(text), partial(self._entry, row))
            else:
                why = f"Its state is “{said(row, 'status')[:20]}”."
                found.left.append(Left("post", said(row, "title"), why))
        found.left += self._left
        found.lists += lists_of_ghost(
            {said(tag, "slug"): said(tag, "name") for tag in self._tags.values()},
            {said(one, "slug"): (said(one, "name"), said(one, "email")) for one in self._people.values()},
        )

    def _entry(self, row: Row) -> Entry:
        id, slug = said(row, "id"), said(row, "slug")
        # Before version 3 all of it stood in the post's own row, and before 1 its picture had another name.
        meta = self._meta.get(id, row)
        text, notes = _text(row)
        status, audience = STATUSES[said(row, "status")], ""
        if row["status"] == "sent":
            notes.append(SENT)
        visibility = said(row, "visibility")
        if visibility == "members":
            audience = "members"
        elif visibility not in ("", "public"):
            status = "draft"
            notes.append(PAID)
        if row.get("featured") in (True, 1):
            notes.append("It was featured; here the newest post stands above all others.")
        entry = Entry(
            id=said(row, "uuid") or id,
            kind="page" if row.get("type") == "page" or row.get("page") in (True, 1) else "post",
            title=said(row, "title"),
            text=text,
            slug=slug,
            excerpt=said(row, "custom_excerpt") or said(meta, "meta_description"),
            status=status,
            at=moment(row.get("published_at")),
            tags=[name for tag in self._tags_of[id] if (name := self._tag(tag))],
            writers=self._writers(id, row),
            address=f"/{slug}/" if slug else "",
            picture=_at_home(said(row, "feature_image") or said(row, "image")),
            picture_alt=said(meta, "feature_image_alt"),
            audience=audience,
            notes=[*notes, *notes_on(row)],
        )
        self._comments.add_to(entry, id)
        return entry

    def _tag(self, id: str) -> str:
        """Its name; tags for the staff begin with # and are nobody else's."""
        name = said(self._tags.get(id, {}), "name")
        return "" if name.startswith("#") else name

    def _writers(self, id: str, row: Row) -> list[Writer]:
        ids = self._writers_of[id] or [said(row, "author_id")]
        people = [self._people[each] for each in ids if each in self._people]
        return [Writer(said(person, "name"), said(person, "email")) for person in people]


def _tables(text: bytes) -> dict[str, list[Row]]:
    whole = json_of(text, "The export", most=MOST_VALUES)
    try:
        data = whole["db"][0]["data"] if "db" in whole else whole["data"]
        tables = {
            name: [row for row in rows if isinstance(row, dict)]
            for name, rows in data.items()
            if isinstance(rows, list)
        }
        tables["posts"]
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Invalid("file", NOT_AN_EXPORT) from None
    return tables


def _text(row: Row) -> tuple[str, list[str]]:
    """The text as HTML; readers' HTML where the export has it, else what the editor keeps."""
    notes: list[str] = []
    if html := said(row, "html"):
        notes += [LOST["paywall"]] if PAYWALL in html else []
        return _at_home(without_looks(html)), notes
    if lexical := said(row, "lexical"):
        return _at_home(html_of_lexical(lexical, notes)), notes
    if mobiledoc := said(row, "mobiledoc"):
        return _at_home(html_of_mobiledoc(mobiledoc, notes)), notes
    return _at_home(parser.render(said(row, "markdown"))), notes


def _at_home(text: str) -> str:
    return text.replace(HOME, "")


def _joined(rows: list[Row] | None, name: str) -> defaultdict[str, list[str]]:
    """What belongs to each post, in its order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(rows or (), key=_place):
        found[said(row, "post_id")].append(said(row, name))
    return found


def _place(row: Row) -> int:
    place = row.get("sort_order")
    return place if isinstance(place, int) else 0
