"""kill -9 of the web process in the middle of an upload: the file is wholly there with its job, or not at all."""

import http.client
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from sqlmodel import select

from app import composition
from app.accounts import queries, sessions
from app.core.config import Settings
from app.doctoring import examine
from app.documents.models import Revision
from tests.crash.processes import finish, serving
from tests.support.files import make_pdf

BOUNDARY = "batas-uji"


def signed_in_headers(settings: Settings) -> dict[str, str]:
    with composition.runtime(settings) as parts, parts.database.write() as session:
        user = queries.by_username(session, "kurator")
        assert user is not None
        made = sessions.sign_in(session, user, settings=settings, user_agent="uji")
    return {
        "Cookie": f"pustaka_sesi={made.secret}",
        "X-CSRF-Token": made.csrf_token,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }


def body_of(name: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def slowly(body: bytes, pieces: int) -> Iterator[bytes]:
    size = len(body) // pieces + 1
    for start in range(0, len(body), size):
        yield body[start : start + size]
        time.sleep(0.02)


def upload(port: int, headers: dict[str, str], body: bytes, pieces: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request(
            "POST", "/api/v1/documents", slowly(body, pieces), {**headers, "Content-Length": str(len(body))}
        )
        return connection.getresponse().status
    return 0


@pytest.mark.slow
def test_what_was_acknowledged_is_kept_and_nothing_is_half_there(settings: Settings) -> None:
    headers, moments = signed_in_headers(settings), random.Random(11)
    acknowledged: list[str] = []
    for round_number in range(3):
        with serving(settings) as (process, port):
            end = threading.Timer(moments.uniform(0.3, 1.5), lambda: os.killpg(process.pid, signal.SIGKILL))
            end.start()
            acknowledged += _upload_until_it_dies(process, port, headers, f"putaran {round_number}")
            end.join()
    assert acknowledged
    code, _, err = finish(settings, "worker", "--once", "--json")
    assert code == 0, err.decode()
    with composition.runtime(settings) as parts:
        assert examine(parts).ok, examine(parts).findings
        with parts.database.read() as session:
            kept = {revision.file_name for revision in session.exec(select(Revision))}
    assert set(acknowledged) <= kept
    assert not list((settings.blob_dir / "tmp").iterdir())


def _upload_until_it_dies(
    process: "subprocess.Popen[bytes]", port: int, headers: dict[str, str], label: str
) -> Iterator[str]:
    """The names that were answered with 201; the last ones go out in small pieces, so that a kill cuts them."""
    for turn in range(500):
        name = f"berkas {label} {turn}.pdf"
        body = body_of(name, make_pdf([f"Isi {name}"]) + bytes(20_000))
        if upload(port, headers, body, 1 + turn % 5) == 201:
            yield name
        elif process.poll() is not None:
            return
