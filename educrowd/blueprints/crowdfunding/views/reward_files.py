"""Files of rewards, for who gets what a pledge brings: from its signed page, or from that of the gift."""

from __future__ import annotations

from flask import Response, abort

from educrowd.core.access import PUBLIC, needs
from educrowd.core.documents import send_document

from ..models import Pledge
from ..rewards.filing import file_for
from .blueprint import bp
from .gifts import gift_behind
from .signed_links import received_pledge


@bp.get("/pledges/<public_id>/files/<file_id>")
@needs(PUBLIC)
def pledge_file(public_id: str, file_id: str):
    return _sent(received_pledge(public_id), file_id)


@bp.get("/gifts/<token>/files/<file_id>")
@needs(PUBLIC)
def gift_file(token: str, file_id: str):
    return _sent(gift_behind(token).pledge, file_id)


def _sent(pledge: Pledge, file_id: str) -> Response:
    file = file_for(pledge, file_id) or abort(404)
    return send_document(file.public_id, file.name, file.media_type)
