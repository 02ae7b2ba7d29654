"""Policies: what browsers are told about every page, held to the rules that evaluators of policies go by."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.main import WEB, create_app
from app.settings import Settings
from tests.api.looking import Page, policy_of
from tests.record_examples import REQUESTS

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
EMBEDS = (
    "/embed/compare?companies=amazon,walmart&metric=revenue",
    "/embed/series?companies=amazon,walmart&metric=revenue",
    "/embed/mix?company=amazon&metric=revenue",
    "/embed/strategies?companies=amazon,walmart",
    "/embed/checks",
)
REFUSED_EMBEDS = ("/embed/compare", "/embed/nothing", "/embed/fact?fact=%3Cscript%3E")
HOUSE = ("/", "/sources", "/nothing-there")
ASSETS = tuple(f"/assets/{path.name}" for path in sorted((WEB / "assets").iterdir()))
OTHERS = (
    "/widgets.js",
    "/embed.js",
    "/metrics",
    "/robots.txt",
    "/sitemap.xml",
    "/llms.txt",
    "/assets/nothing.js",
    "/assets/swagger/swagger-ui.css",
    "/assets/swagger/swagger-ui-bundle.js",
    *ASSETS,
    *(asked for asked, *_ in REQUESTS.values()),
)
SCRIPTS = ("/widgets.", "/embed.js", "/assets/")


@pytest.fixture(scope="module")
def asked(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app without a twin."""
    with TestClient(create_app(Settings(database_url=loaded_url)), raise_server_exceptions=False) as opened:
        yield opened


def findings(policy: dict[str, str], *, trusts_types: bool) -> list[str]:
    """List what a strict evaluation would find in a policy: the rules of CSP Evaluator and of Mozilla's Observatory."""
    scripts, objects = (policy.get(name, policy["default-src"]) for name in ("script-src", "object-src"))
    found = [] if policy["default-src"] == "'none'" else ["what is not named is allowed"]
    if objects != "'none'":
        found.append("plugins run")
    if scripts not in ("'self'", "'none'"):
        found.append("scripts of others run")
    found += [f"{name} does not fall back" for name in ("base-uri", "form-action") if policy.get(name) != "'none'"]
    if "frame-ancestors" not in policy:
        found.append("anybody may frame it")
    for name, allowed in policy.items():
        if name != "frame-ancestors" and {"*", "http:", "https:", "'unsafe-inline'", "'unsafe-eval'"} & set(
            allowed.split()
        ):
            found.append(f"{name} allows all")
        if "data:" in allowed and name != "img-src":
            found.append(f"{name} allows what is written into an address")
    if trusts_types and policy.get("require-trusted-types-for") != "'script'":
        found.append("scripts may make markup of texts")
    return found


def policy_in(response: Response) -> dict[str, str]:
    """Return the one policy of an answer."""
    policies = response.headers.get_list("content-security-policy")
    assert len(policies) == 1
    names = [part.split()[0] for part in policies[0].split(";")]
    assert len(names) == len(set(names)), "a directive that comes twice is passed over"
    return policy_of(policies[0])


@pytest.mark.parametrize("address", [*HOUSE, *EMBEDS, *REFUSED_EMBEDS, "/docs"])
def test_a_strict_evaluation_finds_nothing_in_the_policy_of_a_page(asked: TestClient, address: str) -> None:
    response = asked.get(address, headers=BROWSER)

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert findings(policy_in(response), trusts_types=address != "/docs") == []
    assert Page(response.text).in_place == []


@pytest.mark.parametrize("address", [*HOUSE, *EMBEDS, *REFUSED_EMBEDS, "/docs"])
def test_a_page_says_all_that_keeps_browsers_from_doing_what_nobody_asked_for(asked: TestClient, address: str) -> None:
    headers = asked.get(address, headers=BROWSER).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(headers["permissions-policy"].split(", "))
    assert headers.get("x-frame-options") == (None if address.startswith("/embed") else "DENY")
    assert "strict-transport-security" not in headers
    assert "server" not in headers
    assert "x-powered-by" not in headers


def test_of_what_is_no_page_nothing_runs_and_nothing_is_taken_for_something_else(asked: TestClient) -> None:
    for address in OTHERS:
        response = asked.get(address)
        assert response.headers["x-content-type-options"] == "nosniff", address
        assert response.headers["content-type"], address
        if response.headers["content-type"] in ("application/json", "application/problem+json"):
            continue
        policy = policy_in(response)
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'", address
        assert findings(policy, trusts_types=False) == [], address
        assert response.headers["x-frame-options"] == "DENY", address


def test_the_only_scripts_of_this_origin_are_files_that_we_wrote_or_ship(asked: TestClient) -> None:
    """So `script-src 'self'` lets nothing in: no answer with anything of a request in it is a script to a browser."""
    kinds = {address: asked.get(address).headers["content-type"] for address in OTHERS}

    scripts = {address for address, kind in kinds.items() if "javascript" in kind or "ecmascript" in kind}

    assert scripts
    assert all(address.startswith(SCRIPTS) for address in scripts)
    assert {kind.partition(";")[0] for address, kind in kinds.items() if not address.startswith(SCRIPTS)} <= {
        "application/json",
        "application/problem+json",
        "application/atom+xml",
        "application/ld+json",
        "application/xml",
        "application/x-ndjson",
        "application/zip",
        "application/vnd.sqlite3",
        "image/png",
        "image/svg+xml",
        "text/csv",
        "text/plain",
    }


@pytest.mark.parametrize(
    ("ancestors", "old"),
    [("'none'", "DENY"), ("'self'", None), ("'self' https://*.example", None), ("*", None)],
)
def test_who_may_frame_an_embed_is_a_setting_and_old_browsers_are_told_where_nobody_may(
    loaded_url: str, ancestors: str, old: str | None
) -> None:
    client = TestClient(create_app(Settings(database_url=loaded_url, frame_ancestors=ancestors)))

    response = client.get(EMBEDS[-1])

    assert policy_in(response)["frame-ancestors"] == ancestors
    assert response.headers.get("x-frame-options") == old


@pytest.mark.parametrize(
    ("url", "said"), [("https://facts.example", "max-age=31536000"), ("http://facts.example", None)]
)
@pytest.mark.parametrize("address", ["/", "/v1/dataset", "/v1/nothing", "/v1/export/metrics.csv", "/widgets.js"])
def test_browsers_remember_https_where_the_world_reaches_us_by_it(
    loaded_url: str, url: str, said: str | None, address: str
) -> None:
    with TestClient(create_app(Settings(database_url=loaded_url, public_url=url))) as client:
        answers = [client.get(address), client.get(address)]

    assert [answer.headers.get("strict-transport-security") for answer in answers] == [said, said]


@pytest.mark.parametrize(
    ("policy", "count"),
    [
        ("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", 0),
        ("default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", 2),
        ("default-src 'none'", 3),
        ("default-src 'none'; script-src *; base-uri 'none'; form-action 'none'; frame-ancestors *", 2),
        ("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *", 1),
        ("default-src 'none'; script-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *", 2),
    ],
)
def test_the_evaluation_finds_what_is_wrong(policy: str, count: int) -> None:
    parsed: dict[str, Any] = policy_of(policy)

    assert len(findings(parsed, trusts_types=False)) == count
