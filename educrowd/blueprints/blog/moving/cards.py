"""What stands between the paragraphs of Ghost's two editors, as HTML."""

from __future__ import annotations

from html import escape
from typing import Any

from educrowd.core import markdown

from .html_text import image_html

Card = dict[str, Any]
LOST = {
    "paywall": "What follows a paywall is open here: choose who may read it.",
    "signup": "A form to subscribe is left out.",
    "email": "A part for letters alone is left out.",
    "email-cta": "A part for letters alone is left out.",
    "call-to-action": "A call to action is left out.",
}


def html_of_card(kind: str, card: Card, notes: list[str]) -> str:
    """A card as plain HTML; nothing, and a note, where readers would not miss it."""
    if kind in ("hr", "horizontalrule"):
        return "<hr>"
    if kind in ("markdown", "card-markdown"):
        return markdown.parser.render(_said(card, "markdown"))
    if kind == "html":
        return _said(card, "html")
    if kind in ("code", "codeblock"):
        language = escape(_said(card, "language")) or "text"
        return f'<pre><code class="language-{language}">{escape(_said(card, "code"))}</code></pre>'
    if kind == "gallery":
        pictures = card.get("images")
        shown = [picture for picture in pictures if isinstance(picture, dict)] if isinstance(pictures, list) else []
        return "".join(_picture(picture) for picture in shown)
    return _picture(card) if kind == "image" else _words_or_link(kind, card, notes)


def _words_or_link(kind: str, card: Card, notes: list[str]) -> str:
    if kind == "callout":
        return f"<blockquote><p>{_said(card, 'calloutText')}</p></blockquote>"
    if kind == "toggle":
        return f"<h4>{_said(card, 'heading')}</h4>{_said(card, 'content')}"
    if kind == "button":
        return _link(_said(card, "buttonUrl"), _said(card, "buttonText"))
    if address := _said(card, "url") or _said(card, "src"):
        about = card.get("metadata")
        title = _said(about, "title") if kind == "bookmark" and isinstance(about, dict) else ""
        return _link(address, title or _said(card, "fileTitle") or address)
    note = LOST.get(kind, f"A part of the kind “{kind[:30]}” is left out.")
    if note not in notes:
        notes.append(note)
    return ""


def _picture(card: Card) -> str:
    words = _said(card, "caption")
    said = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{image_html(_said(card, 'src'), _said(card, 'alt'))}{said}</figure>"


def _link(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def _said(card: Card, name: str) -> str:
    value = card.get(name)
    return value if isinstance(value, str) else ""
