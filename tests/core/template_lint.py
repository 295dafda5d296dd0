"""What a template must not say, found by reading it: `problems(source)`."""

import re
from html.parser import HTMLParser

REQUESTS = {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-query", "hx-action"}
NEEDS_REQUEST = {
    "hx-target",
    "hx-swap",
    "hx-headers",
    "hx-include",
    "hx-indicator",
    "hx-confirm",
    "hx-vals",
    "hx-sync",
}
UNLABELED_TYPES = {"hidden", "submit", "button", "image", "reset"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source", "circle", "line"}
TOKEN = re.compile(r"csrf\(\)|csrf_token|hidden_tag\(\)")
# The first needs none, the second leads to another site, which must not get it.
WITHOUT_TOKEN = re.compile("theme-switch|lti-launch")
IMPORT = re.compile(r"""\{%-?\s*from\s+["'][^"']+["']\s+import\s+([\w\s,]+?)(?:\s+with context)?\s*-?%\}""")
PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.DOTALL)
# What a browser ends a paragraph at: the rest of it would lie beside it.
BLOCK = re.compile(r"\{\{-?\s*post\(|<(?:form|div|ul|ol|dl|table|section|address|details)\b")


def problems(source: str, is_mail: bool = False) -> list[str]:
    """Return what is wrong with a template, one line each."""
    reader = _Reader(is_mail)
    reader.feed(_without_jinja(source))
    reader.close()
    faults = _forms_without_token(source), _broken_paragraphs(source), _unused_imports(source)
    return [*reader.found, *reader.unlabeled(), *(fault for each in faults for fault in each)]


def _without_jinja(source):
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}", " ", source, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "x", source, flags=re.DOTALL)


def _forms_without_token(source):
    for form in re.findall(r"<form\b.*?</form>", source, flags=re.DOTALL):
        opening = form.partition(">")[0]
        is_post = re.search(r"method=.?post", opening, re.IGNORECASE) and not WITHOUT_TOKEN.search(opening)
        if is_post and not TOKEN.search(form):
            yield "a form posts without csrf()"


def _unused_imports(source):
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    names = [name.split()[-1] for listed in IMPORT.findall(source) for name in listed.split(",")]
    return [f"{name} is imported and not used" for name in names if len(re.findall(rf"\b{name}\b", source)) == 1]


def _broken_paragraphs(source):
    return ["<p> around a form or a block" for paragraph in PARAGRAPH.findall(source) if BLOCK.search(paragraph)]


class _Reader(HTMLParser):
    def __init__(self, is_mail):
        super().__init__()
        self.is_mail = is_mail
        self.found = []
        self.labels, self.inputs, self.open = set(), [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._check_policy(tag, attributes)
        self._check_htmx(tag, attributes)
        self._note_labels(tag, attributes)
        if tag == "img" and "alt" not in attributes:
            self.found.append("<img> without alt")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def unlabeled(self):
        return [f"<{tag}> without a label" for tag, id in self.inputs if id not in self.labels]

    def _check_policy(self, tag, attributes):
        if tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json":
            self.found.append("inline <script>")
        if tag == "style" and not self.is_mail:
            self.found.append("inline <style>")
        for name in attributes:
            if name == "style" or re.fullmatch(r"on\w+", name):
                self.found.append(f"{name}= on <{tag}>")
            if name.startswith(("hx-on", "hx-boost")):
                self.found.append(f"{name} on <{tag}>")

    def _check_htmx(self, tag, attributes):
        if tag != "hx-partial" and not REQUESTS & attributes.keys():
            lost = NEEDS_REQUEST & attributes.keys()
            self.found += [f"{name} on <{tag}> without :inherited is lost" for name in sorted(lost)]
        for name, value in attributes.items():
            if name.startswith("hx-") and (value or "").startswith(("js:", "javascript:")):
                self.found.append(f"{name} on <{tag}> evaluates a script")
        if "[" in (attributes.get("hx-trigger") or ""):
            self.found.append(f"hx-trigger on <{tag}> has a filter, which evaluates a script")

    def _note_labels(self, tag, attributes):
        if tag == "label" and "for" in attributes:
            self.labels.add(attributes["for"])
        is_input = tag in ("select", "textarea") or (tag == "input" and attributes.get("type") not in UNLABELED_TYPES)
        is_named = {"aria-label", "aria-labelledby"} & attributes.keys() or "label" in self.open
        if is_input and not is_named:
            self.inputs.append((tag, attributes.get("id")))
