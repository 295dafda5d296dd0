"""https://docs.stripe.com/api/files"""

from flask import request

from sandbox import clock, objects, uploads
from sandbox.api import get, listing, post
from sandbox.errors import InvalidRequest
from sandbox.params import Params

PURPOSES = ("dispute_evidence",)


@post("/files")
def create(params: Params):
    purpose = params.need_choice("purpose", PURPOSES)
    params.need("file")
    sent = request.files.get("file")
    if sent is None:
        raise InvalidRequest("Invalid hash: send the file as multipart/form-data.", "parameter_invalid", "file")
    kind, size = uploads.judge(sent)
    file_id = objects.new_id("file")
    return objects.insert(
        objects.shape(
            "file",
            id=file_id,
            expires_at=clock.now() + 220 * clock.DAY,
            filename=sent.filename or "file",
            links={"object": "list", "data": [], "has_more": False, "url": f"/v1/file_links?file={file_id}"},
            purpose=purpose,
            size=size,
            type=kind,
            url=f"https://files.stripe.com/v1/files/{file_id}/contents",
        )
    )


@get("/files/<id>")
def retrieve(params: Params, id: str):
    return objects.find("file", id)


@get("/files")
def index(params: Params):
    return listing("file", params, "purpose")
