"""Parts of a question that authors write as lines: units, and the answers of a gap."""

from __future__ import annotations

import re
from typing import Any

SHARE = re.compile(r"(-?\d{1,3}(?:[.,]\d{1,5})?)\s*%\s+(\S.*)")
TOLERANCE = re.compile(r"(\S+)\s*(?:±|\+/-)\s*(\S+)")


def units_of(lines: str) -> list[dict[str, str]]:
    """`m` or `km = 1000`, one a line."""
    parts = [line.partition("=") for line in lines.splitlines() if line.strip()]
    return [{"unit": unit.strip(), "factor": factor.strip() or "1"} for unit, _, factor in parts]


def lines_of_units(units: list[dict[str, str]]) -> str:
    return "\n".join(f"{row['unit']} = {row['factor']}" if row["factor"] != "1" else row["unit"] for row in units)


def gap_of(kind: str, lines: str) -> dict[str, Any]:
    """The content of a gap: `answer`, or `50% answer`; of choices the first is right, numbers may end in `± 0.1`."""
    shares = [_split(line.strip()) for line in lines.splitlines() if line.strip()]
    if kind == "choice":
        return {
            "choices": [
                {"text": text, "fraction": _or(share, 0 if place else 100)}
                for place, (share, text) in enumerate(shares)
            ]
        }
    rows = [
        {"fraction": _or(share, 100), **(_number(text) if kind == "numeric" else {"text": text})}
        for share, text in shares
    ]
    return {"answers": rows}


def lines_of_gap(kind: str, content: dict[str, Any]) -> str:
    """The same lines again."""
    rows = content["choices" if kind == "choice" else "answers"]
    return "\n".join(_line(kind, place, row) for place, row in enumerate(rows))


def _split(line: str) -> tuple[float | None, str]:
    found = SHARE.fullmatch(line)
    return (float(found[1].replace(",", ".")), found[2]) if found else (None, line)


def _or(share: float | None, usual: float) -> float:
    return usual if share is None else share


def _number(text: str) -> dict[str, str]:
    found = TOLERANCE.fullmatch(text)
    return {"value": found[1], "tolerance": found[2]} if found else {"value": text}


def _line(kind: str, place: int, row: dict[str, Any]) -> str:
    usual = 100 if kind != "choice" or place == 0 else 0
    text = row["text"] if kind != "numeric" else row["value"]
    if kind == "numeric" and row["tolerance"] != "0":
        text += f" ± {row['tolerance']}"
    return text if row["fraction"] == usual else f"{row['fraction']:g}% {text}"
