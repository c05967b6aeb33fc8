"""Who may call which route. Every route of the application has its line here; one without is a failing test.

A line says who is let in, and brings a request that would do something, so that refusing it means something.
"""

from tests.security.curating import CURATING
from tests.security.instruments import INSTRUMENTS
from tests.security.legal_life import LEGAL_LIFE
from tests.security.lines import (
    ADMINS,
    ASSESSING,
    CONTRIBUTORS,
    EVERYBODY,
    KEEPERS,
    REVIEWERS,
    SEEING_ALL,
    SIGNED_IN,
    VISITOR,
    Line,
)
from tests.security.searches import SEARCHES
from tests.security.teaching import TEACHING

TAG = {"instrument": "permenpanrb-59-2020", "indicator": 26, "state": "rejected"}
CLAIM = {"level": 3, "statement": "Pasal 27 mewajibkan setiap perangkat daerah."}
SUBMITTED, SOP, TRASHED = {"evidence_id": 2}, {"document_id": 3}, {"document_id": 5}
WRITERS = ("operator", "operator2", "admin")
OWNER, FOREIGN = ("operator", "admin"), ("operator2",)

DOCUMENTS = {
    "GET /api/v1/search": Line(EVERYBODY, query={"q": "manajemen pengetahuan"}),
    "GET /api/v1/suggest": Line(EVERYBODY, query={"q": "penge"}),
    "GET /api/v1/documents": Line(EVERYBODY),
    "POST /api/v1/documents": Line(CONTRIBUTORS, 201, file=True),
    "GET /api/v1/documents/{document_id}": Line(EVERYBODY),
    "PATCH /api/v1/documents/{document_id}": Line(KEEPERS, json={"description": "Lebih jelas"}),
    "DELETE /api/v1/documents/{document_id}": Line(KEEPERS, 204, path={"document_id": 3}, json={"reason": "Usang"}),
    "GET /api/v1/documents/{document_id}/file": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/pages/{number}": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/pages/{number}/picture": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/pages/{number}/marks": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/similar": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/pages/{number}/words": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/tags": Line(EVERYBODY),
    "POST /api/v1/documents/{document_id}/tags": Line(KEEPERS, json=TAG),
    "POST /api/v1/documents/{document_id}/relations": Line(
        KEEPERS, 201, json={"type": "mencabut", "target": "Perwali Kota Tirta Kencana 5/2019"}
    ),
    "DELETE /api/v1/documents/{document_id}/relations/{relation_id}": Line(KEEPERS, 404),
    "GET /api/v1/documents/unchecked": Line(CONTRIBUTORS),
    "GET /api/v1/documents/{document_id}/outline": Line(EVERYBODY),
    "GET /api/v1/documents/{document_id}/facts": Line(KEEPERS),
    "POST /api/v1/documents/{document_id}/facts/confirm": Line(KEEPERS, json={"signer": "Sari Wulandari"}),
    "GET /api/v1/documents/{document_id}/proposals": Line(KEEPERS),
    "POST /api/v1/documents/{document_id}/proposals/{proposal_id}": Line(
        KEEPERS, 404, path={"proposal_id": 1}, json={"state": "confirmed"}
    ),
    "POST /api/v1/documents/{document_id}/revisions": Line(KEEPERS, 201, file=True),
    "POST /api/v1/documents/{document_id}/read-again": Line(KEEPERS, 202),
    "GET /api/v1/documents/{document_id}/unsuggested": Line(KEEPERS),
}

BATCH_OF = ("operator", "kurator", "admin")  # batch 1 is the operator's; those who keep the library see all
ONLY_SENDER = ("operator2", "kurator", "admin")

BATCHES = {
    "GET /api/v1/batches": Line(CONTRIBUTORS),
    "POST /api/v1/batches": Line(CONTRIBUTORS, 201, json={"name": "Surat", "expected": 2}),
    "GET /api/v1/batches/{batch_id}": Line(BATCH_OF, hidden_from=("operator2",)),
    "GET /api/v1/batches/{batch_id}/items": Line(BATCH_OF, hidden_from=("operator2",)),
    "POST /api/v1/batches/{batch_id}/files": Line(("operator",), 201, file=True, hidden_from=ONLY_SENDER),
    "POST /api/v1/batches/{batch_id}/close": Line(("operator",), hidden_from=ONLY_SENDER),
    "POST /api/v1/batches/{batch_id}/retry": Line(BATCH_OF, 409, json={}, hidden_from=("operator2",)),
    "POST /api/v1/batches/{batch_id}/correct": Line(
        BATCH_OF, json={"items": [1], "fields": {"year": 2020}}, hidden_from=("operator2",)
    ),
    "GET /impor": Line(CONTRIBUTORS),
    "GET /impor/{batch_id}": Line(BATCH_OF, hidden_from=("operator2",)),
    "GET /impor/{batch_id}/bagian": Line(BATCH_OF, hidden_from=("operator2",)),
    "POST /impor/{batch_id}/ulangi": Line(BATCH_OF, 409, form={}, hidden_from=("operator2",)),
    "POST /impor/{batch_id}/perbaiki": Line(
        BATCH_OF, 303, form={"berkas": "1", "year": "2020"}, hidden_from=("operator2",)
    ),
    "GET /api/v1/notices": Line(SIGNED_IN),
    "POST /api/v1/notices/read": Line(SIGNED_IN, 204, json={"up_to": 1}),
    "GET /pemberitahuan": Line(SIGNED_IN),
    "GET /pemberitahuan/lonceng": Line(SIGNED_IN),
    "POST /pemberitahuan/dibaca": Line(SIGNED_IN, 303, form={"sampai": "1"}),
}

GAPS, SECTION, ASIDE = {"kind": "untagged"}, {"bagian": "tanpa-indikator"}, {"key": "3", "reason": "Cukup"}
COVERAGE = {
    "GET /api/v1/instruments/{instrument_id}/coverage": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}/coverage.csv": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}/coverage.xlsx": Line(EVERYBODY),
    "GET /api/v1/instruments/{instrument_id}/coverage/{number}": Line(EVERYBODY),
    "GET /cakupan": Line(EVERYBODY),
    "GET /instrumen/{instrument_id}/cakupan": Line(EVERYBODY),
    "GET /instrumen/{instrument_id}/cakupan/{number}": Line(EVERYBODY),
    "GET /api/v1/gaps": Line(KEEPERS),
    "GET /api/v1/gaps/{kind}": Line(KEEPERS, path=GAPS),
    "GET /api/v1/gaps/{kind}.csv": Line(KEEPERS, path=GAPS),
    "GET /api/v1/gaps/citation/documents": Line(KEEPERS, query={"key": "perpres:95:2018|"}),
    "POST /api/v1/gaps/{kind}/put-aside": Line(KEEPERS, 204, path=GAPS, json=ASIDE),
    "DELETE /api/v1/gaps/{kind}/put-aside": Line(KEEPERS, 404, path=GAPS, query={"key": "4711"}),
    "GET /kurasi/kesenjangan": Line(KEEPERS),
    "GET /kurasi/kesenjangan/{bagian}": Line(KEEPERS, path=SECTION),
    "GET /kurasi/kesenjangan/rujukan/dokumen": Line(KEEPERS, query={"kunci": "perpres:95:2018|"}),
    "POST /kurasi/kesenjangan/{bagian}/kesampingkan": Line(KEEPERS, 303, path=SECTION, form={**ASIDE, "kunci": "3"}),
    "POST /kurasi/kesenjangan/{bagian}/kembalikan": Line(KEEPERS, 404, path=SECTION, form={"kunci": "4711"}),
}

EVIDENCE = {
    "GET /api/v1/assessments": Line(ASSESSING),
    "POST /api/v1/assessments": Line(
        REVIEWERS, 201, json={"title": "Penilaian 2027", "year": 2027, "instrument": "permenpanrb-59-2020"}
    ),
    "GET /api/v1/assessments/{assessment_id}": Line(ASSESSING),
    "GET /api/v1/assessments/{assessment_id}/scores": Line(ASSESSING),
    "GET /api/v1/assessments/{assessment_id}/evidence": Line(EVERYBODY),  # empty for who may see none
    "POST /api/v1/assessments/{assessment_id}/evidence": Line(
        ("operator2", "operator", "admin"), 201, json={"indicator": 2, **CLAIM}
    ),
    "GET /api/v1/evidence/{evidence_id}": Line(("operator", *SEEING_ALL), refused=404, refused_visitor=404),
    "PUT /api/v1/evidence/{evidence_id}": Line(OWNER, json=CLAIM, hidden_from=FOREIGN),
    "DELETE /api/v1/evidence/{evidence_id}": Line(OWNER, 204, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/submit": Line(OWNER, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/withdraw": Line(OWNER, path=SUBMITTED, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/revise": Line(OWNER, 409, path=SUBMITTED, hidden_from=FOREIGN),
    "POST /api/v1/evidence/{evidence_id}/accept": Line(REVIEWERS, path=SUBMITTED, json={}),
    "POST /api/v1/evidence/{evidence_id}/return": Line(REVIEWERS, path=SUBMITTED, json={"reason": "Kurang jelas"}),
    "GET /api/v1/review": Line(REVIEWERS),
}

SERVICE = {
    "GET /api/openapi.json": Line(EVERYBODY),
    "GET /healthz": Line(EVERYBODY),
    "GET /readyz": Line(EVERYBODY),
}

PAGES = {
    "GET /": Line(EVERYBODY),
    "GET /cari": Line(EVERYBODY, query={"q": "pengetahuan"}),
    "GET /telusuri": Line(EVERYBODY),
    "GET /domain/{number}": Line(EVERYBODY, 303),
    "GET /aspek/{number}": Line(EVERYBODY, 303),
    "GET /indikator/{number}": Line(EVERYBODY, 303),
    "GET /instrumen/{instrument_id}": Line(EVERYBODY),
    "GET /instrumen/{instrument_id}/domain/{number}": Line(EVERYBODY),
    "GET /instrumen/{instrument_id}/aspek/{number}": Line(EVERYBODY),
    "GET /instrumen/{instrument_id}/indikator/{number}": Line(EVERYBODY),
    "GET /dokumen": Line(EVERYBODY),
    "GET /regulasi": Line(EVERYBODY),
    "GET /praktik-baik": Line(EVERYBODY),
    "GET /jenis/{kind}": Line(EVERYBODY),
    "GET /bantuan": Line(EVERYBODY),
    "GET /bantuan/pencarian": Line(EVERYBODY),
    "GET /bantuan/galat": Line(EVERYBODY),
    "GET /tentang": Line(EVERYBODY),
    "GET /api/docs": Line(EVERYBODY),
}

ACCOUNT_PAGES = {
    "GET /masuk": Line((VISITOR,), refused=303),
    "POST /masuk": Line(EVERYBODY, 422, form={"username": "entah", "password": "bukan-sandi-siapa-pun"}),
    "POST /keluar": Line(SIGNED_IN, 303, form={}, refused_visitor=303),
    "GET /akun": Line(SIGNED_IN),
    "POST /akun/sandi": Line(SIGNED_IN, 422, form={"current": "salah", "new": "x", "new_again": "y"}),
    "POST /akun/sesi": Line(SIGNED_IN, 404, form={"handle": "0" * 64}),
}

DOCUMENT_PAGES = {
    "GET /dokumen/{document_id}": Line(EVERYBODY),
    "GET /dokumen/{document_id}/status": Line(EVERYBODY, 303),
    "GET /dokumen/{document_id}/serupa": Line(EVERYBODY),
    "GET /dokumen/{document_id}/berkas": Line(EVERYBODY),
    "GET /dokumen/{document_id}/baca": Line(EVERYBODY),
    "GET /dokumen/{document_id}/ubah": Line(KEEPERS),
    "POST /dokumen/{document_id}/ubah": Line(KEEPERS, 303, form={"description": "Lebih jelas"}),
    "GET /dokumen/{document_id}/relasi": Line(KEEPERS),
    "POST /dokumen/{document_id}/relasi": Line(KEEPERS, 303, form={"type": "mencabut", "target": "Perpres 95/2018"}),
    "POST /dokumen/{document_id}/relasi/hapus": Line(KEEPERS, 404, form={"relasi": "1"}),
    "GET /dokumen/{document_id}/riwayat": Line(KEEPERS),
    "GET /dokumen/{document_id}/revisi": Line(KEEPERS),
    "POST /dokumen/{document_id}/revisi": Line(KEEPERS, 303, path=SOP, form={}, file=True),
    "POST /dokumen/{document_id}/baca-ulang": Line(KEEPERS, 303, form={}),
    "GET /dokumen/{document_id}/buang": Line(KEEPERS, path=SOP),
    "POST /dokumen/{document_id}/buang": Line(KEEPERS, 303, path=SOP, form={"reason": "Usang"}),
    "POST /dokumen/{document_id}/pulihkan": Line(
        KEEPERS, 303, path=TRASHED, form={}, hidden_from=("operator", "operator2"), sees_trash=True
    ),
    "GET /dokumen/{document_id}/hapus-tetap": Line(ADMINS, path=TRASHED, sees_trash=True),
    "POST /dokumen/{document_id}/hapus-tetap": Line(
        ADMINS, 303, path=TRASHED, form={"reason": "Memuat data pribadi"}, sees_trash=True
    ),
    "POST /dokumen/{document_id}/label": Line(KEEPERS, 303, form={"indikator": "40", "keputusan": "confirmed"}),
    "GET /kurasi/dokumen/{document_id}": Line(KEEPERS),
    "GET /sampah": Line(CONTRIBUTORS),
    "GET /unggah": Line(CONTRIBUTORS),
    "POST /unggah": Line(CONTRIBUTORS, 303, form={}, file=True),
    "GET /unggah/hasil": Line(EVERYBODY, 303),
    "GET /kurasi": Line(KEEPERS),
    "GET /kurasi/bacaan": Line(KEEPERS),
    "POST /dokumen/{document_id}/relasi/usulan": Line(KEEPERS, 303, form={"keputusan": "semua"}),
    "GET /kurasi/periksa": Line(CONTRIBUTORS),
    "GET /kurasi/periksa/{document_id}": Line(KEEPERS),
    "POST /kurasi/periksa/{document_id}": Line(KEEPERS, 303, form={"signer": "Sari Wulandari"}),
    "POST /kurasi/periksa/{document_id}/ulang": Line(KEEPERS, 303, form={}),
    "GET /kurasi/lengkapi": Line(KEEPERS),
}

CLAIM_FORM = {"level": "3", "statement": "Pasal 27 mewajibkan setiap perangkat daerah.", "aksi": "simpan"}
NEW_ASSESSMENT = {"title": "Penilaian 2027", "year": "2027", "instrument": "permenpanrb-59-2020"}

EVIDENCE_PAGES = {
    "GET /penilaian": Line(ASSESSING),
    "GET /penilaian/baru": Line(REVIEWERS),
    "POST /penilaian/baru": Line(REVIEWERS, 303, form=NEW_ASSESSMENT),
    "GET /penilaian/{assessment_id:int}": Line(ASSESSING),
    "GET /penilaian/{assessment_id:int}/tutup": Line(REVIEWERS),
    "POST /penilaian/{assessment_id:int}/tutup": Line(REVIEWERS, 303, form={}),
    "POST /penilaian/{assessment_id:int}/buka": Line(REVIEWERS, 409, form={}),
    "GET /penilaian/{assessment_id:int}/opd/{agency_id:int}": Line(ASSESSING),  # of others only what was accepted
    "GET /penilaian/{assessment_id:int}/indikator/{number:int}": Line(ASSESSING),
    "GET /penilaian/{assessment_id:int}/indikator/{number:int}/bukti-baru": Line(WRITERS),
    "POST /penilaian/{assessment_id:int}/indikator/{number:int}/bukti-baru": Line(WRITERS, 303, form=CLAIM_FORM),
    "GET /bukti-baru": Line(WRITERS),
    "GET /bukti/{evidence_id:int}": Line(("operator", *SEEING_ALL), hidden_from=FOREIGN),
    "GET /bukti/{evidence_id:int}/ubah": Line(OWNER, hidden_from=FOREIGN),
    "POST /bukti/{evidence_id:int}/ubah": Line(OWNER, 303, form=CLAIM_FORM, hidden_from=FOREIGN),
    "GET /bukti/{evidence_id:int}/hapus": Line(OWNER, hidden_from=FOREIGN),
    "POST /bukti/{evidence_id:int}/hapus": Line(OWNER, 303, form={}, hidden_from=FOREIGN),
    "POST /bukti/{evidence_id:int}/ajukan": Line(OWNER, 303, form={}, hidden_from=FOREIGN),
    "POST /bukti/{evidence_id:int}/tarik": Line(OWNER, 303, path=SUBMITTED, form={}, hidden_from=FOREIGN),
    "POST /bukti/{evidence_id:int}/perbaiki": Line(OWNER, 409, path=SUBMITTED, form={}, hidden_from=FOREIGN),
    "GET /tinjau": Line(REVIEWERS),
    "POST /bukti/{evidence_id:int}/terima": Line(REVIEWERS, 409, path=SUBMITTED, form={"level": "3"}),
    "POST /bukti/{evidence_id:int}/kembalikan": Line(REVIEWERS, 409, path=SUBMITTED, form={"reason": "Kurang jelas"}),
    "POST /bukti/{evidence_id:int}/tinjau-ulang": Line(REVIEWERS, 409, path=SUBMITTED, form={"reason": "Perlu lagi"}),
}

NEW_PERSON = {"username": "budi.s", "full_name": "Budi", "role": "reader", "password": "sandi-cukup-panjang"}

ADMIN_PAGES = {
    "GET /admin": Line(ADMINS),
    "POST /admin/pekerjaan/ulangi": Line(ADMINS, 303, form={}),
    "POST /admin/alarm/periksa-lagi": Line(ADMINS, 303, form={}),
    "POST /admin/indeks/susun-ulang": Line(ADMINS, 303, form={}),
    "GET /admin/pengguna": Line(ADMINS),
    "GET /admin/pengguna/baru": Line(ADMINS),
    "POST /admin/pengguna/baru": Line(ADMINS, 303, form=NEW_PERSON),
    "GET /admin/pengguna/{user_id:int}": Line(ADMINS),
    "POST /admin/pengguna/{user_id:int}": Line(ADMINS, 303, form={**NEW_PERSON, "is_active": "1"}),
    "GET /admin/opd": Line(ADMINS),
    "GET /admin/opd/baru": Line(ADMINS),
    "POST /admin/opd/baru": Line(ADMINS, 303, form={"code": "BARU", "name": "Dinas Baru", "is_active": "1"}),
    "GET /admin/opd/{agency_id:int}": Line(ADMINS),
    "POST /admin/opd/{agency_id:int}": Line(ADMINS, 303, form={"code": "BARU", "name": "Dinas Baru"}),
    "GET /admin/jejak": Line(ADMINS),
    "GET /admin/peran": Line(ADMINS),
}

# Nobody's documents are alike in the library of these tests: whoever may ask learns that the pair is not there.
PAIR = {"twin_id": 1}
TWINS = {
    "GET /api/v1/twins": Line(CONTRIBUTORS),
    "GET /api/v1/twins/{twin_id}": Line(CONTRIBUTORS, 404, path=PAIR),
    "POST /api/v1/twins/{twin_id}/decision": Line(CONTRIBUTORS, 404, path=PAIR, json={"decision": "distinct"}),
    "DELETE /api/v1/twins/{twin_id}/decision": Line(CONTRIBUTORS, 404, path=PAIR),
    "GET /kurasi/kembar": Line(CONTRIBUTORS),
    "GET /kurasi/kembar/{twin_id}": Line(CONTRIBUTORS, 404, path=PAIR),
    "POST /kurasi/kembar/{twin_id}": Line(CONTRIBUTORS, 404, path=PAIR, form={"keputusan": "distinct"}),
    "POST /kurasi/kembar/{twin_id}/batal": Line(CONTRIBUTORS, 404, path=PAIR, form={}),
}

TABLE: dict[str, Line] = {
    **CURATING,
    **LEGAL_LIFE,
    **DOCUMENTS,
    **BATCHES,
    **COVERAGE,
    **INSTRUMENTS,
    **EVIDENCE,
    **SERVICE,
    **PAGES,
    **ACCOUNT_PAGES,
    **DOCUMENT_PAGES,
    **EVIDENCE_PAGES,
    **ADMIN_PAGES,
    **TWINS,
    **SEARCHES,
    **TEACHING,
}
