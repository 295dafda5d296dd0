"""A certificate as a PDF, drawn from its snapshot: the same bytes whenever it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from educrowd.core.colors import brand
from educrowd.core.current import current
from educrowd.core.typefaces import FAMILY, choose, dress

from ..models import Certificate

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT, MARGIN = 297, 210, 28
INK, PALE, LINE = (28, 25, 23), (112, 106, 99), (222, 216, 208)
QR_SIZE = 30


def pdf_of(certificate: Certificate) -> bytes:
    """One A4 page, across."""
    said, pdf = certificate.snapshot, _blank(certificate)
    _frame(pdf, said["accent"])
    pdf.set_y(36)
    _centered(pdf, said["site"], 13, "B", PALE)
    _centered(pdf, "Certificate", 34, "B", INK, above=6)
    _centered(pdf, said["learner"], 26, "B", _shade(said["accent"]), above=10)
    _centered(pdf, said["statement"], 13, "", PALE, above=4)
    _centered(pdf, said["course"], 20, "B", INK, above=8)
    _signed(pdf, said)
    _verify(pdf, certificate)
    return bytes(pdf.output())


def _blank(certificate: Certificate) -> FPDF:
    from fpdf import FPDF  # slow to import, and few ask for a PDF

    said = certificate.snapshot
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_creation_date(certificate.issued_at)
    pdf.set_title(certificate.title)
    pdf.set_author(said["site"])
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(False)
    dress(pdf, filter(lambda word: isinstance(word, str), said.values()))
    pdf.add_page()
    return pdf


def _frame(pdf: FPDF, accent: str) -> None:
    pdf.set_fill_color(*_shade(accent))
    pdf.rect(0, 0, WIDTH, 6, style="F")
    pdf.set_draw_color(*LINE)
    pdf.rect(14, 18, WIDTH - 28, HEIGHT - 32)


def _signed(pdf: FPDF, said: dict[str, Any]) -> None:
    """At the foot on the left: when, until when, and by whom."""
    until = f"Valid until {said['expires_on']}" if said["expires_on"] else ""
    pdf.set_xy(MARGIN, 150)
    _small(pdf, [said["completed_on"], until])
    if said["signatory"]:
        pdf.set_xy(MARGIN, 168)
        pdf.set_draw_color(*PALE)
        pdf.line(MARGIN, 168, MARGIN + 80, 168)
        pdf.set_y(170)
        _small(pdf, [said["signatory"], said["signatory_role"]])


def _verify(pdf: FPDF, certificate: Certificate) -> None:
    """At the foot on the right: where anybody checks that it is real."""
    url = f"{current.tenant.origin}/certificates/{certificate.code}"
    left, top = WIDTH - MARGIN - QR_SIZE, 150
    _qr(pdf, url, left, top)
    pdf.link(left, top, QR_SIZE, QR_SIZE, url)
    pdf.set_text_color(*PALE)
    choose(pdf, "", 9)
    pdf.set_xy(left - 84, top + 14)
    pdf.multi_cell(80, 4.5, f"Verify at {current.tenant.host}/certificates\n{certificate.printed_code}", align="R")


def _qr(pdf: FPDF, text: str, left: float, top: float) -> None:
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = QR_SIZE / len(rows)
    pdf.set_fill_color(*INK)
    for down, row in enumerate(rows):
        for across, is_dark in enumerate(row):
            if is_dark:
                pdf.rect(left + across * side, top + down * side, side, side, style="F")


def _centered(pdf: FPDF, text: str, size: float, style: str, color: Any, above: float = 0) -> None:
    """As large as wanted, smaller where it would not fit on two lines."""
    pdf.set_y(pdf.get_y() + above)
    pdf.set_text_color(*color)
    pdf.set_font(FAMILY, style, size)
    while size > 9 and pdf.get_string_width(text) > 1.7 * (WIDTH - 2 * MARGIN):
        size -= 1
        pdf.set_font_size(size)
    choose(pdf, style, size)
    pdf.multi_cell(0, size * 0.45, text, align="C", new_x="LMARGIN", new_y="NEXT")


def _small(pdf: FPDF, lines: list[str]) -> None:
    pdf.set_text_color(*INK)
    for line in filter(None, lines):
        top = pdf.get_y()
        choose(pdf, "", 11)
        pdf.set_xy(MARGIN, top)
        pdf.multi_cell(110, 5.5, line, new_x="LMARGIN", new_y="NEXT")


def _shade(accent: str) -> tuple[int, int, int]:
    """The accent, dark enough to be read on paper."""
    color = brand(accent, "light").accent_text.lstrip("#")
    return int(color[:2], 16), int(color[2:4], 16), int(color[4:6], 16)
