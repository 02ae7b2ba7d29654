"""Another rivalry, loaded into a database of its own: the code knows no company, no metric and no calendar by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.packs.reader import read_packs
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.asking import ask, serve

PACKS = Path(__file__).parent / "second_rivalry"
pytestmark = pytest.mark.usefixtures("on_both")
PAIR = "companies=velox,pedalia&metric=turnover"


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    writer = open_writer(database_url)
    load(writer, read_packs([PACKS]))
    writer.dispose()
    with serve(database_url) as opened:
        yield opened


def test_the_lead_changed_hands_between_two_calendars_a_day_apart(client: TestClient) -> None:
    answer = ask(client, f"/v1/crossovers?{PAIR}")

    (crossover,) = answer["crossovers"]
    assert (crossover["from"], crossover["to"], crossover["days_apart"], crossover["decided"]) == (
        "velox",
        "pedalia",
        1,
        True,
    )
    assert [each["claim"] for each in answer["stated"]] == ["pedalia-leads"]


def test_before_it_was_restated_the_year_was_another(client: TestClient) -> None:
    values = [
        [point["value"] for point in ask(client, f"/v1/series?{PAIR}&as_of={day}")["series"][0]["points"]]
        for day in ("2024-12-31", "2025-12-31")
    ]

    assert values == [[380e6, 430e6], [380e6, 425e6, 450e6]]


def test_a_fourth_quarter_is_what_three_leave_of_the_year(client: TestClient) -> None:
    answer = ask(client, "/v1/series?companies=VLX&metric=turnover&frequency=quarter&from=FY2025-Q4")

    (point,) = answer["series"][0]["points"]
    assert (point["value"], point["derivation"]["formula"]) == (135e6, "a - b - c - d")


def test_a_mix_needs_no_breakdown(client: TestClient) -> None:
    velox, pedalia = (ask(client, f"/v1/companies/{name}/mix?metric=turnover") for name in ("velox", "PED"))

    assert (velox["breakdown"], velox["reconciliation"]["state"]) == (None, "adds-up")
    assert [(part["segment"], part["kind"]) for part in pedalia["parts"]] == [("pedalia-shops", "implied")]
    assert (pedalia["residual"]["share"]["low"], pedalia["residual"]["share"]["high"]) == (0.8, 0.825)


def test_without_a_line_of_business_both_lose_their_part(client: TestClient) -> None:
    answer = ask(client, f"/v1/compare?{PAIR}&without=physical-retail")

    quantities = {each["company"]: each["quantity"] for each in answer["entries"]}
    assert quantities["velox"]["value"] == 90e6
    assert (quantities["pedalia"]["low"], quantities["pedalia"]["high"]) == (364360000, 375828750)


def test_claims_hold_or_do_not(client: TestClient) -> None:
    results = {each["claim"]: each["result"] for each in ask(client, "/v1/checks")["items"]}

    assert results == {"pedalia-leads": "consistent", "turnover-gap": "inconsistent", "pedalia-turnover": "loose"}


def test_the_smaller_rate_of_returns_is_ahead(client: TestClient) -> None:
    answer = ask(client, "/v1/compare?companies=velox,pedalia&metric=returns")

    assert answer["leader"]["company"] == "pedalia"
