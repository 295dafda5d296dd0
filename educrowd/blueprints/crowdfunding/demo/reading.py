"""A project as a text file: facts and things it has, an empty line, the story, the risks, and updates at the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECTS = Path(__file__).parent / "projects"
# What a project has several of; the parts of such a line stand between bars.
THINGS = (
    *("Reward", "Add-on", "Variant", "Zone", "Postage", "Tax", "Milestone", "Stretch", "Question", "File"),
    *("Card", "Refund", "Asked", "Delivered", "Sponsor"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says; `stage` is draft, review, scheduled, live, suspended or ended."""

    name: str
    facts: dict[str, str]
    things: list[tuple[str, list[str]]]
    story: str
    risks: str
    updates: list[dict[str, str]]

    @property
    def stage(self) -> str:
        return self.facts["Stage"]

    @property
    def is_opened_at_once(self) -> bool:
        """Whether it is live before anybody has seen the site."""
        return self.stage in ("live", "suspended")

    def number(self, fact: str) -> int:
        return int(self.facts.get(fact, 0))

    def each(self, thing: str) -> list[list[str]]:
        """The parts of each line of this kind."""
        return [parts for kind, parts in self.things if kind == thing]


def names_for(slug: str) -> list[str]:
    """The projects of a demonstration site."""
    return sorted(f"{slug}/{path.name}" for path in (PROJECTS / slug).glob("*.md"))


def tell(name: str) -> Told:
    """Read one project: `demo/1-telescope.md`."""
    head, _, body = (PROJECTS / name).read_text(encoding="utf-8").partition("\n\n")
    lines = [line.split(": ", 1) for line in head.splitlines()]
    body, *updates = body.split("\n## Update: ")
    story, _, risks = body.partition("\n## Risks\n")
    return Told(
        name=name,
        facts={kind: text for kind, text in lines if kind not in THINGS},
        things=[(kind, _parts(text)) for kind, text in lines if kind in THINGS],
        story=story.strip(),
        risks=risks.strip(),
        updates=list(map(_update, updates)),
    )


def minor(text: str) -> int:
    """An amount as the files write it, in whole units."""
    return int(text) * 100


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")]


def _update(text: str) -> dict[str, str]:
    """`Title (backers)`, an empty line, the text."""
    title, _, body = text.partition("\n\n")
    is_gated = title.endswith(" (backers)")
    audience = "entitled" if is_gated else "everyone"
    return {"title": title.removesuffix(" (backers)"), "body_markdown": body.strip(), "audience": audience}
