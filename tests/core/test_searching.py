"""Text without its marks, for an excerpt: as it reads, and at a cost that grows no faster than the text."""

from __future__ import annotations

import random
import time

import pytest

from educrowd.blueprints.lms.lessons.searching import MARKS
from educrowd.core import highlighting
from educrowd.core.highlighting import excerpt
from educrowd.core.searching import FARTHEST, LINKS, plain

SHORT, TIMES = 4_000, 10
BOMBS = ("[", "![", "[](", "[](()", "[](a(b)", "](", "](a()", "[a\n", " ", "\t", "| ", "|-", "#", "*", "> ")


def cost(pattern, text: str) -> float:
    """The least of some runs, in time of this thread alone."""
    runs = []
    for _ in range(5):
        begun = time.thread_time()
        pattern.sub("", text)
        runs.append(time.thread_time() - begun)
    return min(runs)


@pytest.mark.parametrize("pattern", [LINKS, MARKS])
def test_a_text_ten_times_as_long_costs_about_ten_times_as_much(pattern):
    for bomb in BOMBS:
        text = bomb * (SHORT // len(bomb))
        # Where each place is read to the end, it is a hundred times.
        assert cost(pattern, text * TIMES) < 40 * cost(pattern, text), bomb


def test_links_read_as_their_words():
    assert plain("**See** [the\nstars](/a 'b') and ![Vega](/v_(star).jpg), [not] (this).") == (
        "See the\nstars and Vega, [not] (this)."
    )
    assert MARKS.sub("", "a   | [b](/c_(d)) |\n|---|---|") == "a b\n"
    assert len(plain("a" * (FARTHEST + 1))) == FARTHEST


def test_words_are_compared_letter_by_letter_in_the_beginning_alone(monkeypatch):
    asked = []
    monkeypatch.setattr(highlighting, "_is_near", lambda *words: asked.append(words))
    letters = random.Random(1)
    excerpt(" ".join("".join(letters.choices("abcd", k=5)) for _ in range(3_000)), "zebra zebru")
    assert 0 < len(asked) < 1_000
