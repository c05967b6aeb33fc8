"""Lines of the table for the curators' queue, for publishing and for contributions."""

from tests.security.lines import ADMINS, EVERYBODY, KEEPERS, SIGNED_IN, Line

_BULK = {"documents": [3], "verb": "reject", "strength": 0.8}
_PAIR = {"document": 3, "instrument": "permenpanrb-59-2020", "indicator": 26, "version": "0" * 16}
_NOBODYS = {"action_id": 1}
_DECISION = {"instrument": "permenpanrb-59-2020", "indicators": [26], "state": "confirmed"}

_MANY = {"berkas": "3", "tindakan": "reject", "kekuatan": "0.8"}
_TICKED = {**_MANY, "pasangan": f"3-1-{'0' * 16}"}

_OWN = {"contribution_id": 1}
_WRITTEN = {"title": "Klinik data", "aksi": "simpan"}

CURATING = {
    "GET /api/v1/contributions": Line(SIGNED_IN),
    "POST /api/v1/contributions": Line(SIGNED_IN, 201, json={"title": "Klinik data"}),
    "GET /api/v1/contributions/{contribution_id}": Line(SIGNED_IN, 404, path=_OWN),
    "PATCH /api/v1/contributions/{contribution_id}": Line(SIGNED_IN, 404, path=_OWN, json={"title": "Lain"}),
    "DELETE /api/v1/contributions/{contribution_id}": Line(SIGNED_IN, 404, path=_OWN),
    "POST /api/v1/contributions/{contribution_id}/attachment": Line(SIGNED_IN, 404, path=_OWN, file=True),
    "POST /api/v1/contributions/{contribution_id}/send": Line(SIGNED_IN, 404, path=_OWN),
    "GET /api/v1/contributions/withdrawals": Line(KEEPERS),
    "POST /api/v1/contributions/{contribution_id}/take-back": Line(SIGNED_IN, 404, path=_OWN),
    "POST /api/v1/contributions/{contribution_id}/withdrawal": Line(SIGNED_IN, 404, path=_OWN, json={"reason": "x"}),
    "POST /api/v1/contributions/{contribution_id}/withdrawal/decision": Line(
        KEEPERS, 404, path=_OWN, json={"grant": True}
    ),
    "GET /kontribusi/{number}/tarik": Line(SIGNED_IN, 404, path={"number": 1}),
    "POST /kontribusi/{number}/tarik": Line(SIGNED_IN, 404, path={"number": 1}, form={}),
    "GET /kurasi/penarikan": Line(KEEPERS),
    "POST /kurasi/penarikan/{number}": Line(KEEPERS, 303, path={"number": 1}, form={"keputusan": "tarik"}),
    "GET /kontribusi": Line(SIGNED_IN),
    "GET /kontribusi/baru": Line(SIGNED_IN),
    "POST /kontribusi/baru": Line(SIGNED_IN, 303, form=_WRITTEN),
    "GET /kontribusi/{number}": Line(SIGNED_IN, 404, path={"number": 1}),
    "POST /kontribusi/{number}": Line(SIGNED_IN, 404, path={"number": 1}, form=_WRITTEN),
    "GET /kontribusi/{number}/pratinjau": Line(SIGNED_IN, 404, path={"number": 1}),
    "POST /kontribusi/{number}/ajukan": Line(SIGNED_IN, 404, path={"number": 1}, form={}),
    "POST /kontribusi/{number}/hapus": Line(SIGNED_IN, 404, path={"number": 1}, form={}),
    "GET /api/v1/documents/{document_id}/publishing": Line(EVERYBODY),
    "POST /api/v1/documents/{document_id}/publishing": Line(KEEPERS, 409, json={"move": "return", "note": "Lengkapi"}),
    "GET /api/v1/publishing/waiting": Line(KEEPERS),
    "GET /api/v1/publishing/policy": Line(KEEPERS),
    "PUT /api/v1/publishing/policy": Line(ADMINS, json={"has_four_eyes": False}),
    "GET /kurasi/terbit": Line(KEEPERS),
    "GET /dokumen/{document_id}/penerbitan": Line(SIGNED_IN),
    "POST /dokumen/{document_id}/penerbitan": Line(KEEPERS, 409, form={"gerak": "return", "note": "Lengkapi"}),
    "GET /admin/penerbitan": Line(ADMINS),
    "POST /admin/penerbitan": Line(ADMINS, 303, form={}),
    "GET /api/v1/curation": Line(KEEPERS),
    "POST /api/v1/curation/documents/{document_id}/decisions": Line(KEEPERS, json=_DECISION),
    "POST /api/v1/curation/documents/{document_id}/done": Line(KEEPERS, json={"supports_none": True}),
    "POST /api/v1/curation/bulk/preview": Line(KEEPERS, json=_BULK),
    "POST /api/v1/curation/bulk": Line(KEEPERS, json={"verb": "reject", "pairs": [_PAIR]}),
    "POST /api/v1/curation/undo": Line(KEEPERS, 404),
    "POST /api/v1/curation/actions/{action_id}/undo": Line(KEEPERS, 404, path=_NOBODYS),
    "POST /dokumen/{document_id}/label/selesai": Line(KEEPERS, 303, form={"tidak_ada": "ya"}),
    "POST /dokumen/{document_id}/label/keterangan": Line(KEEPERS, 303, form={"title": "Judul lain"}),
    "GET /api/v1/curation/undo": Line(KEEPERS),
    "GET /dokumen/{document_id}/label": Line(EVERYBODY, 303),
    "GET /kurasi/urungkan": Line(KEEPERS),
    "POST /kurasi/urungkan": Line(KEEPERS, 303, form={}),
    "GET /kurasi/banyak": Line(KEEPERS),
    "GET /kurasi/banyak/pratinjau": Line(KEEPERS, query=_MANY),
    "POST /kurasi/banyak": Line(KEEPERS, 303, form=_TICKED),
}
