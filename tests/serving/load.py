"""A generator of load: many connections that ask, each at its own pace, and what each was answered and how soon."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
HOST = "127.0.0.1"
GOING_SECONDS = 0.1
"""How long connections take to be gone."""


@dataclass(slots=True)
class Seen:
    """What happened: how many answers had each status, how long those with a status took, and what broke."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: dict[int, list[float]] = field(default_factory=dict)
    broken: Counter[str] = field(default_factory=Counter)
    bodies: dict[int, bytes] = field(default_factory=dict)
    heads: dict[int, bytes] = field(default_factory=dict)

    def note(self, answer: "Answered", took: float) -> None:
        """Count an answer."""
        self.statuses[answer.status] += 1
        self.seconds.setdefault(answer.status, []).append(took)
        self.bodies[answer.status], self.heads[answer.status] = answer.body, answer.head

    def slowest(self, status: int = 200, share: float = 0.99) -> float:
        """Return how long the slowest took but for a part of them, in seconds."""
        took = sorted(self.seconds.get(status, []))
        return took[min(len(took) - 1, int(len(took) * share))] if took else 0.0


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it arrived."""

    status: int
    head: bytes
    body: bytes


class Client:
    """One connection, which is made anew where the server closes it."""

    def __init__(self, port: int) -> None:
        """Connect to nobody yet."""
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, address: str) -> Answered:
        """Ask, and wait for the answer. Raises OSError, IncompleteReadError where the server hangs up."""
        reader, _ = await self._ask(address)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            body = await _body(reader, head, int(length[1]) if length else 0)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            raise
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return Answered(int(head[9:12]), head, body)

    async def leave(self, address: str) -> None:
        """Ask, and hang up without waiting for the answer. Raises OSError where the server has hung up."""
        _, writer = await self._ask(address)
        await writer.drain()
        self.close()

    async def _ask(self, address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams and self._streams[0].at_eof():  # idle for too long
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self.port)
        self._streams[1].write(f"GET {address} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        return self._streams

    def close(self) -> None:
        """Hang up at once."""
        if self._streams:
            self._streams[1].transport.abort()
            self._streams = None


async def ask_at(port: int, addresses: Iterator[str], *, rate: float, seconds: float, connections: int) -> Seen:
    """Ask so many requests a second whatever the answers are, as far as connections are free; return what was seen."""
    seen, clients = Seen(), [Client(port) for _ in range(connections)]
    begun, asked = perf_counter(), 0

    async def go_on(client: Client) -> None:
        nonlocal asked
        while (now := perf_counter() - begun) < seconds:
            ahead = asked / rate - now
            asked += 1
            if ahead > 0:
                await asyncio.sleep(ahead)
            await _note(seen, client, next(addresses))

    await asyncio.gather(*(go_on(client) for client in clients))
    for client in clients:
        client.close()
    await asyncio.sleep(GOING_SECONDS)
    return seen


async def ask_again(port: int, address: str, *, every: float, until: Callable[[], bool], anew: bool = False) -> Seen:
    """Ask for one thing again and again, over one connection or a new one each time, until something is so."""
    seen, client = Seen(), Client(port)
    while not until():
        await _note(seen, client, address)
        if anew:
            client.close()
        await asyncio.sleep(every)
    client.close()
    await asyncio.sleep(GOING_SECONDS)
    return seen


async def _body(reader: asyncio.StreamReader, head: bytes, length: int) -> bytes:
    if b"\r\ntransfer-encoding: chunked" not in head.lower():
        return await reader.readexactly(length)
    parts: list[bytes] = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)


async def _note(seen: Seen, client: Client, address: str) -> None:
    began = perf_counter()
    try:
        seen.note(await client.get(address), perf_counter() - began)
    except (OSError, asyncio.IncompleteReadError) as error:
        seen.broken[type(error).__name__] += 1
