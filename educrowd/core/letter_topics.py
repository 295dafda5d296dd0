"""What letters a site may send to somebody, and which of them they want: one list for all modules.

A module offers its topics at start. Most are topics of `unsubscribing`; `project:*` stands for all that begin so. A
topic that is kept elsewhere brings its own `wants` and `choose`; one that is not optional says so and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .errors import Invalid
from .unsubscribing import come_back, leave, left_by


class Topic(NamedTuple):
    """A kind of letters, as the preferences call it."""

    name: str
    title: str
    words: str
    wants: Callable[[Any], bool] | None = None
    choose: Callable[[Any, bool], None] | None = None
    is_optional: bool = True


_offered: list[tuple[int, str, Topic]] = []


def offer(group: str, *topics: Topic, order: int = 50) -> None:
    """Called at start; groups are listed by `order`."""
    known = {topic.name for _, _, topic in _offered}
    _offered.extend((order, group, topic) for topic in topics if topic.name not in known)
    _offered.sort(key=lambda each: each[0])


def choices(user: Any) -> list[dict[str, Any]]:
    """Each topic with its group, and whether this person has its letters."""
    left = left_by(user.id)
    return [
        {
            "group": group,
            "name": topic.name,
            "title": topic.title,
            "words": topic.words,
            "is_optional": topic.is_optional,
            "is_wanted": _is_wanted(topic, user, left),
        }
        for _, group, topic in _offered
    ]


def choose(user: Any, wanted: Iterable[str]) -> None:
    """These topics, and no others that may be done without; what stays as it was is not touched."""
    wanted = set(wanted)
    if unknown := wanted - {topic.name for _, _, topic in _offered}:
        raise Invalid("wanted", f"No letters are called “{min(unknown)[:80]}”.")
    left = left_by(user.id)
    for _, _, topic in _offered:
        is_wanted = topic.name in wanted
        if topic.is_optional and is_wanted != _is_wanted(topic, user, left):
            (topic.choose or _choose(topic.name))(user, is_wanted)


def _is_wanted(topic: Topic, user: Any, left: set[str]) -> bool:
    if not topic.is_optional:
        return True
    return topic.wants(user) if topic.wants else topic.name not in left


def _choose(name: str) -> Callable[[Any, bool], None]:
    return lambda user, is_wanted: (come_back if is_wanted else leave)(user.id, name)
