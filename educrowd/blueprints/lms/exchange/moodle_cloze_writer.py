"""A gap as Moodle writes it into a text."""

from __future__ import annotations

import re
from typing import Any

from ..models.pictures import spoken


def gap_of(gap: dict[str, Any]) -> str:
    """`{1:SHORTANSWER:=seven~%50%7}`."""
    content = gap["content"]
    name = {"numeric": "NUMERICAL"}.get(gap["kind"], "MULTICHOICE" + ("_S" if content.get("shuffle") else ""))
    if gap["kind"] == "short":
        name = "SHORTANSWER_C" if content["case_sensitive"] else "SHORTANSWER"
    rows = content["choices"] if gap["kind"] == "choice" else content["answers"]
    return f"{{{gap['weight']}:{name}:{'~'.join(_answer(gap['kind'], row) for row in rows)}}}"


def _answer(kind: str, row: dict[str, Any]) -> str:
    words = f"{row['value']}:{row['tolerance']}" if kind == "numeric" else _plain(row["text"])
    sign = "=" if row["fraction"] == 100 else f"%{row['fraction']:.10g}%" if row["fraction"] else ""
    return sign + words + (f"#{_plain(row['feedback'])}" if row["feedback"] else "")


def _plain(text: str) -> str:
    return re.sub(r"([\\~#{}])", r"\\\1", spoken(text)).replace("&", "&amp;")
