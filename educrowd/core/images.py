"""Pictures people upload: judged by their content, freed of what cameras write into them, kept as WebP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from .errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (480, 800, 1200, 2000)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in several widths: WebP bytes by width in pixels, the widest is the picture's own size."""

    width: int
    height: int
    renditions: dict[int, bytes]


def read_picture(upload: BinaryIO) -> Picture:
    """The uploaded picture, re-encoded; raises Invalid("image", …) with a reason people understand."""
    image = _decoded(_opened(_weighed(upload.read(MAX_BYTES + 1))))
    renditions = {width: _webp(image, width) for width in _widths(image.width)}
    widest = max(renditions)
    return Picture(widest, _height(image, widest), renditions)


def judge_picture(data: bytes) -> None:
    """Raises Invalid("image", …) for what `read_picture` would refuse without taking it apart."""
    _opened(_weighed(data))


def _weighed(data: bytes) -> bytes:
    if not data:
        raise Invalid("image", "Choose a picture first.")
    if len(data) > MAX_BYTES:
        raise Invalid("image", "This picture is larger than 10 MB.")
    return data


def _opened(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Invalid("image", "This picture has too many pixels.") from None
    except Exception:
        # Damaged files make Pillow's parsers raise nearly anything.
        raise Invalid("image", "This is no JPEG, PNG, WebP, AVIF or GIF picture.") from None
    if image.width * image.height > MAX_PIXELS:
        raise Invalid("image", "This picture has more than 40 million pixels.")
    # Phones hide a second picture (MPO) behind the first; that is no animation.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise Invalid("image", "Moving pictures are not supported; please choose a still one.")
    return image


def _decoded(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    try:
        image.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
        upright = ImageOps.exif_transpose(image)
        has_alpha = upright.has_transparency_data
        return _in_srgb(upright, profile).convert("RGBA" if has_alpha else "RGB")
    except Exception:
        raise Invalid("image", "This picture is damaged.") from None


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except ImageCms.PyCMSError:
        return image


def _widths(own_width: int) -> Iterator[int]:
    yield from (width for width in WIDTHS if width < own_width)
    yield min(own_width, WIDTHS[-1])


def _webp(image: Image.Image, width: int) -> bytes:
    out = io.BytesIO()
    resized = image if width == image.width else image.resize((width, _height(image, width)), Image.Resampling.LANCZOS)
    resized.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


def _height(image: Image.Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))
