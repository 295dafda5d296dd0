"""What Medium, Substack and old Ghosts put into the exports of people's own accounts, with texts of our own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from educrowd.blueprints.blog.moving.formats import read_blog
from educrowd.blueprints.blog.moving.found import Entry
from educrowd.blueprints.blog.moving.html_text import markdown_of
from educrowd.blueprints.blog.moving.images import image

from .others import SUBSTACK_HEAD, ghost, ghost_post, story, zipped


def markdown(html: str) -> str:
    return markdown_of(html, link=str, picture=image)


def entries(files: Mapping[str, bytes | str]) -> dict[str, Entry]:
    return {entry.title: entry for entry in read_blog(zipped(files)).entries}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>Dyes.</b>Blue", "<strong>Dyes.</strong>Blue"),
        ("Ink<b>™</b> and (<i>con-</i>cat)", "Ink<strong>™</strong> and (<em>con-</em>cat)"),
        ("<b>“Dyes”</b> are <i>blue.</i>", "**“Dyes”** are *blue.*"),
        ("<i>a</i><i>b</i> <b>c </b><i>d</i>", "<em>a</em>*b* **c** *d*"),
        ("<b><i>Dyes.</i></b>Blue", "<strong>*Dyes.*</strong>Blue"),
        ("<b>Dyes<br></b>Blue<i><br>ink</i>", "**Dyes**\\\nBlue\\\n*ink*"),
        ("<b>Dyes:&nbsp;</b>blue, <a href='/v'>vats\n</a>too", "**Dyes:** blue, [vats](/v) too"),
        ("See <code><a href='/d'>dye()</a></code>", "See [`dye()`](/d)"),
        ("<pre><code class='language-js'><a href='/d'>dye()</a></code></pre>", "```js\ndye()\n```"),
    ],
)
def test_words_with_weight_show_no_stars_and_keep_their_blanks(html, text):
    assert markdown(html if html.startswith("<pre") else f"<p>{html}</p>") == text


PAPER = """<figure name="f1" class="graf graf--figure graf--iframe graf-after--p">\
<script src="https://gist.github.com/mira/0a1b2c.js?file=vat.py"></script></figure>\
<pre name="p1" class="graf graf--pre graf-after--figure">vat = []</pre>\
<pre name="p2" class="graf graf--pre graf-after--pre"><code class="markup--code">vat.fill(<br>  1)</code></pre>\
<pre data-code-block-mode="1" data-code-block-lang="python" name="p3" class="graf graf--pre graf-after--pre">\
<span class="pre--content">vat = 2</span></pre>\
<div name="m1" class="graf graf--mixtapeEmbed graf-after--pre"><a href="https://dye.example/" \
class="markup--anchor markup--mixtapeEmbed-anchor" title="https://dye.example/">\
<strong class="markup--strong">The dyers</strong><br><em class="markup--em">All about blue…</em>dye.example</a>\
<a href="https://dye.example/" class="js-mixtapeImage mixtapeImage u-ignoreBlock" style="background-image: url(x)"></a>\
</div><p name="q1" class="graf graf--p">Of <a href="https://medium.com/p/abcdef012345">ink</a> and <a \
href="https://medium.com/the-dyers/on-ink-abcdef012345?source=x#8f1c">ink</a>, not <a \
href="https://medium.com/the-dyers/on-woad-0000cdef0123">woad</a></p>\
<figure name="t1" class="graf graf--figure graf--iframe">\
<blockquote class="twitter-tweet"><a href="https://twitter.com/otto/status/7"></a></blockquote>\
<script async src="https://platform.twitter.com/widgets.js"></script></figure>"""
PAPER_SHOWN = """<https://gist.github.com/mira/0a1b2c>

```
vat = []

vat.fill(
  1)
```

```python
vat = 2
```

[The dyers](https://dye.example/)

Of [ink](https://medium.com/p/abcdef012345) and [ink](https://medium.com/p/abcdef012345), not \
[woad](https://medium.com/the-dyers/on-woad-0000cdef0123)

<https://twitter.com/otto/status/7>"""


def test_what_medium_shows_by_scripts_and_in_cards_stays():
    paper = entries(
        {
            "posts/2019-05-04_On-paper-0123456789ab.html": story("On paper", PAPER, id="0123456789ab"),
            "posts/2019-05-05_On-ink-abcdef012345.html": story("On ink", "<p>Galls.</p>", id="abcdef012345"),
        }
    )["On paper"]
    assert markdown(paper.text) == PAPER_SHOWN
    assert paper.aliases == ["https://medium.com/p/0123456789ab"]


def test_responses_that_medium_exports_among_stories_come_as_drafts():
    words = '<p name="a1" class="graf graf--p graf--leading">I’m unfamiliar with woad. Is it blue?</p>'
    named = '<h3 name="a2" class="graf graf--h3 graf--leading graf--title">{title} (a proposal)</h3>'
    found = entries(
        {
            "posts/2019-05-04_x-0123456789ab.html": story("I’m unfamiliar…", words, id="0123456789ab", heading=""),
            "posts/2019-05-05_x-abcdef012345.html": story("Blue", "<p>Woad.</p>", id="abcdef012345", heading=named),
            "posts/draft_x-fedcba987654.html": story("I’m unfamiliar with woad", words, heading=""),
        }
    )
    states = [(entry.status, len(entry.notes), len(entry.aliases)) for entry in found.values()]
    assert states == [("draft", 1, 0), ("published", 0, 1), ("draft", 0, 0)]


SUBSTACK = """<div class="pullquote"><p>Blue is slow.</p></div><div class="tweet" data-attrs='{"url":\
"https://twitter.com/otto/status/7","full_text":"Blue &lt;3\\nWoad","username":"otto","name":"Otto","photos":[]}' \
data-component-name="Twitter2ToDOM"><a class="tweet-link-top" href="https://twitter.com/otto/status/7">\
<div class="tweet-header"><img alt="Twitter avatar for @otto" src="https://substackcdn.com/otto.jpg"></div>\
<div class="tweet-text">Blue &lt;3</div></a><a class="tweet-link-bottom" href="https://twitter.com/otto/status/7">\
<div class="tweet-footer"><span class="tweet-date">May 4, 2019</span><hr><span class="likes">5Likes</span></div></a>\
</div>"""


def test_quotes_of_substack_are_quotes():
    files = {
        "posts.csv": f"{SUBSTACK_HEAD}101.blue,,true,,,newsletter,everyone,Blue,,",
        "posts/101.blue.html": SUBSTACK,
    }
    text = markdown(entries(files)["Blue"].text)
    assert text == "> Blue is slow.\n\n> Blue \\<3\\\n> Woad\n>\n> [Otto (@otto)](https://twitter.com/otto/status/7)"


def test_a_ghost_before_its_first_version_names_the_picture_of_a_post_otherwise():
    row = ghost_post("p1", "Woad", markdown="Blue.", image="/content/images/w.jpg", meta_description="On blue.")
    [woad] = read_blog(zipped({"ink.json": ghost(row)})).entries
    assert (woad.picture, woad.excerpt) == ("/content/images/w.jpg", "On blue.")
