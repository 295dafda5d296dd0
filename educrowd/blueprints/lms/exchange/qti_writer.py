"""Questions of a bank as a package of QTI 2.1: a manifest, and a file for each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from .qti_interactions import WRITERS
from .written import Loss

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
# One moment for all files: the same questions are the same bytes.
MOMENT = (2000, 1, 1, 0, 0, 0)


def write(questions: Iterable[Any]) -> tuple[bytes, list[Loss]]:
    """The package, and what QTI has no place for."""
    held = io.BytesIO()
    losses: list[Loss] = []
    names = []
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for question in questions:
            loss = Loss(question)
            if question.category or question.tags:
                loss.note("Its category and tags are left out.")
            names.append(f"q-{question.uid}")
            _add(archive, f"{names[-1]}.xml", _item(question, loss))
            losses += [loss] if loss.words else []
        _add(archive, "imsmanifest.xml", _manifest(names))
    return held.getvalue(), losses


def _item(question: Any, loss: Loss) -> Element:
    now = question.current
    item = Element("assessmentItem", xmlns=QTI, identifier=f"q-{question.uid}", title=now.title or now.name)
    item.set("adaptive", "false")
    item.set("timeDependent", "false")
    body = Element("itemBody")
    WRITERS[now.kind](item, body, now, loss)
    outcome = SubElement(item, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    SubElement(SubElement(outcome, "defaultValue"), "value").text = "0"
    if now.feedback or body.find(".//feedbackInline") is not None:
        SubElement(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    item.append(body)
    if (processing := item.find("responseProcessing")) is not None:
        item.remove(processing)
        item.append(processing)
    if now.feedback:
        said = SubElement(item, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier="general", showHide="show")
        said.text = now.feedback
    return item


def _manifest(names: list[str]) -> Element:
    root = Element("manifest", xmlns=PACKAGE, identifier="questions")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for name in names:
        resource = SubElement(resources, "resource", identifier=name, type="imsqti_item_xmlv2p1", href=f"{name}.xml")
        SubElement(resource, "file", href=f"{name}.xml")
    return root


def _add(archive: zipfile.ZipFile, name: str, root: Element) -> None:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, tostring(root, encoding="utf-8", xml_declaration=True))
