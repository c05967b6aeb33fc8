"""What curators hear of learning, in plain words: nothing that changes their suggestions happens in silence."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.learning import queries
from app.learning.models import LearnedVersion
from app.learning.schemas import VersionRow
from app.notices import service as notices

KIND = "learning"
PLACE = "/kurasi/belajar"


def now_helps(session: Session, row: VersionRow) -> None:
    decisions = row.confirmations + row.rejections
    _tell(
        session,
        row.instrument_id,
        f"Usulan label kini dibantu hasil belajar versi {row.number} dari {decisions} keputusan kurator"
        f"{_figures(row)}. Usulan yang belum diputuskan dihitung ulang; keputusan Anda tidak berubah.",
    )


def stays_aside(session: Session, row: VersionRow) -> None:
    why = (
        f"belum dipakai karena {'; '.join(row.objections)}"
        if row.objections
        else "sudah siap, tetapi belum dipakai karena kurator memilih yang lain"
    )
    _tell(session, row.instrument_id, f"Hasil belajar versi {row.number} {why}. Usulan label tetap seperti semula.")


def was_retired(session: Session, row: VersionRow) -> None:
    _tell(
        session,
        row.instrument_id,
        f"Hasil belajar versi {row.number} dibuat dengan cara belajar yang lama dan tidak dipakai lagi. Usulan yang "
        "belum diputuskan dihitung ulang dari aturan saja; keputusan Anda tidak berubah.",
    )


def was_chosen(session: Session, actor: Actor, row: VersionRow) -> None:
    _tell(
        session,
        row.instrument_id,
        f"{actor.name} memilih hasil belajar versi {row.number} untuk membantu usulan label. "
        "Usulan yang belum diputuskan dihitung ulang.",
        but=actor.user_id,
    )


def was_switched_off(session: Session, actor: Actor, off: LearnedVersion) -> None:
    _tell(
        session,
        off.instrument_id,
        f"{actor.name} mematikan hasil belajar: usulan label kembali dari aturan saja. "
        "Usulan yang belum diputuskan dihitung ulang.",
        but=actor.user_id,
    )


def percent(share: float) -> str:
    return f"{round(share * 100)}%"


def _figures(row: VersionRow) -> str:
    if row.rules is None or row.combined is None:
        return ""
    with_it, without = percent(row.combined.hit_3), percent(row.rules.hit_3)
    return f" (tiga usulan teratas mengena pada {with_it} dokumen, dengan aturan saja {without})"


def _tell(session: Session, instrument_id: str, text: str, *, but: int | None = None) -> None:
    people = [user_id for user_id in queries.curators(session) if user_id != but]
    notices.tell(session, people, kind=KIND, text=text, link=f"{PLACE}?instrumen={instrument_id}")
