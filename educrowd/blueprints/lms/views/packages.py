"""The content host: a package's player and its files, for whoever holds a fresh token, and nothing else."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from flask import Response, abort, make_response, render_template, send_file

from educrowd.core import files
from educrowd.core.access import CONTENT, PUBLIC, needs
from educrowd.core.current import current

from ..models import ScormPackage
from ..scorm.lessons import find_package
from ..scorm.links import package_in
from ..scorm.packing import place_of
from .blueprint import bp

# A package was written by strangers: it may run its own scripts on this host, and speak to nobody else.
OF_PACKAGES = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; form-action 'self'"
OF_PLAYER = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'"
)


@bp.get("/scorm/<token>/")
@needs(PUBLIC, on=CONTENT)
def play_package(token: str):
    package = _package(token)
    page = render_template("lms/scorm/player.html", package=package, start=quote(package.launch, safe="/?&=%#"))
    return _framed(make_response(page), OF_PLAYER)


@bp.get("/scorm/<token>/files/<path:name>")
@needs(PUBLIC, on=CONTENT)
def package_file(token: str, name: str):
    package = _package(token)
    path = files.path_of(place_of(package.public_id, name))
    if not path.is_file():
        abort(404)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _framed(send_file(path, mimetype=media_type, conditional=True), OF_PACKAGES)


def _package(token: str) -> ScormPackage:
    return find_package(package_in(token) or "") or abort(404)


def _framed(response: Response, policy: str) -> Response:
    """Only the site's own pages show it; no copy is kept longer than its token."""
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'self' {current.tenant.origin}"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
