"""The parts of the library's own words, each a page of its own on the curators' desk."""

PATH = "/kurasi/kosakata"
PARTS = (
    ("Sinonim", PATH, None),
    ("Jenis dokumen", f"{PATH}/jenis", None),
    ("Topik", f"{PATH}/topik", None),
    ("Sebutan OPD", f"{PATH}/opd", None),
)
