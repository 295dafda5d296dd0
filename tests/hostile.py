"""Three hundred hostile texts, and what of a page would act in a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

CALLS = ("alert(1)", "fetch('//evil.example')", "document.location='//evil.example'")
HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onbegin")
TAGS = (
    *("script", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "style", "link", "meta"),
    *("base", "svg", "math", "template", "video", "audio", "marquee", "frameset", "dialog", "portal"),
)
ADDRESSES = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java&#10;script:alert(1)"),
    *(
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
    ),
    *(
        "\x01javascript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "blob:https://evil.example/1",
        "//evil.example/x",
    ),
)
OURS = (
    "hx-get",
    "hx-post",
    "hx-trigger",
    "data-hx-get",
    "data-hx-on",
    "hx-on:click",
    "hx-on::load",
    "hx-vals",
    "hx-headers:inherited",
)
CONTEXTS = (
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</script><script>alert(1)</script>", "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>", "</style><script>alert(1)</script>", '" autofocus onfocus=alert(1) x="',
    "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "<!--#exec cmd=id-->", "<?php echo 1 ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;", "\u202ealert(1)\u202c<script>", "\ufeff<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)",
    "<<script>alert(1)//<</script>", "<img src=`x` onerror=alert(1)>", "<a href='x' style='position:fixed'>x</a>",
    "<a id=status class=alert>x</a>", "<a name=csrf_token>x</a>", "<img name=body src=x>", "<p/onclick=alert(1)>x",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<svg><desc><![CDATA[</desc><script>alert(1)</script>]]></svg>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", "<isindex action=javascript:alert(1)>",
)  # fmt: skip


def payloads() -> list[str]:
    """All of them, each once."""
    made = [
        *(f"<{tag}>{call}</{tag}>" for tag in TAGS for call in CALLS),
        *(
            f"<{tag} src=//evil.example {handler}={CALLS[0]}>"
            for tag in ("img", "svg", "video", "x")
            for handler in HANDLERS
        ),
        *(f"<details open {handler}={CALLS[0]}>x</details>" for handler in HANDLERS),
        *(f'<a href="{address}">x</a>' for address in ADDRESSES),
        *(f"[x]({address})" for address in ADDRESSES),
        *(f"![x]({address})" for address in ADDRESSES),
        *(f"<{address}>" for address in ADDRESSES),
        *(f'[x]: {address} "t"\n\n[x]' for address in ADDRESSES),
        *(f'<img src="{address}">' for address in ADDRESSES),
        *(f"<{tag} {name}=/logout>x</{tag}>" for tag in ("div", "p", "a") for name in OURS),
        *(f"`{context}`" for context in CONTEXTS),
        *(f"```{context}\n{context}\n```" for context in CONTEXTS),
        *CONTEXTS,
    ]
    return list(dict.fromkeys(made))


class Live(HTMLParser):
    """What a browser would find in a page that could act."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip().lower() for name, value in attrs}
        # Ours: data for machines, and the site's mark.
        if given.get("type") == "application/ld+json" or given.get("rel") == "icon":
            return
        self.acting += [f"{tag} {name}" for name, value in given.items() if "hx-" in name and value == "/logout"]
        if tag in ("script", "iframe", "object", "embed", "style", "base", "math", "template", "frameset", "portal"):
            self.acting.append(tag)
        self.acting += [f"{tag} {name}" for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        bad = ("javascript:", "vbscript:", "data:", "blob:")
        for name in ("href", "src", "action", "formaction", "srcset"):
            squeezed = re.sub(r"[\s\x00-\x20]", "", given.get(name, ""))
            if squeezed.startswith(bad) or (name == "src" and "evil.example" in squeezed):
                self.acting.append(f"{tag} {name}={squeezed}")


def acting_in(html: str) -> list[str]:
    parser = Live()
    parser.feed(html)
    parser.close()
    return parser.acting
