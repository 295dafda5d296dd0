"""What the products really write, as exports of real blogs showed it: XML that is none, looks, footnotes, code."""

from __future__ import annotations

import io

import pytest

from educrowd.blueprints.blog.moving.blocks import Blocks
from educrowd.blueprints.blog.moving.cards import html_of_card
from educrowd.blueprints.blog.moving.ghost_looks import without_looks
from educrowd.blueprints.blog.moving.html_text import markdown_of
from educrowd.blueprints.blog.moving.images import image
from educrowd.blueprints.blog.moving.markdown_text import Text
from educrowd.blueprints.blog.moving.mending import mended
from educrowd.blueprints.blog.moving.wxr import Wxr, read_wxr, text_of
from educrowd.core.errors import Invalid

from .wordpress import export, post


def markdown(html: str) -> str:
    return markdown_of(html, link=str, picture=image)


def classic(text: str) -> str:
    return markdown(Blocks(gallery=lambda ids: "", pattern=lambda id: "").html(text))


def read(data: bytes) -> Wxr:
    return read_wxr([io.BytesIO(data)])


def changed(old: str, new: str, *items: str) -> bytes:
    data = export(items or [post(1, "Ink", "Oak galls.")]).decode()
    assert old in data
    return data.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    "data",
    [
        changed("<generator>", '<atom:link rel="hub" href="https://ink.example/?a&b" />\n<generator>'),
        changed("<description></description>", "<description>Ink &nbsp;&eacute; &bogus; &#8; &amp;</description>"),
        changed("<link>https", "<link>http://ink.example/?p=1&preview=2 "),
        changed("http://wordpress.org/export/1.2/", "https://wordpress.org/export/1.2/"),
        changed("http://purl.org/rss/1.0/modules/content/", "https://purl.org/rss/1.0/modules/content/"),
    ],
)
def test_xml_that_wordpress_writes_and_no_reader_takes_is_mended(data):
    [item] = read(data).items
    assert text_of(item, "content:encoded") == "Oak galls." and text_of(item, "wp:post_id") == "1"


def test_bytes_of_another_alphabet_become_question_marks():
    [item] = read(export([post(1, "Ink", "Oak galls.")]).replace(b"Oak", b"O\xe9k")).items
    assert text_of(item, "content:encoded") == "O\ufffdk galls."


def test_an_end_mark_among_a_writers_words_does_not_end_them():
    [item] = read(changed("Oak galls.", "<pre><![CDATA[ x ]]></pre> & galls.")).items
    assert text_of(item, "content:encoded") == "<pre><![CDATA[ x ]]></pre> & galls."


def test_what_is_split_as_wordpress_splits_it_stays_whole_where_something_else_is_mended():
    data = changed("Oak galls.", "a ]]]]><![CDATA[> b").replace(b"<generator>", b"<atom:link /><generator>")
    assert text_of(read(data).items[0], "content:encoded") == "a ]]> b"


def test_an_export_that_stops_in_the_middle_says_so():
    data = export([post(1, "Ink"), post(2, "Pens")])
    with pytest.raises(Invalid, match="stops in the middle"):
        read(data[: data.index(b"Pens")])


@pytest.mark.parametrize("part", [b"<title><![CDATA[", b"&a", b"<a:", b"<rss", b"]]>", b"<![CDATA[", b"&#9"])
def test_mending_what_never_ends_ends(part):
    whole = b"<rss><channel>" + part * (1_000_000 // len(part))
    assert len(mended(whole)) >= len(whole) // 4


def test_lines_break_where_wordpress_breaks_them():
    text = (
        "One\ntwo\n<h2>Head</h2>\n\n<ul>\n\t<li>a</li>\n\t<li>b\nc</li>\n</ul>\nThree<br />\n<br />\nfour<br />\n&nbsp;"
    )
    assert classic(text) == "One\\\ntwo\n\n## Head\n\n- a\n- b\\\n  c\n\nThree\n\nfour"


@pytest.mark.parametrize("code", ["#include <stdio.h>\n[POS] a[0]=1;", "#include &lt;stdio.h&gt;\n[POS] a[0]=1;"])
def test_code_between_the_marks_of_a_highlighter_is_code(code):
    assert classic(f"See:\n\n[cpp]\n{code}\n[/cpp]") == "See:\n\n```cpp\n#include <stdio.h>\n[POS] a[0]=1;\n```"


def test_a_map_of_wordpress_com_becomes_its_address():
    assert (
        classic("Here:\n\n[googlemaps https://maps.example/?mid=1&amp;w=640]")
        == "Here:\n\n<https://maps.example/?mid=1&w=640>"
    )


def test_a_letter_between_brackets_is_no_code():
    assert classic("Written [c] in 2012 [text]") == "Written \\[c\\] in 2012 \\[text\\]"


def test_lines_of_code_break_without_a_sign():
    assert markdown("<pre>sudo apt \\<br>  install<br>done</pre>") == "```\nsudo apt \\\n  install\ndone\n```"


WORDPRESS_NOTES = (
    '<!-- wp:paragraph --><p>Galls<sup data-fn="9f" class="fn"><a href="#9f" id="9f-link">1</a></sup>, iron<sup'
    ' data-fn="a0" class="fn"><a href="#a0" id="a0-link">2</a></sup>.</p><!-- /wp:paragraph --><!-- wp:footnotes /-->'
)
KEPT_BESIDE = '[{"content":"Of <em>oak</em>","id":"9f"},{"content":"Vitriol","id":"a0"}]'
MARKED = (
    '<p>Galls<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>, iron<sup class="footnote-ref"><a'
    ' href="#fn2" id="fnref2">[2]</a></sup>.</p><hr class="footnotes-sep"><section class="footnotes"><ol><li id="fn1">'
    '<p>Of <em>oak</em> <a href="#fnref1">↩︎</a></p></li><li id="fn2"><p>Vitriol <a href="#fnref2">↩︎</a></p></li></ol>'
)
SUBSTACK = """<p>Galls<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a>, iron<a
 class="footnote-anchor" id="footnote-anchor-2" href="#footnote-2">2</a>.</p>
<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>
<div class="footnote-content"><p>Of <em>oak</em></p></div></div>
<div class="footnote"><a id="footnote-2" href="#footnote-anchor-2" class="footnote-number">2</a>
<div class="footnote-content"><p>Vitriol</p></div></div>"""
OFFICE = """<p>Galls<a href="#_ftn1" name="_ftnref1">[1]</a>, iron<a
 href="https://ink.example/#_ftn2" name="_ftnref2">[2]</a>.</p>
<p><a href="#_ftnref1" name="_ftn1">[1]</a> Of <em>oak</em></p>
<p><a href="#_ftnref2" name="_ftn2">[2]</a> Vitriol</p>"""


@pytest.mark.parametrize(
    "html",
    [
        Blocks(gallery=lambda ids: "", pattern=lambda id: "", footnotes=KEPT_BESIDE).html(WORDPRESS_NOTES),
        MARKED,
        SUBSTACK,
        OFFICE,
    ],
    ids=["wordpress", "markdown", "substack", "office"],
)
def test_footnotes_of_all_systems_become_footnotes_here(html):
    text = markdown(html)
    assert text.startswith("Galls[^1], iron[^2].") and text.endswith("[^1]: Of *oak*\n\n[^2]: Vitriol")


@pytest.mark.parametrize(
    "html",
    [
        f'<p>{"<a href=#n id=r>1</a> " * 8_000}</p><ol><li id="n">{"<a href=#r>up</a> " * 8_000}</li></ol>',
        "".join(
            f'<p><a href="#n{at}" id="r{at}">x</a></p><li id="n{at}"><a href="#r{at}">y</a>' for at in range(2_000)
        ),
        "<br> " * 20_000,
        "<sup>" * 3_000 + "<a href=#n id=r>1</a>",
    ],
    ids=["one note", "many notes", "breaks", "deep"],
)
def test_hostile_notes_and_breaks_are_read_to_their_end(html):
    assert len(markdown(html)) < 20 * len(html)


def test_a_table_of_contents_is_no_footnote():
    html = (
        '<ul><li><a href="#ink" id="toc-1">Ink</a></li></ul><h2 id="ink">Ink <a href="#toc-1">up</a></h2><p>Galls.</p>'
    )
    assert markdown(html) == "- [Ink](#ink)\n\n## Ink [up](#toc-1)\n\nGalls."


def test_a_link_around_a_card_becomes_a_link_below_its_picture():
    html = (
        '<a href="/dye"><figure><img src="/v.png" alt="Vat"></figure><h3>Dyers</h3><div>All about <b>blue</b></div></a>'
    )
    assert markdown(html) == "![Vat](/v.png)\n\n[Dyers All about **blue**](/dye)"


GHOST = """<figure class="kg-card kg-bookmark-card kg-card-hascaption">
<a class="kg-bookmark-container" href="https://dye.example/"><div class="kg-bookmark-content">
<div class="kg-bookmark-title">The dyers</div><div class="kg-bookmark-description">All about blue</div>
<div class="kg-bookmark-metadata"><img class="kg-bookmark-icon" src="https://dye.example/i.ico">
<span class="kg-bookmark-author">Otto</span></div></div>
<div class="kg-bookmark-thumbnail"><img src="https://dye.example/t.jpg"></div></a>
<figcaption>Worth it</figcaption></figure>
<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>
<div class="kg-callout-text">Wear gloves.</div></div>
<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why?</h4>
<button class="kg-toggle-card-icon"><svg></svg></button></div><div class="kg-toggle-content"><p>Stains.</p></div></div>
<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="/content/files/a.pdf">
<div class="kg-file-card-contents"><div class="kg-file-card-title">Recipe</div>
<div class="kg-file-card-filesize">2 MB</div></div></a></div>
<div class="kg-card kg-audio-card"><div class="kg-audio-title">Vat sounds</div>
<audio src="/content/media/v.mp3"></audio><div class="kg-audio-player-container">0:00</div></div>
<div class="kg-card kg-signup-card"><form>Subscribe</form></div>"""


def test_cards_of_ghost_come_without_its_themes_icons():
    text = markdown(without_looks(GHOST))
    assert text == (
        "[The dyers](https://dye.example/)\n\nWorth it\n\n> 💡\n>\n> Wear gloves.\n\n#### Why?\n\nStains.\n\n"
        "[Recipe](/content/files/a.pdf)\n\n[Vat sounds](/content/media/v.mp3)"
    )


@pytest.mark.parametrize(
    ("kind", "card", "text"),
    [
        ("markdown", {"markdown": "one\ntwo\n\n#### Small"}, "one\\\ntwo\n\n#### Small"),
        ("gallery", {"images": [{"src": "/a.png"}], "caption": "Vats"}, "![](/a.png)\n\nVats"),
        ("product", {"productTitle": "Vat", "productDescription": "<p>Blue</p>"}, "#### Vat\n\nBlue"),
        ("header", {"header": "Dyes", "subheader": "Blue"}, "## Dyes\n\nBlue"),
        (
            "call-to-action",
            {"textValue": "<p>Buy</p>", "buttonText": "Go", "buttonUrl": "/go"},
            "> Buy\n>\n> [Go](/go)",
        ),
    ],
)
def test_each_card_of_ghosts_editor_keeps_its_words(kind, card, text):
    notes: list[str] = []
    assert markdown(html_of_card(kind, card, notes)) == text and notes == []


OCTOPRESS = """{% img right /i/vat.png 300 200 "A vat" "Blue vat" %}

{% asset_img gall.jpg Oak gall %}

{% codeblock dye.py lang:python %}
{% raw %}
print("{{ x }}")
{% endraw %}
{% endcodeblock %}

{% youtube dQw4w9WgXcQ %}

{% blockquote Otto %}
Blue
{% endblockquote %}

{% gist otto/4711 %}"""


def test_marks_of_octopress_and_hexo_become_markdown():
    body = Text("source/_posts")
    text = body.markdown(OCTOPRESS)
    assert text == (
        "![Blue vat](/i/vat.png)\n\n![Oak gall](/source/_posts/gall.jpg)\n\n"
        '```python\nprint("{{ x }}")\n```\n\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\n\n> Blue\n>\n> — Otto\n\n'
        "https://gist.github.com/otto/4711"
    )
    assert body.notes == []
