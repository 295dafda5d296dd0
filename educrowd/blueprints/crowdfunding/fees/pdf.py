"""An invoice for fees as a PDF, drawn from its snapshot: the same bytes whenever it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from educrowd.core.formatting import locale, money, number, zone

from ..models import FeeInvoice

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN, WIDTH = 22, 166
INK, PALE, LINE = (28, 25, 23), (112, 106, 99), (222, 216, 208)
COLUMNS = (("", 74, "L"), ("Payments", 22, "R"), ("Of", 34, "R"), ("Fee", 36, "R"))


def pdf_of(invoice: FeeInvoice) -> bytes:
    """One or more A4 pages."""
    pdf = _blank(invoice)
    _parties(pdf, invoice)
    _facts(pdf, invoice)
    _lines(pdf, invoice)
    _sums(pdf, invoice)
    _notes(pdf, invoice)
    return bytes(pdf.output())


def _blank(invoice: FeeInvoice) -> FPDF:
    import font_source_sans_pro
    from fpdf import FPDF  # slow to import, and few ask for a PDF

    typeface: Any = font_source_sans_pro

    pdf = FPDF(format="A4")
    pdf.set_creation_date(invoice.created_at)
    pdf.set_title(invoice.title)
    pdf.set_author(invoice.issuer["name"])
    pdf.set_lang(str(locale()).replace("_", "-"))
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.add_font("text", "", typeface.SourceSansPro)
    pdf.add_font("text", "B", typeface.SourceSansProSemibold)
    pdf.add_page()
    return pdf


def _parties(pdf: FPDF, invoice: FeeInvoice) -> None:
    issuer, recipient = invoice.issuer, invoice.recipient
    _text(pdf, issuer["name"], 13, "B")
    _small(pdf, [*issuer["address"], issuer["tax_id"] and f"Tax number {issuer['tax_id']}"])
    pdf.ln(14)
    _small(pdf, ["To"])
    _text(pdf, recipient["name"], 11, "B")
    _small(pdf, [*recipient["address"], recipient["tax_id"] and f"Tax number {recipient['tax_id']}", recipient["site"]])


def _facts(pdf: FPDF, invoice: FeeInvoice) -> None:
    pdf.ln(14)
    _text(pdf, invoice.title, 20, "B")
    month = format_date(invoice.month, "MMMM y", locale=locale())
    day = format_date(invoice.created_at.astimezone(zone()).date(), "long", locale=locale())
    what = "Fees for payments" if invoice.kind == "invoice" else "Fees returned with refunds"
    _small(pdf, [f"{what} in {month}", f"Issued {day}"])
    pdf.ln(8)


def _lines(pdf: FPDF, invoice: FeeInvoice) -> None:
    _row(pdf, [name for name, _, _ in COLUMNS], size=9, color=PALE)
    for line in invoice.lines:
        name = f"{line['name']} ({line['refers']})" if line["refers"] else line["name"]
        amounts = (money(line[amount], invoice.currency) for amount in ("base_amount", "amount"))
        _row(pdf, [name, number(line["count"]), *amounts])


def _sums(pdf: FPDF, invoice: FeeInvoice) -> None:
    pdf.ln(2)
    if invoice.tax_amount:
        _sum(pdf, "Net", invoice, "net")
        _sum(pdf, f"Tax, {invoice.tax_bps / 100:g}%", invoice, "tax")
    _sum(pdf, "Total", invoice, "total", style="B")


def _notes(pdf: FPDF, invoice: FeeInvoice) -> None:
    pdf.ln(10)
    paid = "Taken off each payment as it was made. There is nothing to pay."
    returned = "Returned with each refund as it was made. Nothing is left to be paid out."
    _small(pdf, [paid if invoice.kind == "invoice" else returned, invoice.issuer["note"]])


def _sum(pdf: FPDF, label: str, invoice: FeeInvoice, name: str, style: str = "") -> None:
    _row(pdf, ["", "", label, money(invoice.money(name))], style=style, line=False)


def _row(pdf: FPDF, cells: list[str], *, size: int = 10, style: str = "", color: Any = INK, line: bool = True) -> None:
    pdf.set_text_color(*color)
    pdf.set_font("text", style, size)
    pdf.set_draw_color(*LINE)
    top = pdf.get_y() if pdf.will_page_break(8) is False else _new_page(pdf)
    first, *others = zip(cells, COLUMNS, strict=True)
    pdf.multi_cell(first[1][1], 7, first[0], align="L", new_x="RIGHT", new_y="NEXT")
    bottom = max(pdf.get_y(), top + 7)
    pdf.set_xy(MARGIN + first[1][1], top)
    for text, (_, width, align) in others:
        pdf.cell(width, 7, text, align=align)
    if line:
        pdf.line(MARGIN, bottom, MARGIN + WIDTH, bottom)
    pdf.set_xy(MARGIN, bottom)


def _new_page(pdf: FPDF) -> float:
    pdf.add_page()
    return pdf.get_y()


def _text(pdf: FPDF, text: str, size: int, style: str = "") -> None:
    pdf.set_text_color(*INK)
    pdf.set_font("text", style, size)
    pdf.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")


def _small(pdf: FPDF, texts: Iterable[str]) -> None:
    pdf.set_text_color(*PALE)
    pdf.set_font("text", "", 9.5)
    for text in filter(None, texts):
        pdf.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
