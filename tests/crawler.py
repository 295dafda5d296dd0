"""Every page that one person can reach by links, and every form on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit


@dataclass
class Form:
    """A form as a page shows it: where it leads and what it holds."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The links of a page and the forms that change something."""

    def __init__(self, html: str):
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._form = Form(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            self.forms += [self._form] if self._form else []
        elif self._form and given.get("name") and tag in ("input", "textarea", "select", "button"):
            self._form.fields.setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def crawl(browser: Any, *starts: str) -> tuple[list[str], list[Form]]:
    """The paths that answer with a page, and the forms on them by where they lead."""
    seen, waiting = dict.fromkeys(starts), list(starts)
    forms: dict[str, Form] = {}
    while waiting:
        path = waiting.pop()
        answer = browser.get(path)
        if answer.mimetype != "text/html":
            continue
        page = Page(answer.text)
        forms |= {form.action: form for form in page.forms if _is_here(browser, form.action)}
        links = {_path(browser, path, link) for link in page.links if _is_here(browser, urljoin(path, link))}
        fresh = sorted(links - seen.keys())
        seen |= dict.fromkeys(fresh)
        waiting += fresh
    return list(seen), list(forms.values())


def _is_here(browser: Any, link: str) -> bool:
    return link.startswith(("/", f"{browser.origin}/"))


def _path(browser: Any, page: str, link: str) -> str:
    return urlsplit(urljoin(browser.origin + page, link)).path
