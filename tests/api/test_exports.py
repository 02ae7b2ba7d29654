"""Facts and tables taken whole: the same as everywhere else, resumable, and what they say of themselves."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from app.api.exports.tables import FACTS
from app.domain.catalogue import Catalogue
from app.main import create_app
from app.settings import Settings
from tests.api.asking import code_of, load_pack, serve, walk
from tests.api.tables import Row, cell, rows_of
from tests.conftest import WritePack
from tests.many import multiply
from tests.packs.writing import fact, source

BOTH = pytest.mark.parametrize("name", ["facts.csv", "facts.ndjson"])


def every_fact(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    """Return all facts as the list of facts answers with them."""
    return [item for page in walk(client, f"/v1/facts?limit=1000{query}") for item in page.json()["items"]]


def as_row(fact: dict[str, Any]) -> Row:
    """Spread a fact as JSON has it over the columns of CSV."""
    period, derivation = fact["period"], fact["derivation"] or {}
    spread = {
        **fact,
        "period": period["label"],
        **{f"period_{name}": value for name, value in period.items()},
        **{f"derivation_{name}": derivation.get(name) for name in ("operation", "formula", "inputs")},
    }
    return {column.name: cell(spread[column.name]) for column in FACTS.columns}


def test_csv_holds_every_fact_in_the_order_of_ids_with_numbers_as_json_has_them(client: TestClient) -> None:
    response = client.get("/v1/export/facts.csv")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text.count("\r\n") == response.text.count("\n")
    assert rows_of(response.text) == [as_row(fact) for fact in every_fact(client)]
    assert ",713200000000," in response.text


def test_ndjson_holds_every_fact_byte_for_byte_as_the_list_of_facts_does(client: TestClient) -> None:
    response = client.get("/v1/export/facts.ndjson")

    lines = iter(response.content.splitlines())
    for page in walk(client, "/v1/facts?limit=1000"):
        of_page = list(islice(lines, len(page.json()["items"])))
        assert page.content.startswith(b'{"items":[' + b",".join(of_page) + b"]")
    assert next(lines, None) is None
    assert response.headers["content-type"] == "application/x-ndjson"


@pytest.mark.parametrize(
    "query",
    [
        "company=WMT",
        "metric=revenue&period=FY2025&period=FY2026",
        "hedge=more-than",
        "source=retail-throne-ai-phase",
        "value_min=1e11&value_max=7e11",
        "as_of=2014-03-20",
        "segment=aws&company=amazon",
        "initiative=rufus",
    ],
)
def test_an_export_is_filtered_as_the_list_is(client: TestClient, query: str) -> None:
    listed = [fact["id"] for fact in every_fact(client, f"&{query}")]

    text = client.get(f"/v1/export/facts.csv?{query}").text
    lines = client.get(f"/v1/export/facts.ndjson?{query}").text.splitlines()

    assert 0 < len(listed) < 1285
    assert [row["id"] for row in rows_of(text)] == listed
    assert [json.loads(line)["id"] for line in lines] == listed


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("company=amazn", "unknown-value"),
        ("period=2025", "unknown-value"),
        ("sort=id", "unknown-parameter"),
        ("limit=1", "unknown-parameter"),
        ("value_min=2&value_max=1", "out-of-range"),
        ("revision=2", "out-of-range"),
        ("after=walmart-stores-fy2026-f18f1839a9", "missing-parameter"),
        ("revision=1&after=walmart-stores-fy2026-0000000000", "bad-cursor"),
        ("revision=1&after=", "bad-cursor"),
        ("revision=1&after=walmart-stores-fy2026-f18f1839a9&company=amazon", "bad-cursor"),
    ],
)
@BOTH
def test_what_cannot_be_meant_is_refused(client: TestClient, name: str, query: str, code: str) -> None:
    assert code_of(client.get(f"/v1/export/{name}?{query}")) == (422, code)


@BOTH
@pytest.mark.parametrize("query", ["", "company=walmart&"])
def test_a_download_that_broke_is_gone_on_with_to_the_byte(client: TestClient, name: str, query: str) -> None:
    whole = client.get(f"/v1/export/{name}?{query}")

    for broken in (whole.content[:9000], whole.content[: len(whole.content) // 2], whole.content[:-1]):
        kept = broken[: broken.rindex(b"\n") + 1]
        last = kept.splitlines()[-1].decode()
        after = json.loads(last)["id"] if name == "facts.ndjson" else last.partition(",")[0]
        revision = whole.headers["dataset-revision"]
        rest = client.get(f"/v1/export/{name}?{query}revision={revision}&after={after}")
        assert kept + rest.content == whole.content


def test_a_download_goes_on_in_the_revision_that_it_began_in(
    own_url: str, write_pack: WritePack, articles: Catalogue
) -> None:
    client = serve(own_url)
    whole = client.get("/v1/export/facts.ndjson")
    first, *rest = whole.text.splitlines(keepends=True)

    load_pack(own_url, write_pack(source(slug="late") + fact(company="amazon", metric="revenue")), articles)

    query = f"revision=1&after={json.loads(first)['id']}"
    assert client.get(f"/v1/export/facts.ndjson?{query}").text == "".join(rest)
    assert client.get("/v1/export/facts.ndjson?revision=1").text == whole.text
    newest = client.get("/v1/export/facts.ndjson")
    assert newest.headers["dataset-revision"] == "2"
    assert newest.headers["etag"] != whole.headers["etag"]
    assert len(newest.text.splitlines()) == len(rest) + 2


def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_in_front_and_numbers_have_none(own_url: str) -> None:
    harmless = ["-$39 million", "-5%", "+1,200", "1=1", '"=1"', "a,b\nc", "(640)"]
    guarded = ["=1+1", "@SUM(1)", "\t=1", "\r=1", "-A1", "+x", "-2+3+cmd|' /C calc'!A0", "-1+SUM(1)", "-"]
    guarded += [
        "\n=1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM",
        "-1+\uff08",
        "+1\uff5ccmd",
        "-1\uff01A0",
        "-1+[x.xls]a",
        "+1'",
    ]
    texts = [*harmless, *guarded]
    with closing(sqlite3.connect(own_url.removeprefix("sqlite:///"))) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM fact ORDER BY id")]
        notes, periods = texts[: len(ids)], texts[len(ids) :]
        connection.execute("UPDATE fact SET value = -5, low = -6")
        connection.executemany("UPDATE fact SET note = ? WHERE id = ?", zip(notes, ids, strict=False))
        connection.executemany("UPDATE fact SET period_note = ? WHERE id = ?", zip(periods, ids, strict=False))
        connection.commit()

    rows = rows_of(serve(own_url).get("/v1/export/facts.csv").text)

    written = [row["note"] for row in rows][: len(notes)] + [row["period_note"] for row in rows][: len(periods)]
    assert written == [*harmless, *(f"'{text}" for text in guarded)]
    assert {(row["value"], row["low"]) for row in rows} == {("-5", "-6")}


def test_tags_differ_wherever_bytes_may(client: TestClient, few: TestClient) -> None:
    asked = [
        "facts.csv", "facts.ndjson", "facts.csv?company=amazon", "facts.csv?company=walmart", "metrics.csv",
        "sources.csv", "facts.csv?revision=1&after=walmart-stores-fy2026-f18f1839a9", "datapackage.json",
        "datapackage.zip", "database",
    ]  # fmt: skip

    tags = [each.head(f"/v1/export/{name}").headers["etag"] for each in (client, few) for name in asked]

    assert len(set(tags)) == 2 * len(asked)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("facts.csv", "facts-revision-1.csv"),
        ("companies.csv", "companies-revision-1.csv"),
        ("datapackage.zip", "datapackage-revision-1.zip"),
        ("database", "rivalry-revision-1.db"),
    ],
)
def test_a_file_has_a_name(client: TestClient, path: str, name: str) -> None:
    response = client.head(f"/v1/export/{path}")

    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_an_unknown_table_is_not_found(client: TestClient) -> None:
    response = client.get("/v1/export/metric.csv")

    assert code_of(response) == (404, "not-found")
    assert response.json()["did_you_mean"] == "metrics"


def test_a_stream_ends_when_the_client_goes_away(articles_url: str, tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), path)
    multiply(path, 20_000)
    app = create_app(Settings(database_url=f"sqlite:///{path}"))
    sent: list[Message] = []

    async def ask_and_leave() -> None:
        gone = asyncio.Event()
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            if (first := next(asked, None)) is not None:
                return first
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)
            if len(sent) == 3:
                gone.set()
                await asyncio.sleep(0)

        scope = {"type": "http", "method": "GET", "path": "/v1/export/facts.csv", "query_string": b"", "headers": []}
        await app(scope, receive, send)

    asyncio.run(ask_and_leave())

    assert 3 <= len(sent) < 8
    assert sent[-1]["more_body"]
