"""Pictures that are known by their content: judged, freed of what cameras write into them, in one size, as WebP."""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass

from PIL import Image

from .images import read_picture

WIDEST = 1200
LARGEST = 10 * 1024 * 1024
# Parts of a WebP that are the picture itself; what else there may be tells of cameras and places.
PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


@dataclass(frozen=True, slots=True)
class Still:
    """A picture as it is kept; `digest` says what its bytes are."""

    digest: str
    width: int
    height: int
    data: bytes


def still_of(data: bytes) -> Still:
    """The picture as we keep it; one that was kept before stays the same, byte by byte. Invalid where it is none."""
    return _kept(data) or _made(data)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _made(data: bytes) -> Still:
    picture = read_picture(io.BytesIO(data))
    width = max(each for each in picture.renditions if each <= WIDEST)
    made = picture.renditions[width]
    return Still(digest_of(made), width, round(picture.height * width / picture.width) or 1, made)


def _kept(data: bytes) -> Still | None:
    """What one of our sites kept, or what could have been."""
    if not _is_bare(data) or len(data) > LARGEST:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            if image.width > WIDEST or getattr(image, "is_animated", False):
                return None
            image.load()
            return Still(digest_of(data), image.width, image.height, data)
    except Exception:
        # Damaged files make Pillow's parsers raise nearly anything; the other way says what is wrong.
        return None


def _is_bare(data: bytes) -> bool:
    """Whether it is a WebP of nothing but a picture."""
    if len(data) < 20 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return False
    if struct.unpack("<I", data[4:8])[0] != len(data) - 8:
        return False
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], struct.unpack("<I", data[place + 4 : place + 8])[0]
        if name not in PARTS:
            return False
        place += 8 + size + size % 2
    return place == len(data)
