"""Every letter that a site can send, as it looks, with made-up contents."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from flask import Response, abort

from educrowd.core.access import needs
from educrowd.core.mail import as_text
from educrowd.core.pages import render
from educrowd.core.specimens import SPECIMENS, Specimen

from . import studio

ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"


@studio.get("/letters/")
@needs("site.manage")
def letters() -> Response:
    listed = sorted(SPECIMENS.values(), key=attrgetter("readers"))
    groups = {readers: list(those) for readers, those in groupby(listed, attrgetter("readers"))}
    return render("admin/letters/index.html", groups=groups)


@studio.get("/letters/<module>/<name>")
@needs("site.manage")
def letter(module: str, name: str) -> Response:
    specimen = _find(module, name)
    return render("admin/letters/show.html", specimen=specimen, text=as_text(specimen.html()))


@studio.get("/letters/<module>/<name>/html")
@needs("site.manage")
def letter_alone(module: str, name: str) -> Response:
    """Alone, as the mail's own styles stand in the way of the studio's."""
    headers = {"Content-Security-Policy": ALONE}
    return Response(_find(module, name).html(), mimetype="text/html", headers=headers)


def _find(module: str, name: str) -> Specimen:
    return SPECIMENS.get((module, name)) or abort(404)
