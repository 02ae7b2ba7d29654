"""The same packs loaded into SQLite and into PostgreSQL answer every request alike, byte for byte.

The tests of the API compare both on all that they ask (`tests/api/conftest.py`), over copied rows. Here both databases
were loaded, twice, and are asked on purpose what databases differ in: order, cases, limits, signs, ends of pages.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx2 import Response
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from app.main import create_app
from app.packs.reader import read_packs
from app.settings import Settings
from app.store.engine import open_writer
from app.store.facts import SORT_COLUMNS
from app.store.loading import load
from app.store.migrating import migrate
from app.store.tables import RevisionRow
from tests.postgres.cluster import Cluster
from tests.postgres.twins import OF_A_FILE, ONE_ID, differences
from tests.record_examples import REQUESTS
from tests.search.queries import QUERIES

Both = tuple[TestClient, TestClient]

SECOND_RIVALRY = Path(__file__).parents[1] / "second_rivalry"
SOME_TIME = datetime(2026, 1, 1, 23, 59, 59, 123456, UTC)

EXAMPLES = [each for listed in REQUESTS.values() for each in listed if each not in OF_A_FILE]
ANSWERED = [asked for asked, *_ in REQUESTS.values() if asked not in OF_A_FILE]
ORDERS = [f"{sign}{by}" for by in SORT_COLUMNS for sign in ("", "-")]
FILTERS = [
    "company=amazon",
    "company=WMT&metric=revenue",
    "metric=stores&metric=clubs",
    "segment=aws",
    "initiative=rufus&initiative=sparky",
    "source=retail-throne-ai-phase",
    "period=FY2025&period=unspecified",
    "hedge=exact&hedge=nearly",
    "value_min=1e9&value_max=1e12",
    "value_min=-1e300",
    "value_min=0.1&value_max=0.3",
    "as_of=2026-02-20",
    "as_of=1999-12-31",
]
LISTS = ("companies", "metrics", "segments", "initiatives", "sources", "statements", "checks", "dataset/revisions")
WALKS = [
    *(f"/v1/facts?sort={order}&limit=100" for order in ORDERS),
    *(f"/v1/facts?{wanted}&sort={order}&limit=40" for wanted, order in zip(FILTERS, ORDERS * 2, strict=False)),
    *(f"/v1/facts?{wanted}&limit=1000" for wanted in FILTERS),
    *(f"/v1/{name}?limit={limit}" for name, limit in product(LISTS, (3, 1000))),
    *(f"/v1/dataset/changes?since={since}&limit=200" for since in (0, 1, 2)),
]
QUESTIONS = [
    *(f"/v1/compare?companies=amazon,walmart&metric={m}" for m in ("revenue", "net-income", "stores", "nope")),
    "/v1/compare?companies=amazon,walmart&metric=revenue&without=cloud&tolerance=0.01",
    "/v1/compare?companies=amazon,walmart&metric=revenue&period=CY2020",
    "/v1/series?companies=amazon,walmart&metric=revenue&transform=share",
    "/v1/series?companies=amazon,walmart&metric=operating-income&frequency=quarter&transform=growth",
    "/v1/crossovers?companies=amazon,walmart&metric=net-income",
    "/v1/companies/walmart/mix?metric=net-sales",
]
SEARCHES = [
    *(f"/v1/search?limit=50&q={quote(query)}" for query, *_ in QUERIES),
    *(f"/v1/resolve?limit=50&q={quote(query)}" for query, *_ in QUERIES),
    *(f"/v1/search?q={quote(query)}&revision={revision}" for query in ("amazon revenue", "ai") for revision in (1, 2)),
]
ODD = [
    "/v1/facts/WALMART-STORES-FY2026-F18F1839A9",
    "/v1/facts/Walmart-stores-fy2026-0000000000",
    "/v1/facts/walmart_stores_fy2026-0000000000",
    "/v1/facts/%25-0000000000",
    "/v1/facts/%00",
    "/v1/companies/%00",
    "/v1/companies/AMZN.US",
    "/v1/companies/0001018724",
    "/v1/companies/%C3%84mazon",
    "/v1/companies/%F0%9F%9B%92",
    "/v1/companies/amazon%27%20OR%201=1--",
    "/v1/facts?period=%00",
    "/v1/facts?period=fy2025",
    "/v1/facts?period=%C3%A9",
    "/v1/facts?company=%00",
    "/v1/facts?value_min=1e308&value_max=1e309",
    "/v1/facts?value_min=1e400",
    "/v1/facts?value_min=nan",
    "/v1/facts?value_min=5e-324&value_max=-5e-324",
    "/v1/facts?value_min=716950000000.00001&limit=2",
    "/v1/facts?limit=1000&sort=-value&metric=revenue&metric=revenue-multiple",
    "/v1/facts?cursor=WyJ4IiwxLCJ5Il0",
    "/v1/facts?revision=1&limit=3",
    "/v1/facts?revision=2&limit=3",
    "/v1/facts?revision=4",
    "/v1/facts?revision=2147483647",
    "/v1/facts?revision=2147483648",
    "/v1/facts?revision=0",
    "/v1/dataset?revision=1",
    "/v1/dataset/changes?since=2147483647",
    "/v1/dataset/changes?since=-1",
    "/v1/dataset/revisions?limit=1",
    "/v1/segments?line=Cloud",
    "/v1/statements?company=WALMART&topic=outlook",
]


def serve_all(url: str, *loads: Callable[[Engine], object]) -> TestClient:
    """Load into a database and serve it; all loads were at one time of day, and everything else must come out alike."""
    engine = open_writer(url)
    migrate(engine)
    for each in loads:
        each(engine)
    with engine.begin() as connection:
        connection.execute(update(RevisionRow).values(created=SOME_TIME))
    engine.dispose()
    return TestClient(create_app(Settings(database_url=url)), raise_server_exceptions=False, headers=ONE_ID)


def served_on_both(folder: Path, postgres: Cluster, *loads: Callable[[Engine], object]) -> Iterator[Both]:
    """Serve the same loads from a new SQLite file and from a new PostgreSQL database."""
    urls = f"sqlite:///{folder}/rivalry.db", postgres.url(postgres.new_database())
    one, other = (serve_all(url, *loads) for url in urls)
    with one, other:
        yield one, other


@pytest.fixture(scope="module")
def both(
    postgres: Cluster, seed: Catalogue, articles: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Serve the seed after it was loaded, withdrawn but for two articles, and loaded again."""
    loads = (
        lambda engine: load(engine, seed),
        lambda engine: load(engine, articles, prune=True),
        lambda engine: load(engine, seed),
    )
    yield from served_on_both(tmp_path_factory.mktemp("both"), postgres, *loads)


@pytest.fixture(scope="module")
def other_rivalry(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Serve the second rivalry alone."""
    packs = read_packs([SECOND_RIVALRY])
    yield from served_on_both(tmp_path_factory.mktemp("other"), postgres, lambda engine: load(engine, packs))


def ask_both(both: Both, address: str, method: str = "GET", **headers: str) -> Response:
    """Return what both answer. Fails where they differ."""
    one, other = (client.request(method, address, headers=headers) for client in both)
    assert differences(one, other) == [], address
    return one


@pytest.mark.parametrize("address", dict.fromkeys([*EXAMPLES, *QUESTIONS, *SEARCHES, *ODD]))
def test_both_answer_alike(both: Both, address: str) -> None:
    response = ask_both(both, address)

    assert response.status_code < 500 or response.json()["code"] == "not-implemented"


@pytest.mark.parametrize("address", WALKS)
@pytest.mark.parametrize("revision", ["", "&revision=2"], ids=["newest", "second"])
def test_both_are_walked_alike_to_the_end(both: Both, address: str, revision: str) -> None:
    pages, following = 0, address + revision
    while following:
        response = ask_both(both, following)
        assert response.status_code == 200, response.text
        pages, following = pages + 1, response.links.get("next", {}).get("url", "")

    assert pages > 1 or "limit=1000" in address or len(response.json()["items"]) < 200


@pytest.mark.parametrize("address", ANSWERED)
def test_both_answer_alike_to_head_and_to_a_tag(both: Both, address: str) -> None:
    head = ask_both(both, address, "HEAD")
    tag = head.headers.get("ETag")

    again = ask_both(both, address, **{"If-None-Match": tag or '"none"'})

    assert again.status_code == (304 if tag else head.status_code)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/facts?limit=1000",
        "/v1/facts?sort=-value",
        "/v1/companies",
        "/v1/checks",
        "/v1/dataset",
        "/v1/dataset/changes?since=0&limit=1000",
        "/v1/compare?companies=velox,pedalia&metric=turnover",
        "/v1/compare?companies=velox,pedalia&metric=turnover&without=physical-retail",
        "/v1/compare/scorecard?companies=velox,pedalia",
        "/v1/compare/strategies?companies=velox,pedalia",
        "/v1/crossovers?companies=velox,pedalia&metric=turnover",
        "/v1/series?companies=VLX&metric=turnover&frequency=quarter",
        "/v1/companies/velox/mix?metric=turnover",
        "/v1/companies/PED/mix?metric=turnover",
        "/v1/companies/amazon",
    ],
)
def test_both_tell_the_second_rivalry_alike(other_rivalry: Both, address: str) -> None:
    ask_both(other_rivalry, address)
