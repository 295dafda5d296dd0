"""What is told about a site's file and its end, to whoever writes letters about it.

Topics: file_ready and file_failed (export), deletion_requested, deletion_withdrawn and deletion_soon (deletion),
erased (name, addresses).
"""

from __future__ import annotations

from typing import Any

from educrowd.core import registry


def tell(topic: str, **details: Any) -> None:
    registry.leaving_news.collect(topic, **details)
