"""A page of another system, made plain before it becomes Markdown: players, bare addresses, empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from educrowd.core.embedding import frame_of

ALONE = re.compile(r"https?://\S+")
INLINE = {"a", "abbr", "b", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span"}
# Nobody writes more; taking a thing out of a long page costs as much as the page is long.
MOST_BREAKS, NEAR = 2_000, 20
MOST_PARTS = 20
WIDTHS = {str(width) for width in range(1, 51)}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INLINE |= {"strike", "strong", "sub", "sup", "tt", "u", "img"}


def tidy(soup: BeautifulSoup) -> None:
    """Change it so that each thing stands in the way Markdown can say it."""
    _plain_players(soup)
    for paragraph in soup.find_all("p"):
        _link_alone(paragraph, soup)
    breaks = soup.find_all("br", limit=MOST_BREAKS)
    for each in breaks:
        _outside_words(each)
    _without_edges(breaks)
    for code in soup.select("code:has(> a[href])", limit=MOST_BREAKS):
        _link_code(code, soup)
    _without_blanks(soup.find_all(HEADINGS, limit=MOST_BREAKS))
    _plain_tables(soup)


def _plain_players(soup: BeautifulSoup) -> None:
    for frame in soup.find_all(("iframe", "video", "audio"), limit=MOST_BREAKS):
        _unframe(frame, soup)
    for quote in soup.select("blockquote.twitter-tweet", limit=MOST_BREAKS):
        _unquote(quote, soup)


def _without_edges(breaks: Sequence[Tag]) -> None:
    for each in breaks:
        _without_edge(each, each.previous_siblings)
    for each in reversed(breaks):
        if not each.decomposed:
            _without_edge(each, each.next_siblings)


def _outside_words(line_break: Tag) -> None:
    """A line that ends in the very end of some emphasis ends after it."""
    while (around := line_break.parent) is not None and around.name in INLINE:
        if not any(map(_counts, islice(line_break.next_siblings, NEAR))):
            around.insert_after(line_break)
        elif not any(map(_counts, islice(line_break.previous_siblings, NEAR))):
            around.insert_before(line_break)
        else:
            return


def _link_code(code: Tag, soup: BeautifulSoup) -> None:
    """A link inside code, which Markdown has not, becomes code inside a link."""
    links = code.find_all("a", recursive=False)
    if len(links) != 1 or code.get_text(strip=True) != links[0].get_text(strip=True) or code.find_parent("pre"):
        return
    inside = soup.new_tag("code")
    inside.extend(list(links[0].contents))
    links[0].append(inside)
    code.unwrap()


def _without_blanks(headings: Iterable[Tag]) -> None:
    for heading in headings:
        if not heading.get_text(strip=True) and not heading.find("img"):
            heading.decompose()


def _plain_tables(soup: BeautifulSoup) -> None:
    for table in soup.find_all("table"):
        _plain_table(table)
    for cell in soup.find_all(("td", "th"), colspan=True):
        if str(cell["colspan"]) not in WIDTHS:
            del cell["colspan"]


def _plain_table(table: Tag) -> None:
    """Of a table in very many parts, no part is a head: each row would look for it through all others."""
    parts = table.find_all(("thead", "tbody", "tfoot"), recursive=False)
    heads = [part for part in parts if part.name == "thead"]
    if max(len(parts), *(len(head.find_all("tr", recursive=False)) for head in heads), 0) > MOST_PARTS:
        for part in parts:
            part.name = "rows"


def is_doubled(line_break: Tag) -> tuple[bool, bool]:
    """Whether another line break stands right before it, and right after it."""
    beside = (line_break.previous_siblings, line_break.next_siblings)
    before, after = (next(filter(_counts, islice(side, NEAR)), None) for side in beside)
    return _is_break(before), _is_break(after)


def _counts(beside: PageElement) -> bool:
    return not isinstance(beside, NavigableString) or bool(beside.strip())


def _is_break(beside: PageElement | None) -> bool:
    return isinstance(beside, Tag) and beside.name == "br"


def _unframe(frame: Tag, soup: BeautifulSoup) -> None:
    """A player becomes its address, alone in a paragraph: there the blog offers to show it."""
    source = frame.find("source", src=True)
    address = str(frame.get("src") or frame.get("data-src") or (source.get("src") if isinstance(source, Tag) else ""))
    address = "https:" + address if address.startswith("//") else address
    paragraph = soup.new_tag("p")
    if address.startswith("http"):
        paragraph.append(soup.new_tag("a", href=address, string=address if frame_of(address) else address[:200]))
    frame.replace_with(paragraph)


def _unquote(quote: Tag, soup: BeautifulSoup) -> None:
    """A post of another network that a script would have shown: where it is, if nothing of it stands here."""
    link = quote.find("a", href=True)
    if isinstance(link, Tag) and not quote.get_text(strip=True):
        paragraph = soup.new_tag("p")
        paragraph.append(soup.new_tag("a", href=str(link["href"]), string=str(link["href"])))
        quote.replace_with(paragraph)


def _link_alone(paragraph: Tag, soup: BeautifulSoup) -> None:
    words = paragraph.get_text().strip()
    if not paragraph.find(("a", "img")) and ALONE.fullmatch(words):
        paragraph.clear()
        paragraph.append(soup.new_tag("a", href=words, string=words))


def _without_edge(line_break: Tag, siblings: Iterable[PageElement]) -> None:
    """Drop a line break where a paragraph begins or ends anyway."""
    for beside in islice(siblings, NEAR):
        if isinstance(beside, NavigableString):
            if beside.strip():
                return
        elif isinstance(beside, Tag):
            if beside.name in INLINE or beside.name == "br":
                return
            break
    else:
        if line_break.parent is not None and line_break.parent.name in INLINE:
            return
    line_break.decompose()
