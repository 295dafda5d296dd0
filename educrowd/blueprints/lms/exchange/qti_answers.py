"""What a QTI 2.1 item declares as right: correct responses, mapped values, margins."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from .found import Lost
from .numbers import number, plainly


def is_truth(texts: list[str]) -> bool:
    """Whether these two choices are true and false."""
    return sorted(text.lower() for text in texts) == ["false", "true"]


class Declared:
    """One response declaration of an item."""

    def __init__(self, element: Element, item: Element):
        self.base = element.get("baseType", "identifier")
        self.cardinality = element.get("cardinality", "single")
        self.right = ["".join(each.itertext()).strip() for each in element.iterfind("correctResponse/value")]
        entries = list(element.iterfind("mapping/mapEntry"))
        self.mapped = {each.get("mapKey", ""): number(each.get("mappedValue") or "0") for each in entries}
        self.is_case_sensitive = bool(entries) and all(each.get("caseSensitive") == "true" for each in entries)
        self._margin = _margin(item)
        self._most = max([*self.mapped.values(), Decimal(0)])
        self._whole = sum((value for value in self.mapped.values() if value > 0), Decimal(0))

    def share_of(self, id: str) -> float:
        """What a choice is worth, in percent."""
        if self.mapped:
            whole = self._whole if self.cardinality == "multiple" else self._most
            return _percent(self.mapped.get(id, Decimal(0)), whole)
        parts = len(self.right) if self.cardinality == "multiple" else 1
        return round(100 / parts, 5) if id in self.right else 0.0

    def punish(self, rows: list[dict[str, Any]]) -> None:
        """Let wrong choices cost what a right one gives, as whoever chooses all of them knows nothing."""
        for row in rows:
            row["fraction"] = row["fraction"] or -round(100 / max(len(self.right), 1), 5)

    def words(self) -> list[dict[str, Any]]:
        """Accepted texts with their shares."""
        if not self.mapped and not self.right:
            raise Lost("It does not say what is right.")
        mapped = {text: _percent(value, self._most) for text, value in self.mapped.items()}
        return [
            {"text": text, "fraction": share} for text, share in (mapped or dict.fromkeys(self.right, 100.0)).items()
        ]

    def numbers(self) -> dict[str, Any]:
        """Accepted numbers with the margin that its processing names."""
        if not self.right:
            raise Lost("It does not say what is right.")
        return {"answers": [{"value": plainly(number(each)), "tolerance": self._margin} for each in self.right]}


def _percent(value: Decimal, whole: Decimal) -> float:
    return round(float(value / whole * 100), 5) if whole else 0.0


def _margin(item: Element) -> str:
    equal = next((each for each in item.iter("equal") if each.get("toleranceMode") == "absolute"), None)
    parts = (equal.get("tolerance") or "").split() if equal is not None else []
    return plainly(abs(number(parts[-1]))) if parts else "0"
