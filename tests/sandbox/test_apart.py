"""A development tool and a product that know nothing of each other."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(("package", "stranger"), [("sandbox", "educrowd"), ("educrowd", "sandbox")])
def test_neither_imports_the_other(package, stranger):
    imports = re.compile(rf"^\s*(from|import) {stranger}\b", re.MULTILINE)
    files = sorted((PROJECT / package).rglob("*.py"))
    assert files
    assert [str(file) for file in files if imports.search(file.read_text())] == []
