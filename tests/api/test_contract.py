"""The contract that every operation keeps: caching, methods, parameters, refusals, and nothing given away."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.formats import FORMATS
from app.api.problems import CODES
from app.main import create_app
from app.settings import Settings
from tests.api.asking import api_of, code_of, gives_away, misfits
from tests.record_examples import REQUESTS, shown

ANSWERED = {operation: requests[0] for operation, requests in REQUESTS.items()}
"""For each operation a request that it answers, and for each format that it has beside JSON."""

STREAMED = [ANSWERED[operation] for operation in ("export_facts_csv", "export_facts_ndjson", "export_table")]
"""Sent while they are read, so that nobody knows how long they will be."""

REFUSED = [request for _, *refused in REQUESTS.values() for request in refused]
OF_THE_DATASET = [operation for operation, asked in ANSWERED.items() if asked.startswith("/v1")]
PASSING_OVER = ("show_health", "show_readiness", "show_oembed")
"""Probes may be asked with anything behind the path, and who asks by oEmbed sends parameters of his own."""

EVERY_OPERATION = pytest.mark.parametrize("operation", ANSWERED)
EVERY_OPERATION_OF_THE_DATASET = pytest.mark.parametrize("operation", OF_THE_DATASET)

SECURITY = {"x-content-type-options": "nosniff"}
ON_PAGES = {
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
}
PICTURES = ("image/svg+xml", "image/png")
LINKED = ("application/atom+xml", "application/ld+json")
PLAIN = {"Accept-Encoding": "identity"}
ELSEWHERE = {"Origin": "https://widgets.example"}

ODD = {
    "10,000 characters": "x" * 10_000,
    "10,000 digits": "9" * 10_000,
    "NUL": "\x00",
    "a byte that is no UTF-8": b"\xff",
    "emoji": "\U0001f6d2",
    "right-to-left marks": "\u202eamazon\u200f",
    "a line break": "amazon\r\nX-Injected: yes",
    "SQL": "' OR 1=1; DROP TABLE fact; --",
    "LIKE": "%_%",
    "HTML": "<script>alert(1)</script>",
    "a path": "../../../../etc/passwd",
    "an encoded path": "..%2f..%2fetc%2fpasswd",
    "a template": "{{7*7}}${7*7}%s%n",
    "commas": "," * 500,
    "colons": ":" * 500,
    "nothing": "",
    "a blank": " ",
    "null": "null",
    "a number": "-1e308",
    "fullwidth digits": "\uff11\uff12",
}


def operations_in(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return path and description of each operation, by its id; again for each format, as ANSWERED names it."""
    by_id = {
        each["operationId"]: (path, each) for path, methods in document["paths"].items() for each in methods.values()
    }
    return {name: by_id[name.partition(".")[0]] for name in ANSWERED}


def with_parameter(request: str, name: str, value: str | bytes) -> str:
    """Ask the same with another value for a query parameter."""
    asked = urlsplit(request)
    others = [pair for pair in parse_qsl(asked.query) if pair[0] != name]
    return f"{asked.path}?{urlencode([*others, (name, value)])}"


def variations(document: dict[str, Any], value: str | bytes) -> Iterator[str]:
    """Put a value in the place of each parameter of each operation."""
    for operation, (path, described) in operations_in(document).items():
        for parameter in described.get("parameters", []):
            if parameter["in"] == "query":
                yield with_parameter(ANSWERED[operation], parameter["name"], value)
            else:
                yield path.replace(f"{{{parameter['name']}}}", quote(value, safe="") or "%20")


@EVERY_OPERATION
def test_every_answer_is_of_its_documented_shape(client: TestClient, document: dict[str, Any], operation: str) -> None:
    response = client.get(ANSWERED[operation])

    _, described = operations_in(document)[operation]
    content = described["responses"]["200"]["content"]
    kind = response.headers["content-type"].partition(";")[0]
    assert response.status_code == 200
    assert kind == FORMATS.get(operation.partition(".")[2], next(iter(content)))
    assert misfits(document, content[kind]["schema"], shown(response)) == []


def test_a_shape_is_not_fitted_by_everything(client: TestClient, document: dict[str, Any]) -> None:
    """The check above can fail."""
    answer = client.get(ANSWERED["compare"]).json()

    without_sentence = {key: value for key, value in answer.items() if key != "sentence"}

    _, described = operations_in(document)["compare"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert misfits(document, schema, without_sentence)
    assert misfits(document, schema, {**answer, "tolerance": "0"})
    assert misfits(document, schema, {**answer, "leader": {**answer["leader"], "decided": "yes"}})


@EVERY_OPERATION_OF_THE_DATASET
def test_every_answer_can_be_kept_and_says_its_revision(client: TestClient, operation: str) -> None:
    response = client.get(ANSWERED[operation])

    assert response.headers["etag"].startswith('"')
    if operation.startswith("export"):
        assert response.headers["cache-control"] == "public, no-cache"
    else:
        assert (
            response.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
        )
        assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["dataset-revision"] == "1"
    assert client.get(ANSWERED[operation]).headers["etag"] == response.headers["etag"]


@EVERY_OPERATION_OF_THE_DATASET
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a","b", W/{}', "*"])
def test_what_has_not_changed_is_not_sent_again(client: TestClient, operation: str, form: str) -> None:
    whole = client.get(ANSWERED[operation])

    response = client.get(ANSWERED[operation], headers={"If-None-Match": form.format(whole.headers["etag"])})

    about_the_body = ("content-length", "content-type", "content-encoding")
    kept = {name: value for name, value in whole.headers.items() if name not in about_the_body}
    assert (response.status_code, response.content) == (304, b"")
    assert dict(response.headers) | ON_PAGES == kept | ON_PAGES  # nobody can tell of what type a 304 is
    assert SECURITY.items() <= response.headers.items()


@EVERY_OPERATION_OF_THE_DATASET
def test_what_has_changed_is_sent(client: TestClient, operation: str) -> None:
    response = client.get(ANSWERED[operation], headers={"If-None-Match": '"other", W/"another"'})

    assert response.status_code == 200
    assert response.content


def test_a_refusal_is_never_taken_for_what_the_client_has(client: TestClient) -> None:
    for request in REFUSED:
        response = client.get(request, headers={"If-None-Match": "*"})
        assert response.status_code in (404, 422, 501)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


@pytest.mark.parametrize(
    "request_",
    [*ANSWERED.values(), *REFUSED, "/", "/sources", "/docs", "/llms.txt", "/openapi.json", "/assets/docs.js", "/nope"],
)
def test_head_has_the_headers_of_get_and_no_body(client: TestClient, request_: str) -> None:
    whole = client.get(request_, headers=PLAIN)

    head = client.head(request_, headers=PLAIN)

    assert head.status_code == whole.status_code
    assert dict(head.headers) == dict(whole.headers)
    length = None if request_ in STREAMED else str(len(whole.content))
    assert head.headers.get("content-length") == length
    assert head.content == b""


def test_head_may_be_conditional(client: TestClient) -> None:
    tag = client.head("/v1/facts").headers["etag"]

    assert client.head("/v1/facts", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@EVERY_OPERATION
def test_nothing_can_be_written(client: TestClient, document: dict[str, Any], operation: str, method: str) -> None:
    response = client.request(method, ANSWERED[operation])

    assert code_of(response) == (405, "method-not-allowed")
    assert response.headers["allow"] == "GET, HEAD"
    assert response.headers["content-type"] == "application/problem+json"
    assert misfits(document, document["components"]["schemas"]["ProblemResponse"], response.json()) == []


@pytest.mark.parametrize("operation", [each for each in ANSWERED if each not in PASSING_OVER])
@pytest.mark.parametrize("name", ["nonsense", "Limit", "", "company[]", "_", "x" * 10_000, "\x00", "\U0001f6d2"])
def test_an_unknown_parameter_is_refused(client: TestClient, operation: str, name: str) -> None:
    response = client.get(with_parameter(ANSWERED[operation], name, "1"))

    assert code_of(response) == (422, "unknown-parameter")
    assert response.json()["parameter"] == name[:100] if name else "parameter" not in response.json()


@pytest.mark.parametrize("operation", [each for each in ANSWERED if each not in PASSING_OVER])
def test_a_misspelt_parameter_is_refused_with_the_one_that_may_be_meant(
    client: TestClient, document: dict[str, Any], operation: str
) -> None:
    _, described = operations_in(document)[operation]
    names = [each["name"] for each in described.get("parameters", []) if each["in"] == "query"]

    for name in names:
        response = client.get(with_parameter(ANSWERED[operation], f"{name}s", "1"))
        assert code_of(response) == (422, "unknown-parameter")
        assert response.json()["did_you_mean"] == name
        assert response.json()["allowed"] == sorted(names)


@EVERY_OPERATION
def test_a_parameter_that_takes_one_value_is_refused_twice(
    client: TestClient, document: dict[str, Any], operation: str
) -> None:
    _, described = operations_in(document)[operation]
    single = [
        each["name"]
        for each in described.get("parameters", [])
        if each["in"] == "query" and each["schema"].get("type") != "array"
    ]

    for name in single:
        response = client.get(f"{with_parameter(ANSWERED[operation], name, 'x')}&{name}=x")
        assert code_of(response) == (422, "repeated-parameter")
        assert response.json()["parameter"] == name


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v1/companies/amazn", "amazon"),
        ("/v1/companies/AMZNN", "amzn"),
        ("/v1/metrics/revenues", "revenue"),
        ("/v1/segments/awss", "aws"),
        ("/v1/initiatives/ruffus", "rufus"),
        ("/v1/sources/retail-throne-phase", "retail-throne-ai-phase"),
        ("/v1/facts/walmart-stores-fy2026-f18f1839aa", "walmart-stores-fy2026-f18f1839a9"),
        ("/problems/bad-curser", "bad-cursor"),
        ("/v1/compnies", "/v1/companies"),
        ("/v1/fact", "/v1/facts"),
        ("/v1/companies/zzzzzzzz", None),
    ],
)
def test_an_unknown_path_is_refused_with_the_one_that_may_be_meant(
    client: TestClient, path: str, near: str | None
) -> None:
    response = client.get(path)

    assert code_of(response) == (404, "not-found")
    assert response.json().get("did_you_mean") == near


@EVERY_OPERATION
def test_a_trailing_slash_is_another_path(client: TestClient, operation: str) -> None:
    path, _, query = ANSWERED[operation].partition("?")

    response = client.get(f"{path}/?{query}", follow_redirects=False)

    assert code_of(response) == (404, "not-found")
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "request_",
    [*REFUSED, "/nope", "/v1/facts?limit=0&value_min=x&nonsense=1", "/v1/facts?limit=0&value_min=x&hedge=y"],
)
def test_every_refusal_is_a_problem_as_documented(client: TestClient, document: dict[str, Any], request_: str) -> None:
    response = client.get(request_)

    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert misfits(document, document["components"]["schemas"]["ProblemResponse"], problem) == []
    assert problem["status"] == response.status_code
    assert problem["type"] == f"/problems/{problem['code']}"
    assert not [key for key, value in problem.items() if not value]
    assert SECURITY.items() <= response.headers.items()


def test_a_refusal_lists_all_that_is_wrong(client: TestClient) -> None:
    problem = client.get("/v1/facts?limit=0&value_min=x&hedge=exactly").json()

    assert {(each["parameter"], each["code"]) for each in problem["errors"]} == {
        ("limit", "out-of-range"),
        ("value_min", "invalid-value"),
        ("hedge", "unknown-value"),
    }


@pytest.mark.parametrize("code", CODES)
def test_every_type_of_problem_is_explained_where_it_says(client: TestClient, code: str) -> None:
    response = client.get(f"/problems/{code}")

    assert response.status_code == 200
    assert response.json() == {
        "code": code,
        "status": CODES[code].status,
        "title": CODES[code].title,
        "meaning": CODES[code].meaning,
    }


@pytest.mark.parametrize(
    "request_", [*ANSWERED.values(), "/nope", "/v1/facts?limit=0", "/openapi.json", "/assets/docs.js"]
)
def test_browsers_may_read_every_answer_from_anywhere(client: TestClient, request_: str) -> None:
    response = client.get(request_, headers=ELSEWHERE)

    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert response.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link", "Dataset-Revision"} <= set(exposed)
    assert "access-control-allow-credentials" not in response.headers


def test_browsers_may_read_that_nothing_has_changed(client: TestClient) -> None:
    response = client.get("/v1/facts", headers={**ELSEWHERE, "If-None-Match": "*"})

    assert response.status_code == 304
    assert response.headers["access-control-allow-origin"] == "*"


def test_browsers_may_ask_conditionally_from_anywhere(client: TestClient) -> None:
    asked = {**ELSEWHERE, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "If-None-Match"}

    response = client.options("/v1/facts", headers=asked)

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, HEAD"
    assert response.headers["access-control-allow-headers"] == "*"


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_browsers_may_not_write_from_anywhere(client: TestClient, method: str) -> None:
    response = client.options("/v1/facts", headers={**ELSEWHERE, "Access-Control-Request-Method": method})

    assert method not in response.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "request_", [*ANSWERED.values(), "/nope", "/v1/facts?limit=0", "/widgets.js", "/assets/docs.js"]
)
def test_security_headers_stand_on_every_answer(client: TestClient, request_: str) -> None:
    response = client.get(request_, follow_redirects=False)

    is_json = response.headers.get("content-type", "").endswith("json")
    assert (SECURITY if is_json else SECURITY | ON_PAGES).items() <= response.headers.items()


@pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in ODD.items()])
def test_odd_values_never_make_us_fail_nor_tell_what_is_inside(
    client: TestClient, document: dict[str, Any], value: str | bytes
) -> None:
    problem = document["components"]["schemas"]["ProblemResponse"]

    for request in variations(document, value):
        response = client.get(request)
        assert response.status_code in (200, 404, 422), request[:200]
        assert "x-injected" not in response.headers
        if response.status_code != 200:
            assert misfits(document, problem, response.json()) == [], request[:200]
            assert gives_away(response) == [], request[:200]


@given(value=st.text(max_size=30), place=st.integers(0, 200))
def test_no_value_makes_us_fail(client: TestClient, document: dict[str, Any], value: str, place: int) -> None:
    requests = list(variations(document, value))

    response = client.get(requests[place % len(requests)])

    assert response.status_code in (200, 404, 422)
    assert response.headers["content-type"] in ("application/json", "application/problem+json", *PICTURES, *LINKED)


@pytest.fixture
def failing(loaded_url: str) -> TestClient:
    """Return a client of an app with a mistake of ours in it."""
    app = create_app(Settings(database_url=loaded_url))

    @api_of(app).get("/v1/broken")
    def break_down() -> None:
        raise RuntimeError("the password is hunter2")

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_our_own_mistake_is_answered_like_everything_else(
    failing: TestClient, document: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    response = failing.get("/v1/broken", headers=ELSEWHERE)

    assert code_of(response) == (500, "internal-error")
    assert response.headers["content-type"] == "application/problem+json"
    assert misfits(document, document["components"]["schemas"]["ProblemResponse"], response.json()) == []
    assert SECURITY.items() <= response.headers.items()
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-store"
    assert "hunter2" not in response.text
    assert gives_away(response) == []
    assert "hunter2" in caplog.text


def test_our_own_mistake_has_no_body_for_head(failing: TestClient) -> None:
    response = failing.head("/v1/broken")

    assert (response.status_code, response.content) == (500, b"")
