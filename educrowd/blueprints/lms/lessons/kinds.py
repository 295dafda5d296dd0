"""The kinds of lessons; each topic registers its own: `kinds.register(Kind("quiz", …))`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from educrowd.core.api import Schema
from educrowd.core.api.errors import problems
from educrowd.core.errors import Invalid, Refused

if TYPE_CHECKING:
    from educrowd.core.forms import Form

# How a lesson is completed. Those of BY_LEARNERS may also be marked done by hand.
BY_HAND, VIEWED, WATCHED, SUBMITTED, PASSED, SCORED = "by hand", "viewed", "watched", "submitted", "passed", "scored"
BY_LEARNERS = (BY_HAND, VIEWED, WATCHED)


class NoSettings(Schema):
    """A kind that has nothing to set."""


def nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of lesson is called, can be set to, shows, and how it is completed.

    `settings` is checked wherever settings are written; `form` has the fields of them that the lesson editor shows.
    `text_first` says that the lesson's text, the task for instance, stands above what the kind shows.
    `shows(lesson, enrollment)` and `edits(lesson)` answer what the two templates need besides the lesson.
    """

    name: str
    label: str
    icon: str
    settings: type[Schema] = NoSettings
    form: type[Form] | None = None
    completed: str = BY_HAND
    text_first: bool = False
    shows: Callable[[Any, Any], dict[str, Any]] = nothing
    edits: Callable[[Any], dict[str, Any]] = nothing

    @property
    def template(self) -> str:
        """What a learner sees above the lesson's text."""
        return f"lms/lessons/kinds/_{self.name}.html"

    @property
    def settings_template(self) -> str:
        """What the lesson editor shows of its settings."""
        return f"lms/studio/lessons/kinds/_{self.name}.html"

    @property
    def by_hand(self) -> bool:
        return self.completed in BY_LEARNERS

    def checked(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Settings as they are kept; Invalid with the field that is at fault."""
        try:
            loaded: Any = self.settings().load(settings)
        except ValidationError as error:
            first = problems(error.messages, ("settings",))[0]
            raise Invalid(first["field"], first["message"], code=first["code"]) from error
        return loaded

    def form_of(self, lesson: Any = None) -> Form | None:
        """The form of its settings, filled in from the lesson or from what was sent."""
        return self.form(data=lesson.settings if lesson else None, prefix="settings-") if self.form else None


class DoneByRule(Refused):
    """What a rule completes is not marked by hand."""

    def __init__(self, kind: Kind):
        super().__init__(f"A lesson of this kind is done when it is {kind.completed}; it can't be marked by hand.")


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Let lessons be of this kind."""
    KINDS[kind.name] = kind
    return kind


def kind_of(lesson: Any) -> Kind:
    return KINDS[lesson.kind]


def require_by_hand(lesson: Any) -> None:
    """DoneByRule where a rule says when this lesson is done."""
    kind = kind_of(lesson)
    if not kind.by_hand:
        raise DoneByRule(kind)


def choices() -> dict[str, str]:
    """Kinds as a select offers them."""
    return {kind.name: kind.label for kind in KINDS.values()}
