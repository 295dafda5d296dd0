"""Certificates: one's own, and whether one that is shown is real."""

from __future__ import annotations

from flask import Response, abort, jsonify, redirect, request, url_for

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.limits import address, throttle
from educrowd.core.pages import go, paginate, render, unkept

from ..certificates.credentials import KEYS_PATH, keys_url, verified
from ..certificates.forms import CodeForm
from ..certificates.pdf import pdf_of
from ..models import Certificate, SigningKey
from .blueprint import bp

SHOW = "lms/certificates/show.html"


@bp.get("/account/certificates")
@needs(SIGNED_IN)
def my_certificates():
    return render("lms/certificates/index.html", page=paginate(Certificate.earned_by(current.user)))


@bp.get("/certificates/")
@needs(PUBLIC)
def verify():
    """Where somebody with a sheet of paper types its code."""
    if "code" not in request.args:
        return render("lms/certificates/verify.html", form=CodeForm(formdata=None))
    form = CodeForm(formdata=request.args)
    if not form.validate():
        return render("lms/certificates/verify.html", status=422, form=form)
    plain = "".join(letter for letter in form.code.data.lower() if letter.isalnum())
    return go(url_for("lms.certificate", code=plain or "none"))


@bp.get("/certificates/<code>")
@needs(PUBLIC)
def certificate(code: str):
    throttle("120 per 5 minutes", "certificate", address())
    found = Certificate.coded(code)
    if found is None:
        return _unlisted(render("lms/certificates/unknown.html", status=404, form=CodeForm(formdata=None)))
    if found.code != code:
        return redirect(url_for("lms.certificate", code=found.code), 301)
    is_theirs = current.user.is_authenticated and found.user_id == current.user.id
    shown = {"is_signed": verified(found) is not None, "keys_url": keys_url(), "is_theirs": is_theirs}
    return _unlisted(render(SHOW, certificate=found, **shown))


@bp.get("/certificates/<code>.pdf")
@needs(PUBLIC)
def certificate_pdf(code: str):
    response = Response(pdf_of(_known(code)), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"certificate-{code}.pdf")
    return _unlisted(response)


@bp.get("/certificates/<code>.jwt")
@needs(PUBLIC)
def certificate_token(code: str):
    """The Open Badge, for wallets and for verifying it without us."""
    response = Response(_known(code).token, mimetype="application/vc+jwt")
    response.headers.set("Content-Disposition", "attachment", filename=f"certificate-{code}.jwt")
    return _unlisted(response)


@bp.get(KEYS_PATH)
@needs(PUBLIC)
def certificate_keys():
    """The public halves of all keys this site has ever signed with, as a JSON Web Key Set."""
    keys = db.session.scalars(SigningKey.all_of_them())
    return jsonify(keys=[key.jwk for key in keys])


def _known(code: str) -> Certificate:
    throttle("120 per 5 minutes", "certificate", address())
    return Certificate.coded(code) or abort(404)


def _unlisted(response: Response) -> Response:
    """Names of learners are for whoever was given the code, not for search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return unkept(response)
