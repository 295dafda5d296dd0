"""A picture as texts show it."""

from __future__ import annotations

import re
from html import escape


def image(address: str, alt: str) -> str:
    """A picture in Markdown."""
    words = re.sub(r"([\\\[\]])", r"\\\1", alt)
    return (
        f"![{words}](<{escape(address, quote=False)}>)" if re.search(r"[\s()]", address) else f"![{words}]({address})"
    )


def image_html(address: str, alt: str) -> str:
    """A picture in HTML."""
    return f'<img src="{escape(address)}" alt="{escape(alt)}">'
