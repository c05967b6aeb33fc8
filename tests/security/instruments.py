"""Who may call the routes of instruments, of bringing them, and of carrying labels over."""

from pathlib import Path

from tests.security.lines import ADMINS, ASSESSING, EVERYBODY, KEEPERS, Line

NEW = {"instrument_id": "permenpanrb-8-2026"}
DRAFT = {"upload_id": 999}  # nothing was brought in the library of these tests
SAMPLE = Path(__file__).parents[1] / "app/instruments/samples/decimal-levels.yaml"
YAML = SAMPLE.read_text(encoding="utf-8")

INSTRUMENTS = {
    "GET /api/v1/instruments": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}/indicators/{number}": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}/file": Line(EVERYBODY),
    "GET /api/v1/kept-instruments": Line(ADMINS),
    "POST /api/v1/instruments/{instrument_id}/default": Line(ADMINS, path=NEW),
    "POST /api/v1/instruments/{instrument_id}/retired": Line(ADMINS, path=NEW, json={"retired": True}),
    "POST /api/v1/instruments/{instrument_id}/verification": Line(ADMINS, 409, path=NEW, json={"verified": True}),
    "GET /api/v1/instruments/{instrument_id}/uses": Line(ADMINS),
    "GET /api/v1/instrument-uploads": Line(ADMINS),
    "POST /api/v1/instrument-uploads": Line(ADMINS, 201, json={"yaml": YAML}),
    "GET /api/v1/instrument-uploads/{upload_id}": Line(ADMINS, 404, path=DRAFT),
    "POST /api/v1/instrument-uploads/{upload_id}/publish": Line(ADMINS, 404, path=DRAFT),
    "DELETE /api/v1/instrument-uploads/{upload_id}": Line(ADMINS, 404, path=DRAFT),
    "GET /api/v1/instruments/{instrument_id}/carry-over": Line(KEEPERS, path=NEW),
    "POST /api/v1/instruments/{instrument_id}/carry-over": Line(KEEPERS, path=NEW, json={"decision": "propose"}),
    "GET /api/v1/instruments/{instrument_id}/indicators/{number}/earlier-evidence": Line(ASSESSING, path=NEW),
    "GET /instrumen/{instrument_id}/berkas": Line(EVERYBODY),
    "GET /kurasi/alih": Line(KEEPERS),
    "POST /kurasi/alih": Line(KEEPERS, 303, form={"instrumen": "permenpanrb-8-2026", "keputusan": "semua"}),
    "GET /admin/instrumen": Line(ADMINS),
    "POST /admin/instrumen/{instrument_id}/utama": Line(ADMINS, 303, path=NEW, form={}),
    "POST /admin/instrumen/{instrument_id}/sembunyi": Line(ADMINS, 303, path=NEW, form={"sembunyi": "ya"}),
    "POST /admin/instrumen/{instrument_id}/verifikasi": Line(ADMINS, 409, path=NEW, form={"cocok": "ya"}),
    "GET /admin/instrumen/unggah": Line(ADMINS),
    "POST /admin/instrumen/unggah": Line(ADMINS, 303, form={"yaml": YAML}),
    "GET /admin/instrumen/rancangan/{upload_id}": Line(ADMINS, 404, path=DRAFT),
    "GET /admin/instrumen/rancangan/{upload_id}/indikator/{number}": Line(ADMINS, 404, path=DRAFT),
    "GET /admin/instrumen/rancangan/{upload_id}/berkas": Line(ADMINS, 404, path=DRAFT),
    "POST /admin/instrumen/rancangan/{upload_id}/terbitkan": Line(ADMINS, 404, path=DRAFT, form={}),
    "POST /admin/instrumen/rancangan/{upload_id}/buang": Line(ADMINS, 404, path=DRAFT, form={}),
}
