"""Looking at what was read: the form opens filled in, doubts are marked in words, one step confirms and goes on."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.documents import facts, proposals
from app.documents import service as documents
from app.documents.models import Document, LegalStatus
from app.documents.read_models import ProposedRelation
from app.documents.schemas import DocumentFields
from frontend.ended import SEEN
from indexer.citations import Citation
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import heading, see, send, value_of, words
from tests.support.counting import count_queries
from tests.support.people import People
from tests.support.reading import OLD_RULE, described, stated


@pytest.fixture
def relation(library: Mapping[str, int], runtime: Runtime, people: People) -> int:
    """The guideline's number and signer are doubtful; it says that it revokes the rule which the SOP is here."""
    with runtime.database.write() as session:
        for document_id in library.values():
            facts.record(session, session.get_one(Document, document_id), described())
        fields = DocumentFields(kind_abbrev="Perwali Kota Tirta Kencana", number="5", year=2019)
        documents.edit(session, people["kurator"], document_id=library["sop"], fields=fields)
        pedoman = session.get_one(Document, library["pedoman"])
        facts.record(session, pedoman, described(number=("17", 0.4), signer=("Sari", 0.6), issuer=("Dinas", 0.9)))
        proposals.record(session, pedoman, [stated("mencabut", OLD_RULE)])
        session.flush()
        found: ProposedRelation = proposals.of(session, library["pedoman"])[0]
        return found.id or 0


def form_of(page: str, **given: str) -> dict[str, str]:
    """What a browser would send: the fields as they stand, with what they showed first."""
    names = [name for name in facts.FIELDS if f'name="{name}"' in page]
    seen = {f"semula:{name}": value_of(page, f"semula:{name}") for name in names}
    return {**{name: value_of(page, name) for name in names}, **seen, **given}


def test_the_queue_names_what_is_doubtful(library: Mapping[str, int], relation: int, signed_in: SignedIn) -> None:
    page = see(signed_in("kurator"), "/kurasi/periksa")
    assert heading(page) == "Perlu diperiksa"
    seen = words(page)
    assert "di antaranya ada yang perlu dipastikan" in seen
    assert "Pastikan nomor, penanda tangan." in seen
    assert f'href="/kurasi/periksa/{library["pedoman"]}"' in page
    assert "Perlu diperiksa" in words(see(signed_in("kurator"), "/kurasi")), "counted on the curators' desk"
    of_operator = see(signed_in("operator"), "/")
    assert 'href="/kurasi/periksa"' in of_operator
    assert 'href="/kurasi/periksa"' not in see(signed_in("pembaca"), "/")
    assert "Usulan label" not in words(see(signed_in("operator"), "/kurasi/periksa"))


def test_the_form_opens_filled_in_beside_its_source(
    library: Mapping[str, int], relation: int, signed_in: SignedIn
) -> None:
    page = see(signed_in("kurator"), f"/kurasi/periksa/{library['pedoman']}")
    assert value_of(page, "number") == "17", "too unsure to stand in the document, sure enough to be offered"
    assert value_of(page, "semula:number") == ""
    assert value_of(page, f"hubungan:{relation}") == "nanti", "nobody marks a rule as revoked in passing"
    seen = words(page)
    assert "2 isian perlu dipastikan: nomor , penanda tangan" in seen
    assert "1 hubungan menunggu pilihan Anda" in seen
    assert "Perlu dipastikan “" not in seen
    assert "kata tentang number" in seen
    assert f"{OLD_RULE.short} akan ditandai Dicabut." in seen
    assert "Klinik pengetahuan" not in seen or "Halaman 1" in seen
    assert "Pedoman ini melaksanakan" in seen, "the page that says so"


def test_one_step_confirms_everything_and_goes_on(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    curator, pedoman = signed_in("kurator"), library["pedoman"]
    fields = form_of(see(curator, f"/kurasi/periksa/{pedoman}"), **{f"hubungan:{relation}": "benar"})
    answer = send(curator, f"/kurasi/periksa/{pedoman}", fields)
    assert answer.status_code == 303
    assert answer.headers["location"] in {f"/kurasi/periksa/{other}" for other in library.values() if other != pedoman}
    with runtime.database.read() as session:
        document = session.get_one(Document, pedoman)
        assert (document.number, document.checked_at is not None) == ("17", True)
        assert session.get_one(Document, library["sop"]).legal_status is LegalStatus.REVOKED
    assert "Peraturan ini sudah dicabut" in words(see(curator, f"/dokumen/{library['sop']}"))
    assert "Pedoman Berbagi Pengetahuan" not in words(see(curator, "/kurasi/periksa")).split("menunggu")[1]
    row = words(see(curator, "/dokumen"))
    assert "Dicabut dengan" in row


def test_a_correction_is_kept_and_a_mistake_comes_back_with_its_words(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    operator, path = signed_in("operator"), f"/kurasi/periksa/{library['pedoman']}"
    fields = form_of(see(operator, path), year="tahun lalu", signer="Sari Wulandari")
    answer = send(operator, path, fields)
    assert answer.status_code == 422
    assert (value_of(answer.text, "year"), value_of(answer.text, "signer")) == ("tahun lalu", "Sari Wulandari")
    assert value_of(answer.text, "semula:signer") == ""
    with runtime.database.read() as session:
        assert session.get_one(Document, library["pedoman"]).checked_at is None
    assert send(operator, path, {**fields, "year": "2024"}).headers["location"] == "/kurasi/periksa"
    with runtime.database.read() as session:
        document = session.get_one(Document, library["pedoman"])
        assert (document.signer, document.checked_at is not None) == ("Sari Wulandari", True)
    assert send(operator, f"{path}/ulang").status_code == 303
    assert "1 dokumen menunggu" in words(see(operator, "/kurasi/periksa"))


def test_what_somebody_else_changed_meanwhile_is_overwritten_only_knowingly(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    curator, path = signed_in("kurator"), f"/kurasi/periksa/{library['perwal']}"
    status = {"semula:legal_status": "unknown", "legal_status": "in_force"}
    fields = form_of(see(curator, path), signer="Dari saya") | status
    theirs = {"signer": "Dari rekan", "legal_status": "revoked", SEEN: "ya"}
    assert send(signed_in("admin"), f"/dokumen/{library['perwal']}/ubah", theirs).status_code == 303
    answer = send(curator, path, fields)
    assert answer.status_code == 409
    assert "Sudah diubah sejak halaman ini dibuka menjadi “Dari rekan”." in words(answer.text)
    assert "Sudah diubah sejak halaman ini dibuka menjadi “Dicabut”." in words(answer.text)
    assert "Penanda tangan: sudah diubah sejak halaman ini dibuka" in words(answer.text), "the summary names the field"
    with runtime.database.read() as session:
        document = session.get_one(Document, library["perwal"])
        assert (document.signer, document.legal_status, document.checked_at) == ("Dari rekan", "revoked", None)
    again = form_of(answer.text) | {name: value_of(answer.text, name) for name in status}
    assert (again["signer"], again["legal_status"]) == ("Dari saya", "in_force")
    assert send(curator, path, again).status_code == 303
    with runtime.database.read() as session:
        document = session.get_one(Document, library["perwal"])
        assert (document.signer, document.legal_status) == ("Dari saya", "in_force")


def test_nobody_vouches_for_what_they_have_not_seen(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    """All is right, says who looked: not what somebody else wrote after the page was opened."""
    curator, path = signed_in("kurator"), f"/kurasi/periksa/{library['perwal']}"
    fields = form_of(see(curator, path))
    theirs = {"signer": "Dari rekan"}
    assert send(signed_in("admin"), f"/dokumen/{library['perwal']}/ubah", theirs).status_code == 303
    answer = send(curator, path, fields)
    assert answer.status_code == 409
    assert "Sudah diubah sejak halaman ini dibuka menjadi “Dari rekan”." in words(answer.text)
    again = form_of(answer.text)
    assert again["signer"] == "Dari rekan"
    assert send(curator, path, again).status_code == 303
    with runtime.database.read() as session:
        document = session.get_one(Document, library["perwal"])
        assert document.signer == "Dari rekan"
        assert document.checked_at is not None


def test_a_refused_form_still_knows_which_status_it_had_shown(
    library: Mapping[str, int], relation: int, signed_in: SignedIn
) -> None:
    curator, path = signed_in("kurator"), f"/kurasi/periksa/{library['perwal']}"
    status = {"semula:legal_status": "unknown", "legal_status": "in_force"}
    fields = form_of(see(curator, path), title="") | status
    assert value_of(send(curator, path, fields).text, "semula:legal_status") == "unknown"


def test_an_operator_sees_but_does_not_mark_other_rules(
    library: Mapping[str, int], relation: int, signed_in: SignedIn
) -> None:
    page = see(signed_in("operator"), f"/kurasi/periksa/{library['pedoman']}")
    assert "Dipastikan oleh kurator" in words(page)
    assert f'name="hubungan:{relation}"' not in page
    forced = send(signed_in("operator"), f"/kurasi/periksa/{library['pedoman']}", {f"hubungan:{relation}": "benar"})
    assert forced.status_code == 403
    see(signed_in("operator2"), f"/kurasi/periksa/{library['pedoman']}", status=403)
    see(signed_in("operator"), f"/kurasi/periksa/{library['rahasia']}", status=404)


def test_relations_are_decided_one_by_one_and_taken_back(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    curator, path = signed_in("kurator"), f"/dokumen/{library['pedoman']}/relasi"

    def status() -> LegalStatus:
        with runtime.database.read() as session:
            return session.get_one(Document, library["sop"]).legal_status

    assert "belum dipastikan" in words(see(curator, path))
    for decision, expected in (
        ("benar", LegalStatus.REVOKED),
        ("tarik", LegalStatus.UNKNOWN),
        ("bukan", LegalStatus.UNKNOWN),
        ("tarik", LegalStatus.UNKNOWN),
        ("semua", LegalStatus.REVOKED),
    ):
        answer = send(curator, f"{path}/usulan", {"usulan": str(relation), "keputusan": decision})
        assert (answer.status_code, status()) == (303, expected), decision
    assert "Tarik kembali" in words(see(curator, path))


def test_the_page_of_the_queue_costs_the_same_however_long_it_is(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    operator, engine = signed_in("operator"), runtime.database.engine
    see(operator, "/kurasi/periksa")
    with count_queries(engine) as short:
        see(operator, "/kurasi/periksa")
    with runtime.database.write() as session:
        owner = session.get_one(Document, library["pedoman"]).agency_id
        for document_id in library.values():
            session.get_one(Document, document_id).agency_id = owner
    with count_queries(engine) as longer:
        page = see(operator, "/kurasi/periksa")
    assert page.count('class="reading"') > 3
    assert len(longer) == len(short)


def test_what_the_button_confirms_it_says_and_shows(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    pedoman = library["pedoman"]
    bases = [stated("dasar", Citation("UU", str(number), 2008)) for number in (11, 14)]
    with runtime.database.write() as session:
        proposals.record(session, session.get_one(Document, pedoman), [stated("mencabut", OLD_RULE), *bases])
    curator, path = signed_in("kurator"), f"/kurasi/periksa/{pedoman}"
    page = see(curator, path)
    assert words(page).count("Benar semua, termasuk 2 hubungan") == 2
    assert '<details class="disclosure check__rest" open>' in page
    with runtime.database.read() as session:
        ids = {row.target: row.id for row in proposals.of(session, pedoman)}
    chosen = {f"hubungan:{number}": value_of(page, f"hubungan:{number}") for number in ids.values()}
    send(curator, path, form_of(page, **chosen))
    with runtime.database.read() as session:
        states = {row.target: row.state.value for row in proposals.of(session, pedoman)}
        assert states == {OLD_RULE.short: "suggested", "UU 11/2008": "confirmed", "UU 14/2008": "confirmed"}
        assert session.get_one(Document, library["sop"]).legal_status is LegalStatus.UNKNOWN
    assert "dapat ditarik kembali di Atur hubungan" in words(see(curator, "/kurasi/periksa"))


def test_a_rule_without_its_date_is_to_be_made_sure_of_and_its_status_is_chosen(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    curator, path = signed_in("kurator"), f"/kurasi/periksa/{library['perwal']}"
    page = see(curator, path)
    assert "tanggal penetapan" in words(page).split("perlu dipastikan:")[1].split(".")[0]
    assert "Tidak ditemukan, perlu dipastikan" in words(page)
    assert "Benar semua, termasuk 1 isian yang kosong" in words(page)
    fields = form_of(page, enacted_on="2023-03-01") | {"semula:legal_status": "unknown", "legal_status": "in_force"}
    assert send(curator, path, fields).status_code == 303
    with runtime.database.read() as session:
        assert session.get_one(Document, library["perwal"]).legal_status is LegalStatus.IN_FORCE
    assert 'name="legal_status"' not in see(curator, f"/kurasi/periksa/{library['pedoman']}"), "no rule, no status"


def test_fields_of_rules_stay_away_from_other_kinds(
    library: Mapping[str, int], relation: int, signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    other, rule = (see(curator, f"/kurasi/periksa/{library[name]}") for name in ("rahasia", "perwal"))
    for name in ("gazette", "promulgated_on", "kind_abbrev"):
        assert f'name="{name}"' not in other
        assert f'name="{name}"' in rule


def test_each_field_leads_to_its_page_and_back(library: Mapping[str, int], relation: int, signed_in: SignedIn) -> None:
    page = see(signed_in("kurator"), f"/kurasi/periksa/{library['pedoman']}")
    assert '<a href="#hlm-1">Lihat halaman 1</a>' in page
    assert 'id="hlm-1"' in page
    assert "Kembali ke nomor" in words(page)
    assert '<a href="#signer">penanda tangan</a>' in page.split('id="hlm-1"')[1]


def test_a_draft_says_that_it_is_not_in_force(
    library: Mapping[str, int], relation: int, runtime: Runtime, signed_in: SignedIn
) -> None:
    curator, perwal = signed_in("kurator"), library["perwal"]
    with runtime.database.write() as session:
        documents.note_draft(session.get_one(Document, perwal), is_draft=True)
    for path in (f"/kurasi/periksa/{perwal}", f"/dokumen/{perwal}"):
        assert "Rancangan: belum berlaku" in words(see(curator, path))
