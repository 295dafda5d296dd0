"""The words a site does not want in comments: one of its settings."""

from __future__ import annotations

from educrowd.core.current import current

SETTING = "blocked_words"
MOST_WORDS = 500
LONGEST_WORD = 60


def blocked_words() -> list[str]:
    """Those of the current site."""
    words = current.tenant.settings.get(SETTING)
    return words if isinstance(words, list) else []


def parse(lines: str) -> list[str]:
    """Words written one a line, each once, without the blank ones."""
    words = (" ".join(line.split()) for line in lines.splitlines())
    return list(dict.fromkeys(word for word in words if word.strip("* ")))
