"""Load on a server while something is done to its database: what was answered, how soon, and whether it was right."""

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Self

from tests.api.serving import Server

Kind = Literal["kept", "new", "alive", "ready", "file"]

KEPT = (
    "/v1/compare?companies=amazon,walmart&metric=revenue",
    "/v1/facts?company=amazon&sort=-value&limit=100",
    "/v1/companies",
    "/v1/series?companies=amazon,walmart&metric=revenue",
)
"""What has been asked before."""

FILE = "/v1/export/facts.csv?company=walmart"
LONGEST = 10.0
"""Seconds after which an answer is taken for none."""

BREATH = 0.02
"""Seconds between two requests of one client."""

Expected = Callable[[str], set[bytes]]
"""Says what the body of an answer may be, by its address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and its answer; the status is 0 where the answer broke off."""

    kind: Kind
    address: str
    begun: float
    seconds: float
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_stale(self) -> bool:
        """Whether it says of itself that it is."""
        return "cache-status" in self.headers


def ask(port: int, kind: Kind, address: str) -> Asked:
    """Ask over a connection of its own."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2 * LONGEST)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException):
        return Asked(kind, address, begun, time.monotonic() - begun, 0)
    finally:
        connection.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Asked(kind, address, begun, time.monotonic() - begun, response.status, headers, body)


def new_addresses(first: int) -> Iterator[str]:
    """Give addresses that nobody else is given, of questions that a database has to be asked."""
    for number in itertools.count(first):
        yield f"/v1/facts?limit=5&value_min={number}"
        yield f"/v1/compare?companies=amazon,walmart&metric=revenue&tolerance={number / 1e7:.7f}"


class Fire:
    """Clients of a server that ask on and on, in threads, until the end of the block."""

    numbers = itertools.count(1, 100_000)

    def __init__(self, server: Server, *, new: int = 4) -> None:
        """Ask nothing yet; `new` clients ask what was never asked."""
        self.port = server.port
        self.asked: list[Asked] = []
        self._over = threading.Event()
        addresses: list[tuple[Kind, Iterator[str]]] = [
            *(("kept", itertools.cycle(KEPT)) for _ in range(2)),
            *(("new", new_addresses(next(self.numbers))) for _ in range(new)),
            ("alive", itertools.repeat("/healthz")),
            ("ready", itertools.repeat("/readyz")),
            ("file", itertools.repeat(FILE)),
        ]
        self._threads = [threading.Thread(target=self._ask_on, args=pair, daemon=True) for pair in addresses]

    def __enter__(self) -> Self:
        """Begin."""
        for address in KEPT:
            assert ask(self.port, "kept", address).status == 200
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let everybody ask to the end."""
        self._over.set()
        for thread in self._threads:
            thread.join(3 * LONGEST)
            assert not thread.is_alive(), "a request hangs"

    def _ask_on(self, kind: Kind, addresses: Iterator[str]) -> None:
        for address in addresses:
            self.asked.append(ask(self.port, kind, address))
            if self._over.wait(BREATH):
                return

    def of(self, *kinds: Kind, since: float = 0.0, until: float = float("inf")) -> list[Asked]:
        """Return what was asked of some kinds, or of all, and begun within a time."""
        return [one for one in self.asked if (not kinds or one.kind in kinds) and since <= one.begun < until]

    @property
    def counted(self) -> dict[str, Counter[int]]:
        """How many answers of each kind had which status."""
        counted: dict[str, Counter[int]] = {}
        for one in self.asked:
            counted.setdefault(one.kind, Counter())[one.status] += 1
        return counted

    @property
    def longest(self) -> dict[str, float]:
        """How long the slowest answer of each kind took, in seconds."""
        return {kind: round(max(one.seconds for one in self.asked if one.kind == kind), 3) for kind in self.counted}

    def wrong(self, expected: Expected) -> list[str]:
        """List the answers that are none of those that there may be."""
        return [found for one in self.asked if (found := _wrong(one, expected))]


def _wrong(one: Asked, expected: Expected) -> str:
    """Say what is wrong with an answer: that it is late, a status, a body, a refusal that helps nobody."""
    where = f"{one.kind} {one.address} {one.status} after {one.seconds:.1f} s"
    if one.seconds > LONGEST:
        return f"{where}: too late"
    if one.status == 200 and (one.kind in ("alive", "ready") or one.body in expected(one.address)):
        return ""
    if one.status == 503 and one.kind not in ("kept", "alive"):
        is_problem = one.headers["content-type"] == "application/problem+json" and "retry-after" in one.headers
        return "" if is_problem and json.loads(one.body)["code"] else f"{where}: {one.headers}"
    is_broken_file = one.status == 0 and one.kind == "file"
    return "" if is_broken_file else f"{where}: {one.headers} {one.body[:200]!r}"
