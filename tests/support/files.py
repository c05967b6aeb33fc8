"""Small real files for tests: typeset PDFs, Word documents, and the bad ones that people upload."""

import io
from collections.abc import Sequence

import docx
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def make_pdf(pages: Sequence[str], *, title: str = "") -> bytes:
    """One page a text; line breaks are kept, lines stay as short as they are given."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    canvas.setTitle(title or "Tanpa judul")
    for page in pages:
        text = canvas.beginText(60, 780)
        for line in page.splitlines():
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def make_picture_pdf(pages: int = 1) -> bytes:
    """What a scanner without text recognition makes: shapes, no words."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    for _ in range(pages):
        canvas.rect(80, 400, 300, 200, fill=1)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def make_locked_pdf(pages: Sequence[str], password: str = "rahasia-sekali") -> bytes:
    """A PDF that nobody opens without the password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(pages))))
    writer.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def make_docx(paragraphs: Sequence[str], *, heading: str = "") -> bytes:
    document = docx.Document()
    if heading:
        document.add_heading(heading)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
