"""Whom we believe: the host that a request names, and what proxies say of it, both by setting alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.api.origin import Outside
from app.main import create_app
from app.settings import Settings
from tests.api.asking import code_of
from tests.api.looking import Page
from tests.api.serving import Server
from tests.api.toys import http

Serve = Callable[..., TestClient]

PROXY, OTHER_PROXY, CLIENT = "10.0.0.1", "10.0.0.2", "203.0.113.9"
NAMED = "/embed/compare?companies=amazon,walmart&metric=revenue"


@pytest.fixture
def serve(loaded_url: str) -> Serve:
    """Return a function that makes a client of an app with settings, which asks from an address."""

    def start(*, address: str = PROXY, **settings: str) -> TestClient:
        app = create_app(Settings(database_url=loaded_url, **settings))  # type: ignore[arg-type]  # as an environment has them
        return TestClient(app, client=(address, 50_000), raise_server_exceptions=False)

    return start


def origin_in(client: TestClient, headers: dict[str, str]) -> str:
    """Return under which origin a page believes to be shown."""
    page = Page(client.get(NAMED, headers=headers).text)
    return page.one("link", rel="canonical").attributes["href"].removesuffix(NAMED)


def counted_as(client: TestClient, *headers: dict[str, str]) -> list[str]:
    """Return how many requests are left after each, of two that every client has."""
    return [client.get("/problems/not-found", headers=each).headers["ratelimit"][:9] for each in headers]


# Names


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("facts.example", True),
        ("FACTS.example:8443", True),
        ("a.pages.example", True),
        ("a.b.pages.example", True),
        ("[2001:db8::1]:80", True),
        ("pages.example", False),
        ("evilpages.example", False),
        ("facts.example.evil.example", False),
        ("facts.example@evil.example", False),
        ("evil.example/facts.example", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_where_names_are_set_other_hosts_are_refused(serve: Serve, host: str, *, is_ours: bool) -> None:
    client = serve(trusted_hosts="facts.example, *.Pages.example,[2001:db8::1]")

    response = client.get("/v1/dataset", headers={"Host": host})

    assert response.status_code == (200 if is_ours else 421)
    if not is_ours:
        assert code_of(response) == (421, "misdirected")
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert not host or host not in response.text


def test_a_request_that_names_two_hosts_is_for_none(serve: Serve) -> None:
    client = serve(trusted_hosts="facts.example")

    response = client.get("/v1/dataset", headers=[("Host", "facts.example"), ("Host", "facts.example")])

    assert code_of(response) == (421, "misdirected")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_watches_over_us_may_ask_by_an_address(serve: Serve, path: str) -> None:
    assert serve(trusted_hosts="facts.example").get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_a_name_that_is_set_stands_in_links(serve: Serve) -> None:
    client = serve(trusted_hosts="facts.example")

    assert origin_in(client, {"Host": "Facts.example:8443"}) == "http://facts.example:8443"
    assert origin_in(serve(), {"Host": "facts.example"}) == "http://testserver"


@pytest.mark.parametrize(
    ("server", "host", "origin"),
    [
        (("127.0.0.1", 8000), "localhost:8000", "http://localhost:8000"),
        (("::1", 8000), "[::1]:9000", "http://[::1]:9000"),
        (("::ffff:127.0.0.1", 8000), "127.0.0.1:8000", "http://127.0.0.1:8000"),
        (("127.0.0.1", 8000), "evil.example", "http://127.0.0.1:8000"),
        (("127.0.0.1", 8000), "localhost.evil.example", "http://127.0.0.1:8000"),
        (("192.0.2.7", 80), "localhost", "http://192.0.2.7"),
        (("2001:db8::7", 8000), "evil.example", "http://[2001:db8::7]:8000"),
        (("/run/rivalry.sock", None), "evil.example", "http://localhost"),
        (None, "evil.example", "http://localhost"),
    ],
)
def test_a_host_that_is_not_set_is_believed_on_this_machine_alone(
    server: tuple[str, int | None] | None, host: str, origin: str
) -> None:
    assert Outside().origin({**http(host=host), "server": server, "scheme": "http"}) == origin


# Proxies


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_nobody_is_believed_unless_it_is_set(serve: Serve, header: str) -> None:
    client = serve(rate_limit="2/day", trusted_hosts="testserver")
    said = {"Forwarded": "for={};host=evil.example"}.get(header, "{}")

    lefts = counted_as(client, {header: said.format("192.0.2.1")}, {header: said.format("192.0.2.2")})

    assert lefts == ['"day";r=1', '"day";r=0']
    assert origin_in(serve(), {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}) == "http://testserver"


def test_a_proxy_that_is_not_trusted_is_a_client(serve: Serve) -> None:
    client = serve(rate_limit="2/day", trusted_proxies=OTHER_PROXY)

    assert counted_as(client, {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"})[1] == '"day";r=0'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CLIENT, f"192.0.2.66, {CLIENT}"),
        (CLIENT, f"{CLIENT}, {OTHER_PROXY}"),
        (CLIENT, f"{CLIENT}:4711"),
        (CLIENT, f"::ffff:{CLIENT}"),
        (CLIENT, f"[::ffff:{CLIENT}]:4711"),
        (f"unknown, {CLIENT}", f"a\"'<b>, {CLIENT}"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::"),
        ("nonsense", ""),
        ("nonsense", f"{CLIENT}, _hidden"),
    ],
)
def test_a_client_is_the_first_from_the_right_that_is_no_proxy_of_ours(serve: Serve, one: str, other: str) -> None:
    client = serve(rate_limit="2/day", trusted_proxies="10.0.0.0/24, 2001:db8:ffff::/48")

    lefts = counted_as(client, {"X-Forwarded-For": one}, {"X-Forwarded-For": other})

    assert lefts == ['"day";r=1', '"day";r=0']


def test_two_clients_of_one_proxy_are_two(serve: Serve) -> None:
    client = serve(rate_limit="2/day", trusted_proxies=f"{PROXY},{OTHER_PROXY}")

    lefts = counted_as(client, {"X-Forwarded-For": CLIENT}, {"X-Forwarded-For": f"{CLIENT}, 192.0.2.1, {OTHER_PROXY}"})

    assert lefts == ['"day";r=1', '"day";r=1']


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"X-Forwarded-Proto": "https", "X-Forwarded-Host": "facts.example"}, "https://facts.example"),
        ({"X-Forwarded-Host": "Facts.example:8443"}, "http://facts.example:8443"),
        ({"X-Forwarded-Proto": "HTTPS", "Host": "evil.example"}, "https://testserver:80"),
        ({"X-Forwarded-Host": "evil.example, facts.example"}, "http://facts.example"),
        (
            {"X-Forwarded-For": f"{CLIENT}, {OTHER_PROXY}", "X-Forwarded-Host": "evil.example, facts.example, inner"},
            "http://facts.example",
        ),
        (
            {"X-Forwarded-For": f"{CLIENT}, {OTHER_PROXY}", "X-Forwarded-Host": "facts.example"},
            "http://facts.example",
        ),
        ({"X-Forwarded-Host": 'a"><script>', "X-Forwarded-Proto": "javascript"}, "http://testserver"),
        ({"X-Forwarded-Host": "a/b", "X-Forwarded-Proto": ""}, "http://testserver"),
    ],
)
def test_scheme_and_host_are_what_the_outermost_proxy_of_ours_was_asked_under(
    serve: Serve, headers: dict[str, str], origin: str
) -> None:
    client = serve(trusted_proxies=f"{PROXY},{OTHER_PROXY}")

    assert origin_in(client, headers) == origin


def test_what_a_proxy_was_asked_under_has_to_be_a_name_of_ours_where_these_are_set(serve: Serve) -> None:
    client = serve(trusted_proxies=PROXY, trusted_hosts="facts.example")

    inside, outside = (
        client.get("/v1/dataset", headers={"Host": host, "X-Forwarded-Host": said})
        for host, said in (("10.1.2.3", "facts.example"), ("facts.example", "evil.example"))
    )

    assert inside.status_code == 200
    assert code_of(outside) == (421, "misdirected")


# Settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trusted_hosts", "https://facts.example"),
        ("trusted_hosts", "facts.example:80"),
        ("trusted_hosts", "*"),
        ("trusted_hosts", "a.*.example"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("trusted_proxies", "proxy.example"),
        ("trusted_proxies", "*"),
    ],
)
def test_what_is_no_host_and_no_network_is_refused_at_the_start(name: str, value: str) -> None:
    settings: dict[str, Any] = {name: value}

    with pytest.raises(ValidationError, match=name):
        Settings(**settings)


def test_lists_are_written_with_commas_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIVALRY_TRUSTED_HOSTS", "facts.example, *.facts.example,")
    monkeypatch.setenv("RIVALRY_TRUSTED_PROXIES", "10.0.0.7,2001:db8::/32")

    settings = Settings()

    assert settings.trusted_hosts == ("facts.example", "*.facts.example")
    assert list(map(str, settings.trusted_proxies)) == ["10.0.0.7/32", "2001:db8::/32"]


# On a real connection


@pytest.fixture(scope="module")
def server(loaded_url: str) -> Iterator[Server]:
    """Run `rivalry serve` with a limit that a test uses up."""
    started = Server(loaded_url, "--host", "127.0.0.1", RIVALRY_RATE_LIMIT="2/day")
    yield started
    started.stop()


def test_what_is_served_believes_nobody_on_this_machine_and_names_no_program(server: Server) -> None:
    request = b"GET /problems/not-found HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.%d\r\n\r\n"

    heads = [server.exchange(request % number).partition(b"\r\n\r\n")[0].lower() for number in (1, 2, 3)]

    assert [head.split(b" ")[1] for head in heads] == [b"200", b"200", b"429"]
    assert all(b"\r\nserver:" not in head for head in heads)
