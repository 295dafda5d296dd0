"""A ZIP of Markdown files, as Jekyll, Hugo and people keep them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from educrowd.core.archives import Archive
from educrowd.core.audiences import Audience
from educrowd.core.current import current

from ..models.post import STATUSES
from .found import Entry, Found, Left, Writer
from .front_matter import Unreadable, moment, several, split, words
from .markdown_text import Text
from .reading import read_entry

ENDINGS = (".md", ".markdown", ".mdown")
DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
TITLE = re.compile(r"\A\s*# ++([^\n]*[^\s#][^\n]*)")
BESIDE = {"readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "_index", "404", "search"}
NO_DATE = "It says no date: it comes as a draft."
FOR_SOME = "It was for some people alone: it comes as a draft, for you to say for whom it is."
HIDDEN = {"draft", "pending", "private", "unpublished"}


def texts_in(names: list[str]) -> list[str]:
    """Those of the archive's files that are texts."""
    return [name for name in names if name.lower().endswith(ENDINGS) or _is_page(name)]


def _is_page(name: str) -> bool:
    """Whether it is a text that Jekyll keeps as HTML."""
    path = PurePosixPath(name)
    return path.suffix.lower() in (".html", ".htm") and bool({"_posts", "_drafts"} & {*path.parts})


def read_markdown(archive: Archive, names: list[str]) -> Found:
    """All texts of an archive."""
    texts = texts_in(names)
    root = _root(texts)
    found = Found("markdown", f"markdown:{root.rstrip('/').lower()}", archive=archive)
    for name in texts:
        path = PurePosixPath(name)
        if path.stem.lower() in BESIDE:
            found.left.append(Left("other", name, "It is about the folder, and no text of the blog."))
        else:
            read = partial(_entry, archive, name, name.removeprefix(root))
            try:
                read_entry(found, "post", name, archive.size_of(name), read)
            except Unreadable:
                found.left.append(Left("post", name, "What stands above its text can’t be read."))
    return found


def _entry(archive: Archive, whole: str, id: str) -> Entry:
    path = PurePosixPath(whole)
    said, text = split(archive.read(whole).decode("utf-8", "replace"))
    # A folder with an index is one text with its pictures.
    name = path.parent.name if path.stem.lower() == "index" else path.stem
    dated = DATED.fullmatch(name)
    slug = words(said, "slug") or (dated[4] if dated else name)
    at = moment(said, "date", "publishdate", "pubdate", "published_at", "created") or _day(dated)
    heading = None if words(said, "title") else TITLE.match(text)
    title = words(said, "title") or (heading[1].rstrip("# \t\r") if heading else _spoken(slug))
    body = Text(path.parent.as_posix())
    is_html = _is_page(str(path))
    text = body.html(text) if is_html else body.markdown(text[heading.end() :] if heading else text)
    is_page = words(said, "layout", "type").lower() == "page"
    is_hidden = said.get("draft") is True or said.get("published") is False or "_drafts" in path.parts
    status, audience, note = _standing(said, is_hidden=is_hidden, has_date=at is not None, is_page=is_page)
    without_index = path.parent if path.stem.lower() == "index" else path.with_suffix("")
    return Entry(
        id=words(said, "uuid", "guid") or id,
        kind="page" if is_page else "post",
        title=title,
        text=text,
        is_markdown=not is_html,
        slug=slug,
        excerpt=words(said, "excerpt", "description", "summary", "subtitle"),
        status=status,
        audience=audience,
        at=at,
        tags=several(said, "tags", "tag", "categories", "category", between=_between(said)),
        writers=_writers(said),
        address=_address(words(said, "permalink", "url"), said, dated, slug),
        aliases=[*several(said, "aliases", "redirect_from"), f"/{path}", f"/{without_index}", f"/{id}", f"/{name}.md"],
        picture=body.at_home(_picture(said)),
        notes=[*body.notes, note],
    )


def _spoken(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ").capitalize()


def _standing(said: dict[str, Any], *, is_hidden: bool, has_date: bool, is_page: bool) -> tuple[str, str, str]:
    """Its status, its audience and a note about them: never for more people than where it comes from."""
    stated, readers = words(said, "status").lower(), Audience.read(words(said, "audience"))
    if readers and (is_page or readers.subject_id):
        return "draft", "", FOR_SOME
    audience = str(readers or "")
    # Files of our own are marked as drafts for programs that don't know these words.
    is_draft = stated == "draft" if stated in STATUSES and "audience" in said else is_hidden or stated in HIDDEN
    if is_draft or has_date or is_page:
        return "draft" if is_draft else "published", audience, ""
    return "draft", audience, NO_DATE


def _root(names: list[str]) -> str:
    """The folder that holds all of it, as where a folder was packed."""
    folders = {name.partition("/")[0] if "/" in name else "" for name in names}
    folder = folders.pop()
    return f"{folder}/" if folder and not folders else ""


def _day(dated: re.Match[str] | None) -> datetime | None:
    try:
        year, month, day = (int(part) for part in dated.groups()[:3]) if dated else (0, 0, 0)
        return datetime(year, month, day, tzinfo=ZoneInfo(current.tenant.timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _address(permalink: str, said: dict[str, Any], dated: re.Match[str] | None, slug: str) -> str:
    """What it says itself, or where Jekyll puts a text with this name."""
    if permalink and ":" not in permalink.partition("://")[2] and "{" not in permalink:
        return permalink if permalink.startswith(("/", "http")) else f"/{permalink}"
    if dated is None:
        return ""
    folders = "/".join(several(said, "categories", "category", between=" ")).lower()
    day = f"{dated[1]}/{int(dated[2]):02}/{int(dated[3]):02}/{slug}.html"
    return f"/{folders}/{day}" if folders else f"/{day}"


def _between(said: dict[str, Any]) -> str:
    """Jekyll writes several in one line with blanks between, others with commas."""
    line = " ".join(value for name in ("tags", "tag", "categories") if isinstance(value := said.get(name), str))
    return "," if "," in line else " "


def _writers(said: dict[str, Any]) -> list[Writer]:
    named = [said.get("author"), *_list(said.get("authors"))]
    people = [each if isinstance(each, dict) else {"name": each} for each in named if each]
    found = [Writer(words(person, "name"), words(person, "email")) for person in people]
    return [writer for writer in found if writer.name]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _picture(said: dict[str, Any]) -> str:
    for name in ("image", "cover", "featured_image", "feature_image", "thumbnail", "banner"):
        value = said.get(name)
        if isinstance(value, dict):
            value = words(value, "image", "path", "src", "url")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""
