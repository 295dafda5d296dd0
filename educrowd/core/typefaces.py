"""Typefaces of what is printed: our own, and one for each script that it lacks, loaded only where one is written."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "text"


class Script(NamedTuple):
    """A script by its signs, and where a typeface for it lies: a package, and a file in it."""

    name: str
    package: str
    file: str
    ranges: tuple[tuple[int, int], ...]

    def is_in(self, text: str) -> bool:
        return any(first <= ord(sign) <= last for sign in text for first, last in self.ranges)

    @property
    def path(self) -> Path:
        # Found, not imported: a package of a typeface has no say here.
        found = importlib.util.find_spec(self.package)
        assert found is not None and found.origin is not None, self.package
        return Path(found.origin).parent / self.file


SCRIPTS = (
    Script("Hebrew", "fontpkg_open_sans", "files/OpenSans[wdth,wght].ttf", ((0x590, 0x5FF), (0xFB1D, 0xFB4F))),
    Script(
        "Arabic",
        "fontpkg_noto_sans_arabic",
        "files/NotoSansArabic[wdth,wght].ttf",
        ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)),
    ),
    Script(
        "Devanagari",
        "fontpkg_noto_sans_devanagari",
        "files/NotoSansDevanagari[wdth,wght].ttf",
        ((0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF)),
    ),
    Script("Tamil", "fontpkg_noto_sans_tamil", "files/NotoSansTamil[wdth,wght].ttf", ((0xB80, 0xBFF),)),
    Script("Thai", "fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf", ((0xE00, 0xE7F),)),
    Script(
        "Chinese, Japanese and Korean",
        "cvttf_NotoSansCJK_Regular",
        "NotoSansCJKtc-Regular.otf",
        ((0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x2FFFF)),
    ),
)


def dress(pdf: FPDF, texts: Iterable[str]) -> None:
    """Give a document the typefaces that these texts want; those written from right to left are laid out so."""
    import font_source_sans_pro

    ours: Any = font_source_sans_pro
    pdf.add_font(FAMILY, "", ours.SourceSansPro)
    pdf.add_font(FAMILY, "B", ours.SourceSansProSemibold)
    all_of_it = "".join(texts)
    wanted = [script for script in SCRIPTS if script.is_in(all_of_it)]
    for script in wanted:
        pdf.add_font(script.name, "", script.path)
    if wanted:
        pdf.set_fallback_fonts([script.name for script in wanted], exact_match=False)
        pdf.set_text_shaping(True)


def choose(pdf: FPDF, style: str, size: float) -> None:
    """Write on in our typeface.

    A line of two typefaces is drawn in a state of its own, and fpdf2 then believes that ours is chosen outside of it
    as well; so it is chosen there, by a blank, before anything else is written.
    """
    pdf.set_font(FAMILY, style, size)
    if pdf.text_shaping:
        pdf.current_font_is_set_on_page = False
        pdf.text(0, 0, " ")
