"""SCORM packages for tests, made here."""

from __future__ import annotations

import io
import zipfile

MANIFEST = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
          xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>All</title>
    <item identifier="i" identifierref="r"><title>Finding north</title>
      <adlcp:masteryscore>{mastery}</adlcp:masteryscore><adlcp:datafromlms>hello</adlcp:datafromlms>
    </item>{more}</organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="{href}"/></resources>
</manifest>"""

# What a package does: it reads, asks, tells, and says so on its page.
PAGE = """<!doctype html><title>North</title><p id="told"></p>
<button id="half">Half</button><button id="done">Done</button>
<script>
  let api = window; while (!api.API && api.parent !== api) api = api.parent; api = api.API;
  api.LMSInitialize("");
  const told = document.getElementById("told");
  told.textContent = [api.LMSGetValue("cmi.core.student_name"), api.LMSGetValue("cmi.core.lesson_location"),
    api.LMSGetValue("cmi.core.entry"), api.LMSGetValue("cmi.launch_data"), document.cookie].join("|");
  document.getElementById("half").onclick = () => {
    api.LMSSetValue("cmi.core.lesson_location", "page 2"); api.LMSSetValue("cmi.core.exit", "suspend");
    api.LMSSetValue("cmi.core.lesson_status", "incomplete"); api.LMSCommit("");
  };
  document.getElementById("done").onclick = () => {
    api.LMSSetValue("cmi.core.score.raw", "90"); api.LMSSetValue("cmi.core.lesson_status", "completed");
    api.LMSSetValue("cmi.core.session_time", "00:02:30"); api.LMSFinish("");
  };
</script>"""


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A ZIP of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def manifest(*, mastery: str = "80", version: str = "1.2", href: str = "north/index.html", more: str = "") -> str:
    return MANIFEST.format(mastery=mastery, version=version, href=href, more=more)


def package(**facts: str) -> bytes:
    """A whole one, with a page, a picture and a score of 80 to pass."""
    return zipped({"imsmanifest.xml": manifest(**facts), "north/index.html": PAGE, "north/dot.svg": "<svg/>"})
