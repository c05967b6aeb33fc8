"""Several web processes on one address: whoever holds the fewest connections takes the next one.

Left to itself, the first process to wake takes all that wait, and a connection that is kept open stays where it is: of
eight clients one process may serve seven. Here each takes few at a time, after a pause that grows with the connections
it holds. Nobody needs to know of the others.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

import structlog
import uvloop

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.002  # for each connection held
LONGEST_PAUSE_SECONDS = 0.02
_SHARE = 10  # of so many that are held, one more is taken at once: a flood of connections is not kept waiting
_IN_TROUBLE_SECONDS = 1.0
# Another process was quicker, or the client has left.
_PASSING = (BlockingIOError, InterruptedError, ConnectionAbortedError)

ProtocolFactory = Callable[[], asyncio.BaseProtocol]


class SharingLoop(uvloop.Loop):
    """An event loop that takes its turn at a socket handed to it, which others may have too."""

    async def create_server(self, protocol_factory: Any, *where: Any, sock: Any = None, **given: Any) -> Any:
        if sock is None:
            return await super().create_server(protocol_factory, *where, **given)
        return Listener(self, protocol_factory, sock, backlog=given.get("backlog", 100))


class Listener:
    """What a web server asks of a server of its loop, on one socket."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, protocol_factory: ProtocolFactory, sock: socket.socket, *, backlog: int
    ) -> None:
        self.sockets = (sock,)
        self._loop, self._protocol_factory, self._socket = loop, protocol_factory, sock
        self._held: WeakSet[asyncio.BaseTransport] = WeakSet()
        self._opening: set[asyncio.Task[None]] = set()
        self._is_closed = False
        sock.setblocking(False)
        sock.listen(backlog)
        self._watch()

    @property
    def held(self) -> int:
        return len(self._opening) + sum(not transport.is_closing() for transport in self._held)

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._loop.remove_reader(self._socket)

    async def wait_closed(self) -> None:
        if self._opening:
            await asyncio.wait(self._opening)

    def _watch(self) -> None:
        if not self._is_closed:
            self._loop.add_reader(self._socket, self._somebody_waits)

    def _somebody_waits(self) -> None:
        self._loop.remove_reader(self._socket)
        held = self.held
        self._loop.call_later(min(held * PAUSE_SECONDS, LONGEST_PAUSE_SECONDS), self._take, 1 + held // _SHARE)

    def _take(self, number: int) -> None:
        """So many, if they still wait."""
        if self._is_closed:
            return
        try:
            for _ in range(number):
                self._begin(self._socket.accept()[0])
        except _PASSING:
            self._watch()
        except OSError as error:
            log.error("no connection can be taken", cause=error.strerror)  # as when too many files are open
            self._loop.call_later(_IN_TROUBLE_SECONDS, self._watch)
        else:
            self._watch()

    def _begin(self, connection: socket.socket) -> None:
        opening = self._loop.create_task(self._open(connection))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    async def _open(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        try:
            transport, _ = await self._loop.connect_accepted_socket(self._protocol_factory, connection)
        except OSError as error:
            connection.close()
            log.warning("a connection could not be opened", cause=error.strerror)
        else:
            self._held.add(transport)
