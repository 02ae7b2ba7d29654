"""Overload: at ten times what can be computed the rest is shed, and nothing else suffers."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.api.serving import Server
from tests.serving.load import Client, Seen, ask_again, ask_at

KEPT = "/v1/compare?companies=amazon,walmart&metric=revenue"
TIMES = 10
SECONDS = 6.0
CONNECTIONS = 400


@pytest.fixture
def server(loaded_url: str) -> Iterator[Server]:
    """Serve the shipped seed."""
    started = Server(loaded_url, "--workers", "1")
    yield started
    started.stop()


def never_asked() -> Iterator[str]:
    """Ask for the revenue of every quarter, as it was known on one day after the other: nothing of it is kept."""
    for days, asked in itertools.product(range(50_000), ("amazon,walmart", "walmart,amazon")):
        day = date(2012, 1, 1) + timedelta(days=days)
        yield f"/v1/series?companies={asked}&metric=revenue&frequency=quarter&as_of={day}"


@pytest.mark.alone
def test_at_ten_times_what_can_be_computed_the_rest_is_shed_and_nothing_else_suffers(server: Server) -> None:
    questions, watched, is_over = never_asked(), Seen(), False

    async def overload() -> tuple[float, Seen, Seen, Seen, float]:
        nonlocal is_over
        first = Client(server.port)
        await first.get(KEPT)
        first.close()
        watching = [
            asyncio.ensure_future(ask_again(server.port, address, every=0.05, until=lambda: is_over, anew=anew))
            for address, anew in (("/healthz", True), (KEPT, False))
        ]
        await ask_at(server.port, questions, rate=1e9, seconds=1, connections=2)
        alone = await ask_at(server.port, questions, rate=1e9, seconds=3, connections=2)
        capacity = alone.statuses[200] / 3
        rate = TIMES * max(capacity, CONNECTIONS / 10)
        seen = await ask_at(server.port, questions, rate=rate, seconds=SECONDS, connections=CONNECTIONS)
        client, began = Client(server.port), asyncio.get_running_loop().time()
        watched.note(await client.get(next(questions)), 0)
        recovered = asyncio.get_running_loop().time() - began
        client.close()
        is_over = True
        health, kept = await asyncio.gather(*watching)
        return capacity, seen, health, kept, recovered

    capacity, seen, health, kept, recovered = asyncio.run(overload())

    soon = max(1.0, 60 / capacity)  # a second, unless the machine takes a good part of one for each answer
    told = (capacity, seen.statuses, seen.broken, seen.slowest(), health.slowest(share=1), kept.slowest(share=1))
    assert set(seen.statuses) == {200, 503}, told
    assert seen.broken == {}, told
    assert seen.statuses[503] > seen.statuses[200], told
    assert seen.statuses[200] > capacity * SECONDS / 10, told
    assert re.findall(rb"retry-after: (\d+)", seen.heads[503]) == [b"1"]
    assert b'"code":"overloaded"' in seen.bodies[503]
    for watch in (health, kept):
        assert set(watch.statuses) == {200}, told
        assert watch.broken == {}, told
        assert watch.slowest() < soon, told
    assert set(watched.statuses) == {200}
    assert recovered < soon, told
