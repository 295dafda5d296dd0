"""Pictures in what a question or a lesson says: `![what it shows](pictures/NAME.webp)`, in any of its texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

LONGEST = 500
NAME = re.compile(r"pictures/([0-9a-f]{32})\.webp")
SIGN = re.compile(rf"!\[([^\[\]\n]{{0,{LONGEST}}})\]\({NAME.pattern}\)")
SOURCE = re.compile(rf'src="{NAME.pattern}"')
# Signs that would end the words, or that Markdown would take for its own.
OWN = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›", "\\": "/", "`": "'", "*": "·", "_": " "})

Address = Callable[[str], str]


def by_name(digest: str) -> str:
    """A picture as texts name it; files that hold texts have it there."""
    return f"pictures/{digest}.webp"


def sign(digest: str, shows: str) -> str:
    """What stands in a text for the picture; `shows` is read where nobody sees it."""
    return f"![{words(shows)}]({by_name(digest)})"


def words(shows: str) -> str:
    """What a picture shows, as it can stand in a text."""
    return " ".join(shows.translate(OWN).split())[:LONGEST].strip()


def spoken(text: str) -> str:
    """The text where no picture can stand: what each shows in its place."""
    return SIGN.sub(lambda found: found[1] or "picture", text)


def called(text: str) -> str:
    """What a text is called by: its words, or what its pictures show where there are none."""
    return " ".join(SIGN.sub("", text).split()) or " ".join(spoken(text).split())


def pictures_in(*said: Any) -> set[str]:
    """The pictures that texts name, and lists and objects of texts."""
    found: set[str] = set()
    for each in said:
        if isinstance(each, str):
            found |= set(NAME.findall(each))
        elif isinstance(each, dict):
            found |= pictures_in(*each.values())
        elif isinstance(each, (list, tuple)):
            found |= pictures_in(*each)
    return found


def pictured(text: str, at: Address) -> Markup:
    """Plain words with their pictures, each loaded where `at` says."""
    made, end = Markup(""), 0
    for found in SIGN.finditer(text):
        made += escape(text[end : found.start()])
        made += Markup('<img class="of-words" src="{}" alt="{}" decoding="async">').format(at(found[2]), found[1])
        end = found.end()
    return made + escape(text[end:])


def placed(html: str, at: Address) -> Markup:
    """HTML that our renderer made, its pictures loaded where `at` says."""
    return Markup(SOURCE.sub(lambda found: f'src="{escape(at(found[1]))}"', html))
