"""Pictures say what the JSON answers say, number by number, and are served as these are."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.testclient import TestClient

from app.api.middleware.security import NOTHING
from app.charts.drawing import Drawer
from app.main import create_app
from app.settings import Settings
from tests.api.asking import api_of, ask, code_of
from tests.charts.processes import drawing_processes
from tests.charts.reading import labels, letters, number, numbers, root_of, size_of_png
from tests.postgres.twins import ONE_ID

PAIR = "companies=amazon,walmart"
ARTICLE = "source=amazon-edges-past-walmart"
COMPARISONS = [
    f"{PAIR}&metric=revenue",
    f"{PAIR}&metric=revenue&{ARTICLE}",
    f"{PAIR}&metric=revenue&{ARTICLE}&tolerance=0.01",
    f"{PAIR}&metric=revenue&without=cloud",
    f"{PAIR}&metric=revenue&as_of=2026-02-20",
    f"{PAIR}&metric=net-income&period=CY2022",
    f"{PAIR}&metric=employees",
    f"{PAIR}&metric=capital-expenditure",
    f"{PAIR}&metric=revenue&period=amazon:FY2025,walmart:FY2026-Q3",
]
SERIES = [
    f"{PAIR}&metric=revenue",
    f"{PAIR}&metric=revenue&frequency=quarter&transform=growth",
    f"{PAIR}&metric=revenue&frequency=quarter&transform=change&over=previous&from=CY2023",
    f"{PAIR}&metric=revenue&transform=index&base=CY2015",
    f"{PAIR}&metric=revenue&transform=share",
    f"{PAIR}&metric=revenue&transform=cagr&from=CY2015&to=CY2025",
    "companies=amazon&metric=revenue&segment=aws&transform=share",
    "companies=walmart&metric=stores&segment=walmart-us",
    f"{PAIR}&metric=net-income",
]
MIXES = [
    "company=amazon&metric=revenue",
    f"company=amazon&metric=revenue&{ARTICLE}",
    "company=walmart&metric=revenue",
    "company=amazon&metric=operating-income&period=FY2022",
]
PICTURES = [
    *(f"/v1/charts/compare.svg?{asked}" for asked in COMPARISONS),
    *(f"/v1/charts/series.svg?{asked}" for asked in SERIES),
    *(f"/v1/charts/mix.svg?{asked}" for asked in MIXES),
]
COMPARISON = f"/v1/charts/compare.svg?{PAIR}&metric=revenue"


def ends(quantity: dict[str, Any]) -> dict[str, Any]:
    """Keep the numbers of a quantity."""
    return {name: quantity[name] for name in ("value", "low", "high")}


def drawn(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.text


def drawn_numbers(client: TestClient, address: str) -> dict[str, dict[str, Any]]:
    """Read the numbers of each mark of a picture out of it."""
    return {what: ends(found) for what, found in numbers(drawn(client, address)).items()}


# The numbers


@pytest.mark.parametrize("asked", COMPARISONS)
def test_the_numbers_of_a_comparison_are_those_of_the_answer(client: TestClient, asked: str) -> None:
    answer = ask(client, f"/v1/compare?{asked}")

    assert drawn_numbers(client, f"/v1/charts/compare.svg?{asked}") == {
        f"{answer['names'][entry['company']]}, {entry['fact']['period']['label']}": ends(entry["quantity"])
        for entry in answer["entries"]
    }


@pytest.mark.parametrize("asked", SERIES)
def test_the_numbers_of_a_series_are_those_of_the_answer(client: TestClient, asked: str) -> None:
    answer = ask(client, f"/v1/series?{asked}")

    assert drawn_numbers(client, f"/v1/charts/series.svg?{asked}") == {
        f"{answer['names'][line['company']]}, {point['period']['label']}": ends(point)
        for line in answer["series"]
        for point in line["points"]
    }


@pytest.mark.parametrize("asked", MIXES)
def test_the_numbers_of_a_mix_are_those_of_the_answer(client: TestClient, asked: str) -> None:
    query = dict(parse_qsl(asked))
    answer = ask(client, f"/v1/companies/{query.pop('company')}/mix?{urlencode(query)}")

    found = drawn_numbers(client, f"/v1/charts/mix.svg?{asked}")

    name, label = next(iter(answer["names"].values())), answer["total"]["fact"]["period"]["label"]
    rest = found.pop(f"{name}, not accounted for, residual", None)
    assert found == {
        f"{name}, {part['name']}, {label}, {part['kind']}": ends(part["quantity"]) for part in answer["parts"]
    }
    is_made_up = answer["reconciliation"]["state"] == "adds-up"
    assert rest == (None if is_made_up else ends(answer["residual"]["quantity"]))


def test_several_companies_and_open_ends_are_drawn_as_they_are(few: TestClient) -> None:
    asked = "companies=walmart&metric=digital-growth-streak&segment=walmart-us-ecommerce&frequency=quarter"

    found = drawn_numbers(few, f"/v1/charts/series.svg?{asked}")

    assert found == {"Walmart, FY2026-Q4": {"value": 15, "low": 15, "high": 15}}


@pytest.mark.parametrize("asked", SERIES)
def test_changes_of_the_lead_are_marked(client: TestClient, asked: str) -> None:
    answer = ask(client, f"/v1/series?{asked}")

    told = [each for each in labels(drawn(client, f"/v1/charts/series.svg?{asked}")) if "takes the lead" in each]

    assert len(told) == len(answer["crossovers"] or [])


# What it says in words


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_is_named_by_the_sentence_of_its_answer(client: TestClient, address: str) -> None:
    asked = dict(parse_qsl(address.partition("?")[2]))
    kind = address.removeprefix("/v1/charts/").partition(".")[0]
    path = f"companies/{asked.pop('company')}/mix" if kind == "mix" else kind
    sentence = ask(client, f"/v1/{path}?{urlencode(asked)}")["sentence"]

    root = root_of(drawn(client, address))

    assert (root.get("role"), root.get("aria-label"), root[0].text) == ("img", sentence, sentence)
    assert all(number(each) is not None for each in re.findall(r"value (\S+),", root[1].text or "") if each != "not")


@pytest.mark.parametrize("address", PICTURES)
def test_no_text_leaves_the_paper_of_a_phone(client: TestClient, address: str) -> None:
    svg = drawn(client, f"{address}&width=280")

    assert [each for each in letters(svg) if each.start < 0 or each.end > 280] == []


@pytest.mark.parametrize("address", PICTURES)
def test_no_letter_is_smaller_than_twelve_pixels(client: TestClient, address: str) -> None:
    svg = drawn(client, f"{address}&width=320")

    assert min(map(float, re.findall(r'font-size="([\d.]+)px"', svg))) >= 12


@pytest.mark.parametrize("address", [PICTURES[1], PICTURES[len(COMPARISONS) + 1], PICTURES[-3]])
def test_a_picture_fits_the_preview_of_a_link(client: TestClient, address: str) -> None:
    response = client.get(f"{address.replace('.svg', '.png')}&width=1200&height=630&theme=dark")

    assert response.headers["content-type"] == "image/png"
    assert size_of_png(response.content) == (1200, 630)


def test_a_specification_is_that_of_the_picture(client: TestClient) -> None:
    spec = ask(client, COMPARISON.replace(".svg", ".vl.json"))

    assert spec["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert asyncio.run(draw_elsewhere(spec)).decode() == drawn(client, COMPARISON)


async def draw_elsewhere(spec: dict[str, Any]) -> bytes:
    drawer = Drawer()
    try:
        return await drawer.draw(spec, "svg")
    finally:
        drawer.close()


# How it is served


@pytest.mark.parametrize(
    ("form", "kind"), [("svg", "image/svg+xml"), ("png", "image/png"), ("vl.json", "application/json")]
)
def test_pictures_have_the_headers_of_every_answer(client: TestClient, form: str, kind: str) -> None:
    response = client.get(COMPARISON.replace("svg", form))

    assert response.headers["content-type"] == kind
    assert response.headers["dataset-revision"] == "1"
    assert response.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    if kind.startswith("image"):
        assert response.headers["content-security-policy"] == NOTHING[1].decode()
    again = client.get(COMPARISON.replace("svg", form), headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("form", "encoding"), [("svg", "br"), ("vl.json", "br"), ("png", None)])
def test_what_is_text_is_compressed_and_pixels_are_not(client: TestClient, form: str, encoding: str | None) -> None:
    response = client.get(COMPARISON.replace("svg", form), headers={"Accept-Encoding": "br"})

    assert response.headers.get("content-encoding") == encoding


@pytest.fixture
def own(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app of the test's own, which has drawn nothing yet."""
    app = create_app(Settings(database_url=loaded_url))
    with TestClient(app, raise_server_exceptions=False, headers=ONE_ID) as opened:
        yield opened


def measured(client: TestClient) -> dict[str, float]:
    lines = [line.split() for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_a_png_is_kept_and_counted_once_whatever_encodings_are_accepted(own: TestClient) -> None:
    before = measured(own)

    for encoding in ("br", "gzip", "zstd", "identity"):
        png = own.get(COMPARISON.replace("svg", "png"), headers={"Accept-Encoding": encoding}).content

    after = measured(own)
    assert after["rivalry_cache_answers"] - before["rivalry_cache_answers"] == 1
    assert after["rivalry_cache_bytes"] - before["rivalry_cache_bytes"] < len(png) + 5_000
    assert after["rivalry_cache_misses_total"] - before["rivalry_cache_misses_total"] == 1
    assert after["rivalry_charts_drawn_total"] == 1


def test_a_picture_for_which_there_is_no_time_is_refused_for_now(own: TestClient) -> None:
    drawer: Drawer = api_of(own.app).state.drawer
    drawer.most_waiting = 0

    response = own.get(COMPARISON)

    assert code_of(response) == (503, "cannot-draw")
    assert response.headers["retry-after"] == "5"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "application/problem+json"
    assert measured(own)["rivalry_charts_refused_total"] == 1
    assert own.get(COMPARISON.replace("svg", "vl.json")).status_code == 200


def test_head_is_answered_without_the_picture(own: TestClient) -> None:
    whole, head = own.get(COMPARISON), own.head(COMPARISON)

    assert (head.status_code, head.content, head.headers) == (200, b"", whole.headers)


def test_an_app_that_ends_leaves_no_process(loaded_url: str) -> None:
    before = drawing_processes()

    with TestClient(create_app(Settings(database_url=loaded_url))) as client:
        client.get(COMPARISON)
        assert len(drawing_processes() - before) == 1

    assert drawing_processes() == before


# What is refused


@pytest.mark.parametrize(
    ("address", "code", "parameter"),
    [
        ("/v1/charts/compare.svg?companies=amazon,walmrt&metric=revenue", "unknown-value", "companies"),
        ("/v1/charts/mix.svg?company=amazn&metric=revenue", "unknown-value", "company"),
        ("/v1/charts/mix.svg?metric=revenue", "missing-parameter", "company"),
        (f"/v1/charts/mix.svg?{MIXES[0]}&place=6", "out-of-range", "place"),
        (f"{COMPARISON}&place=2", "unknown-parameter", "place"),
        (f"{COMPARISON}&theme=drak", "unknown-value", "theme"),
        (f"{COMPARISON}&width=199", "out-of-range", "width"),
        (f"{COMPARISON}&width=2001", "out-of-range", "width"),
        (f"{COMPARISON}&height=119", "out-of-range", "height"),
        (f"{COMPARISON}&height=120", "out-of-range", "height"),
        (f"{COMPARISON}&scale=2", "unknown-parameter", "scale"),
        (f"{COMPARISON.replace('svg', 'vl.json')}&scale=2", "unknown-parameter", "scale"),
        (f"{COMPARISON.replace('svg', 'png')}&scale=5", "out-of-range", "scale"),
        (f"{COMPARISON.replace('svg', 'png')}&width=2000&height=2000&scale=2", "out-of-range", "scale"),
        (f"{COMPARISON}&colour=red", "unknown-parameter", "colour"),
    ],
)
def test_what_cannot_be_drawn_is_refused_as_a_problem(
    client: TestClient, address: str, code: str, parameter: str
) -> None:
    response = client.get(address)

    assert code_of(response) == (422, code)
    assert response.json()["parameter"] == parameter


def test_too_few_facts_are_refused_as_they_are_in_words(client: TestClient) -> None:
    asked = f"?{PAIR}&metric=order-value-lift"

    picture, answer = client.get(f"/v1/charts/compare.svg{asked}"), client.get(f"/v1/compare{asked}")

    assert picture.json() == answer.json()
    assert picture.json()["code"] == "too-few-facts"


def test_nothing_of_a_request_stands_in_a_specification(client: TestClient) -> None:
    """Names are those of the dataset, and whatever else is asked for is one of a few words or a number."""
    one = ask(client, f"/v1/charts/compare.vl.json?{PAIR}&metric=revenue&period=latest")

    other = ask(client, "/v1/charts/compare.vl.json?companies=NASDAQ:AMZN,0000104169&metric=revenue")

    assert one == other
