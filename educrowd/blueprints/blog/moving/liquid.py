"""Marks between {% and %}, as Jekyll, Octopress and Hexo read them, as plain Markdown."""

from __future__ import annotations

import re

HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+([\w+#.-]{1,40})[^%{}]{0,200}%\}\n?")
CODE = re.compile(r"\{%-?\s*codeblock\b([^%{}]{0,300})%\}\n?")
END = re.compile(r"\n?\{%-?\s*end(?:highlight|codeblock)\s*-?%\}")
RAW = re.compile(r"^.{0,5}\{%-?\s*(?:end)?raw\s*-?%\}[ \t]*\n|\{%-?\s*(?:end)?raw\s*-?%\}", re.MULTILINE)
QUOTE = re.compile(r"\{%-?\s*blockquote\b([^%{}]{0,500})%\}([^{}]{0,20000})\{%-?\s*endblockquote\s*-?%\}")
TAG = re.compile(r"\{%-?\s*(img|asset_img|youtube|vimeo|gist)\s([^{}%]{1,2000})%\}")
POST_URL = re.compile(r"\{%\s*(?:post_url|link)\s+([^\s%]{1,500})\s*%\}")
SITE = re.compile(r"\{\{\s*(?:site\.(?:base)?url|site\.github\.url|root_url)\s*\}\}")
LANGUAGE = re.compile(r"\blang:\s*([\w+#.-]{1,40})")
PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
PICTURE = re.compile(r"https?://|/|.*\.(?:avif|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)
PLACES = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
}


def with_code(text: str) -> str:
    """Blocks of code as Markdown marks them; everything else is read outside of them."""
    text = HIGHLIGHT.sub(r"```\1\n", RAW.sub("", text))
    return END.sub("\n```", CODE.sub(lambda match: f"```{_language(match[1])}\n", text))


def without_marks(text: str) -> str:
    """Pictures, players, quotes and links as Markdown has them; what else there is stays."""
    text = TAG.sub(lambda match: _shown(match[1], match[2].strip(" -\t\r\n")), SITE.sub("", text))
    text = QUOTE.sub(lambda match: _quote(match[2].strip(), match[1].strip(" -")), text)
    return POST_URL.sub(lambda match: f"/{match[1]}.md", text)


def _language(said: str) -> str:
    match = LANGUAGE.search(said)
    return match[1] if match else ""


def _shown(kind: str, said: str) -> str:
    if not said:
        return ""
    if kind in PLACES:
        name = said.split()[0].strip('"')
        return f"\n\n{PLACES[kind]}{name}\n\n"
    parts = [(double or single or bare, not bare) for double, single, bare in PART.findall(said)]
    at = next((at for at, (part, _) in enumerate(parts) if PICTURE.match(part)), len(parts) - 1)
    after = [(part, is_quoted) for part, is_quoted in parts[at + 1 :] if is_quoted or not part.isdigit()]
    quoted = [part for part, is_quoted in after if is_quoted]
    words = quoted[-1] if quoted else " ".join(part for part, _ in after)
    return f"![{words}]({parts[at][0]})"


def _quote(words: str, said_by: str) -> str:
    lines = [*words.split("\n"), *(["", f"— {said_by}"] if said_by else [])]
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
