"""Texts without paragraphs: WordPress has made them anew for each reader, from empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

BLOCK = re.compile(
    r"(</?(?:address|article|aside|blockquote|caption|center|details|div|dd|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|iframe|video|audio)"
    r"\b[^<>]*+>)",
    re.IGNORECASE,
)
# Words in these stand in no further paragraph.
HOLDER = re.compile(r"<(?:caption|dd|dt|figcaption|figure|h[1-6]|li|p|summary|td|th)\b", re.IGNORECASE)
VERBATIM = re.compile(r"(</?pre\b[^<>]*>)", re.IGNORECASE)


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
    is_held = False
    for part in BLOCK.split(text):
        if BLOCK.fullmatch(part):
            is_held = bool(HOLDER.match(part))
            yield part
        elif is_held:
            yield _broken(part)
        else:
            yield from (f"<p>{_broken(each)}</p>" for each in re.split(r"\n\s*\n", part) if each.strip())


def _broken(text: str) -> str:
    return text.strip().replace("\n", "<br>\n")
