"""Instrument files: good ones load, and every rule names its line in a broken copy."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.instruments import loader
from app.instruments.loader import InstrumentInvalid, load_instrument, parse
from app.instruments.profile_spec import EvidenceRole, LevelRule, Phrase
from app.instruments.spec import EvidenceHint, LegalReference

SAMPLES = Path(__file__).parent / "samples"
THREE = (SAMPLES / "three-levels.yaml").read_text(encoding="utf-8")
DECIMAL = (SAMPLES / "decimal-levels.yaml").read_text(encoding="utf-8")


def replaced(old: str, new: str) -> Callable[[], str]:
    def broken() -> str:
        assert THREE.count(old) == 1, old
        return THREE.replace(old, new)

    return broken


def line_of(words: str, source: str) -> int:
    return source[: source.index(words)].count("\n") + 1


def problems_in(source: str) -> list[str]:
    with pytest.raises(InstrumentInvalid) as caught:
        parse(source)
    return [str(problem) for problem in caught.value.problems]


def test_a_made_up_instrument_with_three_levels_loads() -> None:
    instrument = load_instrument(SAMPLES / "three-levels.yaml")

    assert instrument.id == "contoh-tiga-tingkat"
    assert instrument.in_force_from == date(2030, 1, 1)
    assert instrument.assessment_years == (2030, 2031)
    assert [domain.weight for domain in instrument.domains] == [Decimal(40), Decimal(60)]
    first = instrument.indicators[0]
    assert [level.label for level in first.levels] == ["awal", "jalan", "mapan"]
    assert first.levels[2].evidence == (EvidenceHint("foto", "Rak yang penuh", optional=True),)
    assert first.phrases == (Phrase("daftar buku", 1.0), Phrase("katalog buku", 1.0), Phrase("rak", 0.4))
    assert first.prefers_kinds == ("laporan", "data")
    assert first.role == "kegiatan"
    assert first.evidence_names == (Phrase("buku induk", 0.9, ("data",)),)
    assert first.against == (Phrase("buku tamu", 0.5),)
    assert first.neighbours == (2,)
    assert first.citations == ("UU 43/2007 Pasal 5",)
    assert instrument.evidence_roles[0] == EvidenceRole(
        "aturan", "aturan tentangnya", ("regulasi",), ("tata tertib",), ("perpustakaan",)
    )
    assert instrument.level_rules == (
        LevelRule(Decimal(1), "Draf hanya mendukung tingkat 1.", indicators=(1, 2), words=("draf",), older_than=5),
        LevelRule(
            Decimal(3),
            "Reviunya baru.",
            roles=("kegiatan",),
            kinds=("laporan",),
            words=("reviu",),
            without=("undangan",),
            is_in_text=True,
            younger_than=2,
        ),
    )
    assert first.legal_basis == (LegalReference("Peraturan Contoh 1/2030 Pasal 2", "Koleksi"),)


def test_a_made_up_instrument_without_domains_loads() -> None:
    instrument = load_instrument(SAMPLES / "decimal-levels.yaml")

    assert instrument.domains == ()
    assert [aspect.domain for aspect in instrument.aspects] == [None, None]
    assert not instrument.levels_are_whole
    assert instrument.target_level == Decimal("3.5")
    assert instrument.status == "unknown"
    assert instrument.revoked_by is None


def test_parts_are_found_by_number() -> None:
    instrument = parse(THREE)

    assert [aspect.number for aspect in instrument.aspects_of(2)] == [2, 3]
    assert [indicator.code for indicator in instrument.indicators_of_domain(2)] == ["L1", "L2", "L3"]
    assert instrument.indicator(6) is None
    assert instrument.domain(3) is None
    found = instrument.indicator(2)
    assert found is not None
    assert found.level(2) == found.levels[1]
    assert found.level(Decimal("2.5")) is None


@pytest.mark.parametrize(
    ("broken", "words", "message"),
    [
        (replaced("weight: 4.5", "weight: 4.6"), "indicators:", "Jumlah bobot semua indikator 100.1"),
        (replaced("Ruang baca, weight: 25.5", "Ruang baca, weight: 25.4"), "{number: 2, domain: 2", "aspek 2 tertulis"),
        (replaced("Koleksi, weight: 40", "Koleksi, weight: 41"), "{number: 1, name: Koleksi", "domain 1 tertulis 41"),
        (
            replaced("{value: 3, criterion: Lega.}", "{value: 4, criterion: Lega.}"),
            "- number: 3",
            "tepat tingkat 1, 2, 3",
        ),
        (replaced(", {value: 3, criterion: Sering.}", ""), "- number: 2", "Indikator 2 harus memuat tepat tingkat"),
        (replaced("- number: 5", "- number: 4 # lagi"), "# lagi", 'Indikator "4" ditulis 2 kali'),
        (replaced("code: L2", "code: L1"), "indicators:", 'Kode indikator "L1" dipakai 2 kali'),
        (replaced("{number: 2, name: Layanan", "{number: 1, name: Layanan"), "name: Layanan", 'Domain "1" ditulis'),
        (replaced("{number: 3, domain: 2", "{number: 2, domain: 2"), "name: Anggota, w", 'Aspek "2" ditulis 2 kali'),
        (replaced("min: 1.5, max: 2.5", "min: 1.6, max: 2.5"), "predicate: Sedang", "tidak bersambung"),
        (replaced("min: 2.5, max: 3}", "min: 2.5, max: 2.9}"), "predicate: Rendah", "dari 1 sampai 3"),
        (
            replaced("Rendah, min: 1,", "Rendah, min: 1.5,"),
            "predicate: Rendah",
            "harus lebih kecil daripada batas atas",
        ),
        (
            replaced("predicate: Tinggi", "predicate: Sedang"),
            "predicate: Sedang, min: 1.5",
            'Predikat "Sedang" ditulis',
        ),
        (
            replaced("domain: 1, name: Buku", "domain: 9, name: Buku"),
            "name: Buku, w",
            "merujuk domain 9 yang tidak ada",
        ),
        (replaced("domain: 1, name: Buku", "name: Buku"), "name: Buku, w", "merujuk domain None yang tidak ada"),
        (replaced("aspect: 2", "aspect: 8"), "- number: 3", "Indikator 3 merujuk aspek 8 yang tidak ada"),
        (replaced("kind: foto, text: Rak yang kosong", "kind: film, text: x"), "- number: 1", 'jenis bukti "film"'),
        (replaced("prefers_kinds: [laporan, data]", "prefers_kinds: [puisi]"), "- number: 1", 'dokumen "puisi"'),
        (replaced("weight: 0.4", "weight: 1.4"), "- number: 1", 'Bobot frasa "rak"'),
        (replaced("role: kegiatan", "role: pesta"), "- number: 1", 'Indikator 1 memakai peran "pesta"'),
        (replaced("{id: kegiatan,", "{id: aturan,"), "label: kegiatannya", 'Peran "aturan" ditulis 2 kali'),
        (replaced("kinds: [regulasi]", "kinds: [puisi]"), "- {id: aturan", 'Peran "aturan" menyebut jenis dokumen'),
        (replaced("indicators: [1, 2]", "indicators: [9]"), "- {level: 1", "Aturan tingkat menyebut indikator 9"),
        (
            replaced("kinds: [data]", "kinds: [puisi]"),
            "- number: 1",
            'Nama bukti "buku induk" pada indikator 1 menyebut',
        ),
        (replaced("neighbours: [2]", "neighbours: [1, 9]"), "- number: 1", "tetangga 9 yang tidak ada"),
        (replaced("UU 43/2007 Pasal 5", "aturan lama"), "- number: 1", 'Kutipan "aturan lama" pada indikator 1'),
        (replaced("weight: 0.9", "weight: 0"), "- number: 1", 'Bobot nama bukti "buku induk"'),
        (replaced("weight: 0.5", "weight: 2"), "- number: 1", 'Bobot kata penyangkal "buku tamu"'),
        (replaced("level: 3, roles", "level: 4, roles"), "- {level: 4", "menyebut tingkat 4 yang berada di luar"),
        (replaced("roles: [kegiatan]", "roles: [pesta]"), "- {level: 3", 'Aturan tingkat memakai peran "pesta"'),
        (replaced("younger_than: 2", "younger_than: muda"), "- {level: 3", '"younger_than" harus berupa bilangan'),
        (replaced("words: [rak]", "words: [Daftar Buku]"), "- number: 1", 'Frasa "daftar buku"'),
        (replaced("target: 2}", "target: 4}"), "levels: {whole", "Target harus berada di antara"),
        (replaced("{value: 2, label: jalan", "{value: 1.5, label: jalan"), "- id: tiga", "Tingkat 1.5 tidak bulat"),
        (replaced("{value: 3, label: mapan", "{value: 4, label: mapan"), "- id: tiga", "Tingkat 4 di luar batas"),
        (replaced("{value: 2, label: jalan", "{value: 1, label: jalan"), "- id: tiga", "tingkat yang sama dua kali"),
        (replaced("status: in_force", "status: berlaku"), "status: berlaku", 'Status "berlaku" tidak dikenal'),
        (replaced("id: contoh-tiga-tingkat", "id: ../Contoh"), "id: ../Contoh", "bukan id yang sah"),
        (replaced("  - {id: self, name: Mandiri}\n", ""), "id: contoh", 'Daftar "stages" kosong'),
        (replaced("code: L3", "kode: L3"), "kode: L3", 'Isian "kode" tidak dikenal'),
        (
            replaced("explanation: Apakah ruang bacanya nyaman.", "explanation:"),
            "explanation:\n",
            'Isian "explanation" belum ada',
        ),
        (replaced("weight: 30", "weight: tiga puluh"), "weight: tiga puluh", 'Isian "weight" harus berupa angka'),
        (replaced("weight: 30", "weight: .inf"), "weight: .inf", 'Isian "weight" harus berupa angka'),
        (replaced("weight: 30", "weight: -30"), "weight: -30", 'Isian "weight" harus berupa angka'),
        (replaced("- number: 4", "- number: 4.5"), "- number: 4.5", 'Isian "number" harus berupa bilangan bulat'),
        (replaced("in_force_from: 2030-01-01", "in_force_from: besok"), "besok", "harus berupa tanggal"),
        (replaced("whole: true", "whole: ya"), "whole: ya", 'Isian "whole" harus true atau false'),
        (replaced("keywords: [buku]", "keywords: buku"), "keywords: buku", 'Isian "keywords" harus berupa daftar'),
        (
            replaced("keywords: [buku]", "keywords: [[buku]]"),
            "keywords: [[",
            'Setiap butir "keywords" harus berupa satu',
        ),
        (replaced("explanation: Apakah", "explanation:\n      - Apakah"), "- Apakah", "harus berupa satu nilai"),
        (
            replaced("levels: {whole: true, min: 1, max: 3, target: 2}", "levels: 3"),
            "levels: 3",
            "pasangan nama dan nilai",
        ),
        (replaced("levels: {whole: true, min: 1, max: 3, target: 2}\n", ""), "id: contoh", 'Isian "levels" belum ada'),
        (replaced("version: uji-1", "version: uji-1\nversion: uji-2"), "version: uji-2", "ditulis dua kali"),
        (replaced("version: uji-1", "version: &v uji-1\nreplaces: *v"), "replaces: *v", "alias"),
        (replaced("version: uji-1", "version: !!python/name:os.system"), "version: !!python", "Tag (!)"),
        (replaced("keywords: [buku]", "keywords: [buku"), "phrases:", "Susunan YAML keliru"),
    ],
)
def test_every_rule_fails_on_a_broken_copy_and_names_the_line(
    broken: Callable[[], str], words: str, message: str
) -> None:
    source = broken()

    found = problems_in(source)
    expected = f"Baris {line_of(words, source)}: "
    assert any(problem.startswith(expected) and message in problem for problem in found), found


def test_a_scale_that_is_not_there_is_named() -> None:
    source = THREE.replace("scale: tiga", "scale: empat")

    assert sum('memakai skala "empat" yang tidak ada' in problem for problem in problems_in(source)) == 5


def test_an_aspect_without_domains_may_not_name_one() -> None:
    source = DECIMAL.replace("{number: 1, name: Tanaman", "{number: 1, domain: 1, name: Tanaman")

    assert "merujuk domain 1 yang tidak ada" in problems_in(source)[0]


def test_a_part_without_smaller_parts_is_empty() -> None:
    source = THREE.replace("  - {number: 2, name: Layanan, weight: 60}", "  - {number: 2, name: Layanan, weight: 60}\n"
                           "  - {number: 3, name: Kosong, weight: 0}")  # fmt: skip

    assert any("domain 3 tertulis 0" in problem for problem in problems_in(source))


def test_a_weight_of_nothing_is_refused() -> None:
    source = THREE.replace("weight: 30", "weight: 34.5").replace("weight: 4.5", "weight: 0")

    assert any("Bobot indikator 5 harus lebih dari 0" in problem for problem in problems_in(source))


def test_all_faults_are_listed_in_the_order_of_their_lines() -> None:
    source = THREE.replace("weight: 30", "weight: banyak").replace("version: uji-1", "version:")

    found = problems_in(source)
    assert [problem.split(":")[0] for problem in found] == [
        f"Baris {line_of('version:', source)}",
        f"Baris {line_of('weight: banyak', source)}",
    ]


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"id: contoh\ntitle: caf\xe9\n")

    with pytest.raises(InstrumentInvalid, match="Baris 2: Berkas harus disimpan sebagai teks UTF-8"):
        load_instrument(path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_text(THREE, encoding="utf-8-sig")

    assert load_instrument(path).id == "contoh-tiga-tingkat"


def test_an_oversized_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)

    with pytest.raises(InstrumentInvalid, match="lebih dari 2 MiB"):
        load_instrument(path)


def test_built_in_instruments_load_by_their_own_id() -> None:
    assert "permenpanrb-59-2020" in loader.builtin_ids()
    for instrument_id in loader.builtin_ids():
        assert loader.load_builtin(instrument_id).id == instrument_id
    assert [parse(source).id for source in loader.builtin_sources()] == list(loader.builtin_ids())


@pytest.mark.parametrize("instrument_id", ["tidak-ada", "../loader", ""])
def test_an_unknown_built_in_is_a_key_error(instrument_id: str) -> None:
    with pytest.raises(KeyError):
        loader.load_builtin(instrument_id)
