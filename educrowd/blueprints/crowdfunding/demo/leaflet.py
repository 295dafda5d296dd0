"""A page to download, for demonstration rewards that are files."""

from __future__ import annotations

from ..models import Project

A5_MM = (148, 210)


def leaflet(project: Project) -> bytes:
    """One page in PDF with the project's title and what it is about."""
    from fpdf import FPDF  # slow to import, and few ask for a PDF

    pdf = FPDF(format=A5_MM)
    pdf.set_title(project.title)
    pdf.set_margins(20, 24)
    pdf.add_page()
    for size, words in ((22, project.title), (12, project.summary)):
        pdf.set_font("Times", size=size)
        pdf.multi_cell(0, size / 2, words.encode("latin-1", "replace").decode("latin-1"), align="L")
        pdf.ln(6)
    return bytes(pdf.output())
