"""Lines of the table for the legal life of rules, review dates and one's notices."""

from tests.security.lines import ADMINS, ASSESSING, EVERYBODY, KEEPERS, SIGNED_IN, Line

OWN_NOTICE, OWN_NOTICE_PAGE = {"notice_id": 1}, {"number": 1}  # nobody has one: who may ask learns that
PLAN, MONTHS = {"months": 12}, {"sop": 12}
LEGAL_LIFE = {
    "GET /api/v1/documents/{document_id}/legal-life": Line(EVERYBODY),
    "GET /dokumen/{document_id}/hubungan": Line(EVERYBODY),
    "GET /dokumen/{document_id}/bukti": Line(ASSESSING),
    "GET /api/v1/reviews": Line(SIGNED_IN),
    "GET /api/v1/documents/{document_id}/review": Line(EVERYBODY),
    "PUT /api/v1/documents/{document_id}/review": Line(KEEPERS, json=PLAN),
    "POST /api/v1/documents/{document_id}/review/done": Line(KEEPERS, 201, json={"note": "Masih berlaku"}),
    "GET /api/v1/review-intervals": Line(ADMINS),
    "PUT /api/v1/review-intervals": Line(ADMINS, json=MONTHS),
    "GET /jadwal-tinjau": Line(SIGNED_IN),
    "GET /jadwal-tinjau.csv": Line(SIGNED_IN),
    "GET /dokumen/{document_id}/tinjau": Line(SIGNED_IN),
    "POST /dokumen/{document_id}/tinjau": Line(KEEPERS, 303, form={"months": "12"}),
    "POST /dokumen/{document_id}/tinjau/selesai": Line(KEEPERS, 303, form={"note": "Masih berlaku"}),
    "GET /admin/jadwal-tinjau": Line(ADMINS),
    "POST /admin/jadwal-tinjau": Line(ADMINS, 303, form=dict.fromkeys(MONTHS, "12")),
    "GET /api/v1/notices/choices": Line(SIGNED_IN),
    "PUT /api/v1/notices/choices": Line(SIGNED_IN, json={"wanted": ["bukti"]}),
    "GET /api/v1/notices/{notice_id}": Line(SIGNED_IN, 404, path=OWN_NOTICE),
    "POST /api/v1/notices/{notice_id}/read": Line(SIGNED_IN, 404, path=OWN_NOTICE),
    "GET /pemberitahuan/pilihan": Line(SIGNED_IN),
    "POST /pemberitahuan/pilihan": Line(SIGNED_IN, 303, form={"topik": "bukti"}),
    "GET /pemberitahuan/{number}": Line(SIGNED_IN, 404, path=OWN_NOTICE_PAGE),
    "GET /pemberitahuan/{number}/buka": Line(SIGNED_IN, 404, path=OWN_NOTICE_PAGE),
    "POST /pemberitahuan/{number}/dibaca": Line(SIGNED_IN, 404, path=OWN_NOTICE_PAGE, form={}),
}
