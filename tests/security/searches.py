"""Lines of the table for saved searches, the log and requests. Nothing of them is there: who may ask learns that."""

from tests.security.lines import EVERYBODY, KEEPERS, SIGNED_IN, Line

OWN_SEARCH, OWN_REQUEST = {"saved_search_id": 1}, {"request_id": 1}
SEARCHES = {
    "GET /api/v1/saved-searches": Line(SIGNED_IN),
    "POST /api/v1/saved-searches": Line(SIGNED_IN, 201, json={"name": "Data", "q": "data"}),
    "GET /api/v1/saved-searches/{saved_search_id}": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "PATCH /api/v1/saved-searches/{saved_search_id}": Line(SIGNED_IN, 404, path=OWN_SEARCH, json={"name": "Baru"}),
    "DELETE /api/v1/saved-searches/{saved_search_id}": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "POST /api/v1/saved-searches/{saved_search_id}/seen": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "POST /api/v1/saved-searches/{saved_search_id}/feed": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "DELETE /api/v1/saved-searches/{saved_search_id}/feed": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "GET /umpan/{secret}": Line(EVERYBODY, 404, path={"secret": "bukan-alamat-siapa-pun"}),
    "GET /api/v1/search-history": Line(SIGNED_IN),
    "PUT /api/v1/search-history": Line(SIGNED_IN, json={"is_kept": True}),
    "DELETE /api/v1/search-history": Line(SIGNED_IN, 204),
    "GET /api/v1/missed-searches": Line(KEEPERS),
    "POST /api/v1/missed-searches/handled": Line(KEEPERS, 404, json={"query": "yang belum pernah dicari"}),
    "GET /pencarian-tersimpan": Line(SIGNED_IN),
    "GET /pencarian-tersimpan/baru": Line(SIGNED_IN, query={"q": "data"}),
    "POST /pencarian-tersimpan": Line(SIGNED_IN, 303, form={"name": "Data", "alamat": "q=data"}),
    "GET /pencarian-tersimpan/{saved_search_id}": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "POST /pencarian-tersimpan/{saved_search_id}/buka": Line(SIGNED_IN, 404, path=OWN_SEARCH, form={}),
    "POST /pencarian-tersimpan/{saved_search_id}/nama": Line(SIGNED_IN, 404, path=OWN_SEARCH, form={"name": "Baru"}),
    "GET /pencarian-tersimpan/{saved_search_id}/hapus": Line(SIGNED_IN, 404, path=OWN_SEARCH),
    "POST /pencarian-tersimpan/{saved_search_id}/hapus": Line(SIGNED_IN, 404, path=OWN_SEARCH, form={}),
    "POST /pencarian-tersimpan/{saved_search_id}/umpan": Line(SIGNED_IN, 404, path=OWN_SEARCH, form={}),
    "POST /pencarian-tersimpan/{saved_search_id}/umpan/cabut": Line(SIGNED_IN, 404, path=OWN_SEARCH, form={}),
    "POST /riwayat-pencarian": Line(SIGNED_IN, 303, form={"simpan": "ya"}),
    "POST /riwayat-pencarian/hapus": Line(SIGNED_IN, 303, form={}),
    "GET /permintaan": Line(SIGNED_IN),
    "GET /permintaan/baru": Line(SIGNED_IN, query={"q": "peta proses bisnis"}),
    "POST /permintaan": Line(SIGNED_IN, 303, form={"query": "peta proses bisnis"}),
    "POST /permintaan/{request_id}/tarik": Line(SIGNED_IN, 404, path=OWN_REQUEST, form={}),
    "GET /kurasi/pencarian": Line(KEEPERS),
    "POST /kurasi/pencarian/tangani": Line(KEEPERS, 404, form={"kata": "yang belum pernah dicari"}),
    "GET /kurasi/permintaan/{request_id}": Line(KEEPERS, 404, path=OWN_REQUEST),
    "POST /kurasi/permintaan/{request_id}/penuhi": Line(KEEPERS, 404, path=OWN_REQUEST, form={"dokumen": "1"}),
    "POST /kurasi/permintaan/{request_id}/tolak": Line(
        KEEPERS, 404, path=OWN_REQUEST, form={"reason": "Bukan milik kota"}
    ),
    "GET /api/v1/requests": Line(SIGNED_IN),
    "GET /api/v1/requests/waiting": Line(KEEPERS),
    "POST /api/v1/requests": Line(SIGNED_IN, 201, json={"query": "templat peta proses bisnis"}),
    "GET /api/v1/requests/{request_id}": Line(SIGNED_IN, 404, path=OWN_REQUEST),
    "DELETE /api/v1/requests/{request_id}": Line(SIGNED_IN, 404, path=OWN_REQUEST),
    "POST /api/v1/requests/{request_id}/fulfil": Line(KEEPERS, 404, path=OWN_REQUEST, json={"document": 1}),
    "POST /api/v1/requests/{request_id}/decline": Line(
        KEEPERS, 404, path=OWN_REQUEST, json={"reason": "Bukan milik kota"}
    ),
}
