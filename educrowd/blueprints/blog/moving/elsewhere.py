"""Pictures that did not come along: said in the report, and listed for whoever fetches them."""

from __future__ import annotations

from collections.abc import Collection

from .markdown_text import IMAGE, outside_code

PACK = "Pack them beside the export to move them."


def missing(addresses: Collection[str]) -> list[str]:
    """What to say of a text that shows these."""
    far = sum(address.startswith(("http:", "https:", "//")) for address in addresses)
    near, notes = len(addresses) - far, []
    if far:
        what = "One picture stays" if far == 1 else f"{far} pictures stay"
        notes.append(f"{what} on the other site; readers see links. {PACK}")
    if near:
        what = "One picture is" if near == 1 else f"{near} pictures are"
        notes.append(f"{what} not in the file, which doesn’t say on which site to find them. {PACK}")
    return notes


def elsewhere(markdown: str) -> list[str]:
    """The addresses of a text's pictures that this site does not keep, each once."""
    found: list[str] = []

    def note(text: str) -> str:
        found.extend(match[2] for match in IMAGE.finditer(text) if not match[2].startswith("/files/"))
        return text

    outside_code(markdown, note)
    return list(dict.fromkeys(found))
