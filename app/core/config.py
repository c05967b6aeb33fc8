"""Every setting, read from `PUSTAKA_…` environment variables; `pustaka settings` lists them."""

from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Values that an installation may change. Sizes are bytes, spans are seconds, unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="PUSTAKA_", extra="ignore")

    data_dir: Path = Field(default=Path("data"), description="Folder basis data, berkas, dan indeks")
    database_url: str = Field(default="", description="URL basis data; kosong berarti SQLite di data_dir")
    institution: str = Field(default="Kota Tirta Kencana", description="Nama instansi pemilik pustaka")
    time_zone: str = Field(default="Asia/Jakarta", description="Asia/Jakarta, Asia/Makassar, atau Asia/Jayapura")
    demo: bool = Field(default=False, description="Mode contoh: akun contoh dan penanda di setiap halaman")
    secure_cookies: bool = Field(default=True, description="Kuki hanya lewat HTTPS; matikan hanya di komputer sendiri")
    trusted_hosts: list[str] = Field(default=["*"], description="Nama host yang dilayani")
    default_instrument: str = Field(default="permenpanrb-59-2020", description="Instrumen yang ditampilkan pertama")

    max_upload_bytes: int = Field(default=512_000_000, ge=1, description="Besar satu kiriman paling banyak")
    max_form_bytes: int = Field(default=2 * MIB, ge=1, description="Besar formulir tanpa berkas paling banyak")
    min_free_bytes: int = Field(default=256 * MIB, ge=0, description="Ruang kosong yang selalu disisakan")

    extract_memory_bytes: int = Field(default=1024 * MIB, ge=64 * MIB, description="Memori pembacaan satu berkas")
    extract_cpu_seconds: int = Field(default=60, ge=1, description="Waktu prosesor pembacaan satu berkas")
    extract_wall_seconds: int = Field(default=120, ge=1, description="Waktu nyata pembacaan satu berkas")
    extract_output_bytes: int = Field(default=64 * MIB, ge=1024, description="Teks paling banyak dari satu berkas")
    analyse_characters: int = Field(
        default=5_000_000, ge=10_000, description="Huruf satu berkas yang diurai (metadata, rujukan, bab) paling banyak"
    )
    extract_open_files: int = Field(default=64, ge=16, description="Berkas terbuka selama pembacaan")

    ocr: Literal["auto", "off"] = Field(default="auto", description="Kenali teks pada halaman hasil pindai")
    ocr_threads: int = Field(default=1, ge=1, le=64, description="Halaman pindaian yang dikenali bersamaan")
    ocr_max_pages: int = Field(default=2000, ge=1, description="Halaman satu berkas yang dikenali paling banyak")
    ocr_page_seconds: int = Field(default=120, ge=5, description="Waktu nyata pengenalan satu halaman")

    clamd: str = Field(default="", description="Pemindai virus: unix:/jalur/clamd.ctl atau host:port; kosong = tanpa")
    clamd_required: bool = Field(default=True, description="Tahan berkas bila pemindai virus tidak menjawab")

    watch_dir: Path | None = Field(default=None, description="Folder yang dipantau; berkas baru di sana diambil")
    watch_settle_seconds: float = Field(default=10, ge=0, description="Berkas dianggap utuh setelah diam selama ini")

    trash_days: int = Field(default=0, ge=0, description="Hari di sampah sebelum dihapus tetap; 0 = disimpan terus")
    notice_days: int = Field(default=90, ge=1, description="Hari pemberitahuan yang sudah dibaca disimpan")
    review_remind_days: int = Field(
        default=14, ge=0, description="Hari sebelum jatuh tempo tinjau pemiliknya diingatkan"
    )
    review_escalate_days: int = Field(
        default=30, ge=1, description="Hari lewat jatuh tempo tinjau sebelum kurator ikut diberi tahu"
    )
    fixity_days: int = Field(default=30, ge=1, description="Setiap berkas dibaca ulang sekali dalam sekian hari")
    fixity_bytes_per_hour: int = Field(
        default=4096 * MIB, ge=MIB, description="Bacaan pemeriksaan per jam, paling banyak"
    )
    derived_max_bytes: int = Field(default=4096 * MIB, ge=0, description="Simpanan gambar halaman, paling banyak")

    worker_threads: int = Field(default=2, ge=1, le=64, description="Berkas yang dibaca bersamaan")
    worker_poll_seconds: float = Field(default=0.5, gt=0, description="Jeda antrean saat kosong")
    lease_seconds: int = Field(default=45, ge=5, description="Lama pekerjaan dipegang tanpa kabar")
    job_attempts: int = Field(default=4, ge=1, description="Percobaan sebelum pekerjaan dinyatakan gagal")

    session_hours: int = Field(default=12, ge=1, description="Masa sesi masuk")
    login_attempts: int = Field(default=8, ge=1, description="Kegagalan masuk sebelum akun dijeda")
    login_window_seconds: int = Field(default=900, ge=1, description="Lama jeda setelah gagal berulang")

    search_log: bool = Field(default=True, description="Hitung kata yang dicari per hari, tanpa nama pencarinya")
    search_log_days: int = Field(default=180, ge=1, le=36500, description="Hari catatan pencarian disimpan")
    search_history: bool = Field(
        default=True, description="Izinkan orang menyimpan riwayat pencariannya sendiri (masing-masing menyalakannya)"
    )

    search_cache_entries: int = Field(
        default=256, ge=0, description="Jawaban pencarian terakhir yang diingat tiap proses web; 0 = tidak diingat"
    )

    learn_after: int = Field(
        default=25,
        ge=0,
        description="Keputusan label baru sebelum belajar lagi di belakang layar; 0 = hanya bila diminta",
    )
    learn_quiet_minutes: int = Field(
        default=10, ge=0, description="Menit tanpa keputusan baru sebelum belajar lagi dimulai"
    )

    log_format: Literal["text", "json"] = Field(default="text", description="Bentuk catatan log")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"zona waktu tidak dikenal: {value}") from error
        return value

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def blob_dir(self) -> Path:
        return self.data_dir / "blobs"

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @property
    def derived_dir(self) -> Path:
        return self.data_dir / "derived"

    @property
    def scratch_dir(self) -> Path:
        return self.data_dir / "scratch"

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'pustaka.db').resolve()}"
