"""What notices are about, in words: for the filter, for the choice of what to be told, and for many at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """`kinds` are notices of this topic by the start of their kind; `many` says that there are several of them."""

    key: str
    label: str
    told: str
    kinds: tuple[str, ...]
    many: str
    icon: str
    may_be_off: bool = True


TOPICS = (
    Topic(
        "bukti",
        "Bukti dukung",
        "Bukti dukung yang gugur atau perlu diperbarui",
        ("evidence.",),
        "{} kabar tentang bukti dukung",
        "file-alert",
    ),
    Topic(
        "peraturan",
        "Status peraturan",
        "Peraturan yang dicabut, diubah, atau berlaku lagi",
        ("rule.",),
        "{} kabar tentang status peraturan",
        "ban",
    ),
    Topic(
        "tinjauan",
        "Jadwal tinjau",
        "Dokumen yang waktunya ditinjau ulang",
        ("review.",),
        "{} kabar tentang dokumen yang perlu ditinjau",
        "clock",
    ),
    Topic(
        "permintaan",
        "Permintaan",
        "Jawaban atas dokumen yang Anda minta",
        ("request.",),
        "{} kabar tentang permintaan dokumen",
        "mail",
    ),
    Topic(
        "penerbitan",
        "Penerbitan",
        "Dokumen dan sumbangan yang diajukan, dikembalikan, atau terbit",
        ("publishing.",),
        "{} kabar tentang penerbitan",
        "send",
    ),
    Topic(
        "unggahan", "Unggahan", "Kiriman Anda yang selesai dibaca", ("batch",), "{} kiriman selesai dibaca", "upload"
    ),
    Topic(
        "kembar",
        "Dokumen kembar",
        "Dokumen yang disatukan dengan kembarannya",
        ("twin",),
        "{} dokumen disatukan",
        "copy",
    ),
    Topic(
        "belajar",
        "Hasil belajar",
        "Hasil belajar yang mulai atau berhenti membantu usulan label",
        ("learning",),
        "{} kabar tentang hasil belajar",
        "bulb",
    ),
    Topic(
        "bahaya",
        "Alarm berkas",
        "Berkas yang rusak atau ditahan pemindai virus",
        ("alarm", "quarantine"),
        "{} alarm berkas",
        "alert-triangle",
        may_be_off=False,
    ),
)
OTHER = Topic("lain", "Lainnya", "Kabar lain", (), "{} pemberitahuan", "bell", may_be_off=False)
BY_KEY = {topic.key: topic for topic in (*TOPICS, OTHER)}


def topic_of(kind: str) -> Topic:
    return next((topic for topic in TOPICS if kind.startswith(topic.kinds)), OTHER)
