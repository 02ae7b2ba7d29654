"""Fifty clients that read while others load, and what they saw: each a coroutine."""

import asyncio
import re
import time
from dataclasses import dataclass, field

CLIENTS = 50
PAUSE = 4.0
"""Seconds that a client rests between two requests: some 15 requests a second in all. Most are the first of
a revision and must be computed, on what two cores have left beside loads that follow one another without a pause."""

FIGURE = re.compile(rb"\$(\d+)\.\d\d billion")
TITLE = re.compile(rb"Rumours of load (\d+)")
NEXT = re.compile(rb'"next":"([^"]+)"')

WALK = "/v1/facts?source=rumours&limit=7"
EXPORT = "/v1/export/facts.csv?source=rumours"
ALONE = (
    "/v1/compare?companies=acme,globex&metric=revenue&source=rumours",
    "/v1/series?companies=acme,globex&metric=revenue",
    "/v1/facts?source=rumours&sort=-value&limit=1000",
    "/v1/sources/rumours",
    "/v1/dataset",
)


@dataclass
class Seen:
    """What the clients have seen: requests, by status and revision; the longest waits; and what must not be."""

    statuses: dict[int, int] = field(default_factory=dict)
    revisions: set[int] = field(default_factory=set)
    waits: list[float] = field(default_factory=list)
    walks: int = 0
    faults: list[str] = field(default_factory=list)

    def check(self, address: str, status: int, revision: int | None, body: bytes) -> None:
        """Note an answer; all of its figures must be those of the revision that it names."""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status not in (200, 304):
            self.faults.append(f"{address}: {status} {body[:200]!r}")
        if revision is None:
            return
        self.revisions.add(revision)
        told = {int(number) for number in (*FIGURE.findall(body), *TITLE.findall(body))}
        if not told <= {revision}:
            self.faults.append(f"{address}: revision {revision} with figures of {told}")


class Client:
    """One client: a request after the other, each over a connection of its own.

    One that is kept may be closed by the server at the very moment that a client, having rested, asks again.
    """

    def __init__(self, port: int, seen: Seen) -> None:
        """Ask at a port of this machine later."""
        self.port, self.seen = port, seen
        self.tags: dict[str, str] = {}

    async def read_on(self, number: int, ended: asyncio.Event) -> None:
        """Ask until it is over; a fifth of the clients walk through lists, a tenth, fewer than may, takes exports."""
        await asyncio.sleep(PAUSE * number / CLIENTS)
        turn = number
        while not ended.is_set():
            if number % 5 == 0:
                await self.walk(ended)
            else:
                await self.ask(EXPORT if number % 10 == 1 else ALONE[turn % len(ALONE)])
            turn += 1
            await asyncio.sleep(PAUSE)

    async def walk(self, ended: asyncio.Event) -> None:
        """Go through a list page by page, while others load: it stays on the revision that it was begun on."""
        begun_on, at, pages = None, WALK, 0
        while at and not ended.is_set():
            revision, body = await self.ask(at)
            begun_on = begun_on or revision
            if revision != begun_on:
                self.seen.faults.append(f"a walk that was begun on {begun_on} went on in {revision}")
            found = NEXT.search(body)
            at = f"{WALK}&cursor={found[1].decode()}" if found else ""
            pages += 1
            await asyncio.sleep(PAUSE / 2)
        self.seen.walks += not at

    async def ask(self, address: str) -> tuple[int | None, bytes]:
        """Ask once, with the tag of what was answered before."""
        close = "Connection: close\r\n"
        known = f"If-None-Match: {self.tags[address]}\r\n" if address in self.tags else ""
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        try:
            writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{close}{known}\r\n".encode())
            status, headers, body = await _answer(reader)
        finally:
            writer.close()
        self.seen.waits.append(time.perf_counter() - begun)
        if "etag" in headers and "cursor" not in address:
            self.tags[address] = headers["etag"]
        revision = int(headers["dataset-revision"]) if "dataset-revision" in headers else None
        self.seen.check(address, status, revision, body)
        return revision, body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    status = int(head[0].split()[1])
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)) if status != 304 else 0)
    return status, headers, body


async def read_for(port: int, seen: Seen, ended: asyncio.Event) -> None:
    """Let all clients read until it is over."""
    await asyncio.gather(*(Client(port, seen).read_on(number, ended) for number in range(CLIENTS)))
