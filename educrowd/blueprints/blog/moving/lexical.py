"""The document of Ghost's present editor (Lexical) as HTML."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from .cards import html_of_card

# A letter's looks are bits of one number.
MARKS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"))
TAGS = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def html_of_lexical(text: str, notes: list[str]) -> str:
    """The HTML, and notes on what it leaves out."""
    try:
        root = json.loads(text)["root"]
        return _inside(root, notes)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        notes.append("Its text can’t be read.")
        return ""


def _inside(node: dict[str, Any], notes: list[str]) -> str:
    children = node.get("children")
    return "".join(_html(child, notes) for child in children if isinstance(child, dict)) if children else ""


def _html(node: dict[str, Any], notes: list[str]) -> str:
    kind = str(node.get("type", "")).removeprefix("extended-")
    if kind in ("text", "tab", "tk"):
        return _marked(str(node.get("text", "")), node.get("format"))
    if kind == "linebreak":
        return "<br>"
    if kind in ("link", "autolink"):
        return f'<a href="{escape(str(node.get("url", "")))}">{_inside(node, notes)}</a>'
    if kind in TAGS or kind in ("heading", "list"):
        return _block(kind, node, notes)
    return _inside(node, notes) if "children" in node else html_of_card(kind, node, notes)


def _block(kind: str, node: dict[str, Any], notes: list[str]) -> str:
    tag = TAGS.get(kind, "")
    if kind == "heading":
        tag = node["tag"] if node.get("tag") in HEADINGS else "h2"
    elif kind == "list":
        tag = "ol" if node.get("listType") == "number" else "ul"
    return f"<{tag}>{_inside(node, notes)}</{tag}>"


def _marked(text: str, looks: Any) -> str:
    html = escape(text, quote=False)
    for bit, tag in MARKS:
        if isinstance(looks, int) and looks & bit and text.strip():
            html = f"<{tag}>{html}</{tag}>"
    return html
