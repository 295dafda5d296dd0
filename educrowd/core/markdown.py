"""Markdown → safe HTML: what authors may write, in one allow-list."""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.gfm_autolink import index as autolinks

ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ins": {"datetime"},
    "li": {"value", "id"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
BARE_TAGS = """
    b blockquote br caption cite dd dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i kbd mark p pre q
    s samp section small span strong sub summary sup table tbody tfoot thead tr u ul var
"""
TAGS = {*ATTRIBUTES, *BARE_TAGS.split()}
# Classes and ids could dress up as the page's own: only a code block's language and footnotes keep theirs.
PATTERNS = {
    "class": re.compile(r"language-[\w+#.-]+"),
    "id": re.compile(r"fn(ref)?\d+(:\d+)?"),
}
# Inline styles are forbidden by the content security policy; a scrolling block must be reachable by keyboard.
ADDED = {"img": {"loading": "lazy", "decoding": "async"}, "pre": {"tabindex": "0"}, "table": {"tabindex": "0"}}

# In all tables of a text: ten columns of a thousand rows.
MOST_CELLS = 10_000


def render(text: str) -> str:
    """The text as HTML that is safe to place in a page whose title is its h1."""
    return sanitize(parser.render(text))


def sanitize(html: str) -> str:
    """The HTML without anything that could act: scripts, handlers, hx-*, styles, odd addresses."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        set_tag_attribute_values=ADDED,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


def keep(tag: str, name: str, value: str) -> str | None:
    pattern = PATTERNS.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


def begin_headings_at_two(state) -> None:
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    down = 2 - min((level(token) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(level(token) + down, 6)}"


def level(token) -> int:
    return int(token.tag[1:])


def align_without_style(state) -> None:
    for token in state.tokens:
        if style := token.attrs.pop("style", None):
            token.attrSet("align", style.removeprefix("text-align:"))


def table_within_bounds(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table while the text has cells left, else as written: short rows are filled up, and that costs no letters."""
    left = state.env.get("cells", min(MOST_CELLS, len(state.src) + 100))
    if not left or not table(state, start, end, True):
        return False
    head = state.src[state.bMarks[start] : state.eMarks[start]].strip("| \t")
    columns, rows = head.count("|") + 1, 2
    while columns * rows <= left and start + rows < end and not state.isEmpty(start + rows):
        rows += 1
    fits = columns * rows <= left
    if silent and fits:
        return True
    state.env["cells"] = left - columns * rows if fits else 0
    return fits and table(state, start, end, False)


class ProtocolBefore:
    """What stands before a colon: the plugin's own pattern reads the whole paragraph again for each one."""

    longest = len("?mailto")
    pattern = autolinks._PROTO_RE

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text[-self.longest :])


autolinks._PROTO_RE = ProtocolBefore()
parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
parser.use(footnote_plugin).use(deflist_plugin).use(gfm_autolink_plugin)
parser.block.ruler.at("table", table_within_bounds, {"alt": ["paragraph", "reference"]})
parser.core.ruler.push("begin_headings_at_two", begin_headings_at_two)
parser.core.ruler.push("align_without_style", align_without_style)
