import re

import pytest
from jinja2 import Environment, nodes

from educrowd.core import assets
from tests.core.template_lint import problems

TEMPLATES = assets.STATIC.parent / "templates"
SHEETS = [path for path in (assets.STATIC / "css").rglob("*.css") if path.name != "mail.css"]
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)"
    r"|left|right|top|bottom)\s*:"
)

NAME = re.compile(r"[a-zA-Z][\w-]*")
# Made of a name and what it is about (charts, rows of a question), or by htmx.
COMPOSED = ("htmx-", "key-", "row-")


def all_templates():
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", all_templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_keeps_the_rules(path):
    assert problems(path.read_text(), is_mail="mail" in path.parts or path.name == "mail.html") == []


def test_a_template_brings_the_macros_that_it_calls():
    syntax = Environment(extensions=["jinja2.ext.do"])
    templates = {path: syntax.parse(path.read_text()) for path in all_templates()}
    macros = {macro.name for each in templates.values() for macro in each.find_all(nodes.Macro)}
    for path, template in templates.items():
        called = {call.node.name for call in template.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
        brought = {macro.name for macro in template.find_all(nodes.Macro)}
        for line in template.find_all(nodes.FromImport):
            brought |= {name if isinstance(name, str) else name[1] for name in line.names}
        local = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
        assert not (called & macros) - brought - local, path


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('<p style="color: red">', "style= on <p>"),
        ("<style>p {}</style>", "inline <style>"),
        ("<script>alert(1)</script>", "inline <script>"),
        ('<button onclick="go()">', "onclick= on <button>"),
        ('<ul hx-target="#list"><li hx-get="/x"></ul>', "hx-target on <ul> without :inherited is lost"),
        ('<p hx-get="/x" hx-vals="js:{a: 1}">', "hx-vals on <p> evaluates a script"),
        (
            '<p hx-get="/x" hx-trigger="click[ctrlKey]">',
            "hx-trigger on <p> has a filter, which evaluates a script",
        ),
        ('<div hx-boost="true">', "hx-boost on <div>"),
        ('<input name="email">', "<input> without a label"),
        ('<label for="other">x</label><select id="one"></select>', "<select> without a label"),
        ('<img src="{{ url }}">', "<img> without alt"),
        ('<form method="post"><button>Go</button></form>', "a form posts without csrf()"),
        ('<p class="cluster">{{ post("Go", url) }}</p>', "<p> around a form or a block"),
        ("<p>One <ul><li>two</li></ul></p>", "<p> around a form or a block"),
        ('{%- from "ui/page.html" import head, meta as facts -%}{{ head("One") }}', "facts is imported and not used"),
    ],
)
def test_the_lint_finds_what_it_looks_for(source, problem):
    assert problem in problems(source)


@pytest.mark.parametrize(
    "source",
    [
        '<body hx-headers:inherited="{}">',
        '<p hx-get="/x" hx-target="#list">',
        '<label>Name <input name="name"></label>',
        '<label for="a">Name</label><input id="a">',
        '<form method="post">{{ csrf() }}</form>',
        '<script src="/app.js" defer></script>',
        "<p>Posted.</p>{{ post('Go', url) }}<p>Again.</p>",
    ],
)
def test_the_lint_lets_good_markup_pass(source):
    assert problems(source) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_is_short_and_knows_no_left_or_right(path):
    rules = re.sub(r"@(?:media|container)[^{]*", "", path.read_text())
    assert PHYSICAL.findall(rules) == []
    assert len(rules.splitlines()) < 200


def test_every_class_of_the_styles_is_used():
    sources = (path for kind in ("html", "py", "js") for path in TEMPLATES.parent.rglob(f"*.{kind}"))
    used = {word for path in sources if assets.DIST not in path.parents for word in NAME.findall(path.read_text())}
    rules = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in SHEETS)
    unused = {name for name in re.findall(r"\.([a-zA-Z][\w-]*)", rules) if not name.startswith(COMPOSED)} - used
    assert unused == set()
