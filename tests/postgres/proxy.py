"""A way to a PostgreSQL server that can be made as bad as networks are: slow, deaf, torn, closed."""

import asyncio
import contextlib
import socket
import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that lets a socket be closed by a reset."""


class Proxy:
    """Listens on loopback and passes everything on to a server's socket, for as long as it is told nothing else.

    `delay` holds up each piece for so many seconds. What is `deaf` takes and gives nothing, to those who come as to
    those who are there. After `torn` bytes of an answer a connection ends, once for each. `closed` refuses whoever
    comes; `cut` ends those who are there, by a reset or in good order.
    """

    def __init__(self, target: Path) -> None:
        """Listen on a free port of loopback."""
        self.target = target
        self.delay, self.torn = 0.0, 0
        self.closed = False
        self._hears = asyncio.Event()
        self._hears.set()
        self._loop = asyncio.new_event_loop()
        self._links: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._link, sock=self._listener))

    def __enter__(self) -> Self:
        """Be there."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every connection, and the thread."""
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def deaf(self) -> bool:
        """Whether nothing is taken or given."""
        return not self._hears.is_set()

    @deaf.setter
    def deaf(self, deaf: bool) -> None:
        self._loop.call_soon_threadsafe(self._hears.clear if deaf else self._hears.set)

    def cut(self, *, reset: bool = False) -> None:
        """End every connection."""
        self._run(self._cut(reset=reset))

    async def _cut(self, *, reset: bool) -> None:
        for writer in tuple(self._links):
            if reset:
                with contextlib.suppress(OSError):
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                writer.transport.abort()
            else:
                writer.close()

    async def _end(self) -> None:
        self._server.close()
        await self._cut(reset=True)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _run(self, coroutine: Any) -> Any:  # noqa: ANN401  whatever it returns
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self._links.add(writer)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if not self.closed:
                there, back = await asyncio.open_unix_connection(self.target)
                self._links.add(back)
                await asyncio.gather(self._pass(reader, back, 0), self._pass(there, writer, self.torn))
                self._links.discard(back)
        writer.transport.abort()
        self._links.discard(writer)
        self._tasks.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int) -> None:
        """Pass on what comes; of `most` bytes, where that is not 0, no more than those."""
        passed = 0
        try:
            while piece := await reader.read(65536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._hears.wait()
                passed += len(piece)
                if most and passed > most:
                    writer.write(piece[: most - passed])
                    return
                writer.write(piece)
                await writer.drain()
        finally:
            writer.close()
