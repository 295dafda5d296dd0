"""What the web server in front asks before it fetches a certificate for a host (Caddy's `on_demand_tls ask`)."""

from __future__ import annotations

from flask import Response, abort, request
from sqlalchemy import exists, select

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.db import db

from ..models import Domain
from ..resolving import normalize
from . import bp


@bp.get("/tls/ask")
@needs(PUBLIC, on=BOTH)
def ask_for_certificate() -> Response:
    """200 when a site answers at `domain`, 404 otherwise: nobody makes us fetch certificates for names not ours."""
    host = normalize(request.args.get("domain", ""))
    asked = select(Domain.id).where(
        Domain.host == host, Domain.verified_at.is_not(None), Domain.released_at.is_(None), Domain.is_ssl_enabled
    )
    return Response("", 200) if host and db.session.scalar(select(exists(asked))) else abort(404)
