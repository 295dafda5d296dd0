"""What WordPress writes between the HTML: comments that hold blocks, short codes, paragraphs without tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

# Possessive, so that hostile text is read once and not a thousand times.
SHORTCODE = re.compile(
    r"\[(\[?)(/?)([a-zA-Z][\w-]{0,60})((?:[^\[\]\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+'){0,60}+)\](\]?)"
)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
URL = re.compile(r"https?://[^\s\"'<>\]]+")
CODE = {"code", "sourcecode", "php", "python", "css", "html", "javascript", "sql", "bash"}
FRAMED = {"youtube", "vimeo", "embed", "video", "audio", "playlist", "soundcloud", "dailymotion"}
BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|details|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|li|nav|ol|p"
    r"|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|iframe|video|audio)\b",
    re.IGNORECASE,
)
VERBATIM = re.compile(r"(</?pre\b[^<>]*>)", re.IGNORECASE)
DYNAMIC = {"more", "nextpage", "spacer", "separator", "block"}

Gallery = Callable[[list[str]], str]
Pattern = Callable[[str], str]


class Blocks:
    """Makes HTML of one text and notes what it could not; `gallery` shows attachments, `pattern` a reusable block."""

    def __init__(self, *, gallery: Gallery, pattern: Pattern):
        self._gallery, self._pattern = gallery, pattern
        self.notes: list[str] = []

    def html(self, text: str) -> str:
        """Plain HTML that shows the same."""
        is_blocks = "<!-- wp:" in text
        text = self._shortcodes("".join(self._without_comments(text)))
        return text if is_blocks else paragraphs(text)

    def _without_comments(self, text: str, *, within: int = 0) -> Iterator[str]:
        at = 0
        while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin)) >= 0:
            yield text[at:begin]
            yield from self._comment(text[begin + 4 : end].strip(), within)
            at = end + 3
        yield text[at:]

    def _comment(self, said: str, within: int) -> Iterator[str]:
        if said == "nextpage":
            yield "\n\n<hr>\n\n"
        if not said.startswith("wp:") or not said.endswith("/"):
            return
        name, _, rest = said[3:-1].partition(" ")
        if name == "block" and within < 3:
            yield from self._without_comments(self._pattern(str(_json(rest).get("ref", ""))), within=within + 1)
        elif name not in DYNAMIC:
            self._lose(f"The block “{name[:40]}” is left out: WordPress made it anew for each visit.")

    def _shortcodes(self, text: str) -> str:
        closing = {match[3] for match in SHORTCODE.finditer(text) if match[2]}
        return SHORTCODE.sub(lambda match: self._shortcode(match, closing), text)

    def _shortcode(self, match: re.Match[str], closing: set[str]) -> str:
        before, slash, name, rest, after = match.groups()
        if before and after:
            return match[0][1:-1]
        shown = self._known(name.lower(), rest, is_end=bool(slash))
        if shown is None and name not in closing and "=" not in rest:
            return match[0]
        if shown is None:
            self._lose(f"The short code [{name}] is left out; what stood inside it stays.")
        return f"{before}{shown or ''}{after}"

    def _known(self, name: str, rest: str, *, is_end: bool) -> str | None:
        if name == "caption":
            return "</figure>\n\n" if is_end else "\n\n<figure>"
        if name in CODE:
            return "</code></pre>" if is_end else f'<pre><code class="language-{_language(name, rest)}">'
        if name == "gallery":
            return self._gallery(re.findall(r"\d+", attributes(rest).get("ids", "")))
        if name in FRAMED:
            url = URL.search(rest)
            return f"\n\n<p>{escape(url[0])}</p>\n\n" if url else "\n\n"
        return None

    def _lose(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def attributes(text: str) -> dict[str, str]:
    """`ids="1,2" size=large` → `{"ids": "1,2", "size": "large"}`."""
    return {name: double or single or bare for name, double, single, bare in ATTRIBUTE.findall(text)}


def paragraphs(text: str) -> str:
    """What WordPress does to a text without blocks: an empty line begins a paragraph, a line break stays one."""
    shown: list[str] = []
    is_verbatim = False
    for part in VERBATIM.split(text.replace("\r\n", "\n")):
        if VERBATIM.fullmatch(part):
            is_verbatim = not part.startswith("</")
            shown.append(part)
        else:
            shown.append(part if is_verbatim else "\n".join(_paragraphs(part)))
    return "".join(shown)


def _paragraphs(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text):
        part = part.strip()
        if part:
            yield part if BLOCK.match(part) else f"<p>{part.replace(chr(10), '<br>' + chr(10))}</p>"


def _language(name: str, rest: str) -> str:
    named = attributes(rest)
    language = named.get("language") or named.get("lang") or ("" if name in ("code", "sourcecode") else name)
    return re.sub(r"[^\w+#.-]", "", language) or "text"


def _json(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
