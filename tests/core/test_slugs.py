"""Titles become addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from educrowd.core.slugs import MAX_LENGTH, first_free, is_slug, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Reading the Night Sky", "reading-the-night-sky"),
        ("Éléments de la théorie", "elements-de-la-theorie"),
        ("  C++ & you: what's next? ", "c-you-whats-next"),
        ("星を読む", "course"),
        ("word " * 40, "-".join(["word"] * 16)),
    ],
)
def test_a_title_becomes_its_address(title, slug):
    assert slugify(title, otherwise="course") == slug


@given(st.text())
def test_any_title_makes_a_valid_address(title):
    assert is_slug(slugify(title, otherwise="course"))


@pytest.mark.parametrize("text", ["", "-a", "a--b", "A", "a b", "../a", "é", "a\n", "a" * (MAX_LENGTH + 1)])
def test_other_things_are_no_addresses(text):
    assert not is_slug(text)


def test_the_third_course_of_a_name_is_numbered_three():
    assert first_free("stars", {"stars", "stars-2"}.__contains__) == "stars-3"
    assert is_slug(first_free("a" * MAX_LENGTH, {"a" * MAX_LENGTH}.__contains__))
