"""What WordPress writes between brackets, and the code that people write between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from .paragraphs import VERBATIM

# Possessive, so that hostile text is read once and not a thousand times.
SHORTCODE = re.compile(
    r"\[(\[?)(/?)([a-zA-Z][\w-]{0,60})((?:[^\[\]\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+'){0,60}+)\](\]?)"
)
ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
# The languages by whose names the common highlighters call their short codes.
_HIGHLIGHTERS = """
    actionscript3 as3 bash c clojure code cpp csharp css delphi diff erlang go groovy html java javafx javascript js
    lisp matlab objc perl php plain powershell python r rails ruby scala shell sourcecode sql swift text vb xml yaml
"""
CODE = frozenset(_HIGHLIGHTERS.split())


def attributes(text: str) -> dict[str, str]:
    """`ids="1,2" size=large` → `{"ids": "1,2", "size": "large"}`."""
    return {name: double or single or bare for name, double, single, bare in ATTRIBUTE.findall(text)}


def around_code(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, and of each whether it is code, in which nothing means anything."""
    at, endless = 0, set[str]()
    for begin in SHORTCODE.finditer(text):
        name = begin[3].lower()
        if begin.start() < at or begin[1] or begin[2] or name not in CODE or name in endless:
            continue
        end = text.find(f"[/{begin[3]}]", begin.end())
        if end < 0:
            endless.add(name)
            continue
        yield from _around_verbatim(text[at : begin.start()])
        yield (
            f'<pre><code class="language-{_language(name, begin[4])}">{_code(text[begin.end() : end])}</code></pre>',
            True,
        )
        at = end + len(begin[3]) + 3
    yield from _around_verbatim(text[at:])


def _around_verbatim(text: str) -> Iterator[tuple[str, bool]]:
    is_verbatim = False
    for part in VERBATIM.split(text):
        if VERBATIM.fullmatch(part):
            is_verbatim = not part.startswith("</")
        yield part, is_verbatim


def _code(text: str) -> str:
    """Some editors keep its signs as entities, others as they are."""
    return (
        text if "&lt;" in text or "&gt;" in text or "<br" in text else escape(text.replace("&amp;", "&"), quote=False)
    )


def _language(name: str, rest: str) -> str:
    named = attributes(rest)
    language = named.get("language") or named.get("lang") or ("" if name in ("code", "sourcecode") else name)
    return re.sub(r"[^\w+#.-]", "", language) or "text"
