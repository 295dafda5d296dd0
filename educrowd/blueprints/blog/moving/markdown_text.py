"""Markdown of others as ours: their generators' marks gone, relative addresses written from the top of the archive."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from educrowd.core.addresses import parts_of

from .liquid import with_code, without_marks

FENCED = re.compile(r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
PLAYER = re.compile(r"\{\{[<%]\s*(youtube|vimeo)\s+(?:id=)?\"?([\w-]{5,20})\"?[^{}]{0,200}[>%]\}\}")
FIGURE = re.compile(r"\{\{[<%]\s*figure\s([^{}]{1,2000})[>%]\}\}")
REFERENCE = re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"?([^\s\"{}]{1,500})\"?\s*[>%]\}\}")
MARK = re.compile(r"\{\{[<%][^{}]{0,2000}[>%]\}\}|\{%[^%{}]{0,2000}%\}")
CLASSES = re.compile(r"^\{:[^{}\n]{0,500}\}[ \t]*$\n?|(?<=\S)\{:[^{}\n]{0,500}\}", re.MULTILINE)
NAMED = re.compile(r"(?<!\w)(\w++)\s*+=\s*+(?:\"([^\"]*)\"|(\S+))")
MORE = re.compile(r"^<!--\s*more\s*-->[ \t]*$\n?", re.MULTILINE)
IMAGE = re.compile(
    r"!\[([^\[\]]{0,2000})\]\(\s*<?([^\s<>()]{1,2000})>?(?:\s+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s*\)"
)
LINK = re.compile(r"(?<!!)(\[[^\[\]]{0,2000}\]\(\s*<?)([^\s<>()]{1,2000})")
HTML_IMAGE = re.compile(r"<img\s[^<>]{0,2000}>", re.IGNORECASE)
LOST = "Marks of its generator are left out; what stood inside them stays."
PLAYERS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


class Text:
    """One text in a folder of the archive, and notes on what it loses."""

    def __init__(self, folder: str):
        self._folder = "" if folder == "." else folder
        self.notes: list[str] = []

    def markdown(self, text: str) -> str:
        """The same in plain Markdown."""
        return outside_code(with_code(text), self._plain).strip()

    def html(self, text: str) -> str:
        """A text that is HTML already, without the marks."""
        return self._without_marks(without_marks(text)).strip()

    def at_home(self, address: str) -> str:
        """An address as it is from the top of the archive; those of other sites as they are."""
        parts = parts_of(address)
        if not address or parts.scheme or parts.netloc or address.startswith(("/", "#", "?")):
            return address
        path = posixpath.normpath(posixpath.join("/", self._folder, parts.path))
        return path + (f"#{parts.fragment}" if parts.fragment else "")

    def _plain(self, text: str) -> str:
        text = MORE.sub("", CLASSES.sub("", without_marks(text)))
        text = PLAYER.sub(lambda match: f"\n\n{PLAYERS[match[1]]}{match[2]}\n\n", text)
        text = FIGURE.sub(lambda match: _figure(match[1]), text)
        text = REFERENCE.sub(lambda match: match[1], text)
        text = self._without_marks(text)
        text = HTML_IMAGE.sub(lambda match: _html_image(match[0]), text)
        text = IMAGE.sub(lambda match: f"![{match[1]}]({self.at_home(match[2])})", text)
        text = LINK.sub(lambda match: match[1] + self.at_home(match[2]), text)
        return re.sub(r"\n{3,}", "\n\n", text)

    def _without_marks(self, text: str) -> str:
        if MARK.search(text):
            self.notes.append(LOST)
        return MARK.sub("", text)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with all changed but its blocks of code."""
    shown, at = [], 0
    for block in FENCED.finditer(text):
        shown += [change(text[at : block.start()]), block[0]]
        at = block.end()
    return "".join([*shown, change(text[at:])])


def with_pictures(text: str, show: Callable[[str, str], str]) -> str:
    """The text with each picture shown by whoever knows where it is now."""
    return outside_code(text, lambda part: IMAGE.sub(lambda match: show(match[2], match[1]), part))


def _figure(said: str) -> str:
    facts = {name: quoted or bare for name, quoted, bare in NAMED.findall(said)}
    words = facts.get("caption") or facts.get("title") or ""
    return f"\n\n![{facts.get('alt', words)}]({facts.get('src', '')})\n\n{words}\n\n"


def _html_image(tag: str) -> str:
    facts = {name.lower(): quoted or bare for name, quoted, bare in NAMED.findall(tag)}
    source = facts.get("src", "")
    return f"![{facts.get('alt', '')}]({source})" if source and " " not in source else tag
