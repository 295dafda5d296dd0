"""HTML of other systems as Markdown, its links and pictures as they are here."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import ATX

from .bounds import MOST_BEGUN, is_deep, with_few_blanks, words_of
from .emphasis import EmphaticConverter
from .footnotes import take_footnotes
from .tidying import HEADINGS, INLINE, is_doubled, tidy

# What a page of ours can show, and what has to be looked at before it is thrown away.
TAGS = nh3.ALLOWED_TAGS | {"figure", "figcaption", "iframe", "video", "audio", "source", "input", "main", "section"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id"},
    "a": {"href", "title", "name"},
    "img": {"src", "alt", "title", "data-src"},
    "iframe": {"src", "data-src"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src"},
    "ol": {"start"},
    "td": {"align", "colspan"},
    "th": {"align", "colspan"},
}
# Possessive, so that hostile text is read once and not a thousand times.
PICTURE = re.compile(r"(?:!\[(?:[^\\\[\]\n]|\\.)*+\]\((?:<[^<>\n]*+>|[^\s()<>]*+)\) ?)++")
HEADING = re.compile(r"(?:^|(?<= ))#{1,6} ")
LANGUAGE = re.compile(r"(?:language-|lang-|brush:\s*)([\w+#.-]+)")
ENTITY = re.compile(r"&(?=#?\w{1,40};)")
AT_START = re.compile(r"^([^\S\n]*+)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=++[^\S\n]*$|~~~)", re.MULTILINE)
NUMBER = re.compile(r"^([^\S\n]*+\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
# What is shown as words alone is a title, a summary or a comment.
MOST_WORDS = 100_000
# Nobody sees a gist but by its script.
GIST = re.compile(
    r"<script\s[^<>]{0,100}?src=[\"'](https://gist\.github\.com/[\w/-]{1,100})\.js[^<>]{0,200}>", re.IGNORECASE
)
EMPHASIS = re.compile(r"\*|(?<!\w)_|_(?!\w)|~(?=~)")

Link = Callable[[str], str]
Picture = Callable[[str, str], str]


def markdown_of(html: str, *, link: Link, picture: Picture) -> str:
    """Markdown that shows the same; `link` says where an address leads now, `picture` shows one of (address, alt)."""
    clean = sanitized(html)
    if is_deep(clean):
        return _words(clean, _Converter(picture))
    soup = BeautifulSoup(clean, "html.parser")
    tidy(soup)
    notes = take_footnotes(soup)
    converter = _Converter(picture)
    parts = [_text(soup, converter, link)]
    for number, note in enumerate(notes, start=1):
        lines = _text(note, converter, link).split("\n")
        parts.append(f"[^{number}]: " + "\n".join([lines[0], *(f"    {line}" if line else "" for line in lines[1:])]))
    return "\n\n".join(part for part in parts if part)


def _text(part: Tag, converter: _Converter, link: Link) -> str:
    for each in part.find_all("a", href=True):
        if each.get("title") == each["href"]:
            del each["title"]
        each["href"] = link(str(each["href"]))
    text = re.sub(r"(?<![ \t])[ \t]++\n(?=\n)", "\n", converter.convert_soup(part))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _words(html: str, converter: _Converter) -> str:
    """The words alone, which are all that anybody could have read."""
    words = converter.escape(unescape(words_of(html)), set())
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def plain_of(html: str) -> str:
    """The words alone, in paragraphs."""
    clean = sanitized(html[:MOST_WORDS])
    soup = BeautifulSoup(clean, "html.parser")
    for each in soup.find_all("br"):
        each.append("\n")
    for each in soup.find_all(("p", "div", "li", "blockquote")):
        each.append("\n\n")
    for each in soup.find_all("a", href=True) if not is_deep(clean) else ():
        if str(each["href"]).startswith("http") and str(each["href"]) not in each.get_text():
            each.append(f" ({each['href']})")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def line_of(html: str) -> str:
    """The words alone, in one line."""
    return " ".join(plain_of(html).split()) if re.search(r"[<&]", html) else " ".join(html.split())


def sanitized(html: str) -> str:
    """The HTML without scripts and all that Markdown has no use for."""
    html = GIST.sub(r'<p><a href="\1">\1</a></p>\g<0>', html)
    read = with_few_blanks(words_of(html) if is_deep(html, most=MOST_BEGUN) else html)
    schemes = {"http", "https", "mailto", "tel"}
    return with_few_blanks(nh3.clean(read, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes=schemes))


class _Converter(EmphaticConverter):
    def __init__(self, picture: Picture):
        super().__init__(
            heading_style=ATX,
            code_language_callback=_language,
            newline_style="backslash",
            table_infer_header=True,
        )
        self._picture = picture

    def escape(self, text: str, parent_tags: Any) -> str:
        """The words as words: nothing in them becomes a sign of Markdown, and nothing else is touched."""
        text = re.sub(r"([\\`\[\]<])", r"\\\1", text)
        text = EMPHASIS.sub(lambda match: "\\" + match[0], ENTITY.sub("&amp;", text))
        text = NUMBER.sub(r"\1\\\2", AT_START.sub(r"\1\\\2", text))
        return text.replace("|", "\\|") if {"td", "th"} & set(parent_tags) else text

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        """A link; one around several paragraphs, which Markdown has not, stands below the pictures among them."""
        usual: Any = super()
        if "\n\n" not in text.strip():
            return usual.convert_a(el, text, parent_tags)
        parts = [part.strip() for part in text.split("\n\n") if part.strip()]
        pictures = [part for part in parts if PICTURE.fullmatch(part)]
        words = " ".join(" ".join(part for part in parts if not PICTURE.fullmatch(part)).replace("\\\n", " ").split())
        shown = usual.convert_a(el, HEADING.sub("", words) or str(el.get("href") or ""), parent_tags)
        return "\n\n" + "\n\n".join([*pictures, shown]) + "\n\n"

    def convert_footnote(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Where the text names a note."""
        return f"[^{text.strip()}]"

    def convert_summary(self, el: Tag, text: str, parent_tags: Any) -> str:
        """What stood above a part that could be folded."""
        return f"\n\n**{text.strip()}**\n\n" if text.strip() and "**" not in text else f"\n\n{text.strip()}\n\n"

    def convert_br(self, el: Tag, text: str, parent_tags: Any) -> str:
        """The end of a line; two of them are the end of a paragraph."""
        if "pre" in parent_tags:
            return "\n"
        is_second, is_first = is_doubled(el)
        if not (is_first or is_second) or el.find_parent(("td", "th", *INLINE, *HEADINGS)):
            usual: Any = super()
            return usual.convert_br(el, text, parent_tags)
        return "" if is_second else "\n\n"

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        """A picture, shown by whoever knows where it is now."""
        source = str(el.get("data-src") or el.get("src") or "")
        alt = " ".join(str(el.get("alt") or "").split())
        return self._picture(source, alt) if source else self.escape(alt, parent_tags)

    def convert_figure(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Pictures, then what is said of them, each in a paragraph."""
        pictures = [str(child) for child in el.find_all("img")]
        words = [child for child in el.children if isinstance(child, NavigableString) and child.strip()]
        if pictures and words and not el.find("figcaption"):
            said = "".join(self.escape(str(word), parent_tags) for word in words).strip()
            shown = text.strip().removesuffix(said).strip()
            return f"\n\n{shown}\n\n{said}\n\n"
        return f"\n\n{text.strip()}\n\n"

    def convert_figcaption(self, el: Tag, text: str, parent_tags: Any) -> str:
        """The words below a picture."""
        return f"\n\n{text.strip()}\n\n" if text.strip() else ""

    def convert_sub(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Markdown has no sign for it."""
        return f"<sub>{text}</sub>" if text else ""

    def convert_sup(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Markdown has no sign for it."""
        return f"<sup>{text}</sup>" if text else ""


def _language(element: Tag) -> str:
    """What a block of code is written in, as its class says."""
    holders = (element, element.find("code"))
    classes = " ".join(" ".join(each.get("class") or ()) for each in holders if isinstance(each, Tag))
    match = LANGUAGE.search(classes)
    return match[1] if match else ""
