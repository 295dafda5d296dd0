"""What stands between the paragraphs of Ghost's two editors, as HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from .bounds import note_once
from .images import image_html

# As Ghost reads it: a line's end is one, and a card's headings are what they say.
parser = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
Card = dict[str, Any]
LOST = {
    "paywall": "What follows a paywall is open here: choose who may read it.",
    "signup": "A form to subscribe is left out.",
    "email": "A part for letters alone is left out.",
    "email-cta": "A part for letters alone is left out.",
}


def html_of_card(kind: str, card: Card, notes: list[str]) -> str:
    """A card as plain HTML; nothing, and a note, where readers would not miss it."""
    if show := SHOWN.get(kind):
        return show(card)
    if address := _said(card, "url") or _said(card, "src"):
        about = card.get("metadata")
        title = _said(about, "title") if kind == "bookmark" and isinstance(about, dict) else ""
        return _link(address, title or _said(card, "fileTitle") or address)
    note = LOST.get(kind, f"A part of the kind “{kind[:30]}” is left out.")
    note_once(notes, note)
    return ""


def _code(card: Card) -> str:
    language = escape(_said(card, "language")) or "text"
    return f'<pre><code class="language-{language}">{escape(_said(card, "code"))}</code></pre>'


def _gallery(card: Card) -> str:
    pictures = card.get("images")
    shown = [picture for picture in pictures if isinstance(picture, dict)] if isinstance(pictures, list) else []
    return "".join(_picture(picture) for picture in shown) + _caption(card)


def _callout(card: Card) -> str:
    return f"<blockquote><p>{_said(card, 'calloutEmoji')} {_said(card, 'calloutText')}</p></blockquote>"


def _header(card: Card) -> str:
    above = _said(card, "heading") or _said(card, "header")
    below = _said(card, "subheading") or _said(card, "subheader")
    return f"<h2>{above}</h2><p>{below}</p>{_button(card)}"


def _picture(card: Card) -> str:
    return f"<figure>{image_html(_said(card, 'src'), _said(card, 'alt'))}{_caption(card)}</figure>"


def _caption(card: Card) -> str:
    words = _said(card, "caption")
    return f"<figcaption>{words}</figcaption>" if words else ""


def _product(card: Card) -> str:
    picture = _said(card, "productImageSrc")
    shown = f"<p>{image_html(picture, '')}</p>" if picture else ""
    words = f"<h4>{_said(card, 'productTitle')}</h4>{_said(card, 'productDescription')}"
    return shown + words + _button({"buttonUrl": card.get("productUrl"), "buttonText": card.get("productButton")})


def _button(card: Card) -> str:
    address, words = _said(card, "buttonUrl"), _said(card, "buttonText")
    return _link(address, words) if address and words else ""


def _link(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def _said(card: Card, name: str) -> str:
    value = card.get(name)
    return value if isinstance(value, str) else ""


def _markdown(card: Card) -> str:
    return parser.render(_said(card, "markdown"))


SHOWN: dict[str, Callable[[Card], str]] = {
    "hr": lambda _card: "<hr>",
    "horizontalrule": lambda _card: "<hr>",
    "markdown": _markdown,
    "card-markdown": _markdown,
    "html": lambda card: _said(card, "html"),
    "code": _code,
    "codeblock": _code,
    "gallery": _gallery,
    "image": _picture,
    "callout": _callout,
    "toggle": lambda card: f"<h4>{_said(card, 'heading')}</h4>{_said(card, 'content')}",
    "button": _button,
    "product": _product,
    "header": _header,
    "call-to-action": lambda card: f"<blockquote>{_said(card, 'textValue')}{_button(card)}</blockquote>",
}
