"""Files people give us, in a folder per tenant; whoever holds the public id may read one, on that tenant's host."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from flask import Blueprint, Flask, Response, abort, current_app, send_file

from .access import PUBLIC, needs
from .allowances import require_room
from .current import current
from .db import after_commit, after_rollback
from .errors import NoTenant, Refused
from .images import read_picture

blueprint = Blueprint("files", __name__)

LONGEST_PART, LONGEST_NAME = 255, 1_000  # what disks keep, in bytes and in letters


class Outside(Refused):
    """A name that leads out of the site's folder: whoever asks for it is told that there is no such file."""

    code = "not_found"
    status = 404
    message = "There is no such file."


@dataclass(frozen=True, slots=True)
class StoredImage:
    """Where a picture is kept: a public id, its size in pixels and the widths there are."""

    public_id: str
    width: int
    height: int
    widths: tuple[int, ...]
    size_bytes: int


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


def store_image(upload: BinaryIO) -> StoredImage:
    """Keep an uploaded picture in every width; raises Invalid where it is none we accept, or the plan is full."""
    picture = read_picture(upload)
    require_room("storage_mb", sum(len(data) for data in picture.renditions.values()))
    public_id = secrets.token_hex(10)
    for width, data in picture.renditions.items():
        write(image_name(public_id, width), data)
    size = sum(len(data) for data in picture.renditions.values())
    return StoredImage(public_id, picture.width, picture.height, tuple(sorted(picture.renditions)), size)


def image_url(public_id: str, width: int) -> str:
    """The address of one rendition; said without `url_for`, as workers and commands write it into texts as well."""
    return f"/files/{image_name(public_id, width)}"


def image_name(public_id: str, width: int) -> str:
    """What the file of one rendition is called."""
    return f"{public_id}-{width}.webp"


def srcset(public_id: str, widths: tuple[int, ...] | list[int]) -> str:
    """The renditions as an `srcset` value."""
    return ", ".join(f"{image_url(public_id, width)} {width}w" for width in widths)


def write(name: str, data: bytes) -> None:
    """Write a file of the current tenant; readers see the whole file or none, and a rollback leaves none."""
    write_stream(name, BytesIO(data))


def write_stream(name: str, stream: BinaryIO) -> None:
    """The same for what need not fit into memory."""
    target = path_of(name)
    after_rollback(lambda: target.unlink(missing_ok=True))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(stream, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)


def remove_image(public_id: str, widths: tuple[int, ...] | list[int]) -> None:
    """Remove every rendition once this transaction has ended well; one that is gone already is no error."""
    paths = [path_of(image_name(public_id, width)) for width in widths]

    def unlink() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    after_commit(unlink)


def path_of(name: str) -> Path:
    """Where a file of the current tenant lies; two levels, so that no folder grows without end.

    Outside for a name that leads elsewhere: names stand in rows, and rows may come out of a stranger's file.
    """
    if current.tenant_id is None:
        raise NoTenant("files belong to a tenant")
    root = Path(current_app.config["EDUCROWD_HOME"], "files", str(current.tenant_id))
    path = root / name[:2] / name
    if not _is_plain(name) or root.resolve() not in path.resolve().parents:
        current_app.logger.warning("A name leads out of the folder of site %s: %.200r", current.tenant_id, name)
        raise Outside()
    return path


def _is_plain(name: str) -> bool:
    """Whether it is the name of a file below the folder, and one that a disk can keep."""
    parts = name.removesuffix("/").split("/")
    is_short = len(name) <= LONGEST_NAME and all(len(os.fsencode(part)) <= LONGEST_PART for part in parts)
    return is_short and "\0" not in name and not {"", ".", ".."} & set(parts)


@blueprint.get("/files/<public_id>-<int:width>.webp")
@needs(PUBLIC)
def show_image(public_id: str, width: int) -> Response:
    if not public_id.isalnum():
        abort(404)
    path = path_of(image_name(public_id, width))
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype="image/webp", max_age=365 * 24 * 3600, conditional=True)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
