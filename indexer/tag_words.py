"""Words that say nothing of what a document proves, however often they stand there: nothing is learned from them.

Dates, numbers, function words and the language of offices are listed here; what else is common in a library is found
by `background` over its own documents.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from indexer.text import STOP_WORDS, base_form

COMMON = 0.25  # a term in more than this part of a library's documents is its everyday language
FEWEST_DOCUMENTS = 20  # a smaller library has no everyday language to tell yet

_TIMES = (
    "januari februari pebruari maret april mei juni juli agustus september oktober november nopember desember jan "
    "feb mar apr jun jul agu ags agt sep sept okt nov nop des senin selasa rabu kamis jumat sabtu minggu ahad hari "
    "tanggal tgl bulan tahun triwulan semester pukul jam wib wita wit menit sekarang kemarin besok kini nanti "
    "kemudian lalu sebelum sesudah setelah selama sejak ketika saat waktu masa periode pagi siang sore malam"
)
_NUMBERS = (
    "nol dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus ribu juta miliar triliun "
    "pertama kedua ketiga keempat kelima keenam ketujuh kedelapan kesembilan kesepuluh setengah persen jumlah total "
    "nilai rata angka banyak sedikit beberapa sebagian seluruh semua setiap tiap masing iii vii viii xii xiii "
    "romawi"
)
_SMALL_WORDS = (
    "antar saya kami kita kamu anda mereka dia beliau kepada daripada antara atas bawah depan belakang sini sana situ "
    "begini begitu demikian sehingga supaya jika apabila bila bilamana kalau walau walaupun meskipun namun tetapi "
    "tapi sedangkan sementara selain melainkan bukan tidak tak belum sudah sedang masih pernah dapat bisa harus "
    "wajib perlu mungkin boleh ada adanya berada merupakan menjadi jadi yaitu yakni seperti sebagaimana berdasarkan "
    "menurut mengenai tentang melalui oleh hanya saja pun lagi lebih kurang paling sangat amat sekali cukup hingga "
    "sampai serta maupun ataupun dst dll dsb sendiri sama lain lainnya berbagai suatu sebuah seorang para hal cara "
    "bentuk macam jenis dimaksud terkait bersama maka agar guna demi sesuai khusus umum utama baik benar baru lama "
    "tinggi rendah besar kecil and for with from that this are was"
)
_OFFICE_WORDS = (
    "nomor surat lampiran perihal sifat biasa penting segera rahasia hormat dengan tembusan tempat yth kepada dari "
    "nama jabatan nip npwp pangkat golongan ttd tanda tangan cap stempel kop halaman lembar salinan asli fotokopi "
    "mengetahui menyetujui menimbang mengingat memperhatikan memutuskan menetapkan ditetapkan diundangkan dibuat "
    "membuat buat pembuatan bab bagian paragraf pasal ayat huruf butir angka poin tabel gambar daftar isi lembaran "
    "berita tambahan peraturan keputusan undang ketentuan republik indonesia negara pemerintah pemerintahan daerah "
    "provinsi kabupaten kota kecamatan kelurahan desa jalan jln telepon telp faks fax email surel website www http "
    "https com kode pos laman alamat kepala sekretaris sekretariat bidang seksi subbagian unit pejabat pelaksana "
    "petugas pihak instansi lembaga badan dinas kantor menteri kementerian gubernur bupati wali walikota camat "
    "lurah presiden bapak ibu saudara tuan melaksanakan dilaksanakan pelaksanaan kegiatan hasil rangka dasar maksud "
    "tujuan latar belakang pendahuluan penutup kesimpulan saran simpulan terima kasih harap mohon agar diminta "
    "disampaikan menyampaikan bersama selanjutnya berikut sebagaimana atas perhatian kerja tugas fungsi pokok ruang "
    "lingkup uraian keterangan catatan contoh format formulir judul dokumen tanggung jawab indikator tingkat level "
    "kriteria penilaian bukti dukung pendukung undangan acara jadwal peserta hadir nota disposisi tertanda unggah "
    "unduh versi revisi file pdf docx xlsx"
)
_LISTED = frozenset(" ".join((_TIMES, _NUMBERS, _SMALL_WORDS, _OFFICE_WORDS)).split()) | STOP_WORDS
EMPTY_WORDS = _LISTED | {base_form(word) for word in _LISTED}


def background(documents: Iterable[Collection[str]]) -> frozenset[str]:
    """The terms of so many documents that they are everyday language, whatever they mean."""
    counted: Counter[str] = Counter()
    total = 0
    for terms in documents:
        counted.update(set(terms))
        total += 1
    return frozenset(term for term, count in counted.items() if count > COMMON * total and total >= FEWEST_DOCUMENTS)
