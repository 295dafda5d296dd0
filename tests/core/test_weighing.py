"""Files of strangers are weighed before they are read: by bytes, and by what becomes of those in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from educrowd.blueprints.blog.moving.formats import read_blog
from educrowd.blueprints.lms.exchange import qti, xml
from educrowd.blueprints.lms.scorm.packing import take_in
from educrowd.blueprints.lms.transfer.archive import read_archive
from educrowd.blueprints.tenant.leaving import manifest
from educrowd.blueprints.tenant.leaving.reading import SiteFile
from educrowd.core.archives import Archive
from educrowd.core.errors import Invalid
from educrowd.core.json_file import json_of

VALUES = b"[" + b"[]," * 1_000_001 + b"0]"
TAGS = b"<manifest>" + b"<a/>" * 500_001 + b"</manifest>"
MB = 1024 * 1024


def archive(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "."), data)
    return held.getvalue()


def site(line: bytes) -> SiteFile:
    told = {"posts.jsonl": {"size": len(line), "sha256": sha256(line).hexdigest()}}
    head: dict[str, Any] = {
        "format": manifest.FORMAT,
        "version": manifest.VERSION,
        "schema": manifest.versions(),
        "tables": [],
        "files": told,
    }
    return SiteFile(io.BytesIO(archive(posts__jsonl=line, manifest__json=str(head).replace("'", '"').encode())))


HEAVY: dict[str, Callable[[], object]] = {
    "more than 2,000,000 values": lambda: read_archive(io.BytesIO(archive(course__json=VALUES))),
    "“manifest.json” .* values": lambda: SiteFile(io.BytesIO(archive(manifest__json=VALUES))),
    "line of “posts.jsonl” .* values": lambda: list(site(VALUES).lines("posts.jsonl")),
    "more than 8,000,000 values": lambda: read_blog(io.BytesIO(b'{"db": ' + VALUES * 4)),
    "more than 500,000 tags": lambda: qti.read(TAGS),
    "“part.xml” is too large": lambda: qti.read(archive(part__xml=b" " * (10 * MB + 1))),
    "“course.json” is too large": lambda: read_archive(io.BytesIO(archive(course__json=b" " * (32 * MB + 1)))),
    "“imsmanifest.xml” is too large": lambda: take_in(None, archive(imsmanifest__xml=b" " * (2 * MB + 1))),  # type: ignore
}


@pytest.mark.parametrize("refusal", HEAVY)
def test_what_would_take_much_memory_is_refused_with_its_name(refusal, monkeypatch):
    def loaded(*_, **__):
        raise AssertionError("it was read")

    monkeypatch.setattr(xml, "fromstring", loaded)
    with pytest.raises(Invalid, match=refusal):
        HEAVY[refusal]()


def test_what_is_within_bounds_is_read():
    assert json_of(b"[[],[]]", "It", most=4) == [[], []]
    with pytest.raises(Invalid, match="no JSON"):
        json_of(b"[" * 50_000, "It")
    parts = Archive(archive(a__txt=b"abc"))
    assert parts.read("a.txt", at_most=3) == parts.spooled("a.txt", at_most=3).read() == b"abc"
    for read in (parts.read, parts.spooled):
        with pytest.raises(Invalid):
            read("a.txt", at_most=2)
    assert list(site(b'{"a": 1}\n{}').lines("posts.jsonl")) == [b'{"a": 1}', b"{}"]
