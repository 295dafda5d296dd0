"""XML as WordPress has written it for twenty years and no reader takes: mended before it is read once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

# What people write; WordPress puts it between these marks, and an end mark among their words ends it too early.
WORDS = re.compile(
    rb"<(content:encoded|excerpt:encoded|title|wp:comment_content|wp:meta_value)>\s{0,1000}<!\[CDATA\[", re.ASCII
)
BEGIN, END = b"<![CDATA[", b"]]>"
SPLIT = b"]]]]><![CDATA[>"
ENTITY = re.compile(rb"&(#\d{1,7};|#x[0-9a-fA-F]{1,6};|[a-zA-Z]\w{1,30};)?")
PREFIX = re.compile(rb"</?([a-zA-Z][\w.-]{0,30}):")
DECLARED = re.compile(rb"\sxmlns:([\w.-]{1,30})\s*=")
ROOT = re.compile(rb"<rss\b[^<>]{0,5000}")
OF_XML = {b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"}
SPACES = {
    b"content": "http://purl.org/rss/1.0/modules/content/",
    b"dc": "http://purl.org/dc/elements/1.1/",
    b"excerpt": "http://wordpress.org/export/1.2/excerpt/",
    b"wp": "http://wordpress.org/export/1.2/",
}


def mended(data: bytes) -> bytes:
    """The same with bare ampersands written out, end marks among words split, and all prefixes declared."""
    if b"encoding=" not in data[:200] or re.search(rb"encoding=[\"']utf-?8", data[:200], re.IGNORECASE):
        data = data.decode("utf-8", "replace").encode()
    return _with_prefixes(b"".join(_outside_words(data)))


def is_cut(data: bytes) -> bool:
    """Whether it stops before its end, as where a server's time ran out."""
    return b"</rss>" not in data[-2000:]


def _outside_words(data: bytes) -> Iterator[bytes]:
    at = 0
    while begin := WORDS.search(data, at):
        end = re.compile(rb"\]\]>\s{0,1000}</" + begin[1] + b">").search(data, begin.end())
        if end is None:
            break
        words = data[begin.end() : end.start()].replace(SPLIT, END).replace(END, SPLIT)
        yield from (_outside_marks(data[at : begin.start()]), begin[0], words, end[0])
        at = end.end()
    yield _outside_marks(data[at:])


def _outside_marks(data: bytes) -> bytes:
    """Ampersands mended, but not between marks, where they are words."""
    shown, at = [], 0
    while (begin := data.find(BEGIN, at)) >= 0 and (end := data.find(END, begin)) >= 0:
        shown += [ENTITY.sub(_entity, data[at:begin]), data[begin:end]]
        at = end
    return b"".join([*shown, ENTITY.sub(_entity, data[at:])])


def _entity(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name is None:
        return b"&amp;"
    if name.startswith(b"#"):
        number = int(name[2:-1], 16) if name[1:2] == b"x" else int(name[1:-1])
        is_sign = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or number >= 0x10000
        return match[0] if is_sign and number <= 0x10FFFF else b""
    if name in OF_XML:
        return match[0]
    sign = html5.get(name.decode("utf-8", "replace"))
    return "".join(f"&#{ord(each)};" for each in sign).encode() if sign else b"&amp;" + name


def _with_prefixes(data: bytes) -> bytes:
    root = ROOT.search(data)
    if root is None:
        return data
    missing = sorted({*PREFIX.findall(data)} - {*DECLARED.findall(root[0])} - {b"xml", b"xmlns"})[:50]
    said = "".join(f' xmlns:{name.decode()}="{SPACES.get(name, f"urn:{name.decode()}")}"' for name in missing)
    return data[: root.end()].removesuffix(b"/") + said.encode() + data[root.end() :]
