"""From file to effect, with nothing pretended: a rule arrives, what cites it points to it, what revokes it marks it."""

from collections.abc import Mapping

from app.core.runtime import Runtime
from app.documents import service
from app.documents.models import LegalStatus
from tests.conftest import SignedIn, WorkQueue
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People

REVOKING = (
    "PERATURAN WALI KOTA TIRTA KENCANA\nNOMOR 30 TAHUN 2025\nTENTANG\nLAYANAN DIGITAL\n"
    "DENGAN RAHMAT TUHAN YANG MAHA ESA\nWALI KOTA TIRTA KENCANA,\n"
    "Menimbang : bahwa layanan kota perlu ditata kembali;\n"
    "Mengingat : 1. Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;\nMEMUTUSKAN:\n"
    "Menetapkan : PERATURAN WALI KOTA TENTANG LAYANAN DIGITAL.\nBAB I\nKETENTUAN UMUM\n"
    "Pasal 1\nLayanan kota adalah digital.",
    "BAB II\nKETENTUAN PENUTUP\nPasal 2\nPada saat Peraturan Wali Kota ini mulai berlaku, Peraturan Wali Kota "
    "Tirta Kencana Nomor 8 Tahun 2016 tentang Layanan Elektronik dicabut dan dinyatakan tidak berlaku.\n"
    "Pasal 3\nPeraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.",
)
REVOKED = (
    "PERATURAN WALI KOTA TIRTA KENCANA\nNOMOR 8 TAHUN 2016\nTENTANG\nLAYANAN ELEKTRONIK\n"
    "DENGAN RAHMAT TUHAN YANG MAHA ESA\nWALI KOTA TIRTA KENCANA,\n"
    "Menimbang : bahwa layanan perlu diatur;\nMengingat : 1. Undang-Undang Nomor 23 Tahun 2014;\nMEMUTUSKAN:\n"
    "Menetapkan : PERATURAN WALI KOTA TENTANG LAYANAN ELEKTRONIK.\nPasal 1\nLayanan kota adalah elektronik.",
)


def test_a_rule_that_arrives_later_is_linked_and_marked(
    library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    curator = people["kurator"]
    newer = add_document(runtime, curator, make_pdf(REVOKING), "perwali-30-2025.pdf")
    work_queue()
    client = signed_in("kurator")
    (proposal,) = [
        row for row in client.get(f"/api/v1/documents/{newer}/proposals").json() if row["type"] == "mencabut"
    ]
    assert (proposal["page"], proposal["document_id"], proposal["may_decide"]) == (2, None, True)
    assert "dicabut dan dinyatakan tidak berlaku" in proposal["words"]
    place = f"/api/v1/documents/{newer}/proposals/{proposal['id']}"
    assert client.post(place, json={"state": "confirmed"}).status_code == 200

    older = add_document(runtime, curator, make_pdf(REVOKED), "perwali-8-2016.pdf")
    work_queue()
    with runtime.database.read() as session:
        view = service.view(session, curator, older)
        assert view.row.legal_status is LegalStatus.REVOKED
        assert [(row.document_id, row.is_inverse) for row in view.relations] == [(newer, True)]
        mentioned = {row.short: row.document_id for row in service.view(session, curator, newer).mentions}
    assert [held for short, held in mentioned.items() if "8/2016" in short] == [older]

    assert client.post(place, json={"state": "suggested"}).status_code == 200
    with runtime.database.read() as session:
        assert service.get(session, curator, older).legal_status is LegalStatus.UNKNOWN
