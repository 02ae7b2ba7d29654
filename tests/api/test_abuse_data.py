"""Data that somebody wrote to do harm: no answer, picture, page or table lets it be anything but a text."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.exports.files import STREAMED
from app.domain.derived import completed
from app.main import create_app
from app.packs.reader import read_packs
from app.settings import Settings
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.hostile import HOSTILE, breaks_out
from tests.browser.test_hostile_data import FACT, FACTS, SOURCE, VOCABULARY

LOADED = (
    ("element", "formula"),
    ("attribute", "formula that calls"),
    ("end of everything", "json"),
    ("css", "formula in full width"),
    ("entities", "template"),
)
"""Two at a time of those that a pack may hold."""
PAIR = "companies=one,other&metric=turnover"
ADDRESSES = (
    *("/v1/companies", "/v1/metrics", "/v1/segments", "/v1/initiatives", "/v1/sources", "/v1/statements", "/v1/facts"),
    *(
        "/v1/checks",
        "/v1/dataset/changes?since=0",
        "/v1/dataset/changes?format=atom",
        "/v1/checks/one-leads?format=jsonld",
        "/v1/dataset?format=jsonld",
        "/sitemap.xml",
        "/llms.txt",
        f"/v1/compare?{PAIR}",
        f"/v1/series?{PAIR}",
        f"/v1/crossovers?{PAIR}",
    ),
    *("/v1/compare/scorecard?companies=one,other", "/v1/compare/strategies?companies=one,other"),
    *("/v1/companies/one/mix?metric=turnover", f"/v1/charts/compare.svg?{PAIR}", f"/v1/charts/series.svg?{PAIR}"),
    *("/v1/charts/mix.svg?company=one&metric=turnover", "/", "/sources", "/nothing", f"/embed/compare?{PAIR}"),
    *("/embed/series?" + PAIR, "/embed/mix?company=one&metric=turnover", "/embed/strategies?companies=one,other"),
    *("/embed/checks", "/embed/fact?fact=nothing", "/oembed?url=/", *(f"/v1/export/{name}" for name in STREAMED)),
)
SPECIFIED = (
    f"/v1/charts/compare.vl.json?{PAIR}",
    f"/v1/charts/series.vl.json?{PAIR}",
    "/v1/charts/mix.vl.json?company=one&metric=turnover",
)
RUN_BY_VEGA = ("expr", "test", "filter", "calculate", "labelExpr", "signal", "url", "href", "update")


@pytest.fixture(scope="module", params=LOADED, ids=" and ".join)
def hostile(
    request: pytest.FixtureRequest, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Return a client of an app over a dataset whose names, titles and texts are hostile ones."""
    folder = tmp_path_factory.mktemp("hostile")
    values = {key: json.dumps(HOSTILE[name])[1:-1] for key, name in zip(("tag", "closing"), request.param, strict=True)}
    keys = ("company", "metric", "more", "period", "printed")
    facts = (FACT.format(**dict(zip(keys, each, strict=True)), **values) for each in FACTS)
    (folder / "vocabulary.toml").write_text(VOCABULARY.format(**values), "utf-8")
    (folder / "gazette.toml").write_text(SOURCE.format(**values) + "".join(facts), "utf-8")
    shutil.copyfile(migrated_file, folder / "rivalry.db")
    engine = open_writer(f"sqlite:///{folder}/rivalry.db")
    load(engine, completed(read_packs([folder])))
    engine.dispose()
    with TestClient(create_app(Settings(database_url=f"sqlite:///{folder}/rivalry.db"))) as client:
        yield client


def test_nothing_that_is_loaded_breaks_out(hostile: TestClient) -> None:
    for address in ADDRESSES:
        response = hostile.get(address, headers={"Accept": "text/html, */*"})
        assert response.status_code == (404 if "nothing" in address else 200), (address, response.text)
        found = breaks_out(response.headers["content-type"], response.headers.raw, response.content)
        assert found == [], address


def test_no_program_of_a_picture_is_made_of_what_is_loaded(hostile: TestClient) -> None:
    for address in SPECIFIED:
        programs = list(run_by_vega(hostile.get(address).json()))

        assert programs
        assert not any("hostile" in each or "191" in each for each in programs)


def run_by_vega(specification: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    """Return all that Vega runs of a specification, or fetches."""
    if isinstance(specification, list):
        for each in specification:
            yield from run_by_vega(each)
    elif isinstance(specification, dict):
        for name, value in specification.items():
            if name in RUN_BY_VEGA and isinstance(value, str):
                yield value
            elif name != "values":
                yield from run_by_vega(value)
