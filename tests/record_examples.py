"""Records the examples of the API docs: asks each operation and writes down what it really answered."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app.main import create_app
from app.packs.reader import read_packs
from app.settings import Settings
from app.shipped import shipped
from app.store.engine import open_writer
from app.store.loading import load
from app.store.migrating import migrate

EXAMPLES = Path(__file__).parent.parent / "app" / "api" / "examples"

SOME_TIME = "2026-01-01T00:00:00Z"
"""Stands for the time of loading, the one thing that differs between two databases made from the same packs."""

SOME_NAME = "urn:uuid:00000000-0000-5000-8000-000000000000"
"""Stands for the names of a feed and its entries, which follow from that time."""

PAIR = "companies=amazon,walmart"
ARTICLE = "source=amazon-edges-past-walmart"

REQUESTS: dict[str, list[str]] = {
    "compare": [
        f"/v1/compare?{PAIR}&metric=revenue",
        f"/v1/compare?{PAIR}&metric=order-value-lift",
        "/v1/compare?companies=amazon,walmrt&metric=revenue",
    ],
    "compare_scorecard": [f"/v1/compare/scorecard?{PAIR}", "/v1/compare/scorecard?companies=amazon,walmrt"],
    "compare_strategies": [f"/v1/compare/strategies?{PAIR}", "/v1/compare/strategies"],
    "show_series": [
        f"/v1/series?{PAIR}&metric=revenue&transform=growth&from=CY2022&to=CY2025",
        f"/v1/series?{PAIR}&metric=order-value-lift&frequency=quarter",
        f"/v1/series?{PAIR}&metric=revenue&transform=grwth",
    ],
    "list_crossovers": [
        f"/v1/crossovers?{PAIR}&metric=revenue&frequency=annual",
        f"/v1/crossovers?{PAIR}&metric=revenue&{ARTICLE}",
        f"/v1/crossovers?{PAIR}&metric=revenue&from=2016",
    ],
    "show_mix": [
        f"/v1/companies/amazon/mix?metric=revenue&{ARTICLE}",
        "/v1/companies/openai/mix?metric=revenue",
        "/v1/companies/amazn/mix?metric=revenue",
    ],
    "draw_comparison_svg": [
        f"/v1/charts/compare.svg?{PAIR}&metric=revenue&{ARTICLE}&theme=dark",
        f"/v1/charts/compare.svg?{PAIR}&metric=order-value-lift",
        f"/v1/charts/compare.svg?{PAIR}&metric=revenue&width=10",
    ],
    "draw_comparison_png": [
        f"/v1/charts/compare.png?{PAIR}&metric=revenue&width=1200&height=630",
        f"/v1/charts/compare.png?{PAIR}&metric=revenue&height=120",
    ],
    "specify_comparison": [
        f"/v1/charts/compare.vl.json?{PAIR}&metric=revenue&width=360",
        f"/v1/charts/compare.vl.json?{PAIR}&metric=revenue&scale=2",
    ],
    "draw_series_svg": [
        f"/v1/charts/series.svg?{PAIR}&metric=revenue&transform=growth&from=CY2015",
        f"/v1/charts/series.svg?{PAIR}&metric=order-value-lift&frequency=quarter",
    ],
    "draw_series_png": [
        f"/v1/charts/series.png?{PAIR}&metric=revenue&scale=2",
        f"/v1/charts/series.png?{PAIR}&metric=revenue&width=2000&height=2000&scale=4",
    ],
    "specify_series": [
        f"/v1/charts/series.vl.json?{PAIR}&metric=revenue&transform=share&from=CY2022",
        f"/v1/charts/series.vl.json?{PAIR}&metric=revenue&theme=drak",
    ],
    "draw_mix_svg": [
        f"/v1/charts/mix.svg?company=amazon&metric=revenue&{ARTICLE}",
        "/v1/charts/mix.svg?company=openai&metric=revenue",
        "/v1/charts/mix.svg?company=amazn&metric=revenue",
    ],
    "draw_mix_png": ["/v1/charts/mix.png?company=walmart&metric=revenue", "/v1/charts/mix.png?company=walmart"],
    "specify_mix": [
        "/v1/charts/mix.vl.json?company=walmart&metric=revenue&width=360",
        "/v1/charts/mix.vl.json?company=walmart&metric=order-value-lift",
    ],
    "list_checks": ["/v1/checks?source=amazon-edges-past-walmart&metric=revenue&limit=3", "/v1/checks?operation=lead"],
    "show_check": [
        "/v1/checks/walmart-digital-streak",
        "/v1/checks/walmart-digital-streaks",
        "/v1/checks/walmart-digital-streak?format=xml",
    ],
    "show_check.jsonld": ["/v1/checks/revenue-gap?format=jsonld"],
    "list_facts": [
        "/v1/facts?company=walmart&hedge=more-than&limit=2",
        "/v1/facts?compny=walmart",
        "/v1/facts?limit=1001",
    ],
    "show_fact": [
        "/v1/facts/walmart-stores-fy2026-f18f1839a9",
        "/v1/facts/walmart-stores-fy2026-0000000000",
        "/v1/facts/walmart-stores-fy2026-f18f1839a9?format=bibtex",
    ],
    "search": [
        "/v1/search?q=amazon%20cloud%20revenue%202025&limit=2",
        "/v1/search?q=%3F%21",
        "/v1/search?q=revenue&type=metrics",
    ],
    "resolve": ["/v1/resolve?q=wallmart&limit=2", "/v1/resolve?q=wallmart&type=source"],
    "show_fact.jsonld": ["/v1/facts/walmart-stores-fy2026-f18f1839a9?format=jsonld"],
    "list_companies": ["/v1/companies?limit=2", "/v1/companies?limit=2&cursor=WyJ4IiwxLCJ5Il0"],
    "show_company": ["/v1/companies/AMZN", "/v1/companies/amazn"],
    "list_metrics": ["/v1/metrics?limit=2", "/v1/metrics?limit=none"],
    "show_metric": ["/v1/metrics/revenue-share", "/v1/metrics/revenue-shares"],
    "list_segments": ["/v1/segments?company=amazon&line=cloud", "/v1/segments?line=clouds"],
    "show_segment": ["/v1/segments/walmart-us-ecommerce", "/v1/segments/walmart-ecommerce"],
    "list_initiatives": ["/v1/initiatives?company=walmart&kind=assistant", "/v1/initiatives?kind=asistant"],
    "show_initiative": ["/v1/initiatives/rufus", "/v1/initiatives/rufuss"],
    "list_statements": [
        "/v1/statements?company=walmart&topic=ai-strategy&nature=reported&limit=2",
        "/v1/statements?topic=ai-strategies",
    ],
    "list_sources": ["/v1/sources?limit=1", "/v1/sources?limit=1&limit=2"],
    "show_source": ["/v1/sources/retail-throne-ai-phase", "/v1/sources/retail-throne"],
    "show_dataset": ["/v1/dataset", "/v1/dataset?verbose=yes", "/v1/dataset?format=xml"],
    "show_dataset.jsonld": ["/v1/dataset?format=jsonld"],
    "list_changes": [
        "/v1/dataset/changes?since=0&limit=2",
        "/v1/dataset/changes?since=2",
        "/v1/dataset/changes?format=rss",
    ],
    "list_changes.atom": ["/v1/dataset/changes?format=atom&limit=2"],
    "list_revisions": ["/v1/dataset/revisions", "/v1/dataset/revisions?limit=0"],
    "export_facts_csv": [
        "/v1/export/facts.csv?company=walmart&hedge=more-than",
        "/v1/export/facts.csv?after=walmart-stores-fy2026-f18f1839a9",
        "/v1/export/facts.csv?after=walmart-stores-fy2026-f18f1839a9&revision=1&company=amazon",
    ],
    "export_facts_ndjson": [
        "/v1/export/facts.ndjson?company=walmart&hedge=more-than",
        "/v1/export/facts.ndjson?compny=walmart",
    ],
    "export_table": ["/v1/export/metrics.csv", "/v1/export/metric.csv"],
    "export_descriptor": ["/v1/export/datapackage.json", "/v1/export/datapackage.json?revision=2"],
    "export_package": ["/v1/export/datapackage.zip?revision=1", "/v1/export/datapackage.zip?revision=2"],
    "export_database": ["/v1/export/database", "/v1/export/database?revision=1"],
    "show_oembed": [
        "/oembed?url=/&maxwidth=1200",
        "/oembed?url=https://elsewhere.example/embed/compare",
        "/oembed?url=/&format=xml",
        "/oembed",
    ],
    "show_health": ["/healthz"],
    "show_readiness": ["/readyz"],
    "show_problem": ["/problems/bad-cursor", "/problems/bad-curser"],
}
"""For each operation a request that it answers, and then requests that it refuses; likewise where another format is
asked for, whose name then stands behind a dot."""


def shown(response: Response) -> Any:  # noqa: ANN401  any JSON
    """Return what an example shows of an answer: JSON, text, or how a file that is neither begins."""
    kind = response.headers["content-type"]
    if kind in ("application/json", "application/problem+json", "application/ld+json"):
        return response.json()
    if kind == "application/atom+xml":
        return re.sub(r"urn:uuid:[0-9a-f-]{36}", SOME_NAME, re.sub(r"(?<=<updated>)[^<]*", SOME_TIME, response.text))
    if kind == "image/svg+xml":
        return response.text.partition("<rect")[0]
    if kind.startswith(("text/", "application/x-ndjson")):
        return response.text
    return response.content.partition(b"\0")[0].decode("latin-1")


def ask(client: TestClient, requests: list[str]) -> dict[str, Any]:
    """Ask for an example and its refusals."""
    first, *refused = requests
    refusals = [{"request": request, "response": client.get(request).json()} for request in refused]
    return {"request": first, "response": shown(client.get(first)), "refusals": refusals}


def main() -> None:
    """Load the seed into a fresh database and write one file an operation."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/examples.db", log_requests=False)
        writer = open_writer(settings.database_url)
        migrate(writer)
        load(writer, read_packs([shipped("seed")]))
        client = TestClient(create_app(settings))
        EXAMPLES.mkdir(exist_ok=True)
        for old in EXAMPLES.glob("*.json"):
            old.unlink()
        for operation, requests in REQUESTS.items():
            text = json.dumps(ask(client, requests), indent=2, ensure_ascii=False)
            text = re.sub(r'("(?:created|dateModified)": )"[^"]*"', rf'\1"{SOME_TIME}"', text)
            (EXAMPLES / f"{operation}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
