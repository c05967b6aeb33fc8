"""Lines of the table for learning from decisions and for the library's own words."""

from tests.security.lines import CONTRIBUTORS, EVERYBODY, KEEPERS, Line

_INSTRUMENT = {"instrument": "permenpanrb-59-2020"}
_SENT = {"instrumen": "permenpanrb-59-2020"}
_NONE = {"version_id": 1}
_TOPIC = {"topic": "tidak ada", "name": "apa saja"}
_KIND = {"label": "Berita acara"}
_AGENCY = {"agency_id": 4040, "aliases": ["Kominfo"]}
_GROUP = {"terms": ["dasbor", "papan pantau"]}

TEACHING = {
    "GET /api/v1/learning": Line(KEEPERS),
    "GET /api/v1/learning/{version_id}": Line(KEEPERS, 404, path=_NONE),
    "POST /api/v1/learning/train": Line(KEEPERS, 409, json=_INSTRUMENT),
    "POST /api/v1/learning/off": Line(KEEPERS, json=_INSTRUMENT),
    "POST /api/v1/learning/{version_id}/activate": Line(KEEPERS, 404, path=_NONE),
    "GET /api/v1/synonyms": Line(KEEPERS),
    "POST /api/v1/synonyms": Line(KEEPERS, json=_GROUP),
    "POST /api/v1/synonyms/preview": Line(KEEPERS, json=_GROUP),
    "GET /api/v1/topics": Line(KEEPERS),
    "GET /api/v1/topics/offered": Line(CONTRIBUTORS),
    "POST /api/v1/topics": Line(KEEPERS, 404, json=_TOPIC),
    "POST /api/v1/topics/preview": Line(KEEPERS, 404, json=_TOPIC),
    "GET /kurasi/kosakata/topik": Line(KEEPERS),
    "GET /kurasi/kosakata/topik/ubah": Line(KEEPERS, 404, query={"topik": "tidak ada"}),
    "POST /kurasi/kosakata/topik/ubah": Line(KEEPERS, 404, form={"topik": "tidak ada", "name": "apa saja"}),
    "POST /api/v1/topics/words": Line(KEEPERS, 404, json={"topic": "tidak ada"}),
    "POST /api/v1/topics/words/preview": Line(KEEPERS, 404, json={"topic": "tidak ada"}),
    "POST /kurasi/kosakata/topik/sebutan": Line(KEEPERS, 404, form={"topik": "tidak ada"}),
    "GET /api/v1/agency-names": Line(KEEPERS),
    "POST /api/v1/agency-names": Line(KEEPERS, 404, json=_AGENCY),
    "POST /api/v1/agency-names/preview": Line(KEEPERS, 404, json=_AGENCY),
    "GET /kurasi/kosakata/opd": Line(KEEPERS),
    "GET /kurasi/kosakata/opd/ubah": Line(KEEPERS, 404, query={"opd": "4040"}),
    "POST /kurasi/kosakata/opd/ubah": Line(KEEPERS, 404, form={"opd": "4040", "aliases": "Kominfo"}),
    "GET /api/v1/kinds": Line(EVERYBODY),
    "POST /api/v1/kinds": Line(KEEPERS, json=_KIND),
    "POST /api/v1/kinds/preview": Line(KEEPERS, json=_KIND),
    "GET /kurasi/kosakata/jenis": Line(KEEPERS),
    "GET /kurasi/kosakata/jenis/ubah": Line(KEEPERS, query={"jenis": "laporan"}),
    "POST /kurasi/kosakata/jenis/ubah": Line(KEEPERS, 303, form={"label": "Nota dinas", "langkah": "simpan"}),
    "GET /kurasi/belajar": Line(KEEPERS),
    "GET /kurasi/belajar/{version_id}": Line(KEEPERS, 404, path=_NONE),
    "POST /kurasi/belajar/latih": Line(KEEPERS, 409, form=_SENT),
    "POST /kurasi/belajar/matikan": Line(KEEPERS, 303, form=_SENT),
    "POST /kurasi/belajar/{version_id}/pakai": Line(KEEPERS, 404, path=_NONE, form={}),
    "GET /kurasi/kosakata": Line(KEEPERS),
    "GET /kurasi/kosakata/sinonim": Line(KEEPERS),
    "POST /kurasi/kosakata/sinonim": Line(KEEPERS, 303, form={"terms": "dasbor\npapan pantau", "langkah": "simpan"}),
}
