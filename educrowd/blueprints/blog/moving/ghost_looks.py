"""The HTML that Ghost shows its readers, without what its themes need and nobody reads."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from .bounds import is_deep

PAYWALL = "<!--members-only-->"
DROPPED = ".kg-signup-card, .kg-toggle-heading button, .kg-audio-player-container, .kg-video-player-container"
DROPPED += ", .kg-audio-thumbnail, .kg-video-large-play-icon, .kg-file-card-icon, .kg-product-card-rating, form, svg"


def without_looks(html: str) -> str:
    """The same with its cards as paragraphs, quotes, headings and links."""
    if "kg-" not in html or is_deep(html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    for each in soup.select(DROPPED):
        if not each.decomposed:
            each.decompose()
    for card in soup.select(".kg-bookmark-card, .kg-file-card, .kg-audio-card"):
        _link(card, soup)
    for card in soup.select(".kg-callout-card"):
        card.name = "blockquote"
    for heading in soup.select(".kg-toggle-heading-text"):
        heading.name = "h4"
    for caption in soup.select(".kg-file-card-title, .kg-video-card figcaption"):
        caption.name = "p"
    return str(soup)


def _link(card: Tag, soup: BeautifulSoup) -> None:
    """A card becomes a link to what it shows, and what the writer says of it."""
    leads = card.select_one("a[href], audio[src]")
    title = card.select_one(".kg-bookmark-title, .kg-file-card-title, .kg-audio-title")
    if leads is None:
        return
    address = str(leads.get("href") or leads.get("src"))
    words = title.get_text(" ", strip=True) if title else ""
    caption = card.find("figcaption")
    paragraph = soup.new_tag("p")
    paragraph.append(soup.new_tag("a", href=address, string=words or address))
    card.replace_with(paragraph)
    if isinstance(caption, Tag) and caption.get_text(strip=True):
        caption.name = "p"
        paragraph.insert_after(caption)
