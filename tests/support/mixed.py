"""Thirty mixed files as they lie in a curator's folder: born-digital, scanned, old, broken, doubled, and a zip."""

import io
import zipfile

from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation

from tests.support.files import make_docx, make_locked_pdf, make_pdf

CITY = "Kota Tirta Kencana"
TOPICS = ("arsip", "jaringan", "pelatihan", "pengadaan", "kearsipan", "kepegawaian", "perizinan", "pengaduan")


def mixed_files() -> dict[str, bytes]:
    """By name. `kembar-*.pdf` are near-copies; `sama.pdf` has the bytes of `edaran-1.pdf`; `rusak.pdf` is broken."""
    files = {f"edaran-{number}.pdf": _circular(number) for number in range(1, 9)}
    files |= {f"catatan-{number}.docx": _note(number) for number in range(1, 6)}
    files |= {
        f"uraian-{number}.txt": f"Uraian tugas nomor {number} di {CITY}.\n".encode() * 3 for number in range(1, 5)
    }
    files["ringkasan.md"] = b"# Ringkasan\n\nHasil rapat.\n"
    files["lembar-kosong.docx"] = make_docx([])
    files["anggaran.xlsx"] = _sheet()
    files["sosialisasi.pptx"] = _slides()
    files["halaman.html"] = b"<!doctype html><title>Layanan</title><h1>Layanan kota</h1><p>Jam buka loket.</p>"
    files["pindaian.tiff"] = _scan()
    files["terkunci.pdf"] = make_locked_pdf(["Isi rahasia."])
    files["rusak.pdf"] = _circular(30)[:400]
    files["sama.pdf"] = files["edaran-1.pdf"]
    files["program.exe"] = b"MZ" + bytes(200)
    files["kembar-asli.pdf"] = make_pdf(_long(""))
    files["kembar-tanda.pdf"] = make_pdf(_long("(salinan)"))
    files["kiriman.zip"] = _zip({f"map/surat-{number}.pdf": _circular(40 + number) for number in range(1, 4)})
    return files


def _circular(number: int) -> bytes:
    topic = TOPICS[number % len(TOPICS)]
    return make_pdf(
        [
            f"PEMERINTAH KOTA TIRTA KENCANA\nSURAT EDARAN\nNOMOR {number} TAHUN 2024\nTENTANG\n"
            f"TERTIB {topic.upper()} BAGIAN {number}\n\nSeluruh perangkat daerah menata {topic} nomor {number}."
        ]
    )


def _note(number: int) -> bytes:
    return make_docx([f"Rapat ke-{number} membahas {TOPICS[number]}.", "Tindak lanjut dibagi habis."], heading="Notula")


def _long(ending: str) -> list[str]:
    """Long enough for its runs of words to tell something."""
    sentences = [
        f"Langkah {number} dari tata cara ini menyebut petugas {TOPICS[number % 8]} yang memeriksa berkas {number * 7} "
        f"sebelum\nmenyerahkan laporan {number * 13} kepada atasan bidang {TOPICS[number % 5]}"
        for number in range(1, 16)
    ]
    return [
        f"TATA CARA PEMERIKSAAN\n{ending}\n" + "\n".join(sentences),
        "Lampiran: daftar petugas.\n" + "\n".join(sentences[::-1]),
    ]


def _sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Anggaran"
    for row in (("Kegiatan", "Pagu"), ("Pelatihan juru arsip", 125_000_000), ("Pemeliharaan jaringan", 90_500_000)):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _slides() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Sosialisasi layanan"
    slide.placeholders[1].text = "Warga mendaftar lewat loket terpadu."
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def _scan() -> bytes:
    picture = Image.new("L", (1654, 900), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(46)
    for row, line in enumerate(("Berita acara serah terima", "perangkat pemindai dokumen", "kepada bagian persuratan")):
        pen.text((140, 140 + 100 * row), line, fill=0, font=font)
    written = io.BytesIO()
    picture.save(written, "TIFF", dpi=(200, 200), compression="tiff_lzw")
    return written.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()
