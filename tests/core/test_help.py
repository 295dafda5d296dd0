"""`flask --help`, and what is said about commands that can't be carried out."""

from __future__ import annotations

import re

import pytest
from flask.cli import FlaskGroup


@pytest.fixture
def flask(app):
    """`flask("tenant", "list")` runs a command as the command line does."""
    group = FlaskGroup(name="flask", create_app=lambda: app)
    return lambda *words: app.test_cli_runner().invoke(group, words, prog_name="flask")


def test_every_command_stands_once_under_a_heading_with_a_line_of_help(flask, app):
    page = flask("--help").output
    headings = re.findall(r"^  (\w+):$", page, re.MULTILINE)
    assert headings == ["Run", "Sites", "Data", "Checks", "Develop"]
    listed = re.findall(r"^    ([a-z-]+) +(\S.*)$", page[page.index("  Run:") :], re.MULTILINE)
    assert {*app.cli.commands, "db", "run", "shell", "routes"} <= {name for name, _ in listed}
    assert len(listed) == len({name for name, _ in listed})
    assert not [line for _, line in listed if line.endswith("...")]


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("--nosuch",),
        ("tenant", "nosuch"),
        ("tenant", "create", "loom", "--email", "not an address"),
        ("tenant", "suspend", "demo"),
        ("user", "grant", "ada@example.org"),
        ("web", "--port", "99999"),
        ("web", "--workers", "0"),
        ("web", "--host", "nosuch.invalid"),
        ("worker", "nosuch"),
        ("db-url", "king"),
    ],
    ids=" ".join,
)
def test_what_is_misspelled_is_named(flask, words):
    answer = flask(*words)
    assert answer.exit_code == 2 and answer.output.strip().splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    "words",
    [
        ("tenant", "create", "Bad Slug"),
        ("tenant", "show", "nobody"),
        ("tenant", "verify", "nobody"),
        ("user", "create", "not-an-address", "--password", "the first real bug"),
        ("user", "create", "ada@example.org", "--password", "short"),
        ("user", "list", "--site", "nobody"),
        ("user", "grant", "nobody", "--operator"),
        ("db-tenants", "upgrade", "nosuch"),
        ("db-url", "owner"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_one_line(flask, words):
    answer = flask(*words)
    assert answer.exit_code == 1 and re.fullmatch(r"Error: .+\n", answer.output)
