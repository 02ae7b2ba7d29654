"""The data package and the database file: complete, described, the same each time, and to be had in parts."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from app.api.exports.tables import TABLES
from app.domain.catalogue import Catalogue
from tests.api.asking import api_of, ask, load_pack, serve, walk
from tests.api.tables import cell, rows_of
from tests.conftest import WritePack
from tests.packs.writing import fact, source


@pytest.fixture(scope="module")
def package(client: TestClient) -> dict[str, str]:
    """Return the files of the data package."""
    content = client.get("/v1/export/datapackage.zip").content
    with ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_the_package_holds_the_files_that_are_served(client: TestClient, package: dict[str, str]) -> None:
    assert list(package) == ["datapackage.json", "facts.csv", *(f"{table.name}.csv" for table in TABLES[1:])]
    for name, text in package.items():
        assert client.get(f"/v1/export/{name}").content.decode() == text


def test_two_servers_write_the_same_package_and_the_same_database(loaded_url: str, client: TestClient) -> None:
    other = serve(loaded_url)

    for name in ("datapackage.zip", "database"):
        one, two = (each.get(f"/v1/export/{name}") for each in (client, other))
        assert one.content == two.content
        assert dict(one.headers) == dict(two.headers)
        assert one.headers["etag"] == f'"{hashlib.sha256(one.content).hexdigest()[:24]}"'


def test_the_descriptor_says_what_the_data_package_standard_asks_for(client: TestClient) -> None:
    descriptor = ask(client, "/v1/export/datapackage.json")

    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert descriptor["name"] == "retail-rivalry"
    assert descriptor["revision"] == 1
    assert {"title", "path"} >= set().union(*descriptor["sources"])
    assert len(descriptor["sources"]) == len(rows_of(client.get("/v1/export/sources.csv").text))
    assert "not in here" in descriptor["rights"]
    assert [each["path"] for each in descriptor["resources"]] == [
        f"{each['name']}.csv" for each in descriptor["resources"]
    ]
    units = {field["name"]: field for field in descriptor["resources"][0]["schema"]["fields"]}["unit"]
    assert units["constraints"]["enum"] == list(descriptor["units"])


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_cell_is_of_the_type_that_the_schema_gives_its_column(package: dict[str, str], table: str) -> None:
    resources = {each["name"]: each for each in json.loads(package["datapackage.json"])["resources"]}
    schema = resources[table]["schema"]
    rows = rows_of(package[f"{table}.csv"])

    assert rows
    assert list(rows[0]) == [field["name"] for field in schema["fields"]]
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        cells = [row[field["name"]] for row in rows]
        given = [each for each in cells if each]
        for text in given:
            READ[field["type"]](text)
        assert len(given) == len(cells) or not constraints.get("required")
        assert len(set(cells)) == len(cells) or not constraints.get("unique")
        assert set(given) <= set(constraints.get("enum", given))
    for link in schema.get("foreignKeys", []):
        ((own,), reference) = link["fields"], link["reference"]
        others = rows_of(package[f"{reference.get('resource', table)}.csv"])
        assert {row[own] for row in rows} - {""} <= {row[reference["fields"][0]] for row in others}


def truth(text: str) -> bool:
    """Read a truth."""
    return {"true": True, "false": False}[text]


READ: dict[str, Callable[[str], object]] = {
    "string": str,
    "number": float,
    "integer": int,
    "boolean": truth,
    "date": date.fromisoformat,
}
"""How the types of a schema are read."""


def test_the_other_tables_say_what_the_lists_do(client: TestClient, package: dict[str, str]) -> None:
    for table in ("companies", "metrics", "segments", "initiatives", "sources", "statements"):
        listed = [item for page in walk(client, f"/v1/{table}?limit=1000") for item in page.json()["items"]]
        rows = rows_of(package[f"{table}.csv"])
        shared = set(rows[0]) & set(listed[0]) - {"evidence"}
        assert len(shared) >= 3
        for row, item in zip(rows, listed, strict=True):
            called = {name: ", ".join(item[name]) for name in shared & {"also_called"}}
            assert {name: row[name] for name in shared} == {name: cell(item[name]) for name in shared} | called


def test_the_database_answers_as_the_server_does(client: TestClient, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_bytes(client.get("/v1/export/database").content)

    other = serve(f"sqlite:///{taken}")

    for request in ("/v1/facts?limit=1000", "/v1/compare?companies=amazon,walmart&metric=revenue", "/v1/dataset"):
        assert other.get(request).content == client.get(request).content


def test_a_new_revision_makes_a_new_file_and_the_one_before_the_last_is_given_up(
    own_url: str, write_pack: WritePack, articles: Catalogue
) -> None:
    client = serve(own_url)
    sizes = []
    for number in (1, 2, 3):
        response = client.get("/v1/export/database")
        assert response.headers["dataset-revision"] == str(number)
        sizes.append(len(list(kept_in(client))))
        pack = source(slug=f"late-{number}") + fact(company="amazon", metric="revenue", source=None)
        load_pack(own_url, write_pack(pack, f"{number}.toml"), articles)

    assert sizes == [1, 2, 2]


def kept_in(client: TestClient) -> Iterator[Path]:
    """List the files that a server keeps."""
    folder: Path = api_of(client.app).state.files._folder  # noqa: SLF001  where nobody else looks
    return iter(list(folder.iterdir()))


@pytest.mark.parametrize(
    ("range_", "status", "part"),
    [
        ("bytes=0-15", 206, slice(0, 16)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-100", 206, slice(-100, None)),
        ("bytes= 5-5", 206, slice(5, 6)),
        ("bytes=0-999999999999", 206, slice(0, None)),
        ("bytes=999999999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=5-4", 200, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("bytes=x-y", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("", 200, slice(0, None)),
    ],
)
def test_parts_of_a_file_can_be_asked_for(client: TestClient, range_: str, status: int, part: slice) -> None:
    whole = client.get("/v1/export/datapackage.zip")

    response = client.get("/v1/export/datapackage.zip", headers={"Range": range_})

    assert response.status_code == status
    if status == 416:
        assert response.json()["code"] == "range-not-satisfiable"
        assert response.headers["content-range"] == f"bytes */{len(whole.content)}"
        return
    assert response.content == whole.content[part]
    assert response.headers["etag"] == whole.headers["etag"]
    assert response.headers["accept-ranges"] == "bytes"


def test_a_part_of_another_file_is_not_sent(client: TestClient) -> None:
    whole = client.get("/v1/export/database")
    same = [whole.headers["etag"], whole.headers["last-modified"]]

    parts = [client.get("/v1/export/database", headers={"Range": "bytes=0-9", "If-Range": tag}) for tag in same]
    other = client.get("/v1/export/database", headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    beyond = {"Range": "bytes=999999999-", "If-Range": '"other"'}

    assert [part.status_code for part in parts] == [206, 206]
    assert (other.status_code, other.content) == (200, whole.content)
    assert client.get("/v1/export/database", headers=beyond).content == whole.content
