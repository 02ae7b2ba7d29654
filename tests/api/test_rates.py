"""Rates: how many requests a client may make, where that is set."""

import re
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import RateLimitItemPerSecond, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.api.guards.counting import CLIENT_BYTES, MOST_CLIENTS, Counts
from app.api.guards.rates import LimitedRates
from app.main import create_app
from app.settings import Settings
from tests.api.asking import code_of
from tests.api.toys import Toy, http, run

Serve = Callable[..., TestClient]

A_CLIENT = ("203.0.113.9", 50_000)


@pytest.fixture
def serve(loaded_url: str) -> Serve:
    """Return a function that makes a client of an app with a limit, which asks from an address."""

    def start(rates: str, address: str = A_CLIENT[0], **settings: Any) -> TestClient:  # noqa: ANN401  any setting
        app = create_app(Settings(database_url=loaded_url, rate_limit=rates, **settings))
        return TestClient(app, client=(address, 50_000), raise_server_exceptions=False)

    return start


def left_of(app: LimitedRates, address: str) -> int:
    """Ask once from an address, and return how many requests are left to it; -1 where it was refused."""
    start, *_ = run(app, {**http(), "client": (address, 50_000)})
    found = re.fullmatch(rb'"year";r=(\d+);t=\d+', dict(start["headers"])[b"ratelimit"])
    assert found
    return int(found[1]) if start["status"] == 200 else -1


def test_every_answer_says_how_many_requests_are_left_and_one_too_many_is_refused(serve: Serve) -> None:
    client = serve("3/year")

    answers = [client.get("/v1/dataset") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"year";q=3;w=31104000'}
    lefts = [re.fullmatch(r'"year";r=(\d);t=(\d+)', answer.headers["ratelimit"]) for answer in answers]
    assert [left and left[1] for left in lefts] == ["2", "1", "0", "0"]
    assert all(left and 1 <= int(left[2]) <= 31_104_000 for left in lefts)


def test_a_refusal_is_a_problem_that_pages_may_read_and_says_when_to_ask_again(serve: Serve) -> None:
    client = serve("1/year")
    client.get("/v1/dataset")

    refused = client.get("/v1/dataset", headers={"Origin": "https://elsewhere.example"})

    assert code_of(refused) == (429, "too-many-requests")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["ratelimit"].endswith(f"t={refused.headers['retry-after']}")
    assert refused.headers["access-control-allow-origin"] == "*"
    exposed = refused.headers["access-control-expose-headers"].split(", ")
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)
    assert refused.headers["cache-control"] == "no-store"
    assert refused.json()["type"] == "/problems/too-many-requests"


def test_who_waits_as_long_as_told_is_answered(serve: Serve) -> None:
    client = serve("2/second")
    answers = [client.get("/problems/not-found") for _ in range(50)]
    refused = next(answer for answer in answers if answer.status_code == 429)

    time.sleep(int(refused.headers["retry-after"]))

    assert refused.headers["retry-after"] == "1"
    assert client.get("/problems/not-found").status_code == 200


def test_kept_answers_304_refusals_and_head_count_and_a_question_ahead_is_always_answered(serve: Serve) -> None:
    client = serve("4/year")
    tag = client.get("/v1/dataset").headers["etag"]

    statuses = [
        client.request(method, path, headers=headers).status_code
        for method, path, headers in (
            ("HEAD", "/v1/dataset", {}),
            ("GET", "/v1/dataset", {"If-None-Match": tag}),
            ("DELETE", "/v1/dataset", {}),
            ("GET", "/v1/dataset", {}),
            ("OPTIONS", "/v1/dataset", {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}),
        )
    ]

    assert statuses == [200, 304, 405, 429, 204]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_watches_over_us_is_not_counted(serve: Serve, path: str) -> None:
    client = serve("1/year")

    answers = [client.get(path) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert not any("ratelimit" in answer.headers for answer in answers)


def test_a_page_is_one_request_whatever_it_asks_for_itself(serve: Serve) -> None:
    assert serve("9/year").get("/").headers["ratelimit"].startswith('"year";r=8;')


def test_without_a_limit_nothing_is_said_of_one(client: TestClient) -> None:
    assert not any(name.startswith("ratelimit") for name in client.get("/v1/dataset").headers)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("203.0.113.9", "203.0.113.10", False),
        ("203.0.113.9", "::ffff:203.0.113.9", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "not an address", False),
    ],
)
def test_a_client_is_an_address_and_of_ipv6_a_network(one: str, other: str, *, are_one: bool) -> None:
    app = LimitedRates(Toy(), rates="9/year")

    assert [left_of(app, one), left_of(app, other)] == ([8, 7] if are_one else [8, 8])


def test_of_several_limits_each_holds_and_what_is_refused_counts_for_none(serve: Serve) -> None:
    client = serve("2/year; 30 per 5 years")

    answers = [client.get("/problems/not-found") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429]
    assert re.fullmatch(r'"year";r=0;t=\d+, "5-year";r=28;t=\d+', answers[-1].headers["ratelimit"])


@pytest.mark.parametrize("rates", ["", "fast", "0/minute", "600", "600/minute;", "-1/second", "10/0minute"])
def test_what_is_no_rate_is_refused_at_the_start(rates: str) -> None:
    with pytest.raises(ValidationError, match="rate_limit"):
        Settings(rate_limit=rates)


# Memory


def test_a_million_clients_fill_no_memory_and_who_asks_on_is_counted_on() -> None:
    counts = Counts(parse("1000/year"))

    for number in range(1_000_000):
        counts.left(f"{number:x}/64", 0)
        counts.spend(f"{number:x}/64")
        if number % 10_000 == 0:
            counts.left("a client", 0)
            counts.spend("a client")

    assert len(counts.clients) == MOST_CLIENTS
    assert counts.left("a client", 0) == 900


def test_a_client_takes_no_more_memory_than_is_said() -> None:
    counts = Counts(parse("1000/year"), most=10_000)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    for number in range(50_000):
        counts.left(f"{2**62 + number:x}/64", float(number))
        counts.spend(f"{2**62 + number:x}/64")
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert taken < len(counts.clients) * CLIENT_BYTES


def test_where_there_are_too_many_clients_those_go_that_asked_longest_ago() -> None:
    app = LimitedRates(Toy(), rates="9/year", clients=50)

    left_of(app, "192.0.2.1")
    lefts = [left_of(app, "198.51.100.1") for number in range(200) if left_of(app, f"10.0.0.{number}") == 8]

    assert lefts[:9] == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert left_of(app, "192.0.2.1") == 8


# Against the library's own, slower way


@given(
    amount=st.integers(1, 20),
    seconds=st.integers(1, 100),
    steps=st.lists(st.floats(0, 40, allow_subnormal=False), min_size=1, max_size=60),
)
def test_it_lets_through_what_the_library_would(amount: int, seconds: int, steps: list[float]) -> None:
    quota = RateLimitItemPerSecond(amount, seconds)
    counts, theirs = Counts(quota), SlidingWindowCounterRateLimiter(MemoryStorage())
    now = 1e6

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: now)  # the library asks no other clock
        for step in steps:
            now += step
            ours = counts.left("a", now) > 0
            if ours:
                counts.spend("a")
            assert theirs.hit(quota, "a") is ours
            assert max(0, counts.left("a", now)) == theirs.get_window_stats(quota, "a").remaining


@given(amount=st.integers(1, 20), seconds=st.integers(1, 100), before=st.integers(0, 20), passed=st.floats(0, 0.999))
def test_who_is_refused_and_waits_as_long_as_told_has_one_more(
    amount: int, seconds: int, before: int, passed: float
) -> None:
    counts = Counts(RateLimitItemPerSecond(amount, seconds))
    counts.left("a", 0)
    counts.clients["a"].asked = min(before, amount)
    now = seconds * (1 + passed)
    while counts.left("a", now) > 0:
        counts.spend("a")

    later = now + counts.more_in("a", now) + 1e-6

    assert counts.left("a", later) > 0
