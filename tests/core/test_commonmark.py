"""Our Markdown is CommonMark, but for what is written down."""

from __future__ import annotations

import re

from tests import commonmark


def test_all_examples_of_the_specification_are_read():
    numbers = [example.number for example in commonmark.examples()]
    assert numbers == list(range(1, 653))


def test_what_we_make_otherwise_is_written_down_and_nothing_else():
    assert commonmark.changed() == commonmark.LIST.read_text(encoding="utf-8")


def test_outside_of_raw_html_hardly_anything_differs():
    lines = commonmark.LIST.read_text(encoding="utf-8").splitlines()
    outside = [line for line in lines if not re.search(r"^\d+ (HTML blocks|Raw HTML):", line)]
    assert len(lines) < 75 and len(outside) < 25, outside
