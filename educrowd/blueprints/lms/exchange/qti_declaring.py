"""What is right, as QTI 2.1 declares and processes it."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement

from .written import Loss

Content = dict[str, Any]


def declare_words(item: Element, content: Content, name: str, loss: Loss) -> None:
    rows = content["answers"]
    right = [row["text"] for row in rows if row["fraction"] == 100][:1]
    declare(item, "string", right, {row["text"]: row["fraction"] for row in rows}, name=name)
    for entry in item.findall(f"responseDeclaration[@identifier='{name}']/mapping/mapEntry"):
        entry.set("caseSensitive", "true" if content["case_sensitive"] else "false")
    if any(row["feedback"] for row in rows):
        loss.note("Feedback to single answers is left out.")


def declare_numbers(item: Element, content: Content, name: str, loss: Loss) -> None:
    first = next(row for row in content["answers"] if row["fraction"] == 100)
    declare(item, "float", [first["value"]], name=name)
    branch = SubElement(SubElement(_processing(item), "responseCondition"), "responseIf")
    margin = f"{first['tolerance']} {first['tolerance']}"
    equal = SubElement(branch, "equal", toleranceMode="absolute", tolerance=margin)
    SubElement(equal, "variable", identifier=name)
    SubElement(equal, "correct", identifier=name)
    SubElement(_score(branch), "baseValue", baseType="float").text = "1"
    if len(content["answers"]) > 1:
        loss.note("Only its first number is kept.")
    if content["units"] or first["feedback"]:
        loss.note("Units and feedback of its numbers are left out.")


def declare(
    item: Element,
    base: str,
    right: list[str],
    mapped: dict[str, float] | None = None,
    *,
    name: str = "RESPONSE",
    cardinality: str = "single",
) -> None:
    declared = SubElement(item, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
    correct = SubElement(declared, "correctResponse")
    for value in right:
        SubElement(correct, "value").text = value
    if mapped:
        mapping = SubElement(declared, "mapping", defaultValue="0", lowerBound="0")
        for key, share in mapped.items():
            SubElement(mapping, "mapEntry", mapKey=key, mappedValue=f"{share / 100:.10g}")
        SubElement(_score(_processing(item)), "mapResponse", identifier=name)


def _processing(item: Element) -> Element:
    found = item.find("responseProcessing")
    return found if found is not None else SubElement(item, "responseProcessing")


def _score(parent: Element) -> Element:
    """The sum of the score so far and of what is put into it."""
    added = SubElement(SubElement(parent, "setOutcomeValue", identifier="SCORE"), "sum")
    SubElement(added, "variable", identifier="SCORE")
    return added


def name_of(row: Content) -> str:
    """Names of XML begin with a letter."""
    return f"c-{row['id']}"
