"""Several web processes on one address, each as an event loop of its own in this process."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, cast

import pytest

from app.core.sharing import Listener, SharingLoop


class Echo(asyncio.Protocol):
    """Says back what it hears."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@pytest.fixture
def shared() -> Iterator[socket.socket]:
    with socket.socket() as shared:
        shared.bind(("127.0.0.1", 0))
        yield shared


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=SharingLoop) as runner:
        runner.run(asyncio.wait_for(work(), 60))


async def listening(shared: socket.socket) -> Listener:
    listener = await asyncio.get_running_loop().create_server(Echo, sock=shared, backlog=2048)
    assert isinstance(listener, Listener)
    return listener


async def echoed(address: tuple[str, int]) -> asyncio.StreamWriter:
    """A connection that is answered, and stays open."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"x")
    assert await reader.readexactly(1) == b"x"
    return writer


def test_connections_are_shared_among_those_who_listen(shared: socket.socket) -> None:
    async def work() -> None:
        first, second = await listening(shared), await listening(again)
        writers = [await echoed(shared.getsockname()) for _ in range(12)]
        assert first.held + second.held == 12
        assert min(first.held, second.held) >= 4
        for listener in (first, second):
            listener.close()
        for writer in writers:
            writer.close()

    with shared.dup() as again:
        run(work)


def test_what_has_ended_is_not_held_any_more(shared: socket.socket) -> None:
    async def work() -> None:
        first = await listening(shared)
        writers = [await echoed(shared.getsockname()) for _ in range(6)]
        assert first.held == 6
        for writer in writers:
            writer.close()
        while first.held:
            await asyncio.sleep(0.01)
        first.close()

    run(work)


def test_a_flood_is_taken_and_nobody_after_closing(shared: socket.socket) -> None:
    async def work() -> None:
        listener = await listening(shared)
        writers = await asyncio.gather(*(echoed(shared.getsockname()) for _ in range(300)))
        assert listener.held == 300
        listener.close()
        await listener.wait_closed()
        with contextlib.closing(socket.create_connection(shared.getsockname())) as late:
            late.setblocking(False)
            late.send(b"x")
            await asyncio.sleep(0.05)
            with pytest.raises(BlockingIOError):
                late.recv(1)
        for writer in writers:
            writer.close()

    run(work)


def test_without_a_socket_of_its_own_it_listens_as_any_loop() -> None:
    async def work() -> None:
        server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
        (await echoed(server.sockets[0].getsockname())).close()
        server.close()

    run(work)
