"""The revisions and the models say the same."""

from __future__ import annotations

from educrowd.core import migrating


def test_autogenerate_finds_nothing_to_change(context):
    assert migrating.differences() == []
