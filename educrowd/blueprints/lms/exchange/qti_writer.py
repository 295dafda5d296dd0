"""Questions of a bank as a package of QTI 2.1: a manifest, and a file for each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from educrowd.core.xml_file import xml_bytes

from ..models.pictures import by_name, pictures_in
from .qti_interactions import WRITERS
from .qti_pictures import show
from .written import Loss, Stored

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
# One moment for all files: the same questions are the same bytes.
MOMENT = (2000, 1, 1, 0, 0, 0)


def write(questions: Iterable[Any], stored: Stored) -> tuple[bytes, list[Loss]]:
    """The package, and what QTI has no place for."""
    held = io.BytesIO()
    losses: list[Loss] = []
    names: dict[str, list[str]] = {}
    pictures: dict[str, bytes] = {}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for question in questions:
            loss = Loss(question)
            if question.category or question.tags:
                loss.note("Its category and tags are left out.")
            shown = _pictures(question.current, stored, loss)
            pictures |= shown
            names[f"q-{question.uid}"] = list(shown)
            _add(archive, f"q-{question.uid}.xml", show(_item(question, loss)))
            losses += [loss] if loss.words else []
        _add(archive, "imsmanifest.xml", _manifest(names))
        for name, data in pictures.items():
            _put(archive, name, data)
    return held.getvalue(), losses


def _pictures(now: Any, stored: Stored, loss: Loss) -> dict[str, bytes]:
    """Those that a question shows, by their place in the package."""
    found = {by_name(digest): stored(digest) for digest in sorted(pictures_in(now.text, now.content, now.feedback))}
    if None in found.values():
        loss.note("A picture of it is lost.")
    return {name: data for name, data in found.items() if data is not None}


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


def _manifest(names: dict[str, list[str]]) -> Element:
    root = Element("manifest", xmlns=PACKAGE, identifier="questions")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for name, pictures in names.items():
        resource = SubElement(resources, "resource", identifier=name, type="imsqti_item_xmlv2p1", href=f"{name}.xml")
        for href in (f"{name}.xml", *pictures):
            SubElement(resource, "file", href=href)
    return root


def _add(archive: zipfile.ZipFile, name: str, root: Element) -> None:
    _put(archive, name, xml_bytes(root))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, data)
