"""Original bytes on their way out: the file is let go however the reader behaves."""

import asyncio
from io import BytesIO

import pytest
from starlette.types import Message

from app.documents.serving import FileBody


class Gone(Exception):
    """The reader has left."""


async def _receive() -> Message:
    return {"type": "http.disconnect"}


def _answer(opened: BytesIO, *, after: int) -> list[Message]:
    """Everything that was sent; the reader leaves after so many messages."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        if len(sent) == after:
            raise Gone
        sent.append(message)

    body = FileBody(opened, 200, headers={}, media_type="application/pdf")
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
    asyncio.run(body(scope, _receive, send))
    return sent


def test_all_bytes_come_and_the_file_is_closed() -> None:
    opened = BytesIO(b"isi berkas")
    sent = _answer(opened, after=10)
    assert b"".join(message.get("body", b"") for message in sent) == b"isi berkas"
    assert opened.closed


@pytest.mark.parametrize("after", [0, 1])
def test_whoever_leaves_early_leaves_no_file_open(after: int) -> None:
    opened = BytesIO(b"isi berkas")
    with pytest.raises(Gone):
        _answer(opened, after=after)
    assert opened.closed
