"""What the processing of a QTI 1.2 item gives for answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from .numbers import number, plainly
from .xml import html_in, text_at

GENERAL = ("general_fb", "general", "general_incorrect_fb")


class Processing:
    """The conditions of an item, each with the points that it sets or adds."""

    def __init__(self, item: Element):
        self._item = item
        conditions = list(item.iterfind("resprocessing/respcondition"))
        self._conditions = [(each, points) for each in conditions if (points := _points(each)) > 0]
        self._costs = [(each, _points(each)) for each in conditions if _points(each) < 0]
        self._most = max([points for _, points in self._conditions], default=Decimal(0))
        self.is_all_or_nothing = any(each.find("conditionvar/and/not") is not None for each, _ in self._conditions)

    @property
    def general(self) -> str:
        """The feedback that everybody gets."""
        return next((html for name in GENERAL[:2] if (html := self._feedback(name))), "")

    def share_of(self, list_: str, id: str) -> float:
        """What a choice is worth, in percent; of what is right only together each has its share."""
        if self.is_all_or_nothing:
            right = self._together(list_)
            share = round(100 / max(len(right), 1), 5)
            return share if id in right else -share
        added = [(each, points) for each, points in self._conditions + self._costs if id in _equals(each, list_)]
        points = sum((points for _, points in added), Decimal(0))
        whole = self._whole if self._adds else self._most
        return round(float(points / whole * 100), 5) if whole else 0.0

    def right_of(self, list_: str) -> str:
        """The one right choice of a list."""
        return next((id for each, _ in self._conditions for id in _equals(each, list_)), "")

    def words(self, field: str) -> list[dict[str, Any]]:
        """Texts that are accepted, the best points being all of them."""
        found: dict[str, Decimal] = {}
        for each, points in self._conditions:
            for text in _equals(each, field):
                found.setdefault(text, points)
        return [
            {"text": text, "fraction": round(float(points / self._most * 100), 5)} for text, points in found.items()
        ]

    def numbers(self, field: str) -> list[dict[str, Any]]:
        """Numbers that are accepted, as one with its margin or as a span."""
        rows = []
        for each, points in self._conditions:
            spans = list(zip(_values(each, "vargte", "vargt"), _values(each, "varlte", "varlt"), strict=False))
            exact = [(value, value) for value in _equals(each, field)] if not spans else []
            for least, most in spans + exact:
                low, high = number(least), number(most)
                margin = {"value": plainly((low + high) / 2), "tolerance": plainly(abs(high - low) / 2)}
                rows.append(margin | {"fraction": round(float(points / self._most * 100), 5)})
        return rows

    def feedback_to(self, id: str) -> str:
        """What is said to a choice."""
        for each in self._item.iterfind("resprocessing/respcondition"):
            said = each.find("displayfeedback")
            if said is not None and id in _equals(each, None) and said.get("linkrefid") not in GENERAL:
                return self._feedback(said.get("linkrefid", ""))
        return ""

    @property
    def _adds(self) -> bool:
        return any((each.get("action") or "").lower() == "add" for each in self._item.iter("setvar"))

    @property
    def _whole(self) -> Decimal:
        return sum((points for _, points in self._conditions), Decimal(0))

    def _together(self, list_: str) -> set[str]:
        return {id for each, _ in self._conditions for id in _equals(each, list_)}

    def _feedback(self, name: str) -> str:
        found = next((each for each in self._item.iterfind("itemfeedback") if each.get("ident") == name), None)
        if found is None:
            return ""
        text = next(found.iter("mattext"), None)
        is_html = text is not None and text.get("texttype", "").lower() == "text/html"
        return text_at(found, ".//mattext") if is_html else html_in(text)


def _points(condition: Element) -> Decimal:
    set_ = condition.find("setvar")
    return number((set_.text or "0").strip() or "0") if set_ is not None else Decimal(0)


def _equals(condition: Element, field: str | None) -> list[str]:
    """What must be equal, and not what must not be."""
    denied = {id(each) for denial in condition.iter("not") for each in denial.iter("varequal")}
    return [
        (each.text or "").strip()
        for each in condition.iter("varequal")
        if id(each) not in denied and field in (None, each.get("respident"))
    ]


def _values(condition: Element, *tags: str) -> list[str]:
    return [(each.text or "").strip() for each in condition.iter() if each.tag in tags]
